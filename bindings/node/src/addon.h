/* What JavaScript can call: lib/engine.js checks the arguments before. */

#ifndef GOLWS_NODE_ADDON_H
#define GOLWS_NODE_ADDON_H

#include "engine.h"

/** Strings that JavaScript gave, for as long as the call takes. */
class Texts {
public:
	/** NULL for undefined and null. */
	const char *Of(const Napi::Object &options, const char *name);

private:
	std::vector<std::unique_ptr<std::string>> texts_;
};

/** The bytes of a Uint8Array or of a string, none for anything else. */
class Bytes {
public:
	enum class Text { Latin1, UTF8 };

	explicit Bytes(const Napi::Value &value, Text text = Text::Latin1);
	Bytes(const Bytes &) = delete;

	const char *data = "";
	size_t length = 0;

private:
	/** A string up to about this size is copied once, and not to the heap. */
	static constexpr size_t kShort = 4096;

	char short_[kShort];
	std::string long_;
};

class Addon : public Napi::Addon<Addon> {
public:
	Addon(Napi::Env env, Napi::Object exports);

	/* websocket.cc */
	Napi::Value Open(const Napi::CallbackInfo &info);
	Napi::Value Send(const Napi::CallbackInfo &info);
	Napi::Value Ping(const Napi::CallbackInfo &info);
	Napi::Value Pong(const Napi::CallbackInfo &info);
	Napi::Value Waiting(const Napi::CallbackInfo &info);
	Napi::Value Addresses(const Napi::CallbackInfo &info);
	void Hold(const Napi::CallbackInfo &info);
	void TellSent(const Napi::CallbackInfo &info);
	void Close(const Napi::CallbackInfo &info);
	void Abort(const Napi::CallbackInfo &info);
	void Wait(const Napi::CallbackInfo &info);
	void Decide(const Napi::CallbackInfo &info);
	Napi::Value Choose(const Napi::CallbackInfo &info);
	Napi::Value AddHeaders(const Napi::CallbackInfo &info);
	Napi::Value Refuse(const Napi::CallbackInfo &info);

	/* http.cc */
	Napi::Value Request(const Napi::CallbackInfo &info);
	Napi::Value Respond(const Napi::CallbackInfo &info);
	Napi::Value Answer(const Napi::CallbackInfo &info);
	Napi::Value SendBody(const Napi::CallbackInfo &info);

	/* listen.cc */
	Napi::Value Listen(const Napi::CallbackInfo &info);
	void StopListening(const Napi::CallbackInfo &info);
	void Unlisten(const Napi::CallbackInfo &info);
	Napi::Value Adopt(const Napi::CallbackInfo &info);
	Napi::Value SocketPair(const Napi::CallbackInfo &info);

private:
	Napi::Value Start(const Napi::CallbackInfo &info);
	void Reference(const Napi::CallbackInfo &info);

	/** The subject whose number is the first argument. */
	Subject *SubjectOf(const Napi::CallbackInfo &info) const;
	golws_connection *ConnectionOf(const Napi::CallbackInfo &info) const;
	golws_exchange *ExchangeOf(const Napi::CallbackInfo &info) const;
	/** The number of what JavaScript has just begun. */
	Napi::Value NumberOf(const Napi::CallbackInfo &info, const Subject *subject) const;

	Engine *engine_ = nullptr;
};

/** What a client connects to. It points into the rest, `tls` being written for that. */
golws_target target_of(const Napi::Object &options, Texts &texts, golws_tls *tls, const Bytes &headers);
/** NULL: none. */
const golws_tls *tls_of(const Napi::Object &options, Texts &texts, golws_tls *tls);
long long number_of(const Napi::Object &options, const char *name);
bool flag_of(const Napi::Object &options, const char *name);

#endif
