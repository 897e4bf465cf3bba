/*
 * Reads the JSON files of a configuration folder and hands over each value with the
 * path of its key.
 */

#ifndef GOLWS_CONFIG_FILE_H
#define GOLWS_CONFIG_FILE_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stddef.h>

/** Longest value, its NUL counted. */
#define GOLWS_CONFIG_VALUE 4096

/** What is being read. */
struct golws_config_reader {
	/** Called for each value: text, number, true or false. False: refused. */
	bool (*value)(struct golws_config_reader *r, const char *key, const char *value);
	/** Called where an object begins or ends; may be NULL. */
	bool (*object)(struct golws_config_reader *r, const char *key, bool begins);
	const char *file;
	unsigned int line;
	/** A mistake was found and logged. */
	bool failed;
	/** The value that is being put together. */
	char text[GOLWS_CONFIG_VALUE];
	size_t length;
};

/**
 * Reads "conf" and the files of "conf.d" in @p folder.
 *
 * @return false, after logging file, line and reason
 */
bool
golws_read_config(struct golws_config_reader *r, const char *folder);

/** Logs an error at the place that is being read; false for the caller to return. */
bool
golws_config_wrong(const struct golws_config_reader *r, const char *key, const char *why, const char *value);

#endif
