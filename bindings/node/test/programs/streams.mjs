// Streams over WebSockets, written for ws, as an ES module.
import WebSocket, { WebSocketServer, createWebSocketStream } from 'ws';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { Readable, Transform, Writable } from 'node:stream';

const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(wss, 'listening');
wss.on('connection', (ws) => {
  const duplex = createWebSocketStream(ws);
  const shout = new Transform({
    transform(chunk, encoding, callback) {
      callback(null, chunk.toString().toUpperCase());
    },
  });
  pipeline(duplex, shout, duplex).catch((error) => console.log('server', error.message));
});

const ws = new WebSocket(`ws://127.0.0.1:${wss.address().port}`);
const duplex = createWebSocketStream(ws, { encoding: 'utf8' });
let text = '';
const reading = pipeline(duplex, new Writable({
  decodeStrings: false,
  write(chunk, encoding, callback) {
    text += chunk;
    setTimeout(callback, 1);
  },
}));
await pipeline(Readable.from(Array.from({ length: 100 }, (_, n) => `line ${n}\n`)), duplex, { end: false });
while (text.length < 790) await new Promise((resolve) => setTimeout(resolve, 5));
duplex.end();
await reading;
console.log(text.length, text.slice(0, 20).trim(), text.trim().slice(-7));
console.log('state', ws.readyState);
wss.close(() => console.log('closed'));
