// Drives mosquitto: npm's mqtt over WebSocket, mosquitto_pub and _sub over TCP,
// plain HTTP for its files.
//
// usage: node drive.js PORT WSPORT all|short
'use strict'
const assert = require('assert')
const { spawn } = require('child_process')
const fs = require('fs')
const http = require('http')
const net = require('net')
const mqtt = require('mqtt')

const [port, wsport, extent] = process.argv.slice(2)
const url = `ws://127.0.0.1:${wsport}/mqtt`
const MESSAGES = 1000
const LARGE = 200 * 1024
const CLIENTS = 100

function within(ms, what, promise) {
	let timer
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms)
	})
	return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

// ---- over WebSocket ----

function connect(clientId, options) {
	return within(10000, `${clientId} connects`, mqtt.connectAsync(url,
		{ clientId, reconnectPeriod: 0, ...options }))
}

// The same over TLS, with the certificate of that name.
function connectSecurely(clientId, name) {
	const file = (n) => fs.readFileSync(`${process.env.CERTIFICATES}/${n}`)
	const own = name ? { cert: file(`${name}.pem`), key: file(`${name}.key`) } : {}
	return within(10000, `${clientId} connects`, mqtt.connectAsync(
		`wss://localhost:${process.env.WSSPORT}/mqtt`,
		{ clientId, reconnectPeriod: 0, connectTimeout: 8000, ca: file('ca.pem'), ...own }))
}

// Collects `count` messages of a topic.
function collect(client, topic, count) {
	const got = []
	return new Promise((resolve) => {
		client.on('message', (t, payload) => {
			if (t !== topic)
				return
			got.push(payload)
			if (got.length === count)
				resolve(got)
		})
	})
}

// ---- over TCP ----

function program(name, args, input) {
	const child = spawn(process.env.IN_ROOT,
		[name, '-h', '127.0.0.1', '-p', port, '-q', '1', ...args],
		{ stdio: ['pipe', 'pipe', 'inherit'] })
	const chunks = []
	child.stdout.on('data', (c) => chunks.push(c))
	child.stdin.on('error', () => {})
	child.stdin.end(input)
	const ended = new Promise((resolve, reject) => {
		child.on('error', reject)
		child.on('exit', (code, signal) => {
			if (code === 0)
				resolve(Buffer.concat(chunks))
			else
				reject(new Error(`${name} ended with ${code ?? signal}`))
		})
	})
	return { child, ended }
}

// mosquitto_sub says nothing when it has subscribed; the broker's log does.
async function logged(pattern, ms = 10000) {
	const end = Date.now() + ms
	while (!pattern.test(fs.readFileSync(process.env.LOG, 'utf8'))) {
		if (Date.now() > end)
			throw new Error(`mosquitto's log never says ${pattern}`)
		await new Promise((r) => setTimeout(r, 50))
	}
}

// ---- files over HTTP ----

function get(path) {
	return within(10000, `GET ${path}`, new Promise((resolve, reject) => {
		// A path as it is: no client may tidy it up.
		const request = http.request({ host: '127.0.0.1', port: wsport, path, agent: false },
			(res) => {
				const chunks = []
				res.on('data', (c) => chunks.push(c))
				res.on('end', () => resolve({ status: res.statusCode, body: Buffer.concat(chunks) }))
				res.on('error', reject)
			})
		request.on('error', reject)
		request.end()
	}))
}

const tests = {
	async 'files over HTTP'() {
		const index = await get('/index.html')
		assert.equal(index.status, 200)
		assert.equal(index.body.toString(), '<p>start</p>\n')
		assert.equal((await get('/')).body.toString(), '<p>start</p>\n')
		assert.equal((await get('/sub/a.txt')).body.toString(), 'text\n')
		const big = await get('/big.bin')
		assert.ok(big.body.equals(fs.readFileSync(`${process.env.WWW}/big.bin`)), 'big.bin differs')
		assert.equal((await get('/nothing.html')).status, 404)
		const outside = await get('/../secret.txt').catch(() => ({ status: 0, body: '' }))
		assert.ok(!outside.body.toString().includes('secret'), 'a file outside http_dir was served')
	},

	async '1000 messages from WebSocket to TCP'() {
		const sub = program('mosquitto_sub', ['-i', 'tcp-sub', '-t', 'up', '-C', String(MESSAGES)])
		await logged(/Sending SUBACK to tcp-sub/)
		const client = await connect('ws-pub')
		for (let i = 0; i < MESSAGES; i++)
			client.publish('up', `up ${i}`, { qos: 1 })
		const lines = (await within(60000, 'mosquitto_sub', sub.ended)).toString().trim().split('\n')
		await client.endAsync()
		assert.deepEqual(lines, Array.from({ length: MESSAGES }, (_, i) => `up ${i}`))
	},

	async '1000 messages from TCP to WebSocket'() {
		const client = await connect('ws-sub')
		const all = collect(client, 'down', MESSAGES)
		await client.subscribeAsync('down', { qos: 1 })
		const lines = Array.from({ length: MESSAGES }, (_, i) => `down ${i}`)
		const pub = program('mosquitto_pub', ['-i', 'tcp-pub', '-t', 'down', '-l'],
			lines.join('\n') + '\n')
		await within(60000, 'mosquitto_pub', pub.ended)
		const got = await within(60000, 'messages over WebSocket', all)
		await client.endAsync()
		assert.deepEqual(got.map(String), lines)
	},

	async '1000 messages from WebSocket to WebSocket'() {
		const from = await connect('ws-from')
		const to = await connect('ws-to')
		const all = collect(to, 'across', MESSAGES)
		await to.subscribeAsync('across', { qos: 1 })
		for (let i = 0; i < MESSAGES; i++)
			from.publish('across', `across ${i}`, { qos: 1 })
		const got = await within(60000, 'messages over WebSocket', all)
		await from.endAsync()
		await to.endAsync()
		assert.deepEqual(got.map(String), Array.from({ length: MESSAGES }, (_, i) => `across ${i}`))
	},

	async 'one message of 200 KB each way'() {
		const payload = Buffer.alloc(LARGE)
		for (let i = 0; i < LARGE; i++)
			payload[i] = i * 7 % 251
		const client = await connect('ws-large')
		const sub = program('mosquitto_sub', ['-i', 'tcp-large', '-t', 'large', '-C', '1', '-N'])
		await logged(/Sending SUBACK to tcp-large/)
		const own = collect(client, 'large', 1)
		await client.subscribeAsync('large', { qos: 1 })
		await client.publishAsync('large', payload, { qos: 1 })
		assert.ok((await within(30000, 'large to TCP', sub.ended)).equals(payload), 'changed on its way to TCP')
		assert.ok((await within(30000, 'large to WebSocket', own))[0].equals(payload),
			'changed on its way to WebSocket')
		const down = collect(client, 'large-down', 1)
		await client.subscribeAsync('large-down', { qos: 1 })
		await within(30000, 'mosquitto_pub', program('mosquitto_pub',
			['-i', 'tcp-large-pub', '-t', 'large-down', '-s'], payload).ended)
		assert.ok((await within(30000, 'large from TCP', down))[0].equals(payload),
			'changed on its way from TCP')
		await client.endAsync()
	},

	async '100 clients at once, each hears each, all leave cleanly'() {
		const clients = await Promise.all(Array.from({ length: CLIENTS }, (_, i) =>
			connect(`crowd-${i}`, { will: { topic: 'wills', payload: `crowd-${i}`, qos: 1 } })))
		const watcher = await connect('watcher')
		const wills = []
		watcher.on('message', (topic, payload) => wills.push(String(payload)))
		await watcher.subscribeAsync('wills', { qos: 1 })
		const heard = clients.map((c) => collect(c, 'crowd', CLIENTS))
		await Promise.all(clients.map((c) => c.subscribeAsync('crowd', { qos: 1 })))
		await Promise.all(clients.map((c, i) => c.publishAsync('crowd', `from ${i}`, { qos: 1 })))
		const all = await within(60000, 'the crowd', Promise.all(heard))
		const expected = Array.from({ length: CLIENTS }, (_, i) => `from ${i}`).sort()
		for (const got of all)
			assert.deepEqual(got.map(String).sort(), expected)
		await within(20000, 'the crowd leaves', Promise.all(clients.map((c) => c.endAsync())))
		await logged(new RegExp(`Client crowd-${CLIENTS - 1} disconnected`))
		for (let i = 0; i < CLIENTS; i++)
			await logged(new RegExp(`Client crowd-${i} disconnected`))
		await watcher.endAsync()
		assert.deepEqual(wills, [], 'wills of clients that left cleanly')
	},

	async 'a client that vanishes: its will is sent'() {
		const watcher = await connect('will-watcher')
		const will = collect(watcher, 'will', 1)
		await watcher.subscribeAsync('will', { qos: 1 })
		const client = await connect('vanisher', { will: { topic: 'will', payload: 'gone', qos: 1 } })
		client.stream.destroy()
		client.end(true)
		assert.equal(String((await within(20000, 'the will', will))[0]), 'gone')
		await watcher.endAsync()
	},

	async 'a client certificate over wss gives the user name'() {
		const client = await connectSecurely('ws-certified', 'client')
		const echo = collect(client, 'certified', 1)
		await client.subscribeAsync('certified', { qos: 1 })
		await client.publishAsync('certified', 'through TLS', { qos: 1 })
		assert.equal(String((await within(10000, 'the echo', echo))[0]), 'through TLS')
		await logged(/New client connected from .* as ws-certified .*u'a client'/)
		await client.endAsync()
	},

	async 'no certificate over wss, and a stranger\'s, are refused'() {
		for (const name of [null, 'self'])
			await assert.rejects(connectSecurely(`ws-${name}`, name))
		const log = fs.readFileSync(process.env.LOG, 'utf8')
		assert.ok(!/as ws-(null|self)/.test(log), 'a client without a good certificate got in')
	},

	async 'rubbish on the WebSocket port does no harm'() {
		const watcher = await connect('steady')
		for (const bytes of ['\x16\x03\x01\x02\x00', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
			'BREW / HTTP/1.1\r\n\r\n', 'x'.repeat(100000)]) {
			await new Promise((resolve) => {
				const socket = net.connect(wsport, '127.0.0.1')
				socket.on('error', () => {})
				socket.on('close', resolve)
				socket.on('connect', () => socket.end(bytes, 'latin1'))
				socket.resume()
				setTimeout(() => socket.destroy(), 2000)
			})
		}
		const echo = collect(watcher, 'steady', 1)
		await watcher.subscribeAsync('steady', { qos: 1 })
		await watcher.publishAsync('steady', 'still here', { qos: 1 })
		assert.equal(String((await within(10000, 'the echo', echo))[0]), 'still here')
		await watcher.endAsync()
	},
}

const short = ['files over HTTP', '1000 messages from WebSocket to TCP',
	'1000 messages from TCP to WebSocket', 'a client certificate over wss gives the user name']

async function main() {
	for (const [name, test] of Object.entries(tests)) {
		if (extent === 'short' && !short.includes(name))
			continue
		const start = Date.now()
		try {
			await test()
			console.log(`  ok   ${name} (${Date.now() - start} ms)`)
		} catch (e) {
			console.log(`  FAIL ${name}: ${e.message}`)
			process.exit(1)
		}
	}
	process.exit(0)
}

process.on('unhandledRejection', () => {})
main()
