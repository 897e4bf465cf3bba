// Drives kamailio's lwsc module: SIP requests by UDP whose answers must hold what
// this program's WebSocket server said.
//
// usage: node drive.js SIPPORT WSPORT
'use strict'
const assert = require('assert')
const dgram = require('dgram')
const { WebSocketServer } = require('ws')

const [sipport, wsport] = process.argv.slice(2).map(Number)
const REQUESTS = 200
const AT_ONCE = 8

// ---- the WebSocket server ----

const heard = []
let protocols = new Set()
const server = new WebSocketServer({ host: '127.0.0.1', port: wsport,
	handleProtocols: (offered) => [...offered][0] })
server.on('connection', (socket, request) => {
	protocols.add(socket.protocol)
	socket.on('message', (data, isBinary) => {
		heard.push({ path: request.url, text: data.toString(), isBinary })
		if (request.url === '/ask')
			socket.send(data.toString().toUpperCase())
	})
	socket.on('error', () => {})
})

// ---- SIP by UDP ----

const udp = dgram.createSocket('udp4')
const waiting = new Map()
let calls = 0

udp.on('message', (data) => {
	const text = data.toString()
	const id = /^Call-ID: (\S+)/mi.exec(text)?.[1]
	const done = waiting.get(id)
	if (!done)
		return
	waiting.delete(id)
	done({ status: Number(/^SIP\/2.0 (\d+)/.exec(text)[1]),
		answer: /^X-Answer: (.*?)\r$/m.exec(text)?.[1] })
})

function sip(user, body) {
	const id = `call-${++calls}`
	const port = udp.address().port
	const request = [
		`MESSAGE sip:${user}@127.0.0.1 SIP/2.0`,
		`Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${id}`,
		'From: <sip:driver@127.0.0.1>;tag=1',
		`To: <sip:${user}@127.0.0.1>`,
		`Call-ID: ${id}`,
		'CSeq: 1 MESSAGE',
		'Max-Forwards: 10',
		'Content-Type: text/plain',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'', body].join('\r\n')
	return new Promise((resolve, reject) => {
		waiting.set(id, resolve)
		setTimeout(() => {
			if (waiting.delete(id))
				reject(new Error(`no SIP answer to ${id} (${user})`))
		}, 15000).unref()
		udp.send(request, sipport, '127.0.0.1')
	})
}

const tests = {
	async 'one request'() {
		const r = await sip('ask', 'hello')
		assert.deepEqual(r, { status: 200, answer: 'HELLO' })
		assert.deepEqual([...protocols], ['dropin'])
		assert.equal(heard[0].isBinary, false)
	},

	async '200 requests, 8 at once, each gets its own answer'() {
		let next = 0
		async function worker() {
			while (next < REQUESTS) {
				const n = next++
				const r = await sip('ask', `request ${n}`)
				assert.deepEqual(r, { status: 200, answer: `REQUEST ${n}` })
			}
		}
		await Promise.all(Array.from({ length: AT_ONCE }, worker))
	},

	async 'a body of 2000 bytes'() {
		const body = 'abcdefghij'.repeat(200)
		const r = await sip('ask', body)
		assert.equal(r.status, 200)
		assert.equal(r.answer, body.toUpperCase())
	},

	// The module itself drops a notification that a next one overtakes, so each
	// must have arrived before the next is sent.
	async 'notifications'() {
		const told = () => heard.filter((h) => h.path === '/tell').map((h) => h.text)
		const wanted = []
		for (let i = 0; i < 20; i++) {
			wanted.push(`tell ${i}`)
			assert.equal((await sip('tell', `tell ${i}`)).status, 200)
			const end = Date.now() + 10000
			while (told().length < wanted.length && Date.now() < end)
				await new Promise((r) => setTimeout(r, 5))
			assert.deepEqual(told(), wanted)
		}
	},

	async 'a server that is not there'() {
		assert.equal((await sip('nobody', 'hello')).status, 503)
	},

	async 'the server breaks off, then serves again'() {
		for (const socket of server.clients)
			socket.terminate()
		await new Promise((r) => setTimeout(r, 500))
		let r
		for (let i = 0; i < 10; i++) {
			r = await sip('ask', 'again')
			if (r.status === 200)
				break
			await new Promise((resolve) => setTimeout(resolve, 500))
		}
		assert.deepEqual(r, { status: 200, answer: 'AGAIN' })
	},
}

async function main() {
	await new Promise((r) => udp.bind(0, '127.0.0.1', r))
	for (const [name, test] of Object.entries(tests)) {
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

main()
