/**
 * @file abstract/transports/raw-skt.h
 *
 * Parameters of the transport "raw_skt", a client socket.
 */

#ifndef GOLWS_ABSTRACT_TRANSPORTS_RAW_SKT_H
#define GOLWS_ABSTRACT_TRANSPORTS_RAW_SKT_H

/** Its parameters' names. */
enum {
	/** String: name or address of the peer. */
	LTMI_PEER_V_DNS_ADDRESS = LTMI_TRANSPORT_BASE,
	/** Number: its port. */
	LTMI_PEER_LV_PORT,
	/** Number: LCCSCF_* bits, how to use TLS. */
	LTMI_PEER_LV_TLS_FLAGS,
};

#endif
