/* A client's form that is written piece by piece (lws_http_mp_sm_*), as a server that
 * takes it apart sees it; and what becomes of forms that cannot be written. */
#include <libwebsockets.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_SIZE 50000

static struct lws_context *context;
static struct lws_vhost *vhost;
static char path[] = "/tmp/golws-form-XXXXXX", file_element[64];
static int port, failures;

/* What a case is about. */
static const struct form {
	const char *name;
	const char *elements[6];
	unsigned int flags;	/* of the connection */
	size_t room;		/* of each piece; 0: 1024 */
	size_t head_room;	/* for the headers; 0: what there is */
	enum { FINE, REFUSED, BROKEN } becomes;
	off_t file_becomes;	/* its size after init; 0: as it is; -1: gone */
	const char *logged;	/* a part of the line that must be */
} *form;

/* What was seen of it. */
static struct {
	char values[2][64], file[64], type[80], log[512];
	size_t announced, sent, received, file_bytes;
	bool completed, answered, ended, file_wrong;
} seen;

static const char endless[] = "endless", failing[] = "failing", filling[] = "filling", unended[] = "unended";

static void
check(const char *what, bool fine)
{
	if (fine)
		return;
	printf("%s: %s (announced %zu, sent %zu, received %zu; %s)\n", form->name, what, seen.announced, seen.sent,
	       seen.received, seen.log);
	failures++;
}

static void
keep_log(int level, const char *line)
{
	(void)level;
	lws_strncpy(seen.log + strlen(seen.log), line, sizeof(seen.log) - strlen(seen.log));
}

static void
write_file(off_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	for (off_t i = 0; i < size; i++) {
		char c = (char)('a' + i % 23);

		if (write(fd, &c, 1) != 1)
			abort();
	}
	close(fd);
}

static int
next_element(struct lws_context *cx, char *ft, size_t ft_len, const char **last)
{
	const char *const *element = form->elements;

	check("the callback's context", cx == context);
	if (*last)
		while (*element++ != *last)
			;
	if (!*element)
		return 1;
	if (*element != endless)
		*last = *element;
	if (*element == failing)
		return -1;
	if (*element == filling || *element == unended) {
		memset(ft, 'x', ft_len);
		ft[1] = '=';
		ft[ft_len - 1] = *element == filling ? '\0' : 'x';
		return 0;
	}
	lws_snprintf(ft, ft_len, "%s", *element == endless ? "a=b" : *element);
	return 0;
}

struct session {
	struct lws_http_mp_sm *body;
	struct lws_spa *spa;
};

static int
begin(struct lws *wsi, struct session *session, uint8_t **p, size_t len)
{
	uint8_t *at = *p;

	check("the buffer's room", len > 200);
	session->body = lws_http_mp_sm_init(wsi, next_element, p, *p + (form->head_room ? form->head_room : len));
	check("lws_http_mp_sm_init", !session->body == (form->becomes == REFUSED));
	if (!session->body) {
		check("a refused form moved the buffer", *p == at);
		return 1;
	}
	if (form->file_becomes > 0)
		write_file(form->file_becomes);
	else if (form->file_becomes)
		unlink(path);
	lws_client_http_body_pending(wsi, 1);
	lws_callback_on_writable(wsi);
	return 0;
}

static int
go_on(struct lws *wsi, struct session *session)
{
	uint8_t buf[LWS_PRE + 1024], *start = buf + LWS_PRE, *p = start;
	int r, len;

	if (!session->body)
		return 0;
	r = lws_http_mp_sm_fill(session->body, &p, start + (form->room ? form->room : 1024));
	if (r < 0) {
		check("a failed piece moved the buffer", p == start);
		check("fails", form->becomes == BROKEN);
		check("fails twice", lws_http_mp_sm_fill(session->body, &p, start + 1024) == -1 && p == start);
		return 0; /* and the connection ends all the same */
	}
	len = (int)(p - start);
	seen.sent += (size_t)len;
	if (!r) {
		lws_http_mp_sm_destroy(&session->body);
		check("destroy leaves NULL", !session->body);
		lws_http_mp_sm_destroy(&session->body);
		lws_client_http_body_pending(wsi, 0);
	} else {
		lws_callback_on_writable(wsi);
	}
	return lws_write(wsi, start, (size_t)len, r ? LWS_WRITE_HTTP : LWS_WRITE_HTTP_FINAL) != len;
}

static int
client(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	char buf[LWS_PRE + 256], *p = buf + LWS_PRE;
	int n = sizeof(buf) - LWS_PRE;
	struct session *session = user;

	switch (reason) {
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		return begin(wsi, session, in, len);
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return go_on(wsi, session);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		seen.answered = lws_http_client_http_response(wsi) == 200;
		return 0;
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return lws_http_client_read(wsi, &p, &n) < 0 ? -1 : 0;
	case LWS_CALLBACK_CLIENT_HTTP_DROP_PROTOCOL:
		lws_http_mp_sm_destroy(&session->body);
		seen.ended = true;
		return 0;
	default:
		return 0;
	}
}

static const char *const fields[] = { "one", "two" };

static int
take_file(void *data, const char *name, const char *filename, char *buf, int len, enum lws_spa_fileupload_states state)
{
	(void)data;
	if (state == LWS_UFS_OPEN)
		lws_snprintf(seen.file, sizeof(seen.file), "%s %s", name, filename);
	for (int i = 0; i < len; i++)
		if (buf[i] != (char)('a' + seen.file_bytes++ % 23))
			seen.file_wrong = true;
	return 0;
}

static int
server(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t len)
{
	uint8_t buf[LWS_PRE + 256], *start = buf + LWS_PRE, *p = start, *end = buf + sizeof(buf);
	struct session *session = user;
	char text[32];
	int n;

	switch (reason) {
	case LWS_CALLBACK_HTTP:
		if (!form->elements[0]) /* nothing else is logged then */
			check("init for a server", !lws_http_mp_sm_init(wsi, next_element, &p, end) && p == start);
		lws_hdr_copy(wsi, text, sizeof(text), WSI_TOKEN_HTTP_CONTENT_LENGTH);
		seen.announced = (size_t)atoll(text);
		n = lws_hdr_copy_fragment(wsi, text, sizeof(text), WSI_TOKEN_HTTP_CONTENT_LENGTH, 1);
		check("one Content-Length", n <= 0);
		lws_hdr_copy_fragment(wsi, seen.type, sizeof(seen.type), WSI_TOKEN_HTTP_CONTENT_TYPE, 0);
		n = lws_hdr_copy_fragment(wsi, text, sizeof(text), WSI_TOKEN_HTTP_CONTENT_TYPE, 2);
		check("one Content-Type", n <= 0);
		return 0;
	case LWS_CALLBACK_HTTP_BODY:
		seen.received += len;
		if (!session->spa)
			session->spa = lws_spa_create(wsi, fields, LWS_ARRAY_SIZE(fields), 1024, take_file, NULL);
		return lws_spa_process(session->spa, in, (int)len);
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		seen.completed = true;
		lws_spa_finalize(session->spa);
		for (n = 0; n < 2; n++)
			if (lws_spa_get_string(session->spa, n))
				lws_strncpy(seen.values[n], lws_spa_get_string(session->spa, n), sizeof(seen.values[n]));
		if (lws_add_http_common_headers(wsi, 200, "text/plain", 0, &p, end) ||
		    lws_finalize_write_http_header(wsi, start, &p, end) || lws_http_transaction_completed(wsi))
			return -1;
		return 0;
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (session && session->spa) {
			lws_spa_destroy(session->spa);
			session->spa = NULL;
		}
		return 0;
	default:
		return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "server", .callback = server, .per_session_data_size = sizeof(struct session) },
	{ .name = "client", .callback = client, .per_session_data_size = sizeof(struct session) },
	LWS_PROTOCOL_LIST_TERM
};

#define ALL { "one=1", "two=a b&c=\"d\"\r\n", file_element }

static const struct form forms[] = {
	{ "form", .elements = ALL },
	{ "HTTP/2", .elements = ALL, .flags = LCCSCF_H2_PRIOR_KNOWLEDGE },
	{ "the request's own boundary", .elements = ALL, .flags = LCCSCF_HTTP_MULTIPART_MIME },
	{ "pieces of a byte", .elements = { "one=1", "two=a b&c=\"d\"\r\n" }, .room = 1 },
	{ "pieces of 7 bytes", .elements = ALL, .room = 7 },
	{ "no elements, and a server's", .elements = { NULL }, .logged = "no multipart form" },

	{ "the callback fails", .elements = { "one=1", failing }, .becomes = REFUSED, .logged = "callback failed" },
	{ "an element is cut", .elements = { filling }, .becomes = REFUSED, .logged = "cut" },
	{ "an element without end", .elements = { unended }, .becomes = REFUSED, .logged = "cut" },
	{ "no end of elements", .elements = { endless }, .becomes = REFUSED, .logged = "too many" },
	{ "no element", .elements = { "" }, .becomes = REFUSED, .logged = "name=value" },
	{ "no file", .elements = { "one=1", "f=@/nowhere/at/all" }, .becomes = REFUSED, .logged = "/nowhere/at/all" },
	{ "a folder", .elements = { "f=@/tmp" }, .becomes = REFUSED, .logged = "no regular file" },
	{ "a device", .elements = { "f=@/dev/zero" }, .becomes = REFUSED, .logged = "no regular file" },
	{ "no room for headers", .elements = ALL, .head_room = 3, .becomes = REFUSED, .logged = "lws_http_mp_sm_init" },
	{ "room for one header", .elements = ALL, .head_room = 75, .becomes = REFUSED, .logged = "lws_http_mp_sm_init" },
	{ "two kinds of form", .elements = ALL, .flags = LCCSCF_HTTP_X_WWW_FORM_URLENCODED, .becomes = REFUSED,
	  .logged = "another form" },

	{ "the file is gone", .elements = ALL, .becomes = BROKEN, .file_becomes = -1, .logged = path },
	{ "the file grew", .elements = ALL, .becomes = BROKEN, .file_becomes = FILE_SIZE + 1, .logged = path },
	{ "the file shrank", .elements = ALL, .becomes = BROKEN, .file_becomes = 1, .logged = path },
	{ "the file shrank, HTTP/2", .elements = ALL, .flags = LCCSCF_H2_PRIOR_KNOWLEDGE, .becomes = BROKEN,
	  .file_becomes = 1, .logged = path },
};

static void
run(const struct form *f)
{
	lws_usec_t late = lws_now_usecs() + 20 * LWS_US_PER_SEC;
	struct lws_client_connect_info i = {
		.context = context, .vhost = vhost, .address = "127.0.0.1", .host = "h", .origin = "h", .port = port,
		.path = "/", .method = "POST", .local_protocol_name = "client", .ssl_connection = (int)f->flags,
	};
	bool with_file = f->elements[2];

	form = f;
	memset(&seen, 0, sizeof(seen));
	write_file(FILE_SIZE);
	lws_client_connect_via_info(&i);
	while (!seen.ended && lws_now_usecs() < late && lws_service(context, 0) >= 0)
		;
	check("the connection ends", seen.ended);
	check("what is logged", f->logged ? !!strstr(seen.log, f->logged) : !*seen.log);
	check("an answer", seen.answered == (f->becomes == FINE));
	check("a whole body", seen.completed == (f->becomes == FINE));
	if (f->becomes == BROKEN)
		check("more is announced than is sent", !seen.announced || seen.announced > seen.sent);
	if (f->becomes != FINE)
		return;
	check("lengths", seen.announced == seen.sent && seen.sent == seen.received);
	check("Content-Type", !strncmp(seen.type, "multipart/form-data; boundary=", 30));
	if (f->elements[0])
		check("fields", !strcmp(seen.values[0], "1") && !strcmp(seen.values[1], "a b&c=\"d\"\r\n"));
	if (with_file) {
		char name[64];

		lws_snprintf(name, sizeof(name), "file %s", strrchr(path, '/') + 1);
		check("the file's name", !strcmp(seen.file, name));
		check("the file", seen.file_bytes == FILE_SIZE && !seen.file_wrong);
	}
}

/* What is no form, or none any more. */
static void
wrong_arguments(void)
{
	static const struct form none = { "wrong arguments", .elements = { NULL } };
	struct lws_http_mp_sm *body = NULL;
	uint8_t buf[9], *p = buf;

	form = &none;
	lws_http_mp_sm_destroy(NULL);
	lws_http_mp_sm_destroy(&body);
	check("fill without a form", lws_http_mp_sm_fill(NULL, &p, buf + sizeof(buf)) == -1 && p == buf);
	check("init without a connection", !lws_http_mp_sm_init(NULL, next_element, &p, buf + sizeof(buf)) && p == buf);
}

int
main(void)
{
	struct lws_context_creation_info info = {
		.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_H2_PRIOR_KNOWLEDGE |
			   LWS_SERVER_OPTION_DISABLE_IPV6,
		.protocols = protocols, .port = 0, .vhost_name = "v",
	};

	close(mkstemp(path));
	lws_snprintf(file_element, sizeof(file_element), "file=@%s", path);
	lws_set_log_level(LLL_ERR | LLL_WARN, keep_log);
	context = lws_create_context(&info);
	vhost = lws_create_vhost(context, &info);
	port = lws_get_vhost_listen_port(vhost);
	for (size_t i = 0; i < LWS_ARRAY_SIZE(forms); i++)
		run(&forms[i]);
	wrong_arguments();
	lws_context_destroy(context);
	unlink(path);
	return !!failures;
}
