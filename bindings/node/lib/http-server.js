'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { EventEmitter } = require('events');
const { getSystemErrorName } = require('util');
const { running, handles } = require('./engine');
const { IncomingMessage, ServerResponse, headOf, STATUS_CODES } = require('./exchange');
const { blockOf, pairsOf } = require('./headers');
const { Peer } = require('./peer');
const { tlsOf } = require('./target');
const { maxPayloadOf, idleOf } = require('./websocket');

/** Seconds that a client may take to send its request's head. */
const HEAD_SECONDS = 60;

/** Folders by path, or by path with options. */
function mountsOf(mounts) {
  return Object.entries(mounts || {}).map(([at, mount]) => {
    const { folder, index, maxAge = 0 } = typeof mount === 'string' ? { folder: mount } : mount;
    if (!at.startsWith('/')) throw new TypeError(`mounts: ${JSON.stringify(at)} is no path: it starts with /`);
    if (typeof folder !== 'string' || !fs.existsSync(folder) || !fs.statSync(folder).isDirectory()) {
      throw new Error(`mounts: there is no folder ${JSON.stringify(folder)}`);
    }
    return { path: at, folder: path.resolve(folder), index, maxAge };
  });
}

/**
 * An HTTP server. A handler gets the request, a Readable, and the response, a Writable.
 */
class Server extends EventEmitter {
  /**
   * @param {object} [options] cert, key, ca; mounts; http2
   * @param {function} [handler] listener of 'request'
   */
  constructor(options, handler) {
    super();
    if (typeof options === 'function') {
      handler = options;
      options = {};
    }
    this._options = { ...options };
    this._mounts = mountsOf(this._options.mounts);
    const tls = tlsOf(this._options);
    this._tls = tls.cert === undefined ? null : tls;
    this._sockets = [];
    this._id = -1;
    this._active = 0;
    this._closing = false;
    this._port = 0;
    this._host = undefined;
    if (handler !== undefined) this.on('request', handler);
  }

  get listening() { return this._id >= 0 && !this._closing; }

  /** listen(port, [host], [callback]), listen({ port, host, path }, [callback]) or listen(path, [callback]) */
  listen(...values) {
    const callback = typeof values[values.length - 1] === 'function' ? values.pop() : undefined;
    const where = typeof values[0] === 'object' && values[0] !== null ? values[0]
      : typeof values[0] === 'string' && Number.isNaN(Number(values[0])) ? { path: values[0] }
        : { port: values[0], host: typeof values[1] === 'string' ? values[1] : undefined };
    const port = where.port === undefined || where.port === null ? 0 : Number(where.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new RangeError(`options.port should be >= 0 and < 65536. Received ${String(where.port)}.`);
    }
    if (this._id >= 0) throw new Error('Listen method has been called more than once without closing.');
    if (callback !== undefined) this.once('listening', callback);
    this._host = where.path !== undefined ? where.path : where.host;
    const found = isTaken(port, this._host) ? os.constants.errno.EADDRINUSE : running().listen({
      host: this._host === 'localhost' ? '127.0.0.1' : this._host,
      port: where.path !== undefined ? -1 : port,
      tls: this._tls,
      mounts: this._mounts,
      http2: this._options.http2 !== false,
      openTimeout: Math.ceil((this._options.headersTimeout || HEAD_SECONDS * 1000) / 1000),
      ...this._webSocketOptions(),
    });
    if (typeof found === 'number') {
      const error = listenError(found, this._host, port);
      process.nextTick(() => this.emit('error', error));
      return this;
    }
    [this._id, this._port] = found;
    if (where.path !== undefined) this._port = -1;
    this._closing = false;
    handles[this._id] = this;
    process.nextTick(() => {
      if (this.listening) this.emit('listening');
    });
    return this;
  }

  /** Listens nowhere, but serves sockets that are handed over; the number for that. */
  _adopting() {
    if (this._id < 0) {
      [this._id] = running().listen({ adopts: true, port: 0, tls: null, mounts: [], openTimeout: HEAD_SECONDS, ...this._webSocketOptions() });
      handles[this._id] = this;
      running().reference(this._id, false);
    }
    return this._id;
  }

  /** What all WebSocketServers of this server have in common. */
  _webSocketOptions() {
    const all = this._sockets.map((server) => server.options);
    return {
      deflate: all.some((options) => options.perMessageDeflate),
      maxSize: Math.max(0, ...all.map((options) => maxPayloadOf(options) || Number.MAX_SAFE_INTEGER)) || maxPayloadOf({}),
      ...idleOf(all.find((options) => options.pingInterval) || {}),
    };
  }

  /** @returns {{address: string, family: string, port: number}|string|null} */
  address() {
    if (this._id < 0) return null;
    if (this._port < 0) return this._host;
    const address = this._host === undefined ? '::' : this._host === 'localhost' ? '127.0.0.1' : this._host;
    return { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port: this._port };
  }

  /** Listens no more; the callback comes when what is under way has ended. */
  close(callback) {
    if (this._id < 0 || this._closing) {
      const error = Object.assign(new Error('Server is not running.'), { code: 'ERR_SERVER_NOT_RUNNING' });
      if (callback !== undefined) process.nextTick(callback, error);
      return this;
    }
    if (callback !== undefined) this.once('close', callback);
    this._closing = true;
    running().stopListening(this._id);
    process.nextTick(() => this._endIfDone());
    return this;
  }

  closeAllConnections() {
    if (this._id < 0) return;
    for (const handle of handles) {
      if (handle !== undefined && handle._server === this) handle.socket.destroy();
    }
  }

  closeIdleConnections() {}

  ref() {
    if (this._id >= 0) running().reference(this._id, true);
    return this;
  }

  unref() {
    if (this._id >= 0) running().reference(this._id, false);
    return this;
  }

  setTimeout() { return this; }

  _endIfDone() {
    if (!this._closing || this._active > 0 || this._id < 0) return;
    handles[this._id] = undefined;
    running().unlisten(this._id);
    this._id = -1;
    this._closing = false;
    this.emit('close');
  }

  /* What the library tells */

  _requested(id, head) {
    const { parts: [method], url, raw } = headOf(head, 1);
    const req = new IncomingMessage(method, url, raw, new Peer(id, this._tls !== null));
    const res = new ServerResponse(this, id, req);
    handles[id] = res;
    this._active++;
    if (this.listenerCount('request') > 0) {
      this.emit('request', req, res);
      return;
    }
    res.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not Found\n');
  }

  /** An exchange or a WebSocket has ended. */
  _left() {
    this._active--;
    if (this._closing) process.nextTick(() => this._endIfDone());
  }

  _handshakeOf(id, head) {
    const { url, raw } = headOf(head, 0);
    const req = new IncomingMessage('GET', url, raw, new Peer(id, this._tls !== null));
    req._takeEnd();
    return req;
  }

  _upgrade(id, head) {
    const handed = this._sockets.find((one) => one._handedOver.has(id));
    const req = handed ? handed._handedOver.get(id).req : this._handshakeOf(id, head);
    try {
      const server = handed || this._sockets.find((one) => one.shouldHandle(req));
      return server === undefined ? refuse(id, 400) : server._decide(id, req);
    } catch (error) {
      refuse(id, 500);
      throw error;
    }
  }
}

/** Answers a WebSocket's handshake with something else. */
function refuse(id, status, message = STATUS_CODES[status] || '', headers = {}) {
  const pairs = pairsOf(headers);
  if (!pairs.some(([name]) => name.toLowerCase() === 'content-type')) pairs.push(['content-type', 'text/plain']);
  pairs.push(['connection', 'close']);
  running().refuse(id, status, blockOf(pairs), Buffer.from(message));
  return false;
}

/** Whether one of this thread's servers listens there: the library would let both, and serve the first alone. */
function isTaken(port, host) {
  const everywhere = [undefined, '::', '0.0.0.0'];
  return port > 0 && handles.some((other) => other instanceof Server && other.listening && other._port === port &&
    (other._host === host || everywhere.includes(host) || everywhere.includes(other._host)));
}

function listenError(errno, host, port) {
  const code = errno ? getSystemErrorName(-errno) : 'EADDRNOTAVAIL';
  const where = `${host === undefined ? '::' : host}:${port}`;
  return Object.assign(new Error(errno ? `listen ${code}: ${where}` : `cannot listen on ${where}: the log says why`),
    { code, errno: -errno, syscall: 'listen', address: host === undefined ? '::' : host, port });
}

/**
 * @param {object} [options]
 * @param {function} [handler] (req, res)
 * @returns {Server}
 */
function createServer(options, handler) {
  return new Server(options, handler);
}

module.exports = { Server, createServer, refuse };
