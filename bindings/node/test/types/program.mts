// Compiled, not run: what the types allow, and what they do not.
import WebSocket, { WebSocketServer, createServer, createWebSocketStream, request, Session, RequestError } from '../../index.mjs';

const server = createServer({ mounts: { '/files': '.', '/kept': { folder: '.', maxAge: 60 } } }, async (req, res) => {
  for await (const piece of req) res.write(piece);
  res.writeHead(200, { 'X-A': ['1', '2'] }).end(req.headers.host);
});
const wss = new WebSocketServer({ server, path: '/chat', maxPayload: 10, verifyClient: (info, done) => done(info.secure, 401) });
wss.on('connection', (ws, req) => {
  ws.on('message', (data, isBinary) => {
    for (const client of wss.clients) if (client.readyState === WebSocket.OPEN) client.send(data as Buffer, { binary: isBinary });
  });
  ws.on('close', (code: number, reason: Buffer) => console.log(code, reason.toString(), req.socket.remoteAddress));
});
const ws: WebSocket = new WebSocket('ws://localhost', ['a'], { maxPayload: 1, headers: [['a', 'b']] });
ws.onmessage = ({ data }) => typeof data === 'string' && data.length;
ws.addEventListener('close', ({ code, wasClean }) => code === 1000 && wasClean);
createWebSocketStream(ws, { encoding: 'utf8' }).pipe(process.stdout);

const response = await request('http://localhost/', { json: { a: 1 }, signal: AbortSignal.timeout(1) });
const text: string = await response.text();
for await (const piece of response) piece.readUInt8(0);
const session = new Session('http://localhost/', { headers: new Map([['a', '1']]) });
const status: number = (await session.get('x')).status;
const code: string | undefined = new RequestError('x').code;
server.listen(0, '127.0.0.1', () => console.log(server.address(), text, status, code));

// @ts-expect-error
ws.send({ an: 'object' });
// @ts-expect-error
ws.binaryType = 'text';
// @ts-expect-error
ws.readyState = 1;
// @ts-expect-error
new WebSocketServer({ ports: 1 });
// @ts-expect-error
await request('http://localhost/', { body: 7 });
