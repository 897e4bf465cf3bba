'use strict';
/* golws.request() with node:http's server. */

const { test } = require('node:test');
const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const { Readable } = require('node:stream');
const { request, Session } = require('..');
const { closed } = require('./listening');

async function listening(handler) {
  const server = http.createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

async function tell(req, res) {
  let body = '';
  for await (const piece of req) body += piece;
  res.setHeader('X-Port', req.socket.remotePort);
  res.end(JSON.stringify({ method: req.method, url: req.url, headers: req.headers, body }));
}

test('methods, headers and bodies', async () => {
  const { server, url } = await listening(tell);
  const bodies = [
    ['text', 'grüße', 'grüße', 'text/plain; charset=utf-8'],
    ['bytes', Buffer.from('bytes'), 'bytes', 'application/octet-stream'],
    ['a view', new Uint16Array([0x6161]), 'aa', 'application/octet-stream'],
    ['an ArrayBuffer', new Uint8Array([65]).buffer, 'A', 'application/octet-stream'],
    ['a form', new URLSearchParams({ a: '1 2' }), 'a=1+2', 'application/x-www-form-urlencoded'],
    ['a stream', Readable.from(['in ', Buffer.from('pieces')]), 'in pieces', undefined],
    ['a generator', (function* pieces() { yield 'one'; yield 'two'; })(), 'onetwo', undefined],
  ];
  for (const [name, body, expected, type] of bodies) {
    const response = await request(`${url}/here?q=%26`, { method: 'post', body, headers: { 'X-A': ['1', '2'] } });
    const seen = await response.json();
    assert.deepStrictEqual([response.status, response.ok, seen.method, seen.url, seen.body, seen.headers['content-type']],
      [200, true, 'POST', '/here?q=%26', expected, type], name);
    assert.strictEqual(seen.headers['x-a'], '1, 2');
    assert.strictEqual(seen.headers['transfer-encoding'], type ? undefined : 'chunked');
  }
  const seen = await (await request(url, { json: { a: [1] }, method: 'PUT' })).json();
  assert.deepStrictEqual([seen.body, seen.headers['content-type']], ['{"a":[1]}', 'application/json']);
  for (const method of ['GET', 'DELETE', 'OPTIONS']) assert.strictEqual((await (await request(url, { method })).json()).method, method);
  const head = await request(url, { method: 'HEAD' });
  assert.deepStrictEqual([head.status, await head.text()], [200, '']);
  const { headers } = await (await request(url.replace('//', '//me:secret@'))).json();
  assert.strictEqual(headers.authorization, `Basic ${Buffer.from('me:secret').toString('base64')}`);
  await closed(server);
});

test('a body is read as it comes, and the server waits', async () => {
  const total = 30 << 20;
  const { server, url } = await listening((req, res) => {
    let sent = 0;
    const piece = Buffer.alloc(1 << 20, 'x');
    const more = () => {
      while (sent < total) {
        sent += piece.length;
        server.sent = sent;
        if (!res.write(piece)) {
          res.once('drain', more);
          return;
        }
      }
      res.end();
    };
    more();
  });
  const response = await request(url);
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  assert.ok(server.sent < total, 'the server could send it all to a client that does not read');
  let size = 0;
  for await (const piece of response) size += piece.length;
  assert.strictEqual(size, total);
  await assert.rejects((await request(url, { maxBodySize: 1000 })).text(), RangeError);
  await closed(server);
});

test('ends that are not the body\'s', async () => {
  const { server, url } = await listening((req, res) => {
    if (req.url === '/never') return;
    res.write('some');
    if (req.url === '/breaks') setTimeout(() => res.destroy(), 50);
  });
  await assert.rejects(request(`${url}/never`, { timeout: 50 }), { name: 'RequestError', code: 'ETIMEDOUT' });
  await assert.rejects(request(`${url}/never`, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' });
  await assert.rejects(request(`${url}/never`, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const breaking = await request(`${url}/breaks`);
  await assert.rejects(breaking.text(), { name: 'RequestError' });
  const controller = new AbortController();
  const aborted = await request(`${url}/slow`, { signal: controller.signal });
  const reading = aborted.text();
  controller.abort(new Error('enough'));
  await assert.rejects(reading, /enough/);
  const left = await request(`${url}/slow`);
  left.abort();
  await assert.rejects(request(url, { method: 'POST', body: Readable.from((async function* fails() { yield 'a'; throw new Error('mine'); })()) }), /mine/);
  server.closeAllConnections();
  await closed(server);
  await assert.rejects(request(url), { code: 'ECONNREFUSED' });
  await assert.rejects(request('http://nobody.invalid/'), { name: 'RequestError' });
});

test('redirects lose secrets on the way to another place', async () => {
  const { server: other, url: there } = await listening(tell);
  const { server, url } = await listening((req, res) => {
    if (req.url === '/home') res.writeHead(302, { Location: '/told' }).end();
    else if (req.url === '/away') res.writeHead(302, { Location: `${there}/told` }).end();
    else tell(req, res);
  });
  const options = { headers: { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Kept': '1' }, followRedirects: true };
  for (const [at, kept] of [['/home', true], ['/away', false]]) {
    const { url: path, headers } = await (await request(url + at, options)).json();
    assert.deepStrictEqual([path, 'authorization' in headers, 'cookie' in headers, headers['x-kept']], ['/told', kept, kept, '1']);
  }
  assert.strictEqual((await request(`${url}/home`)).status, 302);
  await Promise.all([closed(server), closed(other)]);
});

test('a session shares a connection', async () => {
  const { server, url } = await listening(tell);
  const session = new Session(`${url}/base/`, { headers: { 'X-Key': '1', 'X-Other': 'a' } });
  const ports = new Set();
  for (let n = 0; n < 5; n++) {
    const response = await session.post(`leaf/${n}`, { body: 'x', headers: { 'x-other': 'b' } });
    const seen = await response.json();
    assert.deepStrictEqual([seen.url, seen.headers['x-key'], seen.headers['x-other']], [`/base/leaf/${n}`, '1', 'b']);
    ports.add(response.headers['x-port']);
  }
  assert.strictEqual(ports.size, 1);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => session.get(String(n)).then((answer) => answer.json())));
  assert.deepStrictEqual(answers.map((seen) => seen.url), answers.map((_, n) => `/base/${n}`));
  server.closeAllConnections();
  await closed(server);
});

test('what is wrong is said', async () => {
  const wrong = [
    ['nonsense', {}, /Invalid URL: nonsense/],
    ['ftp://host/', {}, /no URL of HTTP/],
    [7, {}, /Invalid URL/],
    ['http://h/', { method: 'G T' }, /no method/],
    ['http://h/', { body: 7 }, /a body is/],
    ['http://h/', { body: 'x', json: 1 }, /not both/],
    ['http://h/', { headers: 'x' }, /headers are/],
    ['http://h/', { headers: { 'a b': '1' } }, /no name of a header/],
    ['http://h/', { headers: { a: 'b\r\nc: d' } }, /cannot be sent/],
    ['http://h/', { timeout: -1 }, /milliseconds/],
    ['http://h/', { proxy: 'ftp://p' }, /no HTTP proxy/],
    ['https://h/', { ca: '/does/not/exist' }, /no file/],
    ['https://h/', { cert: '-----BEGIN' }, /come together/],
  ];
  for (const [url, options, pattern] of wrong) await assert.rejects(request(url, options), pattern, String(url));
  const { server, url } = await listening(tell);
  await assert.rejects(request(url, { method: 'POST', body: [7] }), /piece of a body/);
  server.closeAllConnections();
  await closed(server);
});
