'use strict';
// A server of node:http's with two WebSocketServers, one of which asks for a login first.

const http = require('node:http');
const { once } = require('node:events');
const { WebSocket, WebSocketServer } = require('ws');

const server = http.createServer((req, res) => res.end(`page ${req.url}\n`));
const open = new WebSocketServer({ noServer: true });
const guarded = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered].pop() });
const told = [];
const tell = (...what) => told.push(what.join(' '));

open.on('connection', (ws, req, user) => {
  tell('open has', req.url, user, req.socket.remoteAddress, ws.readyState, open.clients.size);
  ws.on('message', (data) => ws.send(`echo ${data}`));
});
guarded.on('connection', (ws, req, user) => {
  tell('guarded has', req.url, user, req.headers.authorization, ws.protocol);
  ws.close(4001, `bye, ${user}`);
});
server.on('upgrade', (req, socket, head) => {
  const { pathname } = new URL(req.url, 'http://localhost');
  if (pathname === '/open') {
    open.handleUpgrade(req, socket, head, (ws) => open.emit('connection', ws, req, 'nobody'));
  } else if (pathname === '/guarded' && req.headers.authorization) {
    // A session is looked up first.
    setTimeout(() => guarded.handleUpgrade(req, socket, head, (ws, same) => {
      tell('the same request', same === req);
      guarded.emit('connection', ws, req, 'somebody');
    }), 20);
  } else {
    socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
  }
});

async function visit(path, protocols, options) {
  const ws = new WebSocket(`ws://127.0.0.1:${server.address().port}${path}`, protocols, options);
  ws.on('error', (error) => tell(path, error.message));
  ws.on('open', () => path.startsWith('/open') && ws.send('hello'));
  ws.on('message', (data) => {
    tell(path, 'says', data);
    ws.close();
  });
  const [code, reason] = await new Promise((resolve) => { ws.on('close', (...values) => resolve(values)); });
  tell(path, 'closes with', code, reason);
}

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const page = await fetch(`http://127.0.0.1:${server.address().port}/index`);
  tell(await page.text());
  await visit('/open?a=1');
  await visit('/guarded', ['one', 'two'], { headers: { Authorization: 'Basic eA==' } });
  await visit('/guarded');
  await visit('/nowhere');
  try {
    open.address();
  } catch (error) {
    tell(error.message);
  }
  for (const wss of [open, guarded]) await new Promise((resolve) => { wss.close(resolve); });
  await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  console.log(told.join('\n'));
}

main();
