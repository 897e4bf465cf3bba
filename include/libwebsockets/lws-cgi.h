#ifndef GOLWS_LWS_CGI_H
#define GOLWS_LWS_CGI_H

enum lws_enum_stdinouterr {
	LWS_STDIN,
	LWS_STDOUT,
	LWS_STDERR,
};

enum lws_cgi_hdr_state {
	LCHS_HEADER,
	LCHS_CR1,
	LCHS_LF1,
	LCHS_CR2,
	LCHS_LF2,
	LHCS_RESPONSE,
	LHCS_DUMP_HEADERS,
	LHCS_PAYLOAD,
	LCHS_SINGLE_0A,
};

struct lws_cgi_args {
	struct lws **stdwsi;
	enum lws_enum_stdinouterr ch;
	unsigned char *data;
	enum lws_cgi_hdr_state hdr_state;
	int len;
};

#endif
