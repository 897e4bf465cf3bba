'use strict';

const { EventEmitter } = require('events');
const { running, handles } = require('./engine');
const { TOKEN, blockOf } = require('./headers');
const { Server, refuse } = require('./http-server');
const { WebSocket, maxPayloadOf } = require('./websocket');

/** A WebSocket of a server's, which is open when the program first sees it. */
const ACCEPTED = null;

class WebSocketServer extends EventEmitter {
  /**
   * @param {object} options port and host, or server; path, maxPayload, verifyClient, handleProtocols,
   * clientTracking, perMessageDeflate, WebSocket, cert and key
   * @param {function} [callback] listener of 'listening'
   */
  constructor(options, callback) {
    super();
    this.options = { clientTracking: true, perMessageDeflate: false, WebSocket, ...options };
    const { port, server, noServer } = this.options;
    if ((port === undefined || port === null ? 0 : 1) + (server ? 1 : 0) + (noServer ? 1 : 0) !== 1) {
      throw new TypeError('One and only one of the "port", "server", or "noServer" options must be specified');
    }
    maxPayloadOf(this.options);
    if (noServer || (server && !(server instanceof Server))) {
      throw new TypeError('a WebSocketServer needs a port, or a server of golws.createServer()');
    }
    this.path = this.options.path;
    this.clients = this.options.clientTracking ? new Set() : undefined;
    this._open = 0;
    this._closing = false;
    this._own = !server;
    this._server = server || new Server(this.options, answerUpgradeRequired);
    this._server._sockets.push(this);
    this._relays = {
      listening: () => this.emit('listening'),
      error: (error) => this.emit('error', error),
    };
    for (const [event, relay] of Object.entries(this._relays)) this._server.on(event, relay);
    if (this._own) this._server.listen(port, this.options.host, callback);
    else if (callback !== undefined) this.once('listening', callback);
  }

  /** @returns {{address: string, family: string, port: number}|null} */
  address() {
    return this._server.address();
  }

  /** Whether a request is for this server: by its path. */
  shouldHandle(req) {
    return !this.path || req.url.split('?', 1)[0] === this.path;
  }

  /** Takes no more clients. Those that are there stay; 'close' comes when they have gone. */
  close(callback) {
    if (this._closing) {
      if (callback !== undefined) process.nextTick(callback, new Error('The server is not running'));
      return;
    }
    if (callback !== undefined) this.once('close', callback);
    this._closing = true;
    if (this._own) this._server.close();
    process.nextTick(() => this._endIfDone());
  }

  _endIfDone() {
    if (!this._closing || this._open > 0 || this._server === null) return;
    const server = this._server;
    for (const [event, relay] of Object.entries(this._relays)) server.removeListener(event, relay);
    server._sockets.splice(server._sockets.indexOf(this), 1);
    if (this._own && server._id >= 0) server.once('close', () => this.emit('close'));
    else this.emit('close');
  }

  /** Whether a request gets its WebSocket, or is still to be decided about. */
  _decide(id, req) {
    if (this._closing) return refuse(id, 503);
    const { verifyClient } = this.options;
    const ws = new this.options.WebSocket(ACCEPTED, undefined, this.options);
    if (!verifyClient) return this._accept(id, req, ws);
    const info = { origin: req.headers.origin, secure: Boolean(req.socket.encrypted), req };
    if (verifyClient.length !== 2) return verifyClient(info) ? this._accept(id, req, ws) : refuse(id, 401);
    return this._decideLater(id, req, ws, (done) => verifyClient(info, done));
  }

  /** Takes a decision that may come at once or later: done(accepted, status, message, headers). */
  _decideLater(id, req, ws, ask) {
    let result;
    let later = false;
    ask((accepted, status, message, headers) => {
      if (result !== undefined || (later && ws.readyState === ws.CLOSED)) return;
      result = accepted && !this._closing ? this._accept(id, req, ws) : refuse(id, status || (accepted ? 503 : 401), message, headers);
      if (later) running().decide(id, result);
    });
    if (result !== undefined) return result;
    later = true;
    running().wait(id);
    this._take(id, req, ws);
    return true;
  }

  /** The handshake's response is decided: a WebSocket. */
  _accept(id, req, ws) {
    if (!this._choose(id, req)) return refuse(id, 400);
    this._addHeaders(id, req);
    if (handles[id] !== ws) this._take(id, req, ws);
    return true;
  }

  _take(id, req, ws) {
    ws._accept(id, req, this);
    handles[id] = ws;
    this._open++;
    this._server._active++;
  }

  /** The subprotocol; false: what the client offers is broken. */
  _choose(id, req) {
    const offer = req.headers['sec-websocket-protocol'];
    if (offer === undefined) return true;
    const names = offer.split(',').map((name) => name.trim());
    const offered = new Set(names);
    if (offered.size !== names.length || !names.every((name) => TOKEN.test(name))) return false;
    const { handleProtocols } = this.options;
    const chosen = handleProtocols ? handleProtocols(offered, req) : names[0];
    if (chosen) running().choose(id, String(chosen));
    return true;
  }

  /** Listeners of 'headers' may add lines. */
  _addHeaders(id, req) {
    if (this.listenerCount('headers') === 0) return;
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    const own = new Set(lines);
    this.emit('headers', lines, req);
    const pairs = lines.filter((line) => !own.has(line)).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(colon, 0)), line.slice(colon + 1).trim()];
    });
    running().addHeaders(id, blockOf(pairs));
  }

  /* What its WebSockets tell */

  _opened(ws, req) {
    if (this.clients) this.clients.add(ws);
    this.emit('connection', ws, req);
  }

  _left(ws) {
    if (this.clients) this.clients.delete(ws);
    this._open--;
    this._server._left();
    if (this._closing) process.nextTick(() => this._endIfDone());
  }
}

function answerUpgradeRequired(req, res) {
  res.writeHead(426, { 'Content-Type': 'text/plain' });
  res.end('Upgrade Required');
}

module.exports = { WebSocketServer };
