'use strict';
/* What a WebSocket does beyond the conventions of conventions.test.js. */

const { test } = require('node:test');
const assert = require('node:assert');
const { once } = require('node:events');
const net = require('node:net');
const golws = require('..');
const { serve, echo, urlOf, connect, closed, until } = require('./listening');

const { WebSocket } = golws;

test('the browser\'s attributes and listeners', async () => {
  const wss = await serve(golws, {}, echo);
  const socket = new WebSocket(urlOf(wss));
  const seen = [];
  socket.onopen = (event) => {
    seen.push([event.type, event.target === socket]);
    socket.send('text');
  };
  socket.onmessage = (event) => {
    seen.push([event.type, event.data]);
    if (typeof event.data === 'string') {
      socket.binaryType = 'arraybuffer';
      socket.send(new Uint8Array([1, 2]));
    } else {
      socket.close(1000, 'bye');
    }
  };
  const object = { handleEvent(event) { seen.push(['object', event.type]); } };
  const once_ = () => seen.push(['once']);
  const removed = () => assert.fail('removed');
  socket.addEventListener('message', object);
  socket.addEventListener('message', object);
  socket.addEventListener('message', once_, { once: true });
  socket.addEventListener('message', removed);
  socket.removeEventListener('message', removed);
  socket.addEventListener('unknown', removed);
  assert.strictEqual(socket.onclose, null);
  const end = new Promise((resolve) => { socket.onclose = resolve; });
  const { code, reason, wasClean, type } = await end;
  assert.deepStrictEqual({ code, reason, wasClean, type }, { code: 1000, reason: 'bye', wasClean: true, type: 'close' });
  assert.strictEqual(seen[4][1] instanceof ArrayBuffer, true);
  assert.deepStrictEqual(seen.map(([what]) => what), ['open', 'message', 'object', 'once', 'message', 'object']);
  await closed(wss);
});

test('binaryType shapes binary messages', async () => {
  const wss = await serve(golws, {}, echo);
  const socket = await connect(golws, urlOf(wss));
  for (const [type, check] of Object.entries({
    nodebuffer: (data) => Buffer.isBuffer(data) && data.equals(Buffer.from('abc')),
    arraybuffer: (data) => data instanceof ArrayBuffer && data.byteLength === 3,
    fragments: (data) => Array.isArray(data) && Buffer.concat(data).equals(Buffer.from('abc')),
    blob: (data) => data instanceof Blob && data.size === 3,
  })) {
    socket.binaryType = type;
    socket.send(Buffer.from('abc'));
    assert.ok(check((await once(socket, 'message'))[0]), type);
  }
  socket.binaryType = 'nonsense';
  assert.strictEqual(socket.binaryType, 'blob');
  socket.terminate();
  await closed(wss);
});

test('Buffers keep what they had when more has come', async () => {
  const wss = await serve(golws, {}, echo);
  const socket = await connect(golws, urlOf(wss));
  const kept = [];
  socket.on('message', (data) => kept.push(data));
  for (let n = 0; n < 5000; n++) socket.send(Buffer.alloc(n % 300, n & 255));
  await until(() => kept.length === 5000);
  kept.forEach((data, n) => assert.ok(data.equals(Buffer.alloc(n % 300, n & 255))));
  assert.ok(kept.every((data) => data.byteOffset % 8 === 0));
  socket.terminate();
  await closed(wss);
});

test('pause() keeps the peer waiting, resume() loses nothing', async () => {
  const wss = await serve(golws);
  const connection = once(wss, 'connection');
  const socket = await connect(golws, urlOf(wss));
  const [peer] = await connection;
  const seen = [];
  socket.on('message', (data) => {
    seen.push(Number(data.subarray(0, 5)));
    if (seen.length % 10 === 0) {
      socket.pause();
      setTimeout(() => socket.resume(), 1);
    }
  });
  socket.pause();
  assert.strictEqual(socket.isPaused, true);
  const filling = 'x'.repeat(100_000);
  for (let n = 0; n < 200; n++) peer.send(String(n).padEnd(5) + filling);
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  assert.deepStrictEqual(seen, []);
  assert.ok(peer.bufferedAmount > 1 << 20, `the peer has sent all but ${peer.bufferedAmount} bytes`);
  socket.resume();
  await until(() => seen.length === 200);
  assert.deepStrictEqual(seen, Array.from({ length: 200 }, (_, n) => n));
  peer.close(1000);
  await once(socket, 'close');
  await closed(wss);
});

test('bufferedAmount and callbacks tell how far sending is', async () => {
  const wss = await serve(golws);
  const connection = once(wss, 'connection');
  const socket = await connect(golws, urlOf(wss));
  const [peer] = await connection;
  peer.pause();
  const order = [];
  for (let n = 0; n < 100; n++) socket.send(Buffer.alloc(100_000), (error) => order.push([n, error]));
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  assert.ok(socket.bufferedAmount > 0 && order.length < 100);
  peer.resume();
  await until(() => order.length === 100);
  assert.deepStrictEqual(order, Array.from({ length: 100 }, (_, n) => [n, null]));
  assert.strictEqual(socket.bufferedAmount, 0);
  peer.pause();
  const lost = [];
  for (let n = 0; n < 100; n++) socket.send(Buffer.alloc(100_000), (error) => lost.push(error instanceof Error));
  peer.terminate();
  await once(socket, 'close');
  await until(() => lost.length === 100);
  assert.ok(lost.includes(true));
  await closed(wss);
});

test('request, headers, addresses, subprotocols', async () => {
  const wss = await serve(golws, { handleProtocols: (offered, req) => (req.url.startsWith('/b') ? false : [...offered].pop()) });
  wss.on('headers', (lines, req) => lines.push(`X-Path: ${req.url}`, 'Set-Cookie: a=1'));
  const connection = once(wss, 'connection');
  const socket = new WebSocket(urlOf(wss, '/a%20b/c?q=1%262&r='), ['one', 'two'], {
    headers: { 'X-Own': 'yes', Cookie: 'c=d' }, origin: 'http://example.org',
  });
  const opening = once(socket, 'open');
  const [response] = await once(socket, 'upgrade');
  assert.strictEqual(response.statusCode, 101);
  assert.strictEqual(response.headers['x-path'], '/a%20b/c?q=1%262&r=');
  assert.deepStrictEqual(response.headers['set-cookie'], ['a=1']);
  const [peer, req] = await connection;
  assert.strictEqual(req.method, 'GET');
  assert.strictEqual(req.url, '/a%20b/c?q=1%262&r=');
  assert.strictEqual(req.headers['x-own'], 'yes');
  assert.strictEqual(req.headers.cookie, 'c=d');
  assert.strictEqual(req.headers.origin, 'http://example.org');
  assert.strictEqual(req.socket.remoteAddress, '127.0.0.1');
  assert.ok(req.socket.remotePort > 0 && req.socket.localPort === wss.address().port);
  assert.strictEqual(peer.protocol, 'two');
  await opening;
  assert.strictEqual(socket.protocol, 'two');
  socket.terminate();
  await assert.rejects(connect(golws, urlOf(wss, '/b'), 'one'), /Server sent no subprotocol/);
  await closed(wss);
});

test('unexpected-response gives the response', async () => {
  const wss = await serve(golws, {
    verifyClient: (info, done) => setTimeout(done, 5, false, 403, 'not you', { 'X-Why': 'because' }),
  });
  const socket = new WebSocket(urlOf(wss));
  socket.on('error', () => assert.fail('error'));
  const closing = once(socket, 'close');
  const [, response] = await once(socket, 'unexpected-response');
  assert.strictEqual(response.statusCode, 403);
  assert.strictEqual(response.headers['x-why'], 'because');
  assert.strictEqual((await closing)[0], 1006);
  const [error] = await once(new WebSocket(urlOf(wss)), 'error');
  assert.strictEqual(error.message, 'Unexpected server response: 403');
  await closed(wss);
});

test('a client that leaves while verifyClient thinks', async () => {
  let decide;
  const wss = await serve(golws, { verifyClient: (info, done) => { decide = done; } });
  wss.on('connection', () => assert.fail('connection'));
  const socket = new WebSocket(urlOf(wss));
  socket.on('error', () => {});
  await until(() => decide);
  socket.terminate();
  await until(() => socket.readyState === WebSocket.CLOSED);
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  decide(true);
  decide(false);
  await closed(wss);
});

test('no answer, a late answer, a wrong answer', async () => {
  const deaf = net.createServer(() => {}).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  let [error] = await once(new WebSocket(`ws://127.0.0.1:${deaf.address().port}/`, { handshakeTimeout: 50 }), 'error');
  assert.match(error.message, /timed out/);
  assert.strictEqual(error.code, 'ETIMEDOUT');
  const wrong = net.createServer((socket) => socket.once('data', () => socket.end('SSH-2.0-no\r\n'))).listen(0, '127.0.0.1');
  await once(wrong, 'listening');
  [error] = await once(new WebSocket(`ws://127.0.0.1:${wrong.address().port}/`), 'error');
  assert.match(error.message, /cannot connect/);
  const { port } = wrong.address();
  deaf.close();
  await closed(wrong);
  [error] = await once(new WebSocket(`ws://127.0.0.1:${port}/`), 'error');
  assert.strictEqual(error.code, 'ECONNREFUSED');
  [error] = await once(new WebSocket('ws://nobody.invalid/'), 'error');
  assert.match(error.message, /cannot connect to ws:\/\/nobody\.invalid/);
});

test('pings keep an idle connection, and end a dead one', async () => {
  const wss = await serve(golws, { pingInterval: 1000, pingTimeout: 1000 });
  const connection = once(wss, 'connection');
  const socket = await connect(golws, urlOf(wss));
  const [peer] = await connection;
  await once(socket, 'ping');
  socket.pause();
  const [code] = await once(peer, 'close');
  assert.strictEqual(code, 1006);
  socket.terminate();
  await closed(wss);
});

test('a listener that throws costs nothing but itself', async () => {
  const errors = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error.message));
  try {
    const wss = await serve(golws, {}, (socket) => {
      echo(socket);
      throw new Error('in connection');
    });
    const socket = await connect(golws, urlOf(wss));
    const seen = [];
    socket.on('message', (data) => {
      seen.push(String(data));
      throw new Error(`in message ${data}`);
    });
    for (let n = 0; n < 20; n++) socket.send(String(n));
    await until(() => seen.length === 20);
    socket.on('close', () => { throw new Error('in close'); });
    socket.close(1000);
    await closed(wss);
    await until(() => errors.includes('in close'));
    assert.deepStrictEqual(errors, ['in connection', ...seen.map((n) => `in message ${n}`), 'in close']);
    const failing = await serve(golws, { verifyClient() { throw new Error('in verifyClient'); } });
    const [error] = await once(new WebSocket(urlOf(failing)), 'error');
    assert.strictEqual(error.message, 'Unexpected server response: 500');
    assert.strictEqual(errors.pop(), 'in verifyClient');
    await closed(failing);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
});

test('everything may be called again, and at the end', async () => {
  const wss = await serve(golws, {}, echo);
  const socket = await connect(golws, urlOf(wss));
  socket.close();
  socket.close();
  socket.terminate();
  socket.terminate();
  await once(socket, 'close');
  socket.close();
  socket.terminate();
  socket.pause();
  socket.resume();
  socket.ping();
  socket.pong('x');
  socket.send('x');
  assert.strictEqual(socket.bufferedAmount, 2);
  await closed(wss);
  wss.close();
  await assert.rejects(new Promise((resolve, reject) => { wss.close((error) => (error ? reject(error) : resolve())); }), /not running/);
  assert.strictEqual(wss.address(), null);
});

test('a server stops to listen while its clients go on', async () => {
  const wss = await serve(golws, {}, echo);
  const url = urlOf(wss);
  const socket = await connect(golws, url);
  let ended = false;
  wss.close(() => { ended = true; });
  socket.send('still here');
  assert.strictEqual(String((await once(socket, 'message'))[0]), 'still here');
  const [error] = await once(new WebSocket(url), 'error');
  assert.strictEqual(error.code, 'ECONNREFUSED');
  assert.strictEqual(ended, false);
  socket.close();
  await until(() => ended);
});

test('two servers cannot have one port', async () => {
  const first = await serve(golws);
  for (const library of [golws, require('ws')]) {
    const second = new library.WebSocketServer({ port: first.address().port, host: '127.0.0.1' });
    const [error] = await once(second, 'error');
    assert.strictEqual(error.code, 'EADDRINUSE');
  }
  await closed(first);
  const again = await serve(golws, { port: 0 });
  await closed(again);
  const [error] = await once(new golws.WebSocketServer({ port: 0, host: '192.0.2.1' }), 'error');
  assert.strictEqual(error.code, 'EADDRNOTAVAIL');
});

test('with an HTTP server of golws', async () => {
  const server = golws.createServer((req, res) => res.end(`page ${req.url}`));
  const chat = new golws.WebSocketServer({ server, path: '/chat' });
  const news = new golws.WebSocketServer({ server, path: '/news', maxPayload: 10 });
  chat.on('connection', (socket) => socket.send('chat'));
  news.on('connection', (socket) => socket.send('news'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  for (const name of ['chat', 'news']) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/${name}`);
    assert.strictEqual(String((await once(socket, 'message'))[0]), name);
    socket.close();
  }
  const response = await golws.request(`http://127.0.0.1:${port}/x`);
  assert.strictEqual(await response.text(), 'page /x');
  const [error] = await once(new WebSocket(`ws://127.0.0.1:${port}/other`), 'error');
  assert.strictEqual(error.message, 'Unexpected server response: 400');
  await closed(server);
});

test('a unix socket', async () => {
  const path = `${require('node:os').tmpdir()}/golws-node-${process.pid}.sock`;
  const server = golws.createServer((req, res) => res.end('over unix'));
  const wss = new golws.WebSocketServer({ server });
  wss.on('connection', echo);
  server.listen(path);
  await once(server, 'listening');
  assert.strictEqual(server.address(), path);
  const socket = await connect(golws, `ws+unix:${path}:/chat`);
  socket.send('hello');
  assert.strictEqual(String((await once(socket, 'message'))[0]), 'hello');
  socket.close();
  const response = await golws.request('http://localhost/', { socketPath: path });
  assert.strictEqual(await response.text(), 'over unix');
  await closed(server);
});
