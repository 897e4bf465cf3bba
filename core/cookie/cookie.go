// Package cookie is what RFC 6265 asks of a user agent: reading Set-Cookie,
// choosing what goes into a request, and keeping cookies in a file of
// Netscape's format.
package cookie

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

const (
	// MaxNameAndValue bounds a cookie (RFC 6265bis §5.6).
	MaxNameAndValue = 4096
	// MaxAttribute bounds the value of an attribute (RFC 6265bis §5.6).
	MaxAttribute = 1024
	// MaxAge bounds how long a server may have a cookie kept (RFC 6265bis §5.5).
	MaxAge = 400 * 24 * time.Hour
)

// What can be wrong with a cookie.
var (
	ErrMalformed = errors.New("cookie: malformed")
	ErrTooLong   = errors.New("cookie: too long")
	ErrDomain    = errors.New("cookie: of a domain that is not the host's")
	ErrInsecure  = errors.New("cookie: for TLS alone, but came without it") // RFC 6265bis §5.7 step 8
)

// Cookie is a cookie that a user agent keeps (RFC 6265 §5.3).
type Cookie struct {
	Name, Value string
	// Domain is in lower case, without a dot in front.
	Domain string
	// Subdomains get it too; otherwise the very host alone.
	Subdomains bool
	Path       string
	Secure     bool
	HTTPOnly   bool
	// Expires is zero for one that ends with the session.
	Expires time.Time
}

// Request is what decides which cookies a request carries.
type Request struct {
	Host, Path string
	Secure     bool
}

// PublicSuffix tells whether anybody may register a name below domain, as with
// "co.uk": such a domain gets no cookies for all below it (RFC 6265 §5.3 step 5).
type PublicSuffix func(domain string) bool

// TopLevel is the least that a PublicSuffix must know.
func TopLevel(domain string) bool { return !strings.Contains(domain, ".") }

// Parse reads the value of a Set-Cookie field that answered r (RFC 6265 §5.2).
func Parse(field string, r Request, now time.Time, public PublicSuffix) (Cookie, error) {
	pair, attributes, _ := strings.Cut(field, ";")
	name, value, ok := strings.Cut(pair, "=")
	c := Cookie{Name: trim(name), Value: trim(value)}
	if !ok || c.Name == "" || !visible(c.Name) || !visible(c.Value) {
		return Cookie{}, ErrMalformed
	}
	if len(c.Name)+len(c.Value) > MaxNameAndValue {
		return Cookie{}, ErrTooLong
	}
	domain, maxAge := "", false
	for attributes != "" {
		var one string
		one, attributes, _ = strings.Cut(attributes, ";")
		key, v, _ := strings.Cut(one, "=")
		v = trim(v)
		if len(v) > MaxAttribute || !visible(v) {
			continue
		}
		switch strings.ToLower(trim(key)) {
		case "expires":
			if t, ok := parseDate(v); ok && !maxAge {
				c.Expires = t
			}
		case "max-age":
			if t, ok := ageLimit(v, now); ok {
				c.Expires, maxAge = t, true
			}
		case "domain":
			domain = strings.ToLower(strings.TrimPrefix(v, "."))
		case "path":
			c.Path = v
		case "secure":
			c.Secure = true
		case "httponly":
			c.HTTPOnly = true
		}
	}
	if latest := now.Add(MaxAge); c.Expires.After(latest) {
		c.Expires = latest
	}
	if c.Path == "" || c.Path[0] != '/' {
		c.Path = defaultPath(r.Path)
	}
	return c, c.setDomain(domain, strings.ToLower(r.Host), public)
}

// setDomain is RFC 6265 §5.3 steps 4 to 6.
func (c *Cookie) setDomain(domain, host string, public PublicSuffix) error {
	if !isHost(host) {
		return ErrDomain
	}
	c.Domain, c.Subdomains = host, false
	if domain == "" {
		return nil
	}
	if domain != host && (public(domain) || !DomainMatch(host, domain)) {
		return ErrDomain
	}
	// a public suffix may keep cookies for itself
	c.Domain, c.Subdomains = domain, !public(domain) && !isAddress(domain)
	return nil
}

// visible refuses what would end a field or a line of the jar.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return false
		}
	}
	return true
}

// isHost accepts names in their ASCII form and addresses.
func isHost(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']' || c == '.' && i > 0) {
			return false
		}
	}
	return s != ""
}

func trim(s string) string { return strings.Trim(s, " \t") }

func isAddress(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// ageLimit reads Max-Age (RFC 6265 §5.2.2).
func ageLimit(v string, now time.Time) (time.Time, bool) {
	if v == "" || strings.Trim(strings.TrimPrefix(v, "-"), "0123456789") != "" {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(v, 10, 64)
	switch {
	case v[0] == '-' || (err == nil && seconds <= 0):
		return time.Unix(1, 0), true
	case err != nil || seconds > int64(MaxAge/time.Second):
		return now.Add(MaxAge), true
	}
	return now.Add(time.Duration(seconds) * time.Second), true
}

// DomainMatch is RFC 6265 §5.1.3; both are in lower case.
func DomainMatch(host, domain string) bool {
	if host == domain {
		return true
	}
	return strings.HasSuffix(host, "."+domain) && domain != "" && !isAddress(host)
}

// PathMatch is RFC 6265 §5.1.4.
func PathMatch(request, path string) bool {
	if !strings.HasPrefix(request, path) {
		return false
	}
	return len(request) == len(path) || strings.HasSuffix(path, "/") || request[len(path)] == '/'
}

func defaultPath(request string) string {
	request, _, _ = strings.Cut(request, "?")
	n := strings.LastIndexByte(request, '/')
	if n <= 0 || request[0] != '/' {
		return "/"
	}
	return request[:n]
}

// Expired tells whether the cookie has ended.
func (c *Cookie) Expired(now time.Time) bool { return !c.Expires.IsZero() && !c.Expires.After(now) }

// Matches tells whether a request carries it (RFC 6265 §5.4 step 1).
func (c *Cookie) Matches(r Request, now time.Time) bool {
	host := strings.ToLower(r.Host)
	path, _, _ := strings.Cut(r.Path, "?")
	if path == "" {
		path = "/"
	}
	return !c.Expired(now) && (r.Secure || !c.Secure) && PathMatch(path, c.Path) &&
		(host == c.Domain || c.Subdomains && DomainMatch(host, c.Domain))
}
