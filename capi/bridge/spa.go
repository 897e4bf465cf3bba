package main

/*
#include "bridge.h"

static inline const char *
golws_spa_name(const struct lws_spa_create_info *info, int n)
{
	size_t stride = info->param_names_stride ? info->param_names_stride : sizeof(char *);

	return *(const char *const *)((const char *)info->param_names + (size_t)n * stride);
}

static inline int
golws_spa_upload(lws_spa_fileupload_cb cb, void *data, uintptr_t name, uintptr_t file, uintptr_t buf,
		 int len, int state)
{
	return cb(data, (const char *)name, (const char *)file, (char *)buf, len,
		  (enum lws_spa_fileupload_states)state);
}

static inline void *
golws_lwsac_use(struct lwsac **ac, size_t size, size_t chunk)
{
	return golws_front->lwsac_use(ac, size, chunk);
}

static inline void
golws_lwsac_free(struct lwsac **ac)
{
	golws_front->lwsac_free(ac);
}
*/
import "C"

import (
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/form"
	"github.com/golws/golws/core/header"
)

// spa is what a struct lws_spa stands for: a form being decoded, and its values
// in C memory.
type spa struct {
	collector *form.Collector
	wsi       *C.struct_lws
	upload    C.lws_spa_fileupload_cb
	data      unsafe.Pointer
	ac        **C.struct_lwsac
	chunk     C.size_t
	storage   unsafe.Pointer
	room      int // for all values
	used      int
	values    []spaValue
	failed    bool
	busy      bool // decoding: the program's callback may be running
	doomed    bool // destroyed meanwhile
}

// maxSpaInAC bounds the values of a form that go to an lwsac of the program's:
// max_storage does not, as in lws, and the peer decides how many they are (CWE-770).
const maxSpaInAC = 1 << 20

type spaValue struct {
	text *C.char
	n    int
}

var spas = table[spa]{blockSize: unsafe.Sizeof(C.struct_golws_block{})}

// Value implements form.Receiver.
func (s *spa) Value(i int, value []byte) bool {
	size := len(value) + 1
	if s.used+size > s.room {
		return false
	}
	var p unsafe.Pointer
	if s.ac == nil {
		p = unsafe.Add(s.storage, s.used)
	} else if p = C.golws_lwsac_use(s.ac, C.size_t(size), s.chunk); p == nil {
		return false
	}
	s.used += size
	copy(cBytes(p, size), value)
	cBytes(p, size)[len(value)] = 0
	s.values[i] = spaValue{text: (*C.char)(p), n: len(value)}
	return true
}

// File implements form.Receiver.
func (s *spa) File(name, file string, data []byte, state form.FileState) bool {
	if s.upload == nil {
		return true
	}
	cName, cFile := append([]byte(name), 0), append([]byte(file), 0)
	buf, over, saved := terminated(data)
	if buf == 0 {
		buf = uintptr(unsafe.Pointer(&cFile[len(file)]))
	}
	r := C.golws_spa_upload(s.upload, s.data, C.uintptr_t(uintptr(unsafe.Pointer(&cName[0]))),
		C.uintptr_t(uintptr(unsafe.Pointer(&cFile[0]))), C.uintptr_t(buf), C.int(len(data)), C.int(state))
	if over != nil {
		*over = saved
	}
	keep(cName)
	keep(cFile)
	return r == 0 && !s.doomed
}

// decode runs one step of the decoding, during which the program may destroy s.
func (s *spa) decode(handle *C.struct_lws_spa, step func() error) bool {
	s.busy = true
	defer func() {
		s.busy = false
		if s.doomed {
			s.release(handle)
		}
	}()
	if err := step(); err != nil {
		s.failed = true
		logLine(engine.LevelInfo, nil, nil, nil, "lws_spa_process: "+err.Error())
		return false
	}
	return true
}

func (s *spa) release(handle *C.struct_lws_spa) {
	spas.close(unsafe.Pointer(handle))
	C.free(s.storage)
	if s.ac != nil {
		C.golws_lwsac_free(s.ac)
	}
}

func spaOf(p *C.struct_lws_spa, name string) *spa {
	s := spas.find(unsafe.Pointer(p))
	if s == nil {
		staleArgument(name, "form", p == nil)
	}
	return s
}

//export golws_lws_spa_create_via_info
func golws_lws_spa_create_via_info(wsi *C.struct_lws, info *C.lws_spa_create_info_t) (r *C.struct_lws_spa) {
	const name = "lws_spa_create"
	defer recovered(name, wsi)
	c := conn(wsi, name)
	if c == nil || info == nil || info.count_params < 0 || info.max_storage < 0 || (info.count_params > 0 && info.param_names == nil) {
		return nil
	}
	contentType := ""
	if t := c.Header(); t != nil {
		contentType = string(t.Value(header.ContentType))
	}
	names := make([]string, info.count_params)
	for i := range names {
		names[i] = goString(C.golws_spa_name(info, C.int(i)))
	}
	s := &spa{
		wsi: wsi, upload: info.opt_cb, data: info.opt_data, ac: info.ac, chunk: info.ac_chunk_size,
		room: int(info.max_storage), values: make([]spaValue, len(names)),
	}
	if s.ac != nil {
		s.room = maxSpaInAC
	}
	var err error
	if s.collector, err = form.NewCollector(contentType, names, s.room, s); err != nil {
		logLine(engine.LevelNotice, nil, nil, wsi, name+": "+err.Error())
		return nil
	}
	if s.ac == nil {
		if s.storage = C.malloc(C.size_t(s.room) + 1); s.storage == nil {
			return nil
		}
	}
	handle := (*C.struct_lws_spa)(spas.open(s))
	if handle == nil {
		C.free(s.storage)
	}
	return handle
}

//export golws_lws_spa_create
func golws_lws_spa_create(wsi *C.struct_lws, names **C.char, count, storage C.int, upload C.lws_spa_fileupload_cb, data unsafe.Pointer) (r *C.struct_lws_spa) {
	return golws_lws_spa_create_via_info(wsi, &C.lws_spa_create_info_t{
		param_names: names, count_params: count, max_storage: storage, opt_cb: upload, opt_data: data,
	})
}

//export golws_lws_spa_process
func golws_lws_spa_process(p *C.struct_lws_spa, in *C.char, n C.int) (r C.int) {
	r = -1
	defer recovered("lws_spa_process", nil)
	s := spaOf(p, "lws_spa_process")
	if s == nil || s.failed || s.busy || n < 0 || (in == nil && n > 0) {
		return -1
	}
	if !s.decode(p, func() error { return s.collector.Process(cBytes(unsafe.Pointer(in), int(n))) }) {
		return -1
	}
	return 0
}

//export golws_lws_spa_finalize
func golws_lws_spa_finalize(p *C.struct_lws_spa) (r C.int) {
	defer recovered("lws_spa_finalize", nil)
	if s := spaOf(p, "lws_spa_finalize"); s != nil && !s.failed && !s.busy {
		s.decode(p, s.collector.Finish)
	}
	return 0
}

//export golws_lws_spa_get_length
func golws_lws_spa_get_length(p *C.struct_lws_spa, n C.int) (r C.int) {
	defer recovered("lws_spa_get_length", nil)
	s := spaOf(p, "lws_spa_get_length")
	if s == nil || n < 0 || int(n) >= len(s.values) {
		return 0
	}
	return C.int(s.values[n].n)
}

//export golws_lws_spa_get_string
func golws_lws_spa_get_string(p *C.struct_lws_spa, n C.int) (r *C.char) {
	defer recovered("lws_spa_get_string", nil)
	s := spaOf(p, "lws_spa_get_string")
	if s == nil || n < 0 || int(n) >= len(s.values) {
		return nil
	}
	return s.values[n].text
}

//export golws_lws_spa_destroy
func golws_lws_spa_destroy(p *C.struct_lws_spa) (r C.int) {
	defer recovered("lws_spa_destroy", nil)
	s := spaOf(p, "lws_spa_destroy")
	if s == nil || s.doomed {
		return 0
	}
	if s.busy {
		s.doomed = true
		return 0
	}
	s.busy, s.doomed = true, true
	s.collector.Close()
	s.release(p)
	return 0
}
