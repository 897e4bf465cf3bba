// Command nullcalls writes, to standard output, a C file that calls each
// exported function of the library with nothing but zeros: NULL for every
// pointer, and 0 for the rest. Each must come back with the value that its
// documentation gives for an error. Each is called a second time with valid
// objects of the library and zeros for the rest, and must come back.
//
//	nullcalls   (in the project's top folder)
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const facts = "tools/abigen/facts/functions.json"

// uncalled are functions that zeros ask for something a test cannot have.
var uncalled = map[string]string{
	"lws_daemonize": "goes into the background; see fork_before_load.c",
}

// answers are functions for which zeros are no error, and what they return then,
// "" for anything.
var answers = map[string]string{
	"lws_callback_http_dummy": "0", // reason 0, ESTABLISHED, needs no answer
	"lws_get_library_version": "",
	"lws_now_secs":            "",
	"lws_now_usecs":           "",
	"lws_retry_get_delay_ms":  "",  // with jitter
	"lws_strcmp_wildcard":     "0", // no bytes match no bytes
	"lws_timingsafe_bcmp":     "0", // and equal them
	"lws_token_to_string":     "",  // token 0
	"lwsac_sizeof":            "",
}

type function struct {
	Name     string
	Returns  string
	Params   []string
	Exported bool
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "nullcalls:", err)
		os.Exit(1)
	}
}

func run() error {
	text, err := os.ReadFile(facts)
	if err != nil {
		return err
	}
	var contract struct{ Functions []function }
	if err := json.Unmarshal(text, &contract); err != nil {
		return err
	}
	errorValues, err := documented("include")
	if err != nil {
		return err
	}
	fmt.Println("/* written by nullcalls */")
	for _, f := range contract.Functions {
		if !f.Exported {
			continue
		}
		if why, skip := uncalled[f.Name]; skip {
			fmt.Printf("\n/* %s %s. */\n", f.Name, why)
			continue
		}
		value, ok := errorValues[f.Name]
		if !ok {
			return fmt.Errorf("no @error is documented for %s", f.Name)
		}
		if answer, ok := answers[f.Name]; ok {
			value = answer
		}
		fmt.Printf("\nstatic void\ncall_%s(void)\n{\n\t%s;\n}\n", f.Name, call(f, nil, value))
		fmt.Printf("\nstatic void\nuse_%s(void)\n{\n\t%s;\n}\n", f.Name, call(f, objects, ""))
	}
	fmt.Printf("\nstatic const struct call calls[] = {\n")
	for _, f := range contract.Functions {
		if _, skip := uncalled[f.Name]; f.Exported && !skip {
			fmt.Printf("\t{ %q, call_%[1]s, use_%[1]s },\n", f.Name)
		}
	}
	fmt.Printf("};\n")
	return nil
}

// objects are the names of the variables that hold valid ones.
var objects = map[string]string{
	"struct lws *":                 "wsi",
	"const struct lws *":           "wsi",
	"struct lws_context *":         "context",
	"const struct lws_context *":   "context",
	"struct lws_vhost *":           "vhost",
	"const struct lws_vhost *":     "vhost",
	"const struct lws_protocols *": "protocol",
}

// call is the statement that calls f with given objects and compares its result.
func call(f function, given map[string]string, value string) string {
	arguments := make([]string, len(f.Params))
	for i, t := range f.Params {
		if object := given[t]; object != "" {
			arguments[i] = object
			continue
		}
		if functionType.MatchString(t) {
			t += " *" // what a parameter of such a type is
		}
		arguments[i] = fmt.Sprintf("(%s){ 0 }", t)
	}
	// The parentheses keep macros of that name away.
	expression := fmt.Sprintf("(%s)(%s)", f.Name, strings.Join(arguments, ", "))
	switch {
	case f.Returns == "void":
		return expression
	case value == "":
		return fmt.Sprintf("EXPECT_ANYTHING(%s)", expression)
	case strings.HasPrefix(value, `"`):
		return fmt.Sprintf("EXPECT_TEXT(%q, %s, %s)", f.Name, expression, value)
	}
	return fmt.Sprintf("EXPECT(%q, %s, (%s)%s)", f.Name, expression, f.Returns, value)
}

var (
	functionType = regexp.MustCompile(`^lws_(dir_callback|callback)_function$`)
	errorTag     = regexp.MustCompile(`@error\s+(.+?)\s*(?:\n|\*/|$)`)
	declaration  = regexp.MustCompile(`(\w+)\s*\(`)
)

// documented finds the @error value of each function declared in the headers.
func documented(folder string) (map[string]string, error) {
	headers, err := filepath.Glob(filepath.Join(folder, "libwebsockets", "*.h"))
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, header := range append(headers, filepath.Join(folder, "libwebsockets.h")) {
		text, err := os.ReadFile(header)
		if err != nil {
			return nil, err
		}
		value := ""
		for rest := string(text); ; {
			begin := strings.Index(rest, "/**")
			code := rest
			if begin >= 0 {
				code = rest[:begin]
			}
			for _, d := range declaration.FindAllStringSubmatch(code, -1) {
				if value != "" && values[d[1]] == "" {
					values[d[1]] = value
				}
			}
			if begin < 0 {
				break
			}
			end := strings.Index(rest[begin:], "*/")
			if end < 0 {
				return nil, fmt.Errorf("%s: a comment does not end", header)
			}
			comment := rest[begin : begin+end]
			value = ""
			if m := errorTag.FindStringSubmatch(comment); m != nil {
				value = strings.TrimSpace(m[1])
			}
			rest = rest[begin+end+2:]
		}
	}
	return values, nil
}
