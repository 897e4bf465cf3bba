package jose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Claims are what a JWT says (RFC 7519 §4.1), as far as it is looked at.
type Claims struct {
	Subject string
	// Expires is in seconds since 1970.
	Expires int64
	// Extra is the member "ext", and ExtraAt where in the text it is; nil: there
	// is none.
	Extra   []byte
	ExtraAt int
}

// Demands are what claims have to say.
type Demands struct {
	Issuer, Audience string
	// CSRF is compared when HasCSRF.
	CSRF    string
	HasCSRF bool
	// Now is in seconds since 1970.
	Now int64
}

// CheckClaims reads claims and checks them: issuer and audience, and that now is
// before "exp", which must be there, and not before "nbf", where it is.
func CheckClaims(text []byte, want Demands) (*Claims, error) {
	o, err := parseObject(text)
	if err != nil {
		return nil, err
	}
	refuse := func(name string) error { return fmt.Errorf("claim %q: %w", name, ErrClaim) }
	if s, ok, err := o.text("iss"); err != nil || !ok || s != want.Issuer {
		return nil, refuse("iss")
	}
	if !o.isFor(want.Audience) {
		return nil, refuse("aud")
	}
	nbf, err := o.date("nbf")
	if _, there := o["nbf"]; there && (err != nil || nbf > float64(want.Now)) {
		return nil, refuse("nbf")
	}
	exp, err := o.date("exp")
	if err != nil || exp <= float64(want.Now) {
		return nil, refuse("exp")
	}
	if s, ok, err := o.text("csrf"); want.HasCSRF && (err != nil || !ok || s != want.CSRF) {
		return nil, refuse("csrf")
	}
	c := &Claims{Expires: int64(min(exp, math.MaxInt64/2)), Extra: o["ext"]}
	sub, ok, err := o.text("sub")
	if err != nil || !ok || strings.IndexByte(sub, 0) >= 0 {
		return nil, refuse("sub")
	}
	c.Subject = sub
	if c.Extra != nil {
		c.ExtraAt = memberAt(text, "ext")
	}
	return c, nil
}

// ErrClaim is a claim that is missing or is not what was demanded.
var ErrClaim = fmt.Errorf("missing, or not what it has to be")

// isFor tells whether the audience is the one: a string, or several (RFC 7519
// §4.1.3).
func (o object) isFor(audience string) bool {
	var one string
	if json.Unmarshal(o["aud"], &one) == nil && len(o["aud"]) > 0 && o["aud"][0] == '"' {
		return one == audience
	}
	var several []string
	if json.Unmarshal(o["aud"], &several) != nil {
		return false
	}
	for _, s := range several {
		if s == audience {
			return true
		}
	}
	return false
}

// date is a NumericDate (RFC 7519 §2), which may have a fraction.
func (o object) date(name string) (float64, error) {
	raw, ok := o[name]
	var n float64
	if !ok || len(raw) == 0 || raw[0] == '"' || raw[0] == 'n' || json.Unmarshal(raw, &n) != nil {
		return 0, ErrSyntax
	}
	return n, nil
}

// memberAt finds where the value of an object's member is.
func memberAt(text []byte, name string) int {
	d := json.NewDecoder(bytes.NewReader(text))
	d.Token()
	for d.More() {
		t, err := d.Token()
		if err != nil {
			break
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
		if t == name {
			return int(d.InputOffset()) - len(value)
		}
	}
	return 0
}
