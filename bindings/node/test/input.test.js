'use strict';
/* Wrong arguments: errors that say what is right, of ws's classes. */

const { test } = require('node:test');
const assert = require('node:assert');
const ws = require('ws');
const golws = require('..');
const { serve, echo, urlOf, connect, closed } = require('./listening');

/** What a call throws. */
function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
  return 'nothing';
}

test('constructors refuse as ws does', () => {
  const calls = {
    'no URL': (library) => new library.WebSocket('nonsense'),
    'no URL at all': (library) => new library.WebSocket(),
    'a wrong scheme': (library) => new library.WebSocket('ftp://host/'),
    'a fragment': (library) => new library.WebSocket('ws://host/#there'),
    'a unix socket without a path': (library) => new library.WebSocket('ws+unix:'),
    'a protocol that is no token': (library) => new library.WebSocket('ws://host/', 'a b'),
    'a protocol twice': (library) => new library.WebSocket('ws://host/', ['a', 'a']),
    'an empty protocol': (library) => new library.WebSocket('ws://host/', ''),
    'a protocol that is no string': (library) => new library.WebSocket('ws://host/', [7]),
    'a version': (library) => new library.WebSocket('ws://host/', { protocolVersion: 7 }),
    'no port': (library) => new library.WebSocketServer({}),
    'a port and a server': (library) => new library.WebSocketServer({ port: 1, server: {} }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const expected = thrownBy(() => call(ws));
    assert.notStrictEqual(expected, 'nothing', name);
    assert.strictEqual(thrownBy(() => call(golws)), expected, name);
  }
});

test('methods refuse as ws does', async () => {
  const calls = {
    'close with a code that is not sent': (socket) => socket.close(1006),
    'close with a code that is none': (socket) => socket.close('1000'),
    'close with a long reason': (socket) => socket.close(1000, 'x'.repeat(124)),
    'a long ping': (socket) => socket.ping('x'.repeat(126)),
    'a long pong': (socket) => socket.pong(Buffer.alloc(126)),
    'an object': (socket) => socket.send({ an: 'object' }),
    'a function as data': (socket) => socket.send(() => {}),
  };
  const told = [];
  for (const library of [ws, golws]) {
    const wss = await serve(library, {}, echo);
    const socket = new library.WebSocket(urlOf(wss));
    const seen = ['send', 'ping', 'pong'].map((name) => thrownBy(() => socket[name]('x')));
    await new Promise((resolve) => { socket.on('open', resolve); });
    for (const call of Object.values(calls)) seen.push(thrownBy(() => call(socket)).replace(/\. Received.*/s, ''));
    told.push(seen);
    socket.terminate();
    await closed(wss);
  }
  assert.ok(!told[0].includes('nothing'));
  assert.deepStrictEqual(told[1], told[0]);
});

test('what ws has no words for', async () => {
  const calls = [
    [() => new golws.WebSocket('ws://host/', { headers: { 'a b': 1 } }), /TypeError: "a b" is no name of a header/],
    [() => new golws.WebSocket('ws://host/', { headers: { a: 'b\nc' } }), /TypeError: the value of the header a/],
    [() => new golws.WebSocket('ws://host/', { maxPayload: 'x' }), /TypeError: maxPayload/],
    [() => new golws.WebSocket('ws://host/', { pingInterval: -1 }), /RangeError: pingInterval/],
    [() => new golws.WebSocket('ws://host/', { handshakeTimeout: 'soon' }), /RangeError: a timeout/],
    [() => new golws.WebSocket('wss://host/', { ca: '/not/there' }), /Error: ca: there is no file/],
    [() => new golws.WebSocket('wss://host/', { ca: 7 }), /TypeError: ca is PEM/],
    [() => new golws.WebSocketServer({ port: 0, key: '-----BEGIN' }), /TypeError: cert and key come together/],
    [() => new golws.WebSocketServer({ server: {} }), /TypeError: a server is one of/],
    [() => golws.createServer({ mounts: { files: '.' } }), /TypeError: mounts: "files" is no path/],
    [() => golws.createServer({ mounts: { '/files': '/not/there' } }), /Error: mounts: there is no folder/],
    [() => golws.createServer().listen(70000), /RangeError: .*65536/],
    [() => golws.createServer().listen({ port: 'x' }), /RangeError/],
  ];
  for (const [call, pattern] of calls) assert.match(thrownBy(call), pattern);
  const wss = await serve(golws, {}, echo);
  const socket = await connect(golws, urlOf(wss));
  assert.match(thrownBy(() => socket.send('x', 'options', 'callback')), /TypeError: a callback is a function/);
  socket.terminate();
  await closed(wss);
  assert.match(thrownBy(() => golws.createServer().listen(0, '127.0.0.1').listen(0)), /more than once/);
  for (const handle of require('../lib/engine').handles) if (handle instanceof golws.HttpServer) handle.close();
});
