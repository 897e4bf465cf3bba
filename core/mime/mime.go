// Package mime maps file names to media types the way lws_get_mimetype does.
package mime

import "strings"

// Extra is a type that a mount adds: names that end in Suffix, dot included, get
// Type. The suffix "*" stands for names that nothing else matches.
type Extra struct{ Suffix, Type string }

// builtin are the suffixes that are always known.
var builtin = []Extra{
	{".html", "text/html"},
	{".htm", "text/html"},
	{".js", "text/javascript"},
	{".mjs", "text/javascript"},
	{".css", "text/css"},
	{".json", "application/json"},
	{".txt", "text/plain"},
	{".xml", "application/xml"},
	{".svg", "image/svg+xml"},
	{".png", "image/png"},
	{".jpg", "image/jpeg"},
	{".jpeg", "image/jpeg"},
	{".gif", "image/gif"},
	{".ico", "image/x-icon"},
	{".ttf", "application/x-font-ttf"},
	{".otf", "application/font-woff"},
	{".woff", "application/font-woff"},
	{".woff2", "application/font-woff2"},
	{".gz", "application/gzip"},
}

// Type returns the media type of the file called name, or "" if no suffix is
// known. Those in extra come first, its "*" last. Case does not matter, and
// a name that is nothing but a suffix has none.
func Type(name string, extra []Extra) string {
	fallback := ""
	for _, e := range extra {
		if e.Suffix == "*" {
			fallback = e.Type
		} else if hasSuffix(name, e.Suffix) {
			return e.Type
		}
	}
	for _, b := range builtin {
		if hasSuffix(name, b.Suffix) {
			return b.Type
		}
	}
	return fallback
}

// Listed returns the Type of the first entry whose suffix name has, "" if none
// has. "*" fits all.
func Listed(name string, list []Extra) string {
	for _, e := range list {
		if e.Suffix == "*" || hasSuffix(name, e.Suffix) {
			return e.Type
		}
	}
	return ""
}

func hasSuffix(name, suffix string) bool {
	return len(name) > len(suffix) && strings.EqualFold(name[len(name)-len(suffix):], suffix)
}
