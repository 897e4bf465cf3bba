import golws from './lib/index.js';

export const { WebSocket, WebSocketServer, Server, HttpServer, createServer, request, Session, RequestError } = golws;
export default golws;
