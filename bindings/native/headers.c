/* Headers, as blocks of names and values, and what else a request's head says. */

#include "internal.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <sys/socket.h>

/** The first memory of a block. */
#define BLOCK_FIRST 512

bool
block_add(struct block *block, const char *data, size_t length)
{
	size_t room = block->room ? block->room : BLOCK_FIRST;
	char *grown;

	while (room < block->length + length)
		room *= 2;
	if (room != block->room) {
		grown = realloc(block->data, room);
		if (!grown)
			return false;
		block->data = grown;
		block->room = room;
	}
	if (length)
		memcpy(block->data + block->length, data, length);
	block->length += length;
	return true;
}

void
block_free(struct block *block)
{
	free(block->data);
	memset(block, 0, sizeof(*block));
}

/** RFC 9110 section 5.6.2: what a name is made of. */
static bool
is_token(const char *name, size_t length)
{
	size_t n;

	for (n = 0; n < length; n++)
		if (!isalnum((unsigned char)name[n]) && !memchr("!#$%&'*+-.^_`|~", name[n], 15))
			return false;
	return length > 0;
}

/** The value behind a name, and where the next name is; NULL: the block is broken. */
static const char *
value_after(const char *name, const char *end, const char **next)
{
	const char *value = memchr(name, 0, (size_t)(end - name)), *stop;

	if (!value)
		return NULL;
	value++;
	stop = memchr(value, 0, (size_t)(end - value));
	if (!stop)
		return NULL;
	*next = stop + 1;
	return value;
}

bool
golws_headers_valid(const char *headers, size_t length)
{
	const char *name = headers, *end = headers + length, *value, *next, *p;

	for (; name < end; name = next) {
		value = value_after(name, end, &next);
		if (!value || !is_token(name, (size_t)(value - name) - 1))
			return false;
		if ((size_t)(next - name) > HEADER_MOST)
			return false;
		/* RFC 9110 section 5.5: a line end in it would begin another header. */
		for (p = value; p < next - 1; p++)
			if (*p == '\r' || *p == '\n')
				return false;
	}
	return true;
}

int
headers_write(struct lws *wsi, const struct block *block, unsigned char **p, unsigned char *end)
{
	const char *name = block->data, *stop = name + block->length, *value, *next;
	char lower[HEADER_MOST + 2];
	size_t n;

	if (!block->length)
		return 0;
	for (; name < stop; name = next) {
		value = value_after(name, stop, &next);
		if (!value)
			return -1;
		/* RFC 9113 section 8.2.1: HTTP/2 has no upper case there. */
		for (n = 0; name[n]; n++)
			lower[n] = (char)tolower((unsigned char)name[n]);
		memcpy(lower + n, ":", 2);
		if (lws_add_http_header_by_name(wsi, (const unsigned char *)lower, (const unsigned char *)value,
						(int)(next - value) - 1, p, end))
			return -1;
	}
	return 0;
}

void
headers_remove(struct block *block, const char *unwanted)
{
	char *name = block->data;
	const char *next;

	while (block->length && name < block->data + block->length) {
		if (!value_after(name, block->data + block->length, &next))
			return;
		if (strcasecmp(name, unwanted)) {
			name += next - name;
			continue;
		}
		memmove(name, next, (size_t)(block->data + block->length - next));
		block->length -= (size_t)(next - name);
	}
}

/** Names and values by turns: GOLWS_SERVER_OPTION_WHOLE_HEADERS. */
static void
add_text(const char *text, int length, void *block)
{
	if (length)
		block_add(block, text, (size_t)length);
	block_add(block, "", 1);
}

void
headers_collect(struct subject *s)
{
	s->received.length = 0;
	lws_hdr_custom_name_foreach(s->wsi, add_text, &s->received);
}

/** Adds an argument of the query, which the library has decoded, as it can be sent. */
static bool
add_argument(struct block *block, const char *argument, size_t length)
{
	static const char escaped[] = "%&+#;\"<>", digits[] = "0123456789ABCDEF";
	size_t n;

	for (n = 0; n < length; n++) {
		unsigned char c = (unsigned char)argument[n];
		char escape[] = { '%', digits[c >> 4], digits[c & 15] };
		bool plain = c > ' ' && c < 0x7f && !memchr(escaped, c, sizeof(escaped) - 1);

		if (!block_add(block, plain ? &argument[n] : escape, plain ? 1 : sizeof(escape)))
			return false;
	}
	return true;
}

bool
target_collect(struct subject *s)
{
	char text[TARGET_MOST], *uri;
	size_t query;
	int length = 0, n;

	/* RFC 8441: a WebSocket's stream has no method that counts. */
	if (lws_http_get_uri_and_method(s->wsi, &uri, &length) < 0) {
		length = lws_hdr_copy(s->wsi, text, sizeof(text), WSI_TOKEN_HTTP_COLON_PATH);
		uri = text;
	}
	if (!block_add(&s->target, uri, length > 0 ? (size_t)length : 0) || !block_add(&s->target, "", 1))
		return false;
	query = s->target.length;
	for (n = 0; (length = lws_hdr_copy_fragment(s->wsi, text, sizeof(text), WSI_TOKEN_HTTP_URI_ARGS, n)) >= 0; n++)
		if ((n && !block_add(&s->target, "&", 1)) || !add_argument(&s->target, text, (size_t)length))
			return false;
	if (!block_add(&s->target, "", 1))
		return false;
	s->path = s->target.data;
	s->query = s->target.data + query;
	return true;
}

int
address_of(struct lws *wsi, bool peer, char *address, size_t size)
{
	struct sockaddr_storage there;
	socklen_t length = sizeof(there);
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&there;
	struct sockaddr_in *four = (struct sockaddr_in *)&there;
	char text[INET6_ADDRSTRLEN];
	int fd = wsi ? lws_get_socket_fd(lws_get_network_wsi(wsi)) : -1;

	if (fd < 0 || (peer ? getpeername : getsockname)(fd, (struct sockaddr *)&there, &length))
		return -1;
	if (there.ss_family == AF_INET && inet_ntop(AF_INET, &four->sin_addr, text, sizeof(text)))
		return lws_snprintf(address, size, "%s:%u", text, ntohs(four->sin_port));
	if (there.ss_family != AF_INET6 || !inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof(text)))
		return -1;
	if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		return lws_snprintf(address, size, "%s:%u", text + strlen("::ffff:"), ntohs(six->sin6_port));
	return lws_snprintf(address, size, "[%s]:%u", text, ntohs(six->sin6_port));
}
