/**
 * @file lws-write.h
 *
 * Writing to a connection.
 */

#ifndef GOLWS_LWS_WRITE_H
#define GOLWS_LWS_WRITE_H

/*
 * Room in front of what is written
 */

/** Bytes that must be the library's to write to in front of what lws_write()
 *  gets: frame headers go there. */
#define LWS_PRE 16
/** Former name of #LWS_PRE. */
#define LWS_SEND_BUFFER_PRE_PADDING LWS_PRE
/** Room behind what is written: none. */
#define LWS_SEND_BUFFER_POST_PADDING 0
/** Size of a pointer, as an int. */
#define LWS_SIZEOFPTR ((int)sizeof(void *))
/** What _LWS_PAD() rounds up to. */
#define _LWS_PAD_SIZE 16
/** `n`, rounded up to a multiple of _LWS_PAD_SIZE. */
#define _LWS_PAD(n) \
	(((n) % _LWS_PAD_SIZE) ? (n) + (_LWS_PAD_SIZE - ((n) % \
	_LWS_PAD_SIZE)) : (n))

/*
 * Kinds of data
 */

/** What lws_write() writes, and flags to OR to it. */
enum lws_write_protocol {
	/** WebSocket: a text message, or the first frame of one. */
	LWS_WRITE_TEXT,
	/** WebSocket: a binary message, or the first frame of one. */
	LWS_WRITE_BINARY,
	/** WebSocket: a later frame of the message. */
	LWS_WRITE_CONTINUATION,
	/** HTTP: body, with more to come. Raw connections: data. */
	LWS_WRITE_HTTP,
	/** WebSocket: a ping, of at most 125 bytes. */
	LWS_WRITE_PING = 5,
	/** WebSocket: a pong, of at most 125 bytes. The library answers pings
	 *  itself. */
	LWS_WRITE_PONG,
	/** HTTP: the last of the body, which ends an HTTP/2 stream. */
	LWS_WRITE_HTTP_FINAL,
	/** HTTP: headers that were built with the lws_add_http_ functions. */
	LWS_WRITE_HTTP_HEADERS,
	/** HTTP/2: headers that follow in a CONTINUATION frame. */
	LWS_WRITE_HTTP_HEADERS_CONTINUATION,

	/** Flag: put it behind what is buffered, if anything is. That is done
	 *  without it too. */
	LWS_WRITE_BUFLIST = 32,
	/** Flag: it is not the message's last frame; with HTTP/2 headers, more
	 *  of them follow. */
	LWS_WRITE_NO_FIN = 64,
	/** Flag, HTTP/2: it ends the stream. */
	LWS_WRITE_H2_STREAM_END = 128,
	/** Flag, WebSocket client: has no effect, the payload is masked all the
	 *  same. */
	LWS_WRITE_CLIENT_IGNORE_XOR_MASK = 128,
};

/** Raw connections: data. */
#define LWS_WRITE_RAW 3

/** One call of lws_write(), on its way to the sender. */
struct lws_write_passthru {
	struct lws *wsi;		/**< the connection */
	unsigned char *buf;		/**< the data */
	size_t len;			/**< how much */
	enum lws_write_protocol wp;	/**< what it is */
};

/**
 * Tells the kind and flags for one frame of a message.
 *
 * @param initial   #LWS_WRITE_TEXT or #LWS_WRITE_BINARY
 * @param is_start  nonzero for the first frame
 * @param is_end    nonzero for the last frame
 *
 * @return what to give to lws_write()
 */
static LWS_INLINE int
lws_write_ws_flags(int initial, int is_start, int is_end)
{
	return is_start ? initial | (is_end ? 0 : LWS_WRITE_NO_FIN)
			: LWS_WRITE_CONTINUATION | (is_end ? 0 : LWS_WRITE_NO_FIN);
}

/*
 * Writing
 */

/**
 * Writes. In a callback, at best a _WRITEABLE one. All of it is taken: what the
 * socket does not take at once is copied and sent later, and no _WRITEABLE
 * comes before that.
 *
 * @param wsi       the connection
 * @param buf       the data. The #LWS_PRE bytes before it are overwritten for
 *                  WebSocket and HTTP/2; a WebSocket client's data is masked in
 *                  place. The buffer is the program's again afterwards
 * @param len       how much; may be 0
 * @param protocol  what it is, with flags
 *
 * @return `len`, or -1 when the connection is dead: the callback returns -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_write(struct lws *wsi, unsigned char *buf, size_t len,
	  enum lws_write_protocol protocol);

/** Writes `len` bytes of HTTP body. */
#define lws_write_http(wsi, buf, len) \
	lws_write(wsi, (unsigned char *)(buf), len, LWS_WRITE_HTTP)

/**
 * Says that all was written to a raw connection, which closes when its buffered
 * output has been sent.
 *
 * @param wsi  the connection
 *
 * @return 0 while there is output to send; nonzero when there is none: the
 *         callback returns -1
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_raw_transaction_completed(struct lws *wsi);

#endif
