/*
 * The echo server of the benchmark on uWebSockets, through the C functions of
 * the library that the Python package socketify carries (libsocketify).
 *
 *     uwebsockets -p port [--deflate] [--broadcast] [-c certificate -k key] [-m most]
 *
 * most: bytes of the longest message.
 *
 * That library has no header of its own to include: what is used is declared here.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tls_files {
	const char *key, *certificate, *passphrase, *dh, *ca, *ciphers;
	int low_memory;
};

struct behavior {
	int compression;
	unsigned int max_payload;
	unsigned short idle_timeout;
	unsigned int max_backpressure;
	bool close_on_backpressure, reset_idle_on_send, send_pings;
	unsigned short max_lifetime;
	void (*upgrade)(void);
	void (*open)(void *ws, void *user);
	void (*message)(void *ws, const char *text, size_t len, int opcode, void *user);
	void (*drain)(void *ws, void *user);
	void (*ping)(void);
	void (*pong)(void);
	void (*close)(void);
	void (*subscription)(void);
};

struct listening {
	int port;
	const char *host;
	int options;
};

void *
uws_create_app(int ssl, struct tls_files files);
void
uws_ws(int ssl, void *app, const char *pattern, struct behavior behavior, void *user);
void
uws_app_listen(int ssl, void *app, int port, void (*handler)(void *, struct listening, void *), void *user);
void
uws_app_run(int ssl, void *app);
int
uws_ws_send(int ssl, void *ws, const char *text, size_t len, int opcode);
int
uws_ws_send_with_options(int ssl, void *ws, const char *text, size_t len, int opcode, bool compress, bool fin);
bool
uws_ws_subscribe(int ssl, void *ws, const char *topic, size_t len);
bool
uws_publish(int ssl, void *app, const char *topic, size_t topic_len, const char *text, size_t len, int opcode, bool compress);

/* SHARED_COMPRESSOR and SHARED_DECOMPRESSOR: no context takeover. */
#define SHARED (1 | 1 << 8)
#define EVERYBODY "all"

static int ssl, compress, broadcast;
static void *app;

static void
opened(void *ws, void *user)
{
	(void)user;
	if (broadcast)
		uws_ws_subscribe(ssl, ws, EVERYBODY, strlen(EVERYBODY));
}

static void
message(void *ws, const char *text, size_t len, int opcode, void *user)
{
	(void)user;
	if (broadcast)
		uws_publish(ssl, app, EVERYBODY, strlen(EVERYBODY), text, len, opcode, compress);
	else if (compress)
		uws_ws_send_with_options(ssl, ws, text, len, opcode, true, true);
	else
		uws_ws_send(ssl, ws, text, len, opcode);
}

static void
listening(void *socket, struct listening at, void *user)
{
	(void)user;
	if (!socket) {
		fprintf(stderr, "cannot listen on port %d\n", at.port);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	struct tls_files files = { .key = NULL };
	struct behavior behavior = {
		.max_payload = 16 << 20, .idle_timeout = 0, .max_backpressure = 64 << 20,
		.open = opened, .message = message,
	};
	int port = 7681;

	for (int i = 1; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(argv[i], "-p"))
			port = atoi(next);
		else if (!strcmp(argv[i], "-m"))
			behavior.max_backpressure = 4 * (behavior.max_payload = (unsigned int)atoi(next));
		else if (!strcmp(argv[i], "-c"))
			files.certificate = next;
		else if (!strcmp(argv[i], "-k"))
			files.key = next;
		else if (!strcmp(argv[i], "--deflate"))
			compress = 1;
		else if (!strcmp(argv[i], "--broadcast"))
			broadcast = 1;
	}
	ssl = files.certificate != NULL;
	behavior.compression = compress ? SHARED : 0;
	app = uws_create_app(ssl, files);
	if (!app)
		return 1;
	uws_ws(ssl, app, "/*", behavior, NULL);
	uws_app_listen(ssl, app, port, listening, NULL);
	uws_app_run(ssl, app);
	return 0;
}
