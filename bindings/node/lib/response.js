'use strict';

const { Readable } = require('stream');
const { STATUS_CODES } = require('http');
const { headersOf } = require('./headers');

/** The head of a response, as listeners of node:http's client know it. */
class Response extends Readable {
  constructor(status, raw) {
    super({ read() {} });
    this.statusCode = status;
    this.statusMessage = STATUS_CODES[status] || '';
    this.httpVersion = '1.1';
    this.rawHeaders = raw;
    this.headers = headersOf(raw);
    this.push(null);
  }
}

module.exports = { Response };
