/*
 * Where golws knowingly does something else than Debian's library 4.3.5, with
 * what that does and why it is not followed. All else that is tested in this
 * folder is alike.
 */
#include <libwebsockets.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static time_t now = 1000000000;

time_t
time(time_t *t)
{
	if (t)
		*t = now;

	return now;
}

/* writes past the buffer: the length is taken as one for what writes two */
static void
json_purify_respects_the_length(void)
{
	char out[32];
	int used = 0;

	memset(out, '#', sizeof(out));
	lws_json_purify(out, "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\", 20, &used);
	check(strlen(out) < 20 && out[20] == '#');
	check(used == (int)strlen(out) / 2);
	memset(out, '#', sizeof(out));
	lws_json_purify(out, "\t\n\r\t\n\r\t\n\r\t\n\r\t\n\r", 20, NULL);
	check(strlen(out) < 20 && out[20] == '#');
}

/* counts a backslash as six characters; it becomes two */
static void
json_purify_len_is_exact(void)
{
	check(lws_json_purify_len("a\\b") == 4);
}

/* writes past the buffer when the number does not fit */
static void
humanize_respects_the_length(void)
{
	char out[16];

	for (size_t len = 1; len < 9; len++) {
		memset(out, '#', sizeof(out));
		check(lws_humanize(out, len, 123456, humanize_schema_si) == (int)len);
		check(strlen(out) == len - 1 && out[len] == '#');
	}
}

/* shows the last four digits of a number of units */
static void
humanize_shows_all_digits(void)
{
	static const lws_humanize_unit_t ones[] = { { "", 1 }, { NULL, 0 } };
	char out[40];

	lws_humanize(out, sizeof(out), UINT64_MAX, humanize_schema_si);
	check(!strncmp(out, "16383.", 6));
	lws_humanize(out, sizeof(out), 1234567, ones);
	check(!strcmp(out, "1234567"));
}

/* divides by zero when a unit is below 1000, aborts when none is small enough */
static void
humanize_takes_any_schema(void)
{
	static const lws_humanize_unit_t dozens[] = { { " dozen", 12 }, { NULL, 0 } };
	char out[40];

	lws_humanize(out, sizeof(out), 30, dozens);
	check(!strcmp(out, "2.500 dozen"));
	lws_humanize(out, sizeof(out), 6, dozens);
	check(!strcmp(out, "0.500 dozen"));
}

/* aborts above what four bytes hold; shifts bits out of the last of many groups */
static void
variable_byte_integers_have_limits(void)
{
	static const uint8_t many[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 129 };
	uint64_t value = 77;
	uint8_t b[8];

	check(lws_vbi_encode(268435456, b) == -1);
	check(lws_vbi_encode(UINT64_MAX, b) == -1);
	check(!lws_vbi_decode(many, &value, sizeof(many)) && value == 77);
}

/* refuses these forms, all of RFC 4291 section 2.2 */
static void
ipv6_forms(void)
{
	static const char *const forms[][2] = {
		{ "::ffff:102:304", "::ffff:1.2.3.4" },
		{ "::1.2.3.4", "::102:304" },
		{ "64:ff9b::1.2.3.4", "64:ff9b::102:304" },
		{ "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304" },
	};
	uint8_t bytes[16];
	char text[64];

	for (size_t n = 0; n < sizeof(forms) / sizeof(forms[0]); n++) {
		check(lws_parse_numeric_address(forms[n][0], bytes, 16) == 16);
		lws_write_numeric_address(bytes, 16, text, sizeof(text));
		check(!strcmp(text, forms[n][1]));
	}
	/* and takes this, which is none: what "::" stands for would be anyone's guess */
	check(lws_parse_numeric_address("1::2::3", bytes, 16) < 0);
	check(lws_parse_numeric_address("1:2:3:4::5:6:7:8", bytes, 16) < 0);
}

/* compares the prefix of an IPv4 net with the zeros of an IPv4-mapped address */
static void
nets_of_the_other_family(void)
{
	static const struct {
		const char *address, *net;
		int bits, outside;
	} cases[] = {
		{ "::ffff:10.0.0.9", "10.0.0.0", 24, 0 },
		{ "::ffff:10.0.1.9", "10.0.0.0", 24, 1 },
		{ "::1", "10.0.0.0", 24, 1 },
		{ "10.0.0.1", "::ffff:10.0.0.0", 120, 0 },
		{ "10.0.1.1", "::ffff:10.0.0.0", 120, 1 },
		{ "10.0.0.1", "10.0.0.0", 33, 1 },
		{ "10.0.0.1", "10.0.0.0", -1, 1 },
	};
	lws_sockaddr46 a, net;

	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		lws_sa46_parse_numeric_address(cases[n].address, &a);
		lws_sa46_parse_numeric_address(cases[n].net, &net);
		check(lws_sa46_on_net(&a, &net, cases[n].bits) == cases[n].outside);
	}
}

static int matches;

static int
count_match(void *data, const char *path)
{
	(void)data;
	(void)path;
	matches++;

	return 0;
}

static int
glob(const char *filter, const char *name)
{
	lws_dir_glob_t g = { filter, count_match, NULL };
	struct lws_dir_entry lde = { name, LDOT_FILE };

	matches = 0;
	lws_dir_glob_cb("dir", &g, &lde);

	return matches;
}

/* knows one star, and nothing without one or after it */
static void
glob_patterns(void)
{
	check(glob("a.txt", "a.txt"));
	check(glob("*", "a.txt"));
	check(glob("a*", "a.txt"));
	check(glob("*.*", "a.txt"));
	check(!glob("a*", "b.txt"));
	check(!glob("", "a.txt"));
}

static int
wildcard(const char *pattern, const char *text)
{
	return !lws_strcmp_wildcard(pattern, strlen(pattern), text, strlen(text));
}

/* takes the first place a star could end for the only one */
static void
wildcards_look_on(void)
{
	check(wildcard("a*c", "abcbc"));
	check(wildcard("*ab", "abab"));
	check(wildcard("*|*|*", "a|b|"));
	check(wildcard("a*", "a"));
	check(wildcard("", ""));
	check(!wildcard("a*c", "abcb"));
	check(!wildcard("a", "ab"));
	check(!wildcard("ab", "a"));
}

/* counts from the position too, so that it ends at the end from anywhere else */
static void
seek_end_counts_from_the_end(void)
{
	const struct lws_plat_file_ops plat = {
		.open = _lws_plat_file_open,
		.close = _lws_plat_file_close,
		.seek_cur = _lws_plat_file_seek_cur,
	};
	lws_fop_flags_t flags = O_RDONLY;
	lws_fop_fd_t fd;

	lws_plat_write_file("ten", "0123456789", 10);
	fd = lws_vfs_file_open(&plat, "ten", &flags);
	lws_vfs_file_seek_set(fd, 6);
	check(lws_vfs_file_seek_end(fd, -2) == 8 && lws_vfs_tell(fd) == 8);
	check(lws_vfs_file_seek_end(fd, 0) == 10);
	check(lws_vfs_file_seek_set(fd, INT64_MIN) == 0);
	check(lws_vfs_file_seek_set(fd, INT64_MAX) == 10);
	check(lws_vfs_file_seek_end(fd, INT64_MAX) == 10);
	lws_vfs_file_close(&fd);
}

/* keeps the old copy while the time in seconds is the same, and says no length */
static void
cached_file_sees_the_size(void)
{
	struct timeval times[2] = { { 2000000, 0 }, { 2000000, 0 } };
	lwsac_cached_file_t cache = NULL;
	size_t len = 0;

	lws_plat_write_file("f", "one", 3);
	utimes("f", times);
	check(!lwsac_cached_file("f", &cache, &len) && len == 3);
	len = 77;
	check(!lwsac_cached_file("f", &cache, &len) && len == 3);
	lws_plat_write_file("f", "longer", 6);
	utimes("f", times);
	now += 10;
	check(!lwsac_cached_file("f", &cache, &len) && len == 6 && !strcmp((char *)cache, "longer"));
	lwsac_use_cached_file_detach(&cache);
	check(lwsac_cached_file(".", &cache, &len) == 1);
}

/* asserts, which ends the program, or never returns */
static void
misuse_is_survived(void)
{
	struct lws_buflist *list = NULL;
	lws_dll2_owner_t owner, other;
	struct lws_ring *ring;
	lws_log_cx_t cx;
	lws_dll2_t d;

	memset(&owner, 0, sizeof(owner));
	memset(&other, 0, sizeof(other));
	memset(&d, 0, sizeof(d));
	memset(&cx, 0, sizeof(cx));
	lws_dll2_add_tail(&d, &owner);
	lws_dll2_add_tail(&d, &owner);
	lws_dll2_add_head(&d, &other);
	lws_dll2_add_before(&d, &d);
	check(owner.count == 1 && !other.count && d.owner == &owner && !d.next);

	check(lws_buflist_append_segment(&list, (uint8_t *)"", 0) == -1 && !list);
	check(!lws_buflist_use_segment(&list, 5));
	check(lws_buflist_append_segment(&list, (uint8_t *)"abc", 3) == 1);
	check(lws_buflist_use_segment(&list, 0) == 3);
	check(!lws_buflist_use_segment(&list, 5) && !list);

	lwsl_refcount_cx(&cx, -1);
	check(!cx.refcount);

	/* positions that the ring did not give out */
	ring = lws_ring_create(8, 4, NULL);
	lws_ring_insert(ring, "0123456789abcdef", 2);
	lws_ring_update_oldest_tail(ring, 24);
	lws_ring_update_oldest_tail(ring, 32);
	lws_ring_update_oldest_tail(ring, UINT32_MAX);
	check(!lws_ring_get_oldest_tail(ring));
	{
		uint32_t odd = 27, outside = 1000;

		check(!lws_ring_get_element(ring, &odd) ||
		      lws_ring_get_count_waiting_elements(ring, &odd));
		check(!lws_ring_get_element(ring, &outside));
		check(!lws_ring_consume(ring, &outside, NULL, 1));
	}
	lws_ring_bump_head(ring, 1000);
	check(lws_ring_get_count_waiting_elements(ring, NULL) == 2);
	lws_ring_bump_head(ring, 3);
	lws_ring_update_oldest_tail(ring, 5);
	lws_ring_destroy(ring);
	check(!lws_ring_create(SIZE_MAX / 2, 4, NULL));
	check(!lws_ring_create(65536, 65536, NULL));
	check(!lws_ring_create(0, 4, NULL));
}

/* sizes whose sum wraps around */
static void
sizes_do_not_wrap(void)
{
	struct lwsac *lac = NULL;
	lws_map_info_t info;
	lws_map_t *map;

	check(!lwsac_use(&lac, SIZE_MAX, 0));
	check(!lwsac_use(&lac, SIZE_MAX - 8, 0));
	check(!lwsac_use(&lac, 8, SIZE_MAX) && !lac);
	check(lwsac_use(&lac, 8, 100));
	check(lwsac_extend(lac, SIZE_MAX) == 1);
	check(!lwsac_use_backfill(&lac, SIZE_MAX - 3, 100));
	/* the latest allocation is not in the latest chunk */
	check(lwsac_use(&lac, 100, 200) && lwsac_use_backfill(&lac, 8, 100));
	check(!lwsac_extend(lac, 80) && lwsac_extend(lac, 80) == 1);
	lwsac_free(&lac);

	memset(&info, 0, sizeof(info));
	info.modulo = SIZE_MAX / 8;
	check(!lws_map_create(&info));
	info.modulo = 0;
	map = lws_map_create(&info);
	check(!lws_map_item_create(map, "k", SIZE_MAX, "v", 1));
	check(!lws_map_item_create(map, "k", 1, "v", SIZE_MAX));
	check(!lws_map_item_create(map, NULL, 3, "v", 1));
	/* replaced by its own value */
	{
		struct lws_map_item *item = lws_map_item_create_ks(map, "key", "value", 6);

		item = lws_map_item_create(map, (void *)lws_map_item_key(item), 3,
					   (void *)lws_map_item_value(item), 6);
		check(item && !strcmp(lws_map_item_value(item), "value"));
		check(lws_map_item_lookup_ks(map, "key") == item);
	}
	lws_map_destroy(&map);
}

/* overflows 32 bits */
static void
retry_delay_saturates(void)
{
	static const uint32_t table[] = { 0xfffffff0 };
	lws_retry_bo_t policy = { .retry_ms_table = table, .retry_ms_table_count = 1,
				  .jitter_percent = 50 };
	uint16_t tries = 0;

	for (int n = 0; n < 100; n++)
		check(lws_retry_get_delay_ms(NULL, &policy, &tries, NULL) >= 0xfffffff0);
}

/* gives a line that was cut a length of one too many, its terminator */
static size_t cut_len;
static char cut_line[300];

static void
keep_cut(struct lws_log_cx *cx, int level, const char *line, size_t len)
{
	(void)cx;
	(void)level;
	cut_len = len;
	lws_strncpy(cut_line, line, sizeof(cut_line));
}

static void
cut_lines_have_their_length(void)
{
	lws_log_cx_t cx = { .u = { .emit_cx = keep_cut },
			    .lll_flags = LLLF_LOG_CONTEXT_AWARE | LLL_ERR };
	char text[600];

	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	_lws_log_cx(&cx, NULL, NULL, LLL_ERR, NULL, "%s", text);
	check(cut_len == strlen(cut_line) && cut_len == 254);
}

/* calls a context-aware function as if it were a plain one */
static void
plain_emit(int level, const char *line)
{
	(void)level;
	lws_strncpy(cut_line, line, sizeof(cut_line));
}

static void
process_emit_is_plain(void)
{
	lws_set_log_level(LLL_ERR | LLLF_LOG_CONTEXT_AWARE, plain_emit);
	lwsl_err("plain\n");
	check(strstr(cut_line, "plain"));
	lws_set_log_level(0, plain_emit);
}

/* takes text that is no number, or a number no process can have, for one that lives */
static void
lock_file_with_nonsense(void)
{
	static const char *const texts[] = { "0", "-1", "nonsense", "99999999999999999999" };

	for (size_t n = 0; n < sizeof(texts) / sizeof(texts[0]); n++) {
		int pipes[2];
		char got = 0;
		FILE *f = fopen("lock", "w");
		char path[1024];
		size_t len;

		fputs(texts[n], f);
		fclose(f);
		check(!pipe(pipes));
		check(!!getcwd(path, sizeof(path) - 8));
		len = strlen(path);
		lws_strncpy(path + len, "/lock", sizeof(path) - len);
		fflush(NULL);
		if (!fork()) {
			close(pipes[0]);
			if (lws_daemonize(path) || write(pipes[1], "y", 1) != 1)
				_exit(1);
			_exit(0);
		}
		close(pipes[1]);
		check(read(pipes[0], &got, 1) == 1 && got == 'y');
		/* until it ended */
		check(read(pipes[0], &got, 1) == 0);
		close(pipes[0]);
	}
}

/* can't find a relative path again from /tmp; a child of the daemon removes it */
static void
lock_file_by_relative_path(void)
{
	char got = 0;
	int pipes[2];

	unlink("relative");
	check(!pipe(pipes));
	fflush(NULL);
	if (!fork()) {
		pid_t child;

		close(pipes[0]);
		if (lws_daemonize("relative"))
			_exit(1);
		child = fork();
		if (!child)
			raise(SIGTERM);
		waitpid(child, NULL, 0);
		if (write(pipes[1], "y", 1) != 1)
			_exit(1);
		pause();
		_exit(1);
	}
	close(pipes[1]);
	check(read(pipes[0], &got, 1) == 1 && got == 'y');
	check(!access("relative", F_OK));
	{
		char text[16] = "";
		int n = lws_plat_read_file("relative", text, sizeof(text) - 1);

		check(n > 0 && atoi(text) > 1);
		if (n > 0 && atoi(text) > 1)
			kill(atoi(text), SIGTERM);
	}
	check(read(pipes[0], &got, 1) == 0);
	check(access("relative", F_OK));
	close(pipes[0]);
}

/* names another day of the week, and cuts a date that does not fit by one */
static void
dates_are_whole(void)
{
	static const struct {
		time_t t;
		const char *text;
	} dates[] = {
		{ 0, "Thu, 01 Jan 1970 00:00:00 GMT" },
		{ 784111777, "Sun, 06 Nov 1994 08:49:37 GMT" },
		{ 1709210096, "Thu, 29 Feb 2024 12:34:56 GMT" },
		{ 253402300799LL, "Fri, 31 Dec 9999 23:59:59 GMT" },
	};
	char buf[30];

	for (size_t n = 0; n < sizeof(dates) / sizeof(dates[0]); n++) {
		check(!lws_http_date_render_from_unix(buf, sizeof(buf), &dates[n].t));
		check(!strcmp(buf, dates[n].text));
	}
	check(lws_http_date_render_from_unix(buf, 29, &dates[0].t) == -1);
}

/* takes days and times that do not exist for others that do */
static void
dates_exist(void)
{
	static const char *const none[] = {
		"Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
		"Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 30 Feb 1994 08:49:37 GMT",
		"Wed, 29 Feb 1995 08:49:37 GMT", "Sun, xx Nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 23:60:00 GMT", "Sun, 06 Nov 1994 23:59:61 GMT",
	};
	time_t t;

	for (size_t n = 0; n < sizeof(none) / sizeof(none[0]); n++)
		check(lws_http_date_parse_unix(none[n], 29, &t) == -1);
}

/* leaves a header without its end when the buffer is short by one to three */
static void
basic_auth_is_whole(void)
{
	char buf[64];

	for (size_t room = 0; room < 27; room++)
		check(lws_http_basic_auth_gen("user", "password", buf, room) == 1);
	check(!lws_http_basic_auth_gen("user", "password", buf, 27));
	/* a password is bytes, whatever they are */
	check(!lws_http_basic_auth_gen2("user", "a\0b and more", 3, buf, sizeof(buf)));
	check(!strcmp(buf, "Basic dXNlcjphAGI="));
	check(lws_http_basic_auth_gen2("user", buf, (size_t)-5, buf, sizeof(buf)) == 2);
	check(lws_http_basic_auth_gen2("user", NULL, 0, buf, sizeof(buf)) == 1);
}

/* miscounts when a piece ends at characters that are skipped */
static void
base64_in_lines(void)
{
	static const char text[] = "YWJj\r\nZGVm\r\nZw==\r\n";
	const size_t len = sizeof(text) - 1;

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		struct lws_b64state state;
		uint8_t out[16];
		size_t got = 0;

		lws_b64_decode_state_init(&state);
		for (size_t at = 0; at < len; at += piece) {
			size_t in = len - at < piece ? len - at : piece, room = sizeof(out) - got;

			check(!lws_b64_decode_stateful(&state, text + at, &in, out + got, &room, at + piece >= len));
			got += room;
		}
		check(got == 7 && !memcmp(out, "abcdefg", 7) && state.done == 7);
	}
}

/* breaks letters beyond ASCII in two, and forgets a token in front of a string */
static void
tokens_are_whole(void)
{
	static const struct {
		const char *text, *tokens[4];
		lws_tokenize_elem elems[4];
		int flags;
	} cases[] = {
		{ "a\xc3\xa4z", { "a\xc3\xa4z" }, { LWS_TOKZE_TOKEN }, 0 },
		{ "\xf0\x9f\x98\x80", { "\xf0\x9f\x98\x80" }, { LWS_TOKZE_TOKEN }, 0 },
		{ "a\"b\"c", { "a", "b", "c" },
		  { LWS_TOKZE_TOKEN, LWS_TOKZE_QUOTED_STRING, LWS_TOKZE_TOKEN }, 0 },
		{ "1 \"x\"", { "1", "x" }, { LWS_TOKZE_INTEGER, LWS_TOKZE_QUOTED_STRING }, 0 },
		{ "k=\"v\"", { "k=", "v" }, { LWS_TOKZE_TOKEN, LWS_TOKZE_QUOTED_STRING },
		  LWS_TOKENIZE_F_EQUALS_NONTERM },
		{ "a \"b\"", { "a", NULL }, { LWS_TOKZE_TOKEN, LWS_TOKZE_ERR_COMMA_LIST },
		  LWS_TOKENIZE_F_COMMA_SEP_LIST },
	};

	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		struct lws_tokenize ts;

		lws_tokenize_init(&ts, cases[n].text, cases[n].flags);
		ts.len = strlen(cases[n].text);
		for (int i = 0; i < 4; i++) {
			lws_tokenize_elem e = lws_tokenize(&ts);

			check(e == cases[n].elems[i]);
			if (e <= 0)
				break;
			check(ts.token_len == strlen(cases[n].tokens[i]));
			check(!strncmp(ts.token, cases[n].tokens[i], ts.token_len));
		}
	}
}

static int
one_letter(void *priv, const char *name, char *out, size_t *pos, size_t olen, size_t *exp_ofs)
{
	(void)priv;
	(void)name;
	if (*exp_ofs)
		return LSTRX_DONE;
	if (*pos == olen)
		return LSTRX_FILLED_OUT;
	out[(*pos)++] = 'V';
	++*exp_ofs;

	return LSTRX_DONE;
}

/* fails at a dollar sign, or writes past the output, when that is nearly full */
static void
expansion_goes_on(void)
{
	static const char *const texts[][2] = {
		{ "a$b$c", "a$b$c" }, { "$$$x", "$$$x" }, { "$${x}y${z}", "$$VyV" }, { "${x}y", "Vy" },
	};

	for (size_t n = 0; n < 4; n++)
		for (size_t room = 1; room < 8; room++) {
			const char *p = texts[n][0];
			char out[9], all[16] = "";
			lws_strexp_t exp;
			size_t used, got;
			int r;

			memset(out, '#', sizeof(out));
			lws_strexp_init(&exp, NULL, one_letter, out, room);
			do {
				r = lws_strexp_expand(&exp, p, strlen(p), &used, &got);
				check(r >= 0 && out[room] == '#' && got <= room);
				strncat(all, out, got);
				p += used;
				lws_strexp_reset_out(&exp, out, room);
			} while (r == LSTRX_FILLED_OUT);
			check(!strcmp(all, texts[n][1]));
		}
}

static const char *
page_text(void *data, int index)
{
	static const char *const texts[] = { "v", "NA" };

	(void)data;

	return texts[index];
}

/* loses names that touch, names' beginnings at the end, and what follows a name
 * that began in an earlier piece; ends the page with a piece that is empty */
static void
pages_are_whole(void)
{
	static const char *const names[] = { "$name", "$na" };
	static const char *const pages[][2] = {
		{ "$name$name", "vv" }, { "$na b", "NA b" }, { "5$", "5$" }, { "$nam", "NAm" },
		{ "$n$name", "$nv" }, { "a $name b $name", "a v b v" }, { "", "" },
	};

	for (size_t n = 0; n < sizeof(pages) / sizeof(pages[0]); n++)
		for (size_t piece = 1; piece < 17; piece++)
			for (int chunked = 0; chunked < 2; chunked++) {
				struct lws_process_html_state s = { .vars = names, .count_vars = 2,
								    .replace = page_text };
				const char *p = pages[n][0];
				char all[64] = "";
				size_t left = strlen(p);

				do {
					struct lws_process_html_args args = { 0 };
					char buf[64];
					size_t len = left < piece ? left : piece;

					memcpy(buf + 16, p, len);
					args.p = buf + 16;
					args.len = (int)len;
					args.max_len = 40;
					args.final = len == left;
					args.chunked = chunked;
					check(!lws_chunked_html_process(&args, &s));
					if (chunked && args.final) {
						check(args.len >= 5 && !memcmp(args.p + args.len - 5, "0\r\n\r\n", 5));
						args.len -= 5;
					}
					if (chunked && args.len) {
						size_t size = (size_t)strtol(args.p, NULL, 16);

						check(size && size + 5 == (size_t)args.len);
						strncat(all, args.p + 3, size);
					} else
						strncat(all, args.p, (size_t)args.len);
					p += len;
					left -= len;
				} while (left);
				check(!strcmp(all, pages[n][1]));
			}
}

int
main(void)
{
	lws_set_log_level(0, plain_emit);
	json_purify_respects_the_length();
	json_purify_len_is_exact();
	humanize_respects_the_length();
	humanize_shows_all_digits();
	humanize_takes_any_schema();
	variable_byte_integers_have_limits();
	ipv6_forms();
	nets_of_the_other_family();
	glob_patterns();
	wildcards_look_on();
	seek_end_counts_from_the_end();
	cached_file_sees_the_size();
	misuse_is_survived();
	sizes_do_not_wrap();
	retry_delay_saturates();
	cut_lines_have_their_length();
	process_emit_is_plain();
	lock_file_with_nonsense();
	lock_file_by_relative_path();
	dates_are_whole();
	dates_exist();
	basic_auth_is_whole();
	base64_in_lines();
	tokens_are_whole();
	expansion_goes_on();
	pages_are_whole();

	return failures != 0;
}
