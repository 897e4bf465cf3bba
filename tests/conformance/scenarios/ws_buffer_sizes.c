/*
 * What the sizes that a program gives do: rx_buffer_size, tx_packet_size of a
 * protocol, pt_serv_buf_size of the context. And whose memory is used.
 */
#include "trace.h"

#include <stdlib.h>

static size_t largest, received;
static unsigned char out[LWS_PRE + 100000];
static size_t to_write;

CALLBACK(http)
{
	(void)e;
	return 0;
}

CALLBACK(ws)
{
	switch (e->reason) {
	case LWS_CALLBACK_ESTABLISHED:
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		if (e->len > largest)
			largest = e->len;
		received += e->len;
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE:
		if (!to_write)
			return 0;
		memset(out, 'o', sizeof(out));
		SHOW(lws_write(e->wsi, out + LWS_PRE, to_write, LWS_WRITE_BINARY));
		to_write = 0;
		return 0;
	default:
		return 0;
	}
}

static struct peer *
with_sizes(size_t rx_buffer, size_t tx_packet, unsigned int serv_buf)
{
	const struct lws_protocols protocols[] = {
		{ .name = "http", .callback = http },
		{ .name = "ws", .callback = ws, .rx_buffer_size = rx_buffer, .tx_packet_size = tx_packet },
		LWS_PROTOCOL_LIST_TERM
	};
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	info.pt_serv_buf_size = serv_buf;
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	return p;
}

/* How a frame is cut depends on how it arrived; no piece is over the limit, none is lost. */
static void
receive_frame(size_t rx_buffer, unsigned int serv_buf, size_t most)
{
	struct peer *p;

	hide(LWS_CALLBACK_RECEIVE, true);
	p = with_sizes(rx_buffer, 0, serv_buf);
	memset(out, 'i', sizeof(out));
	peer_send_frame(p, 0x82, out, sizeof(out));
	SHOW(received == sizeof(out));
	SHOW(largest <= most);
	peer_close(p);
	destroy();
}

SCENARIO(ws_rx_buffer_100, "rx_buffer_size 100: no piece is larger") { receive_frame(100, 0, 100); }
SCENARIO(ws_rx_buffer_20000, "rx_buffer_size 20000") { receive_frame(20000, 0, 20000); }
SCENARIO(ws_rx_buffer_0, "rx_buffer_size 0: pt_serv_buf_size's 4096 bytes") { receive_frame(0, 0, 4096); }
SCENARIO(ws_rx_serv_buf_8192, "rx_buffer_size 0, pt_serv_buf_size 8192") { receive_frame(0, 8192, 8192); }
SCENARIO(ws_rx_serv_buf_1024, "rx_buffer_size 0, pt_serv_buf_size 1024") { receive_frame(0, 1024, 1024); }

/* All of it is taken, and the peer gets one frame, whatever goes in one packet. */
static void
send_frame(size_t rx_buffer, size_t tx_packet)
{
	struct peer *p;

	hide(LWS_CALLBACK_SERVER_WRITEABLE, true);
	to_write = 100000;
	p = with_sizes(rx_buffer, tx_packet, 0);
	peer_close(p);
	destroy();
}

SCENARIO(ws_tx_packet_0, "tx_packet_size 0, rx_buffer_size 256: a write of 100000 bytes") { send_frame(256, 0); }
SCENARIO(ws_tx_packet_1000, "tx_packet_size 1000: a write of 100000 bytes") { send_frame(0, 1000); }
SCENARIO(ws_tx_packet_1000000, "tx_packet_size 1000000: a write of 100000 bytes") { send_frame(256, 1000000); }

/* ---- lws_set_allocator ---- */

static unsigned int live;
static void *session;
static bool session_ours;
static void *ours[4096];

/* malloc's realloc, which remembers what is in use. */
static void *
counted_realloc(void *old, size_t size, const char *reason)
{
	unsigned int slot = 0;
	void *made;

	(void)reason;
	while (old && ours[slot] != old)
		if (++slot == LWS_ARRAY_SIZE(ours))
			abort(); /* not from here */
	if (old)
		ours[slot] = NULL;
	live -= !!old;
	if (!size) {
		free(old);
		return NULL;
	}
	made = realloc(old, size);
	for (slot = 0; ours[slot]; slot++)
		if (slot == LWS_ARRAY_SIZE(ours) - 1)
			abort();
	ours[slot] = made;
	live++;
	return made;
}

CALLBACK(allocated)
{
	if (e->reason == LWS_CALLBACK_PROTOCOL_INIT)
		SHOW_SET(lws_protocol_vh_priv_zalloc(lws_get_vhost(e->wsi), lws_get_protocol(e->wsi), 100));
	if (e->reason != LWS_CALLBACK_ESTABLISHED)
		return 0;
	session = e->user;
	for (size_t i = 0; i < LWS_ARRAY_SIZE(ours); i++)
		session_ours |= ours[i] == session;
	return 0;
}

static const struct lws_protocols allocating[] = {
	{ .name = "http", .callback = http },
	{ .name = "ws", .callback = allocated, .per_session_data_size = 1000 },
	LWS_PROTOCOL_LIST_TERM
};

SCENARIO(ws_allocator, "lws_set_allocator: session data is the program's, and all is given back")
{
	struct lws_context_creation_info info = server_info(allocating);
	struct peer *p;

	lws_set_allocator(counted_realloc);
	start(&info);
	p = peer_connect();
	peer_upgrade(p, "/", "ws", NULL);
	peer_send_frame(p, 0x81, "hello", 5);
	SHOW(session_ours);
	SHOW(live > 0);
	peer_close(p);
	settle();
	destroy();
	SHOW(live);
}
