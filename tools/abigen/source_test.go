package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// parse reads one header from a folder of its own.
func parse(t *testing.T, text string) *declarations {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "h.h"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	d, err := parseHeaders("#include <h.h>\n", dir)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPrototypesKeepTheirSpelling(t *testing.T) {
	d := parse(t, `
#include <stddef.h>
#define VISIBLE
struct wsi;
typedef int (*sorter)(const void *, const void *);
VISIBLE extern int
plain(struct wsi *wsi, unsigned char *buf, size_t len);
const char *text(void);
extern void **pointers(int (*compare)(const char *, void *), const char *const *list, sorter s);
unsigned long long variadic(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int defined(int a) { return a; }
extern const char *const names[4];
`)
	for name, want := range map[string]string{
		"plain":    "int plain(struct wsi *wsi, unsigned char *buf, size_t len)",
		"text":     "const char *text(void)",
		"pointers": "void **pointers(int (*compare)(const char *, void *), const char *const *list, sorter s)",
		"variadic": "unsigned long long variadic(const char *format, ...)",
		"defined":  "int defined(int a)",
	} {
		fn := d.functions[name]
		if fn == nil {
			t.Errorf("%s: not found", name)
			continue
		}
		if got := declare(fn.result, name) + "(" + fn.prototype() + ")"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if v := d.variables["names"]; v == nil || v.declaration != "const char *const names[4]" {
		t.Errorf("names: %+v", v)
	}
	if !d.functions["defined"].inline || d.functions["plain"].inline {
		t.Error("inline is not told apart")
	}
}

func TestParameterWithoutNameIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "h.h"), []byte("int f(int a, char *);\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := parseHeaders("#include <h.h>\n", dir)
	if err == nil || !strings.Contains(err.Error(), "f: parameter 2 has no name") {
		t.Errorf("error: %v", err)
	}
}

func TestErrorValueComesFromTheDocumentation(t *testing.T) {
	d := parse(t, `
#define VISIBLE
/**
 * Writes.
 * @error -2
 */
VISIBLE int written(void);

/** One line. @param a b
 *  @error LWS_THING_FAILED */
#if defined(__linux__)
VISIBLE int conditional(void);
#endif

/* Not documentation. @error 7 */
int plain_comment(void);
void *pointer(void);
unsigned int number(void);
void nothing(void);
`)
	for name, want := range map[string]string{
		"written": "-2", "conditional": "LWS_THING_FAILED",
		"plain_comment": "-1", "pointer": "NULL", "number": "0", "nothing": "void",
	} {
		value, documented := d.functions[name].errorValue()
		if value != want || documented != (name == "written" || name == "conditional") {
			t.Errorf("%s: %q, documented %v; want %q", name, value, documented, want)
		}
	}
}

func TestDefinitionsAreFoundByTheirShape(t *testing.T) {
	got := definitionsIn(stripComments(`
/*
commented(void)
{
}
*/
int
defined(int (*f)(int),
	int b)
{
	called(f);
	if (b)
		return 0;
}

static int declared_only(int a);
declared_at_margin(int a);

LOOP(x)
	;

const struct ops table[] = {
	{ 1 },
};
int number = 3;
static int hidden = 4;
`))
	if want := []string{"defined", "table", "number"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestGoExportsAreFound(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("a.go", "package main\n\nimport \"C\"\n\n// Writes.\n//\n//export golws_lws_write\nfunc write() {}\n\n//export other\nfunc other() {}\n")
	write("a_test.go", "package main\n\n//export golws_in_test\nfunc x() {}\n")
	got, err := goExports(dir)
	if err != nil || !slices.Equal(got, []string{"golws_lws_write"}) {
		t.Fatalf("%v, %v", got, err)
	}
	write("b.go", "package main\n\n//export golws_lws_write\nfunc again() {}\n")
	if _, err := goExports(dir); err == nil || !strings.Contains(err.Error(), "golws_lws_write is already exported") {
		t.Errorf("error: %v", err)
	}
}

func TestExportWithoutDeclarationIsNamed(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, includeDir), os.DirFS(filepath.Join(testRoot(t), includeDir))); err != nil {
		t.Fatal(err)
	}
	bridge := filepath.Join(root, bridgeDir)
	if err := os.MkdirAll(bridge, 0o777); err != nil {
		t.Fatal(err)
	}
	text := "package main\n\n//export golws_lws_nonsense\nfunc a() {}\n\n//export golws_lws_snprintf\nfunc b() {}\n"
	if err := os.WriteFile(filepath.Join(bridge, "a.go"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := openProject(root)
	if err == nil || !strings.Contains(err.Error(), "golws_lws_nonsense is exported") ||
		!strings.Contains(err.Error(), "lws_snprintf is variadic") {
		t.Errorf("error: %v", err)
	}
}

func TestConstIsCastAwayForCgo(t *testing.T) {
	for declaration, want := range map[string]string{
		"const char *text":             "(char *)p",
		"const char *const *text":      "(char * *)p",
		"struct lws *text":             "p",
		"const lws_map_key_t text":     "p",
		"int (*text)(const char *)":    "p",
		"const struct lws_thing *text": "(struct lws_thing *)p",
		"const char *text[]":           "(char * *)p",
	} {
		got := strings.ReplaceAll(withoutConst(param{name: "text", declaration: declaration}), "text", "p")
		if got != want {
			t.Errorf("%s: %s, want %s", declaration, got, want)
		}
	}
}

func forwarder(t *testing.T, header string, name string, inCore bool) string {
	t.Helper()
	p := &project{
		facts:   &facts{Functions: []functionFact{{Name: name, Exported: true}}},
		headers: parse(t, header),
		core:    map[string]bool{name: inCore},
		front:   map[string]string{},
	}
	text, err := p.forwarders()
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(text, "#include \"core.h\"\n")
	return body
}

func TestForwarderCallsTheCore(t *testing.T) {
	got := forwarder(t, "/** @error -3 */\nint f(int a, char *b);\n", "f", true)
	want := `
int
f(int a, char *b)
{
	struct golws_scope scope;
	const struct golws_core_table *core = golws_enter(&scope, "f");
	int result = core ? core->f(a, b) : -3;

	golws_leave(&scope);
	return result;
}
`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestForwarderOfAConnectionLooksWhoServesIt(t *testing.T) {
	got := forwarder(t, "struct lws;\n/** @error void */\nvoid f(struct lws *wsi, int a);\n", "f", true)
	want := `
void
f(struct lws *wsi, int a)
{
	struct golws_scope scope;
	const struct golws_core_table *core = golws_enter_for(&scope, wsi, "f");

	if (core)
		core->f(wsi, a);
	golws_leave(&scope);
}
`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestForwarderOfAMissingFunctionLeavesTheCoreAlone(t *testing.T) {
	got := forwarder(t, "void *f(int a);\n#define f(x) f(1)\n", "f", false)
	want := `
#undef f

void *
f(int a)
{
	(void)a;
	golws_missing("f");
	return NULL;
}
`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestFunctionOfTheFrontGetsNoForwarder(t *testing.T) {
	p := &project{
		facts:   &facts{Functions: []functionFact{{Name: "f", Exported: true}}},
		headers: parse(t, "int f(void);\n"),
		front:   map[string]string{"f": "f.c"},
	}
	if text, _ := p.forwarders(); strings.Contains(text, "f(void)") {
		t.Error(text)
	}
}

func TestMatrixIsNeverOptimistic(t *testing.T) {
	p := &project{
		facts:   &facts{},
		front:   map[string]string{"a": "a.c", "b": "a.c"},
		core:    map[string]bool{"c": true},
		partial: map[string]string{"b": "no timers", "d": "anything"},
	}
	for name, want := range map[string]string{
		"a": implemented, "b": partly, "c": implemented, "d": missing, "e": missing,
	} {
		if got, _ := p.status(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
