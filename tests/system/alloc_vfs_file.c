/* lws_alloc_vfs_file: whole files, by the program's file operations, too */
#include <libwebsockets.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures;

#define CHECK(x) do { if (!(x)) { printf("%s:%d: %s\n", __FILE__, __LINE__, #x); failures++; } } while (0)

static lws_filepos_t shown, held; /* what the file tells to have, and has */

static int
own_close(lws_fop_fd_t *file)
{
	free(*file);
	*file = NULL;
	return 0;
}

static int
own_read(lws_fop_fd_t file, lws_filepos_t *amount, uint8_t *buf, lws_filepos_t len)
{
	/* A few bytes at a time. */
	*amount = held - file->pos < 3 ? held - file->pos : 3;
	if (*amount > len)
		*amount = len;
	memset(buf, 'x', *amount);
	file->pos += *amount;
	return 0;
}

static lws_fop_fd_t
own_open(const struct lws_plat_file_ops *fops, const char *filename, const char *vpath, lws_fop_flags_t *flags)
{
	lws_fop_fd_t file = calloc(1, sizeof(*file));

	(void)filename;
	(void)vpath;
	(void)flags;
	file->fops = fops;
	file->len = shown;
	return file;
}

static const struct lws_plat_file_ops own = {
	.open = own_open, .close = own_close, .read = own_read, .fi = { { ".own/", 5 } },
};

/* Reads it, and compares; gives the memory back as the header says. */
static int
reads(struct lws_context *context, const char *name, const char *want)
{
	lws_filepos_t amount = 77;
	uint8_t *buf = NULL;
	int ok;

	if (lws_alloc_vfs_file(context, name, &buf, &amount))
		return 0;
	ok = amount == strlen(want) && !memcmp(buf, want, amount + 1);
	lws_realloc(buf, 0, "test");
	return ok;
}

static void
write_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		perror(name);
	close(fd);
}

int
main(void)
{
	struct lws_context_creation_info info = { .port = CONTEXT_PORT_NO_LISTEN };
	char folder[] = "/tmp/alloc_vfs_file.XXXXXX", name[64];
	struct lws_context *context;
	lws_filepos_t amount;
	uint8_t *buf;

	lws_set_log_level(0, NULL);
	context = lws_create_context(&info);
	if (!context || !mkdtemp(folder))
		return 1;
	snprintf(name, sizeof(name), "%s/file", folder);
	write_file(name, "some text");
	CHECK(reads(context, name, "some text"));
	write_file(name, "");
	CHECK(reads(context, name, ""));
	unlink(name);
	CHECK(!reads(context, name, ""));
	rmdir(folder);
	CHECK(lws_alloc_vfs_file(NULL, name, &buf, &amount));
	CHECK(lws_alloc_vfs_file(context, NULL, &buf, &amount));

	lws_set_fops(context, &own);
	shown = held = 10;
	CHECK(reads(context, "/a.own/b", "xxxxxxxxxx"));
	held = 4; /* it has become shorter */
	CHECK(!reads(context, "/a.own/b", "xxxx"));
	shown = (lws_filepos_t)-1;
	CHECK(!reads(context, "/a.own/b", "xxxx"));
	lws_context_destroy(context);
	return failures;
}
