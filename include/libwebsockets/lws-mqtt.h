/**
 * @file lws-mqtt.h
 *
 * An MQTT 3.1.1 client. A client connection whose method is "MQTT" takes
 * lws_mqtt_client_connect_param_t in lws_client_connect_info; its protocol's
 * callback gets LWS_CALLBACK_MQTT_*. Names of packets, reasons and properties
 * are those of MQTT 5.0.
 */

#ifndef _LWS_MQTT_H
#define _LWS_MQTT_H 1

/*
 * The protocol
 */

/** Protocol level of MQTT 3.1.1. */
#define MQTT_VER_3_1_1 4

/** Quality of service (MQTT 3.1.1 §4.3). */
typedef enum {
	QOS0 = 0,		/**< at most once */
	QOS1 = (1 << 0),	/**< at least once */
	QOS2 = (1 << 1),	/**< exactly once */
	RESERVED_QOS_LEVEL = 0x3, /**< not allowed */
	FAILURE_QOS_LEVEL = (1 << 7), /**< the server refused a subscription */
} lws_mqtt_qos_levels_t;

/** Control packets (MQTT 5.0 §2.1.2). */
typedef enum {
	LMQCP_RESERVED,		/**< not allowed */
	LMQCP_CTOS_CONNECT,	/**< client asks to connect */
	LMQCP_STOC_CONNACK,	/**< server answers */
	LMQCP_PUBLISH,		/**< a message */
	LMQCP_PUBACK,		/**< QoS 1: it has come */
	LMQCP_PUBREC,		/**< QoS 2: it has come */
	LMQCP_PUBREL,		/**< QoS 2: it may be delivered */
	LMQCP_PUBCOMP,		/**< QoS 2: it was */
	LMQCP_CTOS_SUBSCRIBE,	/**< client subscribes */
	LMQCP_STOC_SUBACK,	/**< server answers */
	LMQCP_CTOS_UNSUBSCRIBE,	/**< client unsubscribes */
	LMQCP_STOC_UNSUBACK,	/**< server answers */
	LMQCP_CTOS_PINGREQ,	/**< client asks for a sign of life */
	LMQCP_STOC_PINGRESP,	/**< server gives it */
	LMQCP_DISCONNECT,	/**< the connection ends */
	LMQCP_AUTH,		/**< authentication goes on */
} lws_mqtt_control_packet_t;

/** Flags of CONNECT (MQTT 3.1.1 §3.1.2), and some of ours. */
typedef enum {
	/* ours: these strings are not to be freed */
	LMQCFT_USERNAME_NOFREE = (1 << 10),	/**< user name */
	LMQCFT_PASSWORD_NOFREE = (1 << 9),	/**< password */
	LMQCFT_CLIENT_ID_NOFREE = (1 << 8),	/**< client identifier */

	LMQCFT_USERNAME = (1 << 7),	/**< there is a user name */
	LMQCFT_PASSWORD = (1 << 6),	/**< there is a password */
	LMQCFT_WILL_RETAIN = (1 << 5),	/**< the will is retained */
	LMQCFT_WILL_QOS = (1 << 3),	/**< lowest bit of the will's QoS */
	LMQCFT_WILL_FLAG = (1 << 2),	/**< there is a will */
	LMQCFT_CLEAN_START = (1 << 1),	/**< no former session goes on */
	LMQCFT_RESERVED = (1 << 0),	/**< not allowed */

	LMQCFT_WILL_QOS_MASK = 0x18,	/**< the will's QoS */
} lws_mqtt_connect_flags_t;

/** Flags of CONNACK. */
typedef enum {
	LMQCFT_SESSION_PRESENT = 1,	/**< a former session goes on */
} lws_mqtt_connack_flags_t;

/** Reasons (MQTT 5.0 §2.4); from 128 on, failures. */
typedef enum {
	LMQCP_REASON_SUCCESS,			/**< success */
	LMQCP_REASON_NORMAL_DISCONNECTION = 0,	/**< the will is dropped */
	LMQCP_REASON_GRANTED_QOS0 = 0,		/**< subscribed with QoS 0 */
	LMQCP_REASON_GRANTED_QOS1,		/**< subscribed with QoS 1 */
	LMQCP_REASON_GRANTED_QOS2,		/**< subscribed with QoS 2 */
	LMQCP_REASON_DISCONNECT_WILL = 4,	/**< the will is published */
	LMQCP_REASON_NO_MATCHING_SUBSCRIBER = 16, /**< nobody subscribed */
	LMQCP_REASON_NO_SUBSCRIPTION_EXISTED,	/**< was not subscribed */
	LMQCP_REASON_CONTINUE_AUTHENTICATION = 24, /**< authentication goes
						 *   on */
	LMQCP_REASON_RE_AUTHENTICATE,		/**< authentication again */
	LMQCP_REASON_UNSPECIFIED_ERROR = 128,	/**< no reason given */
	LMQCP_REASON_MALFORMED_PACKET,		/**< packet cannot be parsed */
	LMQCP_REASON_PROTOCOL_ERROR,		/**< packet is not allowed
						 *   there */
	LMQCP_REASON_IMPLEMENTATION_SPECIFIC_ERROR, /**< peer cannot do it */
	LMQCP_REASON_UNSUPPORTED_PROTOCOL,	/**< protocol level unknown */
	LMQCP_REASON_CLIENT_ID_INVALID,		/**< bad client identifier */
	LMQCP_REASON_BAD_CREDENTIALS,		/**< bad user name or
						 *   password */
	LMQCP_REASON_NOT_AUTHORIZED,		/**< not allowed */
	LMQCP_REASON_SERVER_UNAVAILABLE,	/**< server not available */
	LMQCP_REASON_SERVER_BUSY,		/**< server busy */
	LMQCP_REASON_BANNED,			/**< client is shut out */
	LMQCP_REASON_SERVER_SHUTTING_DOWN,	/**< server ends */
	LMQCP_REASON_BAD_AUTHENTICATION_METHOD,	/**< method not supported */
	LMQCP_REASON_KEEPALIVE_TIMEOUT,		/**< nothing came for too
						 *   long */
	LMQCP_REASON_SESSION_TAKEN_OVER,	/**< another connection has the
						 *   same client identifier */
	LMQCP_REASON_TOPIC_FILTER_INVALID,	/**< bad topic filter */
	LMQCP_REASON_TOPIC_NAME_INVALID,	/**< bad topic */
	LMQCP_REASON_PACKET_ID_IN_USE,		/**< packet identifier in use */
	LMQCP_REASON_PACKET_ID_NOT_FOUND,	/**< packet identifier not
						 *   known */
	LMQCP_REASON_MAX_RX_EXCEEDED,		/**< too many messages without
						 *   an answer */
	LMQCP_REASON_TOPIC_ALIAS_INVALID,	/**< bad topic alias */
	LMQCP_REASON_PACKET_TOO_LARGE,		/**< packet too large */
	LMQCP_REASON_RATELIMIT,			/**< messages too frequent */
	LMQCP_REASON_QUOTA_EXCEEDED,		/**< quota used up */
	LMQCP_REASON_ADMINISTRATIVE_ACTION,	/**< administrator did it */
	LMQCP_REASON_PAYLOAD_FORMAT_INVALID,	/**< payload not as said */
	LMQCP_REASON_RETAIN_NOT_SUPPORTED,	/**< nothing is retained */
	LMQCP_REASON_QOS_NOT_SUPPORTED,		/**< QoS too high */
	LMQCP_REASON_USE_ANOTHER_SERVER,	/**< another server, for now */
	LMQCP_REASON_SERVER_MOVED,		/**< another server, for good */
	LMQCP_REASON_SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, /**< none shared */
	LMQCP_REASON_CONNECTION_RATE_EXCEEDED,	/**< connections too
						 *   frequent */
	LMQCP_REASON_MAXIMUM_CONNECT_TIME,	/**< connected long enough */
	LMQCP_REASON_SUBSCRIPTION_IDS_NOT_SUPPORTED, /**< no subscription
						 *   identifiers */
	LMQCP_REASON_WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED, /**< no wildcards */
} lws_mqtt_reason_t;

/** Properties (MQTT 5.0 §2.2.2). */
typedef enum {
	LMQPROP_INVALID,			/**< none */
	LMQPROP_PAYLOAD_FORMAT_INDICATOR,	/**< bytes or UTF-8 */
	LMQPROP_MESSAGE_EXPIRY_INTERVAL,	/**< life of a message */
	LMQPROP_CONTENT_TYPE,			/**< type of a message */
	LMQPROP_RESPONSE_TOPIC = 8,		/**< where to answer */
	LMQPROP_CORRELATION_DATA,		/**< what the answer is to */
	LMQPROP_SUBSCRIPTION_IDENTIFIER = 11,	/**< which subscription */
	LMQPROP_SESSION_EXPIRY_INTERVAL = 17,	/**< life of a session */
	LMQPROP_ASSIGNED_CLIENT_IDENTIFIER,	/**< client identifier the
						 *   server chose */
	LMQPROP_SERVER_KEEP_ALIVE,		/**< keep alive the server
						 *   wants */
	LMQPROP_AUTHENTICATION_METHOD = 21,	/**< how to authenticate */
	LMQPROP_AUTHENTICATION_DATA,		/**< data of it */
	LMQPROP_REQUEST_PROBLEM_INFORMATION,	/**< reasons are wanted */
	LMQPROP_WILL_DELAY_INTERVAL,		/**< how late the will is */
	LMQPROP_REQUEST_RESPONSE_INFORMATION,	/**< response information is
						 *   wanted */
	LMQPROP_RESPONSE_INFORMATION,		/**< base of response topics */
	LMQPROP_SERVER_REFERENCE = 28,		/**< the other server */
	LMQPROP_REASON_STRING = 31,		/**< reason as text */
	LMQPROP_RECEIVE_MAXIMUM = 33,		/**< most messages without an
						 *   answer */
	LMQPROP_TOPIC_ALIAS_MAXIMUM,		/**< most topic aliases */
	LMQPROP_TOPIC_ALIAS,			/**< topic alias */
	LMQPROP_MAXIMUM_QOS,			/**< highest QoS */
	LMQPROP_RETAIN_AVAILABLE,		/**< messages are retained */
	LMQPROP_USER_PROPERTY,			/**< the program's */
	LMQPROP_MAXIMUM_PACKET_SIZE,		/**< longest packet */
	LMQPROP_WILDCARD_SUBSCRIPTION_AVAIL,	/**< wildcards work */
	LMQPROP_SUBSCRIPTION_IDENTIFIER_AVAIL,	/**< subscription identifiers
						 *   work */
	LMQPROP_SHARED_SUBSCRIPTION_AVAIL,	/**< shared subscriptions
						 *   work */
} lws_mqtt_property;

/** The first byte of a packet. */
typedef union {
	/** its parts */
	struct {
		uint8_t retain:1;		/**< retained */
		uint8_t qos:2;			/**< QoS */
		uint8_t dup:1;			/**< sent before */
		uint8_t ctrl_pkt_type:4;	/**< lws_mqtt_control_packet_t */
	} flags;
	uint8_t bits;				/**< all of it */
} lws_mqtt_fixed_hdr_t;

/*
 * Connecting
 */

/** Longest client identifier, NUL included. */
#define LWS_MQTT_MAX_CIDLEN 128
/** Length of a client identifier that the library makes up. */
#define LWS_MQTT_RANDOM_CIDLEN 23

/** What an MQTT connection begins with. Copied where it is needed longer. */
typedef struct lws_mqtt_client_connect_param_s {
	const char *client_id;		/**< client identifier; NULL for a
					 *   random one */
	uint16_t keep_alive;		/**< seconds after which the server may
					 *   take the client for gone */
	uint8_t clean_start:1;		/**< 1: no former session goes on */
	uint8_t client_id_nofree:1;	/**< 1: `client_id` is not to be
					 *   freed */
	uint8_t username_nofree:1;	/**< 1: `username` is not to be freed */
	uint8_t password_nofree:1;	/**< 1: `password` is not to be freed */
	/** what the server publishes when the client is gone */
	struct {
		const char *topic;		/**< its topic; NULL: nothing */
		const char *message;		/**< the message */
		lws_mqtt_qos_levels_t qos;	/**< its QoS */
		uint8_t retain;			/**< nonzero: retained */
	} will_param;
	/** what the client publishes first */
	struct {
		const char *topic;		/**< its topic; NULL: nothing */
		const char *message;		/**< the message */
		lws_mqtt_qos_levels_t qos;	/**< its QoS */
		uint8_t retain;			/**< nonzero: retained */
	} birth_param;
	const char *username;		/**< NULL, or the user name */
	const char *password;		/**< NULL, or the password */
	uint8_t aws_iot;		/**< nonzero: the server is AWS IoT,
					 *   with limits of its own */
} lws_mqtt_client_connect_param_t;

/*
 * Messages and subscriptions
 */

/** Longest topic. */
#define LWS_MQTT_MAX_TOPICLEN 0xffff
/** Longest topic of AWS IoT. */
#define LWS_MQTT_MAX_AWSIOT_TOPICLEN (1 << 8)
/** Says of a piece of a message that it is the last. */
#define LWS_MQTT_FINAL_PART 1

/** A message. */
typedef struct lws_mqtt_publish_param_s {
	char *topic;			/**< its topic */
	uint16_t topic_len;		/**< length of the topic */
	const void *payload;		/**< a piece of it that came */
	uint32_t payload_len;		/**< length of all of it */
	uint32_t payload_pos;		/**< how much came or was sent before */
	lws_mqtt_qos_levels_t qos;	/**< its QoS */

	uint16_t packet_id;		/**< its identifier, for QoS 1 and 2 */
	uint8_t dup:1;			/**< 1: it was sent before */
	uint8_t retain:1;		/**< 1: to be retained, or it was */
} lws_mqtt_publish_param_t;

/** A topic filter. */
typedef struct topic_elem {
	const char *name;		/**< the filter */
	lws_mqtt_qos_levels_t qos;	/**< highest QoS */
	uint8_t acked;			/**< nonzero: the server has it */
} lws_mqtt_topic_elem_t;

/** Topic filters to subscribe to, or no longer. */
typedef struct lws_mqtt_subscribe_param_s {
	uint32_t num_topics;		/**< how many there are */
	lws_mqtt_topic_elem_t *topic;	/**< the filters */
	uint16_t packet_id;		/**< identifier of the packet */
} lws_mqtt_subscribe_param_t;

/**
 * Sends a message, or a piece of it, from LWS_CALLBACK_MQTT_CLIENT_WRITEABLE.
 *
 * @param wsi    the connection
 * @param pub    the message; the same for all pieces
 * @param buf    the piece
 * @param len    its length
 * @param final  #LWS_MQTT_FINAL_PART for the last piece, else 0
 *
 * @return 0, or nonzero when the connection has to be closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_mqtt_client_send_publish(struct lws *wsi, lws_mqtt_publish_param_t *pub,
			     const void *buf, uint32_t len, int final);

/**
 * Subscribes, from LWS_CALLBACK_MQTT_CLIENT_WRITEABLE.
 *
 * @param wsi  the connection
 * @param sub  the filters
 *
 * @return 0, or nonzero when the connection has to be closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_mqtt_client_send_subcribe(struct lws *wsi,
			      lws_mqtt_subscribe_param_t *sub);

/**
 * Ends subscriptions, from LWS_CALLBACK_MQTT_CLIENT_WRITEABLE.
 *
 * @param wsi    the connection
 * @param unsub  the filters
 *
 * @return 0, or nonzero when the connection has to be closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_mqtt_client_send_unsubcribe(struct lws *wsi,
				const lws_mqtt_subscribe_param_t *unsub);

/*
 * Topics of AWS IoT's shadows: a thing has an unnamed one, and named ones.
 */

/** Longest name of a thing. */
#define LWS_MQTT_SHADOW_MAX_THING_LEN 128
/** Longest name of a shadow. */
#define LWS_MQTT_SHADOW_MAX_SHADOW_LEN 64

/** What is asked: change it. */
#define LWS_MQTT_SHADOW_UPDATE_STR "/update"
/** What is asked: delete it. */
#define LWS_MQTT_SHADOW_DELETE_STR "/delete"
/** What is asked: tell it. */
#define LWS_MQTT_SHADOW_GET_STR "/get"

/** An answer: done. */
#define LWS_MQTT_SHADOW_RESP_ACCEPTED_STR "/accepted"
/** An answer: refused. */
#define LWS_MQTT_SHADOW_RESP_REJECTED_STR "/rejected"
/** An answer: what is and what is wanted differ. */
#define LWS_MQTT_SHADOW_RESP_DELTA_STR "/delta"
/** An answer: before and after a change. */
#define LWS_MQTT_SHADOW_RESP_DOCUMENT_STR "/documents"

/** Changed. */
#define LWS_MQTT_SHADOW_UPDATE_ACCEPTED_STR "/update/accepted"
/** Not changed. */
#define LWS_MQTT_SHADOW_UPDATE_REJECTED_STR "/update/rejected"
/** How what is and what is wanted differ. */
#define LWS_MQTT_SHADOW_UPDATE_DELTA_STR "/update/delta"
/** Before and after a change. */
#define LWS_MQTT_SHADOW_UPDATE_DOCUMENT_STR "/update/documents"
/** Deleted. */
#define LWS_MQTT_SHADOW_DELETE_ACCEPTED_STR "/delete/accepted"
/** Not deleted. */
#define LWS_MQTT_SHADOW_DELETE_REJECTED_STR "/delete/rejected"
/** What it is. */
#define LWS_MQTT_SHADOW_GET_ACCEPTED_STR "/get/accepted"
/** Not told. */
#define LWS_MQTT_SHADOW_GET_REJECTED_STR "/get/rejected"

/** Format of what the topics of a thing begin with. */
#define LWS_MQTT_SHADOW_PREFIX_FORMAT "$aws/things/%s"
/** Format of a topic: thing, shadow, what of the above. */
#define LWS_MQTT_SHADOW_NAMED_SHADOW_TOPIC_FORMAT "$aws/things/%s/shadow/name/%s%s"
/** Filter for topics of named shadows. */
#define LWS_MQTT_SHADOW_NAMED_TOPIC_MATCH "$aws/things/+/shadow/name/+/+"
/** Format of a topic of the unnamed shadow: thing, what of the above. */
#define LWS_MQTT_SHADOW_UNNAMED_SHADOW_TOPIC_FORMAT "$aws/things/%s/shadow%s"
/** Filter for topics of unnamed shadows. */
#define LWS_MQTT_SHADOW_UNNAMED_TOPIC_MATCH "$aws/things/+/shadow/+"

/*
 * Strings with their length before them, as MQTT has them
 */

/** What a connection has for MQTT. */
typedef struct _lws_mqtt_related lws_mqtt_related_t;

/** A string in memory that may be larger. */
typedef struct lws_mqtt_str_st lws_mqtt_str_t;

/**
 * Makes a string of some memory.
 *
 * @param s    the string; whatever it held is lost
 * @param buf  the memory
 * @param lim  its size
 * @param nf   nonzero: the memory is to be freed with the string
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mqtt_str_init(lws_mqtt_str_t *s, uint8_t *buf, uint16_t lim, char nf);

/**
 * Allocates a string and its memory.
 *
 * @param lim  size of the memory
 *
 * @return the string, to be freed with lws_mqtt_str_free(); NULL when out of
 *         memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_mqtt_str_t *
lws_mqtt_str_create(uint16_t lim);

/**
 * Allocates a string for memory that holds one.
 *
 * @param buf  the memory
 * @param len  length of what it holds
 * @param lim  its size
 *
 * @return the string, to be freed with lws_mqtt_str_free(); NULL when out of
 *         memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_mqtt_str_t *
lws_mqtt_str_create_init(uint8_t *buf, uint16_t len, uint16_t lim);

/**
 * Allocates a copy of a C string.
 *
 * @param buf  the C string
 * @param lim  size of the memory; 0: as long as it is
 *
 * @return the string, to be freed with lws_mqtt_str_free(); NULL when out of
 *         memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_mqtt_str_t *
lws_mqtt_str_create_cstr_dup(const char *buf, uint16_t lim);

/**
 * Frees a string.
 *
 * @param s  points to it, or to NULL; is set to NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_mqtt_str_free(lws_mqtt_str_t **s);

/**
 * Shows the memory that is left.
 *
 * @param s       the string
 * @param budget  NULL, or is set to how much it is
 *
 * @return where it begins
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN uint8_t *
lws_mqtt_str_next(lws_mqtt_str_t *s, uint16_t *budget);

/**
 * Makes a string longer by what was written behind it.
 *
 * @param s  the string
 * @param n  how many bytes
 *
 * @return 0, or nonzero when there is not so much memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_mqtt_str_advance(lws_mqtt_str_t *s, int n);

/**
 * Compares strings.
 *
 * @param bd1  a string
 * @param bd2  another one
 *
 * @return 0 when they are equal, nonzero otherwise
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_mqtt_bindata_cmp(const lws_mqtt_str_t *bd1, const lws_mqtt_str_t *bd2);

/**
 * Parses what a connection received. The library calls it.
 *
 * @param wsi  the connection
 * @param buf  what came
 * @param len  its length
 *
 * @return 0, or nonzero when the connection has to be closed
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_read_mqtt(struct lws *wsi, unsigned char *buf, lws_filepos_t len);

#endif
