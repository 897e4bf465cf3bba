// Drives ttyd: its page over HTTPS and its shell over WebSocket, with the right
// certificate, a stranger's and none.
//
// usage: node drive.js PORT
'use strict'
const assert = require('assert')
const fs = require('fs')
const https = require('https')
const WebSocket = require('ws')

const port = process.argv[2]

function within(ms, what, promise) {
	let timer
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms)
	})
	return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

// Who has the certificate of that name; null: none.
function credentials(name) {
	const file = (n) => fs.readFileSync(`${process.env.CERTIFICATES}/${n}`)
	return { ca: file('ca.pem'), ...(name && { cert: file(`${name}.pem`), key: file(`${name}.key`) }) }
}

function get(path, name) {
	return within(10000, `GET ${path}`, new Promise((resolve, reject) => {
		https.get(`https://localhost:${port}${path}`, { agent: false, ...credentials(name) }, (res) => {
			const chunks = []
			res.on('data', (c) => chunks.push(c))
			res.on('end', () => resolve({ status: res.statusCode, body: Buffer.concat(chunks).toString() }))
			res.on('error', reject)
		}).on('error', reject)
	}))
}

// Says a line to the shell and gives all it has said when it has answered.
function shell(name, line) {
	return within(10000, 'the shell', new Promise((resolve, reject) => {
		const socket = new WebSocket(`wss://localhost:${port}/ws`, ['tty'], credentials(name))
		let said = ''
		socket.on('error', reject)
		socket.on('close', () => reject(new Error(`closed after ${JSON.stringify(said)}`)))
		socket.on('open', () => {
			socket.send(Buffer.from(JSON.stringify({ AuthToken: '', columns: 80, rows: 24 })))
			socket.send(Buffer.from(`0${line}\n`))
		})
		socket.on('message', (data) => {
			if (data[0] === '0'.charCodeAt(0))
				said += data.subarray(1).toString()
			if (/heard: /.test(said)) {
				socket.removeAllListeners('close')
				socket.terminate()
				resolve(said)
			}
		})
	}))
}

const tests = {
	async 'its page, with a certificate'() {
		const page = await get('/', 'client')
		assert.equal(page.status, 200)
		assert.match(page.body, /<title>ttyd/)
		assert.match((await get('/token', 'client')).body, /"token"/)
		assert.equal((await get('/nothing', 'client')).status, 404)
	},

	async 'its shell, with a certificate'() {
		assert.match(await shell('client', 'good morning'), /heard: good morning/)
	},

	async 'no certificate, and a stranger\'s, are refused'() {
		for (const name of [null, 'self']) {
			await assert.rejects(get('/', name))
			await assert.rejects(shell(name, 'let me in'))
		}
		assert.match(await shell('client', 'still there'), /heard: still there/)
	},
}

async function main() {
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
