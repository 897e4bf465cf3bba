/**
 * @file lws-system.h
 *
 * What a context knows of the system it runs on: how far its start-up is, what
 * the program can do for it (reboot, set the clock), data of the device such as
 * its serial number, whether there is an internet, and leases from DHCP.
 */

#ifndef GOLWS_LWS_SYSTEM_H
#define GOLWS_LWS_SYSTEM_H

/*
 * Start-up: a state machine (lws-state.h) with these states. It walks through
 * all of them up to #LWS_SYSTATE_OPERATIONAL, which is reached while the
 * context is serviced; notifiers can hold it at any.
 */

/** The states. */
typedef enum {
	LWS_SYSTATE_UNKNOWN,		/**< none yet */

	LWS_SYSTATE_CONTEXT_CREATED,	/**< the context exists */
	LWS_SYSTATE_INITIALIZED,	/**< vhosts and protocols are ready */
	LWS_SYSTATE_IFACE_COLDPLUG,	/**< network interfaces were looked for */
	LWS_SYSTATE_DHCP,		/**< there is an address */
	LWS_SYSTATE_CPD_PRE_TIME,	/**< captive portals were looked for */
	LWS_SYSTATE_TIME_VALID,		/**< the clock is right, certificates
					 *   can be checked */
	LWS_SYSTATE_CPD_POST_TIME,	/**< captive portals were looked for
					 *   with TLS */
	LWS_SYSTATE_POLICY_VALID,	/**< the Secure Streams policy is there */
	LWS_SYSTATE_REGISTERED,		/**< the device is registered */
	LWS_SYSTATE_AUTH1,		/**< it is authenticated */
	LWS_SYSTATE_AUTH2,		/**< with a second party as well */
	LWS_SYSTATE_OPERATIONAL,	/**< start-up is over */

	LWS_SYSTATE_POLICY_INVALID,	/**< the policy is being replaced */
	LWS_SYSTATE_CONTEXT_DESTROYING,	/**< the context is being destroyed */
} lws_system_states_t;

/**
 * @param context  the context
 *
 * @return its state machine, which lives as long as it does
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_state_manager_t *
lws_system_get_state_manager(struct lws_context *context);

/**
 * The context of a notifier's machine.
 *
 * @param mgr  the state machine of a context
 *
 * @return the context
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_context *
lws_system_context_from_system_mgr(lws_state_manager_t *mgr);

/*
 * Captive portals
 */

/** Whether there is an internet. */
typedef enum {
	LWS_CPD_UNKNOWN,		/**< not known yet */
	LWS_CPD_INTERNET_OK,		/**< there is */
	LWS_CPD_CAPTIVE_PORTAL,		/**< something else answers for it */
	LWS_CPD_NO_INTERNET,		/**< nothing answers */
} lws_cpd_result_t;

/**
 * Begins to find out, by `captive_portal_detect_request` of lws_system_ops_t.
 * What was known is forgotten.
 *
 * @param context  the context
 *
 * @return what that returned; 0 when the program does not have it
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_cpd_start(struct lws_context *context);

/**
 * lws_system_cpd_start() some time from now, in place of one planned before.
 *
 * @param cx        the context
 * @param defer_us  how long from now, µs
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_start_defer(struct lws_context *cx, lws_usec_t defer_us);

/**
 * Tells what was found out. Without effect when that is known already.
 *
 * @param context  the context
 * @param result   what it is
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_cpd_set(struct lws_context *context, lws_cpd_result_t result);

/**
 * @param context  the context
 *
 * @return what is known
 * @error LWS_CPD_UNKNOWN
 */
LWS_VISIBLE LWS_EXTERN lws_cpd_result_t
lws_system_cpd_state_get(struct lws_context *context);

/*
 * What the program can do for the context
 */

/** Called on a service thread after lws_system_ops_t `attach`. */
typedef void (*lws_attach_cb_t)(struct lws_context *context, int tsi,
				void *opaque);

/** What the program offers, in `system_ops` of lws_context_creation_info. It is
 *  not copied and must outlive the context. Members may be NULL. They return 0
 *  on success. */
typedef struct lws_system_ops {
	/** Restarts the system. */
	int (*reboot)(void);
	/** Sets the clock to `us` µs since 1970. */
	int (*set_clock)(lws_usec_t us);
	/** __lws_system_attach() with whatever locks the other thread. */
	int (*attach)(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		      lws_system_states_t state, void *opaque,
		      struct lws_attach_item **get);
	/** Begins to find out whether there is an internet; the answer goes
	 *  into lws_system_cpd_set(). */
	int (*captive_portal_detect_request)(struct lws_context *context);
	/** Takes a metric that has values; see lws-metrics.h. With 0 it goes on
	 *  from these; with nonzero it starts again at zero. */
	int (*metric_report)(lws_metric_pub_t *mdata);
	/** Looks for the CA whose subject key identifier is `skid`, of
	 *  `skid_len` bytes, and hands it to lws_tls_jit_trust_got_cert_cb()
	 *  with `got_opaque`, at once or later. */
	int (*jit_trust_query)(struct lws_context *cx, const uint8_t *skid,
			       size_t skid_len, void *got_opaque);
	/** How long the system takes to wake up, µs. */
	uint32_t wake_latency_us;
} lws_system_ops_t;

/**
 * @param context  the context
 *
 * @return what was given in `system_ops`, NULL when nothing was
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const lws_system_ops_t *
lws_system_get_ops(struct lws_context *context);

/**
 * Asks for a call on a service thread, from another one. It neither locks nor
 * wakes anything: the program's `attach` does that around it.
 *
 * @param context  the context
 * @param tsi      which service thread
 * @param cb       called there; NULL to take the first waiting request
 *                 instead
 * @param state    not before the start-up is in this state
 * @param opaque   passed to `cb`
 * @param get      with `cb` NULL, is set to the request, or to NULL when none
 *                 is waiting
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
__lws_system_attach(struct lws_context *context, int tsi, lws_attach_cb_t cb,
		    lws_system_states_t state, void *opaque,
		    struct lws_attach_item **get);

/**
 * The answer to `jit_trust_query`, wherever it was asked.
 *
 * @param cx          the context
 * @param got_opaque  as given to it
 * @param skid        subject key identifier of the CA
 * @param skid_len    its length
 * @param der         the CA's certificate in DER, copied; NULL: not found
 * @param der_len     its length
 *
 * @return 0, or nonzero when out of memory
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_tls_jit_trust_got_cert_cb(struct lws_context *cx, void *got_opaque,
			      const uint8_t *skid, size_t skid_len,
			      const uint8_t *der, size_t der_len);

/*
 * Blobs: data of the device. A blob is either direct, a pointer to bytes that
 * the program keeps, or on the heap, where it grows in segments.
 */

/** `flags` of a token: it is to be sent as hex digits. */
#define LWSSYSGAUTH_HEX 1

/** The blobs. */
typedef enum {
	LWS_SYSBLOB_TYPE_AUTH,			/**< tokens: index 0 and 1 */
	LWS_SYSBLOB_TYPE_CLIENT_CERT_DER = 2,	/**< client certificate, DER */
	LWS_SYSBLOB_TYPE_CLIENT_KEY_DER,	/**< its private key, DER */
	LWS_SYSBLOB_TYPE_DEVICE_SERIAL,		/**< serial number, text */
	LWS_SYSBLOB_TYPE_DEVICE_FW_VERSION,	/**< version of the firmware,
						 *   text */
	LWS_SYSBLOB_TYPE_DEVICE_TYPE,		/**< model, text */
	LWS_SYSBLOB_TYPE_NTP_SERVER,		/**< name of the time server */
	LWS_SYSBLOB_TYPE_MQTT_CLIENT_ID,	/**< MQTT client identifier */
	LWS_SYSBLOB_TYPE_MQTT_USERNAME,		/**< MQTT user name */
	LWS_SYSBLOB_TYPE_MQTT_PASSWORD,		/**< MQTT password */

	LWS_SYSBLOB_TYPE_COUNT,			/**< how many there are */
} lws_system_blob_item_t;

/** A blob. Belongs to its context. */
typedef struct lws_system_blob lws_system_blob_t;

/**
 * @param context  the context
 * @param type     which blob
 * @param idx      0, or 0 and 1 for #LWS_SYSBLOB_TYPE_AUTH
 *
 * @return the blob; it exists even when it is empty
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_system_blob_t *
lws_system_get_blob(struct lws_context *context, lws_system_blob_item_t type,
		    int idx);

/**
 * Makes a blob direct.
 *
 * @param b    the blob; what it has on the heap is to be freed before, with
 *             lws_system_blob_destroy()
 * @param ptr  the bytes, not copied
 * @param len  how many
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_direct_set(lws_system_blob_t *b, const uint8_t *ptr,
			   size_t len);

/**
 * Removes what a blob has on the heap.
 *
 * @param b  the blob, which must not be direct
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_heap_empty(lws_system_blob_t *b);

/**
 * Appends a copy of some bytes.
 *
 * @param b    the blob, which must not be direct
 * @param ptr  the bytes
 * @param len  how many
 *
 * @return 0, or -1 when out of memory
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_heap_append(lws_system_blob_t *b, const uint8_t *ptr,
			    size_t len);

/**
 * @param b  the blob
 *
 * @return its length
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN size_t
lws_system_blob_get_size(lws_system_blob_t *b);

/**
 * Copies a part of a blob.
 *
 * @param b    the blob
 * @param ptr  gets the bytes
 * @param len  the most to copy; is set to how many were copied
 * @param ofs  where to begin
 *
 * @return 0, or nonzero when `ofs` lies behind the end of a direct blob
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get(lws_system_blob_t *b, uint8_t *ptr, size_t *len,
		    size_t ofs);

/**
 * Shows a blob whose bytes lie in one place: it is direct, or was appended to
 * once.
 *
 * @param b    the blob
 * @param ptr  is set to the bytes; unchanged on failure
 *
 * @return 0, or -1 when they do not, or there are none
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_system_blob_get_single_ptr(lws_system_blob_t *b, const uint8_t **ptr);

/**
 * Frees what a blob has on the heap; one that is direct is left alone.
 *
 * @param b  the blob
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_system_blob_destroy(lws_system_blob_t *b);

/*
 * The DHCP client
 */

/** What a lease has: the first group are indexes of `nums`, the second of
 *  `sa46` in lws_dhcpc_ifstate_t. */
enum {
	LWSDH_IPV4_SUBNET_MASK,		/**< netmask */
	LWSDH_IPV4_BROADCAST,		/**< broadcast address */
	LWSDH_LEASE_SECS,		/**< how long it holds, seconds */
	LWSDH_REBINDING_SECS,		/**< when to ask any server again */
	LWSDH_RENEWAL_SECS,		/**< when to ask its server again */
	_LWSDH_NUMS_COUNT,		/**< how many these are */

	LWSDH_SA46_IP = 0,		/**< our address */
	LWSDH_SA46_DNS_SRV_1,		/**< DNS server */
	LWSDH_SA46_DNS_SRV_2,		/**< second DNS server */
	LWSDH_SA46_DNS_SRV_3,		/**< third DNS server */
	LWSDH_SA46_DNS_SRV_4,		/**< fourth DNS server */
	LWSDH_SA46_IPV4_ROUTER,		/**< the router */
	LWSDH_SA46_NTP_SERVER,		/**< time server */
	LWSDH_SA46_DHCP_SERVER,		/**< who gave the lease */
	_LWSDH_SA46_COUNT,		/**< how many these are */
};

/** A lease. */
typedef struct lws_dhcpc_ifstate {
	char ifname[16];		/**< the interface */
	char domain[64];		/**< the domain we are in */
	uint8_t mac[6];			/**< the interface's hardware address */
	uint32_t nums[_LWSDH_NUMS_COUNT];	/**< see above */
	lws_sockaddr46 sa46[_LWSDH_SA46_COUNT];	/**< see above; family 0 for
						 *   those not given */
} lws_dhcpc_ifstate_t;

/** Told about a new or changed lease, `is`; it is to configure the interface.
 *  Returns 0, or nonzero on failure. */
typedef int (*dhcpc_cb_t)(void *opaque, lws_dhcpc_ifstate_t *is);

/**
 * Starts to ask for a lease, and to renew it.
 *
 * @param c       the context
 * @param i       the interface
 * @param af      AF_INET
 * @param cb      told about it
 * @param opaque  passed to `cb`
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_request(struct lws_context *c, const char *i, int af, dhcpc_cb_t cb,
		  void *opaque);

/**
 * Stops asking.
 *
 * @param context  the context
 * @param iface    the interface
 *
 * @return 0, or nonzero when nothing was asked for it
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_remove(struct lws_context *context, const char *iface);

/**
 * Whether any interface has a lease.
 *
 * @param context  the context
 * @param sa46     NULL, or gets the first DNS server of one that has
 *
 * @return 1 when one has, 0 otherwise
 * @error 0
 */
LWS_VISIBLE LWS_EXTERN int
lws_dhcpc_status(struct lws_context *context, lws_sockaddr46 *sa46);

#endif
