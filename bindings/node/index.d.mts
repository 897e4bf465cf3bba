import WebSocket from './index.js';

export import WebSocketServer = WebSocket.WebSocketServer;
export import Server = WebSocket.WebSocketServer;
export import HttpServer = WebSocket.HttpServer;
export import createServer = WebSocket.createServer;
export import createWebSocketStream = WebSocket.createWebSocketStream;
export import request = WebSocket.request;
export import Session = WebSocket.Session;
export import RequestError = WebSocket.RequestError;
export { WebSocket };
export default WebSocket;
