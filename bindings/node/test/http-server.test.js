'use strict';
/* The HTTP server, with node:http's client, curl and golws's own. */

const { test } = require('node:test');
const assert = require('node:assert');
const { once } = require('node:events');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { promisify } = require('node:util');
const { pipeline } = require('node:stream/promises');
const golws = require('..');
const { closed, until } = require('./listening');

const certificates = process.env.GOLWS_CERTIFICATES;
const run = promisify(execFile);

async function listening(options, handler) {
  const server = golws.createServer(options, handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

/** The status, headers and body that node:http's client gets. */
async function ask(url, { body, ...options } = {}) {
  const request = http.request(url, { agent: false, ...options });
  request.end(body);
  const [response] = await once(request, 'response');
  const pieces = [];
  for await (const piece of response) pieces.push(piece);
  return { status: response.statusCode, headers: response.headers, raw: response.rawHeaders, body: Buffer.concat(pieces).toString() };
}

test('what was asked arrives', async () => {
  const { server, url } = await listening(async (req, res) => {
    let body = '';
    for await (const piece of req) body += piece;
    res.setHeader('Content-Type', 'application/json');
    res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body, peer: req.socket.remoteAddress }));
  });
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const body = ['GET', 'DELETE', 'OPTIONS'].includes(method) ? undefined : 'grüße';
    const answer = await ask(`${url}/a%20b/%C3%BC?q=1%262&empty=&x=%20`, { method, body, headers: { 'X-One': '1', Cookie: 'a=b' } });
    const seen = JSON.parse(answer.body);
    assert.deepStrictEqual([seen.method, seen.url, seen.body, seen.peer],
      [method, '/a%20b/%C3%BC?q=1%262&empty=&x=%20', body || '', '127.0.0.1']);
    assert.deepStrictEqual([seen.headers['x-one'], seen.headers.cookie], ['1', 'a=b']);
    assert.strictEqual(answer.headers['content-type'], 'application/json');
    assert.strictEqual(Number(answer.headers['content-length']), Buffer.byteLength(answer.body));
    assert.ok(Date.parse(answer.headers.date));
  }
  await closed(server);
});

test('heads: writeHead, several values, status without a body', async () => {
  const { server, url } = await listening((req, res) => {
    if (req.url === '/empty') {
      res.writeHead(204).end();
      return;
    }
    res.setHeader('X-A', 1);
    res.setHeader('x-a', '2');
    res.appendHeader('X-B', 'one');
    res.appendHeader('X-B', 'two');
    res.setHeader('X-Gone', 'x');
    res.removeHeader('x-gone');
    assert.deepStrictEqual(res.getHeaderNames(), ['x-a', 'x-b']);
    assert.strictEqual(res.getHeader('X-a'), '2');
    res.writeHead(201, 'Made', { 'Set-Cookie': ['a=1', 'b=2'], 'X-C': 'c' });
    res.end('made');
  });
  const made = await ask(url);
  assert.deepStrictEqual([made.status, made.body, made.headers['x-a'], made.headers['x-b'], made.headers['x-c']],
    [201, 'made', '2', 'one, two', 'c']);
  assert.deepStrictEqual(made.headers['set-cookie'], ['a=1', 'b=2']);
  const empty = await ask(`${url}/empty`);
  assert.deepStrictEqual([empty.status, empty.body], [204, '']);
  const head = await ask(url, { method: 'HEAD' });
  assert.deepStrictEqual([head.status, head.body, head.headers['content-length']], [201, '', '4']);
  await closed(server);
});

test('bodies in pieces, with backpressure', async () => {
  const size = 20 << 20;
  let paused = 0;
  const { server, url } = await listening(async (req, res) => {
    if (req.method === 'POST') {
      await pipeline(req, res);
      return;
    }
    const piece = Buffer.alloc(100_000, 'x');
    for (let sent = 0; sent < size; sent += piece.length) {
      if (!res.write(piece)) {
        paused++;
        await once(res, 'drain');
      }
    }
    res.end();
  });
  const { stdout } = await run('curl', ['-sS', url, '-o', '/dev/null', '-w', '%{http_code} %{size_download}']);
  assert.strictEqual(stdout, `200 ${Math.ceil(size / 100_000) * 100_000}`);
  assert.ok(paused > 10, `it waited ${paused} times`);
  const request = http.request(url, { method: 'POST', agent: false });
  const sending = pipeline(async function* pieces() {
    for (let n = 0; n < 100; n++) yield Buffer.alloc(50_000, n);
  }, request);
  const [response] = await once(request, 'response');
  let n = 0;
  let length = 0;
  for await (const piece of response) {
    length += piece.length;
    if (n++ < 5) await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  await sending;
  assert.strictEqual(length, 5_000_000);
  await closed(server);
});

test('a length that is announced is kept', async () => {
  const errors = [];
  const { server, url } = await listening((req, res) => {
    res.on('error', (error) => errors.push(error.message));
    res.setHeader('Content-Length', 5);
    if (req.url === '/right') {
      res.write('he');
      res.end('llo');
    } else if (req.url === '/long') {
      res.write('hello, you');
    } else {
      res.end('hi');
    }
  });
  assert.strictEqual((await ask(`${url}/right`)).body, 'hello');
  await assert.rejects(ask(`${url}/long`));
  await assert.rejects(ask(`${url}/short`));
  assert.deepStrictEqual(errors.map((text) => /longer|shorter/.exec(text)[0]), ['longer', 'shorter']);
  await closed(server);
});

test('a client that leaves is noticed', async () => {
  const seen = [];
  const { server, url } = await listening((req, res) => {
    req.on('error', (error) => seen.push(`error ${error.code}`));
    req.on('close', () => seen.push('request'));
    res.on('close', () => seen.push(`response ${res.writableFinished}`));
    req.resume();
    if (req.method === 'GET') res.write('some');
  });
  const request = http.get(url);
  const [response] = await once(request, 'response');
  response.on('error', () => {});
  request.destroy();
  await until(() => seen.includes('response false'));
  const upload = http.request(url, { method: 'POST' });
  upload.on('error', () => {});
  upload.write('part');
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  upload.destroy();
  await until(() => seen.includes('error ECONNRESET'));
  await closed(server);
});

test('mounts', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'golws-node-'));
  fs.writeFileSync(path.join(folder, 'page.html'), '<p>page');
  fs.writeFileSync(path.join(folder, 'index.html'), '<p>index');
  fs.writeFileSync(path.join(folder, 'start.html'), '<p>start');
  const { server, url } = await listening({
    mounts: { '/files': folder, '/kept': { folder, index: 'start.html', maxAge: 60 } },
  }, (req, res) => res.end('handler'));
  const page = await ask(`${url}/files/page.html`);
  assert.deepStrictEqual([page.status, page.body, page.headers['content-type']], [200, '<p>page', 'text/html']);
  const range = await ask(`${url}/files/page.html`, { headers: { Range: 'bytes=3-' } });
  assert.deepStrictEqual([range.status, range.body], [206, 'page']);
  assert.strictEqual((await ask(`${url}/files/`)).body, '<p>index');
  const kept = await ask(`${url}/kept/`);
  assert.strictEqual(kept.body, '<p>start');
  assert.match(kept.headers['cache-control'], /max-age=60/);
  assert.strictEqual((await ask(`${url}/files/none`)).body, 'handler');
  assert.strictEqual((await ask(`${url}/other`)).body, 'handler');
  assert.strictEqual((await ask(`${url}/files/%2e%2e/%2e%2e/etc/passwd`)).body, 'handler');
  await closed(server);
  fs.rmSync(folder, { recursive: true });
});

test('HTTP/2 and TLS', { skip: !certificates && 'GOLWS_CERTIFICATES names no folder' }, async () => {
  const file = (name) => path.join(certificates, name);
  const server = golws.createServer({ cert: file('server.pem'), key: fs.readFileSync(file('server.key')) }, (req, res) => {
    res.setHeader('X-Secure', String(req.socket.encrypted));
    req.pipe(res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://localhost:${server.address().port}/`;
  const curl = ['-sS', '--cacert', file('ca.pem'), '-w', ' %{http_version}', '--data-binary', 'hello', url];
  assert.strictEqual((await run('curl', ['--http1.1', ...curl])).stdout, 'hello 1.1');
  assert.strictEqual((await run('curl', ['--http2', ...curl])).stdout, 'hello 2');
  const response = await golws.request(url, { method: 'POST', body: 'to you', ca: file('ca.pem') });
  assert.deepStrictEqual([response.httpVersion, response.headers['x-secure'], await response.text()], ['2.0', 'true', 'to you']);
  await assert.rejects(golws.request(url), { name: 'RequestError' });
  await closed(server);
});

test('many requests on one connection, and many at once', async () => {
  let count = 0;
  const { server, url } = await listening((req, res) => {
    count++;
    setImmediate(() => res.end(req.url));
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 5 });
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(`${url}/${n}`, { agent })));
  assert.deepStrictEqual(answers.map(({ body }) => body), answers.map((_, n) => `/${n}`));
  assert.strictEqual(count, 200);
  agent.destroy();
  await closed(server);
});

test('a handler that throws, and one that answers twice', async () => {
  const errors = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => errors.push(error.code || error.message));
  try {
    const { server, url } = await listening((req, res) => {
      res.end('first');
      if (req.url === '/throw') throw new Error('in a handler');
      if (req.url === '/twice') res.writeHead(200);
      if (req.url === '/header') res.setHeader('a', 'b\r\nc: d');
    });
    for (const at of ['/throw', '/twice', '/header']) assert.strictEqual((await ask(url + at)).body, 'first');
    assert.deepStrictEqual(errors.slice(0, 2), ['in a handler', 'ERR_HTTP_HEADERS_SENT']);
    assert.strictEqual(errors.length, 3);
    await closed(server);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
});

test('closeAllConnections ends what is under way', async () => {
  const { server, url } = await listening(() => {});
  const asking = ask(url);
  await until(() => server._active === 1);
  server.closeAllConnections();
  await assert.rejects(asking);
  await closed(server);
});
