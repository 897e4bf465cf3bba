#ifndef GOLWS_LWS_BB_I2C_H
#define GOLWS_LWS_BB_I2C_H

#define lws_bb_i2c_ops \
	{ lws_bb_i2c_init, lws_bb_i2c_start, lws_bb_i2c_stop, \
	lws_bb_i2c_write, lws_bb_i2c_read, lws_bb_i2c_set_ack }

typedef struct lws_bb_i2c {
	lws_i2c_ops_t bb_ops;
	_lws_plat_gpio_t scl;
	_lws_plat_gpio_t sda;
	const lws_gpio_ops_t *gpio;
	void (*delay)(void);
} lws_bb_i2c_t;

LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_init(const lws_i2c_ops_t *octx);

LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_read(const lws_i2c_ops_t *octx);

LWS_VISIBLE LWS_EXTERN void
lws_bb_i2c_set_ack(const lws_i2c_ops_t *octx, int ack);

LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_start(const lws_i2c_ops_t *octx);

LWS_VISIBLE LWS_EXTERN void
lws_bb_i2c_stop(const lws_i2c_ops_t *octx);

LWS_VISIBLE LWS_EXTERN int
lws_bb_i2c_write(const lws_i2c_ops_t *octx, uint8_t data);

#endif
