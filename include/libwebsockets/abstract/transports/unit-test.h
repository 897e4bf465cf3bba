/**
 * @file abstract/transports/unit-test.h
 *
 * The transport "unit_test", which plays a script instead of connecting: what
 * the protocol should send, and what it receives in answer.
 */

#ifndef GOLWS_ABSTRACT_TRANSPORTS_UNIT_TEST_H
#define GOLWS_ABSTRACT_TRANSPORTS_UNIT_TEST_H

/** What a step of a script is: `flags` of lws_unit_test_packet_t. */
enum {
	LWS_AUT_EXPECT_TEST_END = (1 << 0),	/**< the end of the script */
	LWS_AUT_EXPECT_LOCAL_CLOSE = (1 << 1),	/**< the protocol should close */
	LWS_AUT_EXPECT_DO_REMOTE_CLOSE = (1 << 2), /**< the peer closes */
	LWS_AUT_EXPECT_TX = (1 << 3),		/**< the protocol should send */
	LWS_AUT_EXPECT_RX = (1 << 4),		/**< the protocol receives */
	LWS_AUT_EXPECT_SHOULD_FAIL = (1 << 5),	/**< the test should fail */
	LWS_AUT_EXPECT_SHOULD_TIMEOUT = (1 << 6), /**< the test should time out */
};

/** How a test stands or ended. */
typedef enum {
	LPE_CONTINUE,			/**< it goes on */
	LPE_SUCCEEDED,			/**< it passed */
	LPE_FAILED,			/**< it failed */
	LPE_FAILED_UNEXPECTED_TIMEOUT,	/**< it timed out */
	LPE_FAILED_UNEXPECTED_PASS,	/**< it passed and should not have */
	LPE_FAILED_UNEXPECTED_CLOSE,	/**< the protocol closed */
	LPE_SKIPPED,			/**< it was not run */
	LPE_CLOSING,			/**< it waits for the close */
} lws_unit_test_packet_disposition;

/**
 * Called before a step.
 *
 * @param instance  the instance under test
 *
 * @return 0, or nonzero to fail the test
 */
typedef int (*lws_unit_test_packet_cb)(lws_abs_t *instance);

/**
 * Called when a test has ended.
 *
 * @param cb_user      as given by #LTMI_PEER_V_EXPECT_RESULT_CB_ARG
 * @param disposition  lws_unit_test_packet_disposition
 *
 * @return 0
 */
typedef int (*lws_unit_test_packet_test_cb)(const void *cb_user,
					    int disposition);

/** A step of a script. */
typedef struct lws_unit_test_packet {
	void *buffer;			/**< what is sent or received */
	lws_unit_test_packet_cb pre;	/**< called before it; may be NULL */
	size_t len;			/**< length of `buffer` */
	uint32_t flags;			/**< LWS_AUT_EXPECT_* */
} lws_unit_test_packet_t;

/** A test. Arrays of them end with a NULL name. */
typedef struct lws_unit_test {
	const char *name;			/**< its name */
	lws_unit_test_packet_t *expect_array;	/**< its script */
	int max_secs;				/**< seconds it may take */
} lws_unit_test_t;

/** The transport's parameters' names. */
enum {
	/** Bytes: the lws_unit_test_t. */
	LTMI_PEER_V_EXPECT_TEST = LTMI_TRANSPORT_BASE,
	/** Bytes: the lws_unit_test_packet_test_cb. */
	LTMI_PEER_V_EXPECT_RESULT_CB,
	/** Bytes: its `cb_user`. */
	LTMI_PEER_V_EXPECT_RESULT_CB_ARG,
};

/**
 * @param in  an lws_unit_test_packet_disposition
 *
 * @return its name
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_unit_test_result_name(int in);

#endif
