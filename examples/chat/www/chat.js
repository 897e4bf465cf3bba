"use strict";

// Every page sends small probes beside what its user writes. The server hands
// each message to all pages; a probe that returns gives one round trip.

const SECONDS = 30;		// the graph's width in time
const SLICE_MS = 250;		// one point of the graph
const SECOND = 1000 / SLICE_MS;	// points of one second
const SLICES = SECONDS * SECOND;
const TICK_MS = 20;
const BACKLOG_BYTES = 1 << 18;	// probes wait while the browser has so much unsent
const AWAY_MS = 3000;		// a page unheard for so long has gone
const LOG_LINES = 200;

const $ = id => document.getElementById(id);
const pick = words => words[Math.floor(Math.random() * words.length)];

const me = Math.random().toString(36).slice(2, 10);
$("name").value = pick(["Amber", "Brisk", "Calm", "Dusty", "Early", "Fern", "Gentle", "Hazel", "Ivory", "Lucky", "Misty", "Nimble"]) +
	" " + pick(["Badger", "Crane", "Dolphin", "Finch", "Hare", "Lynx", "Marten", "Otter", "Plover", "Robin", "Swift", "Wren"]);

let socket;
let retryMs = 250;
const heard = new Map();	// page id: when its last message came
const slices = [];		// finished points: { count, rate, median, slowest }
let arrived = 0;
let trips = [];
let sliceStart = performance.now();

function connect() {
	document.body.dataset.state = "connecting";
	socket = new WebSocket(location.href.replace(/^http/, "ws").replace(/[?#].*/, ""), "chat");
	socket.onopen = () => {
		retryMs = 250;
		document.body.dataset.state = "open";
		$("state").textContent = "connected";
	};
	socket.onmessage = event => receive(JSON.parse(event.data));
	socket.onclose = () => {
		document.body.dataset.state = "closed";
		$("state").textContent = "no connection, trying again…";
		setTimeout(connect, retryMs);
		retryMs = Math.min(retryMs * 2, 5000);
	};
}

function send(message) {
	if (socket.readyState !== WebSocket.OPEN)
		return false;
	socket.send(JSON.stringify({ id: me, ...message }));
	return true;
}

function receive(message) {
	const now = performance.now();
	arrived++;
	heard.set(message.id, now);
	if (message.id === me && message.at)
		trips.push(now - message.at);
	if (message.text)
		show(message);
}

function show({ id, name, text }) {
	const line = document.createElement("li");
	const part = (tag, kind, content) => {
		const element = document.createElement(tag);
		element.className = kind;
		element.append(...content);
		line.append(element);
		return element;
	};
	const author = document.createElement("b");
	author.textContent = name;
	const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
	const face = part("span", "face", [name.charAt(0).toUpperCase()]);
	face.style.setProperty("--hue", parseInt(id, 36) % 360);
	face.setAttribute("aria-hidden", "true");
	part("span", "from", [author, id === me ? " (you) · " : " · ", time]);
	part("span", "text", [text]);
	const log = $("log");
	log.append(line);
	while (log.children.length > LOG_LINES)
		log.firstChild.remove();
	log.scrollTop = log.scrollHeight;
}

$("say").addEventListener("submit", event => {
	event.preventDefault();
	const text = $("text").value.trim();
	if (text && send({ name: $("name").value || "Somebody", text, at: performance.now() }))
		$("text").value = "";
});

// The slider is logarithmic, 1 to 2000 a second; its left end is silence.
function wantedRate() {
	const at = Number($("load").value);
	return at ? Math.round(2000 ** (at / 100)) : 0;
}
$("load").addEventListener("input", () => { $("sending").textContent = wantedRate().toLocaleString("en"); });
$("sending").textContent = wantedRate().toLocaleString("en");

let lastTick = performance.now();
let owed = 0;
setInterval(() => {
	const now = performance.now();
	owed = Math.min(owed + wantedRate() * (now - lastTick) / 1000, 200);
	lastTick = now;
	for (; owed >= 1 && socket.bufferedAmount < BACKLOG_BYTES; owed--)
		if (!send({ at: performance.now() }))
			break;
	while (now - sliceStart >= SLICE_MS)
		finishSlice(now);
}, TICK_MS);

function quantile(sorted, q) {
	return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : null;
}

function rateOfLastSecond() {
	const last = slices.slice(-SECOND);
	return last.reduce((sum, s) => sum + s.count, 0) * SECOND / last.length;
}

function finishSlice(now) {
	// A tab in the background runs its timers once a second: spread what came over that time.
	const spans = Math.max(1, Math.floor((now - sliceStart) / SLICE_MS));
	trips.sort((a, b) => a - b);
	const slice = {
		count: arrived / spans,
		median: quantile(trips, 0.5),
		slowest: quantile(trips, 0.99),
	};
	for (let i = 0; i < Math.min(spans, SLICES); i++) {
		slices.push({ ...slice });
		slices.at(-1).rate = rateOfLastSecond();
	}
	slices.splice(0, slices.length - SLICES);
	sliceStart += spans * SLICE_MS;
	arrived = 0;
	trips = [];

	const known = slices.slice(-SECOND).filter(s => s.median !== null);
	$("rate").textContent = Math.round(slices.at(-1).rate).toLocaleString("en");
	$("median").textContent = known.length ? milliseconds(quantile(known.map(s => s.median).sort((a, b) => a - b), 0.5)) : "–";
	$("slowest").textContent = known.length ? milliseconds(Math.max(...known.map(s => s.slowest))) : "–";
	for (const [id, when] of heard)
		if (now - when > AWAY_MS)
			heard.delete(id);
	heard.set(me, now);
	$("people").textContent = heard.size === 1 ? "1 page open" : heard.size + " pages open";
}

function milliseconds(ms) {
	return ms < 10 ? ms.toFixed(1) : Math.round(ms).toString();
}

// Scales move in steps of 1, 2, 5 so that the curves do not jump about.
function scaleFor(most) {
	const power = 10 ** Math.floor(Math.log10(most));
	return [1, 2, 5, 10].map(step => step * power).find(top => top >= most);
}

function drawBand(pen, box, { title, values, floor, colour, unit, ink }) {
	const top = scaleFor(Math.max(floor, ...values.map(v => v ?? 0)) * 1.05);
	const x = i => box.x + box.w * (i + SLICES - values.length) / (SLICES - 1);
	const y = v => box.y + box.h * (1 - v / top);
	pen.lineWidth = 1;
	pen.font = "12px system-ui, 'Liberation Sans', sans-serif";
	for (const part of [0, 0.5, 1]) {
		const at = Math.round(y(top * part)) + 0.5;
		pen.strokeStyle = ink.grid;
		pen.beginPath();
		pen.moveTo(box.x, at);
		pen.lineTo(box.x + box.w, at);
		pen.stroke();
		pen.fillStyle = ink.soft;
		pen.textAlign = "right";
		pen.textBaseline = "middle";
		pen.fillText(Number((top * part).toPrecision(3)).toLocaleString("en"), box.x - 8, at);
	}
	pen.textAlign = "left";
	pen.textBaseline = "alphabetic";
	pen.fillText(title + ", " + unit, box.x, box.y - 8);

	pen.beginPath();
	let from = null;
	let last = null;
	values.forEach((v, i) => {
		if (v === null)
			return;
		if (from === null)
			pen.moveTo(x(from = i), y(v));
		else
			pen.lineTo(x(i), y(v));
		last = i;
	});
	if (from === null)
		return;
	pen.strokeStyle = colour;
	pen.lineWidth = 2;
	pen.lineJoin = "round";
	pen.stroke();
	pen.lineTo(x(last), box.y + box.h);
	pen.lineTo(x(from), box.y + box.h);
	const fade = pen.createLinearGradient(0, box.y, 0, box.y + box.h);
	fade.addColorStop(0, colour + "55");
	fade.addColorStop(1, colour + "08");
	pen.fillStyle = fade;
	pen.fill();
	pen.fillStyle = colour;
	pen.beginPath();
	pen.arc(x(last), y(values[last]), 3.5, 0, 2 * Math.PI);
	pen.fill();
}

function draw() {
	const canvas = $("graph");
	const { width, height } = canvas.getBoundingClientRect();
	const density = window.devicePixelRatio || 1;
	if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
		canvas.width = Math.round(width * density);
		canvas.height = Math.round(height * density);
	}
	const style = getComputedStyle(document.documentElement);
	const colour = name => style.getPropertyValue("--" + name).trim();
	const ink = { grid: colour("grid"), soft: colour("soft") };
	const pen = canvas.getContext("2d");
	pen.setTransform(density, 0, 0, density, 0, 0);
	pen.clearRect(0, 0, width, height);
	const band = (height - 30 - 44 - 26) / 2;
	const box = { x: 58, w: width - 58 - 22, h: band };
	drawBand(pen, { ...box, y: 30 }, { title: "Messages", unit: "per second", values: slices.map(s => s.rate),
		floor: 10, colour: colour("rate"), ink });
	drawBand(pen, { ...box, y: 30 + band + 44 }, { title: "Round trip", unit: "ms (median)", values: slices.map(s => s.median),
		floor: 1, colour: colour("latency"), ink });
	pen.fillStyle = ink.soft;
	pen.textBaseline = "alphabetic";
	pen.textAlign = "left";
	pen.fillText(SECONDS + " s ago", box.x, height - 6);
	pen.textAlign = "right";
	pen.fillText("now", box.x + box.w, height - 6);
	requestAnimationFrame(draw);
}

connect();
requestAnimationFrame(draw);
