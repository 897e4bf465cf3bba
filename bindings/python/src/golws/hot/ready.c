/* What can be awaited and has its result already. */

#include "hot.h"

struct ready {
	PyObject_HEAD
	PyObject *value;	/* NULL: used */
};

PyObject *
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
	Py_CLEAR(((struct ready *)self)->value);
	return raise_thrown(args);
}

static PyObject *
ready_close(PyObject *self, PyObject *none)
{
	(void)none;
	Py_CLEAR(((struct ready *)self)->value);
	Py_RETURN_NONE;
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

PyTypeObject ready_type = {
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
