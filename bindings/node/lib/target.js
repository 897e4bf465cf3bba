'use strict';
/* Where a client connects to, and with which certificates. */

const fs = require('fs');
const { blockOf } = require('./headers');

const PORTS = { 'ws:': 80, 'wss:': 443, 'http:': 80, 'https:': 443 };

/** PEM text, or the name of a file that there is, from what tls.connect() and ours take. */
function pemOf(value, what) {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map((one) => pemOf(one, what)).join('\n');
  if (!ArrayBuffer.isView(value) && typeof value !== 'string') {
    throw new TypeError(`${what} is PEM text or the name of a file, not ${typeof value}`);
  }
  const text = typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString();
  const begin = text.indexOf('-----BEGIN');
  if (begin >= 0) return text.slice(begin);
  if (!fs.existsSync(text)) throw new Error(`${what}: there is no file ${JSON.stringify(text)}, and it is no PEM text`);
  return text;
}

/** The TLS that options ask for: their own members, or `tls`. */
function tlsOf(options) {
  const given = options.tls && typeof options.tls === 'object' ? options.tls : options;
  const tls = { cert: pemOf(given.cert, 'cert'), key: pemOf(given.key, 'key'), ca: pemOf(given.ca, 'ca') };
  if ((tls.cert === undefined) !== (tls.key === undefined)) throw new TypeError('cert and key come together');
  tls.unverified = given.rejectUnauthorized === false;
  return tls;
}

function milliseconds(value, what) {
  if (value === undefined || value === null || value === 0) return 0;
  if (typeof value !== 'number' || !(value > 0)) throw new RangeError(`${what} is a number of milliseconds, not ${value}`);
  return Math.min(Math.ceil(value), 2 ** 31 - 1);
}

/** "host:port" or "user:password@host:port" of a proxy's URL. */
function proxyOf(proxy) {
  if (!proxy) return undefined;
  const url = new URL(String(proxy));
  if (url.protocol !== 'http:') throw new TypeError(`${proxy} is no HTTP proxy: http://host:port is`);
  const account = url.username ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}@` : '';
  return `${account}${url.hostname}:${url.port || 3128}`;
}

/**
 * What the addon's open() and request() need of a URL.
 *
 * @param {URL} url
 * @param {Array} pairs headers
 */
function targetOf(url, pairs, options, timeout) {
  const secure = url.protocol === 'wss:' || url.protocol === 'https:';
  const account = options.auth !== undefined ? String(options.auth)
    : url.username || url.password ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : '';
  if (account && !pairs.some(([name]) => name.toLowerCase() === 'authorization')) {
    pairs.push(['authorization', `Basic ${Buffer.from(account).toString('base64')}`]);
  }
  const host = pairs.findIndex(([name]) => name.toLowerCase() === 'host');
  const authority = host < 0 ? url.host : pairs.splice(host, 1)[0][1];
  const unix = options.socketPath;
  return {
    host: unix || url.hostname.replace(/^\[|\]$/g, ''),
    port: unix ? -1 : Number(url.port) || PORTS[url.protocol],
    authority,
    path: `${url.pathname}${url.search}`,
    tls: secure ? tlsOf(options) : null,
    proxy: proxyOf(options.proxy),
    headers: blockOf(pairs),
    timeout: milliseconds(timeout, 'a timeout'),
  };
}

module.exports = { targetOf, tlsOf, milliseconds };
