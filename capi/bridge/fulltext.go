package main

/*
#include "bridge.h"

static inline void *
golws_fts_use(struct lwsac **ac, size_t size)
{
	return golws_front->lwsac_use(ac, size, 0);
}

static inline void
golws_fts_free(struct lwsac **ac)
{
	golws_front->lwsac_free(ac);
}

// A line with its text, behind a struct lws_fts_result_filepath.
struct golws_fts_quote {
	uint32_t number, offset;
	const char *text;
};
*/
import "C"

import (
	"errors"
	"os"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/fulltext"
)

// indexBuilder is what a struct lws_fts stands for.
type indexBuilder struct {
	sync.Mutex
	*fulltext.Builder
	fd int
}

// indexFile is what a struct lws_fts_file stands for.
type indexFile struct {
	*fulltext.Index
	file *os.File
}

var (
	indexBuilders = handles[*indexBuilder]{kind: handleOfIndexBuilder}
	indexFiles    = handles[indexFile]{kind: handleOfIndex}
)

//export golws_lws_fts_create
func golws_lws_fts_create(fd C.int) (r *C.struct_lws_fts) {
	const name = "lws_fts_create"
	defer recovered(name, nil)
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0); err != nil {
		refused(name, err)
		return nil
	}
	return (*C.struct_lws_fts)(indexBuilders.put(&indexBuilder{Builder: fulltext.NewBuilder(), fd: int(fd)}))
}

//export golws_lws_fts_destroy
func golws_lws_fts_destroy(t **C.struct_lws_fts) {
	defer recovered("lws_fts_destroy", nil)
	if t != nil {
		indexBuilders.take(unsafe.Pointer(*t))
		*t = nil
	}
}

//export golws_lws_fts_file_index
func golws_lws_fts_file_index(t *C.struct_lws_fts, path *C.char, n, priority C.int) (r C.int) {
	r = -1
	const name = "lws_fts_file_index"
	defer recovered(name, nil)
	b, ok := indexBuilders.find(unsafe.Pointer(t))
	if !ok || path == nil || n < 0 {
		notBegun(name)
		return -1
	}
	b.Lock()
	defer b.Unlock()
	number, err := b.AddFile(string(cBytes(unsafe.Pointer(path), int(n))), int32(priority))
	if err != nil {
		refused(name, err)
		return -1
	}
	return C.int(number)
}

//export golws_lws_fts_fill
func golws_lws_fts_fill(t *C.struct_lws_fts, file C.uint32_t, piece *C.char, n C.size_t) (r C.int) {
	r = 1
	const name = "lws_fts_fill"
	defer recovered(name, nil)
	b, ok := indexBuilders.find(unsafe.Pointer(t))
	if !ok || piece == nil && n > 0 {
		notBegun(name)
		return 1
	}
	b.Lock()
	defer b.Unlock()
	if err := b.Fill(uint32(file), cBytes(unsafe.Pointer(piece), int(n))); err != nil {
		refused(name, err)
		return 1
	}
	return 0
}

// descriptor writes to a file that is the program's.
type descriptor int

func (d descriptor) Write(b []byte) (int, error) {
	for at := 0; at < len(b); {
		n, err := unix.Write(int(d), b[at:])
		if err != nil && !errors.Is(err, unix.EINTR) {
			return at, err
		}
		at += max(n, 0)
	}
	return len(b), nil
}

//export golws_lws_fts_serialize
func golws_lws_fts_serialize(t *C.struct_lws_fts) (r C.int) {
	r = 1
	const name = "lws_fts_serialize"
	defer recovered(name, nil)
	b, ok := indexBuilders.find(unsafe.Pointer(t))
	if !ok {
		notBegun(name)
		return 1
	}
	b.Lock()
	defer b.Unlock()
	if _, err := b.WriteTo(descriptor(b.fd)); err != nil {
		refused(name, err)
		return 1
	}
	return 0
}

//export golws_lws_fts_open
func golws_lws_fts_open(path *C.char) (r *C.struct_lws_fts_file) {
	const name = "lws_fts_open"
	defer recovered(name, nil)
	if path == nil {
		nullArgument(name, "filepath")
		return nil
	}
	x, err := openIndex(goString(path))
	if err != nil {
		refused(name, err)
		return nil
	}
	p := indexFiles.put(x)
	if p == nil {
		x.file.Close()
	}
	return (*C.struct_lws_fts_file)(p)
}

func openIndex(path string) (x indexFile, err error) {
	// Without O_NONBLOCK a named pipe would keep who opens it waiting.
	x.file, err = os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return x, err
	}
	info, err := x.file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fulltext.ErrNoIndex
	}
	if err == nil {
		x.Index, err = fulltext.Open(x.file, info.Size())
	}
	if err != nil {
		x.file.Close()
	}
	return x, err
}

//export golws_lws_fts_close
func golws_lws_fts_close(f *C.struct_lws_fts_file) {
	defer recovered("lws_fts_close", nil)
	if x, ok := indexFiles.take(unsafe.Pointer(f)); ok {
		x.file.Close()
	}
}

//export golws_lws_fts_search
func golws_lws_fts_search(f *C.struct_lws_fts_file, p *C.struct_lws_fts_search_params) (r *C.struct_lws_fts_result) {
	const name = "lws_fts_search"
	defer recovered(name, nil)
	if p == nil || p.needle == nil {
		nullArgument(name, "ftsp or its needle")
		return nil
	}
	p.results_head = nil
	x, ok := indexFiles.find(unsafe.Pointer(f))
	if !ok {
		notBegun(name)
		return nil
	}
	begin := time.Now()
	q := fulltext.Query{
		Needle:    goString(p.needle),
		Proposals: p.flags&C.LWSFTS_F_QUERY_AUTOCOMPLETE != 0, Files: p.flags&C.LWSFTS_F_QUERY_FILES != 0,
		Lines: p.flags&C.LWSFTS_F_QUERY_FILE_LINES != 0, Quotes: p.flags&C.LWSFTS_F_QUERY_QUOTE_LINE != 0,
		MaxProposals: int(p.max_autocomplete), MaxFiles: int(p.max_files), MaxLinesAFile: int(p.max_lines),
	}
	if p.only_filepath != nil {
		only := goString(p.only_filepath)
		q.OnlyPath = &only
	}
	proposals, files, err := x.Search(&q)
	if err != nil {
		refused(name, err)
		return nil
	}
	w := ftsResults{params: p, query: &q}
	if r = w.write(proposals, files); r == nil {
		C.golws_fts_free(&p.results_head)
		return nil
	}
	r.duration_ms = C.int(time.Since(begin).Milliseconds())
	return r
}

// ftsResults puts what was found into the program's lwsac.
type ftsResults struct {
	params *C.struct_lws_fts_search_params
	query  *fulltext.Query
}

// use takes size zeroed bytes, or nil when there is no memory.
func (w *ftsResults) use(size uintptr) unsafe.Pointer {
	p := C.golws_fts_use(&w.params.results_head, C.size_t(size))
	clear(cBytes(p, int(size)))
	return p
}

func (w *ftsResults) write(proposals []fulltext.Proposal, files []fulltext.File) *C.struct_lws_fts_result {
	r := (*C.struct_lws_fts_result)(w.use(C.sizeof_struct_lws_fts_result))
	if r == nil {
		return nil
	}
	r.effective_flags = w.params.flags & (C.LWSFTS_F_QUERY_AUTOCOMPLETE | C.LWSFTS_F_QUERY_FILES |
		C.LWSFTS_F_QUERY_FILE_LINES | C.LWSFTS_F_QUERY_QUOTE_LINE)
	if !w.proposals(&r.autocomplete_head, proposals) {
		return nil
	}
	last := &r.filepath_head
	for i := range files {
		f := w.file(&files[i])
		if f == nil {
			return nil
		}
		*last, last = f, &f.next
	}
	return r
}

func (w *ftsResults) proposals(last **C.struct_lws_fts_result_autocomplete, proposals []fulltext.Proposal) bool {
	for _, proposal := range proposals {
		p := w.use(C.sizeof_struct_lws_fts_result_autocomplete + uintptr(len(proposal.Word)) + 1)
		if p == nil {
			return false
		}
		ac := (*C.struct_lws_fts_result_autocomplete)(p)
		ac.instances, ac.agg_instances = C.int(proposal.Times), C.int(proposal.Total)
		ac.ac_length = C.int(len(proposal.Word))
		if proposal.Total > proposal.Times {
			ac.has_children = 1
		}
		copy(cBytes(unsafe.Add(p, C.sizeof_struct_lws_fts_result_autocomplete), len(proposal.Word)), proposal.Word)
		*last, last = ac, &ac.next
	}
	return true
}

func (w *ftsResults) file(f *fulltext.File) *C.struct_lws_fts_result_filepath {
	const head = C.sizeof_struct_lws_fts_result_filepath
	lineSize := uintptr(4)
	texts := 0
	if w.query.Quotes {
		lineSize = C.sizeof_struct_golws_fts_quote
		for _, line := range f.Lines {
			texts += len(line.Text) + 1
		}
	}
	table := lineSize * uintptr(len(f.Lines))
	p := w.use(head + table + uintptr(len(f.Path)+1+texts))
	if p == nil {
		return nil
	}
	to := (*C.struct_lws_fts_result_filepath)(p)
	to.matches, to.matches_length = C.int(f.Matches), C.int(table)
	to.lines_in_file, to.filepath_length = C.int(f.LinesInFile), C.int(len(f.Path))
	copy(cBytes(unsafe.Add(p, head+table), len(f.Path)), f.Path)
	text := unsafe.Add(p, head+table+uintptr(len(f.Path)+1))
	for i, line := range f.Lines {
		at := unsafe.Add(p, head+lineSize*uintptr(i))
		if !w.query.Quotes {
			*(*C.uint32_t)(at) = C.uint32_t(line.Number)
			continue
		}
		*(*C.struct_golws_fts_quote)(at) = C.struct_golws_fts_quote{
			number: C.uint32_t(line.Number), offset: C.uint32_t(line.Offset), text: (*C.char)(text),
		}
		copy(cBytes(text, len(line.Text)), line.Text)
		text = unsafe.Add(text, len(line.Text)+1)
	}
	return to
}
