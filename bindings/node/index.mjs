import golws from './lib/index.js';

export const {
  WebSocket, WebSocketServer, Server, HttpServer, createServer, createWebSocketStream, request, Session,
  RequestError,
} = golws;
export default golws;
