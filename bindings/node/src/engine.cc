#include "engine.h"

#include <cstring>

namespace {

/** Of a record: event and slab, subject, value, offset and length of the data. */
constexpr size_t kFields = 5;
constexpr size_t kRecordsFirst = 256;
/** Memory that small messages share; larger data has memory of its own. */
constexpr size_t kSlab = 64 * 1024;
constexpr size_t kSmall = kSlab / 4;
/** Data is aligned for any typed array. */
constexpr size_t kAlignment = 8;
constexpr int kLogErrors = LLL_ERR;

/** What a callback of the library's calls while it is open has handles of its own. */
class Scope {
public:
	explicit Scope(napi_env env) : env_(env) { napi_open_handle_scope(env_, &scope_); }
	~Scope() { napi_close_handle_scope(env_, scope_); }

private:
	napi_env env_;
	napi_handle_scope scope_ = nullptr;
};

napi_value
value_of(napi_env env, napi_ref reference)
{
	napi_value value = nullptr;

	napi_get_reference_value(env, reference, &value);
	return value;
}

napi_ref
reference_to(napi_env env, napi_value value)
{
	napi_ref reference = nullptr;

	napi_create_reference(env, value, 1, &reference);
	return reference;
}

void
replace(napi_env env, napi_ref *reference, napi_value value)
{
	if (*reference)
		napi_delete_reference(env, *reference);
	*reference = reference_to(env, value);
}

Subject *
subject_of(void *handle)
{
	return static_cast<Subject *>(handle);
}

/* What the library tells. */

void *
asked_for(void *server, golws_connection *connection)
{
	Engine *engine = subject_of(server)->engine;
	void *adopted = golws_connection_handle(connection);
	Subject *subject;

	if (adopted)
		return engine->Upgrade(subject_of(server), subject_of(adopted)) ? adopted : nullptr;
	subject = engine->Begin();
	subject->connection = connection;
	if (engine->Upgrade(subject_of(server), subject))
		return subject;
	engine->Discard(subject);
	return nullptr;
}

void
opened(void *handle)
{
	Subject *subject = subject_of(handle);

	golws_connection *connection = subject->connection;
	size_t headers_length;
	const char *headers = golws_connection_headers(connection, &headers_length);
	std::string told;

	golws_connection_tell_sent(connection, 1);
	told.append(golws_connection_protocol(connection)).append(1, '\0');
	told.append(golws_connection_extensions(connection)).append(1, '\0');
	told.append(headers ? headers : "", headers_length);
	subject->engine->Tell(Event::Opened, subject, 0, told.data(), told.size());
}

void
message(void *handle, const char *data, size_t length, int text)
{
	subject_of(handle)->engine->Tell(text ? Event::Text : Event::Binary, subject_of(handle), 0, data, length);
}

void
ping(void *handle, const char *data, size_t length)
{
	subject_of(handle)->engine->Tell(Event::Ping, subject_of(handle), 0, data, length);
}

void
pong(void *handle, const char *data, size_t length)
{
	subject_of(handle)->engine->Tell(Event::Pong, subject_of(handle), 0, data, length);
}

void
sent(void *handle, size_t messages, size_t waiting)
{
	Subject *subject = subject_of(handle);

	(void)waiting;
	subject->sent += static_cast<uint32_t>(messages);
	if (subject->tells_sent)
		subject->engine->Tell(Event::Sent, subject, subject->sent, nullptr, 0);
}

void
faulted(void *handle, int code)
{
	subject_of(handle)->engine->Tell(Event::Faulted, subject_of(handle), static_cast<uint32_t>(code), nullptr, 0);
}

/** The status of a response comes with it, and its headers before the reason. */
void
failed(void *handle, const char *why, size_t length)
{
	Subject *subject = subject_of(handle);
	uint32_t status = 0;
	std::string told;

	if (subject->connection) {
		size_t headers_length;
		const char *headers = golws_connection_headers(subject->connection, &headers_length);

		status = static_cast<uint32_t>(golws_connection_status(subject->connection));
		told.assign(headers ? headers : "", headers ? headers_length : 0);
	}
	told.append(1, '\0').append(why, length);
	subject->engine->Tell(Event::Failed, subject, status, told.data(), told.size());
	subject->engine->End(subject);
}

/** JavaScript hears the messages before it, and answers them. */
void
goodbye(void *handle)
{
	subject_of(handle)->engine->Dispatch();
}

void
closed(void *handle, int code, const char *reason, size_t length)
{
	Subject *subject = subject_of(handle);

	subject->engine->Tell(Event::Closed, subject, static_cast<uint32_t>(code), reason, length);
	subject->engine->End(subject);
}

void *
requested(void *server, golws_exchange *exchange)
{
	Engine *engine = subject_of(server)->engine;
	Subject *subject = engine->Begin();
	size_t headers_length;
	const char *headers = golws_exchange_headers(exchange, &headers_length);
	std::string head;

	subject->exchange = exchange;
	for (const char *part : { golws_exchange_method(exchange), golws_exchange_path(exchange), golws_exchange_query(exchange) })
		head.append(part).append(1, '\0');
	head.append(headers ? headers : "", headers_length);
	engine->Tell(Event::Requested, subject, subject_of(server)->id, head.data(), head.size());
	return subject;
}

void
answered(void *handle)
{
	Subject *subject = subject_of(handle);
	size_t headers_length;
	const char *headers = golws_exchange_headers(subject->exchange, &headers_length);
	uint32_t status = static_cast<uint32_t>(golws_exchange_status(subject->exchange));
	uint32_t version = static_cast<uint32_t>(golws_exchange_version(subject->exchange));

	subject->engine->Tell(Event::Answered, subject, version << 16 | status, headers, headers_length);
}

void
body(void *handle, const char *data, size_t length)
{
	subject_of(handle)->engine->Tell(Event::Body, subject_of(handle), 0, data, length);
}

void
body_ended(void *handle)
{
	subject_of(handle)->engine->Tell(Event::BodyEnded, subject_of(handle), 0, nullptr, 0);
}

void
body_sent(void *handle, size_t waiting)
{
	subject_of(handle)->engine->Tell(Event::BodySent, subject_of(handle), static_cast<uint32_t>(waiting), nullptr, 0);
}

void
finished(void *handle, const char *why, size_t length)
{
	Subject *subject = subject_of(handle);

	subject->engine->Tell(Event::Finished, subject, why ? 0 : 1, why, length);
	subject->engine->End(subject);
}

} /* namespace */

const golws_events Engine::events = {
	Engine::Watch, asked_for, opened, message, ping, pong, sent, faulted, failed, goodbye, closed,
	requested, answered, body, body_ended, body_sent, finished, Engine::Wanted, true,
};

Engine *
Engine::Create(Napi::Env env, Napi::Function dispatch, Napi::Function upgrade)
{
	std::unique_ptr<Engine> engine(new Engine(env));

	golws_log_level(kLogErrors);
	if (napi_get_uv_event_loop(env, &engine->loop_) != napi_ok || !engine->StartLoop(dispatch, upgrade)) {
		Napi::Error::New(env, "golws cannot start: its log says why").ThrowAsJavaScriptException();
		return nullptr;
	}
	return engine.release();
}

bool
Engine::StartLoop(Napi::Function dispatch, Napi::Function upgrade)
{
	napi_value resource, slabs, memory, taken;

	native_ = golws_engine_create(&events, this);
	if (!native_)
		return false;
	uv_check_init(loop_, &check_);
	uv_idle_init(loop_, &idle_);
	check_.data = idle_.data = this;
	uv_unref(reinterpret_cast<uv_handle_t *>(&check_));
	napi_create_object(env_, &resource);
	napi_async_init(env_, resource, Napi::String::New(env_, "golws"), &context_);
	napi_create_array(env_, &slabs);
	resource_ = reference_to(env_, resource);
	slabs_ref_ = reference_to(env_, slabs);
	dispatch_ = reference_to(env_, dispatch);
	upgrade_ = reference_to(env_, upgrade);
	napi_create_arraybuffer(env_, sizeof(*taken_), reinterpret_cast<void **>(&taken_), &memory);
	napi_create_typedarray(env_, napi_uint32_array, 1, memory, 0, &taken);
	taken_ref_ = reference_to(env_, taken);
	*taken_ = 0;
	GrowRecords();
	napi_add_async_cleanup_hook(env_, EnvironmentEnds, this, &hook_);
	return true;
}

/* The end of the environment: no JavaScript runs any more. */
void
Engine::EnvironmentEnds(napi_async_cleanup_hook_handle, void *data)
{
	Engine *engine = static_cast<Engine *>(data);

	engine->ending_ = true;
	golws_engine_destroy(engine->native_);
	engine->native_ = nullptr;
	for (napi_ref reference : { engine->resource_, engine->dispatch_, engine->upgrade_, engine->records_ref_,
				    engine->taken_ref_, engine->slabs_ref_ })
		napi_delete_reference(engine->env_, reference);
	napi_async_destroy(engine->env_, engine->context_);
	engine->closing_handles_ += 2;
	uv_close(reinterpret_cast<uv_handle_t *>(&engine->check_), HandleClosed);
	uv_close(reinterpret_cast<uv_handle_t *>(&engine->idle_), HandleClosed);
}

void
Engine::HandleClosed(uv_handle_t *handle)
{
	Engine *engine = static_cast<Engine *>(handle->data);

	if (handle->type == UV_POLL)
		delete reinterpret_cast<uv_poll_t *>(handle);
	engine->closing_handles_--;
	if (engine->ending_ && !engine->closing_handles_) {
		napi_remove_async_cleanup_hook(engine->hook_);
		delete engine;
	}
}

void
Engine::Watch(void *data, int fd, int on)
{
	Engine *engine = static_cast<Engine *>(data);

	if (!on && engine->poll_) {
		engine->closing_handles_++;
		uv_close(reinterpret_cast<uv_handle_t *>(engine->poll_), HandleClosed);
		engine->poll_ = nullptr;
	}
	if (!on || engine->poll_)
		return;
	engine->poll_ = new uv_poll_t;
	engine->poll_->data = engine;
	uv_poll_init(engine->loop_, engine->poll_, fd);
	uv_poll_start(engine->poll_, UV_READABLE, Readable);
	engine->CountReferences(0);
}

void
Engine::CountReferences(int change)
{
	uv_handle_t *poll = reinterpret_cast<uv_handle_t *>(poll_);

	references_ += change;
	if (!poll)
		return;
	if (references_)
		uv_ref(poll);
	else
		uv_unref(poll);
}

/* When there is a turn */

void
Engine::Wanted(void *engine)
{
	static_cast<Engine *>(engine)->Schedule();
}

void
Engine::Schedule()
{
	wanted_ = true;
	if (turning_ || scheduled_ || ending_)
		return;
	scheduled_ = true;
	/* After the loop has polled, and without that it waits there. */
	uv_check_start(&check_, Checked);
	uv_idle_start(&idle_, Idle);
}

void
Engine::Idle(uv_idle_t *)
{
}

void
Engine::Checked(uv_check_t *check)
{
	static_cast<Engine *>(check->data)->Turn(golws_engine_flush);
}

void
Engine::Readable(uv_poll_t *poll, int, int)
{
	static_cast<Engine *>(poll->data)->Turn(golws_engine_turn);
}

void
Engine::Turn(void (*serve)(golws_engine *))
{
	Scope scope(env_);

	if (scheduled_) {
		uv_check_stop(&check_);
		uv_idle_stop(&idle_);
		scheduled_ = false;
	}
	turning_ = true;
	wanted_ = false;
	serve(native_);
	Dispatch();
	/* What JavaScript has sent leaves now; what comes of that has to wait. */
	if (wanted_) {
		wanted_ = false;
		golws_engine_flush(native_);
		Dispatch();
	}
	turning_ = false;
	if (wanted_)
		Schedule();
}

/* Records */

void
Engine::GrowRecords()
{
	size_t room = room_ ? room_ * 2 : kRecordsFirst;
	napi_value memory, records;
	void *grown;
	Scope scope(env_);

	napi_create_arraybuffer(env_, room * kFields * sizeof(*records_), &grown, &memory);
	napi_create_typedarray(env_, napi_uint32_array, room * kFields, memory, 0, &records);
	if (records_)
		memcpy(grown, records_, count_ * kFields * sizeof(*records_));
	replace(env_, &records_ref_, records);
	records_ = static_cast<uint32_t *>(grown);
	room_ = room;
}

char *
Engine::AddSlab(size_t size, uint32_t *slab)
{
	Scope scope(env_);
	napi_value memory;
	void *data = nullptr;

	if (napi_create_arraybuffer(env_, size, &data, &memory) != napi_ok)
		Napi::Error::Fatal("golws", "no memory for what was received");
	napi_set_element(env_, value_of(env_, slabs_ref_), slabs_, memory);
	*slab = slabs_++;
	return static_cast<char *>(data);
}

char *
Engine::Room(size_t length, uint32_t *slab, uint32_t *offset)
{
	*offset = 0;
	if (length > kSmall)
		return AddSlab(length, slab);
	if (slab_size_ - slab_used_ < length) {
		slab_ = AddSlab(kSlab, &current_);
		slab_size_ = kSlab;
		slab_used_ = 0;
	}
	*slab = current_;
	*offset = static_cast<uint32_t>(slab_used_);
	slab_used_ += (length + kAlignment - 1) / kAlignment * kAlignment;
	return slab_ + *offset;
}

void
Engine::Tell(Event event, const Subject *subject, uint32_t value, const char *data, size_t length)
{
	uint32_t slab = 0, offset = 0, *record;

	if (ending_)
		return;
	if (count_ == room_)
		GrowRecords();
	if (length)
		memcpy(Room(length, &slab, &offset), data, length);
	record = records_ + count_++ * kFields;
	record[0] = static_cast<uint32_t>(event) | slab << 8;
	record[1] = subject->id;
	record[2] = value;
	record[3] = offset;
	record[4] = static_cast<uint32_t>(length);
	if (!turning_)
		Schedule();
}

bool
Engine::Call(napi_value function, size_t count, const napi_value *arguments, napi_value *result)
{
	napi_value error;
	bool pending = false;

	if (napi_make_callback(env_, context_, value_of(env_, resource_), function, count, arguments, result) == napi_ok)
		return true;
	napi_is_exception_pending(env_, &pending);
	if (pending && napi_get_and_clear_last_exception(env_, &error) == napi_ok)
		napi_fatal_exception(env_, error);
	return false;
}

void
Engine::Dispatch()
{
	while (*taken_ < count_) {
		Scope scope(env_);
		uint32_t before = *taken_;
		napi_value count, result;

		napi_create_uint32(env_, static_cast<uint32_t>(count_), &count);
		const napi_value arguments[] = { value_of(env_, records_ref_), value_of(env_, slabs_ref_), count,
						 value_of(env_, taken_ref_) };
		Call(value_of(env_, dispatch_), 4, arguments, &result);
		/* The environment takes no calls any more. */
		if (*taken_ == before)
			break;
	}
	ForgetRecords();
}

void
Engine::ForgetRecords()
{
	count_ = 0;
	*taken_ = 0;
	for (Subject *subject : ended_)
		Discard(subject);
	ended_.clear();
	if (slabs_ > 1 || (slabs_ && !slab_size_)) {
		/* Buffers keep what they are views of; the rest is let go. */
		Scope scope(env_);
		napi_value slabs;

		napi_create_array(env_, &slabs);
		replace(env_, &slabs_ref_, slabs);
		slabs_ = current_ = 0;
		slab_size_ = slab_used_ = 0;
		slab_ = nullptr;
	}
}

bool
Engine::Upgrade(Subject *server, Subject *connection)
{
	Scope scope(env_);
	size_t length;
	const char *headers = golws_connection_headers(connection->connection, &length);
	std::string head;
	bool accepted = false;
	napi_value result, arguments[3];

	if (ending_)
		return false;
	head.append(golws_connection_path(connection->connection)).append(1, '\0');
	head.append(golws_connection_query(connection->connection)).append(1, '\0');
	head.append(headers ? headers : "", length);
	napi_create_uint32(env_, server->id, &arguments[0]);
	napi_create_uint32(env_, connection->id, &arguments[1]);
	arguments[2] = Napi::Buffer<char>::Copy(env_, head.data(), head.size());
	if (Call(value_of(env_, upgrade_), 3, arguments, &result))
		napi_get_value_bool(env_, result, &accepted);
	return accepted;
}

/* Subjects */

Subject *
Engine::Begin()
{
	Subject *subject;

	if (free_.empty()) {
		free_.push_back(static_cast<uint32_t>(subjects_.size()));
		subjects_.emplace_back(new Subject);
	}
	subject = subjects_[free_.back()].get();
	*subject = { this, free_.back(), nullptr, nullptr, nullptr, 0, false, false };
	free_.pop_back();
	CountReferences(1);
	return subject;
}

Subject *
Engine::Find(uint32_t id) const
{
	return id < subjects_.size() ? subjects_[id].get() : nullptr;
}

void
Engine::End(Subject *subject)
{
	subject->connection = nullptr;
	subject->exchange = nullptr;
	subject->server = nullptr;
	ended_.push_back(subject);
}

void
Engine::Discard(Subject *subject)
{
	subject->connection = nullptr;
	subject->exchange = nullptr;
	subject->server = nullptr;
	Reference(subject, false);
	free_.push_back(subject->id);
}

void
Engine::Reference(Subject *subject, bool on)
{
	if (subject->unreferenced == !on)
		return;
	subject->unreferenced = !on;
	CountReferences(on ? 1 : -1);
}
