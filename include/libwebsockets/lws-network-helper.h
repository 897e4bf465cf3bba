/**
 * @file lws-network-helper.h
 *
 * Addresses: of peers, of interfaces, as text, compared and sorted.
 */

#ifndef GOLWS_LWS_NETWORK_HELPER_H
#define GOLWS_LWS_NETWORK_HELPER_H

/*
 * Names of this machine and of its peers
 */

/**
 * @param context  the context
 *
 * @return the machine's host name, in the context's memory
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char * LWS_WARN_UNUSED_RESULT
lws_canonical_hostname(struct lws_context *context);

/**
 * Writes a connection's peer as text: the numeric address, or "(unix skt)".
 *
 * @param wsi      the connection
 * @param name     gets the text
 * @param namelen  its size
 *
 * @return `name`, or NULL when the peer is not known
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple(struct lws *wsi, char *name, size_t namelen);

/**
 * The same for a socket.
 *
 * @param fd       the socket
 * @param name     gets the text, or why there is none
 * @param namelen  its size
 *
 * @return `name`
 * @error NULL
 */
LWS_VISIBLE LWS_EXTERN const char *
lws_get_peer_simple_fd(lws_sockfd_type fd, char *name, size_t namelen);

/**
 * Writes a socket's peer as a host name and as an address. The name is that of
 * the machine's hosts file, the address when there is none: no name server is
 * asked.
 *
 * @param wsi       the connection that has the socket
 * @param fd        the socket
 * @param name      gets the host name
 * @param name_len  its size
 * @param rip       gets the numeric address; "" when unknown
 * @param rip_len   its size
 *
 * @error void
 */
LWS_VISIBLE LWS_EXTERN void
lws_get_peer_addresses(struct lws *wsi, lws_sockfd_type fd, char *name,
		       int name_len, char *rip, int rip_len);

/*
 * Interfaces
 */

/** The interface has an address to bind to. */
#define LWS_ITOSA_USABLE 0
/** There is no such interface. */
#define LWS_ITOSA_NOT_EXIST (-1)
/** It has no address of the family. */
#define LWS_ITOSA_NOT_USABLE (-2)
/** Something else is bound to it. */
#define LWS_ITOSA_BUSY (-3)

/**
 * Finds an address of a network interface.
 *
 * @param ipv6     nonzero for an IPv6 address
 * @param ifname   the interface's name, or one of its addresses as text
 * @param addr     gets the address: a struct sockaddr_in, or a struct
 *                 sockaddr_in6 when `ipv6` is set
 * @param addrlen  its size
 *
 * @return one of the LWS_ITOSA_ values
 * @error LWS_ITOSA_NOT_EXIST
 */
LWS_VISIBLE LWS_EXTERN int
lws_interface_to_sa(int ipv6, const char *ifname, struct sockaddr_in *addr,
		    size_t addrlen);

/*
 * Numeric addresses
 */

/**
 * Parses an IPv4 or IPv6 address.
 *
 * @param ads      the text; an IPv6 address may end in an IPv4 one
 * @param result   gets 4 or 16 bytes
 * @param max_len  its size
 *
 * @return how many, or a negative number when the text is no such address
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_parse_numeric_address(const char *ads, uint8_t *result, size_t max_len);

/**
 * lws_parse_numeric_address() into a socket address; sets the family too.
 *
 * @param ads   the text
 * @param sa46  gets the address; its port becomes 0
 *
 * @return 0, or a negative number when the text is no such address
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_parse_numeric_address(const char *ads, lws_sockaddr46 *sa46);

/**
 * Writes an address as text, an IPv6 one as RFC 5952 wants it.
 *
 * @param ads   the bytes
 * @param size  4 or 16
 * @param buf   gets the text and a NUL
 * @param len   its size
 *
 * @return the length of the text, or a negative number when `size` is neither
 *         or it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_write_numeric_address(const uint8_t *ads, int size, char *buf, size_t len);

/**
 * Writes a socket address as text, without its port. Without a family it is
 * "(unset)".
 *
 * @param sa46  the address
 * @param buf   gets the text and a NUL
 * @param len   its size
 *
 * @return the length of the text, or a negative number when it does not fit
 * @error -1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_write_numeric_address(lws_sockaddr46 *sa46, char *buf, size_t len);

/**
 * Compares two addresses, not their ports.
 *
 * @param sa46a  an address
 * @param sa46b  another
 *
 * @return 0 when family and address are equal, nonzero otherwise
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_compare_ads(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46b);

/**
 * Tells whether an address lies in a network.
 *
 * @param sa46a     the address
 * @param sa46_net  an address of the network
 * @param net_len   how many of its leading bits name the network
 *
 * @return 0 when it does, 1 when it does not or is of another family
 * @error 1
 */
LWS_VISIBLE LWS_EXTERN int
lws_sa46_on_net(const lws_sockaddr46 *sa46a, const lws_sockaddr46 *sa46_net,
		int net_len);

/*
 * Routes, and resolved addresses in the order to try them (RFC 6724)
 */

/** Index of a route, unique in its context; 0 is none. */
typedef uint16_t lws_route_uidx_t;

/** What RFC 6724 §2.1's policy table says about an address. */
typedef struct lws_dns_score {
	uint8_t precedence;	/**< the higher, the better a destination */
	uint8_t label;		/**< source and destination should share it */
} lws_dns_score_t;

/** A route, as the kernel reports it. */
typedef struct lws_route {
	lws_dll2_t list;	/**< links the context's routes */

	lws_sockaddr46 src;	/**< source address, if the route has one */
	lws_sockaddr46 dest;	/**< the network it leads to */
	lws_sockaddr46 gateway;	/**< the next hop, if there is one */

	struct lws_route *source; /**< when sorting: the route whose `src` would
				   *   be used */
	lws_dns_score_t score;	/**< when sorting: of `dest` */

	int if_idx;		/**< the interface, by its number */
	int priority;		/**< the lower, the better */
	int ifa_flags;		/**< the address's flags, from the kernel */
	lws_route_uidx_t uidx;	/**< its index */
	uint8_t proto;		/**< who made it, from the kernel */
	uint8_t dest_len;	/**< leading bits of `dest` that count */
	uint8_t src_len;	/**< leading bits of `src` that count */
	uint8_t scope;		/**< how far it reaches, from the kernel */
	uint8_t af;		/**< AF_INET or AF_INET6 */
	uint8_t source_ads:1;	/**< stands for an address of this machine */
} lws_route_t;

/** A resolved address: `dest`, with what sorting needs. */
typedef lws_route_t lws_dns_sort_t;

#endif
