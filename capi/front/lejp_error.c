/*
 * What lejp_parse() returns, as text.
 */

#include <libwebsockets.h>

static const char *const reasons[] = {
	[-LEJP_CONTINUE] = "",
	[-LEJP_REJECT_IDLE_NO_BRACE] = "No opening '{'",
	[-LEJP_REJECT_MEMBERS_NO_CLOSE] = "Expected closing '}'",
	[-LEJP_REJECT_MP_NO_OPEN_QUOTE] = "Expected '\"'",
	[-LEJP_REJECT_MP_STRING_UNDERRUN] = "String underrun",
	[-LEJP_REJECT_MP_ILLEGAL_CTRL] = "Illegal unescaped control char",
	[-LEJP_REJECT_MP_STRING_ESC_ILLEGAL_ESC] = "Illegal escape format",
	[-LEJP_REJECT_ILLEGAL_HEX] = "Illegal hex number",
	[-LEJP_REJECT_MP_DELIM_MISSING_COLON] = "Expected ':'",
	[-LEJP_REJECT_MP_DELIM_BAD_VALUE_START] = "Illegal value start",
	[-LEJP_REJECT_MP_VAL_NUM_INT_NO_FRAC] = "Digit required after decimal point",
	[-LEJP_REJECT_MP_VAL_NUM_FORMAT] = "Bad number format",
	[-LEJP_REJECT_MP_VAL_NUM_EXP_BAD_EXP] = "Bad exponent format",
	[-LEJP_REJECT_MP_VAL_TOK_UNKNOWN] = "Unknown token",
	[-LEJP_REJECT_MP_C_OR_E_UNDERF] = "Too many ']'",
	[-LEJP_REJECT_MP_C_OR_E_NOTARRAY] = "Mismatched ']'",
	[-LEJP_REJECT_MP_ARRAY_END_MISSING] = "Expected ']'",
	[-LEJP_REJECT_STACK_OVERFLOW] = "JSON nesting limit exceeded",
	[-LEJP_REJECT_MP_DELIM_ISTACK] = "Nesting tracking used up",
	[-LEJP_REJECT_NUM_TOO_LONG] = "Number too long",
	[-LEJP_REJECT_MP_C_OR_E_NEITHER] = "Comma or block end expected",
	[-LEJP_REJECT_UNKNOWN] = "Unknown",
	[-LEJP_REJECT_CALLBACK] = "Parser callback errored (see earlier error)",
};

const char *
lejp_error_to_string(int e)
{
	if (e >= 0)
		return "";
	if (e < LEJP_REJECT_CALLBACK)
		return "Unknown error";
	return reasons[-e];
}
