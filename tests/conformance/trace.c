/* The text of a trace: lines, values, callbacks. */
#define _GNU_SOURCE
#include "trace.h"
#include "trace_internal.h"

#include <stdarg.h>
#include <stdlib.h>

/* ---- what is shown as what ---- */

static struct {
	char *from;
	char *to;
} shown_as[64];
static unsigned int shown_as_count;

void
show_as(const char *from, const char *to)
{
	if (shown_as_count == LWS_ARRAY_SIZE(shown_as))
		abort();
	shown_as[shown_as_count].from = strdup(from);
	shown_as[shown_as_count++].to = strdup(to);
}

/* A copy of `text` with every known `from` replaced; the caller frees it. */
static char *
replace_shown(const char *text)
{
	char *result = strdup(text);

	for (unsigned int i = 0; i < shown_as_count; i++) {
		const char *from = shown_as[i].from;
		size_t from_len = strlen(from), to_len = strlen(shown_as[i].to);
		char *at = result;

		while ((at = strstr(at, from))) {
			size_t head = (size_t)(at - result);
			char *next = malloc(strlen(result) + to_len + 1);

			memcpy(next, result, head);
			memcpy(next + head, shown_as[i].to, to_len);
			strcpy(next + head + to_len, at + from_len);
			free(result);
			result = next;
			at = result + head + to_len;
		}
	}
	return result;
}

/* ---- where lines go ---- */

struct group {
	char name[8];
	char *text;
	size_t len;
};

static struct group groups[64];
static unsigned int group_count;
static bool grouping;
/* The connection of the outermost callback that runs now; "" outside. */
static char current_group[8];
static unsigned int depth;

void
group_by_connection(void)
{
	grouping = true;
}

static void
emit(const char *line)
{
	struct group *g = NULL;

	if (!grouping || !current_group[0]) {
		fputs(line, stdout);
		return;
	}
	for (unsigned int i = 0; i < group_count; i++)
		if (!strcmp(groups[i].name, current_group))
			g = &groups[i];
	if (!g) {
		if (group_count == LWS_ARRAY_SIZE(groups))
			abort();
		g = &groups[group_count++];
		strcpy(g->name, current_group);
	}
	g->text = realloc(g->text, g->len + strlen(line) + 1);
	strcpy(g->text + g->len, line);
	g->len += strlen(line);
}

void
trace_flush(void)
{
	for (unsigned int i = 0; i < group_count; i++) {
		if (groups[i].len)
			fputs(groups[i].text, stdout);
		free(groups[i].text);
		groups[i].text = NULL;
		groups[i].len = 0;
	}
	fflush(stdout);
}

void
say(const char *format, ...)
{
	char *text, *shown, *line;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		abort();
	va_end(ap);
	shown = replace_shown(text);
	if (asprintf(&line, "%*s%s\n", (int)(depth * 2), "", shown) < 0)
		abort();
	emit(line);
	free(line);
	free(shown);
	free(text);
}

/* ---- values ---- */

long
trace_number(const char *expression, long value)
{
	say("%s = %ld", expression, value);
	return value;
}

const char *
trace_string(const char *expression, const char *value)
{
	if (!value) {
		say("%s = NULL", expression);
		return value;
	}
	char *text = escape_bytes(value, strlen(value));

	say("%s = \"%s\"", expression, text);
	free(text);
	return value;
}

/* More than this is shown as its start, its length and its hash. */
#define LONGEST_SHOWN 400
#define START_SHOWN 32

static unsigned int
fnv1a(const unsigned char *bytes, size_t len)
{
	unsigned int hash = 2166136261u;

	while (len--)
		hash = (hash ^ *bytes++) * 16777619u;
	return hash;
}

char *
escape_bytes(const void *bytes, size_t len)
{
	const unsigned char *b = bytes;
	size_t shown = len > LONGEST_SHOWN ? START_SHOWN : len;
	char *text = malloc(shown * 4 + 64), *at = text;

	for (size_t i = 0; i < shown; i++) {
		switch (b[i]) {
		case '\r':
			at += sprintf(at, "\\r");
			break;
		case '\n':
			at += sprintf(at, "\\n");
			break;
		case '\t':
			at += sprintf(at, "\\t");
			break;
		case '"':
		case '\\':
			at += sprintf(at, "\\%c", b[i]);
			break;
		default:
			at += sprintf(at, b[i] < 32 || b[i] > 126 ? "\\x%02x" : "%c", b[i]);
		}
	}
	*at = '\0';
	if (shown < len)
		sprintf(at, "…(%zu bytes, %08x)", len, fnv1a(b, len));
	return text;
}

void
trace_bytes(const char *what, const void *bytes, size_t len)
{
	char *text = escape_bytes(bytes, len);

	say("%s \"%s\"", what, text);
	free(text);
}

/* ---- connections ---- */

static struct {
	struct lws *wsi;
	unsigned int number;
} named[1024];
static unsigned int named_count;
static unsigned int last_number;

const char *
wsi_name(struct lws *wsi)
{
	static char names[8][8];
	static unsigned int turn;
	char *name = names[turn++ % 8];
	unsigned int i;

	if (!wsi)
		return "-";
	for (i = 0; i < named_count; i++)
		if (named[i].wsi == wsi)
			break;
	if (i == named_count) {
		if (named_count == LWS_ARRAY_SIZE(named))
			abort();
		named[named_count].wsi = wsi;
		named[named_count++].number = ++last_number;
	}
	lws_snprintf(name, 8, "c%u", named[i].number);
	return name;
}

/* The memory may serve another connection: the next one there gets a new name. */
static void
forget_wsi(struct lws *wsi)
{
	for (unsigned int i = 0; i < named_count; i++)
		if (named[i].wsi == wsi) {
			named[i] = named[--named_count];
			return;
		}
}

/* ---- callbacks ---- */

enum in_shape { POINTER, TEXT };

static const struct {
	const char *name;
	enum in_shape in;
} reasons[] = {
#define REASON(name_, in_) [LWS_CALLBACK_##name_] = { #name_, in_ },
#include "callback_reasons.inc"
#undef REASON
};

static unsigned int seen_count[LWS_ARRAY_SIZE(reasons)];
static unsigned int activity;
static bool hidden_by_scenario[LWS_ARRAY_SIZE(reasons)];
static bool hidden_reasons[LWS_ARRAY_SIZE(reasons)] = {
	[LWS_CALLBACK_GET_THREAD_ID] = true,
	[LWS_CALLBACK_ADD_POLL_FD] = true,
	[LWS_CALLBACK_DEL_POLL_FD] = true,
	[LWS_CALLBACK_CHANGE_MODE_POLL_FD] = true,
	[LWS_CALLBACK_LOCK_POLL] = true,
	[LWS_CALLBACK_UNLOCK_POLL] = true,
	[LWS_CALLBACK_EVENT_WAIT_CANCELLED] = true,
	/* Depends on whether the library was built with TLS, not on what it does. */
	[LWS_CALLBACK_OPENSSL_LOAD_EXTRA_CLIENT_VERIFY_CERTS] = true,
	[LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS] = true,
};

void
hide(enum lws_callback_reasons reason, bool hidden)
{
	hidden_reasons[reason] = hidden;
	hidden_by_scenario[reason] = hidden;
}

unsigned int
seen(enum lws_callback_reasons reason)
{
	return seen_count[reason];
}

unsigned int
trace_activity(void)
{
	return activity;
}

/* The library calls with these on a stand-in that is no connection. */
static bool
on_stand_in(enum lws_callback_reasons reason)
{
	return reason == LWS_CALLBACK_PROTOCOL_INIT || reason == LWS_CALLBACK_PROTOCOL_DESTROY ||
	       reason == LWS_CALLBACK_FILTER_NETWORK_CONNECTION;
}

/* With these, len is room left in a buffer of the library's own size, or a descriptor. */
static bool
len_is_private(enum lws_callback_reasons reason)
{
	return reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER ||
	       reason == LWS_CALLBACK_ADD_HEADERS ||
	       reason == LWS_CALLBACK_FILTER_NETWORK_CONNECTION;
}

/* With these, in ends with a NUL, and len is 0 or something else. */
static bool
in_is_string(enum lws_callback_reasons reason)
{
	return reason == LWS_CALLBACK_CLIENT_HTTP_REDIRECT ||
	       reason == LWS_CALLBACK_HTTP_CONFIRM_UPGRADE ||
	       reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION;
}

static void
say_call(const char *name, const struct event *e)
{
	enum lws_callback_reasons r = e->reason;
	char who[64], in[2048] = "", len[32] = "";

	if (on_stand_in(r))
		lws_snprintf(who, sizeof(who), "vhost %s", lws_get_vhost_name(lws_get_vhost(e->wsi)));
	else
		lws_snprintf(who, sizeof(who), "%s", wsi_name(e->wsi));

	if (reasons[r].in == TEXT && e->in) {
		size_t in_len = in_is_string(r) ? strlen(e->in) : e->len;
		char *text = escape_bytes(e->in, in_len);

		lws_snprintf(in, sizeof(in), " in=\"%s\"", text);
		free(text);
	} else if (e->in)
		strcpy(in, " in=set");
	if (e->len && !len_is_private(r))
		lws_snprintf(len, sizeof(len), " len=%zu", e->len);
	say("%s %s %s%s%s%s", name, reasons[r].name, who, len, in, e->user ? " user=set" : "");
}

int
trace_callback(const char *name, int (*reply)(const struct event *e), struct lws *wsi,
	       enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	struct event e = { wsi, reason, user, in, len };
	bool outermost = !current_group[0];
	int result;

	if (reason >= LWS_ARRAY_SIZE(reasons) || !reasons[reason].name) {
		say("%s reason %d", name, reason);
		return 0;
	}
	seen_count[reason]++;
	if (hidden_reasons[reason]) {
		/* It is something that happens, all the same: no rest yet. */
		activity += hidden_by_scenario[reason];
		result = reply(&e);
		if (reason == LWS_CALLBACK_WSI_DESTROY)
			forget_wsi(wsi);
		return result;
	}
	activity++;
	if (outermost)
		strcpy(current_group, on_stand_in(reason) ? "-" : wsi_name(wsi));
	say_call(name, &e);
	depth++;
	result = reply(&e);
	depth--;
	if (result)
		say("-> %d", result);
	if (outermost)
		current_group[0] = '\0';
	if (reason == LWS_CALLBACK_WSI_DESTROY)
		forget_wsi(wsi);
	return result;
}
