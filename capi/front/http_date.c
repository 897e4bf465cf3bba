/*
 * Dates as HTTP writes them (RFC 9110 §5.6.7, IMF-fixdate).
 */

#include <libwebsockets.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

/** "Sun, 06 Nov 1994 08:49:37 GMT" */
#define DATE_LENGTH 29

static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/** What each place of a date holds: '9' a digit, 'a' a letter of a name. */
static const char shape[] = "aaa, 99 aaa 9999 99:99:99 GMT";

static int
has_shape(const char *b)
{
	for (int n = 0; n < DATE_LENGTH; n++)
		if (shape[n] == '9' ? b[n] < '0' || b[n] > '9' : shape[n] != 'a' && b[n] != shape[n])
			return 0;
	return 1;
}

/** Which of @p count names stands at @p b, or -1. */
static int
name_index(const char *b, const char (*names)[4], int count)
{
	for (int n = 0; n < count; n++)
		if (!strncmp(b, names[n], 3))
			return n;
	return -1;
}

static int
number(const char *b, int digits)
{
	int value = 0;

	while (digits--)
		value = value * 10 + *b++ - '0';
	return value;
}

int
lws_http_date_parse_unix(const char *b, size_t len, time_t *t)
{
	struct tm tm = { 0 };
	int day, month;
	time_t when;

	if (!b || !t || len < DATE_LENGTH || !has_shape(b) || name_index(b, days, 7) < 0)
		return -1;
	day = number(b + 5, 2);
	month = name_index(b + 8, months, 12);
	tm.tm_mday = day;
	tm.tm_mon = month;
	tm.tm_year = number(b + 12, 4) - 1900;
	tm.tm_hour = number(b + 17, 2);
	tm.tm_min = number(b + 20, 2);
	tm.tm_sec = number(b + 23, 2);
	/* a second of 60 is a leap second */
	if (month < 0 || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60)
		return -1;
	when = timegm(&tm);
	tm.tm_sec = 0;
	/* timegm() takes 31 November for 1 December */
	tm.tm_mday = day;
	tm.tm_mon = month;
	tm.tm_hour = 0;
	tm.tm_min = 0;
	timegm(&tm);
	if (tm.tm_mday != day || tm.tm_mon != month || when < 0)
		return -1;
	*t = when;
	return 0;
}

int
lws_http_date_render_from_unix(char *buf, size_t len, const time_t *t)
{
	char date[64];
	struct tm tm;

	if (!buf || !t || !gmtime_r(t, &tm) || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return -1;
	if (len <= DATE_LENGTH)
		return -1;
	snprintf(date, sizeof(date), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
		 months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	memcpy(buf, date, DATE_LENGTH + 1);
	return 0;
}
