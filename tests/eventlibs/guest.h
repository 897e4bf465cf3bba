/*
 * One event library as a program uses it: what the test needs of it beside the
 * library under test.
 */
#ifndef EVENTLIBS_GUEST_H
#define EVENTLIBS_GUEST_H

#include <libwebsockets.h>
#include <stdbool.h>

struct guest {
	/** LWS_SERVER_OPTION_ of its plugin. */
	uint64_t option;
	/** The plugin's variable, where the test is linked to it. */
	const lws_plugin_evlib_t *plugin;
	/** Makes a loop of the program's, with a timer of 5 ms and a watched
	 * descriptor that call these. */
	void *(*make)(void (*tick)(void), int fd, void (*readable)(void));
	/** Runs it until stop() is called inside. */
	void (*run)(void *loop);
	void (*stop)(void *loop);
	/** Ends the program's own things and the loop; whether nothing else was left. */
	bool (*end)(void *loop);
	/** The loop of a context, by the plugin's own function. */
	void *(*loop_of)(struct lws_context *context, int tsi);
};

extern const struct guest guest;

#endif
