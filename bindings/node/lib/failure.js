'use strict';
/* What the library says of a failed connect, with the code that node:net would give. */

const { getSystemErrorName } = require('util');

const CODES = [[/timed out/, 'ETIMEDOUT'], [/^DNS/, 'ENOTFOUND'], [/certificate|tls/i, 'ERR_TLS']];

/**
 * @param {string} doing what failed
 * @param {string} why in the library's words
 */
function failureOf(doing, why, Kind = Error) {
  const errno = /^conn fail: (\d+)$/.exec(why);
  const known = CODES.find(([pattern]) => pattern.test(why));
  const code = errno ? getSystemErrorName(-Number(errno[1])) : known && known[1];
  const error = new Kind(`${doing}: ${errno ? `connect ${code}` : why}`);
  if (code !== undefined) error.code = code;
  return error;
}

module.exports = { failureOf };
