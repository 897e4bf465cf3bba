#ifndef __LWS_DISPLAY_SSD1306_I2C_H__
#define __LWS_DISPLAY_SSD1306_I2C_H__

#define SSD1306_I2C7_ADS1 60
#define SSD1306_I2C7_ADS2 61
#define lws_display_ssd1306_ops \
	.init = lws_display_ssd1306_i2c_init, .contrast = \
	lws_display_ssd1306_i2c_contrast, .blit = \
	lws_display_ssd1306_i2c_blit, .power = \
	lws_display_ssd1306_i2c_power

typedef struct lws_display_ssd1306 {
	lws_display_t disp;
	const lws_i2c_ops_t *i2c;
	const lws_gpio_ops_t *gpio;
	_lws_plat_gpio_t reset_gpio;
	uint8_t i2c7_address;
} lws_display_ssd1306_t;

LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_blit(const struct lws_display *disp,
			     const uint8_t *src, lws_display_scalar x,
			     lws_display_scalar y, lws_display_scalar w,
			     lws_display_scalar h);

LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_contrast(const struct lws_display *disp, uint8_t b);

LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_init(const struct lws_display *disp);

LWS_VISIBLE LWS_EXTERN int
lws_display_ssd1306_i2c_power(const struct lws_display *disp, int state);

#endif
