// A chat with rooms, written for ws: names, history, private messages, heartbeats.
const WebSocket = require('ws');
const { WebSocketServer, createWebSocketStream } = require('ws');

const wss = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  path: '/chat',
  maxPayload: 1024,
  perMessageDeflate: false,
  clientTracking: true,
  verifyClient: ({ req, origin }) => origin !== 'http://evil.example' && !req.headers['x-banned'],
  handleProtocols: (protocols) => (protocols.has('chat.2') ? 'chat.2' : false),
});
const rooms = new Map();
const lines = [];
const log = (...values) => lines.push(values.join(' '));

function broadcast(room, message, except) {
  const data = JSON.stringify(message);
  wss.clients.forEach((client) => {
    if (client !== except && client.room === room && client.readyState === WebSocket.OPEN) client.send(data);
  });
}

function heartbeat() {
  this.isAlive = true;
}

wss.on('connection', function connection(ws, request) {
  const url = new URL(request.url, 'http://localhost');
  ws.isAlive = true;
  ws.name = url.searchParams.get('name');
  ws.room = url.searchParams.get('room') || 'lobby';
  log('join', ws.name, ws.room, ws.protocol, typeof request.socket.remoteAddress);
  ws.on('pong', heartbeat);
  ws.on('error', (error) => log('error', ws.name, error.code));
  ws.on('message', function message(data, isBinary) {
    if (isBinary) {
      ws.send(data, { binary: true });
      return;
    }
    const { type, text, to } = JSON.parse(data);
    if (type === 'say') {
      if (!rooms.has(ws.room)) rooms.set(ws.room, []);
      rooms.get(ws.room).push(text);
      broadcast(ws.room, { from: ws.name, text }, ws);
    } else if (type === 'tell') {
      for (const client of wss.clients) if (client.name === to) client.send(JSON.stringify({ from: ws.name, text, secret: true }));
    } else if (type === 'history') {
      ws.send(JSON.stringify(rooms.get(ws.room) || []), (error) => log('history', ws.name, error ? 'lost' : 'sent'));
    } else if (type === 'quit') {
      ws.close(4000, 'bye');
    }
  });
  ws.on('close', (code, reason) => {
    log('leave', ws.name, code, reason.toString());
    broadcast(ws.room, { left: ws.name });
  });
});

const interval = setInterval(() => {
  wss.clients.forEach((ws) => {
    if (ws.isAlive === false) {
      ws.terminate();
      return;
    }
    ws.isAlive = false;
    ws.ping();
  });
}, 200);
wss.on('close', () => clearInterval(interval));

function client(name, room, options = {}) {
  const ws = new WebSocket(`ws://127.0.0.1:${wss.address().port}/chat?name=${name}&room=${room}`, ['chat.2'], options);
  ws.heard = [];
  ws.onmessage = ({ data }) => ws.heard.push(typeof data === 'string' ? JSON.parse(data) : data.length);
  ws.opened = new Promise((resolve, reject) => {
    ws.on('open', resolve);
    ws.on('error', reject);
  });
  ws.closed = new Promise((resolve) => {
    ws.addEventListener('close', (event) => resolve(`${event.code} ${event.reason} ${event.wasClean}`));
  });
  return ws;
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function main() {
  const ann = client('ann', 'blue');
  await ann.opened;
  const bob = client('bob', 'blue');
  await bob.opened;
  const cid = client('cid', 'red');
  await cid.opened;
  await pause(50);
  log('clients', wss.clients.size);
  ann.send(JSON.stringify({ type: 'say', text: 'hello blue' }));
  cid.send(JSON.stringify({ type: 'tell', to: 'ann', text: 'psst' }));
  await pause(50);
  bob.send(JSON.stringify({ type: 'history' }));
  bob.send(Buffer.alloc(1000));
  await pause(300);
  log('ann', JSON.stringify(ann.heard));
  log('bob', JSON.stringify(bob.heard));
  await client('dan', 'blue', { origin: 'http://evil.example' }).opened.catch((error) => log(error.message));
  await client('eve', 'blue', { headers: { 'X-Banned': '1' } }).opened.catch((error) => log(error.message));
  ann.send(JSON.stringify({ type: 'quit' }));
  log('ann closed', await ann.closed);
  bob.send('x'.repeat(2000));
  log('bob closed', await bob.closed);
  const fay = client('fay', 'green');
  await fay.opened;
  const stream = createWebSocketStream(cid, { encoding: 'utf8' });
  stream.on('error', () => {});
  fay.terminate();
  log('fay closed', await fay.closed);
  cid.close();
  log('cid closed', await cid.closed);
  await pause(50);
  log('clients', wss.clients.size);
  wss.close(() => console.log(lines.join('\n')));
}

wss.on('listening', main);
