/* recv() that has to wait. */

#include "hot.h"

struct receiving {
	PyObject_HEAD
	struct channel *channel;	/* NULL: it is over */
	struct waiter *waiter;		/* what it waits for */
	bool next;			/* __anext__() */
};

PyObject *
receiving_new(struct channel *c, bool next)
{
	struct receiving *r = PyObject_GC_New(struct receiving, &receiving_type);

	if (!r)
		return NULL;
	Py_INCREF(c);
	r->channel = c;
	r->waiter = NULL;
	r->next = next;
	PyObject_GC_Track(r);
	return (PyObject *)r;
}

/** Waits no longer. */
static void
receiving_leave(struct receiving *r)
{
	if (r->waiter && r->channel && r->channel->waiter == r->waiter)
		Py_CLEAR(r->channel->waiter);
	Py_CLEAR(r->waiter);
}

static int
receiving_clear(PyObject *self)
{
	receiving_leave((struct receiving *)self);
	Py_CLEAR(((struct receiving *)self)->channel);
	return 0;
}

/** The next message; or NULL: with *waits what to wait for, otherwise an exception. */
static PyObject *
receiving_step(PyObject *self, PyObject **waits)
{
	struct receiving *r = (struct receiving *)self;
	struct channel *c = r->channel;
	PyObject *result;

	*waits = NULL;
	if (!c) {
		PyErr_SetString(PyExc_RuntimeError, "this was awaited already");
		return NULL;
	}
	receiving_leave(r);
	if (c->count) {
		result = channel_take(c);
		receiving_clear(self);
		return result;
	}
	if (c->waiter || !c->service || (c->closed_as && c->closed_as != Py_None)) {
		result = PyObject_CallMethodNoArgs((PyObject *)c, r->next ? names.next_cannot_receive : names.cannot_receive);
		Py_XDECREF(result);
		receiving_clear(self);
		return NULL;
	}
	r->waiter = waiter_new(c->service);
	if (r->waiter) {
		c->waiter = (struct waiter *)itself((PyObject *)r->waiter);
		*waits = itself((PyObject *)r->waiter);
	}
	return NULL;
}

static PyObject *
receiving_next(PyObject *self)
{
	PyObject *waits, *message = receiving_step(self, &waits);

	if (message) {
		PyErr_SetObject(PyExc_StopIteration, message);
		Py_DECREF(message);
	}
	return waits;
}

#if PY_VERSION_HEX >= 0x030a0000
static PySendResult
receiving_am_send(PyObject *self, PyObject *value, PyObject **result)
{
	PyObject *waits;

	(void)value;
	*result = receiving_step(self, &waits);
	if (*result)
		return PYGEN_RETURN;
	*result = waits;
	return waits ? PYGEN_NEXT : PYGEN_ERROR;
}
#endif

static PyObject *
receiving_send(PyObject *self, PyObject *value)
{
	(void)value;
	return receiving_next(self);
}

static PyObject *
receiving_throw(PyObject *self, PyObject *args)
{
	receiving_clear(self);
	return raise_thrown(args);
}

static PyObject *
receiving_close(PyObject *self, PyObject *none)
{
	(void)none;
	receiving_clear(self);
	Py_RETURN_NONE;
}

static int
receiving_traverse(PyObject *self, visitproc visit, void *arg)
{
	struct receiving *r = (struct receiving *)self;

	Py_VISIT(r->channel);
	Py_VISIT(r->waiter);
	return 0;
}

static void
receiving_dealloc(PyObject *self)
{
	PyObject_GC_UnTrack(self);
	receiving_clear(self);
	PyObject_GC_Del(self);
}

static PyMethodDef receiving_methods[] = {
	{ "send", receiving_send, METH_O, NULL },
	{ "throw", receiving_throw, METH_VARARGS, NULL },
	{ "close", receiving_close, METH_NOARGS, NULL },
	{ NULL, NULL, 0, NULL }
};

static PyAsyncMethods receiving_async = {
	.am_await = itself,
#if PY_VERSION_HEX >= 0x030a0000
	.am_send = receiving_am_send,
#endif
};

PyTypeObject receiving_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name = "golws._hot.Receiving",
	.tp_basicsize = sizeof(struct receiving),
	.tp_dealloc = receiving_dealloc,
	.tp_as_async = &receiving_async,
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
	.tp_traverse = receiving_traverse,
	.tp_clear = receiving_clear,
	.tp_iter = itself,
	.tp_iternext = receiving_next,
	.tp_methods = receiving_methods,
};
