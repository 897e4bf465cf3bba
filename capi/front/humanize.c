/*
 * Large numbers in units that people read.
 */

#include <libwebsockets.h>

#include <inttypes.h>

#define KI UINT64_C(1024)
#define MINUTE (60 * UINT64_C(1000000))
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

const lws_humanize_unit_t humanize_schema_si[7] = {
	{ "Pi", KI * KI * KI * KI * KI },
	{ "Ti", KI * KI * KI * KI },
	{ "Gi", KI * KI * KI },
	{ "Mi", KI * KI },
	{ "Ki", KI },
	{ "", 1 },
	{ NULL, 0 },
};

const lws_humanize_unit_t humanize_schema_si_bytes[7] = {
	{ "PiB", KI * KI * KI * KI * KI },
	{ "TiB", KI * KI * KI * KI },
	{ "GiB", KI * KI * KI },
	{ "MiB", KI * KI },
	{ "KiB", KI },
	{ "B", 1 },
	{ NULL, 0 },
};

const lws_humanize_unit_t humanize_schema_us[8] = {
	{ "y", 365 * DAY },
	{ "d", DAY },
	{ "hr", HOUR },
	{ "min", MINUTE },
	{ "s", 1000000 },
	{ "ms", 1000 },
	{ "μs", 1 },
	{ NULL, 0 },
};

/** The thousandths of a unit that @p value has beyond whole units. */
static unsigned int
thousandths(uint64_t value, uint64_t factor)
{
	uint64_t rest = value % factor;

	if (factor < 1000)
		return (unsigned int)(rest * 1000 / factor);
	/* wraps for the last of 1024, as programs know it from their logs */
	return (unsigned int)(rest / (factor / 1000) % 1000);
}

int
lws_humanize(char *buf, size_t len, uint64_t value, const lws_humanize_unit_t *schema)
{
	if (!buf || !len || !schema || !schema->name)
		return 0;
	while (schema->factor > value && schema[1].name)
		schema++;
	if (schema->factor <= 1)
		return lws_snprintf(buf, len, "%" PRIu64 "%s", value, schema->name);
	return lws_snprintf(buf, len, "%" PRIu64 ".%03u%s", value / schema->factor,
			    thousandths(value, schema->factor), schema->name);
}
