package main

import (
	"fmt"
	"strings"
)

// forwarders returns the definitions of all exported symbols that the front
// does not define by hand.
func (p *project) forwarders() (string, error) {
	var b strings.Builder
	b.WriteString("/* " + banner + " */\n" + `
#include <libwebsockets.h>

#include "core.h"
`)
	for _, name := range p.symbols() {
		if p.front[name] != "" {
			continue
		}
		fn := p.headers.functions[name]
		if m := p.headers.macros[fn.name]; m != nil {
			fmt.Fprintf(&b, "\n#undef %s\n", fn.name)
		}
		body, err := p.body(fn)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "\n%s\n%s(%s)\n{\n%s}\n", fn.result, fn.name, fn.prototype(), body)
	}
	for _, d := range p.facts.exportedData() {
		if p.front[d.Name] == "" {
			fmt.Fprintf(&b, "\n%s;\n", p.headers.variables[d.Name].declaration)
		}
	}
	return b.String(), nil
}

func (p *project) body(fn *function) (string, error) {
	value, _ := fn.errorValue()
	if fn.result == "void" != (value == "void") {
		return "", fmt.Errorf("%s:%d: %s returns %s but @error says %s", fn.file, fn.line, fn.name, fn.result, value)
	}
	if !p.core[fn.name] {
		return missingBody(fn, value), nil
	}
	for _, param := range fn.params {
		if param.name == "scope" || param.name == "core" || param.name == "result" {
			return "", fmt.Errorf("%s:%d: %s: a parameter must not be named %s", fn.file, fn.line, fn.name, param.name)
		}
	}
	call := fmt.Sprintf("core->%s(%s)", fn.name, fn.arguments())
	enter := fmt.Sprintf("\tstruct golws_scope scope;\n\tconst struct golws_core_table *core = golws_enter(&scope, %q);\n", fn.name)
	if len(fn.params) > 0 && fn.params[0].declaration == "struct lws *"+fn.params[0].name {
		enter = fmt.Sprintf("\tstruct golws_scope scope;\n\tconst struct golws_core_table *core = golws_enter_for(&scope, %s, %q);\n",
			fn.params[0].name, fn.name)
	}
	if fn.result == "void" {
		return enter + "\n\tif (core)\n\t\t" + call + ";\n\tgolws_leave(&scope);\n", nil
	}
	return enter + fmt.Sprintf("\t%s = core ? %s : %s;\n\n\tgolws_leave(&scope);\n\treturn result;\n",
		declare(fn.result, "result"), call, value), nil
}

// missingBody is the body of a function that nothing implements yet.
func missingBody(fn *function, value string) string {
	var b strings.Builder
	for _, param := range fn.params {
		fmt.Fprintf(&b, "\t(void)%s;\n", param.name)
	}
	fmt.Fprintf(&b, "\tgolws_missing(\"%s\");\n", fn.name)
	if value != "void" {
		fmt.Fprintf(&b, "\treturn %s;\n", value)
	}
	return b.String()
}

// declare returns a declaration of name with the given type, without a space
// behind an asterisk.
func declare(ctype, name string) string {
	if strings.HasSuffix(ctype, "*") {
		return ctype + name
	}
	return ctype + " " + name
}
