package main

/*
#include "bridge.h"
*/
import "C"

import (
	"errors"
	"io/fs"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/golws/golws/core/engine"
)

// files are those of the program's table of operations.
type files struct{ context *context }

// Installed implements engine.FileSystem.
func (f files) Installed() bool {
	b := f.context.block
	return b.fops != &b.platform_fops || b.platform_fops != f.context.platformFiles
}

// Open implements engine.FileSystem.
func (f files) Open(path string, gzip bool) (opened engine.OpenedFile, ours bool, err error) {
	b := f.context.block
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	flags := C.lws_fop_flags_t(unix.O_RDONLY | unix.O_NONBLOCK)
	if gzip {
		flags |= C.LWS_FOP_FLAG_COMPR_ACCEPTABLE_GZIP
	}
	var file C.struct_golws_opened_file
	switch C.golws_open_file(b, name, flags, &file) {
	case 1:
		return opened, false, nil
	case 0:
	default:
		return opened, true, fs.ErrNotExist
	}
	opened = engine.OpenedFile{Reader: programFile{f.context, file.file}, Size: int64(min(file.len, 1<<63-1))}
	if file.flags&C.LWS_FOP_FLAG_COMPR_IS_GZIP != 0 {
		opened.Encoding = "gzip"
	}
	if file.flags&C.LWS_FOP_FLAG_MOD_TIME_VALID != 0 {
		opened.Modified = int64(file.mod_time)
	}
	return opened, true, nil
}

// programFile is an open file of the program's.
type programFile struct {
	context *context
	file    C.uintptr_t
}

func (p programFile) ReadAt(buf []byte, at int64) (int, error) {
	n := C.golws_read_file(p.context.block, p.file, C.uint64_t(at), C.uintptr_t(uintptr(unsafe.Pointer(unsafe.SliceData(buf)))), C.size_t(len(buf)))
	if n < 0 {
		return 0, errors.New("the program's file operations failed")
	}
	return int(n), nil
}

func (p programFile) Close() { C.golws_close_file(p.context.block, p.file) }
