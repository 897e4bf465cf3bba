'use strict';
/*
 * What the addon does for this thread: it numbers what it has (connections, exchanges,
 * servers), and tells of all that happened in a turn at once, by records.
 */

const native = load();

/** The addon's records, and of which event they are; src/engine.h has the same. */
const FIELDS = 5;
const BINARY = 0;
const TEXT = 1;
const OPENED = 2;
const CLOSED = 3;
const FAULTED = 4;
const FAILED = 5;
const PING = 6;
const PONG = 7;
const SENT = 8;
const REQUESTED = 9;
const ANSWERED = 10;
const BODY = 11;
const BODY_ENDED = 12;
const BODY_SENT = 13;
const FINISHED = 14;

/** Buffers without Buffer.from()'s checks. */
const FastBuffer = Buffer[Symbol.species];
const EMPTY = Buffer.alloc(0);

/** What has which number; it lives while it is here. */
const handles = [];
let started = false;

function load() {
  try {
    return require('../build/Release/golws.node');
  } catch (cause) {
    throw new Error(`golws: its addon cannot be loaded: ${cause.message}\nRun \`npm install\` in ${require('path').dirname(__dirname)}`, { cause });
  }
}

/** The addon, with its engine running. */
function running() {
  if (!started) {
    native.start(dispatch, upgrade);
    started = true;
  }
  return native;
}

function bytes(slabs, record, offset, length) {
  return length === 0 ? EMPTY : new FastBuffer(slabs[record >>> 8], offset, length);
}

/**
 * Messages are told in a row. After any other event the addon calls again, so that what
 * waits for it as a promise has its turn before the next one.
 */
function dispatch(records, slabs, count, taken) {
  for (let n = taken[0]; n < count;) {
    const at = n * FIELDS;
    const record = records[at];
    const id = records[at + 1];
    const handle = handles[id];
    taken[0] = ++n;
    switch (record & 255) {
      case BINARY:
        handle._received(bytes(slabs, record, records[at + 3], records[at + 4]), true);
        continue;
      case TEXT:
        handle._received(bytes(slabs, record, records[at + 3], records[at + 4]), false);
        continue;
      case OPENED:
        handle._opened(bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case CLOSED:
        handles[id] = undefined;
        handle._ended(records[at + 2], bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case FAULTED:
        handle._faulted();
        return;
      case FAILED:
        handles[id] = undefined;
        handle._failed(records[at + 2], bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case PING:
        handle._pinged(bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case PONG:
        handle._ponged(bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case SENT:
        handle._sent(records[at + 2]);
        return;
      case REQUESTED:
        handles[records[at + 2]]._requested(id, bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case ANSWERED:
        handle._answered(records[at + 2] & 65535, records[at + 2] >>> 16, bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
      case BODY:
        handle._body(bytes(slabs, record, records[at + 3], records[at + 4]));
        continue;
      case BODY_ENDED:
        handle._bodyEnded();
        continue;
      case BODY_SENT:
        handle._bodySent(records[at + 2]);
        continue;
      case FINISHED:
        handles[id] = undefined;
        handle._finished(records[at + 2] === 1, bytes(slabs, record, records[at + 3], records[at + 4]));
        return;
    }
  }
}

/** Whether a server takes a WebSocket. */
function upgrade(server, id, head) {
  return handles[server]._upgrade(id, head);
}

module.exports = { running, handles, EMPTY, FastBuffer };
