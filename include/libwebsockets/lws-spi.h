/**
 * @file lws-spi.h
 *
 * An SPI bus with one controller, as drivers of devices use it.
 */

#ifndef __LWS_SPI_H__
#define __LWS_SPI_H__

/** How the clock is used, and how transfers are done. */
enum {
	LWSSPIMODE_CPOL = 1,	/**< the clock is high when idle */
	LWSSPIMODE_CPHA,	/**< data is taken at its second edge */

	/** low when idle, data taken when it rises */
	LWS_SPI_BUSMODE_CLK_IDLE_LOW_SAMP_RISING = 0,
	/** the same with #LWSSPIMODE_CPOL */
	LWS_SPI_BUSMODE_CLK_IDLE_HIGH_SAMP_RISING,
	/** low when idle, data taken when it falls */
	LWS_SPI_BUSMODE_CLK_IDLE_LOW_SAMP_FALLING,
	/** the same with #LWSSPIMODE_CPOL */
	LWS_SPI_BUSMODE_CLK_IDLE_HIGH_SAMP_FALLING,

	/** command, then data out, then data in */
	LWS_SPI_TXN_HALF_DUPLEX_DISCRETE = 0,
};

/** Called with `opaque` when a transfer is complete; returns 0. */
typedef int (*lws_spi_cb_t)(void *opaque);

/** A transfer. What it points to is kept until it is complete. */
typedef struct lws_spi_desc {
	const uint8_t *src;	/**< the command */
	const uint8_t *data;	/**< data out */
	uint8_t *dest;		/**< gets data in */
	void *opaque;		/**< passed to `completion_cb` */
	lws_spi_cb_t completion_cb; /**< NULL, or called when it is complete */
	uint16_t count_cmd;	/**< bytes of command */
	uint16_t count_write;	/**< bytes of data out */
	uint16_t count_read;	/**< bytes of data in */
	uint8_t txn_type;	/**< LWS_SPI_TXN_* */
	uint8_t channel;	/**< which device */
} lws_spi_desc_t;

/** A bus. First member of what implements it. */
typedef struct lws_spi_ops {
	/** Prepares the bus. Returns 0, or nonzero on failure. */
	int (*init)(const struct lws_spi_ops *ctx);
	/** Begins a transfer. Returns 0, or nonzero on failure. */
	int (*queue)(const struct lws_spi_ops *ctx, const lws_spi_desc_t *desc);
	uint8_t bus_mode;	/**< LWS_SPI_BUSMODE_* */
} lws_spi_ops_t;

#endif
