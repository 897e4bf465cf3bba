/**
 * @file lws-led.h
 *
 * LEDs whose intensity follows sequences, and fades from one to the next. They
 * are on GPIO lines, or dimmed by PWM (lws-pwm.h).
 */

#ifndef GOLWS_LWS_LED_H
#define GOLWS_LWS_LED_H

/*
 * Sequences
 */

/** Intensity: 0 is dark. */
typedef uint16_t lws_led_intensity_t;
/** Where in a period a sequence is: 0 to 65535. */
typedef uint16_t lws_led_seq_phase_t;

/** Full intensity. */
#define LWS_LED_MAX_INTENSITY 0xffff
/** Phases of a period. */
#define LWS_LED_FUNC_PHASE (1 << 16)
/** How often intensities change, ms. */
#define LWS_LED_SEQUENCER_UPDATE_INTERVAL_MS 33
/** A `ledphase_total` that never ends. */
#define LWS_SEQ_LEDPHASE_TOTAL_ENDLESS (-1)

/** Returns the intensity at a phase. */
typedef lws_led_intensity_t (*lws_led_lookup_t)(lws_led_seq_phase_t ph);

/** A sequence. */
typedef struct lws_led_sequence_def_t {
	lws_led_lookup_t func;		/**< its intensities */
	lws_led_seq_phase_t ledphase_offset; /**< the phase it begins at */
	int ledphase_total;		/**< phases it lasts */
	uint16_t ms;			/**< how long it takes, ms; that of a
					 *   period when it never ends */
	uint8_t flags;			/**< 0 */
} lws_led_sequence_def_t;

/** Which of the sequences of an LED. */
enum {
	LLSI_CURR,	/**< the one it follows */
	LLSI_NEXT,	/**< the one it fades to */
	LLSI_TRANS,	/**< how it fades: intensity is how much of the next
			 *   is in it */
};

/** A sequence in progress. */
typedef struct lws_led_state_ch {
	const lws_led_sequence_def_t *seq; /**< NULL: none */
	lws_led_seq_phase_t ph;		/**< where it is */
	lws_led_seq_phase_t step;	/**< phases per update */
	int phase_budget;		/**< phases that are left */
	lws_led_intensity_t last;	/**< its intensity */
} lws_led_state_ch_t;

/** The sequences of an LED. */
typedef struct lws_led_state_chs {
	lws_led_state_ch_t seqs[3];	/**< by LLSI_* */
} lws_led_state_chs_t;

/*
 * LEDs
 */

struct lws_led_state;	/**< LEDs at work */

/** What drives LEDs. First member of what describes them. */
typedef struct lws_led_ops {
	/** Sets the intensity of an LED. */
	void (*intensity)(const struct lws_led_ops *lo, const char *name,
			  lws_led_intensity_t inten);
	/** Prepares them. */
	struct lws_led_state *(*create)(const struct lws_led_ops *led_ops);
	/** Frees what `create` returned. */
	void (*destroy)(struct lws_led_state *);
} lws_led_ops_t;

/** An LED on a line. */
typedef struct lws_led_gpio_map {
	const char *name;		/**< its name */
	_lws_plat_gpio_t gpio;		/**< its line */
	lws_led_lookup_t intensity_correction; /**< NULL, or from what the eye
					 *   sees to what it is given */
	const struct lws_pwm_ops *pwm_ops; /**< dims it; NULL: on or off */
	uint8_t active_level;		/**< level of the line at which it is
					 *   on: 0 or 1 */
} lws_led_gpio_map_t;

/** LEDs on lines. Must outlive what is made of them. */
typedef struct lws_led_gpio_controller {
	const lws_led_ops_t led_ops;	/**< first: #lws_led_gpio_ops */
	const lws_gpio_ops_t *gpio_ops;	/**< moves the lines */
	const lws_led_gpio_map_t *led_map; /**< the LEDs */
	uint8_t count_leds;		/**< how many there are */
} lws_led_gpio_controller_t;

/** Initializer for `led_ops`. */
#define lws_led_gpio_ops \
	{ lws_led_gpio_intensity, lws_led_gpio_create, \
	lws_led_gpio_destroy }

/**
 * `create` of lws_led_ops_t.
 *
 * @param led_ops  `led_ops` of the LEDs
 *
 * @return the state, or NULL when out of memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_led_state *
lws_led_gpio_create(const lws_led_ops_t *led_ops);

/**
 * `destroy` of lws_led_ops_t.
 *
 * @param lcs  the state, which is freed
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_led_gpio_destroy(struct lws_led_state *lcs);

/**
 * `intensity` of lws_led_ops_t.
 *
 * @param lo     `led_ops` of the LEDs
 * @param name   which of them
 * @param inten  its intensity
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_led_gpio_intensity(const struct lws_led_ops *lo, const char *name,
		       lws_led_intensity_t inten);

/**
 * Fades to a sequence.
 *
 * @param lcs    the LEDs
 * @param name   which of them
 * @param next   the sequence to follow
 * @param trans  how to fade, such as #lws_pwmseq_linear_wipe
 *
 * @return 0, or nonzero when there is no such LED
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_led_transition(struct lws_led_state *lcs, const char *name,
		   const lws_led_sequence_def_t *next,
		   const lws_led_sequence_def_t *trans);

#endif
