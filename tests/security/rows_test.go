// Package security checks that docs/security.md names tests that exist.
package security

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const top = "../.."

// rows are the lists' rows that concern WebSocket or its compression, and what is bad
// input to parsers and cryptography.
var rows = []string{
	"CVE-2025-1866", "CVE-2025-11677", "CVE-2026-10650", "CVE-2026-114550",
	"061adbccd", "7a64c40cd", "cb29a5d54", "a06bb13e0", "8c8cba76a", "694e2fae3", "CWE-409",
	"pain 1", "pain 2", "pain 3", "pain 4", "pain 5", "pain 6", "pain 8", "pain 10", "pain 17", "pain 18",
	"nesting bombs", "lengths of 64 bits", "UTF-8", "numbers", "wrong keys", "alg none", "algorithm confusion",
	"invalid points", "wrong tags",
}

// programs are the folders of tests/ that have a program for each test.
var programs = []string{"parsers", "crypto", "process", "eventlibs"}

var (
	tableRow = regexp.MustCompile("(?m)^\\| ([^|]+) \\| [^|]+ \\| ((?:`[^`|]+` ?)+)\\|$")
	quoted   = regexp.MustCompile("`([^`]+)`")
	function = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// goTests are the names of all tests and fuzz targets of the project.
func goTests(t *testing.T) map[string]bool {
	names := map[string]bool{}
	for _, folder := range []string{"core", "capi", "tests"} {
		err := filepath.WalkDir(filepath.Join(top, folder), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, m := range function.FindAllSubmatch(source, -1) {
				names[string(m[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}

func TestEachRowHasItsTests(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(top, "docs/security.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := goTests(t)
	found := map[string]bool{}
	for _, row := range tableRow.FindAllStringSubmatch(string(page), -1) {
		found[row[1]] = true
		for _, name := range quoted.FindAllStringSubmatch(row[2], -1) {
			trace, isTrace := strings.CutPrefix(name[1], "conformance.")
			if isTrace {
				_, err := os.Stat(filepath.Join(top, "tests/conformance/golden", trace+".trace"))
				known[name[1]] = err == nil
			}
			if folder, program, ok := strings.Cut(name[1], "."); ok && slices.Contains(programs, folder) {
				_, err := os.Stat(filepath.Join(top, "tests", folder, program+".c"))
				known[name[1]] = err == nil
			}
			if !known[name[1]] {
				t.Errorf("%s: there is no test %s", row[1], name[1])
			}
		}
	}
	for _, row := range rows {
		if !found[row] {
			t.Errorf("docs/security.md has no row %s", row)
		}
	}
}
