/*
 * A client made with libcurl's WebSocket API, which knows no extensions; README.md
 * says how it is called.
 */
#include <curl/curl.h>

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAGMENTS	16
#define PIECE		100000

static const size_t sizes[] = { 0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20 };
static CURL *curl;
static unsigned char *got;	/* of the message that is coming */
static size_t came;
static bool whole, text, closed;
static int code;
static char pong[32];

static void
fail(const char *what)
{
	printf("%s\n", what);
	exit(1);
}

/** Takes what has arrived; reports whether there was anything. */
static bool
take(void)
{
	static unsigned char room[1 << 16];
	const struct curl_ws_frame *frame;
	size_t n;
	CURLcode result = curl_ws_recv(curl, room, sizeof(room), &n, &frame);

	if (result == CURLE_AGAIN)
		return false;
	if (result)
		fail(curl_easy_strerror(result));
	if (frame->flags & CURLWS_CLOSE) {
		closed = true;
		code = n < 2 ? 1005 : room[0] << 8 | room[1];
	} else if (frame->flags & CURLWS_PONG) {
		snprintf(pong, sizeof(pong), "%.*s", (int)n, (char *)room);
	} else if (frame->flags & (CURLWS_TEXT | CURLWS_BINARY | CURLWS_CONT)) {
		memcpy(got + came, room, n);
		came += n;
		text = frame->flags & CURLWS_TEXT;
		whole = !frame->bytesleft && !(frame->flags & CURLWS_CONT);
	}
	return true;
}

static void
wait_for(short events)
{
	curl_socket_t fd = -1;
	struct pollfd p;

	curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd);
	p = (struct pollfd){ .fd = fd, .events = events };
	poll(&p, 1, 1000);
}

/** Sends one frame; takes what arrives meanwhile. */
static void
send_frame(const unsigned char *p, size_t len, unsigned int flags)
{
	size_t done = 0, n;

	for (;;) {
		CURLcode result = curl_ws_send(curl, p + done, len - done, &n, 0, flags);

		if (result && result != CURLE_AGAIN)
			fail(curl_easy_strerror(result));
		done += n;
		if (!result && done == len)
			return;
		if (result == CURLE_AGAIN && !take())
			wait_for(POLLIN | POLLOUT);
	}
}

static void
comes(const unsigned char *sent, size_t len, bool is_text)
{
	while (!whole && !closed)
		if (!take())
			wait_for(POLLIN);
	if (came != len || memcmp(got, sent, len) || text != is_text)
		fail("another message came back");
	came = 0;
	whole = false;
}

static void
run(unsigned char *message, size_t largest)
{
	static const unsigned char letters[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
	static const unsigned char bye[] = { 1000 >> 8, 1000 & 255 };
	char ping[32];
	unsigned int x = 1;
	size_t i;
	int pings;

	printf("deflate off\n");
	for (i = 0; i < largest; i++) {
		x = x * 1664525u + 1013904223u;
		message[i] = (unsigned char)(32 + (x >> 26));
	}
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes) && sizes[i] <= largest; i++) {
		send_frame(message, sizes[i], CURLWS_BINARY);
		comes(message, sizes[i], false);
		printf("ok size %zu\n", sizes[i]);
	}
	for (pings = 0; pings < 2; pings++) {
		for (i = 0; i < FRAGMENTS; i++) {
			send_frame(message + i * PIECE, PIECE, CURLWS_BINARY | (i < FRAGMENTS - 1 ? CURLWS_CONT : 0));
			if (pings) {
				snprintf(ping, sizeof(ping), "ping %zu", i);
				send_frame((unsigned char *)ping, strlen(ping), CURLWS_PING);
			}
		}
		comes(message, FRAGMENTS * PIECE, false);
		while (pings && strcmp(pong, "ping 15") && !closed)
			if (!take())
				wait_for(POLLIN);
		printf("ok %s\n", pings ? "pings" : "fragments");
	}
	for (i = 0; i < 9000 * 11; i++)
		message[i] = letters[i % 11];
	send_frame(message, i, CURLWS_TEXT);
	comes(message, i, true);
	printf("ok text\n");
	send_frame(bye, sizeof(bye), CURLWS_CLOSE);
	while (!closed)
		if (!take())
			wait_for(POLLIN);
	printf(code == 1000 ? "ok close\n" : "closed with %d\n", code);
}

int
main(int argc, char **argv)
{
	const char *most = getenv("LARGEST");
	size_t largest = most ? (size_t)atoll(most) : 64 << 20;
	unsigned char *message = malloc(largest);
	CURLcode result;

	setvbuf(stdout, NULL, _IOLBF, 0);
	got = malloc((64 << 20) + 1);
	curl = curl_easy_init();
	if (argc != 3 || !message || !got || !curl)
		return 2;
	curl_easy_setopt(curl, CURLOPT_URL, argv[2]);
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 2L);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	if (getenv("CA"))
		curl_easy_setopt(curl, CURLOPT_CAINFO, getenv("CA"));
	result = curl_easy_perform(curl);
	if (result)
		fail(curl_easy_strerror(result));
	run(message, largest);
	curl_easy_cleanup(curl);
	return 0;
}
