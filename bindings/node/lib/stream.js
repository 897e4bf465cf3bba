'use strict';

const { Duplex } = require('stream');

/**
 * A WebSocket as a Duplex: what is written is sent, each piece as a message.
 *
 * @param {WebSocket} ws
 * @param {object} [options] of the Duplex
 * @returns {Duplex}
 */
function createWebSocketStream(ws, options) {
  let ends = true;
  const duplex = new Duplex({ ...options, autoDestroy: false, emitClose: false, objectMode: false, writableObjectMode: false });

  duplex._read = () => {
    if (ws.isPaused) ws.resume();
  };
  duplex._write = (chunk, encoding, callback) => {
    if (ws.readyState === ws.CONNECTING) ws.once('open', () => ws.send(chunk, callback));
    else ws.send(chunk, callback);
  };
  duplex._final = (callback) => {
    const close = () => {
      if (ws.readyState === ws.CLOSED) {
        callback();
        if (duplex.readableEnded) duplex.destroy();
        return;
      }
      ws.once('close', () => callback());
      ws.close();
    };
    if (ws.readyState === ws.CONNECTING) ws.once('open', close);
    else close();
  };
  duplex._destroy = (error, callback) => {
    if (ws.readyState === ws.CLOSED) {
      callback(error);
      process.nextTick(() => duplex.emit('close'));
      return;
    }
    let failed = false;
    ws.once('error', (wsError) => {
      failed = true;
      callback(wsError);
    });
    ws.once('close', () => {
      if (!failed) callback(error);
      process.nextTick(() => duplex.emit('close'));
    });
    if (ends) ws.terminate();
  };

  ws.on('message', (data, binary) => {
    const piece = !binary && duplex.readableObjectMode ? data.toString() : data;
    if (!duplex.push(piece)) ws.pause();
  });
  ws.once('error', (error) => {
    if (duplex.destroyed) return;
    ends = false;
    duplex.destroy(error);
  });
  ws.once('close', () => {
    if (!duplex.destroyed) duplex.push(null);
  });
  duplex.on('end', () => {
    if (!duplex.destroyed && duplex.writableFinished) duplex.destroy();
  });
  return duplex;
}

module.exports = { createWebSocketStream };
