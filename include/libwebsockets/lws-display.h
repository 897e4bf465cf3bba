/**
 * @file lws-display.h
 *
 * Displays: what their drivers implement, and a backlight that dims, then goes
 * off, when nothing happens.
 */

#ifndef __LWS_DISPLAY_H__
#define __LWS_DISPLAY_H__

/** A coordinate or a distance in pixels. */
typedef uint16_t lws_display_scalar;

/** A display. Members that are functions return 0, or nonzero on failure. */
typedef struct lws_display {
	/** Prepares it. */
	int (*init)(const struct lws_display *disp);
	const lws_pwm_ops_t *bl_pwm_ops; /**< dims its backlight; NULL: it has
					  *   none */
	/** Sets its contrast, 0 to 255. */
	int (*contrast)(const struct lws_display *disp, uint8_t contrast);
	/** Shows `src`, in the display's own format, in a rectangle. */
	int (*blit)(const struct lws_display *disp, const uint8_t *src,
		    lws_display_scalar x, lws_display_scalar y,
		    lws_display_scalar w, lws_display_scalar h);
	/** Sends it to sleep with 0, else wakes it. */
	int (*power)(const struct lws_display *disp, int state);

	const lws_led_sequence_def_t *bl_active; /**< backlight in use */
	const lws_led_sequence_def_t *bl_dim;	/**< backlight when dimmed */
	const lws_led_sequence_def_t *bl_transition; /**< how it fades */

	void *variant;		/**< the driver's */

	int bl_index;		/**< which generator drives the backlight */

	lws_display_scalar w;	/**< width in pixels */
	lws_display_scalar h;	/**< height in pixels */

	uint8_t latency_wake_ms; /**< how long it takes to wake, ms */
} lws_display_t;

/** What a display does. */
enum lws_display_controller_state {
	LWSDISPS_OFF,			/**< it is off */
	LWSDISPS_AUTODIMMED,		/**< it is dimmed */
	LWSDISPS_BECOMING_ACTIVE,	/**< it wakes */
	LWSDISPS_ACTIVE,		/**< it is in use */
	LWSDISPS_GOING_OFF,		/**< it is about to be off */
};

/** A display in use. */
typedef struct lws_display_state {
	lws_sorted_usec_list_t sul_autodim; /**< when to change next */
	const lws_display_t *disp;	/**< the display */
	struct lws_context *ctx;	/**< the context */

	int autodim_ms;			/**< when it dims, ms; -1 for never */
	int off_ms;			/**< how long after it is off, ms; -1
					 *   for never */

	struct lws_led_state *bl_lcs;	/**< the LEDs its backlight is one of */

	lws_led_state_chs_t chs;	/**< sequences of the backlight */

	enum lws_display_controller_state state; /**< what it does */
} lws_display_state_t;

/**
 * Begins to use a display. It is off at first.
 *
 * @param lds         gets the state, which lives as long as it is used
 * @param ctx         the context
 * @param autodim_ms  when it dims after lws_display_state_active(), ms; -1 for
 *                    never
 * @param off_ms      how long after it is off, ms; -1 for never
 * @param bl_lcs      the LEDs that its backlight is one of, "backlight"
 * @param disp        the display, which has to outlive it
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_init(lws_display_state_t *lds, struct lws_context *ctx,
		       int autodim_ms, int off_ms,
		       struct lws_led_state *bl_lcs,
		       const lws_display_t *disp);

/**
 * Tells that the display is used: it wakes, and the time until it dims begins.
 *
 * @param lds  the state
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_active(lws_display_state_t *lds);

/**
 * Turns the display off.
 *
 * @param lds  the state
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_off(lws_display_state_t *lds);

/**
 * Fades its backlight to a sequence.
 *
 * @param lds     the state
 * @param pwmseq  the sequence
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_display_state_set_brightness(lws_display_state_t *lds,
				 const lws_led_sequence_def_t *pwmseq);

#endif
