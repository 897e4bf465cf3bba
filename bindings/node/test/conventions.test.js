'use strict';
/*
 * What programs written for ws count on. Each scenario runs with ws on both sides, and
 * with golws on one or both: what the program sees is the same, in the same order.
 */
const { test } = require('node:test');
const assert = require('node:assert');
const { once } = require('node:events');
const ws = require('ws');
const golws = require('..');

const SEEN = ['open', 'message', 'close', 'error', 'ping', 'pong'];

/** Writes down what a WebSocket emits. */
function watch(socket, name, trace) {
  for (const event of SEEN) {
    socket.on(event, (...values) => trace.push([name, event, socket.readyState, ...values.map(plain)].join(' ')));
  }
}

function plain(value) {
  if (value instanceof Error) return value.constructor.name;
  return Buffer.isBuffer(value) ? JSON.stringify(value.toString()) : String(value);
}

/** A server and a client of it, each of a library; gives what `act` makes them emit. */
async function traceOf(Client, Server, { options = {}, clientOptions, protocols, act, path = '/' }) {
  const client = [];
  const server = [];
  const wss = new Server.WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  await once(wss, 'listening');
  const sockets = [];
  wss.on('connection', (socket, req) => {
    sockets.push(socket);
    server.push(`connection ${socket.readyState} ${socket.protocol} ${req.url}`);
    watch(socket, 'server', server);
    if (act.server) act.server(socket, req);
  });
  const socket = new Client(`ws://127.0.0.1:${wss.address().port}${path}`, protocols, clientOptions);
  client.push(`constructed ${socket.readyState}`);
  watch(socket, 'client', client);
  if (act.client) act.client(socket);
  await new Promise((resolve) => { socket.on('close', resolve); });
  await Promise.all(sockets.map(whenClosed));
  await new Promise((resolve) => { wss.close(resolve); });
  return { client, server };
}

function whenClosed(socket) {
  return socket.readyState === socket.CLOSED ? undefined : new Promise((resolve) => { socket.on('close', resolve); });
}

/** A message and a close frame that arrive as one. */
function sayGoAndGoodbye(socket) {
  const stream = socket._socket;
  if (stream.cork) stream.cork();
  socket.send('go');
  socket.close(1000);
  if (stream.uncork) stream.uncork();
}

const whenOpen = (f) => (socket) => socket.on('open', () => f(socket));

const scenarios = {
  'the client closes with a code and a reason': {
    act: { client: whenOpen((socket) => {
      socket.close(4000, 'bye');
      socket.close(4001);
    }) },
  },
  'the client closes without a code': { act: { client: whenOpen((socket) => socket.close()) } },
  'the server closes with a code': { act: { server: (socket) => socket.close(4321, 'enough') } },
  'the server closes without a code': { act: { server: (socket) => socket.close() } },
  'the server terminates': { act: { server: (socket) => socket.terminate() } },
  'the client terminates': { act: { client: whenOpen((socket) => socket.terminate()) } },
  'messages come in order and whole': {
    act: {
      client: whenOpen((socket) => {
        socket.send('one');
        socket.send(Buffer.from('two'));
        socket.send('');
        socket.send(Buffer.from('text'), { binary: false });
        socket.send('binary', { binary: true });
        socket.send(12);
        socket.send(new Uint16Array([0x6161, 0x6262]));
        socket.send(new Uint8Array([65, 66, 67]).buffer);
        socket.send('in ', { fin: false });
        socket.send('parts');
        socket.close(1000);
      }),
      server: (socket) => socket.on('message', () => {}),
    },
  },
  'pings are answered, and pongs are told': {
    act: { client: whenOpen((socket) => {
      socket.on('pong', () => socket.close(1000));
      socket.ping('payload');
    }) },
  },
  'the subprotocol is the first that is offered': {
    protocols: ['chat', 'superchat'],
    act: { client: whenOpen((socket) => socket.close(1000, socket.protocol)) },
  },
  'handleProtocols chooses': {
    protocols: ['chat', 'superchat'],
    options: { handleProtocols: (offered) => [...offered][1] },
    act: { client: whenOpen((socket) => socket.close(1000, socket.protocol)) },
  },
  'the server chooses no subprotocol': {
    protocols: ['chat'], options: { handleProtocols: () => false }, act: {},
  },
  'verifyClient refuses': { options: { verifyClient: () => false }, act: {} },
  'verifyClient refuses with a status': {
    options: { verifyClient: (info, callback) => callback(false, 402, 'pay') }, act: {},
  },
  'verifyClient refuses later': {
    options: { verifyClient: (info, callback) => setTimeout(callback, 20, false, 418) }, act: {},
  },
  'verifyClient accepts later': {
    options: { verifyClient: (info, callback) => setTimeout(callback, 20, true) },
    act: { client: whenOpen((socket) => socket.close(1000)) },
  },
  'another path is refused': { options: { path: '/here' }, path: '/there', act: {} },
  'its own path is taken': {
    options: { path: '/here' }, path: '/here?a=1', act: { client: whenOpen((socket) => socket.close(1000)) },
  },
  'closing before it is open': { act: { client: (socket) => socket.close() } },
  'terminating before it is open': { act: { client: (socket) => socket.terminate() } },
  'a message above maxPayload': {
    options: { maxPayload: 10 }, act: { client: whenOpen((socket) => socket.send('x'.repeat(11))) },
  },
  'a message above the client\'s maxPayload': {
    clientOptions: { maxPayload: 10 }, act: { server: (socket) => socket.send('x'.repeat(11)) },
  },
  'the server answers each message': {
    act: {
      client: whenOpen((socket) => {
        for (let n = 0; n < 5; n++) socket.send(`message ${n}`);
        let count = 0;
        socket.on('message', () => {
          if (++count === 5) socket.close(1000);
        });
      }),
      server: (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })),
    },
  },
  'messages come until the peer has said goodbye, too': {
    act: {
      client: whenOpen(sayGoAndGoodbye),
      server: (socket) => socket.on('message', () => {
        for (let n = 0; n < 3; n++) socket.send(`late ${n}`, (error) => error && socket.emit('error', error));
      }),
    },
  },
  'the peer is dropped for its last message': {
    act: {
      client: whenOpen(sayGoAndGoodbye),
      server: (socket) => socket.on('message', () => socket.terminate()),
    },
  },
  'a callback tells that a message was sent, though close() comes at once': {
    act: { client: whenOpen((socket) => {
      socket.send('hello', (error) => socket.emit('pong', String(error)));
      socket.close(1000);
    }) },
  },
  'sending after close() is an error of its callback': {
    act: { client: whenOpen((socket) => {
      socket.close(1000);
      socket.send('late', (error) => socket.emit('pong', error.message));
      socket.send('late, too');
    }) },
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  test(name, { timeout: 10_000 }, async () => {
    const expected = await traceOf(ws, ws, scenario);
    assert.ok(expected.client.length > 1);
    for (const [client, server] of [[golws, ws], [ws, golws], [golws, golws]]) {
      const told = `client ${client === ws ? 'ws' : 'golws'}, server ${server === ws ? 'ws' : 'golws'}`;
      assert.deepStrictEqual(await traceOf(client, server, scenario), expected, told);
    }
  });
}
