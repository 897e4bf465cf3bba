package cookie

import (
	"strconv"
	"strings"
	"time"
)

const (
	// MaxLine bounds a line of the file; longer ones are skipped.
	MaxLine = 8 << 10
	// httpOnly begins the line of a cookie that is kept from scripts.
	httpOnly = "#HttpOnly_"
)

// ParseLine reads a line of Netscape's file: domain, whether subdomains get it,
// path, whether TLS is needed, expiry, name and value, with tabs between.
func ParseLine(line string) (Cookie, error) {
	line = strings.TrimRight(line, "\r\n")
	only := strings.HasPrefix(line, httpOnly)
	line = strings.TrimPrefix(line, httpOnly)
	if len(line) > MaxLine || strings.HasPrefix(line, "#") {
		return Cookie{}, ErrMalformed
	}
	f := strings.Split(line, "\t")
	if len(f) == 6 {
		f = append(f, "") // an empty value may have lost its tab
	}
	if len(f) != 7 || f[5] == "" || f[2] == "" || f[2][0] != '/' {
		return Cookie{}, ErrMalformed
	}
	for _, s := range f {
		if !visible(s) {
			return Cookie{}, ErrMalformed
		}
	}
	domain := strings.ToLower(strings.TrimPrefix(f[0], "."))
	expires, err := strconv.ParseInt(f[4], 10, 64)
	if !isHost(domain) || err != nil || expires < 0 || expires > 1<<40 {
		return Cookie{}, ErrMalformed
	}
	c := Cookie{
		Name: f[5], Value: f[6], Domain: domain, Subdomains: f[1] == "TRUE",
		Path: f[2], Secure: f[3] == "TRUE", HTTPOnly: only,
	}
	if expires > 0 {
		c.Expires = time.Unix(expires, 0)
	}
	return c, nil
}

// Line is the cookie as a line of the file, without its end.
func (c *Cookie) Line() string {
	prefix, domain, expires := "", c.Domain, "0"
	if c.HTTPOnly {
		prefix = httpOnly
	}
	if c.Subdomains {
		domain = "." + domain
	}
	if !c.Expires.IsZero() {
		expires = strconv.FormatInt(c.Expires.Unix(), 10)
	}
	return prefix + strings.Join([]string{domain, flag(c.Subdomains), c.Path, flag(c.Secure), expires, c.Name, c.Value}, "\t")
}

// Tag names the cookie: its host, path and name.
func (c *Cookie) Tag() string { return c.Domain + "|" + c.Path + "|" + c.Name }

func flag(b bool) string {
	if b {
		return "TRUE"
	}
	return "FALSE"
}
