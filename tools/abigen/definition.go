package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// A name at column 0 followed by "(" begins a function definition when its
// parameter list is followed by "{" (the return type stands on its own line).
var functionStart = regexp.MustCompile(`(?m)^([A-Za-z_]\w*)\(`)

// A line that ends in "name =" or "name[n] =" at file scope defines a variable.
var variableStart = regexp.MustCompile(`(?m)^[A-Za-z_][\w \t*]*?([A-Za-z_]\w*)(?:\[[^\]\n]*\])*[ \t]*=`)

// frontDefinitions returns the names that the hand-written C files of dir
// define, each with the file it stands in.
func frontDefinitions(dir string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.c"))
	if err != nil {
		return nil, err
	}
	defined := map[string]string{}
	for _, file := range files {
		if isGenerated(file) {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, name := range definitionsIn(stripComments(string(text))) {
			defined[name] = filepath.Base(file)
		}
	}
	return defined, nil
}

func definitionsIn(text string) []string {
	var names []string
	for _, at := range functionStart.FindAllStringSubmatchIndex(text, -1) {
		end := closingParenthesis(text, at[1]-1)
		if end >= 0 && strings.HasPrefix(strings.TrimLeft(text[end+1:], " \t\n"), "{") {
			names = append(names, text[at[2]:at[3]])
		}
	}
	for _, m := range variableStart.FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[0], "static ") && !strings.HasPrefix(m[0], "typedef ") {
			names = append(names, m[1])
		}
	}
	return names
}

func closingParenthesis(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

var comments = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)

func stripComments(text string) string {
	return comments.ReplaceAllString(text, " ")
}

const exportPrefix = "golws_"

// goExports returns the C names starting with golws_ that the Go files of dir
// export, sorted.
func goExports(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	seen := map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(set, file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Doc == nil {
				continue
			}
			for _, c := range fn.Doc.List {
				name, ok := strings.CutPrefix(c.Text, "//export ")
				name = strings.TrimSpace(name)
				if !ok || !strings.HasPrefix(name, exportPrefix) {
					continue
				}
				if other := seen[name]; other != "" {
					return nil, fmt.Errorf("%s: %s is already exported by %s", file, name, other)
				}
				seen[name] = file
			}
		}
	}
	var names []string
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names, nil
}
