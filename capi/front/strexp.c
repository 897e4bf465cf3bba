/*
 * ${names} in a text, replaced by what the program says they stand for.
 */

#include <libwebsockets.h>

#include <string.h>

/** What the next byte is part of. */
enum state {
	STATE_TEXT,
	STATE_DOLLAR,	/**< behind a dollar sign, which is not written yet */
	STATE_WRITTEN,	/**< behind one that is */
	STATE_NAME,
	STATE_VALUE,	/**< at a closing brace, the value is being written */
};

void
lws_strexp_init(lws_strexp_t *exp, void *priv, lws_strexp_expand_cb cb, char *out, size_t olen)
{
	if (!exp)
		return;
	memset(exp, 0, sizeof(*exp));
	exp->cb = cb;
	exp->priv = priv;
	exp->out = out;
	exp->olen = olen;
	exp->state = STATE_TEXT;
}

void
lws_strexp_reset_out(lws_strexp_t *exp, char *out, size_t olen)
{
	if (!exp)
		return;
	exp->out = out;
	exp->olen = olen;
	exp->pos = 0;
}

/** Writes a byte; 0 when there is no room. */
static int
put(lws_strexp_t *exp, char c)
{
	if (exp->pos >= exp->olen)
		return 0;
	if (exp->out)
		exp->out[exp->pos] = c;
	exp->pos++;
	return 1;
}

/**
 * Takes one byte. It may be taken only in part: *used tells, and whoever gets
 * LSTRX_FILLED_OUT comes back with what was not.
 */
static int
take(lws_strexp_t *exp, char c, size_t *used)
{
	int r;

	if (exp->state == STATE_DOLLAR && c != '{') {
		if (!put(exp, '$'))
			return LSTRX_FILLED_OUT;
		exp->state = STATE_WRITTEN;
	}
	if (exp->state == STATE_WRITTEN && c == '{')
		exp->state = STATE_DOLLAR;
	switch (exp->state) {
	case STATE_TEXT:
		if (c == '$') {
			exp->state = STATE_DOLLAR;
			break;
		}
		/* fallthrough */
	case STATE_WRITTEN:
		if (!put(exp, c))
			return LSTRX_FILLED_OUT;
		if (c != '$')
			exp->state = STATE_TEXT;
		++*used;
		return exp->pos == exp->olen ? LSTRX_FILLED_OUT : LSTRX_DONE;
	case STATE_DOLLAR:
		exp->name_pos = 0;
		exp->exp_ofs = 0;
		exp->state = STATE_NAME;
		break;
	case STATE_NAME:
		if (c != '}') {
			if (exp->name_pos >= sizeof(exp->name) - 1)
				return LSTRX_FATAL_NAME_TOO_LONG;
			exp->name[exp->name_pos++] = c;
			break;
		}
		exp->name[exp->name_pos < sizeof(exp->name) ? exp->name_pos : 0] = '\0';
		exp->state = STATE_VALUE;
		/* fallthrough */
	default:
		r = exp->cb(exp->priv, exp->name, exp->out, &exp->pos, exp->olen, &exp->exp_ofs);
		if (r != LSTRX_DONE)
			return r;
		exp->exp_ofs = 0;
		exp->state = STATE_TEXT;
	}
	++*used;
	return LSTRX_DONE;
}

int
lws_strexp_expand(lws_strexp_t *exp, const char *in, size_t len, size_t *pused_in,
		  size_t *pused_out)
{
	size_t used = 0;
	int r = LSTRX_DONE;

	if (!exp || !exp->cb || (!in && len))
		return LSTRX_FATAL_NAME_UNKNOWN;
	while (used < len && r == LSTRX_DONE)
		r = take(exp, in[used], &used);
	if (exp->out && exp->pos < exp->olen)
		exp->out[exp->pos] = '\0';
	if (pused_in)
		*pused_in = used;
	if (pused_out)
		*pused_out = exp->pos;
	return r;
}
