package engine

import (
	"strings"
	"unsafe"

	"github.com/golws/golws/core/mime"
)

// MountKind is what a mount does with the URIs below it: the values of enum
// lws_mount_protocols.
type MountKind uint8

const (
	MountHTTP          MountKind = 0
	MountHTTPS         MountKind = 1
	MountFile          MountKind = 2
	MountCGI           MountKind = 3
	MountRedirectHTTP  MountKind = 4
	MountRedirectHTTPS MountKind = 5
	MountCallback      MountKind = 6
)

// Mount ties a part of a vhost's URI space to a folder, a protocol or another
// place.
type Mount struct {
	Handle unsafe.Pointer
	// Point is the URI prefix.
	Point string
	Kind  MountKind
	// Origin is the folder, the redirect's target or the back end.
	Origin string
	// Default is the file served for a folder.
	Default string
	// Protocol is the protocol that is bound for the mount's requests.
	Protocol string
	// MimeTypes are asked before the built-in ones; the extension "*" fits all.
	MimeTypes []mime.Extra
	// CacheMaxAge is in seconds; 0 means that nothing is to be kept.
	CacheMaxAge                                         int
	CacheReusable, CacheRevalidate, CacheIntermediaries bool
	// Interpret are suffixes of files that a protocol rewrites; Type is its name.
	Interpret []mime.Extra
	// AuthMask says how visitors are known, and what the program is told of it.
	AuthMask uint32
	// AuthFile holds user:password lines, for digests also user:realm:hash.
	AuthFile string
	// Environment goes to CGI programs, as NAME=value.
	Environment []string
	// CGISeconds is how long a CGI program may be silent.
	CGISeconds int

	folder folder // the origin, of a mount of files
}

// SetMounts puts others in the place of v's mounts: requests that come find these.
// It is called while no thread serves.
func (v *Vhost) SetMounts(mounts []*Mount) {
	for _, m := range v.Config.Mounts {
		m.folder.close()
	}
	for _, t := range v.context.Threads {
		t.openFiles.close()
	}
	v.Config.Mounts = mounts
}

// findMount is the mount with the longest prefix that ends at a path segment
// of uri, or nil.
func (v *Vhost) findMount(uri string) *Mount {
	var best *Mount
	for _, m := range v.Config.Mounts {
		if best != nil && len(m.Point) <= len(best.Point) {
			continue
		}
		if m.covers(uri) {
			best = m
		}
	}
	return best
}

func (m *Mount) covers(uri string) bool {
	rest, ok := strings.CutPrefix(uri, m.Point)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(m.Point, "/"))
}

// below is the part of uri behind the mount point.
func (m *Mount) below(uri string) string { return uri[len(m.Point):] }
