/* A connection. */

#include "hot.h"

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

PyObject *
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

/** The task that waits, if any, has something to see. */
static int
channel_wake(struct channel *c)
{
	struct waiter *w = c->waiter;
	int result;

	if (!w)
		return 0;
	c->waiter = NULL;
	result = waiter_wake(w);
	Py_DECREF(w);
	return result;
}

void
message(void *handle, const char *data, size_t length, int text)
{
	struct channel *c = handle;
	PyGILState_STATE state = PyGILState_Ensure();
	PyObject *received = text ? PyUnicode_DecodeUTF8(data, (Py_ssize_t)length, "replace") :
				    PyBytes_FromStringAndSize(data, (Py_ssize_t)length);

	if (received && (c->count < c->room || channel_grow(c))) {
		c->messages[(c->first + c->count++) & (c->room - 1)] = received;
		if (c->waiter)
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
call_slowly(PyObject *self, PyObject *name, PyObject *const *args, Py_ssize_t count, PyObject *named)
{
	PyObject *method = PyObject_GetAttr(self, name), *result;

	if (!method)
		return NULL;
	result = PyObject_Vectorcall(method, args, (size_t)count, named);
	Py_DECREF(method);
	return result;
}

static PyObject *
channel_send(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *named)
{
	struct channel *c = (struct channel *)self;
	const char *data = NULL;
	Py_ssize_t length = 0;
	long long waiting;
	bool text = false;

	if (count == 1 && !named && c->connection && !c->full) {
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
		return call_slowly(self, names.send_slowly, args, count, named);
	if (waiting > c->write_limit) {
		c->full = 1;
		native.tell_sent(c->connection, 1);
	}
	Py_INCREF(Py_None);
	return ready_new(Py_None);
}

static PyObject *
channel_recv(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *named)
{
	struct channel *c = (struct channel *)self;

	if (count || named)
		return call_slowly(self, names.recv_slowly, args, count, named);
	return c->count ? ready_new(channel_take(c)) : receiving_new(c, false);
}

static PyObject *
channel_anext(PyObject *self)
{
	struct channel *c = (struct channel *)self;

	return c->count ? ready_new(channel_take(c)) : receiving_new(c, true);
}

static PyObject *
channel_wake_method(PyObject *self, PyObject *none)
{
	(void)none;
	if (channel_wake((struct channel *)self))
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

static int
channel_traverse(PyObject *self, visitproc visit, void *arg)
{
	struct channel *c = (struct channel *)self;

	Py_VISIT(c->service);
	Py_VISIT(c->waiter);
	Py_VISIT(c->closed_as);
	return 0;
}

static int
channel_clear(PyObject *self)
{
	struct channel *c = (struct channel *)self;

	Py_CLEAR(c->service);
	Py_CLEAR(c->waiter);
	Py_CLEAR(c->closed_as);
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
	{ "_wake_receiver", channel_wake_method, METH_NOARGS, NULL },
	{ "_attach", channel_attach, METH_O, NULL },
	{ NULL, NULL, 0, NULL }
};

static PyMemberDef channel_members[] = {
	{ "_engine", T_OBJECT, offsetof(struct channel, service), 0, NULL },
	{ "_closed_as", T_OBJECT, offsetof(struct channel, closed_as), 0, NULL },
	{ "_queue_most", T_PYSSIZET, offsetof(struct channel, queue_most), 0, NULL },
	{ "_write_limit", T_PYSSIZET, offsetof(struct channel, write_limit), 0, NULL },
	{ "_full", T_BOOL, offsetof(struct channel, full), 0, NULL },
	{ NULL, 0, 0, 0, NULL }
};

static PyAsyncMethods channel_async = {
	.am_aiter = itself,
	.am_anext = channel_anext,
};

PyTypeObject channel_type = {
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
	.tp_new = PyType_GenericNew,
};
