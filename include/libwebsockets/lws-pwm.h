/**
 * @file lws-pwm.h
 *
 * Lines dimmed by pulse width, and sequences for them.
 */

#ifndef GOLWS_LWS_PWM_H
#define GOLWS_LWS_PWM_H

/*
 * Lines
 */

/** A line. */
typedef struct lws_pwm_map {
	_lws_plat_gpio_t gpio;	/**< the line */
	uint8_t index;		/**< which generator of the CPU drives it */
	uint8_t active_level;	/**< its level when it is on: 0 or 1 */
} lws_pwm_map_t;

/** What dims lines. */
typedef struct lws_pwm_ops {
	/** Prepares them. Returns 0, or nonzero on failure. */
	int (*init)(const struct lws_pwm_ops *lo);
	/** Sets how long a line is on. */
	void (*intensity)(const struct lws_pwm_ops *lo, _lws_plat_gpio_t gpio,
			  lws_led_intensity_t inten);
	const lws_pwm_map_t *pwm_map;	/**< the lines */
	uint8_t count_pwm_map;		/**< how many there are */
} lws_pwm_ops_t;

/** Initializers for lws_pwm_ops_t, for the CPU's generators. */
#define lws_pwm_plat_ops \
	.init = lws_pwm_plat_init, .intensity = lws_pwm_plat_intensity

/**
 * `init` of lws_pwm_ops_t.
 *
 * @param lo  the lines
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_pwm_plat_init(const struct lws_pwm_ops *lo);

/**
 * `intensity` of lws_pwm_ops_t.
 *
 * @param lo     the lines
 * @param gpio   which of them
 * @param inten  0 for never on, #LWS_LED_MAX_INTENSITY for always
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_pwm_plat_intensity(const struct lws_pwm_ops *lo, _lws_plat_gpio_t gpio,
		       lws_led_intensity_t inten);

/*
 * Sequences
 */

/** A sine, without end, slow. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_sine_endless_slow;

/** A sine, without end, fast. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_sine_endless_fast;

/** From dark to full, along a sine. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_sine_up;

/** From full to dark, along a sine. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_sine_down;

/** From dark to full, evenly: to fade with. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_linear_wipe;

/** Full. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_static_on;

/** Half. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_static_half;

/** Dark. */
LWS_VISIBLE extern const lws_led_sequence_def_t lws_pwmseq_static_off;

/**
 * Intensities that grow evenly.
 *
 * @param n  the phase
 *
 * @return the same number
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_led_intensity_t
lws_led_func_linear(lws_led_seq_phase_t n);

/**
 * Intensities along a sine, between dark and full.
 *
 * @param n  the phase; a period is one of the sine
 *
 * @return the intensity
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_led_intensity_t
lws_led_func_sine(lws_led_seq_phase_t n);

#endif
