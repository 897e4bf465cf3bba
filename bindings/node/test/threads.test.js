'use strict';
/* worker_threads: each has an engine of its own. */

const { test } = require('node:test');
const assert = require('node:assert');
const { once } = require('node:events');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const golws = require('..');
const { serve, echo, urlOf, connect, closed } = require('./listening');

if (!isMainThread) {
  const acts = {
    async serve() {
      const wss = await serve(golws, {}, echo);
      parentPort.postMessage(urlOf(wss));
      parentPort.once('message', () => {
        for (const client of wss.clients) client.terminate();
        wss.close();
      });
    },
    async talk() {
      const socket = await connect(golws, workerData.url);
      for (let n = 0; n < 500; n++) {
        socket.send(`${workerData.name} ${n}`);
        const [data] = await once(socket, 'message');
        assert.strictEqual(String(data), `${workerData.name} ${n}`);
      }
      socket.close();
    },
    async leaveOpen() {
      const wss = await serve(golws, {}, echo);
      await connect(golws, urlOf(wss));
      parentPort.postMessage('open');
      if (workerData.exits) process.exit(3);
    },
    throws() {
      new golws.WebSocket(workerData.url).on('open', () => { throw new Error('in a worker'); });
    },
  };
  acts[workerData.act]();
  return;
}

function start(act, data = {}) {
  const worker = new Worker(__filename, { workerData: { act, ...data } });
  return { worker, ended: new Promise((resolve) => { worker.on('exit', resolve); }) };
}

test('a server and clients, each in a thread', async () => {
  const { worker: server, ended: serverEnded } = start('serve');
  const [url] = await once(server, 'message');
  const clients = Array.from({ length: 4 }, (_, n) => start('talk', { url, name: `client ${n}` }));
  const here = await connect(golws, url);
  here.send('from the main thread');
  assert.strictEqual(String((await once(here, 'message'))[0]), 'from the main thread');
  for (const { ended } of clients) assert.strictEqual(await ended, 0);
  server.postMessage('end');
  assert.strictEqual(await serverEnded, 0);
});

test('a thread ends with connections open', async () => {
  const { worker, ended } = start('leaveOpen', { exits: true });
  await once(worker, 'message');
  assert.strictEqual(await ended, 3);
  for (let n = 0; n < 5; n++) {
    const other = start('leaveOpen');
    await once(other.worker, 'message');
    await other.worker.terminate();
  }
});

test('an exception ends its thread alone', async () => {
  const wss = await serve(golws, {}, echo);
  const { worker } = start('throws', { url: urlOf(wss) });
  const [error] = await once(worker, 'error');
  assert.strictEqual(error.message, 'in a worker');
  const socket = await connect(golws, urlOf(wss));
  socket.send('still here');
  assert.strictEqual(String((await once(socket, 'message'))[0]), 'still here');
  socket.close();
  await closed(wss);
});
