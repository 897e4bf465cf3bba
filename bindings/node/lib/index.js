'use strict';

const { WebSocket } = require('./websocket');
const { createWebSocketStream } = require('./stream');
const { WebSocketServer } = require('./websocket-server');
const { Server, createServer } = require('./http-server');
const { request, Session, RequestError } = require('./http-client');

module.exports = Object.assign(WebSocket, {
  WebSocket, WebSocketServer, Server: WebSocketServer, HttpServer: Server, createServer, createWebSocketStream, request, Session, RequestError,
});
