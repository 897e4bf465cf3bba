'use strict';
/* How a process ends, and what its children see. */

const { test } = require('node:test');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const START = `
const golws = require(${JSON.stringify(require.resolve('..'))});
const wss = new golws.WebSocketServer({ port: 0, host: '127.0.0.1' });
const url = () => 'ws://127.0.0.1:' + wss.address().port + '/';
wss.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
`;

function run(program, options = []) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...options, '-e', program], { encoding: 'utf8', timeout: 20_000 });
  return { status, signal, stdout, stderr };
}

function isWell(result, stdout, status = 0) {
  assert.deepStrictEqual({ status: result.status, signal: result.signal, stdout: result.stdout }, { status, signal: null, stdout },
    result.stderr);
}

test('a process that only loads it ends', () => isWell(run(`require(${JSON.stringify(require.resolve('..'))})`), ''));

test('it ends by itself when nothing is open', () => isWell(run(`${START}
  wss.on('listening', () => {
    const socket = new golws.WebSocket(url());
    socket.on('open', () => socket.send('hello'));
    socket.on('message', (data) => { console.log(String(data)); socket.close(); wss.close(); });
  });`), 'hello\n'));

test('unref() lets it end with a server that listens', () => isWell(run(`
  const golws = require(${JSON.stringify(require.resolve('..'))});
  const server = golws.createServer(() => {}).listen(0, '127.0.0.1', () => { console.log('listening'); server.unref(); });`), 'listening\n'));

test('process.exit() with connections open, anywhere', () => {
  const places = {
    open: "socket.on('open', () => process.exit(5));",
    message: "socket.on('open', () => socket.send('x')); socket.on('message', () => process.exit(5));",
    connection: "wss.on('connection', () => process.exit(5));",
    handshake: 'wss.options.verifyClient = () => process.exit(5);',
    headers: "wss.on('headers', () => process.exit(5));",
    later: 'setTimeout(() => process.exit(5), 30);',
  };
  for (const [name, place] of Object.entries(places)) {
    isWell(run(`${START}wss.on('listening', () => { const socket = new golws.WebSocket(url()); ${place} });`), '', 5, name);
  }
});

test('an exception in a listener ends the process as in Node', () => {
  for (const place of ["socket.on('open', fail)", "socket.on('open', () => socket.send('x')); socket.on('message', fail)",
    "wss.on('connection', fail)", 'wss.options.verifyClient = fail']) {
    const result = run(`${START}
      function fail() { throw new Error('a listener failed'); }
      wss.on('listening', () => { const socket = new golws.WebSocket(url()); socket.on('error', () => {}); ${place}; });`);
    assert.strictEqual(result.status, 1, place);
    assert.match(result.stderr, /a listener failed/);
    assert.match(result.stderr, /at .*fail/);
  }
  const result = run(`${START}wss.on('listening', () => new golws.WebSocket('ws://127.0.0.1:1/'));`);
  assert.strictEqual(result.status, 1);
  assert.match(result.stderr, /connect ECONNREFUSED[^]*Emitted 'error' event on WebSocket/);
});

test('garbage is collected at any moment', () => isWell(run(`${START}
  wss.on('listening', async () => {
    let ended = 0;
    for (let n = 0; n < 50; n++) {
      let socket = new golws.WebSocket(url());
      socket.on('open', () => { gc(); socket.send(new Uint8Array(1000)); gc(); });
      socket.on('message', (data) => { gc(); if (data.length !== 1000) process.exit(1); socket.close(); socket = null; });
      socket.on('close', () => { gc(); ended++; });
    }
    while (ended < 50) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
    wss.close(() => console.log('done'));
  });`, ['--expose-gc']), 'done\n'));

test('child processes inherit nothing', () => isWell(run(`${START}
  const { execFileSync } = require('child_process');
  wss.on('listening', () => {
    const socket = new golws.WebSocket(url());
    socket.on('open', () => socket.send('x'));
    socket.on('message', () => {
      const links = execFileSync('ls', ['-l', '/proc/self/fd'], { encoding: 'utf8' });
      const own = execFileSync('ls', ['-l', '/proc/' + process.pid + '/fd'], { encoding: 'utf8' });
      const sockets = new Set(own.match(/socket:\\[\\d+\\]/g));
      const inherited = (links.match(/socket:\\[\\d+\\]/g) || []).filter((name) => sockets.has(name));
      console.log(inherited.length, sockets.size > 2);
      socket.close();
      wss.close();
    });
  });`), '0 true\n'));
