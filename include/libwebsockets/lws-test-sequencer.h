#ifndef GOLWS_LWS_TEST_SEQUENCER_H
#define GOLWS_LWS_TEST_SEQUENCER_H

typedef void (*lws_test_sequence_cb)(const void *cb_user);

typedef struct lws_test_sequencer_args {
	lws_abs_t *abs;
	lws_unit_test_t *tests;
	int *results;
	int results_max;
	int *count_tests;
	int *count_passes;
	lws_test_sequence_cb cb;
	void *cb_user;
} lws_test_sequencer_args_t;

LWS_VISIBLE LWS_EXTERN int
lws_abs_unit_test_sequencer(const lws_test_sequencer_args_t *args);

#endif
