/*
 * What the tests of the process share: how they fail, how they wait for
 * children, and what the library logged.
 */

#ifndef PROCESS_H
#define PROCESS_H

#include <libwebsockets.h>

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/** Status that ctest takes for "cannot be tested here". */
#define SKIPPED 77

/** Ends the test, saying where, unless @p condition holds. */
#define CHECK(condition) \
	do { \
		if (!(condition)) \
			failed(__FILE__, __LINE__, #condition); \
	} while (0)

/** Like CHECK(a == b) for integers, and shows both. */
#define CHECK_EQUAL(a, b) \
	do { \
		long long a_ = (long long)(a), b_ = (long long)(b); \
		if (a_ != b_) \
			differs(__FILE__, __LINE__, #a, a_, #b, b_); \
	} while (0)

_Noreturn void
failed(const char *file, int line, const char *what);

_Noreturn void
differs(const char *file, int line, const char *a, long long va, const char *b, long long vb);

/** Ends the test as skipped. */
_Noreturn void
skip(const char *why);

/** What wait_for() returns for a child that had to be killed. */
#define HUNG (-1)

/** Waits for @p child; after @p seconds it is killed and HUNG is returned. */
int
wait_for(pid_t child, int seconds);

/** Waits for @p child and fails unless it exits with 0 in time. */
void
expect_success(pid_t child, int seconds);

/** Monotonic time in microseconds. */
int64_t
microseconds(void);

/** Collects what the library logs from now on, of all levels. */
void
capture_log(void);

/** Forgets what was collected. */
void
forget_log(void);

/** How many of the collected lines contain @p text. */
int
logged(const char *text);

/** Shows the collected lines on stderr. */
void
show_log(void);

/** Entries of a folder, such as /proc/self/fd or /proc/self/task. */
int
count_entries(const char *folder);

/** A line of /proc/self/status, such as "VmRSS", in its unit. */
long
status_value(const char *name);

#endif
