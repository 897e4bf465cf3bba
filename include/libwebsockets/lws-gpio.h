/**
 * @file lws-gpio.h
 *
 * Lines of general-purpose input and output, as drivers use them.
 */

#ifndef __LWS_GPIO_H__
#define __LWS_GPIO_H__

/** What interrupts. */
typedef enum {
	LWSGGPIO_IRQ_NONE,	/**< nothing */
	LWSGGPIO_IRQ_RISING,	/**< low to high */
	LWSGGPIO_IRQ_FALLING,	/**< high to low */
	LWSGGPIO_IRQ_CHANGE,	/**< either */
	LWSGGPIO_IRQ_LOW,	/**< low */
	LWSGGPIO_IRQ_HIGH,	/**< high */
} lws_gpio_irq_t;

/** What a line is for. */
enum {
	LWSGGPIO_FL_READ = (1 << 0),		/**< input */
	LWSGGPIO_FL_WRITE = (1 << 1),		/**< output */
	LWSGGPIO_FL_PULLUP = (1 << 2),		/**< pulled up */
	LWSGGPIO_FL_PULLDOWN = (1 << 3),	/**< pulled down */
	LWSGGPIO_FL_START_LOW = (1 << 4),	/**< output, low at first */
};

/** A line: its number. */
typedef int _lws_plat_gpio_t;

/** Called in an interrupt, with the `arg` of `irq_mode`. */
typedef void (*lws_gpio_irq_cb_t)(void *arg);

/** What moves the lines; the program fills it in. */
typedef struct lws_gpio_ops {
	/** Sets what a line is for: LWSGGPIO_FL_*. */
	void (*mode)(_lws_plat_gpio_t gpio, int flags);
	/** Returns 0 for low, 1 for high. */
	int (*read)(_lws_plat_gpio_t gpio);
	/** Makes a line low with 0, else high. */
	void (*set)(_lws_plat_gpio_t gpio, int val);
	/** Sets what interrupts, and what is called then. Returns 0, or nonzero
	 *  on failure. */
	int (*irq_mode)(_lws_plat_gpio_t gpio, lws_gpio_irq_t irq,
			lws_gpio_irq_cb_t cb, void *arg);
} lws_gpio_ops_t;

#endif
