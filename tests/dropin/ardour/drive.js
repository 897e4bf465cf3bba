// Drives ardour's WebSockets surface: its pages by HTTP, and what clients tell it and
// hear of each other by WebSocket.
//
// usage: node drive.js
'use strict'
const assert = require('assert')
const http = require('http')
const net = require('net')
const WebSocket = require('ws')

const PORT = 3818
const CLIENTS = 40

function within(ms, what, promise) {
	let timer
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms)
	})
	return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

// Each request has its own connection: the program may close it after any answer.
function get(path, headers = {}) {
	return within(10000, `GET ${path}`, new Promise((resolve, reject) => {
		http.get({ host: '127.0.0.1', port: PORT, path, headers, agent: false }, (res) => {
			const chunks = []
			res.on('data', (c) => chunks.push(c))
			res.on('end', () => resolve({ status: res.statusCode, headers: res.headers,
				body: Buffer.concat(chunks) }))
			res.on('error', reject)
		}).on('error', reject)
	}))
}

// One client of the surface: what it has heard, and a way to wait for more.
class Client {
	constructor() {
		this.heard = []
		this.waiting = []
		this.socket = new WebSocket(`ws://127.0.0.1:${PORT}/`)
		this.opened = within(10000, 'the handshake', new Promise((resolve, reject) => {
			this.socket.once('open', resolve)
			this.socket.once('error', reject)
		}))
		this.socket.on('message', (data) => {
			// The level of silence is -inf, which is no JSON.
			this.heard.push(JSON.parse(data.toString().replace(/-inf/g, '-1000')))
			this.waiting = this.waiting.filter((look) => !look())
		})
	}

	say(message) {
		this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
	}

	// The next message of that node, from the index'th heard on, that is as wanted.
	hears(node, wanted = () => true, from = 0) {
		return within(10000, `hearing of ${node}`, new Promise((resolve) => {
			const look = () => {
				const m = this.heard.slice(from).find((m) => m.node === node && wanted(m))
				if (m)
					resolve(m)
				return m
			}
			if (!look())
				this.waiting.push(look)
		}))
	}

	close() {
		return within(10000, 'the close', new Promise((resolve) => {
			this.socket.once('close', resolve)
			this.socket.close()
		}))
	}
}

async function client() {
	const c = new Client()
	await c.opened
	return c
}

const tests = {
	async 'pages and their kinds'() {
		const page = await get('/')
		assert.equal(page.status, 200)
		assert.match(page.headers['content-type'], /text\/html/)
		assert.match(page.body.toString(), /Ardour Web Surfaces/)
		const style = await get('/index/main.css')
		assert.match(style.headers['content-type'], /text\/css/)
		const picture = await get('/index/logo.png')
		assert.equal(picture.body.length, Number(picture.headers['content-length']))
		assert.equal(picture.body.readUInt32BE(0), 0x89504e47)
	},

	async 'what a cache has is not sent again'() {
		const first = await get('/index/main.css')
		const again = await get('/index/main.css', { 'if-none-match': first.headers.etag })
		assert.equal(again.status, 304)
	},

	async 'the list of surfaces, which the program writes itself'() {
		const list = await get('/surfaces.json')
		assert.equal(list.status, 200)
		const surfaces = JSON.parse(list.body)
		assert.ok(surfaces.some((s) => s.surfaces.some((one) => one.path === 'mixer')), list.body.toString())
	},

	async 'nothing outside of its folders'() {
		assert.equal((await get('/nothing')).status, 404)
		for (const path of ['/../../../../etc/passwd', '/index/../../../../../etc/passwd', '/..%2f..%2f..%2f..%2fetc/passwd'])
			assert.ok((await get(path)).status >= 400, path)
	},

	async 'a client is told how everything stands'() {
		const c = await client()
		const drums = await c.hears('strip_description', (m) => m.val[0] === 'drums')
		assert.deepEqual(drums.addr, [1])
		for (const node of ['strip_gain', 'strip_mute', 'strip_pan', 'transport_tempo', 'transport_roll', 'strip_meter'])
			await c.hears(node)
		await c.close()
	},

	async 'what one says, the others hear'() {
		const [speaker, ...others] = await Promise.all(Array.from({ length: CLIENTS }, client))
		await Promise.all(others.map((o) => o.hears('transport_record')))
		for (const gain of [-6, -12.5, 3]) {
			const from = others.map((o) => o.heard.length)
			speaker.say({ node: 'strip_gain', addr: [1], val: [gain] })
			await Promise.all(others.map((o, i) => o.hears('strip_gain',
				(m) => m.addr[0] === 1 && Math.abs(m.val[0] - gain) < 0.01, from[i])))
		}
		speaker.say({ node: 'strip_mute', addr: [1], val: [true] })
		await Promise.all(others.map((o) => o.hears('strip_mute', (m) => m.addr[0] === 1 && m.val[0] === true)))
		await Promise.all([speaker, ...others].map((c) => c.close()))
	},

	async 'the transport rolls, and its time comes by itself'() {
		const c = await client()
		await c.hears('transport_roll')
		c.say({ node: 'transport_roll', val: [true] })
		await c.hears('transport_time', (m) => m.val[0] > 0.5)
		c.say({ node: 'transport_roll', val: [false] })
		await c.close()
	},

	async 'nonsense and vanishing clients'() {
		for (let i = 0; i < 20; i++) {
			const c = await client()
			c.say('{"node": [[[')
			c.say({ node: 'strip_gain', addr: [4000], val: ['loud'] })
			c.socket.terminate()
			const raw = net.connect(PORT, '127.0.0.1')
			raw.on('error', () => {})
			raw.write('GET / HTTP/1.1\r\nUpgrade: websocket\r\nHo', () => raw.destroy())
		}
		assert.equal((await get('/')).status, 200)
		const c = await client()
		await c.hears('transport_tempo')
		await c.close()
	},
}

async function main() {
	for (const [name, test] of Object.entries(tests)) {
		await test()
		console.log(`ok   ${name}`)
	}
}

main().catch((e) => {
	console.error(e)
	process.exit(1)
})
