/*
 * Names in a page, replaced by texts of the program's while it is sent.
 */

#include <libwebsockets.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What ends a chunk, and what ends the last (RFC 9112 §7.1). */
#define CHUNK_END "\r\n"
#define LAST_CHUNK "0\r\n\r\n"

/** How much make_chunk() writes behind a piece. */
static size_t
trailer_length(const struct lws_process_html_args *args)
{
	if (!args->chunked)
		return 0;
	return sizeof(CHUNK_END) - 1 + (args->final ? sizeof(LAST_CHUNK) - 1 : 0);
}

/** The piece as it becomes. */
struct page {
	char *buf;
	size_t len;
	size_t room;
	bool full;
};

static void
append(struct page *page, const char *text, size_t len)
{
	if (len > page->room - page->len) {
		page->full = true;
		return;
	}
	memcpy(page->buf + page->len, text, len);
	page->len += len;
}

/** How the bytes that are held compare with the names. */
struct matches {
	int complete;	/**< the name that they are, or -1 */
	bool longer;	/**< a name begins with them and goes on */
};

static struct matches
compare(const struct lws_process_html_state *s, size_t len)
{
	struct matches m = { .complete = -1 };

	for (int n = 0; n < s->count_vars; n++) {
		if (!s->vars[n] || strncmp(s->vars[n], s->swallow, len))
			continue;
		if (!s->vars[n][len])
			m.complete = n;
		else
			m.longer = true;
	}
	return m;
}

static void
replace(struct page *page, struct lws_process_html_state *s, int name)
{
	const char *text = s->replace(s->data, name);

	if (!text)
		text = "NULL";
	append(page, text, strlen(text));
}

/** Takes the first @p len bytes out of those that are held. */
static void
release(struct lws_process_html_state *s, size_t len)
{
	s->pos -= (int)len;
	memmove(s->swallow, s->swallow + len, (size_t)s->pos);
}

/*
 * Writes what is held and cannot become part of a longer name any more; at the
 * end of the page that is all of it.
 */
static void
settle(struct page *page, struct lws_process_html_state *s, bool end)
{
	while (s->pos) {
		struct matches m = { .complete = -1 };
		size_t len = 0;

		if (*s->swallow == '$') {
			m = compare(s, (size_t)s->pos);
			if (m.longer && !end && (size_t)s->pos < sizeof(s->swallow))
				return;
			/* the longest name that they begin with */
			for (len = (size_t)s->pos; len && m.complete < 0; len--) {
				m = compare(s, len);
				if (m.complete >= 0)
					break;
			}
		}
		if (m.complete >= 0) {
			replace(page, s, m.complete);
			release(s, len);
		} else {
			append(page, s->swallow, 1);
			release(s, 1);
		}
	}
}

static bool
process(struct page *page, struct lws_process_html_state *s, const char *p, size_t len, bool end)
{
	if (s->pos < 0 || (size_t)s->pos >= sizeof(s->swallow))
		s->pos = 0; /* not a state of ours */
	for (size_t n = 0; n < len && !page->full; n++) {
		if (!s->pos && p[n] != '$') {
			append(page, p + n, 1);
			continue;
		}
		s->swallow[s->pos++] = p[n];
		settle(page, s, false);
	}
	if (end)
		settle(page, s, true);
	return !page->full;
}

/** Puts the header of a chunk in front of the piece and what ends it behind. */
static void
make_chunk(struct lws_process_html_args *args)
{
	char header[16];
	int n;

	/* a chunk of no bytes would end the page */
	if (args->len) {
		n = snprintf(header, sizeof(header), "%X\r\n", (unsigned int)args->len);
		args->p -= n;
		memcpy(args->p, header, (size_t)n);
		args->len += n;
		memcpy(args->p + args->len, CHUNK_END, sizeof(CHUNK_END) - 1);
		args->len += (int)sizeof(CHUNK_END) - 1;
	}
	if (args->final) {
		memcpy(args->p + args->len, LAST_CHUNK, sizeof(LAST_CHUNK) - 1);
		args->len += (int)sizeof(LAST_CHUNK) - 1;
	}
}

int
lws_chunked_html_process(struct lws_process_html_args *args, struct lws_process_html_state *s)
{
	struct page page = { 0 };
	bool fits;

	if (!args || !s || !args->p || args->len < 0 || args->max_len < args->len ||
	    (s->count_vars && (!s->vars || !s->replace)))
		return -1;
	page.room = (size_t)args->max_len;
	page.room -= page.room < trailer_length(args) ? page.room : trailer_length(args);
	page.buf = malloc(page.room + 1);
	if (!page.buf)
		return -1;
	fits = process(&page, s, args->p, (size_t)args->len, args->final);
	if (fits) {
		memcpy(args->p, page.buf, page.len);
		args->len = (int)page.len;
		if (args->chunked)
			make_chunk(args);
	} else
		lwsl_err("%s: the page does not fit behind its replacements\n", __func__);
	free(page.buf);
	return fits ? 0 : -1;
}
