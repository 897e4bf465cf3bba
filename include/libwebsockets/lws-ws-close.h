/**
 * @file lws-ws-close.h
 *
 * Why a WebSocket closes.
 */

#ifndef GOLWS_LWS_WS_CLOSE_H
#define GOLWS_LWS_WS_CLOSE_H

/** Status codes of close frames (RFC 6455 7.4). Programs can use 3000 to 4999
 *  for their own. */
enum lws_close_status {
	/** No code: the close frame is empty. */
	LWS_CLOSE_STATUS_NOSTATUS,
	/** The purpose is fulfilled. */
	LWS_CLOSE_STATUS_NORMAL = 1000,
	/** A server goes down, or a browser leaves the page. */
	LWS_CLOSE_STATUS_GOINGAWAY,
	/** The peer has violated the protocol. */
	LWS_CLOSE_STATUS_PROTOCOL_ERR,
	/** A type of data that is not understood. */
	LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE,
	/** Not to be used. */
	LWS_CLOSE_STATUS_RESERVED,
	/** Stands for an empty close frame; never sent. */
	LWS_CLOSE_STATUS_NO_STATUS,
	/** Stands for a connection that ended without one; never sent. */
	LWS_CLOSE_STATUS_ABNORMAL_CLOSE,
	/** Data does not fit the type of message, as text that is no UTF-8. */
	LWS_CLOSE_STATUS_INVALID_PAYLOAD,
	/** The peer has violated the program's rules. */
	LWS_CLOSE_STATUS_POLICY_VIOLATION,
	/** A message is too large. */
	LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE,
	/** The server lacks an extension that the client needs. */
	LWS_CLOSE_STATUS_EXTENSION_REQUIRED,
	/** Something went wrong on our side. */
	LWS_CLOSE_STATUS_UNEXPECTED_CONDITION,
	/** Stands for a failed TLS handshake; never sent. */
	LWS_CLOSE_STATUS_TLS_FAILURE = 1015,
	/** The library's: a client's transaction is complete; never sent. */
	LWS_CLOSE_STATUS_CLIENT_TRANSACTION_DONE = 2000,
	/** The library's: the context is destroyed; never sent. */
	LWS_CLOSE_STATUS_NOSTATUS_CONTEXT_DESTROY = 9999,
};

/**
 * Sets the close frame for a callback that is about to return nonzero, from a
 * WebSocket. Without it the connection closes with no close frame.
 *
 * @param wsi     the connection
 * @param status  the code. With one that must not be sent (RFC 6455 7.4: under
 *                1000, over 4999, 1004 to 1006, 1015 to 2999) the frame is empty
 * @param buf     the reason, UTF-8; copied. May be NULL if `len` is 0. One that
 *                is no UTF-8 is not sent
 * @param len     its length; what is over 123 bytes is cut
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_close_reason(struct lws *wsi, enum lws_close_status status,
		 unsigned char *buf, size_t len);

#endif
