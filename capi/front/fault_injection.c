/*
 * Faults that are to happen: rules in lists, the text that they are made from, and
 * the decision whether one happens this time.
 */

#include "faults.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the functions are macros these do nothing. */
#undef lws_fi
#undef lws_fi_destroy
#undef lws_fi_inherit_copy
#undef lws_fi_deserialize

/** The longest name of a rule, with its path. */
#define RULE_NAME_MOST 128
/** The most tries that a pattern is for. */
#define PATTERN_MOST 1024

/** A rule in a list: behind it its name, and its pattern if that is its own. */
struct rule {
	lws_dll2_t list;
	lws_fi_t fi;
	char name[];
};

/** Several service threads may ask at once. */
static pthread_mutex_t deciding = PTHREAD_MUTEX_INITIALIZER;

static struct rule *
first_of(const lws_fi_ctx_t *fic)
{
	return fic && fic->fi_owner.head ? lws_container_of(fic->fi_owner.head, struct rule, list) : NULL;
}

static struct rule *
rule_named(const lws_fi_ctx_t *fic, const char *name)
{
	if (!fic || !name)
		return NULL;
	lws_start_foreach_dll(struct lws_dll2 *, d, fic->fi_owner.head) {
		struct rule *rule = lws_container_of(d, struct rule, list);

		if (!strcmp(rule->name, name))
			return rule;
	} lws_end_foreach_dll(d);
	return NULL;
}

static void
drop(struct rule *rule)
{
	lws_dll2_remove(&rule->list);
	if (rule->fi.type == LWSFI_PATTERN_ALLOC)
		free((void *)rule->fi.pattern);
	free(rule);
}

/** The numbers of a list: one that nobody seeded begins with the time. */
static struct lws_xos *
numbers(lws_fi_ctx_t *fic)
{
	static const struct lws_xos unseeded;

	if (!memcmp(&fic->xos, &unseeded, sizeof(unseeded)))
		lws_xos_init(&fic->xos, (uint64_t)lws_now_usecs());
	return &fic->xos;
}

/** Whether @p n is one of the tries, counted from 0, that a pattern is about and
 * that fail: those of bits that are set, over and over again. */
static bool
is_in_pattern(const lws_fi_t *fi, uint64_t n)
{
	uint64_t bits = fi->count ? fi->count : fi->pre, skipped = fi->count ? fi->pre : 0;

	if (!fi->pattern || !bits || n < skipped)
		return false;
	n = (n - skipped) % bits;
	return fi->pattern[n >> 3] & (1 << (n & 7));
}

static bool
decide(lws_fi_ctx_t *fic, lws_fi_t *fi)
{
	uint64_t n = fi->times++;

	switch (fi->type) {
	case LWSFI_ALWAYS:
		return true;
	case LWSFI_DETERMINISTIC:
		return n >= fi->pre && n - fi->pre < fi->count;
	case LWSFI_PROBABILISTIC:
		return lws_xos_percent(numbers(fic), (int)fi->pre);
	case LWSFI_PATTERN:
	case LWSFI_PATTERN_ALLOC:
		return is_in_pattern(fi, n);
	default:
		return false;
	}
}

int
lws_fi(const lws_fi_ctx_t *fic, const char *fi_name)
{
	struct rule *rule;
	bool happens;

	if (!first_of(fic))
		return 0;
	pthread_mutex_lock(&deciding);
	rule = rule_named(fic, fi_name);
	happens = rule && decide((lws_fi_ctx_t *)fic, &rule->fi);
	pthread_mutex_unlock(&deciding);
	if (happens)
		lwsl_warn("fault injected: %s%s%s\n", fic->name ? fic->name : "", fic->name ? ": " : "", fi_name);
	return happens;
}

int
lws_fi_range(const lws_fi_ctx_t *fic, const char *name, uint64_t *result)
{
	struct rule *rule;
	uint64_t width;

	if (!result)
		return 1;
	pthread_mutex_lock(&deciding);
	rule = rule_named(fic, name);
	if (rule && (rule->fi.type != LWSFI_RANGE || rule->fi.count < rule->fi.pre))
		rule = NULL;
	if (rule) {
		width = rule->fi.count - rule->fi.pre + 1;
		*result = lws_xos(numbers((lws_fi_ctx_t *)fic));
		*result = rule->fi.pre + (width ? *result % width : *result);
	}
	pthread_mutex_unlock(&deciding);
	return !rule;
}

/** Adds a rule, of which @p pattern becomes the list's own. */
static int
add(lws_fi_ctx_t *fic, const lws_fi_t *fi, const char *name, size_t len)
{
	struct rule *rule = calloc(1, sizeof(*rule) + len + 1);
	size_t size = (size_t)(fi->count ? fi->count + 7 : fi->pre + 7) / 8;
	uint8_t *pattern;

	if (!rule)
		return 1;
	rule->fi = *fi;
	rule->fi.times = 0;
	memcpy(rule->name, name, len);
	rule->fi.name = rule->name;
	if (fi->type == LWSFI_PATTERN_ALLOC && fi->pattern) {
		pattern = malloc(size);
		if (!pattern) {
			free(rule);
			return 1;
		}
		memcpy(pattern, fi->pattern, size);
		rule->fi.pattern = pattern;
	}
	lws_dll2_add_tail(&rule->list, &fic->fi_owner);
	return 0;
}

int
lws_fi_add(lws_fi_ctx_t *fic, const lws_fi_t *fi)
{
	if (!fic || !fi || !fi->name)
		return 1;
	return add(fic, fi, fi->name, strlen(fi->name));
}

void
lws_fi_remove(lws_fi_ctx_t *fic, const char *name)
{
	struct rule *rule = rule_named(fic, name);

	if (rule)
		drop(rule);
}

void
lws_fi_import(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src)
{
	struct rule *rule;

	if (!fic_dest)
		return;
	while ((rule = first_of(fic_src))) {
		lws_dll2_remove(&rule->list);
		lws_dll2_add_tail(&rule->list, &fic_dest->fi_owner);
	}
	if (fic_src)
		fic_dest->xos = fic_src->xos;
	if (fic_src && fic_src->name)
		fic_dest->name = fic_src->name;
}

/** What is behind "@p scope/" or "@p scope=@p value/" in a rule's name. */
static const char *
below(const char *name, const char *scope, const char *value)
{
	size_t len = strlen(scope);

	if (strncmp(name, scope, len))
		return NULL;
	name += len;
	if (*name == '=' && value) {
		len = strlen(value);
		if (strncmp(name + 1, value, len))
			return NULL;
		name += 1 + len;
	}
	return *name == '/' ? name + 1 : NULL;
}

void
lws_fi_inherit_copy(lws_fi_ctx_t *fic_dest, const lws_fi_ctx_t *fic_src, const char *scope, const char *value)
{
	if (!fic_dest || !first_of(fic_src) || !scope)
		return;
	lws_start_foreach_dll(struct lws_dll2 *, d, fic_src->fi_owner.head) {
		struct rule *rule = lws_container_of(d, struct rule, list);
		const char *name = below(rule->name, scope, value);

		if (name && add(fic_dest, &rule->fi, name, strlen(name)))
			lwsl_err("lws_fi_inherit_copy: out of memory\n");
	} lws_end_foreach_dll(d);
	if (first_of(fic_dest))
		lws_xos_init(&fic_dest->xos, lws_xos(numbers((lws_fi_ctx_t *)fic_src)));
}

void
lws_fi_destroy(const lws_fi_ctx_t *fic)
{
	struct rule *rule;

	while ((rule = first_of(fic)))
		drop(rule);
}

/*
 * Rules from text: names, each with what is in brackets behind it.
 */

/** "10%", "123..456" or ".....X.X"; false: nothing of these. */
static bool
read_when(lws_fi_t *fi, const char *text, size_t len, uint8_t *bits)
{
	unsigned long long from, to;
	int used = 0;

	if (len && text[len - 1] == '%' && sscanf(text, "%llu%%%n", &from, &used) == 1 && (size_t)used == len) {
		fi->type = LWSFI_PROBABILISTIC;
		fi->pre = from > 100 ? 100 : from;
		return true;
	}
	if (sscanf(text, "%llu..%llu%n", &from, &to, &used) == 2 && (size_t)used == len) {
		fi->type = LWSFI_RANGE;
		fi->pre = from;
		fi->count = to;
		return from <= to;
	}
	if (!len || len > PATTERN_MOST || strspn(text, ".X") < len)
		return false;
	for (size_t n = 0; n < len; n++)
		if (text[n] == 'X')
			bits[n >> 3] |= (uint8_t)(1 << (n & 7));
	fi->type = LWSFI_PATTERN_ALLOC;
	fi->pattern = bits;
	fi->count = len;
	return true;
}

/** A rule of @p len bytes. */
static bool
read_rule(lws_fi_ctx_t *fic, const char *text, size_t len)
{
	uint8_t bits[PATTERN_MOST / 8] = { 0 };
	lws_fi_t fi = { .type = LWSFI_ALWAYS };
	const char *bracket = memchr(text, '(', len);
	size_t name_len = bracket ? (size_t)(bracket - text) : len;

	if (!name_len || name_len > RULE_NAME_MOST)
		return false;
	if (bracket && (text[len - 1] != ')' || !read_when(&fi, bracket + 1, len - name_len - 2, bits)))
		return false;
	return !add(fic, &fi, text, name_len);
}

void
lws_fi_deserialize(lws_fi_ctx_t *fic, const char *sers)
{
	size_t len;

	while (fic && sers && *sers) {
		sers += strspn(sers, ", ");
		len = strcspn(sers, ", ");
		if (len && !read_rule(fic, sers, len))
			lwsl_err("lws_fi_deserialize: not understood: %.*s\n", (int)len, sers);
		sers += len;
	}
}
