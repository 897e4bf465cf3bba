package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The layout checks are lines of macro calls; tests/abi/layout/layout.c gives the
// macros their meaning in C and in C++, and compiles all of them.

const layoutBanner = "/* " + banner + " */\n\n"

// unnamed is how the facts write a type that C has no name for.
const unnamed = "<unnamed>"

func (f *facts) functionChecks() string {
	var b strings.Builder
	b.WriteString(layoutBanner)
	for _, fn := range f.Functions {
		line := fmt.Sprintf("FUNCTION(%s, %s)\n", fn.Name, fn.pointerType())
		if fn.OnlyWithoutNDEBUG {
			line = "#ifndef NDEBUG\n" + line + "#endif\n"
		}
		b.WriteString(line)
	}
	for _, d := range f.Data {
		fmt.Fprintf(&b, "VARIABLE(%s, %s, %d)\n", d.Name, d.Type, d.Size)
	}
	b.WriteString("\n#ifdef EXPORTED\n")
	for _, fn := range f.exported() {
		fmt.Fprintf(&b, "EXPORTED(%s)\n", fn.Name)
	}
	for _, d := range f.exportedData() {
		fmt.Fprintf(&b, "EXPORTED(%s)\n", d.Name)
	}
	b.WriteString("#endif\n")
	return b.String()
}

// grown are the structs that have members behind those of the contract, by the
// first of them. What a program of the contract allocates is never read there: see
// capi/front/creation_info.h.
var grown = map[string]string{"struct lws_context_creation_info": "pl_notify_cb"}

func (f *facts) structChecks() string {
	var b strings.Builder
	b.WriteString(layoutBanner)
	for _, s := range f.Structs {
		if first := grown[s.CType]; first != "" {
			fmt.Fprintf(&b, "GROWN_RECORD(%s, %d, %d, %s)\n", s.CType, s.Size, s.Align, first)
		} else {
			fmt.Fprintf(&b, "RECORD(%s, %d, %d)\n", s.CType, s.Size, s.Align)
		}
		fieldChecks(&b, s.CType, "", s.Fields)
	}
	for _, name := range f.Opaque {
		fmt.Fprintf(&b, "OPAQUE(%s)\n", name)
	}
	return b.String()
}

// cryptoState matches the types of another library's that contexts of the crypto
// functions have fields of. Programs do not look at them; the header has a pointer
// to nothing in particular in their place.
var cryptoState = regexp.MustCompile(`\b(EVP_\w+|BIGNUM|RSA|ENGINE) \*`)

func fieldChecks(b *strings.Builder, record, path string, fields []fieldFact) {
	for _, field := range fields {
		name := path + field.Name
		switch {
		case field.BitWidth > 0:
			continue
		case strings.Contains(field.Type, unnamed), cryptoState.MatchString(field.Type):
			fmt.Fprintf(b, "FIELD(%s, %s, %d, %d)\n", record, name, field.Offset, field.Size)
		default:
			fmt.Fprintf(b, "TYPED_FIELD(%s, %s, %d, %d, %s)\n", record, name, field.Offset, field.Size, field.Type)
		}
		if field.Record != nil {
			fieldChecks(b, record, name+".", field.Record.Fields)
		}
	}
}

func (f *facts) bitfieldChecks() string {
	var b strings.Builder
	b.WriteString(layoutBanner)
	for _, s := range f.Structs {
		bitfields(&b, s.CType, "", s.Fields)
	}
	return b.String()
}

func bitfields(b *strings.Builder, record, path string, fields []fieldFact) {
	for _, field := range fields {
		if field.BitWidth > 0 {
			fmt.Fprintf(b, "BITFIELD(%s, %s, %d, %d)\n", record, path+field.Name, field.BitOffset, field.BitWidth)
		}
		if field.Record != nil {
			bitfields(b, record, path+field.Name+".", field.Record.Fields)
		}
	}
}

func (f *facts) enumChecks() string {
	var b strings.Builder
	b.WriteString(layoutBanner)
	for _, e := range f.Enums {
		if t := e.cType(); t != "" {
			fmt.Fprintf(&b, "ENUM(%s, %d, %s)\n", t, e.Size, e.Underlying)
		}
		for _, v := range e.Enumerators {
			fmt.Fprintf(&b, "ENUMERATOR(%s, %s)\n", v.Name, literal(strconv.FormatInt(v.Value, 10)))
		}
	}
	return b.String()
}

// literal returns a C integer constant that is wide enough for the value.
func literal(value string) string {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		switch {
		case n == -1<<63:
			return "(-9223372036854775807ll - 1)"
		case n < -1<<31 || n > 1<<31-1:
			return value + "ll"
		}
		return value
	}
	return value + "ull"
}

func (f *facts) macroChecks() string {
	var b strings.Builder
	b.WriteString(layoutBanner)
	defined := func(name string) {
		fmt.Fprintf(&b, "#ifndef %s\n#error \"%s: macro is not defined\"\n#endif\n", name, name)
	}
	integer := func(m integerMacro, value string) {
		fmt.Fprintf(&b, "INTEGER_MACRO(%s, %s, %s)\n", m.Name, literal(value), m.Type)
	}
	for _, m := range f.Macros.Integer {
		if m.ValueNDEBUG == "" {
			integer(m, m.Value.String())
			continue
		}
		b.WriteString("#ifdef NDEBUG\n")
		integer(m, m.ValueNDEBUG.String())
		b.WriteString("#else\n")
		integer(m, m.Value.String())
		b.WriteString("#endif\n")
	}
	for _, m := range f.Macros.String {
		fmt.Fprintf(&b, "STRING_MACRO(%s, %s)\n", m.Name, strconv.Quote(m.Value))
	}
	for _, m := range f.Macros.FunctionLike {
		if m.OnlyWithNDEBUG {
			b.WriteString("#ifdef NDEBUG\n")
		}
		defined(m.Name)
		fmt.Fprintf(&b, "FUNCTION_MACRO(%s, (%s))\n", m.Name, macroArguments(m.Params))
		if m.OnlyWithNDEBUG {
			b.WriteString("#endif\n")
		}
	}
	for _, m := range f.Macros.Alias {
		defined(m.Name)
		fmt.Fprintf(&b, "ALIAS_MACRO(%s, %s)\n", m.Name, m.AliasOf)
	}
	for _, m := range f.Macros.Empty {
		if m.OnlyWithoutNDEBUG {
			b.WriteString("#ifndef NDEBUG\n")
		}
		defined(m.Name)
		fmt.Fprintf(&b, "EMPTY_MACRO(%s)\n", m.Name)
		if m.OnlyWithoutNDEBUG {
			b.WriteString("#endif\n")
		}
	}
	for _, m := range f.Macros.Other {
		defined(m.Name)
	}
	for _, name := range f.Macros.Undefined {
		fmt.Fprintf(&b, "#ifdef %s\n#error \"%s: macro must not be defined\"\n#endif\n", name, name)
	}
	return b.String()
}

// macroArguments returns an argument list that fits the parameters: the
// preprocessor refuses it for a macro with another number of them. "..." gets
// two, as many as the macros behind the variadic ones of the API take.
func macroArguments(params []string) string {
	var args []string
	for i, p := range params {
		args = append(args, fmt.Sprintf("a%d", i))
		if p == "..." {
			args = append(args, fmt.Sprintf("a%d", i+1))
		}
	}
	return strings.Join(args, ", ")
}

func (f *facts) typedefChecks() string {
	var b strings.Builder
	b.WriteString(layoutBanner)
	for _, t := range f.Typedefs {
		switch {
		case !strings.Contains(t.Type, unnamed):
			fmt.Fprintf(&b, "TYPEDEF(%s, %s)\n", t.Name, t.Type)
		case t.Size > 0:
			fmt.Fprintf(&b, "UNNAMED_TYPEDEF(%s, %d)\n", t.Name, t.Size)
		}
	}
	return b.String()
}
