/* An engine. */

#include "hot.h"

/** Those that a turn has woken go on. After one that raises, which ends the loop, the
 *  others wait for the loop. */
static int
service_resume(struct service *s)
{
	PyObject *kind, *value, *trace;
	int result = 0;

	while (s->first < s->count) {
		struct waiter *w = s->woken[s->first++];

		if (!result) {
			result = waiter_call(w);
		} else {
			PyErr_Fetch(&kind, &value, &trace);
			if (waiter_call_soon(w))
				PyErr_WriteUnraisable((PyObject *)s);
			PyErr_Restore(kind, value, trace);
		}
		Py_DECREF(w);
	}
	s->first = s->count = 0;
	return result;
}

/** Sends what there is to send. It never waits, so it keeps the GIL. */
static PyObject *
service_flush(PyObject *self, PyObject *none)
{
	struct service *s = (struct service *)self;

	(void)none;
	s->wanted = false;
	if (s->engine)
		native.flush(s->engine);
	Py_RETURN_NONE;
}

/** The descriptor is readable. What the tasks that go on have sent leaves at its end. */
static PyObject *
service_turn(PyObject *self, PyObject *none)
{
	struct service *s = (struct service *)self;
	PyObject *kind, *value, *trace;
	int result;

	(void)none;
	if (!s->engine)
		Py_RETURN_NONE;
	s->turning = true;
	native.turn(s->engine);
	s->turning = false;
	s->resuming = true;
	result = service_resume(s);
	s->resuming = false;
	if (s->wanted) {
		PyErr_Fetch(&kind, &value, &trace);
		Py_DECREF(service_flush(self, NULL));
		PyErr_Restore(kind, value, trace);
	}
	if (result)
		return NULL;
	Py_RETURN_NONE;
}

void
wanted(void *handle)
{
	struct service *s = handle;
	PyGILState_STATE state = PyGILState_Ensure();
	PyObject *result;

	if (s->resuming) {
		s->wanted = true;
	} else {
		result = PyObject_CallMethodNoArgs((PyObject *)s, names.want_flush);
		if (!result)
			PyErr_WriteUnraisable((PyObject *)s);
		Py_XDECREF(result);
	}
	PyGILState_Release(state);
}

static PyObject *
service_attach(PyObject *self, PyObject *address)
{
	void *engine = PyLong_AsVoidPtr(address);

	if (!engine && PyErr_Occurred())
		return NULL;
	((struct service *)self)->engine = engine;
	Py_RETURN_NONE;
}

static int
service_traverse(PyObject *self, visitproc visit, void *arg)
{
	struct service *s = (struct service *)self;
	size_t n;

	Py_VISIT(s->loop);
	for (n = s->first; n < s->count; n++)
		Py_VISIT(s->woken[n]);
	return 0;
}

static int
service_clear(PyObject *self)
{
	Py_CLEAR(((struct service *)self)->loop);
	return 0;
}

static void
service_dealloc(PyObject *self)
{
	PyObject_GC_UnTrack(self);
	service_clear(self);
	PyMem_Free(((struct service *)self)->woken);
	Py_TYPE(self)->tp_free(self);
}

static PyMethodDef service_methods[] = {
	{ "turn", service_turn, METH_NOARGS, NULL },
	{ "flush", service_flush, METH_NOARGS, NULL },
	{ "_attach", service_attach, METH_O, NULL },
	{ NULL, NULL, 0, NULL }
};

static PyMemberDef service_members[] = {
	{ "loop", T_OBJECT, offsetof(struct service, loop), 0, NULL },
	{ NULL, 0, 0, 0, NULL }
};

PyTypeObject service_type = {
	PyVarObject_HEAD_INIT(NULL, 0)
	.tp_name = "golws._hot.Service",
	.tp_basicsize = sizeof(struct service),
	.tp_dealloc = service_dealloc,
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
	.tp_traverse = service_traverse,
	.tp_clear = service_clear,
	.tp_methods = service_methods,
	.tp_members = service_members,
	.tp_new = PyType_GenericNew,
};
