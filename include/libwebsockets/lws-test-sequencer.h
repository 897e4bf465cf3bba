/**
 * @file lws-test-sequencer.h
 *
 * Runs the tests of an abstract protocol one behind the other.
 */

#ifndef GOLWS_LWS_TEST_SEQUENCER_H
#define GOLWS_LWS_TEST_SEQUENCER_H

/**
 * Called when all tests have ended.
 *
 * @param cb_user  as given in lws_test_sequencer_args_t
 */
typedef void (*lws_test_sequence_cb)(const void *cb_user);

/** What lws_abs_unit_test_sequencer() runs. */
typedef struct lws_test_sequencer_args {
	lws_abs_t *abs;			/**< the protocol over "unit_test" */
	lws_unit_test_t *tests;		/**< the tests */
	int *results;			/**< gets how each ended */
	int results_max;		/**< how many it has room for */
	int *count_tests;		/**< gets how many were run */
	int *count_passes;		/**< gets how many passed */
	lws_test_sequence_cb cb;	/**< called at the end */
	void *cb_user;			/**< passed to it */
} lws_test_sequencer_args_t;

/**
 * Starts the tests.
 *
 * @param args  what to run; must outlive the run
 *
 * @return 0, or nonzero when they can't be started
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_abs_unit_test_sequencer(const lws_test_sequencer_args_t *args);

#endif
