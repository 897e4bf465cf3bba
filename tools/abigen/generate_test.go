package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// openOnce saves the tests from parsing the headers again and again.
var openOnce = sync.OnceValues(func() (*project, error) {
	root, err := projectRoot()
	if err != nil {
		return nil, err
	}
	return openProject(root)
})

func openTestProject(t *testing.T) *project {
	t.Helper()
	p, err := openOnce()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func generated(t *testing.T, p *project) []output {
	t.Helper()
	outputs, err := p.generate()
	if err != nil {
		t.Fatal(err)
	}
	return outputs
}

func TestGeneratedFilesAreFresh(t *testing.T) {
	for _, out := range staleOutputs(testRoot(t), generated(t, openTestProject(t))) {
		t.Errorf("%s is stale: run `make generate`", out.path)
	}
}

func TestGenerationIsDeterministic(t *testing.T) {
	again, err := openProject(testRoot(t))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(generated(t, openTestProject(t)), generated(t, again)) {
		t.Error("two runs differ")
	}
}

func TestStaleFileIsNamed(t *testing.T) {
	root := t.TempDir()
	outputs := []output{{"a/fresh.h", "fresh\n"}, {"a/stale.h", "stale\n"}, {"missing.h", "missing\n"}}
	if err := os.Mkdir(filepath.Join(root, "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a/fresh.h": "fresh\n", "a/stale.h": "stale\n\n"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(staleOutputs(root, outputs)); !slices.Equal(got, []string{"a/stale.h", "missing.h"}) {
		t.Errorf("stale: %v", got)
	}
}

func TestEveryGeneratedFileSaysSo(t *testing.T) {
	for _, out := range generated(t, openTestProject(t)) {
		first, _, _ := strings.Cut(out.text, "\n")
		if !strings.Contains(first, banner) {
			t.Errorf("%s begins with %q", out.path, first)
		}
	}
}

// A call that the front makes through the table must have a function behind it.
func TestEveryCoreCallIsExported(t *testing.T) {
	for _, name := range openTestProject(t).unexportedCalls() {
		t.Errorf("%s is declared in %s, but no Go file in %s exports it", name, coreCallsHeader, bridgeDir)
	}
}

func TestExportedFunctionsDocumentTheirErrorValue(t *testing.T) {
	p := openTestProject(t)
	var without []string
	for _, fact := range p.facts.exported() {
		fn := p.headers.functions[fact.Name]
		switch value, documented := fn.errorValue(); {
		case !documented:
			without = append(without, fmt.Sprintf("%s:%d: %s", fn.file, fn.line, fn.name))
		case (fn.result == "void") != (value == "void"):
			t.Errorf("%s:%d: %s returns %s but @error says %s", fn.file, fn.line, fn.name, fn.result, value)
		}
	}
	if len(without) > 0 {
		t.Errorf("%d exported functions have no @error line:\n%s", len(without), strings.Join(without, "\n"))
	}
}

func TestPrintfFunctionsAreCheckedByTheCompiler(t *testing.T) {
	p := openTestProject(t)
	for _, fact := range p.facts.Functions {
		fn := p.headers.functions[fact.Name]
		if fact.PrintfFormatParam == 0 || fn == nil {
			continue
		}
		want := fmt.Sprintf("format(printf,%d,", fact.PrintfFormatParam)
		if !strings.Contains(strings.ReplaceAll(fn.attributes, " ", ""), want) {
			t.Errorf("%s: no LWS_FORMAT(%d)", fact.Name, fact.PrintfFormatParam)
		}
	}
}

func TestFunctionMacrosTakeTheirParameters(t *testing.T) {
	p := openTestProject(t)
	for _, fact := range p.facts.Macros.FunctionLike {
		if fact.OnlyWithNDEBUG {
			continue
		}
		m := p.headers.macros[fact.Name]
		if m == nil || !m.IsFnLike {
			t.Errorf("%s: no such function-like macro", fact.Name)
			continue
		}
		fixed := len(fact.Params)
		variadic := slices.Contains(fact.Params, "...")
		if variadic {
			fixed--
		}
		if m.MinArgs != fixed || (m.VarArg >= 0) != variadic {
			t.Errorf("%s: parameters are not (%s)", fact.Name, strings.Join(fact.Params, ", "))
		}
	}
}

// Inline functions are whole in their header; the others have no body there.
func TestInlineFunctionsAreInline(t *testing.T) {
	p := openTestProject(t)
	for _, fact := range p.facts.Functions {
		if fn := p.headers.functions[fact.Name]; fn != nil && fn.inline != fact.Inline {
			t.Errorf("%s: inline is %v, want %v", fact.Name, fn.inline, fact.Inline)
		}
	}
}

func TestDeclarationStandsInItsHeader(t *testing.T) {
	p := openTestProject(t)
	for _, fact := range p.facts.Functions {
		if fn := p.headers.functions[fact.Name]; fn != nil && fn.file != fact.Header {
			t.Errorf("%s: declared in %s, want %s", fact.Name, fn.file, fact.Header)
		}
	}
}

func TestSymbolMapsExportPublicFunctionsAlone(t *testing.T) {
	p := openTestProject(t)
	text := p.frontMap()
	if got, want := strings.Count(text, ";\n"), 400+5+len(p.beyond())+2; got != want {
		t.Errorf("%d lines end a name or a group, want %d", got, want)
	}
	for _, private := range []string{"golws", "lws_client_reset", "_lws_plat_service_tsi"} {
		if strings.Contains(text, "\t"+private+";") {
			t.Errorf("%s is exported", private)
		}
	}
}
