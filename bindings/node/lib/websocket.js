'use strict';

const { EventEmitter } = require('events');
const { running, handles, EMPTY, FastBuffer } = require('./engine');
const { TOKEN, rawHeaders, pairsOf } = require('./headers');
const { failureOf } = require('./failure');
const { mixInto } = require('./event-target');
const { Peer } = require('./peer');
const { Response } = require('./response');
const { targetOf } = require('./target');

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const NAMES = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];

/** The largest message that is taken, unless maxPayload says otherwise. */
const MAX_PAYLOAD = 100 * 1024 * 1024;
/** RFC 6455 section 5.5: what a ping, a pong, and, with its code, a close can carry. */
const MAX_CONTROL = 125;
/** RFC 6455 section 7.4: codes that say why a connection is not there, and never are sent. */
const NO_STATUS = 1005;
const ABNORMAL = 1006;
const BINARY_TYPES = ['nodebuffer', 'arraybuffer', 'fragments', 'blob'];
const VERSIONS = [8, 13];
const SCHEMES = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };

function isSendableCode(code) {
  return (code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS && code !== ABNORMAL) ||
    (code >= 3000 && code <= 4999);
}

/** The bytes of anything that can be sent. */
function bytesOf(data) {
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new FastBuffer(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new FastBuffer(data);
  if (data === undefined || data === null) return EMPTY;
  return Buffer.from(data);
}

/**
 * A WebSocket, of the client's side when it is constructed, otherwise of the server's. It is
 * an EventEmitter and has the browser's attributes, too.
 */
class WebSocket extends EventEmitter {
  /**
   * @param {string|URL} address ws://, wss://, http://, https:// or ws+unix:
   * @param {string|string[]} [protocols] subprotocols, the best first
   * @param {object} [options]
   */
  constructor(address, protocols, options) {
    super();
    this._readyState = CONNECTING;
    this._id = -1;
    this._protocol = '';
    this._extensions = '';
    this._url = '';
    this._binaryType = 'nodebuffer';
    this._plain = true;
    this._paused = false;
    this._held = null;
    this._end = null;
    this._callbacks = null;
    this._queued = 0;
    this._lost = 0;
    this._parts = null;
    this._failure = null;
    this._faulty = false;
    this._isServer = address === null;
    this._tookOver = null; // handleUpgrade()'s callback
    this._socket = null;
    this._maxPayload = MAX_PAYLOAD;
    if (this._isServer) return;
    if (protocols !== undefined && protocols !== null && typeof protocols === 'object' && !Array.isArray(protocols)) {
      options = protocols;
      protocols = [];
    }
    this._connect(address, protocols, { ...options });
  }

  _connect(address, protocols, options) {
    let list = [];
    if (Array.isArray(protocols)) list = protocols;
    else if (protocols !== undefined && protocols !== null) list = [protocols];
    const version = options.protocolVersion === undefined ? VERSIONS[1] : options.protocolVersion;
    if (!VERSIONS.includes(version)) {
      throw new RangeError(`Unsupported protocol version: ${version} (supported versions: ${VERSIONS.join(', ')})`);
    }
    const url = this._address(address, options);
    const seen = new Set();
    for (const name of list) {
      if (typeof name !== 'string' || !TOKEN.test(name) || seen.has(name)) {
        throw new SyntaxError('An invalid or duplicated subprotocol was specified');
      }
      seen.add(name);
    }
    this._maxPayload = maxPayloadOf(options);
    const pairs = pairsOf(options.headers);
    const native = running();
    const target = targetOf(url, pairs, options, options.handshakeTimeout);
    this._socket = new Peer(-1, target.tls !== null);
    this._offered = seen;
    this._id = native.open(Object.assign(target, {
      protocols: list.length ? list.join(', ') : undefined,
      origin: options.origin === undefined ? undefined : String(options.origin),
      deflate: options.perMessageDeflate !== false,
      maxSize: this._maxPayload || Number.MAX_SAFE_INTEGER,
      ...idleOf(options),
    }));
    handles[this._id] = this;
  }

  /** The URL; `url` is as it was given. */
  _address(address, options) {
    let url;
    try {
      url = address instanceof URL ? new URL(address.href) : new URL(address);
    } catch {
      throw new SyntaxError(`Invalid URL: ${address}`);
    }
    if (url.protocol === 'ws+unix:') {
      const [path, rest] = url.pathname.split(':');
      if (!path) throw new SyntaxError("The URL's pathname is empty");
      options.socketPath = path;
      this._url = url.href;
      return new URL(`ws://localhost${rest || '/'}${url.search}`);
    }
    const scheme = SCHEMES[url.protocol];
    if (scheme === undefined) {
      throw new SyntaxError('The URL\'s protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"');
    }
    if (url.hash) throw new SyntaxError('The URL contains a fragment identifier');
    url = new URL(url.href.replace(url.protocol, scheme));
    this._url = url.href;
    return url;
  }

  get CONNECTING() { return CONNECTING; }
  get OPEN() { return OPEN; }
  get CLOSING() { return CLOSING; }
  get CLOSED() { return CLOSED; }

  get readyState() { return this._readyState; }
  get url() { return this._url; }
  get protocol() { return this._protocol; }
  get extensions() { return this._extensions; }
  get isPaused() { return this._paused; }

  get binaryType() { return this._binaryType; }
  set binaryType(type) {
    if (!BINARY_TYPES.includes(type)) return;
    this._binaryType = type;
    this._plain = type === 'nodebuffer';
  }

  /** Bytes that were given to send() and are not with the kernel yet. */
  get bufferedAmount() {
    return this._lost + (this._id < 0 ? 0 : running().waiting(this._id));
  }

  /**
   * Sends a message.
   *
   * @param {*} data a string, a Buffer, an ArrayBuffer or a view of one
   * @param {object} [options] binary: whether it is sent as binary; fin: false when more of it follows
   * @param {function} [callback] called when it is with the kernel, or with an Error
   */
  send(data, options, callback) {
    if (this._readyState === CONNECTING) throw notConnected();
    if (typeof options === 'function') {
      callback = options;
      options = undefined;
    }
    let text = typeof data === 'string';
    if (!text) {
      if (typeof data === 'number') {
        data = String(data);
        text = true;
      } else if (!(data instanceof Uint8Array)) {
        data = bytesOf(data);
      }
    }
    if (options !== undefined && options !== null) {
      if (options.binary !== undefined) text = !options.binary;
      if (options.fin === false) {
        this._collect(data, text, callback);
        return;
      }
    }
    if (this._parts !== null) ({ data, text } = this._whole(data));
    if (this._readyState !== OPEN || running().send(this._id, data, text) < 0) {
      this._notSent(data, callback);
      return;
    }
    this._queued = (this._queued + 1) >>> 0;
    if (callback !== undefined) this._callWhenSent(callback);
  }

  /** Keeps a part of a message until the last one: it is sent whole. */
  _collect(data, text, callback) {
    if (this._parts === null) this._parts = { text, pieces: [] };
    this._parts.pieces.push(Buffer.from(data));
    if (callback !== undefined) process.nextTick(callback, null);
  }

  _whole(last) {
    const { text, pieces } = this._parts;
    this._parts = null;
    return { text, data: Buffer.concat([...pieces, Buffer.from(last)]) };
  }

  _callWhenSent(callback) {
    if (typeof callback !== 'function') throw new TypeError(`a callback is a function, not ${typeof callback}`);
    if (this._callbacks === null) {
      this._callbacks = [];
      running().tellSent(this._id, true);
    }
    this._callbacks.push(this._queued, callback);
  }

  _notSent(data, callback) {
    const length = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    this._lost += length;
    if (callback === undefined || callback === null) return;
    const state = this._readyState === OPEN ? CLOSING : this._readyState;
    process.nextTick(callback, new Error(`WebSocket is not open: readyState ${state} (${NAMES[state]})`));
  }

  /** Sends a ping: ping(data, mask, callback). */
  ping(data, mask, callback) {
    this._control('ping', data, mask, callback);
  }

  /** Sends a pong that nobody asked for; pings are answered without it. */
  pong(data, mask, callback) {
    this._control('pong', data, mask, callback);
  }

  _control(kind, data, mask, callback) {
    if (this._readyState === CONNECTING) throw notConnected();
    if (typeof data === 'function') {
      callback = data;
      data = undefined;
    } else if (typeof mask === 'function') {
      callback = mask;
    }
    const bytes = bytesOf(typeof data === 'number' ? String(data) : data);
    if (bytes.length > MAX_CONTROL) throw new RangeError(`The data size must not be greater than ${MAX_CONTROL} bytes`);
    if (this._readyState !== OPEN || !running()[kind](this._id, bytes)) this._notSent(bytes, callback);
    else if (callback) process.nextTick(callback, null);
  }

  /** No more messages are read or told until resume(). */
  pause() {
    if (this._readyState === CONNECTING || this._readyState === CLOSED) return;
    this._paused = true;
    if (this._held === null) this._held = [];
    running().hold(this._id, true);
  }

  resume() {
    if (!this._paused) return;
    this._paused = false;
    running().hold(this._id, false);
    process.nextTick(() => this._releaseHeld());
  }

  /**
   * Says goodbye.
   *
   * @param {number} [code] 1000, or 3000 to 4999
   * @param {string|Buffer} [reason] at most 123 bytes
   */
  close(code, reason) {
    if (this._readyState === CLOSED) return;
    if (this._readyState === CONNECTING) {
      this._abandon();
      return;
    }
    if (this._readyState === CLOSING) return;
    if (code !== undefined && (typeof code !== 'number' || !isSendableCode(code))) {
      throw new TypeError('First argument must be a valid error code number');
    }
    const bytes = bytesOf(reason);
    if (bytes.length > MAX_CONTROL - 2) throw new RangeError(`The message must not be greater than ${MAX_CONTROL - 2} bytes`);
    this._readyState = CLOSING;
    running().close(this._id, code === undefined ? NO_STATUS : code, bytes);
  }

  /** Ends the connection without a goodbye. */
  terminate() {
    if (this._readyState === CLOSED) return;
    if (this._readyState === CONNECTING) {
      this._abandon();
      return;
    }
    this._readyState = CLOSING;
    running().abort(this._id);
  }

  _abandon() {
    this._readyState = CLOSING;
    this._failure = new Error('WebSocket was closed before the connection was established');
    running().abort(this._id);
  }

  /** It is one of a server's. */
  _accept(id, req, server, peer) {
    this._id = id;
    this._socket = peer;
    this._server = server;
    this._request = req;
  }

  /* What the library tells */

  _opened(block) {
    const [protocol, extensions, ...raw] = rawHeaders(block);
    this._protocol = protocol;
    this._extensions = extensions;
    this._socket._id = this._id;
    if (this._isServer) {
      const req = this._request;
      this._request = null;
      this._readyState = OPEN;
      this._server._opened(this, req);
      return;
    }
    this.emit('upgrade', new Response(101, raw));
    if (this._readyState !== CONNECTING) return;
    const fault = subprotocolFault(protocol, this._offered);
    if (fault !== undefined) {
      this._readyState = CLOSING;
      running().abort(this._id);
      this.emit('error', new Error(fault));
      return;
    }
    this._readyState = OPEN;
    this.emit('open');
  }

  _received(data, binary) {
    if (this._held !== null) {
      this._held.push(data, binary);
      return;
    }
    if (!this._plain && binary) data = this._shaped(data);
    this.emit('message', data, binary);
  }

  /** What came between pause() and resume(), one at a time: a listener may throw, or pause again. */
  _releaseHeld() {
    if (this._held === null || this._paused) return;
    if (this._held.length === 0) {
      this._held = null;
      if (this._end !== null) this._ended(...this._end);
      return;
    }
    const [data, binary] = this._held.splice(0, 2);
    process.nextTick(() => this._releaseHeld());
    this.emit('message', !this._plain && binary ? this._shaped(data) : data, binary);
  }

  _shaped(data) {
    switch (this._binaryType) {
      case 'arraybuffer':
        return data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
      case 'fragments':
        return [data];
      default:
        return new Blob([data]);
    }
  }

  _pinged(data) {
    this.emit('ping', data);
  }

  _ponged(data) {
    this.emit('pong', data);
  }

  _sent(count) {
    const callbacks = this._callbacks;
    let n = 0;
    while (n < callbacks.length && ((count - callbacks[n]) | 0) >= 0) n += 2;
    const due = callbacks.splice(0, n);
    if (callbacks.length === 0) {
      this._callbacks = null;
      running().tellSent(this._id, false);
    }
    for (let i = 1; i < due.length; i += 2) process.nextTick(due[i], null);
  }

  _failed(status, told) {
    const text = told.latin1Slice(0, told.length);
    const split = text.lastIndexOf('\0');
    const raw = rawHeaders(told.subarray(0, split));
    this._id = -1;
    if (this._failure === null && status !== 0 && status !== 101) {
      if (this.listenerCount('unexpected-response') > 0) {
        const response = new Response(status, raw);
        this._readyState = CLOSING;
        this.emit('unexpected-response', null, response);
        this._conclude(ABNORMAL, EMPTY);
        return;
      }
      this._failure = new Error(`Unexpected server response: ${status}`);
    }
    const failure = this._failure || failureOf(`cannot connect to ${this._url}`, text.slice(split + 1));
    this._readyState = CLOSING;
    process.nextTick(() => this._conclude(ABNORMAL, EMPTY));
    this.emit('error', failure);
  }

  /** The peer's message was too large: this side has said 1009. */
  _faulted() {
    this._readyState = CLOSING;
    this._faulty = true;
    this.emit('error', tooLarge());
  }

  _ended(code, reason) {
    this._id = -1;
    if (this._held !== null && !this._paused) this._end = [code, reason];
    else if (this._faulty) this._conclude(ABNORMAL, EMPTY);
    else this._conclude(code, reason);
  }

  _conclude(code, reason) {
    const callbacks = this._callbacks;
    this._readyState = CLOSED;
    this._callbacks = null;
    if (this._socket) this._socket._gone();
    if (callbacks !== null) {
      const lost = new Error('WebSocket was closed before the message was sent');
      for (let n = 1; n < callbacks.length; n += 2) process.nextTick(callbacks[n], lost);
    }
    if (this._isServer) {
      this._server._left(this);
      if (this._request !== null) return; // its handshake never ended
    }
    this.emit('close', code, reason);
  }
}

/** What is wrong with the subprotocol that a server has chosen. */
function subprotocolFault(chosen, offered) {
  if (chosen === '') return offered.size > 0 ? 'Server sent no subprotocol' : undefined;
  if (offered.size === 0) return 'Server sent a subprotocol but none was requested';
  return offered.has(chosen) ? undefined : 'Server sent an invalid subprotocol';
}

function tooLarge() {
  return Object.assign(new RangeError('Max payload size exceeded'), { code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
}

function notConnected() {
  return new Error(`WebSocket is not open: readyState ${CONNECTING} (${NAMES[CONNECTING]})`);
}

function maxPayloadOf(options) {
  const { maxPayload = MAX_PAYLOAD } = options;
  if (typeof maxPayload !== 'number' || !(maxPayload >= 0)) {
    throw new TypeError(`maxPayload is a number of bytes, not ${maxPayload}`);
  }
  return Math.min(maxPayload, Number.MAX_SAFE_INTEGER);
}

/** pingInterval and pingTimeout, in milliseconds, as the library has them. */
function idleOf({ pingInterval = 0, pingTimeout = pingInterval }) {
  for (const [name, value] of Object.entries({ pingInterval, pingTimeout })) {
    if (typeof value !== 'number' || !(value >= 0)) throw new RangeError(`${name} is a number of milliseconds, not ${value}`);
  }
  if (!pingInterval) return {};
  const pingAfter = Math.max(1, Math.round(pingInterval / 1000));
  return { pingAfter, hangupAfter: pingAfter + Math.max(1, Math.round(pingTimeout / 1000)) };
}

for (const [value, name] of NAMES.entries()) Object.defineProperty(WebSocket, name, { enumerable: true, value });
mixInto(WebSocket.prototype);

module.exports = { WebSocket, CONNECTING, OPEN, CLOSING, maxPayloadOf, idleOf };
