/* lws_cmdline_option, lws_cmdline_option_handle_builtin */
#include <libwebsockets.h>
#include "trace.h"

static void
option(int argc, const char **argv, const char *name)
{
	const char *p = lws_cmdline_option(argc, argv, name);

	printf("%s -> ", name);
	if (p)
		printf("|%s|\n", p);
	else
		printf("none\n");
}

static void
builtin(int argc, const char **argv)
{
	struct lws_context_creation_info info, before;

	memset(&info, 0, sizeof(info));
	info.port = 7681;
	info.options = 4;
	before = info;
	for (int n = 1; n < argc; n++)
		printf("%s ", argv[n]);
	lws_set_log_level(0, NULL);
	lws_cmdline_option_handle_builtin(argc, argv, &info);
	printf("-> levels");
	for (int n = 0; n < LLL_COUNT; n++)
		printf(" %d", lwsl_visible(1 << n));
	printf(" port %d options %llx changed", info.port, (unsigned long long)info.options);
	for (size_t n = 0; n < sizeof(info); n++)
		if (((char *)&info)[n] != ((char *)&before)[n])
			printf(" %zu", n);
	printf("\n");
}

#define COUNT(a) (int)(sizeof(a) / sizeof(a[0]))

int
main(void)
{
	const char *line[] = { "prog", "-d15", "-p", "80", "--long=value", "--flag", "-x", "" };
	const char *other[] = { "-d", "prog", "--server", "host", "--serverport=9", "-s", "-d" };
	const char *none[] = { "prog" };
	const char *d15[] = { "prog", "-d15" };
	const char *d1039[] = { "prog", "-d", "1039" };
	const char *bad[] = { "prog", "-d", "x" };
	const char *last[] = { "prog", "-d" };
	const char *hex[] = { "prog", "-d0xf" };
	const char *more[] = { "prog", "--fault-injection", "a", "--udp-tx-loss", "10",
			       "--udp-rx-loss", "20", "-v", "--ssproxy-port=1234",
			       "--ssproxy-ads", "adr", "--ssproxy-iface", "eth",
			       "--fault-seed=4", "--ignore-sigterm" };

	option(COUNT(line), line, "-d");
	option(COUNT(line), line, "-p");
	option(COUNT(line), line, "--long");
	option(COUNT(line), line, "--lon");
	option(COUNT(line), line, "--flag");
	option(COUNT(line), line, "-x");
	option(COUNT(line), line, "prog");
	option(COUNT(line), line, "80");
	option(COUNT(line), line, "-q");
	option(COUNT(line), line, "");
	option(COUNT(other), other, "-d");
	option(COUNT(other), other, "-s");
	option(COUNT(other), other, "--server");
	option(COUNT(other), other, "--serverport");
	option(1, none, "-d");
	option(0, none, "-d");
	option(2, line, "-p");
	option(3, line, "-p");

	builtin(COUNT(none), none);
	builtin(COUNT(d15), d15);
	builtin(COUNT(d1039), d1039);
	builtin(COUNT(bad), bad);
	builtin(COUNT(last), last);
	builtin(COUNT(hex), hex);
	builtin(COUNT(more), more);

	return 0;
}
