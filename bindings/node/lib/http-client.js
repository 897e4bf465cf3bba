'use strict';

const { Readable } = require('stream');
const { STATUS_CODES } = require('http');
const { running, handles, EMPTY } = require('./engine');
const { failureOf } = require('./failure');
const { rawHeaders, headersOf, pairsOf } = require('./headers');
const { Peer } = require('./peer');
const { targetOf } = require('./target');

/** Bytes of a request that wait to be sent; with more its body is not asked for the next piece. */
const WRITE_LIMIT = 64 * 1024;
/** Bytes of a response that wait to be read; with more the server has to wait. */
const READ_LIMIT = 256 * 1024;
/** What text(), json() and bytes() take, unless maxBodySize says otherwise. */
const MAX_BODY = 100 * 1024 * 1024;
/** Milliseconds until the response's head. */
const TIMEOUT = 60_000;
/** The lengths that the addon knows besides numbers. */
const UNKNOWN = -1;
const NONE = -2;
/** RFC 9110 section 8.6: they say so when they have no body. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

const DEFAULT_HEADERS = [['user-agent', 'golws'], ['accept', '*/*']];

class RequestError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'RequestError';
  }
}

/** The body of a response: pieces come while it is read. */
class Body extends Readable {
  constructor(exchange) {
    super({ highWaterMark: READ_LIMIT });
    this._exchange = exchange;
  }

  _read() {
    this._exchange.hold(false);
  }

  _destroy(error, callback) {
    this._exchange.abort();
    callback(error);
  }
}

/** A response. Its body is read once: by for await, text(), json(), bytes() or as a stream, `body`. */
class ClientResponse {
  constructor(exchange, status, version, raw) {
    this.status = status;
    this.statusText = STATUS_CODES[status] || '';
    this.httpVersion = version === 2 ? '2.0' : '1.1';
    this.rawHeaders = raw;
    this.headers = headersOf(raw);
    this.url = exchange.url;
    this.body = new Body(exchange);
    this._limit = exchange.limit;
  }

  get ok() { return this.status >= 200 && this.status < 300; }

  [Symbol.asyncIterator]() { return this.body[Symbol.asyncIterator](); }

  /** @returns {Promise<Buffer>} */
  async bytes() {
    const pieces = [];
    let size = 0;
    for await (const piece of this.body) {
      size += piece.length;
      if (size > this._limit) throw new RangeError(`the body is larger than maxBodySize, ${this._limit} bytes`);
      pieces.push(piece);
    }
    return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  }

  async arrayBuffer() {
    const bytes = await this.bytes();
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  }

  async text() { return (await this.bytes()).toString(); }
  async json() { return JSON.parse(await this.text()); }

  /** Ends it without reading the rest. */
  abort() {
    this.body.destroy();
  }
}

/** A request that is under way: what the library tells, and the promise of its response. */
class Exchange {
  constructor(url, options) {
    this.url = url;
    this.limit = options.maxBodySize === undefined ? MAX_BODY : options.maxBodySize;
    this.socket = new Peer(-1, url.startsWith('https:'));
    this._id = -1;
    this._response = null;
    this._room = null;
    this._over = false;
    this._held = false;
    this._signal = options.signal;
    this._aborted = () => this._fail(this._signal.reason);
    this.promise = new Promise((resolve, reject) => {
      this._resolve = resolve;
      this._reject = reject;
    });
  }

  begin(native, end) {
    this._end = end;
    this._id = native.request(this._target);
    handles[this._id] = this;
    this.socket._id = this._id;
    if (this._signal) this._signal.addEventListener('abort', this._aborted, { once: true });
  }

  hold(on) {
    if (this._held === on || this._id < 0) return;
    this._held = on;
    running().hold(this._id, on);
  }

  abort() {
    if (this._id >= 0) running().abort(this._id);
  }

  /** It fails for a reason of this side. */
  _fail(error) {
    if (this._response === null) this._reject(error);
    else this._response.body.destroy(error);
    this.abort();
  }

  /** Gives the pieces of a body, as fast as they can be sent. */
  async pump(body) {
    try {
      for await (const piece of body) {
        if (this._over) return;
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        if (!(bytes instanceof Uint8Array)) throw new TypeError(`a piece of a body is a string or a Uint8Array, not ${typeof piece}`);
        const waiting = running().sendBody(this._id, bytes, false);
        if (waiting < 0) throw new RequestError('the body is longer than its Content-Length');
        if (waiting > WRITE_LIMIT) await this._drained();
      }
      if (!this._over && running().sendBody(this._id, EMPTY, true) < 0) {
        throw new RequestError('the body is shorter than its Content-Length');
      }
    } catch (error) {
      this._fail(error);
    }
  }

  _drained() {
    running().tellSent(this._id, true);
    return new Promise((resolve) => { this._room = resolve; });
  }

  /* What the library tells */

  _answered(status, version, block) {
    this._response = new ClientResponse(this, status, version, rawHeaders(block));
    this._resolve(this._response);
  }

  _body(data) {
    const { body } = this._response;
    if (!body.destroyed && !body.push(data)) this.hold(true);
  }

  _bodyEnded() {
    if (this._response !== null) this._response.body.push(null);
  }

  _bodySent(waiting) {
    if (this._room === null || waiting > WRITE_LIMIT / 2) return;
    running().tellSent(this._id, false);
    this._wake();
  }

  _wake() {
    const room = this._room;
    this._room = null;
    if (room !== null) room();
  }

  _finished(complete, why) {
    this._over = true;
    this._id = -1;
    this.socket._gone();
    this._wake();
    if (this._signal) this._signal.removeEventListener('abort', this._aborted);
    this._end();
    if (complete) return;
    const error = failureOf(`the request of ${this.url} failed`, why.toString(), RequestError);
    if (this._response === null) this._reject(error);
    else if (!this._response.body.readableEnded) this._response.body.destroy(error);
  }
}

/** The URL of a request, checked. */
function urlOf(url, base) {
  let parsed;
  try {
    parsed = new URL(url, base);
  } catch {
    throw new TypeError(`Invalid URL: ${url}`);
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new TypeError(`${url} is no URL of HTTP: http://host… or https://host… is`);
  }
  return parsed;
}

/** A body as bytes or as what gives pieces, and the type that it has by itself. */
function bodyOf({ body, json }) {
  if (json !== undefined) {
    if (body !== undefined && body !== null) throw new TypeError('a request has a body or json, not both');
    return [Buffer.from(JSON.stringify(json)), 'application/json'];
  }
  if (body === undefined || body === null) return [null, undefined];
  if (typeof body === 'string') return [Buffer.from(body), 'text/plain; charset=utf-8'];
  if (body instanceof URLSearchParams) return [Buffer.from(String(body)), 'application/x-www-form-urlencoded'];
  if (ArrayBuffer.isView(body)) return [Buffer.from(body.buffer, body.byteOffset, body.byteLength), 'application/octet-stream'];
  if (body instanceof ArrayBuffer) return [Buffer.from(body), 'application/octet-stream'];
  if (typeof body === 'object' && (body[Symbol.asyncIterator] || body[Symbol.iterator])) return [body, undefined];
  throw new TypeError(`a body is a string, bytes or gives pieces of it, not ${typeof body}`);
}

function start(url, options, base, session) {
  const { method = 'GET', signal } = options;
  if (typeof method !== 'string' || !/^[A-Za-z]+$/.test(method)) throw new TypeError(`${String(method)} is no method: GET is`);
  const place = urlOf(url, base);
  if (signal && signal.aborted) throw signal.reason;
  const [body, type] = bodyOf(options);
  const pairs = pairsOf(options.headers);
  const names = new Set(pairs.map(([name]) => name.toLowerCase()));
  for (const pair of type ? [['content-type', type], ...DEFAULT_HEADERS] : DEFAULT_HEADERS) {
    if (!names.has(pair[0])) pairs.push(pair);
  }
  let length = body === null ? (WITH_BODY.has(method.toUpperCase()) ? 0 : NONE) : UNKNOWN;
  if (body instanceof Uint8Array) length = body.length;
  const announced = pairs.findIndex(([name]) => name.toLowerCase() === 'content-length');
  if (announced >= 0) {
    const [[, value]] = pairs.splice(announced, 1);
    if (length === UNKNOWN) length = Number(value);
  }
  const exchange = new Exchange(place.href, options);
  exchange._target = Object.assign(targetOf(place, pairs, options, options.timeout === undefined ? TIMEOUT : options.timeout), {
    method: method.toUpperCase(),
    length,
    followRedirects: Boolean(options.followRedirects),
    http2: options.http2 !== false,
    shares: session !== null && session._begin(place.origin),
  });
  exchange.begin(running(), () => {
    if (session !== null) session._done(place.origin);
  });
  if (length > 0 && body instanceof Uint8Array) running().sendBody(exchange._id, body, true);
  else if (body !== null && !(body instanceof Uint8Array)) exchange.pump(body);
  return exchange.promise;
}

/**
 * @param {string|URL} url http:// or https://
 * @param {object} [options] method, headers, body, json, timeout, followRedirects, signal, ca, cert, key,
 * rejectUnauthorized, http2, proxy, socketPath, maxBodySize
 * @returns {Promise<ClientResponse>}
 */
async function request(url, options = {}) {
  return start(url, options, undefined, null);
}

/** Requests that have options in common, and share connections. */
class Session {
  /** @param {string} [base] what their URLs are relative to @param {object} [options] of all of them */
  constructor(base, options = {}) {
    this._base = base === undefined ? undefined : urlOf(base).href;
    this._options = options;
    this._underWay = new Map();
  }

  /** @returns {Promise<ClientResponse>} */
  async request(url, options = {}) {
    const headers = [...pairsOf(options.headers)];
    const names = new Set(headers.map(([name]) => name.toLowerCase()));
    for (const pair of pairsOf(this._options.headers)) {
      if (!names.has(pair[0].toLowerCase())) headers.push(pair);
    }
    return start(url, { ...this._options, ...options, headers }, this._base, this);
  }

  get(url, options) { return this.request(url, { ...options, method: 'GET' }); }
  post(url, options) { return this.request(url, { ...options, method: 'POST' }); }
  put(url, options) { return this.request(url, { ...options, method: 'PUT' }); }
  delete(url, options) { return this.request(url, { ...options, method: 'DELETE' }); }

  /** Whether a connection can be shared: on HTTP/1.1 a second request would wait for the first one's end. */
  _begin(origin) {
    const count = this._underWay.get(origin) || 0;
    this._underWay.set(origin, count + 1);
    return count === 0;
  }

  _done(origin) {
    const count = this._underWay.get(origin) - 1;
    if (count > 0) this._underWay.set(origin, count);
    else this._underWay.delete(origin);
  }
}

module.exports = { request, Session, ClientResponse, RequestError };
