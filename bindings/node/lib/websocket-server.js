'use strict';

const { EventEmitter } = require('events');
const { running, handles } = require('./engine');
const { TOKEN, blockOf } = require('./headers');
const { faultOf, refuseOn, takeOver } = require('./handover');
const { Server, refuse } = require('./http-server');
const { WebSocket, maxPayloadOf } = require('./websocket');

/** A WebSocket of a server's, which is open when the program first sees it. */
const ACCEPTED = null;

class WebSocketServer extends EventEmitter {
  /**
   * @param {object} options port and host, or server, or noServer; path, maxPayload, verifyClient, handleProtocols,
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
    if (server && typeof server.on !== 'function') throw new TypeError('a server is one of golws.createServer(), node:http or node:https');
    this.path = this.options.path;
    this.clients = this.options.clientTracking ? new Set() : undefined;
    this._open = 0;
    this._closing = false;
    /** Of connections that are taken over: what handleUpgrade() was called with, by their numbers. */
    this._handedOver = new Map();
    this._foreign = server && !(server instanceof Server) ? server : null;
    this._own = !(server instanceof Server);
    this._server = this._own ? new Server(this._adopts ? {} : this.options, answerUpgradeRequired) : server;
    this._server._sockets.push(this);
    this._relays = {
      listening: () => this.emit('listening'),
      error: (error) => this.emit('error', error),
    };
    if (this._foreign !== null) {
      this._relays.upgrade = (req, socket, head) => {
        this.handleUpgrade(req, socket, head, (ws) => this.emit('connection', ws, req));
      };
    }
    for (const [event, relay] of Object.entries(this._relays)) this._told.on(event, relay);
    if (this._own && !this._adopts) this._server.listen(port, this.options.host, callback);
    else if (callback !== undefined) this.once('listening', callback);
  }

  /** Whether somebody else listens, and hands sockets over. */
  get _adopts() { return this._foreign !== null || Boolean(this.options.noServer); }

  /** The server whose events are this one's, too. */
  get _told() { return this._foreign || this._server; }

  /** @returns {{address: string, family: string, port: number}|null} */
  address() {
    if (this.options.noServer) throw new Error('The server is operating in "noServer" mode');
    return this._told.address();
  }

  /** Whether a request is for this server: by its path. */
  shouldHandle(req) {
    return !this.path || req.url.split('?', 1)[0] === this.path;
  }

  /**
   * Takes a WebSocket over from a server of node:http's, with what its 'upgrade' event tells.
   *
   * @param {function} callback (ws, req), when it is open
   */
  handleUpgrade(req, socket, head, callback) {
    const fault = this._closing ? [503] : this.shouldHandle(req) ? faultOf(req) : [400];
    if (fault !== undefined) {
      this._refuseOn(socket, req, ...fault);
      return;
    }
    const one = takeOver(this._server._adopting(), req, socket, head);
    if (one === null) return;
    this._handedOver.set(one.id, { req, callback, peer: one.peer });
    const forget = () => this._handedOver.delete(one.id);
    handles[one.id] = { _ended: forget, _failed: forget };
  }

  _refuseOn(socket, req, status, message, headers) {
    if (message === undefined || this.listenerCount('wsClientError') === 0) refuseOn(socket, status, message, headers);
    else this.emit('wsClientError', new Error(message), socket, req);
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
    for (const [event, relay] of Object.entries(this._relays)) this._told.removeListener(event, relay);
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
    const handed = this._handedOver.get(id);
    this._handedOver.delete(id);
    if (handed !== undefined) ws._tookOver = handed.callback;
    ws._accept(id, req, this, handed === undefined ? req.socket : handed.peer);
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
    if (ws._tookOver === null) this.emit('connection', ws, req);
    else ws._tookOver(ws, req);
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
