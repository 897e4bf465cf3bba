package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"modernc.org/cc/v4"
)

// declarations is what a set of C headers declares for their reader.
type declarations struct {
	functions map[string]*function
	variables map[string]*variable
	macros    map[string]*cc.Macro
}

// function is a C function as its header spells it.
type function struct {
	name       string
	result     string
	params     []param
	variadic   bool
	inline     bool
	attributes string
	file       string
	line       int
	doc        string
}

type param struct {
	name        string
	declaration string
}

// variable is a C variable as its header spells it, without `extern`.
type variable struct {
	name        string
	declaration string
	file        string
}

// prototype returns the parameter list as it stands between the parentheses
// of a definition.
func (f *function) prototype() string {
	var list []string
	for _, p := range f.params {
		list = append(list, p.declaration)
	}
	if f.variadic {
		list = append(list, "...")
	}
	if len(list) == 0 {
		return "void"
	}
	return strings.Join(list, ", ")
}

// arguments returns the names of the parameters, ready to be passed on.
func (f *function) arguments() string {
	var list []string
	for _, p := range f.params {
		list = append(list, p.name)
	}
	return strings.Join(list, ", ")
}

var errorTag = regexp.MustCompile(`(?m)^[ \t/*]*@error[ \t]+(.+?)[ \t]*(?:\*/)?$`)

// errorValue returns the value that the documentation names after @error.
func (f *function) errorValue() (value string, documented bool) {
	if m := errorTag.FindStringSubmatch(f.doc); m != nil {
		return m[1], true
	}
	switch {
	case f.result == "void":
		return "void", false
	case strings.HasSuffix(f.result, "*"):
		return "NULL", false
	case f.result == "int":
		return "-1", false
	}
	return "0", false
}

// parseHeaders reads the C text `source` as the host's compiler would, with the
// folders `include` searched first, and returns what files inside those folders
// declare.
func parseHeaders(source string, include ...string) (*declarations, error) {
	cfg, err := cc.NewConfig("linux", "amd64")
	if err != nil {
		return nil, fmt.Errorf("asking the C compiler for its settings: %w", err)
	}
	cfg.SysIncludePaths = append(append([]string{}, include...), cfg.SysIncludePaths...)
	ast, err := cc.Translate(cfg, []cc.Source{
		{Name: "<predefined>", Value: cfg.Predefined},
		{Name: "<builtin>", Value: cc.Builtin},
		{Name: "<abigen>", Value: source},
	})
	if err != nil {
		return nil, err
	}
	d := &declarations{
		functions: map[string]*function{},
		variables: map[string]*variable{},
		macros:    ast.Macros,
	}
	r := reader{declarations: d, include: include, texts: map[string][]byte{}}
	for l := ast.TranslationUnit; l != nil; l = l.TranslationUnit {
		if err := r.read(l.ExternalDeclaration); err != nil {
			return nil, err
		}
	}
	return d, nil
}

type reader struct {
	*declarations
	include []string
	texts   map[string][]byte
}

func (r *reader) read(d *cc.ExternalDeclaration) error {
	file := r.relative(d.Position().Filename)
	if file == "" {
		return nil
	}
	if def := d.FunctionDefinition; def != nil {
		return r.add(def.DeclarationSpecifiers, def.Declarator, "", d, file, true)
	}
	if d.Declaration == nil {
		return nil
	}
	for l := d.Declaration.InitDeclaratorList; l != nil; l = l.InitDeclaratorList {
		attributes := ""
		if l.InitDeclarator.AttributeSpecifierList != nil {
			attributes = cc.NodeSource(l.InitDeclarator.AttributeSpecifierList)
		}
		err := r.add(d.Declaration.DeclarationSpecifiers, l.InitDeclarator.Declarator, attributes, d, file, false)
		if err != nil {
			return err
		}
	}
	return nil
}

// relative returns the path of file inside the include folders, "" if outside.
func (r *reader) relative(file string) string {
	for _, dir := range r.include {
		if rel, err := filepath.Rel(dir, file); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return ""
}

func (r *reader) add(specifiers *cc.DeclarationSpecifiers, dcl *cc.Declarator, attributes string, at *cc.ExternalDeclaration, file string, inline bool) error {
	name := dcl.Name()
	base, isTypedef := typeSpecifiers(specifiers)
	if isTypedef || name == "" {
		return nil
	}
	if dcl.Pointer != nil {
		base += " " + cc.NodeSource(dcl.Pointer)
	}
	fn, ok := dcl.Type().(*cc.FunctionType)
	if !ok {
		r.variables[name] = &variable{
			name:        name,
			declaration: base + " " + cc.NodeSource(dcl.DirectDeclarator),
			file:        file,
		}
		return nil
	}
	direct := dcl.DirectDeclarator
	if direct.DirectDeclarator == nil || direct.DirectDeclarator.Case != cc.DirectDeclaratorIdent {
		return fmt.Errorf("%v: %s: write the prototype out, abigen reads neither function typedefs nor results that are function pointers", at.Position(), name)
	}
	f := &function{
		name:       name,
		result:     base,
		variadic:   fn.IsVariadic(),
		inline:     inline,
		attributes: attributes,
		file:       file,
		line:       at.Position().Line,
		doc:        r.comment(at.Position().Filename, at.Position().Line, at.Position().Column),
	}
	if direct.ParameterTypeList != nil {
		for l := direct.ParameterTypeList.ParameterList; l != nil; l = l.ParameterList {
			p := l.ParameterDeclaration
			text := cc.NodeSource(p)
			if text == "void" {
				break
			}
			if p.Declarator == nil {
				return fmt.Errorf("%v: %s: parameter %d has no name", at.Position(), name, len(f.params)+1)
			}
			f.params = append(f.params, param{name: p.Declarator.Name(), declaration: text})
		}
	}
	if seen := r.functions[name]; seen != nil && seen.doc != "" {
		return nil
	}
	r.functions[name] = f
	return nil
}

// typeSpecifiers returns the type that declaration specifiers name, without
// storage class, attributes and function specifiers.
func typeSpecifiers(s *cc.DeclarationSpecifiers) (text string, isTypedef bool) {
	var words []string
	for ; s != nil; s = s.DeclarationSpecifiers {
		switch {
		case s.TypeSpecifier != nil:
			words = append(words, cc.NodeSource(s.TypeSpecifier))
		case s.TypeQualifier != nil:
			words = append(words, cc.NodeSource(s.TypeQualifier))
		case s.StorageClassSpecifier != nil:
			isTypedef = isTypedef || s.StorageClassSpecifier.Case == cc.StorageClassSpecifierTypedef
		}
	}
	return strings.Join(words, " "), isTypedef
}

var (
	trailingWord      = regexp.MustCompile(`\w+$`)
	trailingDirective = regexp.MustCompile(`(?:^|\n)[ \t]*#[^\n]*$`)
)

// comment returns the documentation comment in front of the declaration at
// line and column, reading back over specifiers that expand to nothing and over
// conditions; "" if there is none.
func (r *reader) comment(file string, line, column int) string {
	text, ok := r.texts[file]
	if !ok {
		text, _ = os.ReadFile(file)
		r.texts[file] = text
	}
	before := text
	for n := 1; n < line; n++ {
		end := bytes.IndexByte(before, '\n')
		if end < 0 {
			return ""
		}
		before = before[end+1:]
	}
	end := len(text) - len(before) + column - 1
	if end > len(text) {
		return ""
	}
	rest := string(text[:end])
	for {
		rest = strings.TrimRight(rest, " \t\n")
		if at := trailingDirective.FindStringIndex(rest); at != nil {
			rest = rest[:at[0]]
			continue
		}
		if word := trailingWord.FindString(rest); word != "" {
			rest = strings.TrimSuffix(rest, word)
			continue
		}
		break
	}
	start := strings.LastIndex(rest, "/*")
	if start < 0 || !strings.HasSuffix(rest, "*/") || !strings.HasPrefix(rest[start:], "/**") {
		return ""
	}
	return rest[start:]
}
