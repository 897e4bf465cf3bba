/*
 * One environment of Node, be it the main thread or a worker, has one Engine: the
 * library's context as one descriptor in the environment's own libuv loop.
 *
 * What happens in a turn of the context is written down as records, and JavaScript
 * is told once for all of them: dispatch(records, slabs, count). Only `upgrade`,
 * which has to decide at once, is asked from inside the turn.
 */

#ifndef GOLWS_NODE_ENGINE_H
#define GOLWS_NODE_ENGINE_H

#include <napi.h>
#include <uv.h>

#include <memory>
#include <string>
#include <vector>

extern "C" {
#include "golws_native.h"
}

/** What a record tells of; lib/engine.js has the same. */
enum class Event : uint32_t {
	Binary, Text, Opened, Closed, Faulted, Failed, Ping, Pong, Sent,
	Requested, Answered, Body, BodyEnded, BodySent, Finished,
};

/** What JavaScript knows by a number: a connection, an exchange or a server. The
 *  library's handle is a pointer to it. */
struct Subject {
	class Engine *engine;
	uint32_t id;
	/** NULL: the library has ended it. */
	golws_connection *connection;
	golws_exchange *exchange;
	golws_server *server;
	/** Messages that were handed to the kernel. */
	uint32_t sent;
	/** JavaScript waits for messages to be sent. */
	bool tells_sent;
	/** Does not keep the process alive. */
	bool unreferenced;
};

class Engine {
public:
	/** NULL: it cannot start, and an exception says so. */
	static Engine *Create(Napi::Env env, Napi::Function dispatch, Napi::Function upgrade);

	Subject *Begin();
	/** Those that exist, NULL for others. */
	Subject *Find(uint32_t id) const;
	/** It never was told of. */
	void Discard(Subject *subject);
	/** Whether it keeps the process alive. */
	void Reference(Subject *subject, bool on);

	void Tell(Event event, const Subject *subject, uint32_t value, const char *data, size_t length);
	/** JavaScript has heard the last of it after the records that there are. */
	void End(Subject *subject);

	/** Has a turn soon: what JavaScript has asked for, and records of what happened
	 *  outside of a turn, are not told before. */
	void Schedule();

	/** JavaScript hears what there is to tell now. */
	void Dispatch();

	golws_engine *native() const { return native_; }
	/** Asks JavaScript about a WebSocket; false: refused. */
	bool Upgrade(Subject *server, Subject *connection);

private:
	explicit Engine(Napi::Env env) : env_(env) {}

	static void Watch(void *engine, int fd, int on);
	static void Wanted(void *engine);
	static void Readable(uv_poll_t *poll, int status, int events);
	static void Checked(uv_check_t *check);
	static void Idle(uv_idle_t *idle);
	static void HandleClosed(uv_handle_t *handle);
	static void EnvironmentEnds(napi_async_cleanup_hook_handle hook, void *engine);
	static const golws_events events;

	bool StartLoop(Napi::Function dispatch, Napi::Function upgrade);
	void Turn(void (*serve)(golws_engine *));
	bool Call(napi_value function, size_t count, const napi_value *arguments, napi_value *result);
	void ForgetRecords();
	void CountReferences(int change);
	char *Room(size_t length, uint32_t *slab, uint32_t *offset);
	char *AddSlab(size_t size, uint32_t *slab);
	void GrowRecords();

	Napi::Env env_;
	golws_engine *native_ = nullptr;
	uv_loop_t *loop_ = nullptr;
	/** The descriptor's; a new one each time, as libuv binds it to its descriptor. */
	uv_poll_t *poll_ = nullptr;
	uv_check_t check_ = {};
	uv_idle_t idle_ = {};
	int closing_handles_ = 0;
	napi_async_cleanup_hook_handle hook_ = nullptr;
	napi_async_context context_ = nullptr;
	napi_ref resource_ = nullptr, dispatch_ = nullptr, upgrade_ = nullptr;
	bool turning_ = false, wanted_ = false, scheduled_ = false, ending_ = false;

	std::vector<std::unique_ptr<Subject>> subjects_;
	std::vector<uint32_t> free_;
	/** Free as soon as their last record is told. */
	std::vector<Subject *> ended_;
	int references_ = 0;

	/* Records, and how many of them JavaScript has taken. */
	napi_ref records_ref_ = nullptr, taken_ref_ = nullptr;
	uint32_t *records_ = nullptr, *taken_ = nullptr;
	size_t count_ = 0, room_ = 0;

	/* The memory that data of records is in; Buffers are views of it. */
	napi_ref slabs_ref_ = nullptr;
	uint32_t slabs_ = 0, current_ = 0;
	char *slab_ = nullptr;
	size_t slab_used_ = 0, slab_size_ = 0;
};

#endif
