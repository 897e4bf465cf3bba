/**
 * @file lws-bb-spi.h
 *
 * An SPI bus on GPIO lines, driven by software.
 */

#ifndef GOLWS_LWS_BB_SPI_H
#define GOLWS_LWS_BB_SPI_H

/** Most devices on the bus. */
#define LWS_SPI_BB_MAX_CH 4

/* Which lines are there: bits of `flags` */
#define LWSBBSPI_FLAG_USE_NCS0 (1 << 0)	/**< select of device 0 */
#define LWSBBSPI_FLAG_USE_NCS1 (1 << 1)	/**< select of device 1 */
#define LWSBBSPI_FLAG_USE_NCS2 (1 << 2)	/**< select of device 2 */
#define LWSBBSPI_FLAG_USE_NCS3 (1 << 3)	/**< select of device 3 */
#define LWSBBSPI_FLAG_USE_NCMD0 (1 << 4) /**< command or data of device 0 */
#define LWSBBSPI_FLAG_USE_NCMD1 (1 << 5) /**< command or data of device 1 */
#define LWSBBSPI_FLAG_USE_NCMD2 (1 << 6) /**< command or data of device 2 */
#define LWSBBSPI_FLAG_USE_NCMD3 (1 << 7) /**< command or data of device 3 */

/** The bus. */
typedef struct lws_bb_spi {
	lws_spi_ops_t bb_ops;		/**< first: what SPI drivers use it by,
					 *   #lws_bb_spi_ops */
	const lws_gpio_ops_t *gpio;	/**< moves the lines */
	_lws_plat_gpio_t clk;		/**< the clock line */
	_lws_plat_gpio_t ncs[LWS_SPI_BB_MAX_CH];  /**< low selects the device */
	_lws_plat_gpio_t ncmd[LWS_SPI_BB_MAX_CH]; /**< low: what it gets is a
						   *   command */
	_lws_plat_gpio_t mosi;		/**< data to devices */
	_lws_plat_gpio_t miso;		/**< data from devices */
	uint8_t flags;			/**< LWSBBSPI_FLAG_* */
} lws_bb_spi_t;

/** Initializers for `bb_ops`. */
#define lws_bb_spi_ops \
	.init = lws_bb_spi_init, \
	.queue = lws_bb_spi_queue

/**
 * `init` of lws_spi_ops_t.
 *
 * @param octx  `bb_ops` of the bus
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_bb_spi_init(const lws_spi_ops_t *octx);

/**
 * `queue` of lws_spi_ops_t. The transfer is complete when it returns.
 *
 * @param octx  `bb_ops` of the bus
 * @param desc  the transfer
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_bb_spi_queue(const lws_spi_ops_t *octx, const lws_spi_desc_t *desc);

#endif
