/* What the programs use that decide themselves whether golws did right. */
#ifndef GOLWS_TESTS_FRONT_CHECK_H
#define GOLWS_TESTS_FRONT_CHECK_H

#include <stdio.h>

static int failures;

#define check(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                     \
			failures++;                                                                \
		}                                                                                  \
	} while (0)

#endif
