'use strict';
/*
 * Sockets of other servers, node:http's for one, from which a WebSocket's request was
 * read: the library takes them over, and does the handshake itself.
 */

const fs = require('fs');
const net = require('net');
const { STATUS_CODES } = require('http');
const { running, EMPTY } = require('./engine');
const { Peer } = require('./peer');

/** RFC 6455 section 4.1: 16 bytes in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

const taken = new WeakSet();

/** Why a request is no handshake (RFC 6455 section 4.2.1): [status, message, headers]; undefined: it is one. */
function faultOf({ method, headers }) {
  const { upgrade } = headers;
  if (method !== 'GET') return [405, 'Invalid HTTP method'];
  if (upgrade === undefined || upgrade.toLowerCase() !== 'websocket') return [400, 'Invalid Upgrade header'];
  if (!KEY.test(headers['sec-websocket-key'])) return [400, 'Missing or invalid Sec-WebSocket-Key header'];
  if (headers['sec-websocket-version'] !== '13') {
    return [400, 'Missing or invalid Sec-WebSocket-Version header', 'Sec-WebSocket-Version: 13\r\n'];
  }
  return undefined;
}

/** Answers on a socket that was not taken over, and ends it. */
function refuseOn(socket, status, message = STATUS_CODES[status], headers = '') {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
    `Content-Length: ${Buffer.byteLength(message)}\r\n${headers}\r\n${message}`);
}

/** A request as it was read, with what came behind it. */
function bytesOf({ method, url, rawHeaders }, ...behind) {
  let head = `${method} ${url} HTTP/1.1\r\n`;
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) head += `${rawHeaders[n]}: ${rawHeaders[n + 1]}\r\n`;
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), ...behind]);
}

/** Whether the library can read and write a socket by itself. */
const isPlain = (socket) => socket instanceof net.Socket && !socket.encrypted && Boolean(socket._handle) && socket._handle.fd >= 0;

/** What stands for the socket from now on: its addresses are kept. */
function peerOf(socket) {
  const peer = new Peer(-1, Boolean(socket.encrypted));
  peer._known = [
    { host: socket.remoteAddress, port: socket.remotePort, family: socket.remoteFamily },
    { host: socket.localAddress, port: socket.localPort, family: socket.localFamily },
  ];
  return peer;
}

/** Bytes go between a stream and the library, which has the descriptor that this gives. */
function bridged(stream) {
  const pair = running().socketPair();
  if (pair === null) return -1;
  const inner = new net.Socket({ fd: pair[1], readable: true, writable: true });
  inner.on('error', () => stream.destroy());
  inner.on('close', () => stream.destroy());
  stream.on('error', () => inner.destroy());
  stream.on('close', () => inner.destroy());
  stream.pipe(inner);
  inner.pipe(stream);
  return pair[0];
}

/**
 * Takes a socket over for a server of the library's.
 *
 * @returns {object|null} id and peer; null: it is no longer open
 */
function takeOver(server, req, socket, head) {
  if (taken.has(socket)) {
    throw new Error('server.handleUpgrade() was called more than once with the same socket, possibly due to a misconfiguration');
  }
  taken.add(socket);
  if (socket.destroyed || !socket.readable || !socket.writable) {
    socket.destroy();
    return null;
  }
  const peer = peerOf(socket);
  const waits = (socket.readableLength > 0 && socket.read()) || EMPTY;
  const bytes = bytesOf(req, head, waits);
  let id;
  if (isPlain(socket)) {
    socket._handle.readStop();
    id = running().adopt(server, socket._handle.fd, bytes);
    socket.on('error', () => {});
    socket.destroy();
    req.socket = peer;
  } else {
    const fd = bridged(socket);
    if (fd >= 0) {
      id = running().adopt(server, fd, bytes);
      fs.closeSync(fd);
    }
  }
  return id >= 0 ? { id, peer } : null;
}

module.exports = { faultOf, refuseOn, takeOver };
