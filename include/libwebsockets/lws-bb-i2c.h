/**
 * @file lws-bb-i2c.h
 *
 * An I2C bus on two GPIO lines, driven by software.
 */

#ifndef GOLWS_LWS_BB_I2C_H
#define GOLWS_LWS_BB_I2C_H

/** The bus. */
typedef struct lws_bb_i2c {
	lws_i2c_ops_t bb_ops;		/**< first: what I2C drivers use it by,
					 *   #lws_bb_i2c_ops */
	_lws_plat_gpio_t scl;		/**< the clock line */
	_lws_plat_gpio_t sda;		/**< the data line */
	const lws_gpio_ops_t *gpio;	/**< moves the lines */
	void (*delay)(void);		/**< waits half a clock */
} lws_bb_i2c_t;

/** Initializer for `bb_ops`. */
#define lws_bb_i2c_ops \
	{ \
		lws_bb_i2c_init, \
		lws_bb_i2c_start, \
		lws_bb_i2c_stop, \
		lws_bb_i2c_write, \
		lws_bb_i2c_read, \
		lws_bb_i2c_set_ack, \
	}

/**
 * `init` of lws_i2c_ops_t.
 *
 * @param octx  `bb_ops` of the bus, as for those below
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_init(const lws_i2c_ops_t *octx);

/**
 * `start` of lws_i2c_ops_t.
 *
 * @param octx  the bus
 *
 * @return 0, or nonzero when the bus is held by someone else
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_start(const lws_i2c_ops_t *octx);

/**
 * `stop` of lws_i2c_ops_t.
 *
 * @param octx  the bus
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_bb_i2c_stop(const lws_i2c_ops_t *octx);

/**
 * `write` of lws_i2c_ops_t.
 *
 * @param octx  the bus
 * @param data  the byte
 *
 * @return 0 when it was acknowledged, nonzero otherwise
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_write(const lws_i2c_ops_t *octx, uint8_t data);

/**
 * `read` of lws_i2c_ops_t.
 *
 * @param octx  the bus
 *
 * @return the byte
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_read(const lws_i2c_ops_t *octx);

/**
 * `set_ack` of lws_i2c_ops_t.
 *
 * @param octx  the bus
 * @param ack   how to answer the byte just read
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_bb_i2c_set_ack(const lws_i2c_ops_t *octx, int ack);

#endif
