// Command peer does what bench/parsers/lecp.c does, with fxamacker/cbor: records
// come in pieces and are decoded into a struct.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/fxamacker/cbor/v2"
	"golang.org/x/sys/unix"
)

const (
	piece    = 4096
	document = 10 * 1000 * 1000
)

type record struct {
	ID   int      `cbor:"id"`
	Name string   `cbor:"name"`
	Tags []string `cbor:"tags"`
	OK   bool     `cbor:"ok"`
	At   struct {
		X float64 `cbor:"x"`
		Y int     `cbor:"y"`
	} `cbor:"at"`
}

// pieces reads no more than a piece at once.
type pieces struct{ io.Reader }

func (p pieces) Read(b []byte) (int, error) { return p.Reader.Read(b[:min(len(b), piece)]) }

func seconds() float64 {
	var t unix.Timespec
	must(unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t))
	return float64(t.Sec) + float64(t.Nsec)/1e9
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func decode(text []byte) float64 {
	begin := seconds()
	d := cbor.NewDecoder(pieces{bytes.NewReader(text)})
	for {
		var r record
		err := d.Decode(&r)
		if errors.Is(err, io.EOF) {
			break
		}
		must(err)
	}
	return seconds() - begin
}

func main() {
	runtime.LockOSThread()
	if len(os.Args) > 1 && os.Args[1] != "lecp-records" {
		return
	}
	r := record{ID: 12345, Name: `some ordinary text, with "quotes"`, Tags: []string{"a", "b", "c"}, OK: true}
	r.At.X, r.At.Y = 1.5, -2
	one, err := cbor.Marshal(r)
	must(err)
	text := bytes.Repeat(one, document/len(one)+1)
	decode(text)
	fmt.Printf("lecp-records %.1f\n", float64(len(text))/decode(text)/1e6)
}
