'use strict';

const { WebSocket } = require('./websocket');
const { WebSocketServer } = require('./websocket-server');
const { Server, createServer } = require('./http-server');

module.exports = Object.assign(WebSocket, {
  WebSocket, WebSocketServer, Server: WebSocketServer, HttpServer: Server, createServer,
});
