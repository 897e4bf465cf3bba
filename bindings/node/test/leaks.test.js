'use strict';
/*
 * Connections, messages and requests leave nothing behind. Memory grows until the
 * collectors of JavaScript and of Go, and malloc, have found their size: a leak is what
 * grows in each of many rounds.
 *
 * GOLWS_CYCLES: of a round (otherwise 1000)
 */

const { test } = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const golws = require('..');
const { handles } = require('../lib/engine');
const { serve, echo, urlOf, closed, until } = require('./listening');

const cycles = Number(process.env.GOLWS_CYCLES || 1000);
const AT_ONCE = 20;
const ROUNDS = 20;
/** Bytes of a cycle; what the smallest of its objects has is more. */
const MOST = 40;

const descriptors = () => fs.readdirSync('/proc/self/fd').length;
const alive = () => handles.filter(Boolean).length;

async function settled() {
  for (let n = 0; n < 3; n++) {
    global.gc();
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  return { memory: process.memoryUsage().rss, descriptors: descriptors(), alive: alive() };
}

async function many(count, cycle) {
  let left = count;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left-- > 0) await cycle(left);
  }));
}

async function isClean(cycle) {
  await many(cycles, cycle);
  const first = await settled();
  let before = first;
  const grown = [];
  for (let round = 0; round < ROUNDS; round++) {
    await many(cycles, cycle);
    await until(() => alive() <= first.alive);
    const after = await settled();
    assert.ok(after.descriptors <= first.descriptors + 2, `${first.descriptors} descriptors became ${after.descriptors}`);
    grown.push((after.memory - before.memory) / cycles);
    if (grown[round] < MOST) return;
    before = after;
  }
  assert.fail(`in each round a cycle takes more bytes: ${grown}`);
}

test('connections', async () => {
  const wss = await serve(golws, {}, echo);
  const url = urlOf(wss);
  await isClean((n) => new Promise((resolve) => {
    const socket = new golws.WebSocket(url, { perMessageDeflate: n % 7 === 0 });
    socket.on('error', () => {});
    socket.on('open', () => (n % 5 ? socket.send('hello', () => {}) : socket.terminate()));
    socket.on('message', () => (n % 3 ? socket.close(1000) : socket.terminate()));
    socket.on('close', resolve);
  }));
  await closed(wss);
});

test('connections that come to nothing', async () => {
  const wss = await serve(golws, { verifyClient: (info, done) => setImmediate(done, false) });
  const url = urlOf(wss);
  await isClean((n) => new Promise((resolve) => {
    const socket = new golws.WebSocket(n % 2 ? url : 'ws://127.0.0.1:1/');
    socket.on('error', () => {});
    socket.on('close', resolve);
    if (n % 5 === 0) socket.terminate();
  }));
  await closed(wss);
});

test('requests', async () => {
  const server = golws.createServer((req, res) => {
    if (req.method === 'POST') req.pipe(res);
    else res.end('answer');
  }).listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${server.address().port}/`;
  const session = new golws.Session(url);
  await isClean(async (n) => {
    const response = await session.request('x', n % 2 ? { method: 'POST', body: Buffer.alloc(2000) } : {});
    if (n % 10 === 0) response.abort();
    else await response.bytes();
  });
  await closed(server);
});

test('servers', async () => {
  await many(200, async () => closed(await serve(golws)));
  const before = await settled();
  await many(200, async () => closed(await serve(golws)));
  const after = await settled();
  assert.ok(after.descriptors <= before.descriptors + 2, `${before.descriptors} descriptors became ${after.descriptors}`);
  assert.ok(after.memory - before.memory < 200 * 100_000, `${(after.memory - before.memory) / 200} bytes a server`);
});
