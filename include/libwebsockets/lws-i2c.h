/**
 * @file lws-i2c.h
 *
 * An I2C bus with one controller, as drivers of devices use it.
 */

#ifndef __LWS_I2C_H__
#define __LWS_I2C_H__

/** A bus. First member of what implements it. */
typedef struct lws_i2c_ops {
	/** Prepares the bus. Returns 0, or nonzero on failure. */
	int (*init)(const struct lws_i2c_ops *ctx);
	/** Sends a start condition. Returns 0, or nonzero when the bus is
	 *  held by someone else. */
	int (*start)(const struct lws_i2c_ops *ctx);
	/** Sends a stop condition. */
	void (*stop)(const struct lws_i2c_ops *ctx);
	/** Sends a byte. Returns 0 when it was acknowledged, else nonzero. */
	int (*write)(const struct lws_i2c_ops *ctx, uint8_t data);
	/** Returns a byte that it received. */
	int (*read)(const struct lws_i2c_ops *ctx);
	/** Answers the byte just received. */
	void (*set_ack)(const struct lws_i2c_ops *octx, int ack);
} lws_i2c_ops_t;

/**
 * Sends a byte of command to a display.
 *
 * @param ctx   the bus
 * @param ads7  address of the display, 7 bits
 * @param c     the command
 *
 * @return 0, or nonzero when it was not acknowledged
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_i2c_command(const lws_i2c_ops_t *ctx, uint8_t ads7, uint8_t c);

/**
 * Sends several, each with lws_i2c_command().
 *
 * @param ctx   the bus
 * @param ads7  address of the display, 7 bits
 * @param buf   the commands
 * @param len   how many bytes
 *
 * @return 0, or nonzero when one was not acknowledged
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_i2c_command_list(const lws_i2c_ops_t *ctx, uint8_t ads7,
		     const uint8_t *buf, size_t len);

#endif
