// Command abigen keeps everything that must agree with the public headers in
// agreement with them: it reads include/ the way a C compiler does, the facts of
// the binary contract, and the sources that implement the functions, and writes
// the forwarders, the function table, the symbol maps, the layout checks and
// docs/MATRIX.md.
//
//	abigen          write the generated files that changed
//	abigen -check   write nothing; fail and name the files that are stale
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	root := flag.String("root", "", "project folder (default: the one that holds go.mod)")
	check := flag.Bool("check", false, "write nothing, fail if a generated file is stale")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "abigen:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	if root == "" {
		var err error
		if root, err = projectRoot(); err != nil {
			return err
		}
	}
	p, err := openProject(root)
	if err != nil {
		return err
	}
	if names := p.unexportedCalls(); len(names) > 0 {
		fmt.Fprintf(os.Stderr, "abigen: %s declares what %s does not export: %s\n",
			coreCallsHeader, bridgeDir, strings.Join(names, ", "))
	}
	outputs, err := p.generate()
	if err != nil {
		return err
	}
	stale := staleOutputs(root, outputs)
	if check {
		if len(stale) > 0 {
			return fmt.Errorf("stale: %s (run `make generate`)", strings.Join(names(stale), ", "))
		}
		return nil
	}
	for _, out := range stale {
		path := filepath.Join(root, out.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(out.text), 0o666); err != nil {
			return err
		}
		fmt.Println("abigen: wrote", out.path)
	}
	return nil
}

func projectRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod above the current folder; use -root")
		}
		dir = parent
	}
}
