/**
 * @file lws-ili9341-spi.h
 *
 * Displays with an ILI9341 controller on SPI.
 */

#ifndef __LWS_DISPLAY_ILI9341_SPI_H__
#define __LWS_DISPLAY_ILI9341_SPI_H__

/** The display. */
typedef struct lws_display_ili9341 {
	lws_display_t disp;		/**< first: what all displays have,
					 *   #lws_display_ili9341_ops among it */
	const lws_spi_ops_t *spi;	/**< its bus */
	const lws_gpio_ops_t *gpio;	/**< moves the reset line; NULL: none */
	_lws_plat_gpio_t reset_gpio;	/**< the reset line */
	uint8_t spi_index;		/**< which device on the bus it is */
} lws_display_ili9341_t;

/** Initializers for `disp`. */
#define lws_display_ili9341_ops \
	.init = lws_display_ili9341_spi_init, \
	.blit = lws_display_ili9341_spi_blit, \
	.power = lws_display_ili9341_spi_power

/**
 * `init` of lws_display_t.
 *
 * @param disp  `disp` of the display
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ili9341_spi_init(const struct lws_display *disp);

/**
 * `blit` of lws_display_t.
 *
 * @param disp  `disp` of the display
 * @param src   the pixels, 16 bits each: 5 of red, 6 of green, 5 of blue
 * @param x     left edge of where they go
 * @param y     top edge
 * @param w     width
 * @param h     height
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ili9341_spi_blit(const struct lws_display *disp,
			     const uint8_t *src, lws_display_scalar x,
			     lws_display_scalar y, lws_display_scalar w,
			     lws_display_scalar h);

/**
 * `power` of lws_display_t.
 *
 * @param disp   `disp` of the display
 * @param state  0 for sleep, nonzero for awake
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ili9341_spi_power(const struct lws_display *disp, int state);

#endif
