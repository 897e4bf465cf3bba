/**
 * @file lws-ws-state.h
 *
 * What is being received, for #LWS_CALLBACK_RECEIVE and
 * #LWS_CALLBACK_CLIENT_RECEIVE, and whether there is room to write.
 */

#ifndef GOLWS_LWS_WS_STATE_H
#define GOLWS_LWS_WS_STATE_H

/*
 * The message being received: inside its callbacks
 */

/**
 * @param wsi  the connection
 *
 * @return 1 for a binary message, 0 for text
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_frame_is_binary(struct lws *wsi);

/**
 * @param wsi  the connection
 *
 * @return 1 when this call brings the start of a message, otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_first_fragment(struct lws *wsi);

/**
 * @param wsi  the connection
 *
 * @return 1 when this call brings the end of a message, otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_is_final_fragment(struct lws *wsi);

/**
 * @param wsi  the connection
 *
 * @return the frame's RSV bits: bit 2 is RSV1, bit 0 RSV3
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN unsigned char
lws_get_reserved_bits(struct lws *wsi);

/**
 * Since 4.5.
 *
 * @param wsi  the connection
 *
 * @return the opcode of the message being received: 1 text, 2 binary
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN uint8_t
lws_get_opcode(struct lws *wsi);

/*
 * The message being sent
 */

/**
 * Since 4.5.
 *
 * @param wsi  the connection
 *
 * @return 1 when a message was begun with #LWS_WRITE_NO_FIN and not ended yet,
 *         so that its #LWS_WRITE_CONTINUATION must follow; otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_ws_sending_multifragment(struct lws *wsi);

/*
 * Room to write
 */

/**
 * Tells whether the socket is full. A program that writes several times in one
 * callback stops when it is.
 *
 * @param wsi  the connection
 *
 * @return 1 when another lws_write() would be buffered, otherwise 0
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_send_pipe_choked(struct lws *wsi);

/**
 * @param wsi  the connection
 *
 * @return 1 when output is buffered that the socket has not taken, otherwise 0
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int LWS_WARN_UNUSED_RESULT
lws_partial_buffered(struct lws *wsi);

#endif
