'use strict';
/* A request that came to a server, and its response, as node:http's programs know them. */

const { Readable, Writable } = require('stream');
const { STATUS_CODES } = require('http');
const { running, EMPTY } = require('./engine');
const { rawHeaders, headersOf, pairsOf, lineOf } = require('./headers');

/** Bytes of a response that wait to be sent; with more write() says so. */
const WRITE_LIMIT = 64 * 1024;
/** The lengths that the addon knows besides numbers. */
const UNKNOWN = -1;
/** What the library writes by itself. */
const OWN = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** What is not in a path unescaped: RFC 3986 section 3.3. */
const ESCAPED = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/g;

function escapeByte(character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The head of a request, "part\0part\0…" with path, query and headers at the end. */
function headOf(block, parts) {
  const raw = rawHeaders(block);
  const [path, query] = raw.slice(parts, parts + 2);
  const escaped = path.replace(ESCAPED, escapeByte);
  return { parts: raw.slice(0, parts), url: query ? `${escaped}?${query}` : escaped, raw: raw.slice(parts + 2) };
}

class IncomingMessage extends Readable {
  /** @param {string} path with its query */
  constructor(method, path, raw, socket) {
    super({ highWaterMark: WRITE_LIMIT });
    this.method = method;
    this.url = path;
    this.httpVersion = '1.1';
    this.rawHeaders = raw;
    this.socket = socket;
    this.complete = false;
    this.aborted = false;
    this._headers = undefined;
    this._held = false;
  }

  get headers() {
    if (this._headers === undefined) this._headers = headersOf(this.rawHeaders);
    return this._headers;
  }

  get connection() { return this.socket; }

  setTimeout() { return this; }

  _read() {
    if (!this._held) return;
    this._held = false;
    running().hold(this.socket._id, false);
  }

  _take(data) {
    if (!this.destroyed && !this.push(data) && !this._held) {
      this._held = true;
      running().hold(this.socket._id, true);
    }
  }

  _takeEnd() {
    this.complete = true;
    this.push(null);
  }

  /** The exchange is over. */
  _over(complete) {
    if (this.complete) return;
    if (!complete) this.aborted = true;
    this.destroy(complete ? undefined : abortedError());
  }
}

function abortedError() {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
}

/** The lines of a header of one or more values. */
function linesOf(name, value) {
  return Array.isArray(value) ? value.map((one) => lineOf(String(name), String(one))).join('') : lineOf(String(name), String(value));
}

let date = '';

/** RFC 9110 section 6.6.1, made once a second. */
function dateLine() {
  if (date === '') {
    date = lineOf('Date', new Date().toUTCString());
    setTimeout(() => { date = ''; }, 1000 - Date.now() % 1000).unref();
  }
  return date;
}

class ServerResponse extends Writable {
  constructor(server, id, req) {
    super({ highWaterMark: WRITE_LIMIT });
    this.req = req;
    this.socket = req.socket;
    this.statusCode = 200;
    this.statusMessage = undefined;
    this.sendDate = true;
    this.headersSent = false;
    this._server = server;
    this._id = id;
    this._headers = new Map();
    this._whole = null;
    this._room = null;
  }

  get connection() { return this.socket; }
  get finished() { return this.writableEnded; }

  /** @param {string} name @param {string|number|string[]} value */
  setHeader(name, value) {
    if (this.headersSent) throw headersSentError('set');
    if (value === undefined) throw new TypeError(`the header ${name} has no value`);
    this._headers.set(String(name).toLowerCase(), { name, value, lines: linesOf(name, value) });
    return this;
  }

  appendHeader(name, value) {
    const there = this.getHeader(name);
    return this.setHeader(name, there === undefined ? value : [].concat(there, value));
  }

  getHeader(name) {
    const entry = this._headers.get(String(name).toLowerCase());
    return entry && entry.value;
  }

  hasHeader(name) { return this._headers.has(String(name).toLowerCase()); }
  getHeaderNames() { return [...this._headers.keys()]; }
  getHeaders() { return Object.fromEntries([...this._headers].map(([name, { value }]) => [name, value])); }

  removeHeader(name) {
    if (this.headersSent) throw headersSentError('remove');
    this._headers.delete(String(name).toLowerCase());
  }

  /** The head: writeHead(status, [message], [headers]). */
  writeHead(status, message, headers) {
    if (this.headersSent) throw headersSentError('write');
    if (!Number.isInteger(status) || status < 100 || status > 999) throw new RangeError(`Invalid status code: ${status}`);
    if (typeof message === 'object' && message !== null) headers = message;
    else if (message !== undefined) this.statusMessage = String(message);
    this.statusCode = status;
    if (Array.isArray(headers) || (headers && typeof headers[Symbol.iterator] === 'function')) this._setPairs(headers);
    else for (const name in headers) if (headers[name] !== undefined) this.setHeader(name, headers[name]);
    return this;
  }

  /** Pairs, or names and values in a row; a name may come again. */
  _setPairs(headers) {
    const seen = new Set();
    for (const [name, value] of Array.isArray(headers) && !Array.isArray(headers[0]) ? pairsInRow(headers) : pairsOf(headers)) {
      if (seen.has(name.toLowerCase())) this.appendHeader(name, value);
      else this.setHeader(name, value);
      seen.add(name.toLowerCase());
    }
  }

  flushHeaders() {
    this._sendHead(UNKNOWN);
  }

  writeContinue() {}

  setTimeout() { return this; }

  /** The block of the headers, and the length that they announce or -1. */
  _head() {
    let block = '';
    let length = UNKNOWN;
    for (const [lower, { value, lines }] of this._headers) {
      if (lower === 'content-length') length = Number(value);
      if (!OWN.has(lower)) block += lines;
    }
    if (this.sendDate && !this._headers.has('date')) block += dateLine();
    return { block, length };
  }

  _sendHead(length) {
    if (this.headersSent) return;
    const head = this._head();
    this.headersSent = true;
    if (this._id >= 0) running().respond(this._id, this.statusCode, head.block, head.length >= 0 ? head.length : length);
  }

  /** A body that is given whole goes in one piece with its head. */
  end(chunk, encoding, callback) {
    if (typeof chunk === 'function') return super.end(chunk);
    if (typeof encoding === 'function') {
      callback = encoding;
      encoding = undefined;
    }
    if (this.headersSent || this.writableLength > 0 || this.writableEnded || this.hasHeader('content-length')) {
      return super.end(chunk, encoding, callback);
    }
    if (chunk === undefined || chunk === null) this._whole = EMPTY;
    else if (typeof chunk === 'string') this._whole = isUTF8(encoding) ? chunk : Buffer.from(chunk, encoding);
    else if (chunk instanceof Uint8Array) this._whole = chunk;
    else throw new TypeError(`a piece of a body is a string or a Uint8Array, not ${typeof chunk}`);
    return super.end(callback);
  }

  _write(chunk, encoding, callback) {
    this._sendHead(UNKNOWN);
    if (this._id < 0) {
      callback();
      return;
    }
    const waiting = running().sendBody(this._id, chunk, false);
    if (waiting < 0) {
      callback(new Error('the body is longer than its Content-Length, or the exchange is over'));
    } else if (waiting > WRITE_LIMIT) {
      this._room = callback;
      running().tellSent(this._id, true);
    } else {
      callback();
    }
  }

  _final(callback) {
    if (this._id < 0) {
      callback();
      return;
    }
    if (this._whole !== null) {
      this.headersSent = true;
      running().answer(this._id, this.statusCode, this._head().block, this._whole);
      callback();
      return;
    }
    this._sendHead(UNKNOWN);
    callback(running().sendBody(this._id, EMPTY, true) < 0 ? new Error('the body is shorter than its Content-Length') : undefined);
  }

  _destroy(error, callback) {
    if (this._id >= 0 && !this.writableFinished) running().abort(this._id);
    callback(error);
  }

  /* What the library tells */

  _body(data) { this.req._take(data); }
  _bodyEnded() { this.req._takeEnd(); }

  _bodySent(waiting) {
    const room = this._room;
    if (room === null || waiting > WRITE_LIMIT / 2) return;
    this._room = null;
    running().tellSent(this._id, false);
    room();
  }

  _finished(complete) {
    const room = this._room;
    this._id = -1;
    this._room = null;
    this.socket._gone();
    this.req._over(complete);
    if (!complete) this.destroy();
    else if (room !== null) room();
    this._server._left();
  }
}

function isUTF8(encoding) {
  return encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8';
}

function pairsInRow(list) {
  const pairs = [];
  for (let n = 0; n + 1 < list.length; n += 2) pairs.push([String(list[n]), String(list[n + 1])]);
  return pairs;
}

function headersSentError(what) {
  return Object.assign(new Error(`Cannot ${what} headers after they are sent to the client`), { code: 'ERR_HTTP_HEADERS_SENT' });
}

module.exports = { IncomingMessage, ServerResponse, headOf, STATUS_CODES };
