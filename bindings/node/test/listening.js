'use strict';
/* Servers on a free port of this machine, and their clients, for the tests. */

const { once } = require('node:events');

/** A WebSocketServer of a library, once it listens. */
async function serve(library, options = {}, onConnection) {
  const server = new library.WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  if (onConnection) server.on('connection', onConnection);
  await once(server, 'listening');
  return server;
}

function echo(socket) {
  socket.on('message', (data, binary) => socket.send(data, { binary }));
}

/** Where a server is: urlOf(server, '/path', 'wss'). */
function urlOf(server, path = '/', scheme = 'ws') {
  return `${scheme}://${scheme.endsWith('s') ? 'localhost' : '127.0.0.1'}:${server.address().port}${path}`;
}

/** A client that is open. */
async function connect(library, url, ...rest) {
  const socket = new library.WebSocket(url, ...rest);
  await once(socket, 'open');
  return socket;
}

function closed(server) {
  return new Promise((resolve) => { server.close(resolve); });
}

/** Waits until a condition holds. */
async function until(condition, what = String(condition)) {
  for (let n = 0; n < 500; n++) {
    if (condition()) return;
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  throw new Error(`it did not come to this: ${what}`);
}

module.exports = { serve, echo, urlOf, connect, closed, until };
