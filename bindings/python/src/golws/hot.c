/*
 * golws._hot: what happens for each message, without an interpreter in between. The
 * base of Connection: messages come in by a C callback and go out by a C call, and
 * what does not have to wait is awaited without a coroutine.
 *
 * The functions of bindings/native are those of golws._native, which tells where they
 * are: bind().
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <stdbool.h>
#include <stdint.h>

/** The first room for messages that wait to be received. */
#define ROOM_FIRST 16

static struct {
	long long (*send)(void *connection, const char *data, size_t length, int text);
	void (*hold)(void *connection, int on);
	void (*tell_sent)(void *connection, int on);
	void (*turn)(void *engine);
} native;

static PyObject *name_done, *name_set_result, *name_send_slowly, *name_recv_slowly, *name_next_slowly;

/*
 * What can be awaited and has its result already
 */

struct ready {
	PyObject_HEAD
	PyObject *value;	/* NULL: used */
};

static PyTypeObject ready_type;

/** Takes over the reference to value. */
static PyObject *
ready_new(PyObject *value)
{
	struct ready *r = value ? PyObject_New(struct ready, &ready_type) : NULL;

	if (r)
		r->value = value;
	else
		Py_XDECREF(value);
	return (PyObject *)r;
}

static void
ready_dealloc(PyObject *self)
{
	Py_XDECREF(((struct ready *)self)->value);
	PyObject_Free(self);
}

static PyObject *
ready_take(PyObject *self)
{
	struct ready *r = (struct ready *)self;
	PyObject *value = r->value;

	r->value = NULL;
	if (!value)
		PyErr_SetString(PyExc_RuntimeError, "this was awaited already");
	return value;
}

static PyObject *
ready_next(PyObject *self)
{
	PyObject *value = ready_take(self);

	if (value) {
		PyErr_SetObject(PyExc_StopIteration, value);
		Py_DECREF(value);
	}
	return NULL;
}

#if PY_VERSION_HEX >= 0x030a0000
static PySendResult
ready_am_send(PyObject *self, PyObject *value, PyObject **result)
{
	(void)value;
	*result = ready_take(self);
	return *result ? PYGEN_RETURN : PYGEN_ERROR;
}
#endif

static PyObject *
ready_send(PyObject *self, PyObject *value)
{
	(void)value;
	return ready_next(self);
}

static PyObject *
ready_throw(PyObject *self, PyObject *args)
{
	PyObject *kind, *value = NULL, *trace = NULL;

	if (!PyArg_ParseTuple(args, "O|OO", &kind, &value, &trace))
		return NULL;
	Py_CLEAR(((struct ready *)self)->value);
	if (PyExceptionInstance_Check(kind))
		PyErr_SetObject((PyObject *)Py_TYPE(kind), kind);
	else
		PyErr_SetObject(kind, value);
	return NULL;
}

static PyObject *
ready_close(PyObject *self, PyObject *none)
{
	(void)none;
	Py_CLEAR(((struct ready *)self)->value);
	Py_RETURN_NONE;
}

static PyObject *
itself(PyObject *self)
{
	Py_INCREF(self);
	return self;
}

/* Those of a coroutine: asyncio.create_task() asks for them. */
static PyMethodDef ready_methods[] = {
	{ "send", ready_send, METH_O, NULL },
	{ "throw", ready_throw, METH_VARARGS, NULL },
	{ "close", ready_close, METH_NOARGS, NULL },
	{ NULL, NULL, 0, NULL }
};

static PyAsyncMethods ready_async = {
	.am_await = itself,
#if PY_VERSION_HEX >= 0x030a0000
	.am_send = ready_am_send,
#endif
};

static PyTypeObject ready_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name = "golws._hot.Ready",
	.tp_basicsize = sizeof(struct ready),
	.tp_dealloc = ready_dealloc,
	.tp_as_async = &ready_async,
	.tp_flags = Py_TPFLAGS_DEFAULT,
	.tp_iter = itself,
	.tp_iternext = ready_next,
	.tp_methods = ready_methods,
};

/*
 * A connection
 */

struct channel {
	PyObject_HEAD
	void *connection;	/* NULL: closed */
	PyObject **messages;	/* a ring */
	size_t room, first, count;
	PyObject *receiver;	/* a future; NULL or None: nobody waits */
	Py_ssize_t queue_most, write_limit;
	char held, full;
};

static PyTypeObject channel_type;

static bool
channel_grow(struct channel *c)
{
	size_t room = c->room ? c->room * 2 : ROOM_FIRST, n;
	PyObject **messages = PyMem_Malloc(room * sizeof(*messages));

	if (!messages)
		return false;
	for (n = 0; n < c->count; n++)
		messages[n] = c->messages[(c->first + n) & (c->room - 1)];
	PyMem_Free(c->messages);
	c->messages = messages;
	c->room = room;
	c->first = 0;
	return true;
}

/** The next message. What it says to the peer: there is room again. */
static PyObject *
channel_take(struct channel *c)
{
	PyObject *message = c->messages[c->first];

	c->first = (c->first + 1) & (c->room - 1);
	c->count--;
	if (c->held && (Py_ssize_t)c->count <= c->queue_most / 2) {
		c->held = 0;
		if (c->connection)
			native.hold(c->connection, 0);
	}
	return message;
}

static void
channel_wake(struct channel *c)
{
	PyObject *receiver = c->receiver, *done, *result;

	if (!receiver || receiver == Py_None)
		return;
	c->receiver = NULL;
	done = PyObject_CallMethodNoArgs(receiver, name_done);
	if (done == Py_False) {
		result = PyObject_CallMethodOneArg(receiver, name_set_result, Py_None);
		Py_XDECREF(result);
	}
	Py_XDECREF(done);
	Py_DECREF(receiver);
}

/** The message event: handle is the connection's address. */
static void
message(void *handle, const char *data, size_t length, int text)
{
	struct channel *c = handle;
	PyGILState_STATE state = PyGILState_Ensure();
	PyObject *received = text ? PyUnicode_DecodeUTF8(data, (Py_ssize_t)length, "replace") :
				    PyBytes_FromStringAndSize(data, (Py_ssize_t)length);

	if (received && (c->count < c->room || channel_grow(c))) {
		c->messages[(c->first + c->count++) & (c->room - 1)] = received;
		if (c->receiver && c->receiver != Py_None)
			channel_wake(c);
		else if ((Py_ssize_t)c->count >= c->queue_most && !c->held && c->connection) {
			c->held = 1;
			native.hold(c->connection, 1);
		}
	}
	if (PyErr_Occurred())
		PyErr_WriteUnraisable((PyObject *)c);
	PyGILState_Release(state);
}

static PyObject *
call_slowly(PyObject *self, PyObject *name, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
	PyObject *method = PyObject_GetAttr(self, name), *result;

	if (!method)
		return NULL;
	result = PyObject_Vectorcall(method, args, (size_t)count, names);
	Py_DECREF(method);
	return result;
}

static PyObject *
channel_send(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
	struct channel *c = (struct channel *)self;
	const char *data = NULL;
	Py_ssize_t length = 0;
	long long waiting;
	bool text = false;

	if (count == 1 && !names && c->connection && !c->full) {
		if (PyUnicode_CheckExact(args[0])) {
			data = PyUnicode_AsUTF8AndSize(args[0], &length);
			text = true;
			if (!data)
				return NULL;
		} else if (PyBytes_CheckExact(args[0])) {
			data = PyBytes_AS_STRING(args[0]);
			length = PyBytes_GET_SIZE(args[0]);
		}
	}
	waiting = data ? native.send(c->connection, data, (size_t)length, text) : -1;
	if (waiting < 0)
		return call_slowly(self, name_send_slowly, args, count, names);
	if (waiting > c->write_limit) {
		c->full = 1;
		native.tell_sent(c->connection, 1);
	}
	Py_INCREF(Py_None);
	return ready_new(Py_None);
}

static PyObject *
channel_recv(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
	struct channel *c = (struct channel *)self;

	if (c->count && !count && !names)
		return ready_new(channel_take(c));
	return call_slowly(self, name_recv_slowly, args, count, names);
}

static PyObject *
channel_anext(PyObject *self)
{
	struct channel *c = (struct channel *)self;

	if (c->count)
		return ready_new(channel_take(c));
	return call_slowly(self, name_next_slowly, NULL, 0, NULL);
}

static PyObject *
channel_take_method(PyObject *self, PyObject *none)
{
	struct channel *c = (struct channel *)self;

	(void)none;
	if (c->count)
		return channel_take(c);
	PyErr_SetString(PyExc_IndexError, "there is no message");
	return NULL;
}

static PyObject *
channel_wake_method(PyObject *self, PyObject *none)
{
	(void)none;
	channel_wake((struct channel *)self);
	if (PyErr_Occurred())
		return NULL;
	Py_RETURN_NONE;
}

static PyObject *
channel_attach(PyObject *self, PyObject *address)
{
	void *connection = PyLong_AsVoidPtr(address);

	if (!connection && PyErr_Occurred())
		return NULL;
	((struct channel *)self)->connection = connection;
	Py_RETURN_NONE;
}

static PyObject *
channel_get_count(PyObject *self, void *unused)
{
	(void)unused;
	return PyLong_FromSize_t(((struct channel *)self)->count);
}

static int
channel_traverse(PyObject *self, visitproc visit, void *arg)
{
	struct channel *c = (struct channel *)self;

	Py_VISIT(Py_TYPE(self));
	Py_VISIT(c->receiver);
	return 0;
}

static int
channel_clear(PyObject *self)
{
	struct channel *c = (struct channel *)self;

	Py_CLEAR(c->receiver);
	while (c->count) {
		Py_DECREF(c->messages[c->first]);
		c->first = (c->first + 1) & (c->room - 1);
		c->count--;
	}
	return 0;
}

static void
channel_dealloc(PyObject *self)
{
	PyObject_GC_UnTrack(self);
	channel_clear(self);
	PyMem_Free(((struct channel *)self)->messages);
	Py_TYPE(self)->tp_free(self);
}

static PyMethodDef channel_methods[] = {
	{ "send", (PyCFunction)(void (*)(void))channel_send, METH_FASTCALL | METH_KEYWORDS,
	  "Sends a str as text, bytes as binary; waits while the peer is behind.\n\n"
	  "Several pieces, from anything that gives them, become one message." },
	{ "recv", (PyCFunction)(void (*)(void))channel_recv, METH_FASTCALL | METH_KEYWORDS,
	  "The next message. What came before the connection closed is still given." },
	{ "_take", channel_take_method, METH_NOARGS, NULL },
	{ "_wake_receiver", channel_wake_method, METH_NOARGS, NULL },
	{ "_attach", channel_attach, METH_O, NULL },
	{ NULL, NULL, 0, NULL }
};

static PyMemberDef channel_members[] = {
	{ "_receiver", T_OBJECT, offsetof(struct channel, receiver), 0, NULL },
	{ "_queue_most", T_PYSSIZET, offsetof(struct channel, queue_most), 0, NULL },
	{ "_write_limit", T_PYSSIZET, offsetof(struct channel, write_limit), 0, NULL },
	{ "_full", T_BOOL, offsetof(struct channel, full), 0, NULL },
	{ NULL, 0, 0, 0, NULL }
};

static PyGetSetDef channel_getset[] = {
	{ "_count", channel_get_count, NULL, NULL, NULL },
	{ NULL, NULL, NULL, NULL, NULL }
};

static PyAsyncMethods channel_async = {
	.am_aiter = itself,
	.am_anext = channel_anext,
};

static PyTypeObject channel_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name = "golws._hot.Channel",
	.tp_basicsize = sizeof(struct channel),
	.tp_dealloc = channel_dealloc,
	.tp_as_async = &channel_async,
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
	.tp_traverse = channel_traverse,
	.tp_clear = channel_clear,
	.tp_methods = channel_methods,
	.tp_members = channel_members,
	.tp_getset = channel_getset,
	.tp_new = PyType_GenericNew,
};

/*
 * The module
 */

static PyObject *
bind(PyObject *module, PyObject *args)
{
	PyObject *send, *hold, *tell_sent, *turn;

	(void)module;
	if (!PyArg_ParseTuple(args, "OOOO", &send, &hold, &tell_sent, &turn))
		return NULL;
	native.send = (long long (*)(void *, const char *, size_t, int))PyLong_AsVoidPtr(send);
	native.hold = (void (*)(void *, int))PyLong_AsVoidPtr(hold);
	native.tell_sent = (void (*)(void *, int))PyLong_AsVoidPtr(tell_sent);
	native.turn = (void (*)(void *))PyLong_AsVoidPtr(turn);
	if (PyErr_Occurred())
		return NULL;
	return PyLong_FromVoidPtr((void *)message);
}

/** A turn of an engine. It never waits, so it keeps the GIL. */
static PyObject *
turn(PyObject *module, PyObject *address)
{
	void *engine = PyLong_AsVoidPtr(address);

	(void)module;
	if (!engine && PyErr_Occurred())
		return NULL;
	native.turn(engine);
	Py_RETURN_NONE;
}

/** The channel that a handle stands for. */
static PyObject *
channel_at(PyObject *module, PyObject *address)
{
	PyObject *channel = PyLong_AsVoidPtr(address);

	(void)module;
	if (!channel)
		return NULL;
	Py_INCREF(channel);
	return channel;
}

static PyMethodDef functions[] = {
	{ "bind", bind, METH_VARARGS, NULL },
	{ "turn", turn, METH_O, NULL },
	{ "channel_at", channel_at, METH_O, NULL },
	{ NULL, NULL, 0, NULL }
};

static struct PyModuleDef definition = {
	PyModuleDef_HEAD_INIT,
	.m_name = "golws._hot",
	.m_size = -1,
	.m_methods = functions,
};

PyMODINIT_FUNC
PyInit__hot(void)
{
	PyObject *module;

	name_done = PyUnicode_InternFromString("done");
	name_set_result = PyUnicode_InternFromString("set_result");
	name_send_slowly = PyUnicode_InternFromString("_send_slowly");
	name_recv_slowly = PyUnicode_InternFromString("_recv_slowly");
	name_next_slowly = PyUnicode_InternFromString("_next_slowly");
	if (PyErr_Occurred() || PyType_Ready(&ready_type) || PyType_Ready(&channel_type))
		return NULL;
	module = PyModule_Create(&definition);
	if (!module)
		return NULL;
	Py_INCREF(&channel_type);
	if (PyModule_AddObject(module, "Channel", (PyObject *)&channel_type)) {
		Py_DECREF(&channel_type);
		Py_DECREF(module);
		return NULL;
	}
	return module;
}
