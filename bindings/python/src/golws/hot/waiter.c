/*
 * What a task waits for: a future whose only callback is called in the turn itself, where
 * asyncio's own would be a callback of the loop's next round.
 */

#include "hot.h"

struct waiter *
waiter_new(struct service *service)
{
	struct waiter *w = PyObject_GC_New(struct waiter, &waiter_type);

	if (!w)
		return NULL;
	Py_INCREF(service);
	w->service = service;
	w->callback = w->context = w->reason = NULL;
	w->blocking = 1;
	w->done = w->cancelled = false;
	PyObject_GC_Track(w);
	return w;
}

int
waiter_call_soon(struct waiter *w)
{
	PyObject *method, *result, *arguments[] = { w->callback, (PyObject *)w, w->context };

	method = PyObject_GetAttr(w->service->loop, names.call_soon);
	result = method ? PyObject_Vectorcall(method, arguments, 2, names.context) : NULL;
	Py_XDECREF(method);
	Py_XDECREF(result);
	return result ? 0 : -1;
}

int
waiter_call(struct waiter *w)
{
	PyObject *result;

	if (PyContext_Enter(w->context)) {
		PyErr_Clear(); /* the loop itself runs in it */
		return waiter_call_soon(w);
	}
	result = PyObject_CallOneArg(w->callback, (PyObject *)w);
	Py_XDECREF(result);
	return PyContext_Exit(w->context) || !result ? -1 : 0;
}

int
waiter_wake(struct waiter *w)
{
	struct service *s = w->service;

	if (w->done)
		return 0;
	w->done = true;
	if (!w->callback)
		return 0;
	if (!s->turning)
		return waiter_call_soon(w);
	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : ROOM_FIRST;
		struct waiter **woken = PyMem_Realloc(s->woken, room * sizeof(*woken));

		if (!woken) {
			PyErr_NoMemory();
			return -1;
		}
		s->woken = woken;
		s->room = room;
	}
	Py_INCREF(w);
	s->woken[s->count++] = w;
	return 0;
}

static int
waiter_traverse(PyObject *self, visitproc visit, void *arg)
{
	struct waiter *w = (struct waiter *)self;

	Py_VISIT(w->service);
	Py_VISIT(w->callback);
	Py_VISIT(w->context);
	Py_VISIT(w->reason);
	return 0;
}

static int
waiter_clear(PyObject *self)
{
	struct waiter *w = (struct waiter *)self;

	Py_CLEAR(w->callback);
	Py_CLEAR(w->context);
	Py_CLEAR(w->reason);
	return 0;
}

static void
waiter_dealloc(PyObject *self)
{
	PyObject_GC_UnTrack(self);
	waiter_clear(self);
	Py_DECREF(((struct waiter *)self)->service);
	PyObject_GC_Del(self);
}

static PyObject *
waiter_get_loop(PyObject *self, PyObject *none)
{
	(void)none;
	return itself(((struct waiter *)self)->service->loop);
}

static PyObject *
waiter_add_done_callback(PyObject *self, PyObject *args, PyObject *named)
{
	static char *keywords[] = { "callback", "context", NULL };
	struct waiter *w = (struct waiter *)self;
	PyObject *callback, *context = Py_None;

	if (!PyArg_ParseTupleAndKeywords(args, named, "O|$O", keywords, &callback, &context))
		return NULL;
	if (w->callback) {
		PyErr_SetString(PyExc_RuntimeError, "one task alone can wait for this");
		return NULL;
	}
	w->context = context == Py_None ? PyContext_CopyCurrent() : itself(context);
	if (!w->context)
		return NULL;
	w->callback = itself(callback);
	if (w->done && waiter_call_soon(w))
		return NULL;
	Py_RETURN_NONE;
}

static PyObject *
waiter_cancel(PyObject *self, PyObject *args, PyObject *named)
{
	static char *keywords[] = { "msg", NULL };
	struct waiter *w = (struct waiter *)self;
	PyObject *reason = NULL;

	if (!PyArg_ParseTupleAndKeywords(args, named, "|O", keywords, &reason))
		return NULL;
	if (w->done)
		Py_RETURN_FALSE;
	w->done = w->cancelled = true;
	if (reason && reason != Py_None)
		w->reason = itself(reason);
	/* Never at once: who cancels is a task, too. */
	if (w->callback && waiter_call_soon(w))
		return NULL;
	Py_RETURN_TRUE;
}

static PyObject *
waiter_result(PyObject *self, PyObject *none)
{
	struct waiter *w = (struct waiter *)self;

	(void)none;
	if (w->cancelled && w->reason)
		PyErr_SetObject(cancelled_error, w->reason);
	else if (w->cancelled)
		PyErr_SetNone(cancelled_error);
	else if (!w->done)
		PyErr_SetString(invalid_state_error, "there is no result yet");
	else
		Py_RETURN_NONE;
	return NULL;
}

static PyObject *
waiter_done(PyObject *self, PyObject *none)
{
	(void)none;
	return PyBool_FromLong(((struct waiter *)self)->done);
}

static PyObject *
waiter_cancelled(PyObject *self, PyObject *none)
{
	(void)none;
	return PyBool_FromLong(((struct waiter *)self)->cancelled);
}

/* Those of a future that asyncio.Task calls. */
static PyMethodDef waiter_methods[] = {
	{ "get_loop", waiter_get_loop, METH_NOARGS, NULL },
	{ "add_done_callback", (PyCFunction)(void (*)(void))waiter_add_done_callback, METH_VARARGS | METH_KEYWORDS, NULL },
	{ "cancel", (PyCFunction)(void (*)(void))waiter_cancel, METH_VARARGS | METH_KEYWORDS, NULL },
	{ "result", waiter_result, METH_NOARGS, NULL },
	{ "done", waiter_done, METH_NOARGS, NULL },
	{ "cancelled", waiter_cancelled, METH_NOARGS, NULL },
	{ NULL, NULL, 0, NULL }
};

static PyMemberDef waiter_members[] = {
	{ "_asyncio_future_blocking", T_BOOL, offsetof(struct waiter, blocking), 0, NULL },
	{ NULL, 0, 0, 0, NULL }
};

PyTypeObject waiter_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name = "golws._hot.Waiter",
	.tp_basicsize = sizeof(struct waiter),
	.tp_dealloc = waiter_dealloc,
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
	.tp_traverse = waiter_traverse,
	.tp_clear = waiter_clear,
	.tp_methods = waiter_methods,
	.tp_members = waiter_members,
};
