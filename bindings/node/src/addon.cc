#include "addon.h"

const char *
Texts::Of(const Napi::Object &options, const char *name)
{
	Napi::Value value = options.Get(name);

	if (!value.IsString())
		return nullptr;
	texts_.emplace_back(new std::string(value.As<Napi::String>().Utf8Value()));
	return texts_.back()->c_str();
}

Bytes::Bytes(const Napi::Value &value, Text text)
{
	auto *read = text == Text::UTF8 ? napi_get_value_string_utf8 : napi_get_value_string_latin1;
	/** Where the rest of a character would not have found room. */
	constexpr size_t kNearlyFull = kShort - 4;
	napi_env env = value.Env();
	void *memory = nullptr;

	if (value.IsString()) {
		read(env, value, short_, kShort, &length);
		data = short_;
		if (length >= kNearlyFull) {
			read(env, value, nullptr, 0, &length);
			long_.resize(length + 1);
			read(env, value, &long_[0], length + 1, &length);
			data = long_.data();
		}
		return;
	}
	if (napi_get_typedarray_info(env, value, nullptr, &length, &memory, nullptr, nullptr) != napi_ok)
		length = 0;
	if (length)
		data = static_cast<const char *>(memory);
}

long long
number_of(const Napi::Object &options, const char *name)
{
	Napi::Value value = options.Get(name);

	return value.IsNumber() ? value.As<Napi::Number>().Int64Value() : 0;
}

bool
flag_of(const Napi::Object &options, const char *name)
{
	return options.Get(name).ToBoolean();
}

const golws_tls *
tls_of(const Napi::Object &options, Texts &texts, golws_tls *tls)
{
	Napi::Value value = options.Get("tls");

	if (!value.IsObject())
		return nullptr;
	Napi::Object given = value.As<Napi::Object>();
	tls->certificate = texts.Of(given, "cert");
	tls->key = texts.Of(given, "key");
	tls->ca = texts.Of(given, "ca");
	tls->unverified = flag_of(given, "unverified");
	return tls;
}

golws_target
target_of(const Napi::Object &options, Texts &texts, golws_tls *tls, const Bytes &headers)
{
	golws_target target = {};

	target.host = texts.Of(options, "host");
	target.port = static_cast<int>(number_of(options, "port"));
	target.authority = texts.Of(options, "authority");
	target.path = texts.Of(options, "path");
	target.tls = tls_of(options, texts, tls);
	target.proxy = texts.Of(options, "proxy");
	target.headers = headers.data;
	target.headers_length = headers.length;
	target.timeout_ms = static_cast<int>(number_of(options, "timeout"));
	return target;
}

Addon::Addon(Napi::Env, Napi::Object exports)
{
	DefineAddon(exports, {
		InstanceMethod("start", &Addon::Start),
		InstanceMethod("reference", &Addon::Reference),
		InstanceMethod("open", &Addon::Open),
		InstanceMethod("send", &Addon::Send),
		InstanceMethod("ping", &Addon::Ping),
		InstanceMethod("pong", &Addon::Pong),
		InstanceMethod("waiting", &Addon::Waiting),
		InstanceMethod("addresses", &Addon::Addresses),
		InstanceMethod("hold", &Addon::Hold),
		InstanceMethod("tellSent", &Addon::TellSent),
		InstanceMethod("close", &Addon::Close),
		InstanceMethod("abort", &Addon::Abort),
		InstanceMethod("wait", &Addon::Wait),
		InstanceMethod("decide", &Addon::Decide),
		InstanceMethod("choose", &Addon::Choose),
		InstanceMethod("addHeaders", &Addon::AddHeaders),
		InstanceMethod("refuse", &Addon::Refuse),
		InstanceMethod("request", &Addon::Request),
		InstanceMethod("respond", &Addon::Respond),
		InstanceMethod("answer", &Addon::Answer),
		InstanceMethod("sendBody", &Addon::SendBody),
		InstanceMethod("listen", &Addon::Listen),
		InstanceMethod("stopListening", &Addon::StopListening),
		InstanceMethod("unlisten", &Addon::Unlisten),
		InstanceMethod("adopt", &Addon::Adopt),
		InstanceMethod("socketPair", &Addon::SocketPair),
	});
}

Napi::Value
Addon::Start(const Napi::CallbackInfo &info)
{
	engine_ = Engine::Create(info.Env(), info[0].As<Napi::Function>(), info[1].As<Napi::Function>());
	return info.Env().Undefined();
}

void
Addon::Reference(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);

	if (subject && (subject->server || subject->connection || subject->exchange))
		engine_->Reference(subject, info[1].ToBoolean());
}

Subject *
Addon::SubjectOf(const Napi::CallbackInfo &info) const
{
	uint32_t id;

	if (napi_get_value_uint32(info.Env(), info[0], &id) != napi_ok)
		return nullptr;
	return engine_->Find(id);
}

golws_connection *
Addon::ConnectionOf(const Napi::CallbackInfo &info) const
{
	Subject *subject = SubjectOf(info);

	return subject ? subject->connection : nullptr;
}

golws_exchange *
Addon::ExchangeOf(const Napi::CallbackInfo &info) const
{
	Subject *subject = SubjectOf(info);

	return subject ? subject->exchange : nullptr;
}

Napi::Value
Addon::NumberOf(const Napi::CallbackInfo &info, const Subject *subject) const
{
	return Napi::Number::New(info.Env(), subject->id);
}

NODE_API_ADDON(Addon)
