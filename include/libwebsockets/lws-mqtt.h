#ifndef _LWS_MQTT_H
#define _LWS_MQTT_H 1

#define LWS_MQTT_FINAL_PART 1
#define LWS_MQTT_MAX_AWSIOT_TOPICLEN (1 << 8)
#define LWS_MQTT_MAX_CIDLEN 128
#define LWS_MQTT_MAX_TOPICLEN 0xffff
#define LWS_MQTT_RANDOM_CIDLEN 23
#define LWS_MQTT_SHADOW_MAX_SHADOW_LEN 64
#define LWS_MQTT_SHADOW_MAX_THING_LEN 128
#define MQTT_VER_3_1_1 4
#define LWS_MQTT_SHADOW_DELETE_ACCEPTED_STR "/delete/accepted"
#define LWS_MQTT_SHADOW_DELETE_REJECTED_STR "/delete/rejected"
#define LWS_MQTT_SHADOW_DELETE_STR "/delete"
#define LWS_MQTT_SHADOW_GET_ACCEPTED_STR "/get/accepted"
#define LWS_MQTT_SHADOW_GET_REJECTED_STR "/get/rejected"
#define LWS_MQTT_SHADOW_GET_STR "/get"
#define LWS_MQTT_SHADOW_NAMED_SHADOW_TOPIC_FORMAT "$aws/things/%s/shadow/name/%s%s"
#define LWS_MQTT_SHADOW_NAMED_TOPIC_MATCH "$aws/things/+/shadow/name/+/+"
#define LWS_MQTT_SHADOW_PREFIX_FORMAT "$aws/things/%s"
#define LWS_MQTT_SHADOW_RESP_ACCEPTED_STR "/accepted"
#define LWS_MQTT_SHADOW_RESP_DELTA_STR "/delta"
#define LWS_MQTT_SHADOW_RESP_DOCUMENT_STR "/documents"
#define LWS_MQTT_SHADOW_RESP_REJECTED_STR "/rejected"
#define LWS_MQTT_SHADOW_UNNAMED_SHADOW_TOPIC_FORMAT "$aws/things/%s/shadow%s"
#define LWS_MQTT_SHADOW_UNNAMED_TOPIC_MATCH "$aws/things/+/shadow/+"
#define LWS_MQTT_SHADOW_UPDATE_ACCEPTED_STR "/update/accepted"
#define LWS_MQTT_SHADOW_UPDATE_DELTA_STR "/update/delta"
#define LWS_MQTT_SHADOW_UPDATE_DOCUMENT_STR "/update/documents"
#define LWS_MQTT_SHADOW_UPDATE_REJECTED_STR "/update/rejected"
#define LWS_MQTT_SHADOW_UPDATE_STR "/update"

typedef enum {
	QOS0 = 0,
	QOS1 = (1 << 0),
	QOS2 = (1 << 1),
	RESERVED_QOS_LEVEL = 0x3,
	FAILURE_QOS_LEVEL = (1 << 7),
} lws_mqtt_qos_levels_t;

typedef enum {
	LMQCP_RESERVED,
	LMQCP_CTOS_CONNECT,
	LMQCP_STOC_CONNACK,
	LMQCP_PUBLISH,
	LMQCP_PUBACK,
	LMQCP_PUBREC,
	LMQCP_PUBREL,
	LMQCP_PUBCOMP,
	LMQCP_CTOS_SUBSCRIBE,
	LMQCP_STOC_SUBACK,
	LMQCP_CTOS_UNSUBSCRIBE,
	LMQCP_STOC_UNSUBACK,
	LMQCP_CTOS_PINGREQ,
	LMQCP_STOC_PINGRESP,
	LMQCP_DISCONNECT,
	LMQCP_AUTH,
} lws_mqtt_control_packet_t;

typedef enum {
	LMQCFT_USERNAME_NOFREE = (1 << 10),
	LMQCFT_PASSWORD_NOFREE = (1 << 9),
	LMQCFT_CLIENT_ID_NOFREE = (1 << 8),
	LMQCFT_USERNAME = (1 << 7),
	LMQCFT_PASSWORD = (1 << 6),
	LMQCFT_WILL_RETAIN = (1 << 5),
	LMQCFT_WILL_QOS = (1 << 3),
	LMQCFT_WILL_FLAG = (1 << 2),
	LMQCFT_CLEAN_START = (1 << 1),
	LMQCFT_RESERVED = (1 << 0),
	LMQCFT_WILL_QOS_MASK = 0x18,
} lws_mqtt_connect_flags_t;

typedef enum {
	LMQCFT_SESSION_PRESENT = 1,
} lws_mqtt_connack_flags_t;

typedef enum {
	LMQCP_REASON_SUCCESS,
	LMQCP_REASON_NORMAL_DISCONNECTION = 0,
	LMQCP_REASON_GRANTED_QOS0 = 0,
	LMQCP_REASON_GRANTED_QOS1,
	LMQCP_REASON_GRANTED_QOS2,
	LMQCP_REASON_DISCONNECT_WILL = 4,
	LMQCP_REASON_NO_MATCHING_SUBSCRIBER = 16,
	LMQCP_REASON_NO_SUBSCRIPTION_EXISTED,
	LMQCP_REASON_CONTINUE_AUTHENTICATION = 24,
	LMQCP_REASON_RE_AUTHENTICATE,
	LMQCP_REASON_UNSPECIFIED_ERROR = 128,
	LMQCP_REASON_MALFORMED_PACKET,
	LMQCP_REASON_PROTOCOL_ERROR,
	LMQCP_REASON_IMPLEMENTATION_SPECIFIC_ERROR,
	LMQCP_REASON_UNSUPPORTED_PROTOCOL,
	LMQCP_REASON_CLIENT_ID_INVALID,
	LMQCP_REASON_BAD_CREDENTIALS,
	LMQCP_REASON_NOT_AUTHORIZED,
	LMQCP_REASON_SERVER_UNAVAILABLE,
	LMQCP_REASON_SERVER_BUSY,
	LMQCP_REASON_BANNED,
	LMQCP_REASON_SERVER_SHUTTING_DOWN,
	LMQCP_REASON_BAD_AUTHENTICATION_METHOD,
	LMQCP_REASON_KEEPALIVE_TIMEOUT,
	LMQCP_REASON_SESSION_TAKEN_OVER,
	LMQCP_REASON_TOPIC_FILTER_INVALID,
	LMQCP_REASON_TOPIC_NAME_INVALID,
	LMQCP_REASON_PACKET_ID_IN_USE,
	LMQCP_REASON_PACKET_ID_NOT_FOUND,
	LMQCP_REASON_MAX_RX_EXCEEDED,
	LMQCP_REASON_TOPIC_ALIAS_INVALID,
	LMQCP_REASON_PACKET_TOO_LARGE,
	LMQCP_REASON_RATELIMIT,
	LMQCP_REASON_QUOTA_EXCEEDED,
	LMQCP_REASON_ADMINISTRATIVE_ACTION,
	LMQCP_REASON_PAYLOAD_FORMAT_INVALID,
	LMQCP_REASON_RETAIN_NOT_SUPPORTED,
	LMQCP_REASON_QOS_NOT_SUPPORTED,
	LMQCP_REASON_USE_ANOTHER_SERVER,
	LMQCP_REASON_SERVER_MOVED,
	LMQCP_REASON_SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
	LMQCP_REASON_CONNECTION_RATE_EXCEEDED,
	LMQCP_REASON_MAXIMUM_CONNECT_TIME,
	LMQCP_REASON_SUBSCRIPTION_IDS_NOT_SUPPORTED,
	LMQCP_REASON_WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
} lws_mqtt_reason_t;

typedef enum {
	LMQPROP_INVALID,
	LMQPROP_PAYLOAD_FORMAT_INDICATOR,
	LMQPROP_MESSAGE_EXPIRY_INTERVAL,
	LMQPROP_CONTENT_TYPE,
	LMQPROP_RESPONSE_TOPIC = 8,
	LMQPROP_CORRELATION_DATA,
	LMQPROP_SUBSCRIPTION_IDENTIFIER = 11,
	LMQPROP_SESSION_EXPIRY_INTERVAL = 17,
	LMQPROP_ASSIGNED_CLIENT_IDENTIFIER,
	LMQPROP_SERVER_KEEP_ALIVE,
	LMQPROP_AUTHENTICATION_METHOD = 21,
	LMQPROP_AUTHENTICATION_DATA,
	LMQPROP_REQUEST_PROBLEM_INFORMATION,
	LMQPROP_WILL_DELAY_INTERVAL,
	LMQPROP_REQUEST_RESPONSE_INFORMATION,
	LMQPROP_RESPONSE_INFORMATION,
	LMQPROP_SERVER_REFERENCE = 28,
	LMQPROP_REASON_STRING = 31,
	LMQPROP_RECEIVE_MAXIMUM = 33,
	LMQPROP_TOPIC_ALIAS_MAXIMUM,
	LMQPROP_TOPIC_ALIAS,
	LMQPROP_MAXIMUM_QOS,
	LMQPROP_RETAIN_AVAILABLE,
	LMQPROP_USER_PROPERTY,
	LMQPROP_MAXIMUM_PACKET_SIZE,
	LMQPROP_WILDCARD_SUBSCRIPTION_AVAIL,
	LMQPROP_SUBSCRIPTION_IDENTIFIER_AVAIL,
	LMQPROP_SHARED_SUBSCRIPTION_AVAIL,
} lws_mqtt_property;

typedef struct _lws_mqtt_related lws_mqtt_related_t;

typedef struct lws_mqtt_str_st lws_mqtt_str_t;

typedef struct lws_mqtt_client_connect_param_s {
	const char *client_id;
	uint16_t keep_alive;
	uint8_t clean_start:1;
	uint8_t client_id_nofree:1;
	uint8_t username_nofree:1;
	uint8_t password_nofree:1;
	struct {
		const char *topic;
		const char *message;
		lws_mqtt_qos_levels_t qos;
		uint8_t retain;
	} will_param;
	struct {
		const char *topic;
		const char *message;
		lws_mqtt_qos_levels_t qos;
		uint8_t retain;
	} birth_param;
	const char *username;
	const char *password;
	uint8_t aws_iot;
} lws_mqtt_client_connect_param_t;

typedef union {
	struct {
		uint8_t retain:1;
		uint8_t qos:2;
		uint8_t dup:1;
		uint8_t ctrl_pkt_type:4;
	} flags;
	uint8_t bits;
} lws_mqtt_fixed_hdr_t;

typedef struct lws_mqtt_publish_param_s {
	char *topic;
	uint16_t topic_len;
	const void *payload;
	uint32_t payload_len;
	uint32_t payload_pos;
	lws_mqtt_qos_levels_t qos;
	uint16_t packet_id;
	uint8_t dup:1;
	uint8_t retain:1;
} lws_mqtt_publish_param_t;

typedef struct topic_elem {
	const char *name;
	lws_mqtt_qos_levels_t qos;
	uint8_t acked;
} lws_mqtt_topic_elem_t;

typedef struct lws_mqtt_subscribe_param_s {
	uint32_t num_topics;
	lws_mqtt_topic_elem_t *topic;
	uint16_t packet_id;
} lws_mqtt_subscribe_param_t;

LWS_VISIBLE LWS_EXTERN int
lws_mqtt_bindata_cmp(const lws_mqtt_str_t *bd1, const lws_mqtt_str_t *bd2);

LWS_VISIBLE LWS_EXTERN int
lws_mqtt_client_send_publish(struct lws *wsi, lws_mqtt_publish_param_t *pub,
			     const void *buf, uint32_t len, int final);

LWS_VISIBLE LWS_EXTERN int
lws_mqtt_client_send_subcribe(struct lws *wsi,
			      lws_mqtt_subscribe_param_t *sub);

LWS_VISIBLE LWS_EXTERN int
lws_mqtt_client_send_unsubcribe(struct lws *wsi,
				const lws_mqtt_subscribe_param_t *unsub);

LWS_VISIBLE LWS_EXTERN int
lws_mqtt_str_advance(lws_mqtt_str_t *s, int n);

LWS_VISIBLE LWS_EXTERN lws_mqtt_str_t *
lws_mqtt_str_create(uint16_t lim);

LWS_VISIBLE LWS_EXTERN lws_mqtt_str_t *
lws_mqtt_str_create_cstr_dup(const char *buf, uint16_t lim);

LWS_VISIBLE LWS_EXTERN lws_mqtt_str_t *
lws_mqtt_str_create_init(uint8_t *buf, uint16_t len, uint16_t lim);

LWS_VISIBLE LWS_EXTERN void
lws_mqtt_str_free(lws_mqtt_str_t **s);

LWS_VISIBLE LWS_EXTERN void
lws_mqtt_str_init(lws_mqtt_str_t *s, uint8_t *buf, uint16_t lim, char nf);

LWS_VISIBLE LWS_EXTERN uint8_t *
lws_mqtt_str_next(lws_mqtt_str_t *s, uint16_t *budget);

LWS_VISIBLE LWS_EXTERN int
lws_read_mqtt(struct lws *wsi, unsigned char *buf, lws_filepos_t len);

#endif

