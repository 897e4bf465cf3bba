/* HTML forms: what a program gets of them, URL-encoded and multipart. */
#include "../trace.h"

static const char *const fields[] = { "text", "send", "file" };

#define STORAGE 100

struct session {
	struct lws_spa *spa;
};

static bool without_upload;
static struct lwsac *values; /* where they are with with_ac */
static bool with_ac;
static int storage = STORAGE;

static struct lws_spa *
create_with_ac(struct lws *wsi)
{
	const lws_spa_create_info_t info = {
		.param_names = fields, .count_params = 3, .max_storage = storage, .ac = &values,
	};

	return lws_spa_create_via_info(wsi, &info);
}

static int
upload(void *data, const char *name, const char *filename, char *buf, int len,
       enum lws_spa_fileupload_states state)
{
	static const char *const states[] = { "CONTENT", "FINAL_CONTENT", "OPEN", "CLOSE" };

	say("upload %s of %s, file \"%s\"", states[state],
	    state == LWS_UFS_CLOSE ? (const char *)data : name, filename ? filename : "");
	if (len)
		trace_bytes("content", buf, (size_t)len);

	return 0;
}

static void
show_values(struct lws_spa *spa)
{
	for (int n = 0; n < 3; n++)
		if (lws_spa_get_string(spa, n)) {
			SHOW_TEXT(lws_spa_get_string(spa, n));
			SHOW(lws_spa_get_length(spa, n));
		} else
			say("no %s", fields[n]);
}

CALLBACK(form)
{
	struct session *s = e->user;

	switch (e->reason) {
	case LWS_CALLBACK_HTTP_BODY:
		if (!s->spa)
			s->spa = with_ac ? create_with_ac(e->wsi) :
					   lws_spa_create(e->wsi, fields, 3, STORAGE,
							  without_upload ? NULL : upload, "the form");
		if (!s->spa)
			return -1;
		if (SHOW(lws_spa_process(s->spa, e->in, (int)e->len)))
			return -1;
		break;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		SHOW(lws_spa_finalize(s->spa));
		show_values(s->spa);
		if (with_ac)
			SHOW_SET(values);
		SHOW(lws_spa_destroy(s->spa));
		if (with_ac)
			SHOW_SET(values);
		s->spa = NULL;

		return reply_text(e->wsi, "thanks") || lws_http_transaction_completed(e->wsi);
	case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
		if (s && s->spa)
			SHOW(lws_spa_destroy(s->spa));
		if (s)
			s->spa = NULL;
		break;
	default:
		break;
	}

	return 0;
}

static const struct lws_protocols protocols[] = {
	{ "form", form, sizeof(struct session), 0, 0, NULL, 0 },
	{ NULL, NULL, 0, 0, 0, NULL, 0 },
};

/* Sends a form whose body comes in pieces of @p piece. */
static void
post(const char *type, const char *body, size_t piece)
{
	struct lws_context_creation_info info = server_info(protocols);
	size_t len = strlen(body);
	struct peer *p;
	char head[512];

	if (!start(&info))
		return;
	p = peer_connect();
	snprintf(head, sizeof(head), "POST /form HTTP/1.1\r\nHost: h\r\n%s%s%sContent-Length: %zu\r\n\r\n",
		 type ? "Content-Type: " : "", type ? type : "", type ? "\r\n" : "", len);
	peer_send(p, head);
	for (size_t at = 0; at < len; at += piece)
		peer_send_bytes(p, body + at, len - at < piece ? len - at : piece);
	peer_close(p);
	settle();
	destroy();
}

#define WHOLE 10000
#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=BB"
#define PART(name, more, value)								\
	"--BB\r\nContent-Disposition: form-data; name=\"" name "\"" more "\r\n\r\n" value "\r\n"
#define FILE_NAMED "; filename=\"f.txt\"\r\nContent-Type: text/plain"
#define LAST "--BB--\r\n"
#define FIFTY "01234567890123456789012345678901234567890123456789"

SCENARIO(form_urlencoded, "a form's values, decoded, in order of the program's names")
{
	post(URLENCODED, "send=yes&text=a+b%20c%41&foo=1", WHOLE);
}

SCENARIO(form_urlencoded_in_pieces, "cut in names, values and escapes")
{
	post(URLENCODED, "text=a+b%20c&send=%41%42", 3);
}

SCENARIO(form_of_no_type, "a body without Content-Type is taken for URL-encoded")
{
	post(NULL, "text=1&send=a=b;c", WHOLE);
}

SCENARIO(form_values_missing, "empty and missing values look the same")
{
	post(URLENCODED, "&&text=&send", WHOLE);
}

SCENARIO(form_value_too_long, "a value that the storage does not hold ends the connection")
{
	without_upload = true;
	post(URLENCODED, "text=" FIFTY FIFTY, WHOLE);
	without_upload = false;
}

SCENARIO(form_ac, "values in an lwsac of the program's")
{
	with_ac = true;
	post(URLENCODED, "send=yes&text=a+b%20c%41&foo=1", 5);
}

SCENARIO(form_ac_multipart, "the same of parts")
{
	with_ac = true;
	post(MULTIPART, PART("text", "", "hello") PART("send", "", "yes") PART("foo", "", "x") LAST, 7);
}

SCENARIO(form_ac_too_long, "the limit holds there too")
{
	with_ac = true;
	storage = 60;
	post(URLENCODED, "send=" FIFTY "&text=" FIFTY, WHOLE);
}

SCENARIO(form_ac_no_limit, "no limit there")
{
	with_ac = true;
	storage = 0;
	post(URLENCODED, "send=" FIFTY "&text=" FIFTY, WHOLE);
}

SCENARIO(form_multipart, "values of parts")
{
	post(MULTIPART, PART("text", "", "hello") PART("send", "", "yes") PART("foo", "", "x") LAST, WHOLE);
}

SCENARIO(form_upload, "a file among values, cut anywhere")
{
	post(MULTIPART, PART("text", "", "hello") PART("file", FILE_NAMED, "line\r\n--B\r\nmore") LAST, 7);
}

SCENARIO(form_upload_large, "a file comes in pieces of the storage's size less one")
{
	post(MULTIPART, PART("file", FILE_NAMED, FIFTY FIFTY FIFTY FIFTY FIFTY) LAST, WHOLE);
}

SCENARIO(form_upload_empty, "an empty file is opened and completed")
{
	post(MULTIPART, PART("file", FILE_NAMED, "") LAST, WHOLE);
}

SCENARIO(form_uploads, "two files, one of a field that the program did not name")
{
	post(MULTIPART, PART("file", FILE_NAMED, "one") PART("other", "; filename=\"../x\"", "two") LAST, WHOLE);
}

SCENARIO(form_upload_ignored, "without a callback files are skipped")
{
	without_upload = true;
	post(MULTIPART, PART("file", FILE_NAMED, "one") PART("text", "", "t") LAST, WHOLE);
	without_upload = false;
}

SCENARIO(form_multipart_preamble, "what surrounds the parts is no part")
{
	post(MULTIPART, "hello\r\n" PART("text", "", "t") LAST "bye", WHOLE);
}

SCENARIO(form_multipart_odd_names, "names without quotes, in other case, and none")
{
	post(MULTIPART,
	     "--BB\r\ncontent-disposition: form-data; name=text\r\n\r\nabc\r\n"
	     "--BB\r\nContent-Disposition: form-data\r\n\r\nx\r\n" LAST, WHOLE);
}

SCENARIO(form_multipart_cut_short, "a part without its end is no value")
{
	post(MULTIPART, PART("text", "", "t") PART("send", "", "lost"), WHOLE);
}

SCENARIO(form_abandoned, "the peer goes in the middle")
{
	struct lws_context_creation_info info = server_info(protocols);
	struct peer *p;

	if (!start(&info))
		return;
	p = peer_connect();
	peer_send(p, "POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: " MULTIPART "\r\n"
		     "Content-Length: 500\r\n\r\n" PART("text", "", "t"));
	peer_close(p);
	settle();
	destroy();
}
