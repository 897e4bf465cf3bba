package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// These tests falsify the headers, one kind of fact after another, and demand
// that the compiled checks name what was falsified. All facts of a kind are
// falsified in one copy, so that each of them is shown to be checked.

// headerCopy is a private include folder that a test may damage.
type headerCopy struct {
	t   *testing.T
	dir string
}

func copyHeaders(t *testing.T) headerCopy {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(testRoot(t), includeDir))); err != nil {
		t.Fatal(err)
	}
	return headerCopy{t, dir}
}

func (h headerCopy) edit(header string, change func(text string) string) {
	h.t.Helper()
	path := filepath.Join(h.dir, header)
	text, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(change(string(text))), 0o666); err != nil {
		h.t.Fatal(err)
	}
}

// append adds text behind everything that the umbrella header includes.
func (h headerCopy) append(text string) {
	h.edit("libwebsockets.h", func(s string) string { return s + text })
}

// compile compiles the layout checks against the copy.
func (h headerCopy) compile(flags ...string) (output string, ok bool) {
	args := append([]string{"-std=gnu11", "-fsyntax-only", "-w", "-fmax-errors=0", "-I", h.dir,
		filepath.Join(testRoot(h.t), "tests/abi/layout/layout.c")}, flags...)
	cmd := exec.Command("gcc", args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// mustName fails the test for each name that the compiler's output lacks.
func mustName(t *testing.T, output string, format string, names []string) {
	t.Helper()
	if len(names) == 0 {
		t.Fatal("nothing was falsified")
	}
	for _, name := range names {
		if !strings.Contains(output, fmt.Sprintf(format, name)) {
			t.Errorf("no check names %s", name)
		}
	}
	if t.Failed() {
		t.Logf("compiler said:\n%.4000s", output)
	}
}

func testRoot(t *testing.T) string {
	t.Helper()
	root, err := projectRoot()
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func testFacts(t *testing.T) *facts {
	t.Helper()
	f, err := loadFacts()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// compileCxx is compile for a C++ program.
func (h headerCopy) compileCxx(flags ...string) (output string, ok bool) {
	args := append([]string{"-std=c++11", "-fsyntax-only", "-w", "-fmax-errors=0", "-I", h.dir,
		filepath.Join(testRoot(h.t), "tests/abi/layout/layout.cc")}, flags...)
	out, err := exec.Command("g++", args...).CombinedOutput()
	return string(out), err == nil
}

func (h headerCopy) mustHoldEveryFact() {
	h.t.Helper()
	for _, flags := range [][]string{{}, {"-DNDEBUG"}} {
		if out, ok := h.compile(flags...); !ok {
			h.t.Errorf("gcc %v:\n%.4000s", flags, out)
		}
		if out, ok := h.compileCxx(flags...); !ok {
			h.t.Errorf("g++ %v:\n%.4000s", flags, out)
		}
	}
}

func TestHeadersHoldEveryFact(t *testing.T) {
	copyHeaders(t).mustHoldEveryFact()
}

// hideOtherLibraries makes the copy believe that the headers of OpenSSL and
// libcap are not installed.
func (h headerCopy) hideOtherLibraries() {
	for _, header := range []string{"openssl/ssl.h", "sys/capability.h"} {
		h.edit("libwebsockets.h", func(text string) string {
			if !strings.Contains(text, "__has_include(<"+header+">)") {
				h.t.Fatalf("libwebsockets.h does not ask for <%s>", header)
			}
			return strings.ReplaceAll(text, "__has_include(<"+header+">)", "0")
		})
	}
}

func TestHeadersHoldEveryFactAlone(t *testing.T) {
	h := copyHeaders(t)
	h.hideOtherLibraries()
	h.mustHoldEveryFact()
}

func TestGenerationDoesNotDependOnOtherLibraries(t *testing.T) {
	h := copyHeaders(t)
	h.hideOtherLibraries()
	root := t.TempDir()
	for _, dir := range []string{frontDir, bridgeDir, "docs"} {
		if err := os.CopyFS(filepath.Join(root, dir), os.DirFS(filepath.Join(testRoot(t), dir))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(root, includeDir), os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	p, err := openProject(root)
	if err != nil {
		t.Fatal(err)
	}
	want := generated(t, openTestProject(t))
	for i, out := range generated(t, p) {
		if out != want[i] {
			t.Errorf("%s differs without OpenSSL's headers", out.path)
		}
	}
}

var recordStart = regexp.MustCompile(`\b(struct|union)\b\s*(\w*)\s*\{`)

// bodies calls found for each record of the text, with its C names and the
// position behind its opening brace.
func bodies(text string, found func(names []string, open int)) {
	for _, at := range recordStart.FindAllStringSubmatchIndex(text, -1) {
		depth, end := 1, at[1]
		for ; end < len(text) && depth > 0; end++ {
			switch text[end] {
			case '{':
				depth++
			case '}':
				depth--
			}
		}
		kind, tag := text[at[2]:at[3]], text[at[4]:at[5]]
		names := []string{kind + " " + tag}
		behind, _, _ := strings.Cut(text[end:], ";")
		names = append(names, strings.TrimSpace(behind))
		found(names, at[1])
	}
}

func (h headerCopy) growRecords(facts []structFact, only func(structFact) bool) []string {
	byHeader := map[string]map[string]structFact{}
	for _, s := range facts {
		if byHeader[s.Header] == nil {
			byHeader[s.Header] = map[string]structFact{}
		}
		byHeader[s.Header][s.CType] = s
	}
	var grown []string
	for header, records := range byHeader {
		h.edit(header, func(text string) string {
			var out strings.Builder
			last := 0
			bodies(text, func(names []string, open int) {
				for _, name := range names {
					s, ok := records[name]
					if !ok || !only(s) {
						continue
					}
					out.WriteString(text[last:open])
					// A union grows only by what is larger than its members.
					fmt.Fprintf(&out, " char inserted_by_test[%d];", map[bool]int64{true: 1, false: s.Size + 1}[s.Kind == "struct"])
					last = open
					grown = append(grown, s.CType)
					return
				}
			})
			return out.String() + text[last:]
		})
	}
	return grown
}

func TestEveryGrownStructIsNamed(t *testing.T) {
	f, h := testFacts(t), copyHeaders(t)
	grown := h.growRecords(f.Structs, func(structFact) bool { return true })
	if len(grown) != len(f.Structs) {
		t.Errorf("found %d of %d definitions in %s/", len(grown), len(f.Structs), includeDir)
	}
	out, _ := h.compile()
	// Either the size differs or, where padding hides that, the first offset.
	mustName(t, strings.ReplaceAll(out, ".", ": "), `"%s: `, grown)
}

// One byte at the front moves every field by one alignment step; the members
// that follow are named one by one.
func TestMovedFieldIsNamed(t *testing.T) {
	f, h := testFacts(t), copyHeaders(t)
	h.growRecords(f.Structs, func(s structFact) bool { return s.CType == "struct lws_client_connect_info" })
	out, _ := h.compile()
	mustName(t, out, `"struct lws_client_connect_info.%s: offset is not`, []string{"context", "address", "port", "path", "pwsi"})
	if strings.Contains(out, `"struct lws_protocols`) {
		t.Error("a struct that did not change is named")
	}
}

func TestFieldOfAnotherTypeIsNamed(t *testing.T) {
	h := copyHeaders(t)
	h.edit("libwebsockets/lws-client.h", func(text string) string {
		return regexp.MustCompile(`\bint(\s+port\s*;)`).ReplaceAllString(text, "unsigned int$1")
	})
	out, _ := h.compile()
	mustName(t, out, `"%s: type is not int`, []string{"struct lws_client_connect_info.port"})
}

var enumStart = regexp.MustCompile(`\benum\b[^;{}()]*\{`)

func TestEveryAlteredEnumeratorIsNamed(t *testing.T) {
	f, h := testFacts(t), copyHeaders(t)
	values := map[string]int64{}
	var all []string
	headers := map[string]bool{}
	for _, e := range f.Enums {
		headers[e.Header] = true
		for _, v := range e.Enumerators {
			values[v.Name] = v.Value
			all = append(all, v.Name)
		}
	}
	for header := range headers {
		h.edit(header, func(text string) string {
			text = stripComments(text)
			return replaceBodies(text, enumStart, func(body string) string {
				var out []string
				for _, entry := range strings.Split(regexp.MustCompile(`(?m)^\s*#.*$`).ReplaceAllString(body, ""), ",") {
					name, _, _ := strings.Cut(entry, "=")
					if v, ok := values[strings.TrimSpace(name)]; ok {
						out = append(out, fmt.Sprintf("%s = %d", name, v+1))
					}
				}
				return strings.Join(out, ",")
			})
		})
	}
	out, _ := h.compile()
	mustName(t, out, `"%s: value is not`, all)
}

func replaceBodies(text string, start *regexp.Regexp, replace func(body string) string) string {
	var out strings.Builder
	last := 0
	for _, at := range start.FindAllStringIndex(text, -1) {
		end := strings.IndexByte(text[at[1]:], '}')
		if at[0] < last || end < 0 {
			continue
		}
		out.WriteString(text[last:at[1]])
		out.WriteString(replace(text[at[1] : at[1]+end]))
		last = at[1] + end
	}
	return out.String() + text[last:]
}

func TestEveryAlteredMacroIsNamed(t *testing.T) {
	f, h := testFacts(t), copyHeaders(t)
	var b bytes.Buffer
	var values, texts, parameters, aliases, empty, undefined []string
	redefine := func(list *[]string, name, format string, args ...any) {
		*list = append(*list, name)
		fmt.Fprintf(&b, "\n#undef %s\n#define %s%s", name, name, fmt.Sprintf(format, args...))
	}
	for _, m := range f.Macros.Integer {
		redefine(&values, m.Name, " ((%s) + 1)", literal(m.Value.String()))
	}
	for _, m := range f.Macros.String {
		redefine(&texts, m.Name, " %q", m.Value+"?")
	}
	for _, m := range f.Macros.FunctionLike {
		if m.OnlyWithNDEBUG {
			continue
		}
		many := strings.Repeat("p, ", 12)
		for i := range 12 {
			many = strings.Replace(many, "p,", fmt.Sprintf("p%d,", i), 1)
		}
		redefine(&parameters, m.Name, "(%s last)", many)
	}
	for _, m := range f.Macros.Alias {
		redefine(&aliases, m.Name, " another_name")
	}
	for _, m := range f.Macros.Empty {
		redefine(&empty, m.Name, " 1")
	}
	for _, name := range f.Macros.Undefined {
		redefine(&undefined, name, "")
	}
	h.append(b.String() + "\n")
	out, _ := h.compile()
	mustName(t, out, `"%s: value is not`, values)
	mustName(t, out, `"%s: text is not`, texts)
	mustName(t, out, `macro "%s" requires`, parameters)
	mustName(t, out, `"%s: is not `, aliases)
	mustName(t, out, `"%s: is not empty`, empty)
	mustName(t, out, `%s: macro must not be defined`, undefined)
}

// missingSample thins out what the compiler reports as undeclared, since it
// spends long on guessing what was meant. That every name is checked at all is
// shown by the tests that alter each of them.
const missingSample = 16

func TestMissingMacroIsNamed(t *testing.T) {
	f, h := testFacts(t), copyHeaders(t)
	var b bytes.Buffer
	var constants, others []string
	undef := func(list *[]string, name string) {
		*list = append(*list, name)
		fmt.Fprintf(&b, "\n#undef %s", name)
	}
	for i, m := range f.Macros.Integer {
		if i%missingSample == 0 {
			undef(&constants, m.Name)
		}
	}
	for _, m := range f.Macros.String {
		undef(&constants, m.Name)
	}
	for _, m := range f.Macros.FunctionLike {
		if !m.OnlyWithNDEBUG {
			undef(&others, m.Name)
		}
	}
	for _, m := range f.Macros.Alias {
		undef(&others, m.Name)
	}
	for _, m := range f.Macros.Empty {
		undef(&others, m.Name)
	}
	for _, m := range f.Macros.Other {
		undef(&others, m.Name)
	}
	h.append(b.String() + "\n")
	out, _ := h.compile()
	mustName(t, out, `'%s' undeclared`, constants)
	mustName(t, out, `%s: macro is not defined`, others)
}

// declarationNames changes each declaration of a function of the facts that the
// header does not define itself, at its name.
func (h headerCopy) declarationNames(change func(text, name string) string) []string {
	declared, err := parseHeaders("#include <libwebsockets.h>\n", h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	var changed []string
	for _, fact := range testFacts(h.t).Functions {
		fn := declared.functions[fact.Name]
		if fn == nil || fn.inline {
			continue
		}
		h.edit(fn.file, func(text string) string {
			lines := strings.SplitAfter(text, "\n")
			before, rest := strings.Join(lines[:fn.line-1], ""), strings.Join(lines[fn.line-1:], "")
			at := regexp.MustCompile(`\b` + fn.name + `\s*\(`).FindStringIndex(rest)
			if at == nil {
				return text
			}
			changed = append(changed, fn.name)
			return before + rest[:at[0]] + change(rest[at[0]:], fn.name)
		})
	}
	return changed
}

func TestMissingFunctionIsNamed(t *testing.T) {
	h := copyHeaders(t)
	var renamed []string
	count := 0
	h.declarationNames(func(text, name string) string {
		if count++; count%missingSample != 0 {
			return text
		}
		renamed = append(renamed, name)
		return "renamed_by_test_" + text
	})
	out, _ := h.compile()
	mustName(t, out, `'%s' undeclared`, renamed)
}

func TestAbigenNamesEveryMissingFunction(t *testing.T) {
	h := copyHeaders(t)
	h.declarationNames(func(text, name string) string {
		return "renamed_by_test_" + text
	})

	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, includeDir), os.DirFS(h.dir)); err != nil {
		t.Fatal(err)
	}
	p, err := openProject(root)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.generate()
	if err == nil {
		t.Fatal("abigen accepts headers without functions")
	}
	for _, fn := range p.facts.exported() {
		if !strings.Contains(err.Error(), fn.Name+": function is not declared") {
			t.Errorf("abigen does not name %s", fn.Name)
		}
	}
}

func TestEveryAlteredPrototypeIsNamed(t *testing.T) {
	h := copyHeaders(t)
	altered := h.declarationNames(func(text, name string) string {
		head, tail, _ := strings.Cut(text, "(")
		if empty := regexp.MustCompile(`^\s*void\s*\)`).FindString(tail); empty != "" {
			return head + "(int added_by_test)" + strings.TrimPrefix(tail, empty)
		}
		return head + "(int added_by_test, " + tail
	})
	out, _ := h.compile()
	mustName(t, out, `"%s: type is not pointer to`, altered)
}

func TestMissingVariableIsNamed(t *testing.T) {
	f, h := testFacts(t), copyHeaders(t)
	var all []string
	for _, d := range f.Data {
		all = append(all, d.Name)
		h.edit(d.Header, func(text string) string {
			return regexp.MustCompile(`\b`+d.Name+`\b(\s*(\[|;|,))`).ReplaceAllString(text, "renamed_by_test_"+d.Name+"$1")
		})
	}
	out, _ := h.compile()
	mustName(t, out, `'%s' undeclared`, all)
}

// Where bitfields lie shows when the program runs.
func TestMovedBitfieldIsNamed(t *testing.T) {
	h := copyHeaders(t)
	run := func() string {
		program := filepath.Join(t.TempDir(), "layout")
		cmd := exec.Command("gcc", "-std=gnu11", "-w", "-no-pie", "-Wl,--unresolved-symbols=ignore-all",
			"-I", h.dir, "-o", program, filepath.Join(testRoot(t), "tests/abi/layout/layout.c"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v:\n%s", err, out)
		}
		out, _ := exec.Command(program).Output() // unresolved symbols make it fail
		return string(out)
	}
	if out := run(); out != "" {
		t.Errorf("intact headers: %s", out)
	}
	const field = "cache_reusable"
	h.edit("libwebsockets/lws-context-vhost.h", func(text string) string {
		return regexp.MustCompile(`unsigned int\s+`+field).ReplaceAllString(text, "unsigned int moved_by_test : 1;\n\t$0")
	})
	mustName(t, run(), "struct lws_http_mount.%s: bits are not", []string{field})
}
