/* lws_plat_read_file, lws_plat_write_file, lws_open, lws_plat_recommended_rsa_bits */
#include <libwebsockets.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "trace.h"

int
main(void)
{
	char buf[32];
	struct stat st;
	int fd, r;

	umask(022);
	printf("read of no file %d\n", lws_plat_read_file("none", buf, sizeof(buf)));
	printf("write %d\n", lws_plat_write_file("f", "hello world", 11));
	stat("f", &st);
	printf("mode %o size %d\n", st.st_mode & 0777, (int)st.st_size);
	memset(buf, '#', sizeof(buf));
	r = lws_plat_read_file("f", buf, sizeof(buf));
	printf("read %d", r);
	trace_bytes(" ", buf, 16);
	memset(buf, '#', sizeof(buf));
	r = lws_plat_read_file("f", buf, 4);
	printf("read %d", r);
	trace_bytes(" ", buf, 16);
	printf("shorter %d\n", lws_plat_write_file("f", "bye", 3));
	r = lws_plat_read_file("f", buf, sizeof(buf));
	printf("read %d\n", r);
	printf("empty %d\n", lws_plat_write_file("f", "", 0));
	printf("read %d\n", lws_plat_read_file("f", buf, sizeof(buf)));
	printf("bad path %d\n", lws_plat_write_file("none/f", "x", 1));
	printf("directory %d\n", lws_plat_read_file(".", buf, sizeof(buf)));

	fd = lws_open("g", O_CREAT | O_RDWR, 0640);
	fstat(fd, &st);
	printf("open %d cloexec %d mode %o\n", fd >= 0, fcntl(fd, F_GETFD) & FD_CLOEXEC,
	       st.st_mode & 0777);
	close(fd);
	fd = lws_open("g", O_RDONLY);
	printf("open %d cloexec %d\n", fd >= 0, fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	printf("no file %d\n", lws_open("none", O_RDONLY));

	fd = lws_open("cert", O_CREAT | O_RDWR, 0600);
	printf("cert %d", lws_plat_write_cert(NULL, 0, fd, "hello", 5));
	printf(" at %d\n", (int)lseek(fd, 0, SEEK_CUR));
	printf("key over it %d\n", lws_plat_write_cert(NULL, 1, fd, "bye", 3));
	printf("nothing %d\n", lws_plat_write_cert(NULL, 1, fd, "bye", 0));
	r = lws_plat_read_file("cert", buf, sizeof(buf));
	printf("read %d", r);
	trace_bytes(" ", buf, 5);
	close(fd);
	printf("no descriptor %d\n", lws_plat_write_cert(NULL, 1, -1, "bye", 3));
	fd = lws_open("/dev/full", O_WRONLY);
	printf("no space %d\n", lws_plat_write_cert(NULL, 1, fd, "bye", 3));
	close(fd);
	printf("rsa bits %d\n", lws_plat_recommended_rsa_bits());

	return 0;
}
