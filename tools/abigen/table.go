package main

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
)

func (p *project) tableMembers() string {
	var b strings.Builder
	for _, c := range p.calls {
		fmt.Fprintf(&b, "\t%s(%s);\n", declare(c.result, "(*"+c.name+")"), c.prototype())
	}
	return b.String()
}

// tableHash identifies the table's members and the layouts that front and core
// share; a front refuses a core with another one.
func (p *project) tableHash() uint64 {
	sum := sha256.Sum256([]byte(p.tableMembers() + p.contract))
	return binary.BigEndian.Uint64(sum[:])
}

func (p *project) tableHeader() string {
	// core_calls.h must not be read here: cgo's own declarations of those
	// functions, without const, follow in the core.
	include := ""
	if p.contract != "" {
		include = "#include \"" + controlHeader + "\"\n"
	}
	return "/* " + banner + " */\n\n" +
		"#ifndef GOLWS_TABLE_GEN_H\n#define GOLWS_TABLE_GEN_H\n\n" +
		"#include <stdint.h>\n\n#include <libwebsockets.h>\n\n" + include +
		fmt.Sprintf("\n#define GOLWS_TABLE_HASH 0x%016xull\n", p.tableHash()) + `
struct golws_front_table;

/** What the core does for the front: one member per function in Go. */
struct golws_core_table {
	uint64_t hash;
` + p.tableMembers() + `};

/**
 * The core's one symbol.
 *
 * @param hash the caller's GOLWS_TABLE_HASH
 * @param front what the front does for the core; must outlive the process
 * @return the table, or NULL when the core was built from other headers
 */
const struct golws_core_table *
golws_core_get_table(uint64_t hash, const struct golws_front_table *front);

#endif
`
}

func (p *project) tableSource() string {
	var b strings.Builder
	b.WriteString("/* " + banner + " */\n" + `
#include "table_gen.h"
#include "_cgo_export.h"

/* A wrong parameter type in Go must not pass as a warning. */
#pragma GCC diagnostic error "-Wincompatible-pointer-types"
#pragma GCC diagnostic error "-Wint-conversion"
#pragma GCC diagnostic error "-Wimplicit-function-declaration"
#pragma GCC diagnostic error "-Wdiscarded-qualifiers"
#pragma GCC diagnostic error "-Wconversion"
#pragma GCC diagnostic error "-Wsign-conversion"

const struct golws_front_table *golws_front;
`)
	for _, c := range p.calls {
		if c.export == "" {
			continue
		}
		var args []string
		for _, param := range c.params {
			args = append(args, withoutConst(param))
		}
		returns := "return "
		if c.result == "void" {
			returns = ""
		}
		fmt.Fprintf(&b, "\nstatic %s\ncall_%s(%s)\n{\n\t%s%s(%s);\n}\n",
			c.result, c.name, c.prototype(), returns, c.export, strings.Join(args, ", "))
	}
	b.WriteString("\nstatic const struct golws_core_table core_table = {\n\t.hash = GOLWS_TABLE_HASH,\n")
	for _, c := range p.calls {
		if c.export != "" {
			fmt.Fprintf(&b, "\t.%s = call_%s,\n", c.name, c.name)
		}
	}
	b.WriteString(`};

const struct golws_core_table *
golws_core_get_table(uint64_t hash, const struct golws_front_table *front)
{
	if (hash != GOLWS_TABLE_HASH)
		return NULL;
	golws_front = front;
	return &core_table;
}
`)
	return b.String()
}

// withoutConst returns the expression that passes a parameter to a function
// that cgo declared: cgo knows no const, so a pointer to const needs a cast.
func withoutConst(p param) string {
	const keyword = "const"
	at := strings.LastIndex(p.declaration, p.name)
	before, after := p.declaration[:at], p.declaration[at+len(p.name):]
	if strings.Contains(p.declaration, "(") || !strings.Contains(p.declaration, "*") && !strings.Contains(after, "[") {
		return p.name
	}
	var words []string
	found := false
	for _, word := range strings.Fields(strings.ReplaceAll(before, "*", " * ")) {
		if word == keyword {
			found = true
			continue
		}
		words = append(words, word)
	}
	if !found {
		return p.name
	}
	if strings.Contains(after, "[") {
		words = append(words, "*")
	}
	return "(" + strings.Join(words, " ") + ")" + p.name
}
