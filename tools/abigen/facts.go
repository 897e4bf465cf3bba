package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
)

//go:embed facts/*.json
var factFiles embed.FS

// facts is the binary contract: what the library that programs were compiled
// against looks like to them. facts/README.md says how it was measured.
type facts struct {
	Soname    string
	Version   string
	Functions []functionFact
	Data      []dataFact
	Enums     []enumFact
	Macros    macroFacts
	Structs   []structFact
	Opaque    []string
	Typedefs  []typedefFact
	Usage     usageFacts
}

type functionFact struct {
	Name              string
	Header            string
	Returns           string
	Params            []string
	Variadic          bool
	Inline            bool
	Exported          bool
	OnlyWithoutNDEBUG bool `json:"only_without_NDEBUG"`
	PrintfFormatParam int  `json:"printf_format_param"`
}

// pointerType returns the C type of a pointer to the function.
func (f functionFact) pointerType() string {
	return f.Returns + " (*)(" + parameterTypes(f.Params, f.Variadic) + ")"
}

func parameterTypes(params []string, variadic bool) string {
	list := ""
	for i, p := range params {
		if i > 0 {
			list += ", "
		}
		list += p
	}
	switch {
	case variadic:
		return list + ", ..."
	case list == "":
		return "void"
	}
	return list
}

type dataFact struct {
	Name     string
	Header   string
	Type     string
	Size     int64
	Exported bool
}

type enumFact struct {
	Name        string
	Typedef     string
	Header      string
	Underlying  string
	Size        int64
	Enumerators namedValues
}

// cType returns how C names the enum, or "" when it has no name at all.
func (e enumFact) cType() string {
	if e.Name != "" {
		return "enum " + e.Name
	}
	return e.Typedef
}

type macroFacts struct {
	Integer      []integerMacro
	String       []stringMacro
	FunctionLike []functionMacro `json:"function_like"`
	Alias        []aliasMacro
	Empty        []emptyMacro
	Other        []otherMacro
	Undefined    []string
}

type integerMacro struct {
	Name        string
	Header      string
	Type        string
	Value       json.Number
	ValueNDEBUG json.Number `json:"value_NDEBUG"`
}

type stringMacro struct{ Name, Header, Value string }

type functionMacro struct {
	Name           string
	Header         string
	Params         []string
	OnlyWithNDEBUG bool `json:"only_with_NDEBUG"`
}

type aliasMacro struct {
	Name    string
	Header  string
	AliasOf string `json:"alias_of"`
}

type emptyMacro struct {
	Name              string
	Header            string
	OnlyWithoutNDEBUG bool `json:"only_without_NDEBUG"`
}

type otherMacro struct{ Name, Header, Kind string }

type structFact struct {
	CType  string `json:"c_type"`
	Kind   string
	Header string
	Size   int64
	Align  int64
	Fields []fieldFact
}

type fieldFact struct {
	Name      string
	Type      string
	Offset    int64
	Size      int64
	BitOffset int64 `json:"bit_offset"`
	BitWidth  int64 `json:"bit_width"`
	Record    *recordFact
}

type recordFact struct {
	Kind   string
	Size   int64
	Align  int64
	Fields []fieldFact
}

type typedefFact struct {
	Name   string
	Header string
	Kind   string
	Type   string
	Size   int64
}

type usageFacts struct {
	Programs       map[string][]string
	StaticPrograms map[string][]string `json:"static_programs"`
	Plugins        map[string][]string
	Examples       map[string]int
}

// namedValue is one enumerator.
type namedValue struct {
	Name  string
	Value int64
}

// namedValues keeps the order in which a JSON object lists its members.
type namedValues []namedValue

func (v *namedValues) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		e := namedValue{Name: name.(string)}
		if err := d.Decode(&e.Value); err != nil {
			return err
		}
		*v = append(*v, e)
	}
	return nil
}

func loadFacts() (*facts, error) {
	f := &facts{}
	for name, into := range map[string]any{
		"functions": f, "enums": f, "structs": f, "typedefs": f,
		"macros": &f.Macros, "usage": &f.Usage,
	} {
		text, err := factFiles.ReadFile("facts/" + name + ".json")
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, fmt.Errorf("facts/%s.json: %w", name, err)
		}
	}
	return f, nil
}

// exported returns the functions that the library has a symbol for.
func (f *facts) exported() []functionFact {
	var out []functionFact
	for _, fn := range f.Functions {
		if fn.Exported {
			out = append(out, fn)
		}
	}
	return out
}

// exportedData returns the variables that the library has a symbol for.
func (f *facts) exportedData() []dataFact {
	var out []dataFact
	for _, d := range f.Data {
		if d.Exported {
			out = append(out, d)
		}
	}
	return out
}
