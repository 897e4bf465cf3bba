/**
 * @file lws-button.h
 *
 * Buttons on GPIO lines, without their bounces. What is done with them is told
 * by messages of class LWSSMDCL_INTERACTION (lws-smd.h).
 */

#ifndef __LWS_BUTTON_H__
#define __LWS_BUTTON_H__

/** How often lines are looked at once one has changed, ms. */
#define LWS_BUTTON_MON_TIMER_MS 5

/** Buttons: a bit for each, from 0 in their order. */
typedef uint16_t lws_button_idx_t;

/** Called when button `idx` is pressed, `state` 1, or released, 0. */
typedef void (*lws_button_cb_t)(void *opaque, lws_button_idx_t idx, int state);

/** Bits of `flags`. */
enum {
	/** tell double clicks from clicks: these are told late then */
	LWSBTNRGMFLAG_CLASSIFY_DOUBLECLICK = 1,
};

/** How a button is understood. Times in ms. */
typedef struct lws_button_regime {
	uint16_t ms_min_down;		/**< a press is this long */
	uint16_t ms_min_down_longpress;	/**< a long press is this long */
	uint16_t ms_up_settle;		/**< a release is this long */
	uint16_t ms_doubleclick_grace;	/**< the second click follows within */
	uint16_t ms_repeat_down;	/**< a press is repeated so often; 0 for
					 *   never */
	uint8_t flags;			/**< LWSBTNRGMFLAG_* */
} lws_button_regime_t;

/** A button. */
typedef struct lws_button_map {
	_lws_plat_gpio_t gpio;		/**< its line */
	const char *smd_interaction_name; /**< its name in messages */
	const lws_button_regime_t *regime; /**< NULL for the default */
} lws_button_map_t;

/** Buttons that belong together. Must outlive what is made of them. */
typedef struct lws_button_controller {
	const char *smd_bc_name;	/**< their name in messages */
	const lws_gpio_ops_t *gpio_ops;	/**< reads the lines */
	const lws_button_map_t *button_map; /**< the buttons */
	lws_button_idx_t active_state_bitmap; /**< those whose line is high when
					       *   they are pressed */
	uint8_t count_buttons;		/**< how many there are */
} lws_button_controller_t;

struct lws_button_state;	/**< buttons being watched */

/**
 * Prepares to watch buttons. lws_button_enable() starts it.
 *
 * @param ctx         the context
 * @param controller  the buttons
 *
 * @return the state, or NULL on failure
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_button_state *
lws_button_controller_create(struct lws_context *ctx,
			     const lws_button_controller_t *controller);

/**
 * Stops to watch buttons.
 *
 * @param bcs  the state, which is freed
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_button_controller_destroy(struct lws_button_state *bcs);

/**
 * Finds a button.
 *
 * @param bcs   the state
 * @param name  its `smd_interaction_name`
 *
 * @return its bit, 0 when there is none
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN lws_button_idx_t
lws_button_get_bit(struct lws_button_state *bcs, const char *name);

/**
 * Chooses which buttons are watched.
 *
 * @param bcs     the state
 * @param _reset  those not to watch
 * @param _set    those to watch, in the end
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_button_enable(struct lws_button_state *bcs, lws_button_idx_t _reset,
		  lws_button_idx_t _set);

#endif
