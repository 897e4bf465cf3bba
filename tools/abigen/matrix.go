package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
	"strings"
)

// partialFile is kept by hand: one function a line, "name: what is missing".
const partialFile = "docs/matrix-partial.txt"

func readPartial(path string) (map[string]string, error) {
	partial := map[string]string{}
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return partial, nil
	}
	if err != nil {
		return nil, err
	}
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, missing, ok := strings.Cut(line, ":")
		if missing = strings.TrimSpace(missing); !ok || missing == "" {
			return nil, fmt.Errorf("%s:%d: want \"name: what is missing\"", path, n+1)
		}
		partial[strings.TrimSpace(name)] = missing
	}
	return partial, nil
}

const (
	implemented = "implemented"
	partly      = "partial"
	missing     = "missing"
)

// status says how far the symbol is, and where it is defined or what it lacks.
func (p *project) status(name string) (state, where string) {
	switch {
	case p.front[name] != "":
		where = "front"
	case p.core[name]:
		where = "core"
	default:
		return missing, ""
	}
	if lack := p.partial[name]; lack != "" {
		return partly, where + "; " + lack
	}
	return implemented, where
}

func (p *project) matrix() string {
	users := p.facts.Usage.users()
	count := map[string]int{}
	usedTotal, usedDone := 0, 0
	groups := map[string][]string{}
	var headers []string
	row := func(name, header, kind string) {
		state, where := p.status(name)
		count[kind+state]++
		if len(users[name]) > 0 {
			usedTotal++
			if state == implemented {
				usedDone++
			}
		}
		if groups[header] == nil {
			headers = append(headers, header)
		}
		groups[header] = append(groups[header], fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n",
			name, state, where, strings.Join(users[name], ", "), exampleCount(p.facts.Usage.Examples[name])))
	}
	for _, fn := range p.facts.exported() {
		row(fn.Name, fn.Header, "function ")
	}
	for _, name := range p.beyond() {
		row(name, p.headers.functions[name].file, "beyond ")
	}
	for _, d := range p.facts.exportedData() {
		row(d.Name, d.Header, "variable ")
	}
	sort.Strings(headers)

	var b strings.Builder
	b.WriteString("<!-- " + banner + " -->\n\n# State of the API\n\n" +
		"A function counts as implemented when a definition exists and docs/matrix-partial.txt lists no gap in it.\n" +
		"A missing one logs its name and returns its error value.\n\n" +
		"| | implemented | partial | missing | all |\n| --- | --- | --- | --- | --- |\n")
	for _, kind := range []struct{ title, key string }{
		{"Functions that Debian's library exports", "function "}, {"Variables that it exports", "variable "},
		{"Functions beyond them", "beyond "},
	} {
		done, part, none := count[kind.key+implemented], count[kind.key+partly], count[kind.key+missing]
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", kind.title, done, part, none, done+part+none)
	}
	fmt.Fprintf(&b, "\nOf the %d exported symbols that Debian's programs use, %d are implemented.\n"+
		"The column *examples* counts upstream's example programs that use the name.\n\n## Exported\n", usedTotal, usedDone)
	for _, header := range headers {
		fmt.Fprintf(&b, "\n### %s\n\n| name | state | where, gap | used by | examples |\n| --- | --- | --- | --- | --- |\n", header)
		for _, line := range groups[header] {
			b.WriteString(line)
		}
	}
	p.writeOthers(&b)
	return b.String()
}

// writeOthers lists the public functions that have no symbol: they belong to
// features that are not there, or are inline.
func (p *project) writeOthers(b *strings.Builder) {
	inline, declared := map[string][]string{}, map[string][]string{}
	var headers []string
	total := 0
	beyond := map[string]bool{}
	for _, name := range p.beyond() {
		beyond[name] = true
	}
	for _, fn := range p.facts.Functions {
		if fn.Exported || beyond[fn.Name] {
			continue
		}
		total++
		if inline[fn.Header] == nil && declared[fn.Header] == nil {
			headers = append(headers, fn.Header)
		}
		if fn.Inline {
			inline[fn.Header] = append(inline[fn.Header], "`"+fn.Name+"`")
		} else {
			declared[fn.Header] = append(declared[fn.Header], "`"+fn.Name+"`")
		}
	}
	sort.Strings(headers)
	fmt.Fprintf(b, "\n## Not exported\n\n%d public functions without a symbol, here and in Debian's library.\n"+
		"Inline ones are complete in their header; the rest is declared only.\n\n"+
		"| header | inline | declared only |\n| --- | --- | --- |\n", total)
	for _, header := range headers {
		fmt.Fprintf(b, "| %s | %s | %s |\n", header,
			strings.Join(inline[header], " "), strings.Join(declared[header], " "))
	}
}

func exampleCount(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// users maps a symbol to the Debian programs that use it.
func (u usageFacts) users() map[string][]string {
	users := map[string][]string{}
	for _, set := range []map[string][]string{u.Programs, u.StaticPrograms, u.Plugins} {
		for program, symbols := range set {
			for _, symbol := range symbols {
				users[symbol] = append(users[symbol], program)
			}
		}
	}
	for _, programs := range users {
		sort.Strings(programs)
	}
	return users
}
