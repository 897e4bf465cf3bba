#include "addon.h"

/** request(options): a client's request. Its number. */
Napi::Value
Addon::Request(const Napi::CallbackInfo &info)
{
	Napi::Object options = info[0].As<Napi::Object>();
	Texts texts;
	Bytes headers(options.Get("headers"));
	golws_tls tls = {};
	golws_request request = {};
	Subject *subject = engine_->Begin();

	request.target = target_of(options, texts, &tls, headers);
	request.method = texts.Of(options, "method");
	request.length = number_of(options, "length");
	request.follow_redirects = flag_of(options, "followRedirects");
	request.http2 = flag_of(options, "http2");
	request.shares = flag_of(options, "shares");
	subject->exchange = golws_exchange_open(engine_->native(), subject, &request);
	return NumberOf(info, subject);
}

/** respond(number, status, headers, length): the head, and the length of the body or -1. */
Napi::Value
Addon::Respond(const Napi::CallbackInfo &info)
{
	golws_exchange *exchange = ExchangeOf(info);
	Bytes headers(info[2]);

	return Napi::Boolean::New(info.Env(), exchange &&
				  !golws_exchange_respond(exchange, info[1].As<Napi::Number>().Int32Value(), headers.data,
							  headers.length, info[3].As<Napi::Number>().Int64Value()));
}

/** answer(number, status, headers, body): the whole response. */
Napi::Value
Addon::Answer(const Napi::CallbackInfo &info)
{
	golws_exchange *exchange = ExchangeOf(info);
	Bytes headers(info[2]), body(info[3], Bytes::Text::UTF8);

	return Napi::Boolean::New(info.Env(), exchange &&
				  !golws_exchange_answer(exchange, info[1].As<Napi::Number>().Int32Value(), headers.data,
							 headers.length, body.data, body.length));
}

/** sendBody(number, Uint8Array, last): the bytes that wait, or -1. */
Napi::Value
Addon::SendBody(const Napi::CallbackInfo &info)
{
	golws_exchange *exchange = ExchangeOf(info);
	Bytes bytes(info[1]);
	long long waiting = exchange ? golws_exchange_send(exchange, bytes.data, bytes.length, info[2].ToBoolean()) : -1;

	return Napi::Number::New(info.Env(), static_cast<double>(waiting));
}
