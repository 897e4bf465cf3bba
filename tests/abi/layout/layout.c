/*
 * Every fact of the binary contract, as a compiled check. The *_gen.h files hold
 * the facts; this file says what each kind of fact means, for C and (through
 * layout.cc) for C++. A wrong header does not compile, and the message names the
 * fact. Where bitfields lie shows only at run time: main() looks.
 */
#include <libwebsockets.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Deprecated functions are part of the contract. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

#ifdef __cplusplus
#include <type_traits>
#define FACT(condition, text) static_assert(condition, text);
#define TYPE_OF(expression) decltype(expression)
#define SAME_TYPE(a, b) std::is_same<a, b>::value
#define ALIGN_OF(type) alignof(type)
#pragma GCC diagnostic ignored "-Wignored-attributes" /* format(printf) */
/* Macros may stand for enumerators, whose type is int in C alone. */
#define MACRO_TYPE(name, type)
#define ENUM_SIGN(name, integer) \
	FACT((SAME_TYPE(std::underlying_type<name>::type, integer)), \
	     #name ": underlying type is not " #integer)
#else
#define FACT(condition, text) _Static_assert(condition, text);
#define TYPE_OF(expression) __typeof__(expression)
#define SAME_TYPE(a, b) __builtin_types_compatible_p(a, b)
#define ALIGN_OF(type) _Alignof(type)
#pragma GCC diagnostic ignored "-Wtype-limits" /* ENUM_SIGN means to compare */
#define MACRO_TYPE(name, type) \
	FACT(SAME_TYPE(TYPE_OF(name), type), #name ": type is not " #type)
#define ENUM_SIGN(name, integer) \
	FACT(((name)-1 < 0) == ((integer)-1 < 0), \
	     #name ": underlying type is not " #integer)
#endif

#define TEXT_OF(...) TEXT_OF_EXPANDED(__VA_ARGS__)
#define TEXT_OF_EXPANDED(...) #__VA_ARGS__
#define MEMBER(record, field) (((record *)0)->field)
/* decltype of a member in parentheses is a reference. */
#define MEMBER_TYPE(record, field) TYPE_OF(((record *)0)->field)

#define RECORD(record, size, align) \
	FACT(sizeof(record) == size, #record ": size is not " #size) \
	FACT(ALIGN_OF(record) == align, #record ": alignment is not " #align)
/* What follows the contract's members begins where its struct ends. */
#define GROWN_RECORD(record, size, align, first) \
	FACT(offsetof(record, first) == size, #record ": size is not " #size) \
	FACT(ALIGN_OF(record) == align, #record ": alignment is not " #align)
#define OPAQUE(record) \
	typedef record *OPAQUE_NAME(__COUNTER__);
#define OPAQUE_NAME(n) OPAQUE_NAME_EXPANDED(n)
#define OPAQUE_NAME_EXPANDED(n) opaque_pointer_##n
#define FIELD(record, field, offset, size) \
	FACT(offsetof(record, field) == offset, \
	     #record "." #field ": offset is not " #offset) \
	FACT(sizeof(MEMBER(record, field)) == size, \
	     #record "." #field ": size is not " #size)
#define TYPED_FIELD(record, field, offset, size, ...) \
	FIELD(record, field, offset, size) \
	FACT((SAME_TYPE(MEMBER_TYPE(record, field), __VA_ARGS__)), \
	     #record "." #field ": type is not " #__VA_ARGS__)

#define ENUM(type, size, integer) \
	FACT(sizeof(type) == size, #type ": size is not " #size) \
	ENUM_SIGN(type, integer)
#define ENUMERATOR(name, value) \
	FACT(name == value, #name ": value is not " #value)

#define INTEGER_MACRO(name, value, type) \
	FACT((name) == value, #name ": value is not " #value) \
	MACRO_TYPE(name, type)
#define STRING_MACRO(name, text) \
	FACT(__builtin_strcmp(name, text) == 0, #name ": text is not " #text)
#define FUNCTION_MACRO(name, arguments) \
	FACT(sizeof(TEXT_OF(name arguments)) > 0, \
	     #name ": parameters are not " #arguments)
#define ALIAS_MACRO(name, target) \
	FACT(__builtin_strcmp(TEXT_OF(name), TEXT_OF(target)) == 0, \
	     #name ": is not " #target)
#define EMPTY_MACRO(name) \
	FACT(sizeof(TEXT_OF(name)) == 1, #name ": is not empty")

#define TYPEDEF(name, ...) \
	FACT((SAME_TYPE(name, __VA_ARGS__)), #name ": is not " #__VA_ARGS__)
#define UNNAMED_TYPEDEF(name, size) \
	FACT(sizeof(name) == size, #name ": size is not " #size)

#define FUNCTION(name, ...) \
	FACT((SAME_TYPE(TYPE_OF(&name), __VA_ARGS__)), \
	     #name ": type is not pointer to " #__VA_ARGS__)
#define VARIABLE(name, type, size) \
	FACT((SAME_TYPE(TYPE_OF(name), type)), #name ": type is not " #type) \
	FACT(sizeof(name) == size, #name ": size is not " #size)

#include "typedefs_gen.h"
#include "enums_gen.h"
#include "structs_gen.h"
#include "macros_gen.h"
#include "functions_gen.h"

#undef FUNCTION
#undef VARIABLE
#define FUNCTION(name, ...)
#define VARIABLE(name, type, size)
#define EXPORTED(name) (const void *)&name,

/* Linking this proves that a C and a C++ program find every symbol. */
static const void *const volatile exported[] = {
#include "functions_gen.h"
};

static int
bits_are(const char *field, const unsigned char *record, size_t size,
	 size_t first, size_t width)
{
	size_t bit;

	for (bit = 0; bit < size * 8; bit++) {
		int is = (record[bit / 8] >> (bit % 8)) & 1;

		if (is != (bit >= first && bit < first + width)) {
			printf("%s: bits are not %zu to %zu\n", field, first,
			       first + width - 1);
			return 0;
		}
	}
	return 1;
}

#define BITFIELD(type, field, first, width) \
	{ \
		static type value; \
		unsigned char bytes[sizeof(value)]; \
		volatile unsigned int ones = ~0u; \
		memset((void *)&value, 0, sizeof(value)); \
		value.field = ones & (unsigned int)((1ull << width) - 1); \
		memcpy(bytes, (const void *)&value, sizeof(value)); \
		bad += !bits_are(#type "." #field, bytes, sizeof(bytes), \
				 first, width); \
	}

int
main(void)
{
	size_t n;
	int bad = 0;

	for (n = 0; n < sizeof(exported) / sizeof(exported[0]); n++)
		bad += !exported[n];
#include "bitfields_gen.h"
	return bad != 0;
}
