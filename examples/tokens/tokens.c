/* tokens: Takes a line apart into words, numbers, strings and delimiters. CC0 1.0. */
#include <libwebsockets.h>
#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	struct lws_tokenize ts;

	if (argc < 2) {
		fprintf(stderr, "usage: tokens TEXT\n");
		return 2;
	}
	lws_tokenize_init(&ts, argv[1], LWS_TOKENIZE_F_MINUS_NONTERM);
	ts.len = strlen(argv[1]);
	for (;;) {
		ts.e = (int8_t)lws_tokenize(&ts);
		switch (ts.e) {
		case LWS_TOKZE_ENDED:
			return 0;
		case LWS_TOKZE_TOKEN:
			printf("word %.*s\n", (int)ts.token_len, ts.token);
			break;
		case LWS_TOKZE_TOKEN_NAME_EQUALS:
			printf("name= %.*s\n", (int)ts.token_len, ts.token);
			break;
		case LWS_TOKZE_INTEGER:
			printf("integer %.*s\n", (int)ts.token_len, ts.token);
			break;
		case LWS_TOKZE_QUOTED_STRING:
			printf("string %.*s\n", (int)ts.token_len, ts.token);
			break;
		case LWS_TOKZE_DELIMITER:
			printf("delimiter %.*s\n", (int)ts.token_len, ts.token);
			break;
		default:
			if (ts.e < 0) {
				fprintf(stderr, "error %d\n", ts.e);
				return 1;
			}
		}
	}
}
