'use strict';
/* The types, by TypeScript's compiler. */

const { test } = require('node:test');
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const golws = require('..');

test('programs compile, and wrong ones do not', () => {
  const { status, stdout } = spawnSync(process.execPath,
    [require.resolve('typescript/bin/tsc'), '-p', path.join(__dirname, 'types')], { encoding: 'utf8' });
  assert.strictEqual(status, 0, stdout);
});

test('an ES module has the same', async () => {
  const module = await import('../index.mjs');
  assert.strictEqual(module.default, golws);
  for (const name of Object.keys(module)) {
    if (name !== 'default') assert.strictEqual(module[name], golws[name], name);
  }
});
