/* NULL where a pointer is wanted gets the error value, never a crash */
#include <libwebsockets.h>
#include "check.h"

static void
silent(int level, const char *line)
{
	(void)level;
	(void)line;
}

static void
logging(void)
{
	char buf[64], *p = buf;

	_lws_log(LLL_ERR, NULL);
	_lws_log_cx(NULL, NULL, NULL, LLL_ERR, NULL, NULL);
	lwsl_emit_stderr(LLL_ERR, NULL);
	lwsl_emit_stderr_notimestamp(LLL_ERR, NULL);
	lwsl_emit_syslog(LLL_ERR, NULL);
	check(!lwsl_timestamp(LLL_ERR, NULL, 30));
	check(!lwsl_timestamp(LLL_ERR, buf, 0));
	lwsl_hexdump(NULL, 5);
	lwsl_hexdump_level_cx(NULL, NULL, NULL, LLL_ERR, "abc", 3);
	lwsl_refcount_cx(NULL, 1);
	lws_log_use_cx_file(NULL, 1);
	lws_log_emit_cx_file(NULL, LLL_ERR, "x", 1);
	lws_log_prepend_context(NULL, NULL, &p, buf + sizeof(buf));
	check(p == buf);
	lws_log_prepend_vhost(NULL, NULL, &p, buf + sizeof(buf));
	lws_log_prepend_wsi(NULL, NULL, NULL, NULL);
	check(!lwsl_context_get_cx(NULL) && !lwsl_vhost_get_cx(NULL) && !lwsl_wsi_get_cx(NULL));
	check(lws_wsi_tag(NULL) && lws_vh_tag(NULL));
}

static void
strings(void)
{
	static const char *out[3];
	char buf[64] = "text";
	uint8_t bytes[16], sha[20];
	time_t when = 0;
	size_t len = 1;
	int port;

	check(!lws_snprintf(NULL, 5, "x"));
	check(!lws_snprintf(buf, 5, NULL));
	check(!lws_strncpy(NULL, "x", 5));
	check(lws_strncpy(buf, "x", 0) == buf && *buf == 't');
	check(lws_strncpy(buf, NULL, 5) == buf && !*buf);
	check(!lws_nstrstr(NULL, 5, "x", 1) && !lws_nstrstr("x", 1, NULL, 1));
	check(lws_hex_to_byte_array(NULL, bytes, 5) == -1);
	check(lws_hex_to_byte_array("00", NULL, 5) == -1);
	lws_hex_from_byte_array(NULL, 5, buf, 5);
	check(!*buf);
	lws_hex_from_byte_array(bytes, 5, NULL, 5);
	lws_hex_from_byte_array(bytes, 5, buf, 0);
	check(lws_hex_random(NULL, NULL, 5) && lws_hex_random(NULL, buf, 0));
	check(!lws_get_random(NULL, NULL, 5));
	check(lws_timingsafe_bcmp(NULL, "x", 1) && !lws_timingsafe_bcmp(NULL, NULL, 0));
	lws_explicit_bzero(NULL, 5);
	lws_ser_wu16be(NULL, 1);
	lws_ser_wu32be(NULL, 1);
	lws_ser_wu64be(NULL, 1);
	check(!lws_ser_ru16be(NULL) && !lws_ser_ru32be(NULL) && !lws_ser_ru64be(NULL));
	check(lws_vbi_encode(1, NULL) == -1 && !lws_vbi_decode(NULL, NULL, 5));
	check(!lws_json_simple_find(NULL, 5, "x", &len) && !lws_json_simple_find("x", 1, NULL, &len));
	check(!lws_json_simple_find("x", 1, "x", NULL));
	check(lws_json_simple_strcmp("\"x\":1", 5, "\"x\":", NULL) == -1);
	check(lws_parse_uri(NULL, &out[0], &out[1], &port, &out[2]) == 1);
	check(lws_parse_uri(buf, NULL, &out[1], &port, &out[2]) == 1);
	check(!lws_sql_purify(NULL, "x", 5) && lws_sql_purify(buf, NULL, 5) == buf);
	check(lws_sql_purify(buf, "x", 0) == buf);
	check(!lws_json_purify(NULL, "x", 5, NULL) && lws_json_purify(buf, "x", 0, NULL) == buf);
	check(lws_json_purify(buf, "x", -5, NULL) == buf && !lws_json_purify_len(NULL));
	lws_filename_purify_inplace(NULL);
	check(lws_strcmp_wildcard(NULL, 1, "x", 1) && lws_strcmp_wildcard("x", 1, NULL, 1));
	check(lws_parse_numeric_address(NULL, bytes, 16) < 0);
	check(lws_parse_numeric_address("::1", NULL, 16) < 0);
	check(lws_write_numeric_address(NULL, 4, buf, 5) < 0);
	check(lws_write_numeric_address(bytes, 4, NULL, 5) < 0);
	check(lws_write_numeric_address(bytes, 4, buf, 0) < 0);
	check(lws_sa46_parse_numeric_address("::1", NULL) < 0);
	check(lws_sa46_write_numeric_address(NULL, buf, 5) < 0);
	check(lws_sa46_compare_ads(NULL, NULL) && lws_sa46_on_net(NULL, NULL, 0));
	check(!lws_humanize(NULL, 5, 1, humanize_schema_si) && !lws_humanize(buf, 0, 1, humanize_schema_si));
	check(!lws_humanize(buf, 5, 1, NULL));
	check(!lws_cmdline_option(5, NULL, "-d") && !lws_cmdline_option(0, NULL, NULL));
	lws_cmdline_option_handle_builtin(0, NULL, NULL);
	check(!lws_urlencode(NULL, "x", 5) && lws_urlencode(buf, "x", 0) == buf);
	check(lws_urlencode(buf, NULL, 5) == buf && !*buf);
	check(lws_urldecode(NULL, "x", 5) == -1 && lws_urldecode(buf, NULL, 5) == -1);
	check(lws_urldecode(buf, "x", -1) == -1);
	check(lws_http_date_parse_unix(NULL, 29, &when) == -1);
	check(lws_http_date_parse_unix("Sun, 06 Nov 1994 08:49:37 GMT", 29, NULL) == -1);
	check(lws_http_date_render_from_unix(NULL, 30, &when) == -1);
	check(lws_http_date_render_from_unix(buf, 30, NULL) == -1);
	check(lws_http_basic_auth_gen(NULL, "x", buf, 64) && lws_http_basic_auth_gen("x", NULL, buf, 64));
	check(lws_http_basic_auth_gen("x", "x", NULL, 64));
	check(!lws_SHA1(NULL, 1, bytes) && !lws_SHA1(bytes, 1, NULL) && lws_SHA1(NULL, 0, sha) == sha);
	check(lws_b64_encode_string(NULL, 1, buf, 64) == -1 && lws_b64_encode_string("x", 1, NULL, 64) == -1);
	check(lws_b64_encode_string("x", -1, buf, 64) == -1 && lws_b64_encode_string_url("x", 1, buf, -1) == -1);
	check(lws_b64_decode_string(NULL, buf, 64) == -1 && lws_b64_decode_string("x", NULL, 64) == -1);
	check(lws_b64_decode_string_len(NULL, 1, buf, 64) == -1 && lws_b64_decode_string_len("x", -1, buf, 64) == -1);
	lws_b64_decode_state_init(NULL);
	check(lws_b64_decode_stateful(NULL, "x", &len, bytes, &len, 1) == -1);
	lws_tokenize_init(NULL, "x", 0);
	check(lws_tokenize(NULL) < 0 && lws_tokenize_cstr(NULL, buf, 64));
	lws_strexp_init(NULL, NULL, NULL, buf, 5);
	lws_strexp_reset_out(NULL, buf, 5);
	check(lws_strexp_expand(NULL, "x", 1, NULL, NULL) < 0);
	check(lws_chunked_html_process(NULL, NULL) == -1);
	lws_set_log_level(0, silent);
}

static void
containers(void)
{
	lws_dll2_owner_t owner = { 0 };
	lws_dll2_t d = { 0 };
	struct lws_map_item *item = NULL;

	check(lws_dll2_is_detached(NULL));
	lws_dll2_add_head(NULL, &owner);
	lws_dll2_add_head(&d, NULL);
	lws_dll2_add_tail(NULL, &owner);
	lws_dll2_add_tail(&d, NULL);
	lws_dll2_add_before(NULL, &d);
	lws_dll2_add_before(&d, NULL);
	lws_dll2_add_sorted(&d, &owner, NULL);
	lws_dll2_add_sorted(&d, NULL, NULL);
	lws_dll2_add_sorted_priv(&d, &owner, NULL, NULL);
	check(!owner.count && !d.owner);
	lws_dll2_remove(NULL);
	lws_dll2_clear(NULL);
	lws_dll2_owner_clear(NULL);
	check(!lws_dll2_foreach_safe(NULL, NULL, NULL) && !lws_dll2_foreach_safe(&owner, NULL, NULL));
	check(!_lws_dll2_search_sz_pl(NULL, "x", 1, 0, 0) && !_lws_dll2_search_sz_pl(&owner, NULL, 1, 0, 0));
	lws_list_ptr_insert(NULL, NULL, NULL);

	check(lws_buflist_append_segment(NULL, (uint8_t *)"x", 1) == -1);
	check(!lws_buflist_next_segment_len(NULL, NULL) && !lws_buflist_use_segment(NULL, 1));
	check(!lws_buflist_total_len(NULL) && lws_buflist_linear_copy(NULL, 0, NULL, 1) == -1);
	check(!lws_buflist_linear_use(NULL, NULL, 1));
	check(!lws_buflist_fragment_use(NULL, NULL, 1, NULL, NULL));
	lws_buflist_destroy_all_segments(NULL);
	lws_buflist_describe(NULL, NULL, NULL);

	check(!lwsac_use(NULL, 1, 0) && !lwsac_use_zero(NULL, 1, 0) && !lwsac_use_backfill(NULL, 1, 0));
	check(lwsac_extend(NULL, 1) == 1 && !lwsac_get_tail_pos(NULL) && !lwsac_get_next(NULL));
	check(!lwsac_total_alloc(NULL) && !lwsac_total_overhead(NULL));
	check(!lwsac_scan_extant(NULL, NULL, 1, 0));
	lwsac_free(NULL);
	lwsac_reference(NULL);
	lwsac_detach(NULL);
	lwsac_unreference(NULL);
	lwsac_info(NULL);
	check(lwsac_cached_file(NULL, NULL, NULL) == 1);
	lwsac_use_cached_file_start(NULL);
	lwsac_use_cached_file_end(NULL);
	lwsac_use_cached_file_detach(NULL);

	check(!lws_ring_get_count_free_elements(NULL));
	check(!lws_ring_get_count_waiting_elements(NULL, NULL) && !lws_ring_get_element(NULL, NULL));
	check(!lws_ring_insert(NULL, "x", 1) && !lws_ring_consume(NULL, NULL, NULL, 1));
	check(lws_ring_next_linear_insert_range(NULL, NULL, NULL) && !lws_ring_get_oldest_tail(NULL));
	lws_ring_bump_head(NULL, 1);
	lws_ring_update_oldest_tail(NULL, 0);
	lws_ring_dump(NULL, NULL);
	lws_ring_destroy(NULL);

	check(!lws_map_create(NULL) && !lws_map_item_lookup(NULL, "x", 1));
	check(!lws_map_item_create(NULL, "x", 1, "y", 1) && !lws_map_alloc_lwsac(NULL, 1));
	check(!lws_map_item_key(item) && !lws_map_item_value(item));
	check(!lws_map_item_key_len(item) && !lws_map_item_value_len(item));
	lws_map_item_destroy(item);
	lws_map_destroy(NULL);
	lws_map_free_lwsac(NULL);

	lws_state_reg_notifier(NULL, NULL);
	lws_state_reg_notifier_list(NULL, NULL);
	lws_state_reg_deregister(NULL);
	check(lws_state_transition(NULL, 1) == 1 && !lws_state_transition_steps(NULL, 1));
	lws_xos_init(NULL, 1);
	check(!lws_xos(NULL));
	check(lws_retry_get_delay_ms(NULL, NULL, NULL, NULL) >= 3000);
}

static int
no_entry(const char *dirpath, void *user, struct lws_dir_entry *lde)
{
	(void)dirpath;
	(void)user;
	(void)lde;

	return 1;
}

static void
files(void)
{
	lws_fop_fd_t fd = NULL;
	lws_filepos_t amount = 5;

	check(lws_open(NULL, 0) == -1);
	check(lws_plat_read_file(NULL, NULL, 0) == -1 && lws_plat_write_file(NULL, NULL, 0));
	check(lws_plat_read_file("x", NULL, 1) == -1 && lws_plat_write_file("x", NULL, 1));
	check(lws_dir(NULL, NULL, no_entry) == 1 && lws_dir(".", NULL, NULL) == 1);
	check(!lws_dir_glob_cb(NULL, NULL, NULL) && !lws_dir_rm_rf_cb(NULL, NULL, NULL));
	check(!_lws_plat_file_open(NULL, NULL, NULL, NULL) && _lws_plat_file_close(NULL) == -1);
	check(_lws_plat_file_close(&fd) == -1 && _lws_plat_file_seek_cur(NULL, 1) == -1);
	check(_lws_plat_file_read(NULL, &amount, NULL, 1) == -1 && !amount);
	check(_lws_plat_file_write(NULL, NULL, NULL, 1) == -1);
	check(!lws_vfs_file_open(NULL, NULL, NULL) && !lws_vfs_tell(NULL));
	check(!lws_vfs_get_length(NULL) && !lws_vfs_get_mod_time(NULL));
	check(lws_vfs_file_seek_set(NULL, 0) == -1 && lws_vfs_file_seek_end(NULL, 0) == -1);
}

/* none of this is a reason to load the core: a program may fork after it */
static int
core_is_loaded(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[1024];
	int found = 0;

	while (f && fgets(line, sizeof(line), f))
		found |= !!strstr(line, "golws-core");
	if (f)
		fclose(f);

	return found;
}

int
main(void)
{
	lws_set_log_level(0xfff, silent);
	logging();
	strings();
	containers();
	files();
	check(!core_is_loaded());

	return failures != 0;
}
