// Package abi checks the built libraries against the binary contract. ctest
// runs it with the libraries' paths in the environment.
package abi

import (
	"debug/elf"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

const facts = "../../tools/abigen/facts/functions.json"

type contract struct {
	Soname    string
	Functions []struct {
		Name     string
		Exported bool
	}
	Data []struct {
		Name     string
		Size     uint64
		Exported bool
	}
}

func readContract(t *testing.T) contract {
	t.Helper()
	text, err := os.ReadFile(facts)
	if err != nil {
		t.Fatal(err)
	}
	var c contract
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// open opens the library that the environment names.
func open(t *testing.T, variable string) *elf.File {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Skip(variable + " is not set: run by ctest")
	}
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// dynamicSymbols returns the library's dynamic symbols; a library may import
// nothing, or export nothing.
func dynamicSymbols(t *testing.T, f *elf.File) []elf.Symbol {
	t.Helper()
	symbols, err := f.DynamicSymbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		t.Fatal(err)
	}
	return symbols
}

func defined(s elf.Symbol) bool { return s.Section != elf.SHN_UNDEF }

func dynamicString(t *testing.T, f *elf.File, tag elf.DynTag) []string {
	t.Helper()
	values, err := f.DynString(tag)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// declared returns the names that stand before a parameter list at the beginning
// of a line of a public header.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("../../include", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".h" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declaration.FindAllSubmatch(text, -1) {
			names[string(m[1])] = true
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatal("no public functions:", err)
	}
	return names
}

var declaration = regexp.MustCompile(`(?m)^(\w+)\(`)

// Beside the contract's symbols only public functions are exported: those of
// features that Debian's build leaves out, and this library's own.
func TestFrontExportsTheContractAndPublicFunctionsAlone(t *testing.T) {
	f, c := open(t, "GOLWS_FRONT"), readContract(t)
	want := map[string]elf.SymType{}
	for _, fn := range c.Functions {
		if fn.Exported {
			want[fn.Name] = elf.STT_FUNC
		}
	}
	public := declared(t)
	size := map[string]uint64{}
	for _, d := range c.Data {
		if d.Exported {
			want[d.Name] = elf.STT_OBJECT
			size[d.Name] = d.Size
		}
	}
	if len(want) != 405 {
		t.Fatalf("the contract has %d symbols, not 405", len(want))
	}
	for _, s := range dynamicSymbols(t, f) {
		if !defined(s) {
			continue
		}
		kind, ok := want[s.Name]
		switch {
		case !ok && public[s.Name] && elf.ST_TYPE(s.Info) == elf.STT_FUNC:
		case !ok:
			t.Errorf("%s is exported but not in the contract", s.Name)
		case elf.ST_TYPE(s.Info) != kind:
			t.Errorf("%s is %v, want %v", s.Name, elf.ST_TYPE(s.Info), kind)
		case kind == elf.STT_OBJECT && s.Size != size[s.Name]:
			t.Errorf("%s has %d bytes, want %d", s.Name, s.Size, size[s.Name])
		}
		delete(want, s.Name)
	}
	for name := range want {
		t.Errorf("%s is missing", name)
	}
}

func TestFrontHasTheSonameAndNoSymbolVersions(t *testing.T) {
	f, c := open(t, "GOLWS_FRONT"), readContract(t)
	if got := dynamicString(t, f, elf.DT_SONAME); !slices.Equal(got, []string{c.Soname}) {
		t.Errorf("soname %q, want %q", got, c.Soname)
	}
	if s := f.SectionByType(elf.SHT_GNU_VERDEF); s != nil {
		t.Error("the library defines symbol versions")
	}
}

// What a program gets with the front, before it calls anything: the C library.
var cLibrary = regexp.MustCompile(`^(libc|libm|libdl|libpthread|librt|libresolv|ld-linux-x86-64)\.so\.\d+$`)

func TestLibrariesNeedTheCLibraryAlone(t *testing.T) {
	for _, variable := range []string{"GOLWS_FRONT", "GOLWS_CORE_BUILT"} {
		t.Run(variable, func(t *testing.T) {
			f := open(t, variable)
			for _, name := range dynamicString(t, f, elf.DT_NEEDED) {
				if !cLibrary.MatchString(name) {
					t.Errorf("needs %s", name)
				}
			}
			imported, err := f.ImportedSymbols()
			if err != nil {
				t.Fatal(err)
			}
			weak := map[string]bool{}
			for _, s := range dynamicSymbols(t, f) {
				weak[s.Name] = elf.ST_BIND(s.Info) == elf.STB_WEAK
			}
			for _, s := range imported {
				if !cLibrary.MatchString(s.Library) && !weak[s.Name] {
					t.Errorf("%s comes from no library", s.Name)
				}
			}
		})
	}
}

func TestCoreExportsOneSymbol(t *testing.T) {
	f := open(t, "GOLWS_CORE_BUILT")
	var got []string
	for _, s := range dynamicSymbols(t, f) {
		if defined(s) {
			got = append(got, s.Name)
		}
	}
	if want := []string{"golws_core_get_table"}; !slices.Equal(got, want) {
		t.Errorf("exports %v, want %v", got, want)
	}
}

// A goroutine stack that was grown for a signal handler must not be shrunk.
func TestCoreIsBuiltWithoutStackShrinking(t *testing.T) {
	open(t, "GOLWS_CORE_BUILT")
	core, err := os.ReadFile(os.Getenv("GOLWS_CORE_BUILT"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`gcshrinkstackoff=1`).Match(core) {
		t.Error("the runtime setting gcshrinkstackoff=1 is not in the library")
	}
}

// An interpreter that loads the library late has little room left for its
// thread-local memory (glibc keeps some 1.5 KiB for all such libraries), and cannot
// load it at all when that is used up.
func TestThreadLocalMemoryIsSmall(t *testing.T) {
	const most = 256
	for _, p := range open(t, "GOLWS_FRONT").Progs {
		if p.Type == elf.PT_TLS && p.Memsz > most {
			t.Errorf("%d bytes, %d at most", p.Memsz, most)
		}
	}
}
