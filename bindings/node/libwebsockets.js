'use strict';
/*
 * Where binding.gyp finds golws: `node libwebsockets.js cflags|libs|native|sources`.
 *
 * GOLWS_BUILD    a checkout's build folder
 * GOLWS_PREFIX   where golws is installed
 * neither        the checkout's build/ where there is one, otherwise pkg-config
 */
const fs = require('fs');
const os = require('os');
const path = require('path');
const { execFileSync } = require('child_process');

/** What a header of golws has, and no other libwebsockets. */
const MARK = 'GOLWS_SERVER_OPTION_HOST_TURNS';
const LIBRARY = 'libwebsockets.so.19';

/** The C files that all bindings share: a package has its own copy. */
const packed = path.join(__dirname, 'native');
const isPacked = fs.existsSync(packed);
const checkout = path.resolve(__dirname, '..', '..');

function fail(message) {
  console.error(`golws: ${message}`);
  process.exit(1);
}

function place(include, library) {
  const header = path.join(include, 'libwebsockets', 'lws-context-vhost.h');
  if (!fs.existsSync(header)) fail(`there is no ${header}`);
  if (!fs.readFileSync(header, 'utf8').includes(MARK)) {
    fail(`${include} belongs to a libwebsockets that is not golws; set GOLWS_PREFIX to where golws is installed`);
  }
  if (!fs.existsSync(path.join(library, LIBRARY))) fail(`there is no ${LIBRARY} in ${library}`);
  return { include, library };
}

function variable(name) {
  return execFileSync('pkg-config', [`--variable=${name}`, 'libwebsockets'], { encoding: 'utf8' }).trim();
}

function installed() {
  try {
    return [variable('includedir'), variable('libdir')];
  } catch {
    return fail(`there is no golws: ${isPacked ? '' : 'run `make build` in the checkout, or '}set GOLWS_PREFIX to where it is installed`);
  }
}

function found() {
  const { GOLWS_BUILD: build, GOLWS_PREFIX: prefix } = process.env;
  const built = build || path.join(checkout, 'build');
  if (prefix) {
    const folders = ['lib', path.join('lib', `${os.machine()}-linux-gnu`), 'lib64'].map((name) => path.join(prefix, name));
    return place(path.join(prefix, 'include'), folders.find((name) => fs.existsSync(path.join(name, LIBRARY))) || folders[0]);
  }
  if (build || (!isPacked && fs.existsSync(path.join(built, 'lib', LIBRARY)))) {
    return place(process.env.GOLWS_INCLUDE || path.join(checkout, 'include'), path.join(built, 'lib'));
  }
  return place(...installed());
}

const native = () => (isPacked ? packed : process.env.GOLWS_NATIVE || path.join(checkout, 'bindings', 'native'));

const answers = {
  cflags: () => `-I${found().include}`,
  libs: () => {
    const { library } = found();
    return `${path.join(library, LIBRARY)} -Wl,-rpath,${library}`;
  },
  native,
  sources: () => fs.readdirSync(native()).filter((name) => name.endsWith('.c'))
    .map((name) => path.relative(__dirname, path.join(native(), name))).join(' '),
};
console.log(answers[process.argv[2]]());
