'use strict';
/* Programs written for ws do the same when nothing but their import is changed. */

const { test } = require('node:test');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, 'programs');

function outputOf(file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 20_000 });
  assert.strictEqual(status, 0, stderr);
  assert.ok(stdout);
  return stdout;
}

for (const name of fs.readdirSync(folder)) {
  test(name, () => {
    const program = path.join(folder, name);
    const own = path.join(__dirname, `with-golws-${name}`);
    const replaced = fs.readFileSync(program, 'utf8').replaceAll(/'ws'/g, name.endsWith('.mjs') ? "'../index.mjs'" : "'..'");
    assert.ok(!/'ws'/.test(replaced));
    fs.writeFileSync(own, replaced);
    try {
      assert.strictEqual(outputOf(own), outputOf(program));
    } finally {
      fs.unlinkSync(own);
    }
  });
}
