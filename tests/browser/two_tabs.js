"use strict";

// usage: node two_tabs.js CHROMIUM PROFILE OUT COMMAND…
// What a person sees in the demo, checked in a real browser.

const assert = require("node:assert");
const { spawn } = require("node:child_process");
const net = require("node:net");
const path = require("node:path");
const { chromium } = require("playwright-core");

const [executablePath, profile, out, ...command] = process.argv.slice(2);
const WAIT_MS = 15000;

const sleep = ms => new Promise(done => setTimeout(done, ms));

function freePort() {
	return new Promise((done, failed) => {
		const probe = net.createServer().on("error", failed).listen(0, "127.0.0.1", () => {
			const { port } = probe.address();
			probe.close(() => done(port));
		});
	});
}

async function startServer(port) {
	const child = spawn(command[0], [...command.slice(1), "-p", String(port)], { stdio: ["ignore", "pipe", "pipe"] });
	const server = { child, log: "" };
	server.ended = new Promise(done => child.on("exit", (code, signal) => done({ code, signal })));
	child.stdout.on("data", data => { server.log += data; });
	child.stderr.on("data", data => { server.log += data; });
	for (let tries = 0; tries < 100; tries++) {
		const open = await new Promise(done => {
			const socket = net.connect(port, "127.0.0.1", () => { socket.destroy(); done(true); });
			socket.on("error", () => done(false));
		});
		if (open)
			return server;
		if (child.exitCode !== null)
			break;
		await sleep(100);
	}
	throw new Error("the demo does not listen on port " + port + ":\n" + server.log);
}

async function stopServer(server) {
	server.child.kill("SIGINT");
	const end = await Promise.race([server.ended, sleep(10000).then(() => null)]);
	assert(end, "the demo still runs 10 s after SIGINT");
	assert.deepStrictEqual(end, { code: 0, signal: null }, "SIGINT must end the demo with status 0:\n" + server.log);
}

const troubles = [];

async function openTab(context, url) {
	const tab = await context.newPage();
	tab.on("pageerror", error => troubles.push("script error: " + error.message));
	tab.on("console", message => {
		// Refused connections are expected while the server is down.
		if (message.type() === "error" && !/ERR_CONNECTION_REFUSED/.test(message.text()))
			troubles.push("console: " + message.text());
	});
	const answer = await tab.goto(url);
	assert.strictEqual(answer.status(), 200);
	await isOpen(tab);
	return tab;
}

const isOpen = tab => tab.waitForSelector("body[data-state=open]", { timeout: WAIT_MS });
const lines = tab => tab.locator("#log .text").allTextContents();

async function say(tab, text) {
	await tab.fill("#text", text);
	await tab.click("#say button");
}

async function sees(tab, wanted) {
	const deadline = Date.now() + WAIT_MS;
	let seen = await lines(tab);
	while (seen.length < wanted.length && Date.now() < deadline) {
		await sleep(50);
		seen = await lines(tab);
	}
	assert.deepStrictEqual(seen, wanted);
}

const number = async (tab, id) => Number((await tab.textContent(id)).replace(/,/g, ""));
const graph = tab => tab.evaluate(() => document.getElementById("graph").toDataURL());

// How many pixels of the graph are as colourful as a curve (the grid is grey).
const curvePixels = tab => tab.evaluate(() => {
	const canvas = document.getElementById("graph");
	const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
	let count = 0;
	for (let i = 0; i < data.length; i += 4)
		if (data[i + 3] > 200 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 80)
			count++;
	return count;
});

async function check(context, port) {
	const url = `http://127.0.0.1:${port}/`;
	let server = await startServer(port);
	try {
		const ann = await openTab(context, url);
		const bob = await openTab(context, url);
		await ann.fill("#name", "Ann");
		await bob.fill("#name", "Bob");

		const talk = ["Hello, is somebody there?", "Yes: <b>Bob</b> & a caf\u00e9, in the other tab.", "Then it works."];
		await say(ann, talk[0]);
		await sees(bob, talk.slice(0, 1));
		await say(bob, talk[1]);
		await sees(ann, talk.slice(0, 2));
		await say(ann, talk[2]);
		await sees(ann, talk);
		await sees(bob, talk);
		await ann.waitForFunction(() => document.getElementById("people").textContent === "2 pages open", null, { timeout: WAIT_MS });

		await bob.fill("#load", "75");
		await sleep(7000);
		await bob.fill("#load", "60");
		await sleep(3000);
		for (const tab of [ann, bob]) {
			const rate = await number(tab, "#rate");
			assert(rate > 20, "messages per second on the page: " + rate);
			const median = await number(tab, "#median");
			assert(median > 0 && median < 1000, "round trip on the page: " + median + " ms");
			const before = await graph(tab);
			await sleep(1000);
			assert.notStrictEqual(await graph(tab), before, "the graph stands still");
			const drawn = await curvePixels(tab);
			assert(drawn > 300, "pixels of the curves: " + drawn);
			console.log(`browser: ${rate} messages/s, round trip ${median} ms, ${drawn} pixels of curve`);
		}

		await ann.screenshot({ path: path.join(out, "chat-light.png") });
		await ann.emulateMedia({ colorScheme: "dark" });
		await sleep(200);
		await ann.screenshot({ path: path.join(out, "chat-dark.png") });
		await ann.setViewportSize({ width: 420, height: 900 });
		await sleep(200);
		await ann.screenshot({ path: path.join(out, "chat-narrow.png"), fullPage: true });

		await stopServer(server);
		await ann.waitForSelector("body[data-state=closed], body[data-state=connecting]", { timeout: WAIT_MS });
		server = await startServer(port);
		await isOpen(ann);
		await isOpen(bob);
		await say(bob, "Back again \u{1F986}");
		await sees(ann, [...talk, "Back again \u{1F986}"]);
		await stopServer(server);
		assert.deepStrictEqual(troubles, []);
	} finally {
		server.child.kill("SIGKILL");
		if (server.log)
			process.stdout.write(server.log);
	}
}

async function main() {
	const port = await freePort();
	const context = await chromium.launchPersistentContext(profile, {
		executablePath,
		headless: true,
		viewport: { width: 1200, height: 760 },
		colorScheme: "light",
		args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync"],
	});
	try {
		await check(context, port);
	} finally {
		await context.close();
	}
	console.log("browser: ok, screenshots in " + out);
}

main().catch(error => {
	console.error("browser: " + (error.stack || error));
	process.exit(1);
});
