/* What this project uses of OpenSSL's libcrypto. */
#define _GNU_SOURCE
#include "libcrypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

struct golws_libcrypto golws_libcrypto;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool present;

/* libcrypto gives its memory back when the process exits, whoever still uses it. So
 * the calls under way are waited for, and later ones fail. */
static pthread_rwlock_t in_use = PTHREAD_RWLOCK_INITIALIZER;
static bool over;

static void
end(void)
{
	pthread_rwlock_wrlock(&in_use);
	over = true;
	pthread_rwlock_unlock(&in_use);
}

static void
load(void)
{
	void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return;
#define FIND(result, name, arguments)						\
	*(void **)&golws_libcrypto.name = dlsym(library, #name);		\
	if (!golws_libcrypto.name) {						\
		dlclose(library);						\
		return;								\
	}
	GOLWS_LIBCRYPTO_FUNCTIONS(FIND)
#undef FIND
	/* Its own handler of exit() comes first, so that it runs after ours. */
	present = golws_libcrypto.OPENSSL_init_crypto(0, NULL) == 1 && !atexit(end);
}

bool
golws_libcrypto_present(void)
{
	pthread_once(&once, load);
	return present;
}

bool
golws_libcrypto_enter(void)
{
	pthread_rwlock_rdlock(&in_use);
	if (!over)
		return true;
	pthread_rwlock_unlock(&in_use);
	return false;
}

void
golws_libcrypto_leave(void)
{
	pthread_rwlock_unlock(&in_use);
}
