"use strict";
// A peer made with ws; ../README.md says how it is called.

const assert = require("node:assert");
const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { once } = require("node:events");
const { WebSocket, WebSocketServer } = require("ws");

const { DEFLATE, CERT, KEY, CA, LARGEST } = process.env;
const MOST = 65 << 20;
const SIZES = [0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20].filter(n => n <= Number(LARGEST || MOST));
const deflate = DEFLATE === "1" ? { threshold: 0 } : false;

function binary(size) {
	const bytes = crypto.randomBytes(size);
	for (let i = 0; i < size; i++)
		bytes[i] = 32 + (bytes[i] & 63);
	return bytes;
}

function server() {
	const web = CERT ? https.createServer({ cert: fs.readFileSync(CERT), key: fs.readFileSync(KEY) }) : http.createServer();
	const it = new WebSocketServer({ server: web, perMessageDeflate: deflate, maxPayload: MOST });
	it.on("connection", ws => {
		ws.on("error", error => console.error(error));
		ws.on("message", (data, isBinary) => {
			if (data.length !== 1600000)
				return ws.send(data, { binary: isBinary });
			// "fragments" and "pings" of the other side: so do the answers
			ws.send(data.subarray(0, 1000), { binary: isBinary, fin: false });
			ws.ping("?");
			ws.send(data.subarray(1000, 70000), { binary: isBinary, fin: false });
			ws.send(data.subarray(70000), { binary: isBinary, fin: true });
		});
	});
	web.listen(0, "127.0.0.1", () => console.log(web.address().port));
}

async function client(url) {
	const ws = new WebSocket(url, { perMessageDeflate: deflate, maxPayload: MOST, ca: CA && fs.readFileSync(CA) });
	await once(ws, "open");
	console.log("deflate", ws.extensions.includes("permessage-deflate") ? "on" : "off");
	const comes = async sent => {
		const [data, isBinary] = await once(ws, "message");
		assert.strictEqual(isBinary, typeof sent !== "string");
		assert(isBinary ? sent.equals(data) : sent === data.toString(), "another message came back");
	};
	for (const size of SIZES) {
		const message = binary(size);
		ws.send(message);
		await comes(message);
		console.log("ok size", size);
	}
	const text = "a\u00e9\u20ac\u{1f600}z".repeat(9000);
	ws.send(text);
	await comes(text);
	console.log("ok text");

	const pieces = Array.from({ length: 16 }, (_, i) => binary(100000 + i));
	pieces.forEach((piece, i) => ws.send(piece, { fin: i === 15 }));
	await comes(Buffer.concat(pieces));
	console.log("ok fragments");

	const pongs = [];
	ws.on("pong", data => pongs.push(data.toString()));
	pieces.forEach((piece, i) => {
		ws.send(piece, { fin: i === 15 });
		ws.ping("ping " + i);
	});
	await comes(Buffer.concat(pieces));
	ws.ping("last");
	// A ping that is overtaken by a later one need not be answered (RFC 6455 section 5.5.3).
	while (!pongs.includes("last"))
		await once(ws, "pong");
	console.log("ok pings");
	ws.close(1000);
	const [code] = await once(ws, "close");
	assert.strictEqual(code, 1000);
	console.log("ok close");
}

if (process.argv[2] === "server")
	server();
else
	client(process.argv[3]).catch(error => {
		console.log(String(error));
		process.exit(1);
	});
