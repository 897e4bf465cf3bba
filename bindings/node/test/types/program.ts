// Compiled, not run: CommonJS, as programs for ws import it.
import WebSocket = require('../..');
import { createServer as createNodeServer } from 'node:http';
import { WebSocketServer, Server } from '../..';

const wss: WebSocket.WebSocketServer = new WebSocketServer({ port: 0 }, () => console.log(wss.address()));
const other: Server = wss;
other.close((error) => console.log(error?.message));
const ws = new WebSocket(new URL('ws://localhost'), { perMessageDeflate: false });
ws.on('upgrade', (response) => console.log(response.headers['set-cookie']));
ws.once('pong', (data) => data.length);

const shared = createNodeServer();
const handed = new WebSocketServer({ noServer: true });
shared.on('upgrade', (req, socket, head) => {
  handed.handleUpgrade(req, socket, head, (ws, same) => handed.emit('connection', ws, same));
});
new WebSocketServer({ server: shared }).on('wsClientError', (error, socket, req) => socket.end(`${error.message} ${req.url}`));
