package tlsconn

import (
	"crypto/x509"
	"net/netip"
	"strings"
)

// matchName checks that c is for name. A certificate without any alternative
// name is for its common name: RFC 9525 ends that, private CAs have not.
func matchName(c *x509.Certificate, name string) error {
	if isAddress(name) {
		name = strings.Trim(name, "[]")
	}
	err := c.VerifyHostname(name)
	if err == nil || len(c.DNSNames)+len(c.IPAddresses)+len(c.EmailAddresses)+len(c.URIs) > 0 || c.Subject.CommonName == "" || isAddress(name) {
		return err
	}
	common := x509.Certificate{DNSNames: []string{c.Subject.CommonName}}
	if common.VerifyHostname(name) == nil {
		return nil
	}
	return err
}

func isAddress(name string) bool {
	_, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil
}
