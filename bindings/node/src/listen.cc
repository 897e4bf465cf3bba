#include "addon.h"

#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

std::vector<golws_mount>
mounts_of(const Napi::Object &options, Texts &texts)
{
	std::vector<golws_mount> mounts;
	Napi::Array given = options.Get("mounts").As<Napi::Array>();

	for (uint32_t n = 0; n < given.Length(); n++) {
		Napi::Object mount = given.Get(n).As<Napi::Object>();

		mounts.push_back({ texts.Of(mount, "path"), texts.Of(mount, "folder"), texts.Of(mount, "index"),
				   static_cast<int>(number_of(mount, "maxAge")) });
	}
	return mounts;
}

/** Why an address cannot be listened on, 0: not known. */
int
fault_of(const golws_listen &listen)
{
	struct sockaddr_in four = {};
	struct sockaddr_in6 six = {};
	struct sockaddr *address = reinterpret_cast<struct sockaddr *>(&six);
	socklen_t length = sizeof(six);
	int fd, on = 1, fault = 0;

	if (listen.port < 0)
		return 0;
	six.sin6_family = AF_INET6;
	six.sin6_port = htons(static_cast<uint16_t>(listen.port));
	if (listen.interface && inet_pton(AF_INET, listen.interface, &four.sin_addr) == 1) {
		four.sin_family = AF_INET;
		four.sin_port = six.sin6_port;
		address = reinterpret_cast<struct sockaddr *>(&four);
		length = sizeof(four);
	} else if (listen.interface && inet_pton(AF_INET6, listen.interface, &six.sin6_addr) != 1) {
		return if_nametoindex(listen.interface) ? 0 : EADDRNOTAVAIL;
	}
	fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) || bind(fd, address, length) || ::listen(fd, 1))
		fault = errno;
	close(fd);
	return fault;
}

} /* namespace */

/** listen(options): [number, port], or the errno of why it is not possible, 0: not known. */
Napi::Value
Addon::Listen(const Napi::CallbackInfo &info)
{
	Napi::Env env = info.Env();
	Napi::Object options = info[0].As<Napi::Object>();
	Texts texts;
	golws_tls tls = {};
	golws_listen listen = {};
	std::vector<golws_mount> mounts = mounts_of(options, texts);
	Subject *subject = engine_->Begin();

	listen.interface = texts.Of(options, "host");
	listen.port = static_cast<int>(number_of(options, "port"));
	listen.adopts = flag_of(options, "adopts");
	listen.tls = tls_of(options, texts, &tls);
	listen.mounts = mounts.data();
	listen.mount_count = mounts.size();
	listen.deflate = flag_of(options, "deflate");
	listen.max_size = static_cast<size_t>(number_of(options, "maxSize"));
	listen.ping_after = static_cast<int>(number_of(options, "pingAfter"));
	listen.hangup_after = static_cast<int>(number_of(options, "hangupAfter"));
	listen.http2 = flag_of(options, "http2");
	listen.open_timeout = static_cast<int>(number_of(options, "openTimeout"));
	subject->server = golws_server_create(engine_->native(), subject, &listen);
	if (!subject->server) {
		engine_->Discard(subject);
		return Napi::Number::New(env, fault_of(listen));
	}
	Napi::Array result = Napi::Array::New(env, 2);

	result[0u] = NumberOf(info, subject);
	result[1u] = Napi::Number::New(env, golws_server_port(subject->server));
	return result;
}

/** Connections stay. */
void
Addon::StopListening(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);

	if (subject && subject->server)
		golws_server_stop(subject->server);
}

void
Addon::Unlisten(const Napi::CallbackInfo &info)
{
	Subject *subject = SubjectOf(info);

	if (!subject || !subject->server)
		return;
	golws_server_destroy(subject->server);
	engine_->Discard(subject);
	engine_->Schedule();
}

/** adopt(server, fd, head): the number of the WebSocket's connection, or -1. The program's
 *  own descriptor stays open. */
Napi::Value
Addon::Adopt(const Napi::CallbackInfo &info)
{
	Subject *server = SubjectOf(info), *subject;
	int fd = fcntl(info[1].As<Napi::Number>().Int32Value(), F_DUPFD_CLOEXEC, 0);
	Bytes head(info[2]);

	if (fd < 0)
		return Napi::Number::New(info.Env(), -1);
	subject = engine_->Begin();
	subject->connection = golws_server_adopt(server->server, subject, fd, head.data, head.length);
	if (!subject->connection) {
		engine_->Discard(subject);
		return Napi::Number::New(info.Env(), -1);
	}
	engine_->Schedule();
	return NumberOf(info, subject);
}

/** socketPair(): two descriptors, or null. */
Napi::Value
Addon::SocketPair(const Napi::CallbackInfo &info)
{
	Napi::Env env = info.Env();
	Napi::Array pair = Napi::Array::New(env, 2);
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds))
		return env.Null();
	pair[0u] = Napi::Number::New(env, fds[0]);
	pair[1u] = Napi::Number::New(env, fds[1]);
	return pair;
}
