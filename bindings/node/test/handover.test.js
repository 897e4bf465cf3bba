'use strict';
/* WebSockets whose requests a server of node:http or node:https has read. */

const { test } = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const path = require('node:path');
const { once } = require('node:events');
const golws = require('..');
const { echo, until } = require('./listening');

const certificates = process.env.GOLWS_CERTIFICATES;
const HANDSHAKE = 'GET /here HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
/** "Hello" in a masked frame: RFC 6455 section 5.7. */
const HELLO = Buffer.from('818537fa213d7f9f4d5158', 'hex');

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function ended(server, ...sockets) {
  for (const wss of sockets) await new Promise((resolve) => { wss.close(resolve); });
  server.closeAllConnections();
  await new Promise((resolve) => { server.close(resolve); });
}

/** What a server says to these bytes, until it ends the connection or has said this much. */
async function answerTo(server, bytes, least = Infinity) {
  const socket = net.connect(server.address().port, '127.0.0.1');
  const pieces = [];
  let length = 0;
  socket.on('data', (piece) => {
    pieces.push(piece);
    length += piece.length;
    if (length >= least) socket.destroy();
  });
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(pieces).toString('latin1');
}

test('a server of node:http has WebSockets beside its pages', async () => {
  const server = http.createServer((req, res) => res.end('page'));
  const wss = new golws.WebSocketServer({ server });
  const heard = [];
  wss.on('listening', () => heard.push('listening'));
  wss.on('connection', (ws, req) => {
    heard.push(req.url, req.socket.remoteAddress, typeof req.socket.remotePort);
    echo(ws);
  });
  await listening(server);
  assert.deepStrictEqual(wss.address(), server.address());
  const ws = new golws.WebSocket(`ws://127.0.0.1:${server.address().port}/a?b=c`);
  await once(ws, 'open');
  const large = Buffer.alloc(3_000_000, 'x');
  ws.send(large);
  const [data, binary] = await once(ws, 'message');
  assert.ok(binary && data.equals(large));
  assert.strictEqual(await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text(), 'page');
  ws.close();
  await once(ws, 'close');
  assert.deepStrictEqual(heard, ['listening', '/a?b=c', '127.0.0.1', 'number']);
  await ended(server, wss);
});

test('over TLS the bytes go through node', { skip: !certificates && 'no certificates' }, async () => {
  const file = (name) => fs.readFileSync(path.join(certificates, name));
  const server = https.createServer({ cert: file('server.pem'), key: file('server.key') });
  const wss = new golws.WebSocketServer({ server });
  wss.on('connection', (ws, req) => {
    assert.strictEqual(req.socket.encrypted, true);
    assert.strictEqual(ws._socket.remoteAddress, '127.0.0.1');
    echo(ws);
  });
  await listening(server);
  const ws = new golws.WebSocket(`wss://localhost:${server.address().port}/`, { ca: file('ca.pem') });
  await once(ws, 'open');
  for (const size of [5, 70_000, 2_000_000]) {
    ws.send('y'.repeat(size));
    const [data] = await once(ws, 'message');
    assert.strictEqual(data.length, size);
  }
  ws.close(4002, 'enough');
  assert.strictEqual((await once(ws, 'close'))[0], 4002);
  await until(() => wss.clients.size === 0);
  await ended(server, wss);
});

test('frames that come with the request, or before it is taken over, are not lost', async () => {
  const server = http.createServer();
  const wss = new golws.WebSocketServer({ noServer: true });
  server.on('upgrade', (req, socket, head) => {
    const take = () => wss.handleUpgrade(req, socket, head, (ws) => echo(ws));
    if (req.url === '/here') take();
    else setTimeout(take, 50);
  });
  await listening(server);
  for (const request of [HANDSHAKE, HANDSHAKE.replace('/here', '/later')]) {
    const said = await answerTo(server, Buffer.concat([Buffer.from(request), HELLO, HELLO]), 129 + 2 * 7);
    assert.match(said, /^HTTP\/1.1 101 /);
    assert.ok(said.endsWith('\r\n\r\n\x81\x05Hello\x81\x05Hello'), JSON.stringify(said));
  }
  await ended(server, wss);
});

test('what is no handshake is refused', async () => {
  const server = http.createServer();
  const wss = new golws.WebSocketServer({ server, path: '/here' });
  wss.on('connection', () => assert.fail('a connection'));
  await listening(server);
  const cases = {
    'HTTP/1.1 405 ': HANDSHAKE.replace('GET', 'PUT'),
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 11': HANDSHAKE.replace('/here', '/there'),
    'Invalid Upgrade header': HANDSHAKE.replace('websocket', 'web'),
    'Missing or invalid Sec-WebSocket-Key header': HANDSHAKE.replace('dGhl', ''),
    'Sec-WebSocket-Version: 13\r\n': HANDSHAKE.replace('Version: 13', 'Version: 7'),
  };
  for (const [told, request] of Object.entries(cases)) {
    const said = await answerTo(server, request);
    assert.ok(said.includes(told), `${JSON.stringify(told)} is not in ${JSON.stringify(said)}`);
  }
  wss.on('wsClientError', (error, socket, req) => socket.end(`${error.message} for ${req.url}`));
  assert.strictEqual(await answerTo(server, cases['Invalid Upgrade header']), 'Invalid Upgrade header for /here');
  await ended(server, wss);
});

test('verifyClient and subprotocols are asked as ever', async () => {
  const server = http.createServer();
  const wss = new golws.WebSocketServer({
    server,
    verifyClient: ({ req }, done) => setTimeout(done, 10, req.url !== '/no', 402, 'pay'),
  });
  await listening(server);
  const base = `ws://127.0.0.1:${server.address().port}`;
  const refused = new golws.WebSocket(`${base}/no`);
  const [error] = await once(refused, 'error');
  assert.match(error.message, /402/);
  const taken = new golws.WebSocket(`${base}/yes`, ['one', 'two']);
  await once(taken, 'open');
  assert.strictEqual(taken.protocol, 'one');
  taken.terminate();
  await until(() => wss.clients.size === 0);
  const said = await answerTo(server, HANDSHAKE.replace('Version: 13', 'Version: 13\r\nSec-WebSocket-Protocol: a, a').replace('/here', '/yes'));
  assert.match(said, /^HTTP\/1.1 400 /);
  await ended(server, wss);
});

test('a socket is taken over once, and only while it is open', async () => {
  const server = http.createServer();
  const wss = new golws.WebSocketServer({ noServer: true });
  const sockets = [];
  server.on('upgrade', (...values) => sockets.push(values));
  await listening(server);
  const first = net.connect(server.address().port, '127.0.0.1');
  first.write(HANDSHAKE);
  await until(() => sockets.length === 1);
  let opened = 0;
  wss.handleUpgrade(...sockets[0], () => opened++);
  assert.throws(() => wss.handleUpgrade(...sockets[0], () => opened++), /more than once with the same socket/);
  await until(() => opened === 1);
  const second = net.connect(server.address().port, '127.0.0.1');
  second.write(HANDSHAKE);
  await until(() => sockets.length === 2);
  sockets[1][1].destroy();
  wss.handleUpgrade(...sockets[1], () => opened++);
  await once(second, 'close');
  assert.strictEqual(opened, 1);
  first.destroy();
  await until(() => wss.clients.size === 0);
  await ended(server, wss);
});

test('a closed server takes nothing over', async () => {
  const server = http.createServer();
  const wss = new golws.WebSocketServer({ noServer: true });
  server.on('upgrade', (...values) => wss.handleUpgrade(...values, () => assert.fail('a WebSocket')));
  await listening(server);
  wss.close();
  assert.match(await answerTo(server, HANDSHAKE), /^HTTP\/1.1 503 /);
  await ended(server);
});

test('nothing is left of those that came and went', async () => {
  const server = http.createServer();
  const wss = new golws.WebSocketServer({ server });
  wss.on('connection', echo);
  await listening(server);
  const open = () => fs.readdirSync('/proc/self/fd').length;
  const cycle = async () => {
    const ws = new golws.WebSocket(`ws://127.0.0.1:${server.address().port}/`);
    await once(ws, 'open');
    ws.terminate();
    await once(ws, 'close');
  };
  await cycle();
  await until(() => wss.clients.size === 0);
  const before = open();
  for (let n = 0; n < 100; n++) await cycle();
  await until(() => wss.clients.size === 0 && open() <= before);
  await ended(server, wss);
});
