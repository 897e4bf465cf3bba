/*
 * Reads the JSON files of a configuration folder.
 */

#define _GNU_SOURCE
#include "config_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Stands in values for the folder that the library's data is installed in. */
#define DATA_FOLDER "_lws_ddir_"

bool
golws_config_wrong(const struct golws_config_reader *r, const char *key, const char *why, const char *value)
{
	lwsl_err("%s:%u: \"%s\": %s%s%s\n", r->file, r->line, key, why, value ? ": " : "", value ? value : "");
	return false;
}

static bool
append(struct golws_config_reader *r, const char *text, size_t n)
{
	if (n >= sizeof(r->text) - r->length)
		return false;
	memcpy(r->text + r->length, text, n);
	r->length += n;
	r->text[r->length] = '\0';
	return true;
}

/** Puts the data folder's name where it belongs. */
static bool
name_data_folder(struct golws_config_reader *r)
{
	char tail[GOLWS_CONFIG_VALUE], *at;

	while ((at = strstr(r->text, DATA_FOLDER))) {
		lws_strncpy(tail, at + strlen(DATA_FOLDER), sizeof(tail));
		r->length = (size_t)(at - r->text);
		if (!append(r, LWS_INSTALL_DATADIR, strlen(LWS_INSTALL_DATADIR)) || !append(r, tail, strlen(tail)))
			return false;
	}
	return true;
}

/** Hands over what is complete. False: refused, and the log says why. */
static bool
deliver(struct golws_config_reader *r, const struct lejp_ctx *ctx, char reason)
{
	switch (reason) {
	case LEJPCB_OBJECT_START:
	case LEJPCB_OBJECT_END:
		return !r->object || r->object(r, ctx->path, reason == LEJPCB_OBJECT_START);
	case LEJPCB_VAL_STR_START:
		r->length = 0;
		r->text[0] = '\0';
		return true;
	case LEJPCB_VAL_STR_CHUNK:
	case LEJPCB_VAL_STR_END:
		if (!append(r, ctx->buf, ctx->npos) || (reason == LEJPCB_VAL_STR_END && !name_data_folder(r)))
			return golws_config_wrong(r, ctx->path, "the value is too long", NULL);
		return reason != LEJPCB_VAL_STR_END || r->value(r, ctx->path, r->text);
	case LEJPCB_VAL_NUM_INT:
	case LEJPCB_VAL_NUM_FLOAT:
		return r->value(r, ctx->path, ctx->buf);
	case LEJPCB_VAL_TRUE:
	case LEJPCB_VAL_FALSE:
		return r->value(r, ctx->path, reason == LEJPCB_VAL_TRUE ? "1" : "0");
	default:
		return true;
	}
}

static signed char
parsed(struct lejp_ctx *ctx, char reason)
{
	struct golws_config_reader *r = ctx->user;

	r->line = ctx->line;
	if (!r->failed) /* what comes behind a mistake means nothing */
		r->failed = !deliver(r, ctx, reason);
	return r->failed ? -1 : 0;
}

static bool
read_file(struct golws_config_reader *r, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), m = LEJP_CONTINUE;
	struct lejp_ctx ctx;
	char piece[4096];
	ssize_t n = 0;

	if (fd < 0) {
		lwsl_err("%s: %s\n", path, strerror(errno));
		return false;
	}
	r->file = path;
	lejp_construct(&ctx, parsed, r, NULL, 0);
	while (m == LEJP_CONTINUE && !r->failed && (n = read(fd, piece, sizeof(piece))) > 0)
		m = lejp_parse(&ctx, (const unsigned char *)piece, (int)n);
	if (n < 0)
		lwsl_err("%s: %s\n", path, strerror(errno));
	else if (m == LEJP_CONTINUE && !r->failed)
		lwsl_err("%s:%u: the file ends before its last bracket\n", path, ctx.line);
	else if (m < 0 && !r->failed)
		lwsl_err("%s:%u: after \"%s\": %s\n", path, ctx.line, ctx.path, lejp_error_to_string(m));
	lejp_destruct(&ctx);
	close(fd);
	return n >= 0 && m >= 0 && !r->failed;
}

/** Editors leave hidden files and copies behind. */
static int
is_config(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && entry->d_name[n - 1] != '~';
}

bool
golws_read_config(struct golws_config_reader *r, const char *folder)
{
	struct dirent **entries;
	char path[PATH_MAX];
	bool ok;
	int i, n;

	snprintf(path, sizeof(path), "%s/conf", folder);
	if (!read_file(r, path))
		return false;
	snprintf(path, sizeof(path), "%s/conf.d", folder);
	n = scandir(path, &entries, is_config, alphasort);
	if (n < 0) {
		lwsl_err("%s: %s\n", path, strerror(errno));
		return false;
	}
	for (ok = true, i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/conf.d/%s", folder, entries[i]->d_name);
		ok = ok && read_file(r, path);
		free(entries[i]);
	}
	free(entries);
	return ok;
}
