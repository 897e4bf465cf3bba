/* lws_vfs_* over the platform's files and over a program's own file system */
#include <libwebsockets.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include "trace.h"

static const struct lws_plat_file_ops plat = {
	.open = _lws_plat_file_open,
	.close = _lws_plat_file_close,
	.seek_cur = _lws_plat_file_seek_cur,
	.read = _lws_plat_file_read,
	.write = _lws_plat_file_write,
};

static const struct lws_plat_file_ops own_ops;

static lws_fop_fd_t
own_open(const struct lws_plat_file_ops *fops, const char *filename, const char *vpath,
	 lws_fop_flags_t *flags)
{
	static struct lws_fop_fd file;

	printf("own open %s vpath %s flags %x, told of the head of the list %d\n", filename,
	       vpath ? vpath : "none", *flags, fops->next == &own_ops);
	memset(&file, 0, sizeof(file));
	file.fops = &own_ops;
	file.len = 77;
	file.mod_time = 88;

	return &file;
}

static int
own_close(lws_fop_fd_t *fop_fd)
{
	printf("own close\n");
	*fop_fd = NULL;

	return 5;
}

static const struct lws_plat_file_ops own_ops = {
	.open = own_open,
	.close = own_close,
	.fi = { { ".pack/", 6 }, { ".box/", 5 } },
};

static void
own(const char *path)
{
	struct lws_plat_file_ops first = plat;
	lws_fop_flags_t flags = O_RDONLY;
	lws_fop_fd_t fd;

	first.next = &own_ops;
	printf("%s:\n", path);
	fd = lws_vfs_file_open(&first, path, &flags);
	printf(" opened %d by own %d flags %x\n", !!fd, fd && fd->fops == &own_ops, flags);
	if (fd)
		printf(" close %d\n", lws_vfs_file_close(&fd));
}

int
main(void)
{
	struct timeval times[2] = { { 1000000, 0 }, { 1000000, 0 } };
	lws_fop_flags_t flags = O_RDONLY;
	lws_filepos_t amount = 99;
	uint8_t buf[32];
	lws_fop_fd_t fd;
	struct stat st;
	int r;

	lws_set_log_level(0, NULL);
	umask(0);
	fd = lws_vfs_file_open(&plat, "none", &flags);
	printf("no file %d flags %x\n", !!fd, flags);
	flags = O_CREAT | O_RDWR | O_TRUNC;
	fd = lws_vfs_file_open(&plat, "file", &flags);
	printf("created %d flags %x len %llu pos %llu\n", !!fd, flags,
	       (unsigned long long)lws_vfs_get_length(fd), (unsigned long long)lws_vfs_tell(fd));
	stat("file", &st);
	printf("mode %o\n", st.st_mode & 0777);
	r = lws_vfs_file_write(fd, &amount, (uint8_t *)"0123456789", 10);
	printf("write %d amount %llu pos %llu len %llu\n", r, (unsigned long long)amount,
	       (unsigned long long)lws_vfs_tell(fd), (unsigned long long)lws_vfs_get_length(fd));
	printf("seek %lld pos %llu\n", (long long)lws_vfs_file_seek_set(fd, 2),
	       (unsigned long long)lws_vfs_tell(fd));
	r = lws_vfs_file_read(fd, &amount, buf, 3);
	printf("read %d amount %llu pos %llu", r, (unsigned long long)amount,
	       (unsigned long long)lws_vfs_tell(fd));
	trace_bytes(" ", buf, 3);
	printf("close %d", lws_vfs_file_close(&fd));
	printf(" cleared %d\n", !fd);
	printf("close again %d\n", lws_vfs_file_close(&fd));

	utimes("file", times);
	flags = O_RDONLY;
	fd = lws_vfs_file_open(&plat, "file", &flags);
	printf("opened %d flags %x fd flags %x len %llu mod_time %u ops %d\n", !!fd, flags, fd->flags,
	       (unsigned long long)lws_vfs_get_length(fd), lws_vfs_get_mod_time(fd),
	       fd->fops == &plat);
	printf("cloexec %d\n", fcntl(fd->fd, F_GETFD) & FD_CLOEXEC);
	for (int n = 0; n < 4; n++) {
		amount = 99;
		r = lws_vfs_file_read(fd, &amount, buf, 4);
		printf("read %d amount %llu pos %llu", r, (unsigned long long)amount,
		       (unsigned long long)lws_vfs_tell(fd));
		trace_bytes(" ", buf, amount);
	}
	printf("seek end %lld", (long long)lws_vfs_file_seek_end(fd, 3));
	printf(" pos %llu\n", (unsigned long long)lws_vfs_tell(fd));
	printf("seek cur %lld", (long long)lws_vfs_file_seek_cur(fd, 1));
	printf(" pos %llu\n", (unsigned long long)lws_vfs_tell(fd));
	printf("seek cur %lld", (long long)lws_vfs_file_seek_cur(fd, -4));
	printf(" pos %llu\n", (unsigned long long)lws_vfs_tell(fd));
	printf("before the start %lld", (long long)lws_vfs_file_seek_cur(fd, -40));
	printf(" pos %llu\n", (unsigned long long)lws_vfs_tell(fd));
	printf("past the end %lld", (long long)lws_vfs_file_seek_cur(fd, 40));
	printf(" pos %llu\n", (unsigned long long)lws_vfs_tell(fd));
	lws_vfs_file_seek_set(fd, 0);
	printf("end -2: %lld", (long long)lws_vfs_file_seek_end(fd, -2));
	printf(" pos %llu\n", (unsigned long long)lws_vfs_tell(fd));
	r = lws_vfs_file_write(fd, &amount, (uint8_t *)"x", 1);
	printf("write to a file open for reading %d\n", r);
	lws_vfs_file_close(&fd);
	flags = O_RDONLY;
	fd = lws_vfs_file_open(&plat, ".", &flags);
	printf("folder %d\n", !!fd);
	if (fd) {
		r = lws_vfs_file_read(fd, &amount, buf, 4);
		printf("read of a folder %d\n", r);
		lws_vfs_file_close(&fd);
	}

	own("file");
	own("a.pack/inner/file");
	own("a.box/inner");
	own("dir/a.pack");
	own("dir/a.pack/");
	own(".pack/x");
	own("a.box/b.pack/c");

	return 0;
}
