package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

const (
	includeDir = "include"
	frontDir   = "capi/front"
	bridgeDir  = "capi/bridge"

	// coreCallsHeader declares the calls of the front to the core that are not
	// public functions.
	coreCallsHeader = "core_calls.h"
	coreCallPrefix  = "golws_core_"

	// controlHeader holds the layouts that front and core share.
	controlHeader = "control.h"
)

// project is all that abigen reads.
type project struct {
	root    string
	facts   *facts
	headers *declarations
	// calls are the functions of the core's table, sorted by name.
	calls []coreCall
	// front maps a name defined by the front to its file.
	front map[string]string
	// core holds the names that the core exports.
	core map[string]bool
	// partial says what is missing from functions that exist.
	partial map[string]string
	// contract is the text, without comments and layout, of the headers that
	// front and core share.
	contract string
}

// coreCall is one member of the core's table, named like the C function.
type coreCall struct {
	*function
	// export is the name of the Go function, "" while there is none.
	export string
}

func openProject(root string) (*project, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	p := &project{root: root, core: map[string]bool{}}
	if p.facts, err = loadFacts(); err != nil {
		return nil, err
	}
	include := filepath.Join(root, includeDir)
	if p.headers, err = parseHeaders("#include <libwebsockets.h>\n", include); err != nil {
		return nil, err
	}
	if p.front, err = frontDefinitions(filepath.Join(root, frontDir)); err != nil {
		return nil, err
	}
	if p.partial, err = readPartial(filepath.Join(root, partialFile)); err != nil {
		return nil, err
	}
	if err = p.readCalls(include); err != nil {
		return nil, err
	}
	return p, p.readContract()
}

func (p *project) readCalls(include string) error {
	exports, err := goExports(filepath.Join(p.root, bridgeDir))
	if err != nil {
		return err
	}
	internal := &declarations{}
	front := filepath.Join(p.root, frontDir)
	if _, err := os.Stat(filepath.Join(front, coreCallsHeader)); err == nil {
		internal, err = parseHeaders("#include <"+coreCallsHeader+">\n", front, include)
		if err != nil {
			return err
		}
	}
	var errs []error
	exported := map[string]bool{}
	for _, export := range exports {
		exported[export] = true
		name := strings.TrimPrefix(export, exportPrefix)
		fn := p.headers.functions[name]
		switch {
		case fn == nil && internal.functions[export] == nil:
			errs = append(errs, fmt.Errorf("%s is exported by %s, but neither include/ declares %s nor %s/%s declares %s",
				export, bridgeDir, name, frontDir, coreCallsHeader, export))
		case fn == nil:
		case fn.variadic:
			errs = append(errs, fmt.Errorf("%s is variadic: Go cannot export it, the front must define it", name))
		default:
			p.core[name] = true
			p.calls = append(p.calls, coreCall{fn, export})
		}
	}
	for name, fn := range internal.functions {
		if !strings.HasPrefix(name, coreCallPrefix) {
			continue
		}
		call := coreCall{function: fn}
		if exported[name] {
			call.export = name
		}
		p.calls = append(p.calls, call)
	}
	sort.Slice(p.calls, func(i, j int) bool { return p.calls[i].name < p.calls[j].name })
	return errors.Join(errs...)
}

// unexportedCalls names the calls that core_calls.h declares and no Go file
// exports: the front would call through a null pointer.
func (p *project) unexportedCalls() []string {
	var names []string
	for _, c := range p.calls {
		if c.export == "" {
			names = append(names, c.name)
		}
	}
	return names
}

// readContract collects what front and core must agree on beside the table.
func (p *project) readContract() error {
	for _, name := range []string{controlHeader, "core.h", coreCallsHeader} {
		text, err := os.ReadFile(filepath.Join(p.root, frontDir, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		p.contract += strings.Join(strings.Fields(stripComments(string(text))), " ") + "\n"
	}
	return nil
}

// symbols are the functions that the front exports: Debian's first, then those
// that go beyond them.
func (p *project) symbols() []string {
	var names []string
	for _, fn := range p.facts.exported() {
		names = append(names, fn.Name)
	}
	return append(names, p.beyond()...)
}

// beyond names the public functions that exist here and that Debian's library,
// built with fewer features, has no symbol for. One that nothing defines gets no
// symbol: a program that needs it shall not link.
func (p *project) beyond() []string {
	exported := map[string]bool{}
	for _, fn := range p.facts.exported() {
		exported[fn.Name] = true
	}
	var names []string
	for name, fn := range p.headers.functions {
		if !exported[name] && !fn.inline && (p.front[name] != "" || p.core[name]) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

func (p *project) generate() ([]output, error) {
	if err := p.missingDeclarations(); err != nil {
		return nil, err
	}
	forward, err := p.forwarders()
	if err != nil {
		return nil, err
	}
	return []output{
		{frontDir + "/forward_gen.c", forward},
		{frontDir + "/table_gen.h", p.tableHeader()},
		{bridgeDir + "/table_gen.c", p.tableSource()},
		{frontDir + "/libwebsockets.map", p.frontMap()},
		{bridgeDir + "/golws-core.map", coreMap()},
		{"tests/abi/layout/functions_gen.h", p.facts.functionChecks()},
		{"tests/abi/layout/structs_gen.h", p.facts.structChecks()},
		{"tests/abi/layout/bitfields_gen.h", p.facts.bitfieldChecks()},
		{"tests/abi/layout/enums_gen.h", p.facts.enumChecks()},
		{"tests/abi/layout/macros_gen.h", p.facts.macroChecks()},
		{"tests/abi/layout/typedefs_gen.h", p.facts.typedefChecks()},
		{"docs/MATRIX.md", p.matrix()},
	}, nil
}

// missingDeclarations names every symbol of the library that include/ does not
// declare.
func (p *project) missingDeclarations() error {
	var errs []error
	for _, fn := range p.facts.exported() {
		if p.headers.functions[fn.Name] == nil {
			errs = append(errs, fmt.Errorf("%s: function is not declared in %s/", fn.Name, includeDir))
		}
	}
	for _, d := range p.facts.exportedData() {
		if p.headers.variables[d.Name] == nil {
			errs = append(errs, fmt.Errorf("%s: variable is not declared in %s/", d.Name, includeDir))
		}
	}
	return errors.Join(errs...)
}
