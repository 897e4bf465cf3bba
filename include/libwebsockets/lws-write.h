#ifndef GOLWS_LWS_WRITE_H
#define GOLWS_LWS_WRITE_H

#define LWS_PRE 16
#define LWS_SEND_BUFFER_POST_PADDING 0
#define LWS_SEND_BUFFER_PRE_PADDING LWS_PRE
#define LWS_SIZEOFPTR ((int)sizeof(void *))
#define LWS_WRITE_RAW 3
#define _LWS_PAD_SIZE 16
#define _LWS_PAD(n) \
	(((n) % _LWS_PAD_SIZE) ? (n) + (_LWS_PAD_SIZE - ((n) % \
	_LWS_PAD_SIZE)) : (n))
#define lws_write_http(wsi, buf, len) \
	lws_write(wsi, (unsigned char *)(buf), len, LWS_WRITE_HTTP)

enum lws_write_protocol {
	LWS_WRITE_TEXT,
	LWS_WRITE_BINARY,
	LWS_WRITE_CONTINUATION,
	LWS_WRITE_HTTP,
	LWS_WRITE_PING = 5,
	LWS_WRITE_PONG,
	LWS_WRITE_HTTP_FINAL,
	LWS_WRITE_HTTP_HEADERS,
	LWS_WRITE_HTTP_HEADERS_CONTINUATION,
	LWS_WRITE_BUFLIST = 32,
	LWS_WRITE_NO_FIN = 64,
	LWS_WRITE_H2_STREAM_END = 128,
	LWS_WRITE_CLIENT_IGNORE_XOR_MASK = 128,
};

struct lws_write_passthru {
	struct lws *wsi;
	unsigned char *buf;
	size_t len;
	enum lws_write_protocol wp;
};

static LWS_INLINE int
lws_write_ws_flags(int initial, int is_start, int is_end)
{
	return is_start ? initial | (is_end ? 0 : LWS_WRITE_NO_FIN)
			: LWS_WRITE_CONTINUATION | (is_end ? 0 : LWS_WRITE_NO_FIN);
}

LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_raw_transaction_completed(struct lws *wsi);

LWS_VISIBLE LWS_EXTERN int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol protocol);

#endif
