/*
 * golws._hot: what happens for each message, without an interpreter in between. The
 * bases of Connection and of Engine: messages come in by a C callback and go out by a C
 * call, what does not have to wait is awaited without a coroutine, and a task that waits
 * for a message goes on in the turn that brings it.
 *
 * The functions of bindings/native are those of golws._native, which tells where they
 * are: bind().
 */

#ifndef GOLWS_HOT_H
#define GOLWS_HOT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/** The first room of what grows. */
#define ROOM_FIRST 16

struct native {
	long long (*send)(void *connection, const char *data, size_t length, int text);
	void (*hold)(void *connection, int on);
	void (*tell_sent)(void *connection, int on);
	void (*turn)(void *engine);
	void (*flush)(void *engine);
};

/** See waiter.c. */
struct waiter {
	PyObject_HEAD
	struct service *service;
	PyObject *callback, *context;
	PyObject *reason;	/* what cancel() was given */
	char blocking;		/* for asyncio.Task: it is yielded by an await */
	bool done, cancelled;
};

/** The base of Engine. */
struct service {
	PyObject_HEAD
	void *engine;		/* NULL: it has ended */
	PyObject *loop;
	struct waiter **woken;	/* by this turn; those before first went on already */
	size_t room, count, first;
	bool turning, resuming;
	bool wanted;		/* something is to be sent when all have gone on */
};

/** The base of Connection. */
struct channel {
	PyObject_HEAD
	void *connection;	/* NULL: closed */
	struct service *service;
	PyObject **messages;	/* a ring */
	size_t room, first, count;
	struct waiter *waiter;	/* of the task that waits for a message */
	PyObject *closed_as;	/* NULL or None: it is not closed */
	Py_ssize_t queue_most, write_limit;
	char held, full;
};

/** Of Python's names. */
struct names {
	PyObject *call_soon, *cannot_receive, *next_cannot_receive, *recv_slowly, *send_slowly, *want_flush;
	/** ("context",): call_soon()'s last argument. */
	PyObject *context;
};

/* module.c */

extern struct native native;
extern struct names names;
extern PyObject *cancelled_error, *invalid_state_error;
PyObject *itself(PyObject *self);
/** What throw() of a generator does at its end. */
PyObject *raise_thrown(PyObject *args);

/* ready.c */

extern PyTypeObject ready_type;
/** Takes over the reference to value. */
PyObject *ready_new(PyObject *value);

/* waiter.c */

extern PyTypeObject waiter_type;
struct waiter *waiter_new(struct service *service);
/** The task can go on: after the library has returned, or by the loop. */
int waiter_wake(struct waiter *w);
/** It goes on now. */
int waiter_call(struct waiter *w);
/** By the loop, when it comes to that. */
int waiter_call_soon(struct waiter *w);

/* service.c */

extern PyTypeObject service_type;
/** The wanted event: handle is the engine's address. */
void wanted(void *handle);

/* channel.c */

extern PyTypeObject channel_type;
/** The next message. What it says to the peer: there is room again. */
PyObject *channel_take(struct channel *c);
/** The message event: handle is the connection's address. */
void message(void *handle, const char *data, size_t length, int text);

/* receiving.c */

extern PyTypeObject receiving_type;
/** recv(), or __anext__(), that has to wait. */
PyObject *receiving_new(struct channel *c, bool next);

#pragma GCC visibility pop

#endif
