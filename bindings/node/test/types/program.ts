// Compiled, not run: CommonJS, as programs for ws import it.
import WebSocket = require('../..');
import { WebSocketServer, Server } from '../..';

const wss: WebSocket.WebSocketServer = new WebSocketServer({ port: 0 }, () => console.log(wss.address()));
const other: Server = wss;
other.close((error) => console.log(error?.message));
const ws = new WebSocket(new URL('ws://localhost'), { perMessageDeflate: false });
ws.on('upgrade', (response) => console.log(response.headers['set-cookie']));
ws.once('pong', (data) => data.length);
