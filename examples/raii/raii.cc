// An echo server in C++17: the context ends with its owner, also when something throws.

#include <libwebsockets.h>

#include <csignal>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

struct Destroy {
	void operator()(lws_context *context) const { lws_context_destroy(context); }
};
using Context = std::unique_ptr<lws_context, Destroy>;

volatile std::sig_atomic_t stopped;

// A connection's messages, each with room for the frame header in front. The library
// gives zeroed memory to a connection; what is kept there is a pointer to this.
struct Session {
	std::deque<std::string> outgoing;
	std::string incoming = std::string(LWS_PRE, '\0');
};

int receive(lws *wsi, Session &session, const char *in, size_t length)
{
	session.incoming.append(in, length);
	if (!lws_is_final_fragment(wsi))
		return 0;
	session.outgoing.push_back(std::move(session.incoming));
	session.incoming.assign(LWS_PRE, '\0');
	return lws_callback_on_writable(wsi) < 0;
}

int send(lws *wsi, Session &session)
{
	if (session.outgoing.empty())
		return 0;
	std::string message = std::move(session.outgoing.front());
	session.outgoing.pop_front();
	if (!session.outgoing.empty())
		lws_callback_on_writable(wsi);
	auto *text = reinterpret_cast<unsigned char *>(&message[LWS_PRE]);
	return lws_write(wsi, text, message.size() - LWS_PRE, LWS_WRITE_TEXT) < 0;
}

// No exception may leave a callback: its caller is C.
int echo(lws *wsi, lws_callback_reasons reason, void *user, void *in, size_t length) noexcept
try {
	auto *session = static_cast<Session **>(user);

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED:
		*session = new Session;
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return receive(wsi, **session, static_cast<const char *>(in), length);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return send(wsi, **session);
	case LWS_CALLBACK_CLOSED:
		delete *session;
		return 0;
	default:
		return lws_callback_http_dummy(wsi, reason, user, in, length);
	}
} catch (const std::exception &error) {
	std::cerr << "closing a connection: " << error.what() << '\n';
	return -1;
}

Context listen(int port)
{
	static const lws_protocols protocols[] = {
		{ "echo", echo, sizeof(Session *), 0, 0, nullptr, 0 },
		LWS_PROTOCOL_LIST_TERM
	};
	lws_context_creation_info info{};

	info.port = port;
	info.protocols = protocols;
	Context context(lws_create_context(&info));
	if (!context)
		throw std::runtime_error("cannot listen on port " + std::to_string(port));
	return context;
}

} // namespace

int main(int argc, char **argv)
try {
	const Context context = listen(argc > 1 ? std::atoi(argv[1]) : 7681);

	std::signal(SIGINT, [](int) { stopped = 1; });
	while (!stopped && lws_service(context.get(), 0) >= 0)
		;
	return 0;
} catch (const std::exception &error) {
	std::cerr << error.what() << '\n';
	return 1;
}
