'use strict';
/*
 * One server on a library: -l golws or node (npm's ws and node:http); -p PORT; echoes
 * WebSockets, answers /hello, serves -d FOLDER at /static.
 *
 * GOLWS_NODE   the folder with both libraries in node_modules
 */
const fs = require('fs');
const http = require('http');
const path = require('path');
const { createRequire } = require('module');

const load = createRequire(path.join(process.env.GOLWS_NODE, 'package.json'));
const argument = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};
const folder = argument('-d');

function echo(ws) {
  ws.on('error', () => ws.terminate());
  ws.on('message', (data, binary) => ws.send(data, { binary }));
}

const TYPES = { '.bin': 'application/octet-stream', '.html': 'text/html' };

/** What a program on node:http does for a file. */
function sendFile(req, res) {
  const file = path.join(folder, path.normalize(req.url.slice('/static'.length)));
  fs.stat(file, (error, stat) => {
    if (error || !stat.isFile()) {
      res.writeHead(404).end();
      return;
    }
    res.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] || 'application/octet-stream', 'Content-Length': stat.size });
    fs.createReadStream(file).pipe(res);
  });
}

function answer(req, res) {
  if (req.url.startsWith('/static/') && folder) sendFile(req, res);
  else res.writeHead(200, { 'Content-Type': 'text/plain' }).end('hello');
}

function start(server, WebSocketServer) {
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', echo);
  server.listen(Number(argument('-p')), '127.0.0.1', 511);
}

if (argument('-l') === 'golws') {
  const golws = load('golws');
  start(golws.createServer(folder ? { mounts: { '/static': folder } } : {}, answer), golws.WebSocketServer);
} else {
  start(http.createServer(answer), load('ws').WebSocketServer);
}
