/* Credit of HTTP/2 streams, in both directions, and the settings behind it. */
#include "trace.h"
#include "h2_peer.h"

/* RFC 9113 section 6. */
enum { DATA, HEADERS, SETTINGS = 4, WINDOW_UPDATE = 8 };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4 };

static void
show_credit(struct lws *wsi)
{
	SHOW(lws_get_peer_write_allowance(wsi));
	SHOW(lws_wsi_tx_credit(wsi, LWSTXCR_US_TO_PEER, 0));
	SHOW(lws_wsi_tx_credit(wsi, LWSTXCR_PEER_TO_US, 0));
	SHOW(lws_h2_get_peer_txcredit_estimate(wsi));
}

static unsigned char frames[4096];
static size_t used;

static void
add_frame(unsigned char type, unsigned char flags, unsigned char stream, const void *payload, size_t len)
{
	const unsigned char head[9] = {
		0, (unsigned char)(len >> 8), (unsigned char)len, type, flags, 0, 0, 0, stream,
	};

	memcpy(frames + used, head, sizeof(head));
	memcpy(frames + used + sizeof(head), payload, len);
	used += sizeof(head) + len;
}

static void
send_frames(struct peer *p)
{
	peer_feed(p, frames, used);
	used = 0;
	settle();
}

/* ---- a server ---- */

static int bump;

CALLBACK(http)
{
	unsigned char buffer[LWS_PRE + 512], *start = buffer + LWS_PRE, *p = start;
	unsigned char *end = buffer + sizeof(buffer) - 1;

	switch (e->reason) {
	case LWS_CALLBACK_HTTP:
		show_credit(e->wsi);
		if (lws_hdr_total_length(e->wsi, WSI_TOKEN_POST_URI))
			return 0;
		if (lws_add_http_common_headers(e->wsi, HTTP_STATUS_OK, "text/plain", 6, &p, end) ||
		    lws_finalize_write_http_header(e->wsi, start, &p, end))
			return -1;
		show_credit(e->wsi);
		lws_callback_on_writable(e->wsi);
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		show_credit(e->wsi);
		if (bump) {
			SHOW(lws_h2_update_peer_txcredit(e->wsi, (unsigned int)LWS_H2_STREAM_SID, bump));
			show_credit(e->wsi);
		}
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
		memcpy(start, "abcdef", 6);
		show_credit(e->wsi);
		SHOW(lws_write(e->wsi, start, 6, LWS_WRITE_HTTP_FINAL));
		show_credit(e->wsi);
		return lws_http_transaction_completed(e->wsi) ? -1 : 0;
	default:
		return 0;
	}
}

static const struct lws_protocols server_protocols[] = {
	{ .name = "http", .callback = http, .per_session_data_size = 4 },
	LWS_PROTOCOL_LIST_TERM
};

static struct peer *
connected(struct lws_context_creation_info *info, const void *settings, size_t len)
{
	struct peer *p;

	info->options |= LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE;
	start(info);
	p = peer_connect();
	peer_speaks_h2(p);
	memcpy(frames, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
	used = 24;
	add_frame(SETTINGS, 0, 0, settings, len);
	add_frame(SETTINGS, ACK, 0, "", 0);
	return p;
}

/* Names from the static table (RFC 7541 appendix A). */
static void
add_get(void)
{
	/* :method GET, :scheme http, :path /, :authority h */
	add_frame(HEADERS, END_HEADERS | END_STREAM, 1, "\x82\x86\x84\x01\x01h", 6);
}

static void
add_post(void)
{
	/* :method POST, the same, content-length 20 */
	add_frame(HEADERS, END_HEADERS, 1, "\x83\x86\x84\x01\x01h\x0f\x0d\x02" "20", 11);
}

SCENARIO(h2_credit_response, "what the peer lets us send, before and after sending")
{
	struct lws_context_creation_info info = server_info(server_protocols);
	struct peer *p = connected(&info, "\0\4\0\0\0\144", 6); /* SETTINGS_INITIAL_WINDOW_SIZE 100 */

	add_get();
	send_frames(p);
	peer_close(p);
	destroy();
}

SCENARIO(h2_credit_response_grows, "the peer adds to it")
{
	struct lws_context_creation_info info = server_info(server_protocols);
	struct peer *p = connected(&info, "\0\4\0\0\0\144", 6);

	add_frame(WINDOW_UPDATE, 0, 0, "\0\1\0\0", 4);
	add_get();
	add_frame(WINDOW_UPDATE, 0, 1, "\0\0\0\12", 4);
	send_frames(p);
	peer_close(p);
	destroy();
}

static void
posts(void)
{
	struct lws_context_creation_info info = server_info(server_protocols);
	struct peer *p;

	h2_show_flow();
	p = connected(&info, "", 0);
	add_post();
	add_frame(DATA, 0, 1, "0123456789", 10);
	send_frames(p);
	add_frame(DATA, END_STREAM, 1, "abcdefghij", 10);
	send_frames(p);
	peer_close(p);
	destroy();
}

SCENARIO(h2_credit_request, "what we let the peer send")
{
	posts();
}

SCENARIO(h2_credit_request_bumped, "the program lets it send more")
{
	bump = 1000;
	posts();
}

SCENARIO(h2_settings_of_vhost, "http2_settings of the vhost are what the peer gets")
{
	struct lws_context_creation_info info = server_info(server_protocols);
	struct peer *p;

	h2_show_flow();
	info.http2_settings[0] = 1;
	info.http2_settings[H2SET_HEADER_TABLE_SIZE] = 1024;
	info.http2_settings[H2SET_MAX_CONCURRENT_STREAMS] = 7;
	info.http2_settings[H2SET_INITIAL_WINDOW_SIZE] = 3000;
	info.http2_settings[H2SET_MAX_FRAME_SIZE] = 20000;
	info.http2_settings[H2SET_MAX_HEADER_LIST_SIZE] = 5000;
	p = connected(&info, "", 0);
	send_frames(p);
	peer_close(p);
	destroy();
}

SCENARIO(h2_settings, "the settings without any from the program")
{
	struct lws_context_creation_info info = server_info(server_protocols);
	struct peer *p;

	h2_show_flow();
	p = connected(&info, "", 0);
	send_frames(p);
	peer_close(p);
	destroy();
}
