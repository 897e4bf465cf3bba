/* A mutex that a thread may lock several times (lws_mutex_refcount_*). */
#include <libwebsockets.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

enum { THREADS = 4, ROUNDS = 20000 };

static struct lws_mutex_refcount m;
static int counted, logged;

static void
line(int level, const char *text)
{
	(void)level;
	logged += strstr(text, "lws_mutex_refcount_") != NULL;
}

static void *
count(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		int before;

		lws_mutex_refcount_lock(&m, "outer");
		before = counted;
		lws_mutex_refcount_lock(&m, "inner");
		lws_mutex_refcount_assert_held(&m);
		lws_mutex_refcount_unlock(&m);
		counted = before + 1; /* still alone */
		lws_mutex_refcount_unlock(&m);
	}
	return NULL;
}

static void *
meddle(void *unused)
{
	(void)unused;
	lws_mutex_refcount_unlock(&m);
	return NULL;
}

int
main(void)
{
	pthread_t threads[THREADS];
	int status;
	pid_t child;

	lws_set_log_level(LLL_ERR, line);
	memset(&m, 0x55, sizeof(m));
	lws_mutex_refcount_init(&m);
	lws_mutex_refcount_lock(&m, "first");
	lws_mutex_refcount_lock(&m, "second");
	CHECK(m.lock_depth == 2 && !strcmp(m.last_lock_reason, "second") && pthread_equal(m.lock_owner, pthread_self()));
	/* Nobody else unlocks it, and it stays while it is held. */
	CHECK(!pthread_create(&threads[0], NULL, meddle, NULL) && !pthread_join(threads[0], NULL));
	CHECK(logged == 1 && m.lock_depth == 2);
	lws_mutex_refcount_destroy(&m);
	CHECK(logged == 2);
	lws_mutex_refcount_unlock(&m);
	CHECK(m.lock_depth == 1 && pthread_mutex_trylock(&m.lock));
	lws_mutex_refcount_unlock(&m);
	CHECK(!m.lock_depth && !m.last_lock_reason && !pthread_mutex_trylock(&m.lock) && !pthread_mutex_unlock(&m.lock));
	lws_mutex_refcount_unlock(&m);
	CHECK(logged == 3 && !m.lock_depth);

	for (int i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, count, NULL));
	for (int i = 0; i < THREADS; i++)
		CHECK(!pthread_join(threads[i], NULL));
	CHECK(counted == THREADS * ROUNDS);

	child = fork();
	if (!child) {
		lws_mutex_refcount_assert_held(&m);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
	lws_mutex_refcount_destroy(&m);
	return 0;
}
