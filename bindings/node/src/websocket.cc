#include "addon.h"

namespace {

/** An address with its port. */
constexpr size_t kAddress = 128;

Napi::Value
address_of(Napi::Env env, const char *address, int length)
{
	return length < 0 ? env.Null() : Napi::String::New(env, address).As<Napi::Value>();
}

} /* namespace */

/** open(options): a client's WebSocket. Its number. */
Napi::Value
Addon::Open(const Napi::CallbackInfo &info)
{
	Napi::Object options = info[0].As<Napi::Object>();
	Texts texts;
	Bytes headers(options.Get("headers"));
	golws_tls tls = {};
	golws_connect connect = {};
	Subject *subject = engine_->Begin();

	connect.target = target_of(options, texts, &tls, headers);
	connect.protocols = texts.Of(options, "protocols");
	connect.origin = texts.Of(options, "origin");
	connect.deflate = flag_of(options, "deflate");
	connect.max_size = static_cast<size_t>(number_of(options, "maxSize"));
	connect.ping_after = static_cast<int>(number_of(options, "pingAfter"));
	connect.hangup_after = static_cast<int>(number_of(options, "hangupAfter"));
	subject->connection = golws_connection_open(engine_->native(), subject, &connect);
	return NumberOf(info, subject);
}

/** send(number, string or Uint8Array, text): the bytes that wait, or -1. */
Napi::Value
Addon::Send(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	bool text = info[2].ToBoolean();
	Bytes bytes(info[1], Bytes::Text::UTF8);
	long long waiting = connection ? golws_connection_send(connection, bytes.data, bytes.length, text) : -1;

	return Napi::Number::New(info.Env(), static_cast<double>(waiting));
}

Napi::Value
Addon::Ping(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	Bytes bytes(info[1]);

	return Napi::Boolean::New(info.Env(), connection && !golws_connection_ping(connection, bytes.data, bytes.length));
}

Napi::Value
Addon::Pong(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	Bytes bytes(info[1]);

	return Napi::Boolean::New(info.Env(), connection && !golws_connection_pong(connection, bytes.data, bytes.length));
}

/** The bytes that wait to be sent. */
Napi::Value
Addon::Waiting(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);
	size_t waiting = 0;

	if (subject && subject->connection)
		waiting = golws_connection_waiting(subject->connection);
	else if (subject && subject->exchange)
		waiting = golws_exchange_waiting(subject->exchange);
	return Napi::Number::New(info.Env(), static_cast<double>(waiting));
}

/** [the peer's, one's own], each null when it is not known. */
Napi::Value
Addon::Addresses(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);
	Napi::Env env = info.Env();
	Napi::Array addresses = Napi::Array::New(env, 2);
	char peer[kAddress], local[kAddress];
	int peer_length = -1, local_length = -1;

	if (subject && subject->connection) {
		peer_length = golws_connection_peer(subject->connection, peer, sizeof(peer));
		local_length = golws_connection_local(subject->connection, local, sizeof(local));
	} else if (subject && subject->exchange) {
		peer_length = golws_exchange_peer(subject->exchange, peer, sizeof(peer));
	}
	addresses[0u] = address_of(env, peer, peer_length);
	addresses[1u] = address_of(env, local, local_length);
	return addresses;
}

void
Addon::Hold(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);
	bool on = info[1].ToBoolean();

	if (subject && subject->connection)
		golws_connection_hold(subject->connection, on);
	else if (subject && subject->exchange)
		golws_exchange_hold(subject->exchange, on);
	if (!on)
		engine_->Schedule();
}

void
Addon::TellSent(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);
	bool on = info[1].ToBoolean();

	if (subject && subject->connection)
		subject->tells_sent = on;
	else if (subject && subject->exchange)
		golws_exchange_tell_sent(subject->exchange, on);
}

/** close(number, code, reason) */
void
Addon::Close(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	Bytes reason(info[2]);

	if (connection)
		golws_connection_close(connection, info[1].As<Napi::Number>().Int32Value(), reason.data, reason.length);
	engine_->Schedule();
}

void
Addon::Abort(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);

	if (subject && subject->connection)
		golws_connection_abort(subject->connection);
	else if (subject && subject->exchange)
		golws_exchange_abort(subject->exchange);
	engine_->Schedule();
}

/* While a WebSocket is decided about */

void
Addon::Wait(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);

	if (connection)
		golws_connection_wait(connection);
}

/** decide(number, accepted) */
void
Addon::Decide(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);

	if (connection)
		golws_connection_decide(connection, info[1].ToBoolean());
}

Napi::Value
Addon::Choose(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	std::string protocol = info[1].As<Napi::String>().Utf8Value();

	return Napi::Boolean::New(info.Env(), connection && !golws_connection_choose(connection, protocol.c_str()));
}

Napi::Value
Addon::AddHeaders(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	Bytes headers(info[1]);

	return Napi::Boolean::New(info.Env(),
				  connection && !golws_connection_respond(connection, headers.data, headers.length));
}

/** refuse(number, status, headers, body) */
Napi::Value
Addon::Refuse(const Napi::CallbackInfo &info)
{
	golws_connection *connection = ConnectionOf(info);
	Bytes headers(info[2]), body(info[3]);

	return Napi::Boolean::New(info.Env(), connection &&
				  !golws_connection_refuse(connection, info[1].As<Napi::Number>().Int32Value(), headers.data,
							   headers.length, body.data, body.length));
}
