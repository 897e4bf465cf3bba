/**
 * @file lws-adopt.h
 *
 * Descriptors that the program brings: sockets it accepted elsewhere, files,
 * pipes and devices to be polled, and UDP sockets.
 *
 * An adopted descriptor belongs to the library, which closes it with the
 * connection. When the adoption fails it stays the program's, but for a socket
 * that a callback has refused: that is closed.
 */

#ifndef GOLWS_LWS_ADOPT_H
#define GOLWS_LWS_ADOPT_H

/*
 * Addresses
 */

/** An IPv4 or IPv6 address with port, as `sa4.sin_family` says. */
typedef union {
	struct sockaddr_in6 sa6;	/**< for AF_INET6 */
	struct sockaddr_in sa4;		/**< for AF_INET */
} lws_sockaddr46;

/** A pointer to the bytes of the address, network order. */
#define sa46_address(_sa46) \
	((_sa46)->sa4.sin_family == AF_INET ? (uint8_t \
	*)&(_sa46)->sa4.sin_addr : (uint8_t *)&(_sa46)->sa6.sin6_addr)
/** How many there are: 4 or 16. */
#define sa46_address_len(_sa46) ((_sa46)->sa4.sin_family == AF_INET ? 4 : 16)
/** It, as a struct sockaddr pointer. */
#define sa46_sockaddr(_sa46) ((struct sockaddr *)(_sa46))
/** Its size for the system's socket functions. */
#define sa46_socklen(_sa46) \
	((socklen_t)((_sa46)->sa4.sin_family == AF_INET ? \
	sizeof((_sa46)->sa4) : sizeof((_sa46)->sa6)))
/** Sets its port to `_sp`, which is in network order. */
#define sa46_sockport(_sa46, _sp) \
	{ if ((_sa46)->sa4.sin_family == AF_INET) (_sa46)->sa4.sin_port = \
	(_sp); else (_sa46)->sa6.sin6_port = (_sp); }

/** What a UDP connection knows of its peer. */
struct lws_udp {
	lws_sockaddr46 sa46;		/**< where the last packet came from,
					 *   and the next goes to */
	lws_sockaddr46 sa46_pending;	/**< where the buffered packet goes
					 *   to */
	uint8_t connected:1;		/**< the socket is connect()ed */
};

/*
 * Adopting
 */

/** What a descriptor is to become. */
typedef enum {
	/** A file, pipe or device: polled only, RAW_..._FILE callbacks. */
	LWS_ADOPT_RAW_FILE_DESC = 0,
	/** Flag: an HTTP server's connection; without it raw. */
	LWS_ADOPT_HTTP = (1 << 0),
	/** Flag: a socket. */
	LWS_ADOPT_SOCKET = (1 << 1),
	/** Flag: with TLS, if the vhost has it. */
	LWS_ADOPT_ALLOW_SSL = (1 << 2),
	/** Flag: a UDP socket. */
	LWS_ADOPT_FLAG_UDP = (1 << 4),
	/** Flag: the accepted end of a raw proxy, RAW_PROXY_SRV_... callbacks. */
	LWS_ADOPT_FLAG_RAW_PROXY = (1 << 5),
	/** A UDP socket, raw. */
	LWS_ADOPT_RAW_SOCKET_UDP = 0x12,
} lws_adoption_type;

/** A descriptor. */
typedef union {
	lws_sockfd_type sockfd;	/**< of a socket */
	lws_filefd_type filefd;	/**< of a file */
} lws_sock_file_fd_type;

/** What to adopt; zero it first. Needed during the call only. */
typedef struct lws_adopt_desc {
	struct lws_vhost *vh;		/**< vhost it is to belong to */
	lws_adoption_type type;		/**< what it becomes */
	lws_sock_file_fd_type fd;	/**< the descriptor */
	const char *vh_prot_name;	/**< the vhost's protocol it is bound
					 *   to; NULL: the first */
	struct lws *parent;		/**< parent, or NULL */
	void *opaque;			/**< for lws_get_opaque_user_data() */
	const char *fi_wsi_name;	/**< name that fault injection knows it
					 *   by */
} lws_adopt_desc_t;

/**
 * Adopts a descriptor. Callbacks as for accepted connections, from
 * #LWS_CALLBACK_WSI_CREATE on, come inside the call.
 *
 * @param info  what to adopt
 *
 * @return the connection, or NULL when it failed or a callback refused
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost_via_info(const lws_adopt_desc_t *info);

/**
 * The same, by arguments.
 *
 * @param vh            the vhost
 * @param type          what it becomes
 * @param fd            the descriptor
 * @param vh_prot_name  the vhost's protocol, or NULL
 * @param parent        parent, or NULL
 *
 * @return the connection, or NULL when it failed or a callback refused
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_descriptor_vhost(struct lws_vhost *vh, lws_adoption_type type,
			   lws_sock_file_fd_type fd, const char *vh_prot_name,
			   struct lws *parent);

/**
 * Adopts an accepted socket as an HTTP connection of the context's first vhost,
 * with TLS if that has it.
 *
 * @param context    the context
 * @param accept_fd  the socket
 *
 * @return the connection, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket(struct lws_context *context, lws_sockfd_type accept_fd);

/**
 * Adopts an accepted socket as an HTTP connection of a vhost.
 *
 * @param vh         the vhost
 * @param accept_fd  the socket
 *
 * @return the connection, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost(struct lws_vhost *vh, lws_sockfd_type accept_fd);

/**
 * As lws_adopt_socket(), when the program has read from it already.
 *
 * @param context    the context
 * @param accept_fd  the socket
 * @param readbuf    what it has read; copied
 * @param len        how much
 *
 * @return the connection, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_readbuf(struct lws_context *context,
			 lws_sockfd_type accept_fd, const char *readbuf,
			 size_t len);

/**
 * As lws_adopt_socket_vhost(), when the program has read from it already.
 *
 * @param vhost      the vhost
 * @param accept_fd  the socket
 * @param readbuf    what it has read; copied
 * @param len        how much
 *
 * @return the connection, or NULL
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_adopt_socket_vhost_readbuf(struct lws_vhost *vhost,
			       lws_sockfd_type accept_fd, const char *readbuf,
			       size_t len);

/*
 * UDP
 */

/** Flag: bind the socket to the address and port instead of sending there. */
#define LWS_CAUDP_BIND 1
/** Flag: packets may be broadcast. */
#define LWS_CAUDP_BROADCAST 2
/** Flag: whole IP packets of the interface, of all without one (AF_PACKET), which
 *  needs CAP_NET_RAW. Sent are they to the link address of the last one's sender, and
 *  before one came to all that the interface reaches. */
#define LWS_CAUDP_PF_PACKET 4

/**
 * Makes a UDP socket and adopts it. Each packet comes as one
 * #LWS_CALLBACK_RAW_RX, and each lws_write() sends one, to lws_get_udp()'s
 * address.
 *
 * @param vhost          the vhost
 * @param ads            address or host name; NULL: any
 * @param port           port
 * @param flags          LWS_CAUDP_ bits
 * @param protocol_name  the vhost's protocol
 * @param ifname         interface to bind to, or NULL
 * @param parent_wsi     parent, or NULL
 * @param opaque         for lws_get_opaque_user_data()
 * @param retry_policy   for lws_retry_sul_schedule_retry_wsi(); packets have
 *                       no validity to confirm. NULL: the vhost's
 * @param fi_wsi_name    name that fault injection knows it by, or NULL
 *
 * @return the connection, or NULL. With a host name, the socket is made later
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN struct lws *
lws_create_adopt_udp(struct lws_vhost *vhost, const char *ads, int port,
		     int flags, const char *protocol_name, const char *ifname,
		     struct lws *parent_wsi, void *opaque,
		     const lws_retry_bo_t *retry_policy,
		     const char *fi_wsi_name);

#endif
