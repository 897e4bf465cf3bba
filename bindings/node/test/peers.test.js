'use strict';
/* Messages of all kinds, with npm's ws and with golws on either side. */

const { test } = require('node:test');
const assert = require('node:assert');
const { once } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const ws = require('ws');
const golws = require('..');
const { serve, echo, urlOf, connect, closed, until } = require('./listening');

const certificates = process.env.GOLWS_CERTIFICATES;
const pem = (name) => fs.readFileSync(path.join(certificates, name), 'utf8');

const messages = ['', 'a', 'grüße, 世界 🎉', 'x'.repeat(125), 'x'.repeat(126), 'é'.repeat(3000), 'x'.repeat(65536), '🎉'.repeat(300_000),
  ...[0, 1, 125, 126, 4096, 65535, 65536, 1 << 20].map((size) => Buffer.alloc(size, size & 255 || 7))];

async function exchange(client, server, serverOptions, clientOptions, scheme) {
  const wss = await serve(server, serverOptions, echo);
  const socket = await connect(client, urlOf(wss, '/', scheme), clientOptions);
  const seen = [];
  socket.on('message', (data, binary) => seen.push([data, binary]));
  for (const message of messages) socket.send(message);
  await until(() => seen.length === messages.length);
  messages.forEach((message, n) => {
    const [data, binary] = seen[n];
    assert.strictEqual(binary, typeof message !== 'string');
    assert.ok(data.equals(Buffer.from(message)), `${typeof message} of ${message.length}`);
  });
  const { extensions } = socket;
  socket.close(1000);
  await once(socket, 'close');
  await closed(wss);
  return extensions;
}

for (const [name, client, server] of [['ws and golws', ws, golws], ['golws and ws', golws, ws], ['golws and golws', golws, golws]]) {
  test(`${name}: messages`, () => exchange(client, server, {}, { perMessageDeflate: false }));

  test(`${name}: compressed`, async () => {
    const extensions = await exchange(client, server, { perMessageDeflate: true }, { perMessageDeflate: true });
    assert.match(extensions, /permessage-deflate/);
  });

  test(`${name}: over TLS`, { skip: !certificates && 'GOLWS_CERTIFICATES names no folder' }, async () => {
    const https = require('node:https');
    const own = { cert: pem('server.pem'), key: pem('server.key') };
    if (server === golws) {
      await exchange(client, server, own, { ca: pem('ca.pem') }, 'wss');
      return;
    }
    const secure = https.createServer(own).listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const wss = new ws.WebSocketServer({ server: secure });
    wss.on('connection', echo);
    const socket = await connect(client, `wss://localhost:${secure.address().port}/`, { ca: pem('ca.pem') });
    socket.send('secret');
    assert.strictEqual(String((await once(socket, 'message'))[0]), 'secret');
    socket.terminate();
    await closed(secure);
  });
}

test('a certificate that nobody vouches for is refused', { skip: !certificates && 'GOLWS_CERTIFICATES names no folder' }, async () => {
  const wss = await serve(golws, { cert: pem('server.pem'), key: path.join(certificates, 'server.key') }, echo);
  const socket = new golws.WebSocket(urlOf(wss, '/', 'wss'));
  const [error] = await once(socket, 'error');
  assert.match(error.message, /cannot connect to wss:/);
  const trusting = await connect(golws, urlOf(wss, '/', 'wss'), { rejectUnauthorized: false });
  trusting.terminate();
  await closed(wss);
});

test('a hundred clients and a broadcast', async () => {
  const wss = await serve(golws, {}, (socket) => socket.on('message', (data, binary) => {
    for (const client of wss.clients) client.send(data, { binary });
  }));
  const clients = await Promise.all(Array.from({ length: 100 }, (_, n) => connect(n % 2 ? ws : golws, urlOf(wss))));
  assert.strictEqual(wss.clients.size, 100);
  const heard = clients.map((socket) => once(socket, 'message'));
  clients[0].send('to all');
  for (const [data] of await Promise.all(heard)) assert.strictEqual(String(data), 'to all');
  for (const socket of clients) socket.close();
  await closed(wss);
  assert.strictEqual(wss.clients.size, 0);
});
