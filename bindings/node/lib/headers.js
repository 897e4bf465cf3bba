'use strict';
/* Headers as the addon has them: "name\0value\0name\0value\0". */

/** RFC 9110 section 5.6.2: what names are made of. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 section 5.5: what is not in a value. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
/** RFC 9110 section 5.3 lets these not be joined; node:http takes the first one. */
const FIRST_ONLY = new Set(['age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host',
  'if-modified-since', 'if-unmodified-since', 'last-modified', 'location', 'max-forwards', 'proxy-authorization',
  'referer', 'retry-after', 'server', 'user-agent']);

/** The names and values of a block, one after the other. */
function rawHeaders(block) {
  const raw = block.latin1Slice(0, block.length).split('\0');
  raw.pop();
  return raw;
}

/** An object by lower-case name, as node:http makes it. */
function headersOf(raw) {
  const headers = {};
  for (let n = 0; n + 1 < raw.length; n += 2) {
    const name = raw[n].toLowerCase();
    const value = raw[n + 1];
    const there = headers[name];
    if (name === 'set-cookie') {
      if (there === undefined) headers[name] = [value];
      else there.push(value);
    } else if (there === undefined) {
      headers[name] = value;
    } else if (!FIRST_ONLY.has(name)) {
      headers[name] = `${there}${name === 'cookie' ? '; ' : ', '}${value}`;
    }
  }
  return headers;
}

/** Pairs from an object, a Headers, a Map or an array of pairs; a value may be an array. */
function pairsOf(headers) {
  if (headers === undefined || headers === null) return [];
  if (typeof headers !== 'object') throw new TypeError(`headers are an object or pairs, not ${typeof headers}`);
  const entries = typeof headers[Symbol.iterator] === 'function' ? [...headers] : Object.entries(headers);
  const pairs = [];
  for (const [name, value] of entries) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined) continue;
      pairs.push([String(name), String(one)]);
    }
  }
  return pairs;
}

/** A line of a block; a TypeError says what cannot be sent. */
function lineOf(name, value) {
  if (!TOKEN.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header`);
  if (UNSENDABLE.test(value)) throw new TypeError(`the value of the header ${name} has a character that cannot be sent`);
  return `${name}\0${value}\0`;
}

/** The block of pairs, for the addon to take as Latin-1. */
function blockOf(pairs) {
  let block = '';
  for (const [name, value] of pairs) block += lineOf(name, value);
  return block;
}

module.exports = { TOKEN, rawHeaders, headersOf, pairsOf, lineOf, blockOf };
