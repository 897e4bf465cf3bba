package main

import (
	"sort"
	"strings"
)

// frontMap lists the library's symbols. The node has no name, so that symbols
// get no version: programs were linked to a library without any.
func (p *project) frontMap() string {
	symbols := p.symbols()
	for _, d := range p.facts.exportedData() {
		symbols = append(symbols, d.Name)
	}
	return versionScript(symbols)
}

func coreMap() string {
	return versionScript([]string{"golws_core_get_table"})
}

func versionScript(symbols []string) string {
	sort.Strings(symbols)
	return "/* " + banner + " */\n{\nglobal:\n\t" + strings.Join(symbols, ";\n\t") + ";\nlocal:\n\t*;\n};\n"
}
