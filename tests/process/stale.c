/*
 * Pointers that a program kept too long: a closed wsi, a destroyed vhost, a
 * destroyed context. Each function gives its error value; those that do
 * something say what is wrong.
 */

#define _GNU_SOURCE

#include "process.h"
#include "server.h"
#include "traffic.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct lws *wsi, *wsi_of_vhost;
static int mark;

static int
keep(struct lws *w, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	(void)user;
	(void)in;
	(void)len;
	if (reason == LWS_CALLBACK_PROTOCOL_INIT && !wsi_of_vhost)
		wsi_of_vhost = w;
	if (reason == LWS_CALLBACK_RECEIVE) {
		wsi = w;
		lws_set_opaque_user_data(w, &mark);
		lws_set_opaque_parent_data(w, &mark);
	}
	return 0;
}

/** Serves until @p condition holds. */
#define SERVE_UNTIL(context, condition) \
	while (!(condition)) \
		CHECK(lws_service(context, 0) >= 0)

static void
use_getters(struct lws *w)
{
	char text[64] = "x";

	CHECK(lws_wsi_user(w) == NULL);
	CHECK(lws_get_protocol(w) == NULL);
	CHECK(lws_get_context(w) == NULL);
	CHECK(lws_get_vhost(w) == NULL);
	CHECK(lws_get_socket_fd(w) == -1);
	CHECK(lws_get_network_wsi(w) == NULL);
	CHECK(lws_get_parent(w) == NULL);
	CHECK(lws_get_child(w) == NULL);
	CHECK(lws_get_opaque_user_data(w) == NULL);
	CHECK(lws_get_opaque_parent_data(w) == NULL);
	CHECK(!lws_get_child_pending_on_writable(w));
	CHECK(!lws_is_first_fragment(w));
	CHECK(!lws_is_final_fragment(w));
	CHECK(!lws_frame_is_binary(w));
	CHECK(!lws_remaining_packet_payload(w));
	CHECK(!lws_get_reserved_bits(w));
	CHECK(!lws_is_ssl(w));
	CHECK(!lws_is_cgi(w));
	CHECK(lws_get_close_length(w) == 0);
	CHECK(lws_get_close_payload(w) == NULL);
	CHECK(strstr(lws_wsi_tag(w), "stale") != NULL);
	CHECK(lwsl_wsi_get_cx(w) == NULL);
	lws_set_wsi_user(w, &mark);
	lws_set_opaque_user_data(w, &mark);
	lws_set_opaque_parent_data(w, &mark);
	lws_clear_child_pending_on_writable(w);
	CHECK(lws_get_opaque_user_data(w) == NULL);
	CHECK(lws_get_peer_simple(w, text, sizeof(text)) == NULL);
}

static void
use_functions(struct lws *w)
{
	unsigned char buffer[LWS_PRE + 512], *p = buffer + LWS_PRE, *end = buffer + sizeof(buffer);
	char text[64] = "x", *at = text;
	int n = sizeof(text);
	size_t size = sizeof(text);

	forget_log();
	CHECK(lws_write(w, buffer + LWS_PRE, 1, LWS_WRITE_TEXT) < 0);
	CHECK(lws_callback_on_writable(w) < 0);
	CHECK(lws_rx_flow_control(w, 0) < 0);
	CHECK(lws_send_pipe_choked(w) == 1);
	CHECK(!lws_partial_buffered(w));
	CHECK(lws_hdr_total_length(w, WSI_TOKEN_HOST) == 0);
	CHECK(lws_hdr_fragment_length(w, WSI_TOKEN_HOST, 0) == 0);
	CHECK(lws_hdr_copy(w, text, n, WSI_TOKEN_HOST) <= 0);
	CHECK(lws_hdr_copy_fragment(w, text, n, WSI_TOKEN_HOST, 0) < 0);
	CHECK(lws_hdr_custom_length(w, "a:", 2) < 0);
	CHECK(lws_hdr_custom_copy(w, text, n, "a:", 2) < 0);
	CHECK(lws_get_urlarg_by_name(w, "a=", text, n) == NULL);
	CHECK(lws_http_cookie_get(w, "a", text, &size) != 0);
	CHECK(lws_http_get_uri_and_method(w, &at, &n) < 0);
	CHECK(lws_http_client_http_response(w) == 0);
	CHECK(lws_http_client_read(w, &at, &n) < 0);
	CHECK(lws_add_http_header_status(w, 200, &p, end) != 0);
	CHECK(lws_add_http_header_content_length(w, 1, &p, end) != 0);
	CHECK(lws_add_http_header_by_name(w, (unsigned char *)"a:", (unsigned char *)"b", 1, &p, end) != 0);
	CHECK(lws_add_http_common_headers(w, 200, "text/plain", 1, &p, end) != 0);
	CHECK(lws_finalize_http_header(w, &p, end) != 0);
	CHECK(lws_finalize_write_http_header(w, buffer + LWS_PRE, &p, end) != 0);
	CHECK(lws_return_http_status(w, 404, NULL) != 0);
	CHECK(lws_http_redirect(w, 302, (unsigned char *)"/", 1, &p, end) < 0);
	CHECK(lws_serve_http_file(w, "/etc/passwd", "text/plain", NULL, 0) < 0);
	CHECK(lws_http_transaction_completed(w) != 0);
	CHECK(p == buffer + LWS_PRE);
	lws_set_timeout(w, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
	lws_set_timer_usecs(w, 1);
	lws_validity_confirmed(w);
	lws_close_reason(w, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
	lws_client_http_body_pending(w, 1);
	lws_cancel_service_pt(w);
	/* Each of them said so but for the questions that have an answer. */
	CHECK(logged("lws_write: this wsi has been destroyed") == 1);
	CHECK(logged("lws_set_timeout: this wsi has been destroyed") == 1);
	CHECK(logged("lws_callback_on_writable: this wsi has been") == 1);
}

static void
use_vhost(struct lws_vhost *vh, const struct lws_protocols *own)
{
	struct lws_protocols copy = *own;

	forget_log();
	CHECK(lws_vhost_user(vh) == NULL);
	CHECK(lws_get_vhost_user(vh) == NULL);
	CHECK(lws_get_vhost_name(vh) == NULL);
	CHECK(lws_get_vhost_iface(vh) == NULL);
	CHECK(lws_get_vhost_port(vh) == -1);
	CHECK(lws_get_vhost_listen_port(vh) == -1);
	CHECK(lws_vhost_name_to_protocol(vh, "echo") == NULL);
	CHECK(lws_protocol_vh_priv_get(vh, &copy) == NULL);
	CHECK(lws_protocol_vh_priv_zalloc(vh, &copy, 10) == NULL);
	CHECK(strstr(lws_vh_tag(vh), "stale") != NULL);
	CHECK(lwsl_vhost_get_cx(vh) == NULL);
	CHECK(lws_callback_on_writable_all_protocol_vhost(vh, &copy) < 0);
	CHECK(lws_callback_all_protocol_vhost_args(vh, &copy, LWS_CALLBACK_USER, NULL, 0) != 0);
	CHECK(lws_callback_vhost_protocols_vhost(vh, LWS_CALLBACK_USER, NULL, 0) != 0);
	lws_vhost_destroy(vh);
	CHECK(logged("lws_vhost_destroy: this vhost has been destroyed") == 1);
	/* What its callbacks were given for a wsi went with it. */
	use_getters(wsi_of_vhost);
}

static void
use_context(struct lws_context *context)
{
	const struct lws_protocols none = { .name = "none" };
	struct lws_context_creation_info info;
	struct lws_client_connect_info connect = { .context = context, .address = "localhost", .port = 1 };
	lws_sorted_usec_list_t sul;
	uid_t uid = 7;
	gid_t gid = 7;

	forget_log();
	memset(&sul, 0, sizeof(sul));
	server_describe(&info);
	for (int i = 0; i < 3; i++)
		CHECK(lws_service(context, 0) < 0);
	CHECK(lws_service_tsi(context, 0, 0) < 0);
	CHECK(lws_service_fd(context, NULL) < 0);
	CHECK_EQUAL(logged("lws_service: this context has been destroyed"), 1);
	CHECK(lws_context_user(context) == NULL);
	CHECK(lws_get_count_threads(context) == 0);
	CHECK(!lws_context_is_deprecated(context));
	CHECK(!lws_context_is_being_destroyed(context));
	CHECK(lws_get_fops(context) == NULL);
	CHECK(lws_system_get_ops(context) == NULL);
	CHECK(lws_canonical_hostname(context) == NULL);
	CHECK(lws_get_vhost_by_name(context, "tested") == NULL);
	CHECK(lwsl_context_get_cx(context) == NULL);
	lws_get_effective_uid_gid(context, &uid, &gid);
	lws_set_fops(context, NULL);
	CHECK(lws_create_vhost(context, &info) == NULL);
	CHECK(lws_client_connect_via_info(&connect) == NULL);
	CHECK(lws_callback_on_writable_all_protocol(context, &none) < 0);
	CHECK(lws_callback_all_protocol(context, &none, LWS_CALLBACK_USER) != 0);
	lws_rx_flow_allow_all_protocol(context, &none);
	lws_sul_schedule(context, 0, &sul, NULL, 1);
	lws_sul_cancel(&sul);
	lws_cancel_service(context);
	lws_context_destroy(context);
	CHECK(logged("lws_context_destroy: this context has been destroyed") == 1);
	CHECK(logged("lws_create_vhost: this context has been destroyed") == 1);
}

int
main(void)
{
	struct lws_context_creation_info info;
	struct lws_context *context;
	const struct lws_protocols *own;
	struct lws_protocols kept;
	struct lws_vhost *vhost;
	int fd, before;

	capture_log();
	server_hook = keep;
	context = server_create();
	vhost = server_vhost(context);
	own = lws_vhost_name_to_protocol(vhost, "echo");
	kept = *own;

	fd = peer_connect(server_port(context));
	CHECK(peer_send(fd, "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
			    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: echo\r\n\r\n"));
	CHECK(peer_send_text(fd, "x", 1));
	SERVE_UNTIL(context, wsi);
	CHECK(lws_get_opaque_user_data(wsi) == &mark);
	CHECK(lws_get_vhost(wsi) == vhost);
	close(fd);
	before = count_entries("/proc/self/fd");
	for (int64_t end = microseconds() + 10000000; lws_get_context(wsi);) {
		CHECK(microseconds() < end);
		CHECK(lws_service(context, 0) >= 0);
	}
	CHECK(count_entries("/proc/self/fd") < before);
	use_getters(wsi);
	use_functions(wsi);

	/* Not even the next connections make it valid again. */
	for (int i = 0; i < 40; i++)
		server_check(context);
	CHECK(lws_get_context(wsi) == NULL);

	server_describe(&info);
	info.vhost_name = "second";
	CHECK(lws_create_vhost(context, &info) != NULL);
	lws_vhost_destroy(vhost);
	SERVE_UNTIL(context, !lws_get_vhost_by_name(context, "tested"));
	CHECK(wsi_of_vhost != NULL);
	use_vhost(vhost, &kept);

	lws_context_destroy(context);
	use_context(context);
	use_getters(wsi);
	use_functions(wsi);
	use_vhost(vhost, &kept);
	return 0;
}
