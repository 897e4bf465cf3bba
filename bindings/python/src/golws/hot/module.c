/* The module. */

#include "hot.h"

struct native native;
struct names names;
PyObject *cancelled_error, *invalid_state_error;

PyObject *
itself(PyObject *self)
{
	Py_INCREF(self);
	return self;
}

/** What throw() of a generator does at its end. */
PyObject *
raise_thrown(PyObject *args)
{
	PyObject *kind, *value = NULL, *trace = NULL;

	if (!PyArg_ParseTuple(args, "O|OO", &kind, &value, &trace))
		return NULL;
	if (PyExceptionInstance_Check(kind))
		PyErr_SetObject((PyObject *)Py_TYPE(kind), kind);
	else
		PyErr_SetObject(kind, value);
	return NULL;
}

/** Where the functions are; the events that are answered here. */
static PyObject *
bind(PyObject *module, PyObject *args)
{
	PyObject *send, *hold, *tell_sent, *turn, *flush;

	(void)module;
	if (!PyArg_ParseTuple(args, "OOOOO", &send, &hold, &tell_sent, &turn, &flush))
		return NULL;
	native.send = (long long (*)(void *, const char *, size_t, int))PyLong_AsVoidPtr(send);
	native.hold = (void (*)(void *, int))PyLong_AsVoidPtr(hold);
	native.tell_sent = (void (*)(void *, int))PyLong_AsVoidPtr(tell_sent);
	native.turn = (void (*)(void *))PyLong_AsVoidPtr(turn);
	native.flush = (void (*)(void *))PyLong_AsVoidPtr(flush);
	if (PyErr_Occurred())
		return NULL;
	return Py_BuildValue("NN", PyLong_FromVoidPtr((void *)message), PyLong_FromVoidPtr((void *)wanted));
}

/** The connection or the engine that a handle stands for. */
static PyObject *
object_at(PyObject *module, PyObject *address)
{
	PyObject *object = PyLong_AsVoidPtr(address);

	(void)module;
	return object ? itself(object) : NULL;
}

static PyMethodDef functions[] = {
	{ "bind", bind, METH_VARARGS, NULL },
	{ "object_at", object_at, METH_O, NULL },
	{ NULL, NULL, 0, NULL }
};

static struct PyModuleDef definition = {
	PyModuleDef_HEAD_INIT,
	.m_name = "golws._hot",
	.m_size = -1,
	.m_methods = functions,
};

/** What asyncio has under this name. */
static PyObject *
of_asyncio(const char *name)
{
	PyObject *asyncio = PyImport_ImportModule("asyncio"), *found = asyncio ? PyObject_GetAttrString(asyncio, name) : NULL;

	Py_XDECREF(asyncio);
	return found;
}

PyMODINIT_FUNC
PyInit__hot(void)
{
	PyTypeObject *types[] = { &ready_type, &waiter_type, &service_type, &channel_type, &receiving_type };
	PyObject *module;
	size_t n;

	names.call_soon = PyUnicode_InternFromString("call_soon");
	names.cannot_receive = PyUnicode_InternFromString("_cannot_receive");
	names.next_cannot_receive = PyUnicode_InternFromString("_next_cannot_receive");
	names.recv_slowly = PyUnicode_InternFromString("_recv_slowly");
	names.send_slowly = PyUnicode_InternFromString("_send_slowly");
	names.want_flush = PyUnicode_InternFromString("want_flush");
	names.context = Py_BuildValue("(s)", "context");
	cancelled_error = of_asyncio("CancelledError");
	invalid_state_error = of_asyncio("InvalidStateError");
	for (n = 0; n < sizeof(types) / sizeof(*types); n++) {
		if (PyErr_Occurred() || PyType_Ready(types[n]))
			return NULL;
	}
	module = PyModule_Create(&definition);
	if (!module)
		return NULL;
	if (PyModule_AddObject(module, "Channel", itself((PyObject *)&channel_type)) ||
	    PyModule_AddObject(module, "Service", itself((PyObject *)&service_type))) {
		Py_DECREF(module);
		return NULL;
	}
	return module;
}
