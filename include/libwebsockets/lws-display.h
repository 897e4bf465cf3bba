#ifndef __LWS_DISPLAY_H__
#define __LWS_DISPLAY_H__

enum lws_display_controller_state {
	LWSDISPS_OFF,
	LWSDISPS_AUTODIMMED,
	LWSDISPS_BECOMING_ACTIVE,
	LWSDISPS_ACTIVE,
	LWSDISPS_GOING_OFF,
};

typedef uint16_t lws_display_scalar;

typedef struct lws_display {
	int (*init)(const struct lws_display *disp);
	const lws_pwm_ops_t *bl_pwm_ops;
	int (*contrast)(const struct lws_display *disp, uint8_t contrast);
	int (*blit)(const struct lws_display *disp, const uint8_t *src, lws_display_scalar x, lws_display_scalar y, lws_display_scalar w, lws_display_scalar h);
	int (*power)(const struct lws_display *disp, int state);
	const lws_led_sequence_def_t *bl_active;
	const lws_led_sequence_def_t *bl_dim;
	const lws_led_sequence_def_t *bl_transition;
	void *variant;
	int bl_index;
	lws_display_scalar w;
	lws_display_scalar h;
	uint8_t latency_wake_ms;
} lws_display_t;

typedef struct lws_display_state {
	lws_sorted_usec_list_t sul_autodim;
	const lws_display_t *disp;
	struct lws_context *ctx;
	int autodim_ms;
	int off_ms;
	struct lws_led_state *bl_lcs;
	lws_led_state_chs_t chs;
	enum lws_display_controller_state state;
} lws_display_state_t;

LWS_VISIBLE LWS_EXTERN void
lws_display_state_active(lws_display_state_t *lds);

LWS_VISIBLE LWS_EXTERN void
lws_display_state_init(lws_display_state_t *lds, struct lws_context *ctx,
		       int autodim_ms, int off_ms,
		       struct lws_led_state *bl_lcs,
		       const lws_display_t *disp);

LWS_VISIBLE LWS_EXTERN void
lws_display_state_off(lws_display_state_t *lds);

LWS_VISIBLE LWS_EXTERN void
lws_display_state_set_brightness(lws_display_state_t *lds,
				 const lws_led_sequence_def_t *pwmseq);

#endif
