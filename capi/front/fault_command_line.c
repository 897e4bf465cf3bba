/*
 * Faults that a program's command line wants.
 */

#include "faults.h"

#include <stdlib.h>

#undef lws_fi_destroy
#undef lws_fi_deserialize

static lws_fi_ctx_t told;

void
golws_faults_from_command_line(int argc, const char **argv)
{
	const char *faults = lws_cmdline_option(argc, argv, "--fault-injection");
	const char *given = lws_cmdline_option(argc, argv, "--fault-seed");
	uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)lws_now_usecs();

	if (!faults)
		return;
	lws_fi_destroy(&told);
	lws_xos_init(&told.xos, seed);
	lws_fi_deserialize(&told, faults);
	lwsl_notice("faults by --fault-seed %llu\n", (unsigned long long)seed);
}

lws_fi_ctx_t *
golws_faults_told(void)
{
	return &told;
}
