package engine

import (
	"strconv"
	"strings"
)

// A back end names its own places in its responses. The visitor knows them by the
// mount, so the fields that browsers follow are put in its terms.

// outside is what the visitor calls a path of the back end. A path that is none of
// those that the mount leads to, or is in the visitor's terms already, stays.
func (b *backEnd) outside(m *Mount, path string) string {
	inside, point := strings.TrimSuffix(b.path, "/"), strings.TrimSuffix(m.Point, "/")
	below, ok := strings.CutPrefix(path, inside)
	if !ok || below != "" && strings.IndexByte("/?#", below[0]) < 0 || inside == "" && point != "" && m.covers(pathOf(path)) {
		return path
	}
	if below == "" || below[0] != '/' {
		below = "/" + below
	}
	return point + below
}

// pathOf cuts the query and fragment off.
func pathOf(target string) string {
	if i := strings.IndexAny(target, "?#"); i >= 0 {
		return target[:i]
	}
	return target
}

// location is the value of a Location field for the visitor; host is how the
// visitor calls this server.
func (b *backEnd) location(m *Mount, host, value string) string {
	if strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "//") {
		return b.outside(m, value)
	}
	scheme, rest, ok := strings.Cut(value, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return value
	}
	authority, path := rest, "/"
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		if authority, path = rest[:i], rest[i:]; path[0] != '/' {
			path = "/" + path
		}
	}
	switch {
	case b.named(authority, strings.EqualFold(scheme, "https")):
		return b.outside(m, path)
	case strings.EqualFold(authority, host):
		return scheme + "://" + authority + b.outside(m, path)
	}
	return value
}

// named tells that authority is the back end's.
func (b *backEnd) named(authority string, secure bool) bool {
	if b.socket != "" {
		return strings.EqualFold(authority, b.host)
	}
	host := b.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	usual := 80
	if secure {
		usual = 443
	}
	return strings.EqualFold(authority, host+":"+strconv.Itoa(b.port)) || b.port == usual && strings.EqualFold(authority, host)
}

// cookie is the value of a Set-Cookie field for the visitor (RFC 6265 section 4.1).
func (b *backEnd) cookie(m *Mount, value string) string {
	parts := strings.Split(value, ";")
	kept := parts[:1]
	for _, part := range parts[1:] {
		name, text, _ := strings.Cut(part, "=")
		text = strings.TrimSpace(text)
		switch name := strings.TrimSpace(name); {
		case strings.EqualFold(name, "path") && strings.HasPrefix(text, "/"):
			path := b.outside(m, text)
			if text == "/" && strings.TrimSuffix(b.path, "/") == "" || strings.TrimSuffix(text, "/") == strings.TrimSuffix(b.path, "/") {
				// All that the back end has is all that the mount has: with the
				// slash, the mount's own path would not be among it.
				if path = strings.TrimSuffix(m.Point, "/"); path == "" {
					path = "/"
				}
			}
			part = " " + name + "=" + path
		case strings.EqualFold(name, "domain") && b.socket == "" && strings.EqualFold(strings.TrimPrefix(text, "."), b.host):
			continue // a browser would refuse it from this server
		}
		kept = append(kept, part)
	}
	return strings.Join(kept, ";")
}
