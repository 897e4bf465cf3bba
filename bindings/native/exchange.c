/* HTTP requests and their responses, from both sides. */

#include "internal.h"

/** Room for the lines that the library adds to the head of a response. */
#define HEAD_MORE 2048
/** In front of a chunk: its size in hexadecimal and a line end (RFC 9112 section 7.1). */
#define CHUNK_FRONT 18
/** Behind the last one: its line end, and the chunk that ends the body. */
#define CHUNK_BEHIND 7
/** What is taken of a response's body at once. */
#define BODY_PIECE 65536
/** Seconds that a peer may take nothing of a response, or send nothing of a request. */
#define STALL_SECONDS 60

enum { UNKNOWN_LENGTH = -1, NO_BODY = -2 };

struct golws_exchange {
	struct subject s;
	const char *method;
	bool http2, http10;
	bool collected;		/* the peer's headers */
	bool body_pending;	/* of the peer */
	bool responded, head_written;
	bool silent;		/* there is no body in the response, whatever is sent */
	bool chunked;
	bool last;		/* of one's own body is in the queue */
	bool held;
	bool secure;
	int answer;		/* the status that the server sends */
	long long length;	/* of one's own body, announced */
	long long left;		/* of it */
	char *authority;	/* what the first request was for */
};

static const char *const methods[] = { "GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD" };

static int
write_head(struct lws *wsi, int status, const struct block *headers, long long length, bool chunked)
{
	size_t room = LWS_PRE + headers->length * 2 + HEAD_MORE;
	unsigned char *head = malloc(room), *start, *p, *end;
	int result = -1;

	if (!head)
		return -1;
	start = p = head + LWS_PRE;
	end = head + room;
	if (!lws_add_http_header_status(wsi, (unsigned int)status, &p, end) &&
	    !headers_write(wsi, headers, &p, end) &&
	    (length < 0 || !lws_add_http_header_content_length(wsi, (lws_filepos_t)length, &p, end)) &&
	    (!chunked || !lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING,
						       (const unsigned char *)"chunked", 7, &p, end)) &&
	    !lws_finalize_http_header(wsi, &p, end))
		result = lws_write(wsi, start, lws_ptr_diff_size_t(p, start), LWS_WRITE_HTTP_HEADERS) < 0 ? -1 : 0;
	free(head);
	return result;
}

int
answer_at_once(struct lws *wsi, int status, const struct block *headers, const char *body, size_t length)
{
	unsigned char *copy;
	int failed = write_head(wsi, status, headers, (long long)length, false);

	if (failed)
		return -1;
	copy = malloc(LWS_PRE + length);
	if (!copy)
		return -1;
	if (length)
		memcpy(copy + LWS_PRE, body, length);
	failed = lws_write(wsi, copy + LWS_PRE, length, LWS_WRITE_HTTP_FINAL) < 0;
	free(copy);
	return failed || lws_http_transaction_completed(wsi) ? -1 : 0;
}

static void
exchange_free(struct golws_exchange *x)
{
	free(x->authority);
	subject_free(&x->s);
}

static void
finished(struct golws_exchange *x, const char *why, size_t length)
{
	subject_detach(&x->s);
	if (why && x->s.timed_out) {
		why = "timed out";
		length = strlen(why);
	}
	x->s.engine->events->finished(x->s.handle, why, length);
	x->s.over = true;
	if (!x->s.calling)
		exchange_free(x);
}

void
exchange_lost(struct golws_exchange *x, const char *why)
{
	finished(x, why, strlen(why));
}

/** Writes a piece of the body in its framing. */
static int
write_piece(struct golws_exchange *x, struct piece *piece)
{
	unsigned char *data = piece->room + LWS_PRE + CHUNK_FRONT;
	size_t length = piece->length;
	enum lws_write_protocol kind = piece->kind ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP;
	char front[CHUNK_FRONT + 1];
	int n;

	if (x->silent)
		return x->http2 && piece->kind ? lws_write(x->s.wsi, data, 0, kind) : 0;
	if (!length && !piece->kind)
		return 0;
	if (x->chunked && length) {
		n = lws_snprintf(front, sizeof(front), "%zx\r\n", length);
		data -= n;
		memcpy(data, front, (size_t)n);
		memcpy(data + n + length, "\r\n", 2);
		length += (size_t)n + 2;
	}
	if (x->chunked && piece->kind) {
		memcpy(data + length, "0\r\n\r\n", 5);
		length += 5;
	}
	if (!length && !x->http2)
		return 0;
	return lws_write(x->s.wsi, data, length, kind);
}

/** Leaves a peer that stands still alone no longer than it may. */
static void
limit_stall(struct golws_exchange *x)
{
	bool waits = x->s.queue.first || (x->body_pending && !x->held);

	if (!x->s.client)
		lws_set_timeout(x->s.wsi, waits ? PENDING_TIMEOUT_HTTP_CONTENT : NO_PENDING_TIMEOUT,
				waits ? STALL_SECONDS : 0);
}

/** The response is written. */
static int
complete(struct golws_exchange *x)
{
	struct lws *wsi = x->s.wsi;

	finished(x, NULL, 0);
	return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int
transmit(struct golws_exchange *x)
{
	struct queue *queue = &x->s.queue;
	struct piece *piece;
	bool wrote = false, last;

	if (x->s.aborted)
		return -1;
	if (!x->s.client && !x->responded)
		return 0;
	if (!x->s.client && !x->head_written) {
		x->head_written = true;
		if (write_head(x->s.wsi, x->answer, &x->s.headers, x->length, x->chunked))
			return -1;
	}
	while ((piece = queue->first) && !lws_send_pipe_choked(x->s.wsi)) {
		last = piece->kind;
		if (write_piece(x, piece) < 0)
			return -1;
		queue_drop_first(queue);
		wrote = true;
		if (!last)
			continue;
		if (!x->s.client)
			return complete(x);
		lws_client_http_body_pending(x->s.wsi, 0);
	}
	if (queue->first)
		subject_writes(&x->s);
	limit_stall(x);
	if (wrote && x->s.tell_sent)
		x->s.engine->events->body_sent(x->s.handle, queue->waiting);
	return 0;
}

/** Whether a request has a body that the library delivers. */
static bool
has_body(struct lws *wsi, int method, bool http2)
{
	char length[24];

	if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
		return true;
	if (lws_hdr_copy(wsi, length, sizeof(length), WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0)
		return method == LWSHUMETH_POST || strtoull(length, NULL, 10);
	return http2 && (method == LWSHUMETH_POST || method == LWSHUMETH_PUT || method == LWSHUMETH_PATCH);
}

int
exchange_asked_for(struct lws *wsi, struct golws_server *server)
{
	struct golws_exchange *x = server->handle ? calloc(1, sizeof(*x)) : NULL;
	const struct block none = { 0 };
	char version[16], *uri;
	int method, length;

	if (!x)
		return -1;
	subject_begin(&x->s, EXCHANGE, server->engine, &server->engine->exchanges);
	x->s.wsi = wsi;
	x->http2 = lws_get_network_wsi(wsi) != wsi;
	method = lws_http_get_uri_and_method(wsi, &uri, &length);
	x->method = method >= 0 && method < (int)LWS_ARRAY_SIZE(methods) ? methods[method] : "";
	x->http10 = lws_hdr_copy(wsi, version, sizeof(version), WSI_TOKEN_HTTP) > 0 && !strcmp(version, "HTTP/1.0");
	x->body_pending = has_body(wsi, method, x->http2);
	x->silent = method == LWSHUMETH_HEAD;
	lws_set_opaque_user_data(wsi, x);
	if (target_collect(&x->s))
		x->s.handle = server->engine->events->requested(server->handle, x);
	if (!x->s.handle) {
		lws_set_opaque_user_data(wsi, NULL);
		subject_free(&x->s);
		return answer_at_once(wsi, HTTP_STATUS_SERVICE_UNAVAILABLE, &none, "", 0);
	}
	if (!x->body_pending)
		server->engine->events->body_ended(x->s.handle);
	limit_stall(x);
	return 0;
}

static int
append_headers(struct golws_exchange *x, unsigned char **p, unsigned char *end)
{
	x->http2 = lws_get_network_wsi(x->s.wsi) != x->s.wsi;
	if (x->s.aborted || headers_write(x->s.wsi, &x->s.headers, p, end))
		return -1;
	if (x->length == NO_BODY)
		return 0;
	if (x->length >= 0 && lws_add_http_header_content_length(x->s.wsi, (lws_filepos_t)x->length, p, end))
		return -1;
	x->chunked = x->length == UNKNOWN_LENGTH && !x->http2;
	if (x->chunked && lws_add_http_header_by_token(x->s.wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING,
						       (const unsigned char *)"chunked", 7, p, end))
		return -1;
	if (x->length) {
		lws_client_http_body_pending(x->s.wsi, 1);
		subject_writes(&x->s);
	}
	return 0;
}

/** Whether a redirect stays at the place that the request was for. */
static bool
same_place(struct golws_exchange *x, const char *location, size_t length)
{
	char place[HEADER_MOST];
	int n = lws_snprintf(place, sizeof(place), "%s://%s/", x->secure ? "https" : "http", x->authority);

	if (length && location[0] == '/')
		return length < 2 || location[1] != '/';
	return length >= (size_t)n && !strncasecmp(place, location, (size_t)n);
}

static int
redirected(struct golws_exchange *x, const char *location, size_t length)
{
	static const char *const secrets[] = { "authorization", "cookie", "proxy-authorization" };
	size_t n;

	if (!location || same_place(x, location, length))
		return 0;
	for (n = 0; n < LWS_ARRAY_SIZE(secrets); n++)
		headers_remove(&x->s.headers, secrets[n]);
	return 0;
}

static int
answered(struct golws_exchange *x)
{
	if (x->s.aborted)
		return -1;
	lws_sul_cancel(&x->s.patience);
	x->s.status = (int)lws_http_client_http_response(x->s.wsi);
	x->http2 = lws_get_network_wsi(x->s.wsi) != x->s.wsi;
	x->s.engine->events->answered(x->s.handle);
	return 0;
}

static int
read_body(struct golws_exchange *x)
{
	static __thread char buffer[LWS_PRE + BODY_PIECE];
	char *p = buffer + LWS_PRE;
	int length = BODY_PIECE;

	return lws_http_client_read(x->s.wsi, &p, &length) < 0 ? -1 : 0;
}

int
exchange_happened(struct golws_exchange *x, enum lws_callback_reasons reason, void *in, size_t length)
{
	const struct golws_events *events = x->s.engine->events;
	unsigned char **p;

	switch (reason) {
	case LWS_CALLBACK_HTTP_BODY:
		if (length)
			events->body(x->s.handle, in, length);
		limit_stall(x);
		return 0;
	case LWS_CALLBACK_HTTP_BODY_COMPLETION:
		if (x->body_pending) {
			x->body_pending = false;
			events->body_ended(x->s.handle);
		}
		limit_stall(x);
		return 0;
	case LWS_CALLBACK_HTTP_WRITEABLE:
	case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
		return transmit(x);
	case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
		p = in;
		return append_headers(x, p, *p + length);
	case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
		return redirected(x, in, in ? strlen(in) : 0);
	case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
		return answered(x);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
		return read_body(x);
	case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
		events->body(x->s.handle, in, length);
		return 0;
	case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
		events->body_ended(x->s.handle);
		finished(x, NULL, 0);
		return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
		finished(x, in ? in : "", in ? length : 0);
		return 0;
	case LWS_CALLBACK_CLOSED_HTTP:
	case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
	case LWS_CALLBACK_WSI_DESTROY:
		exchange_lost(x, "the connection ended before the exchange was complete");
		return 0;
	default:
		return lws_callback_http_dummy(x->s.wsi, reason, NULL, in, length);
	}
}

struct golws_exchange *
golws_exchange_open(struct golws_engine *engine, void *handle, const struct golws_request *request)
{
	static const lws_retry_bo_t no_pings;
	struct lws_client_connect_info info;
	struct golws_exchange *x = calloc(1, sizeof(*x));

	if (!x) {
		engine->events->finished(handle, "no memory", 9);
		return NULL;
	}
	subject_begin(&x->s, EXCHANGE, engine, &engine->exchanges);
	x->s.handle = handle;
	x->length = x->left = request->length;
	memset(&info, 0, sizeof(info));
	info.method = request->method;
	info.alpn = request->http2 ? "h2,http/1.1" : "http/1.1";
	info.ssl_connection = LCCSCF_HTTP_NO_CACHE_CONTROL;
	x->secure = request->target.tls;
	x->authority = strdup(request->target.authority);
	/* A body cannot be sent again. */
	if (!request->follow_redirects || !x->authority || request->length != NO_BODY)
		info.ssl_connection |= LCCSCF_HTTP_NO_FOLLOW_REDIRECT;
	if (request->shares)
		info.ssl_connection |= LCCSCF_PIPELINE;
	if (subject_connect(&x->s, &request->target, &info, false, &no_pings))
		return x;
	if (!x->s.over)
		exchange_lost(x, "cannot connect");
	else
		exchange_free(x);
	return NULL;
}

const char *
golws_exchange_method(struct golws_exchange *x)
{
	return x->method;
}

const char *
golws_exchange_path(struct golws_exchange *x)
{
	return x->s.path;
}

const char *
golws_exchange_query(struct golws_exchange *x)
{
	return x->s.query;
}

const char *
golws_exchange_headers(struct golws_exchange *x, size_t *length)
{
	if (!x->collected) {
		x->collected = true;
		headers_collect(&x->s);
	}
	*length = x->s.received.length;
	return x->s.received.data;
}

int
golws_exchange_status(struct golws_exchange *x)
{
	return x->s.status;
}

int
golws_exchange_version(struct golws_exchange *x)
{
	return x->http2 ? 2 : 1;
}

int
golws_exchange_peer(struct golws_exchange *x, char *address, size_t size)
{
	return address_of(x->s.wsi, true, address, size);
}

/** RFC 9110 section 6.4.1: no body comes with these. */
static bool
has_no_body(int status)
{
	return status < 200 || status == 204 || status == 304;
}

int
golws_exchange_respond(struct golws_exchange *x, int status, const char *headers, size_t headers_length,
		       long long length)
{
	if (x->s.client || x->responded || !golws_headers_valid(headers, headers_length))
		return -1;
	if (headers_length && !block_add(&x->s.headers, headers, headers_length))
		return -1;
	x->responded = true;
	x->answer = status;
	x->silent |= has_no_body(status);
	x->length = has_no_body(status) ? UNKNOWN_LENGTH : length;
	x->left = length;
	x->chunked = length == UNKNOWN_LENGTH && !x->silent && !x->http2 && !x->http10;
	subject_writes(&x->s);
	return 0;
}

int
golws_exchange_answer(struct golws_exchange *x, int status, const char *headers, size_t headers_length,
		      const char *body, size_t length)
{
	if (golws_exchange_respond(x, status, headers, headers_length, (long long)length))
		return -1;
	return golws_exchange_send(x, body, length, 1) < 0 ? -1 : 0;
}

long long
golws_exchange_send(struct golws_exchange *x, const char *data, size_t length, int last)
{
	if (x->last || x->s.aborted || (!x->s.client && !x->responded))
		return -1;
	if (x->length >= 0) {
		if ((long long)length > x->left)
			return -1;
		x->left -= (long long)length;
		if (last && x->left && !x->silent)
			return -1;
	}
	if (!queue_add(&x->s.queue, LWS_PRE + CHUNK_FRONT, data, length, CHUNK_BEHIND, last))
		return -1;
	x->last = last;
	if (x->s.wsi)
		subject_writes(&x->s);
	return (long long)x->s.queue.waiting;
}

size_t
golws_exchange_waiting(struct golws_exchange *x)
{
	return x->s.queue.waiting;
}

void
golws_exchange_tell_sent(struct golws_exchange *x, int on)
{
	x->s.tell_sent = on;
}

void
golws_exchange_hold(struct golws_exchange *x, int on)
{
	if (!x->s.wsi)
		return;
	x->held = on;
	lws_rx_flow_control(x->s.wsi, !on);
	limit_stall(x);
}

void
golws_exchange_abort(struct golws_exchange *x)
{
	subject_abort(&x->s);
}
