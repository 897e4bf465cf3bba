/**
 * @file lws-ssd1306-i2c.h
 *
 * Displays with an SSD1306 controller on I2C.
 */

#ifndef __LWS_DISPLAY_SSD1306_I2C_H__
#define __LWS_DISPLAY_SSD1306_I2C_H__

/** Address of the controller with its SA0 pin low. */
#define SSD1306_I2C7_ADS1 0x3c
/** Address of the controller with its SA0 pin high. */
#define SSD1306_I2C7_ADS2 0x3d

/** The display. */
typedef struct lws_display_ssd1306 {
	lws_display_t disp;		/**< first: what all displays have,
					 *   #lws_display_ssd1306_ops among it */
	const lws_i2c_ops_t *i2c;	/**< its bus */
	const lws_gpio_ops_t *gpio;	/**< moves the reset line; NULL: none */
	_lws_plat_gpio_t reset_gpio;	/**< the reset line */
	uint8_t i2c7_address;		/**< its address, 7 bits */
} lws_display_ssd1306_t;

/** Initializers for `disp`. */
#define lws_display_ssd1306_ops \
	.init = lws_display_ssd1306_i2c_init, \
	.contrast = lws_display_ssd1306_i2c_contrast, \
	.blit = lws_display_ssd1306_i2c_blit, \
	.power = lws_display_ssd1306_i2c_power

/**
 * `init` of lws_display_t.
 *
 * @param disp  `disp` of the display
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_init(const struct lws_display *disp);

/**
 * `contrast` of lws_display_t.
 *
 * @param disp  `disp` of the display
 * @param b     contrast, 0 to 255
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_contrast(const struct lws_display *disp, uint8_t b);

/**
 * `blit` of lws_display_t.
 *
 * @param disp  `disp` of the display
 * @param src   the pixels, a bit each: a byte is a column of eight
 * @param x     left edge of where they go
 * @param y     top edge, a multiple of 8
 * @param w     width
 * @param h     height, a multiple of 8
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_blit(const struct lws_display *disp,
			     const uint8_t *src, lws_display_scalar x,
			     lws_display_scalar y, lws_display_scalar w,
			     lws_display_scalar h);

/**
 * `power` of lws_display_t.
 *
 * @param disp   `disp` of the display
 * @param state  0 for off, nonzero for on
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_power(const struct lws_display *disp, int state);

#endif
