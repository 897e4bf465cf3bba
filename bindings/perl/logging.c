/* What the library logs, for the loggers of Perl. It may log on any thread and inside
 * of anything, so lines wait until Perl can be called. */

#include "glue.h"

#include <pthread.h>

/** Lines that wait; more are dropped. */
#define LINES_MOST 1000

struct line {
	struct line *next;
	int level;
	char text[];
};

static struct {
	pthread_mutex_t mutex;
	struct line *first, **last;
	unsigned int count;
} lines = { .mutex = PTHREAD_MUTEX_INITIALIZER, .last = &lines.first };

static void
emit(int level, const char *text)
{
	size_t length = strlen(text);
	struct line *line = malloc(sizeof(*line) + length + 1);

	if (!line)
		return;
	while (length && text[length - 1] == '\n')
		length--;
	memcpy(line->text, text, length);
	line->text[length] = 0;
	line->level = level;
	line->next = NULL;
	pthread_mutex_lock(&lines.mutex);
	if (lines.count < LINES_MOST) {
		*lines.last = line;
		lines.last = &line->next;
		lines.count++;
		line = NULL;
	}
	pthread_mutex_unlock(&lines.mutex);
	free(line);
}

void
log_to_perl(int level, bool on)
{
	lws_set_log_level(level, on ? emit : lwsl_emit_stderr);
}

static struct line *
first_line(void)
{
	struct line *line;

	pthread_mutex_lock(&lines.mutex);
	line = lines.first;
	if (line) {
		lines.first = line->next;
		lines.count--;
		if (!lines.first)
			lines.last = &lines.first;
	}
	pthread_mutex_unlock(&lines.mutex);
	return line;
}

void
deliver_log(pTHX)
{
	struct line *line;

	while (__atomic_load_n(&lines.count, __ATOMIC_RELAXED) && (line = first_line())) {
		dSP;

		ENTER;
		SAVETMPS;
		PUSHMARK(SP);
		mXPUSHi(line->level);
		mXPUSHp(line->text, strlen(line->text));
		PUTBACK;
		free(line);
		call_pv("Net::Golws::Logger::deliver", G_VOID | G_DISCARD | G_EVAL);
		FREETMPS;
		LEAVE;
	}
}
