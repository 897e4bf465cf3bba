/**
 * @file lws-netdev.h
 *
 * Network interfaces that a device manages itself: wireless ones that look for
 * access points they have credentials for, and wired ones.
 */

#ifndef GOLWS_LWS_NETDEV_H
#define GOLWS_LWS_NETDEV_H

/** Length of a hardware address. */
#define LWS_ETH_ALEN 6
/** Most access points that a scan remembers. */
#define LWS_WIFI_MAX_SCAN_TRACK 16

typedef uint8_t lws_wifi_ch_t;		/**< a channel's number */
typedef int8_t lws_wifi_rssi_t;		/**< a signal's strength, dBm */

/** What an interface is: `type` of lws_netdev_instance_t. */
typedef enum {
	LWSNDTYP_UNKNOWN,	/**< not known */
	LWSNDTYP_WIFI,		/**< wireless */
	LWSNDTYP_ETH,		/**< wired */
} lws_netdev_type_t;

/** Bits about a wireless interface. */
enum {
	/* `alg` of lws_wifi_creds_t */
	LNDIW_ALG_OPEN,			/**< without a passphrase */
	LNDIW_ALG_WPA2,			/**< WPA2 */

	/* `flags` of lws_netdev_instance_wifi_t */
	LNDIW_MODE_STA = (1 << 0),	/**< uses access points */
	LNDIW_MODE_AP = (1 << 1),	/**< is one */
	LNDIW_UP = (1 << 7),		/**< is up */

	/* what it has acquired */
	LNDIW_ACQ_IPv4 = (1 << 0),	/**< an IPv4 address */
	LNDIW_ACQ_IPv6 = (1 << 1),	/**< an IPv6 address */
};

/** Where a wireless interface stands: `state` of lws_netdev_instance_wifi_t. */
typedef enum {
	LWSNDVWIFI_STATE_INITIAL,		/**< nothing done yet */
	LWSNDVWIFI_STATE_SCAN,			/**< scans before anything else */
	LWSNDVWIFI_STATE_AP,			/**< is the access point by which
						 *   a person sets it up */
	LWSNDVWIFI_STATE_AP_SCAN,		/**< the same, and scans */
	LWSNDVWIFI_STATE_STAT_GRP_AP,		/**< connected, and access point
						 *   of a group */
	LWSNDVWIFI_STATE_STAT_GRP_AP_SCAN,	/**< the same, and scans */
	LWSNDVWIFI_STATE_STAT,			/**< connecting */
	LWSNDVWIFI_STATE_STAT_HAPPY,		/**< connected, with an address */
} lws_netdev_wifi_state_t;

/** What `configure` gets. */
typedef struct lws_netdev_config {
	void *plat_config;	/**< the platform's own */
} lws_netdev_config_t;

/** What can be done with an interface. Those that return int fail with
 *  nonzero. */
typedef struct lws_netdev_ops {
	/** Makes an interface; NULL on failure. */
	struct lws_netdev_instance *(*create)(struct lws_context *ctx,
					      const struct lws_netdev_ops *ops,
					      const char *name, void *platinfo);
	/** Configures it. */
	int (*configure)(struct lws_netdev_instance *nd,
			 lws_netdev_config_t *config);
	/** Brings it up. */
	int (*up)(struct lws_netdev_instance *nd);
	/** Takes it down. */
	int (*down)(struct lws_netdev_instance *nd);
	/** Handles a message about networks, from lws-smd.h. */
	int (*event)(struct lws_netdev_instance *nd, lws_usec_t timestamp,
		     void *buf, size_t len);
	/** Destroys it; `*pnd` becomes NULL. */
	void (*destroy)(struct lws_netdev_instance **pnd);
	/** Connects to an access point. `bssid` chooses among those of the
	 *  same name; NULL: any. */
	int (*connect)(struct lws_netdev_instance *wnd, const char *ssid,
		       const char *passphrase, uint8_t *bssid);
	/** Begins a scan. */
	void (*scan)(struct lws_netdev_instance *nd);
} lws_netdev_ops_t;

/** An interface. */
typedef struct lws_netdev_instance {
	const char *name;		/**< its name */
	const lws_netdev_ops_t *ops;	/**< what can be done with it */
	void *platinfo;			/**< the platform's own */
	lws_dll2_t list;		/**< links the context's interfaces */
	uint8_t mac[LWS_ETH_ALEN];	/**< its hardware address */
	uint8_t type;			/**< lws_netdev_type_t */
} lws_netdev_instance_t;

/** How to log in to access points of a name. */
typedef struct lws_wifi_creds {
	lws_dll2_t list;	/**< links the credentials */
	uint8_t bssid[LWS_ETH_ALEN]; /**< the access point; zero: any */
	char passphrase[64];	/**< the passphrase */
	char ssid[33];		/**< the name */
	uint8_t alg;		/**< LNDIW_ALG_* */
} lws_wifi_creds_t;

/** A wireless interface. */
typedef struct lws_netdev_instance_wifi {
	lws_netdev_instance_t inst;	/**< what all interfaces have */
	lws_dll2_owner_t scan;		/**< lws_wifi_sta_t that were found */
	lws_sorted_usec_list_t sul_scan; /**< when it scans again */
	lws_wifi_creds_t *ap_cred;	/**< credentials in use */
	const char *ap_ip;		/**< its address as access point */
	const char *sta_ads;		/**< its address otherwise */
	char current_attempt_ssid[33];	/**< what it is connecting to */
	uint8_t current_attempt_bssid[LWS_ETH_ALEN]; /**< the same */
	uint8_t flags;			/**< LNDIW_* */
	uint8_t state;			/**< lws_netdev_wifi_state_t */
} lws_netdev_instance_wifi_t;

/** A context's interfaces. */
typedef struct lws_netdevs {
	lws_dll2_owner_t owner;		/**< the interfaces */
	lws_dll2_owner_t owner_creds;	/**< the credentials known */
	struct lwsac *ac_creds;		/**< their memory */
	lws_settings_instance_t *si;	/**< where they are kept */
	lws_sockaddr46 sa46_dns_resolver; /**< name server, from DHCP */
	uint8_t refcount_creds;		/**< how many use the credentials */
} lws_netdevs_t;

/** An access point that a scan found. Its name follows in memory. */
typedef struct lws_wifi_sta {
	lws_dll2_t list;	/**< links what was found */
	uint32_t last_seen;	/**< when, in seconds since 1970 */
	uint32_t last_tried;	/**< when it was last connected to */
	uint8_t bssid[LWS_ETH_ALEN]; /**< its hardware address */
	char *ssid;		/**< its name */
	uint8_t ssid_len;	/**< the name's length */
	lws_wifi_ch_t ch;	/**< its channel */
	lws_wifi_rssi_t rssi[8]; /**< its last signal strengths, a ring */
	int16_t rssi_avg;	/**< their sum */
	uint8_t authmode;	/**< how it authenticates */
	uint8_t rssi_count;	/**< how many there are */
	uint8_t rssi_next;	/**< where in the ring the next one goes */
} lws_wifi_sta_t;

/** The mean signal strength of an lws_wifi_sta_t pointer, -200 when none is
 *  known. */
#define rssi_averaged(_x) \
	(_x->rssi_count ? (int)_x->rssi_avg / (int)_x->rssi_count : -200)

/*
 * A context's interfaces
 */

/**
 * @param ctx  the context
 *
 * @return its interfaces
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_netdevs_t *
lws_netdevs_from_ctx(struct lws_context *ctx);

/**
 * @param netdevs  the interfaces
 * @param ifname   a name
 *
 * @return the interface of that name, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN lws_netdev_instance_t *
lws_netdev_find(lws_netdevs_t *netdevs, const char *ifname);

/**
 * Reads the credentials from the settings; counts their users.
 *
 * @param nds  the interfaces
 *
 * @return 0, or nonzero when there are none
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_credentials_settings_get(lws_netdevs_t *nds);

/**
 * Writes the credentials to the settings.
 *
 * @param nds  the interfaces
 *
 * @return 0, or nonzero when they can't be written
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_credentials_settings_set(lws_netdevs_t *nds);

/*
 * The platform's interfaces
 */

/**
 * Prepares the platform.
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_plat_init(void);

/**
 * Prepares the platform's wireless interfaces.
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_plat_wifi_init(void);

/** Initializers for an lws_netdev_ops_t that uses them. */
#define lws_netdev_wifi_plat_ops \
	.create = lws_netdev_wifi_create_plat, \
	.configure = lws_netdev_wifi_configure_plat, \
	.up = lws_netdev_wifi_up_plat, \
	.down = lws_netdev_wifi_down_plat, \
	.event = lws_netdev_wifi_event_plat, \
	.destroy = lws_netdev_wifi_destroy_plat, \
	.connect = lws_netdev_wifi_connect_plat, \
	.scan = lws_netdev_wifi_scan_plat

/**
 * `create` of lws_netdev_ops_t.
 *
 * @param ctx       the context
 * @param ops       its operations
 * @param name      its name
 * @param platinfo  the platform's own
 *
 * @return the interface, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws_netdev_instance *
lws_netdev_wifi_create_plat(struct lws_context *ctx,
			    const lws_netdev_ops_t *ops, const char *name,
			    void *platinfo);

/**
 * `configure` of lws_netdev_ops_t.
 *
 * @param nd      the interface
 * @param config  what it becomes
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_wifi_configure_plat(struct lws_netdev_instance *nd,
			       lws_netdev_config_t *config);

/**
 * `up` of lws_netdev_ops_t.
 *
 * @param nd  the interface
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_wifi_up_plat(struct lws_netdev_instance *nd);

/**
 * `down` of lws_netdev_ops_t.
 *
 * @param nd  the interface
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_wifi_down_plat(struct lws_netdev_instance *nd);

/**
 * `event` of lws_netdev_ops_t.
 *
 * @param nd         the interface
 * @param timestamp  when it happened
 * @param buf        the message
 * @param len        its length
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_wifi_event_plat(struct lws_netdev_instance *nd,
			   lws_usec_t timestamp, void *buf, size_t len);

/**
 * `destroy` of lws_netdev_ops_t.
 *
 * @param pnd  the interface; `*pnd` becomes NULL
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_netdev_wifi_destroy_plat(struct lws_netdev_instance **pnd);

/**
 * `connect` of lws_netdev_ops_t.
 *
 * @param wnd         the interface
 * @param ssid        name of the access points
 * @param passphrase  their passphrase
 * @param bssid       the access point, or NULL for any
 *
 * @return 0, or nonzero
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_netdev_wifi_connect_plat(lws_netdev_instance_t *wnd, const char *ssid,
			     const char *passphrase, uint8_t *bssid);

/**
 * `scan` of lws_netdev_ops_t.
 *
 * @param nd  the interface
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_netdev_wifi_scan_plat(lws_netdev_instance_t *nd);

#endif
