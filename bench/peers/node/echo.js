'use strict';
/*
 * The echo server of the benchmark on Node's ws.
 *
 *     node echo.js -p port [--deflate] [--broadcast] [-c certificate -k key]
 */
const fs = require('fs');
const http = require('http');
const https = require('https');
const { WebSocketServer } = require('ws');

const argument = (name) => {
  const i = process.argv.indexOf(name);
  return i < 0 ? undefined : process.argv[i + 1];
};
const broadcast = process.argv.includes('--broadcast');
const certificate = argument('-c');
const server = certificate
  ? https.createServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(argument('-k')) })
  : http.createServer();
const wss = new WebSocketServer({
  server,
  perMessageDeflate: process.argv.includes('--deflate')
    ? { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 }
    : false,
});

wss.on('connection', (ws) => {
  ws.on('error', () => ws.terminate());
  ws.on('message', (data, binary) => {
    if (!broadcast) ws.send(data, { binary });
    else for (const client of wss.clients) client.send(data, { binary });
  });
});
server.listen(Number(argument('-p')), '127.0.0.1', 511);
