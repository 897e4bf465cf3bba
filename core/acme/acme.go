// Package acme gets certificates from an ACME server (RFC 8555): it proves that
// names are this machine's by TLS-ALPN-01 (RFC 8737), or else by HTTP-01.
package acme

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/crypto/acme"
)

// timeMost bounds the getting of one certificate: servers may take minutes to
// look at a proof.
const timeMost = 10 * time.Minute

// State is how far it is: enum lws_cert_update_state.
type State int

// The states, with libwebsockets' numbers.
const (
	Idle State = iota
	Starting
	Success
	Failed
	CreateKeys
	Register
	Authorize
	Challenge
	CreateRequest
	Request
	Confirm
	Issue
)

// Prover shows proofs to whoever asks. Its methods are called on any goroutine.
type Prover interface {
	// ShowCertificate is for clients that speak ALPNProtocol to name; nil: no more.
	ShowCertificate(name string, certificate *tls.Certificate)
	// ShowText is for GET requests of path without TLS; nil: no more.
	ShowText(path string, text []byte)
}

// ALPNProtocol is what a server that validates TLS-ALPN-01 speaks (RFC 8737
// section 6.2).
const ALPNProtocol = acme.ALPNProto

// Order is the certificate that is wanted.
type Order struct {
	// Directory is the server's URL, Account the file of the account's key, a
	// JWK, which is made when it is not there.
	Directory, Account string
	// Names are the domains; Subject is what else goes into the request.
	Names   []string
	Subject pkix.Name
	// Email, if any, is told to the server for its messages.
	Email string
	// Transport reaches the server.
	Transport http.RoundTripper
	Prover    Prover
	// Tell hears how far it is, on the calling goroutine.
	Tell func(State, string)
}

// Obtain gets a certificate with its chain, and the key that was made for it, as
// PEM.
func (o *Order) Obtain(ctx context.Context) (chain, key []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeMost)
	defer cancel()
	if len(o.Names) == 0 {
		return nil, nil, errors.New("there is no name to get a certificate for: common-name is missing")
	}
	o.Tell(CreateKeys, o.Account)
	account, err := accountKey(o.Account)
	if err != nil {
		return nil, nil, err
	}
	client := &acme.Client{Key: account, DirectoryURL: o.Directory, UserAgent: "golws",
		HTTPClient: &http.Client{Transport: bounded{o.Transport}}}
	o.Tell(Register, o.Directory)
	if err := o.register(ctx, client); err != nil {
		return nil, nil, fmt.Errorf("registering with %s: %w", o.Directory, err)
	}
	final, err := o.prove(ctx, client)
	if err != nil {
		return nil, nil, err
	}
	o.Tell(CreateRequest, o.Names[0])
	private, request, err := o.request()
	if err != nil {
		return nil, nil, err
	}
	o.Tell(Request, final.FinalizeURL)
	ders, err := issued(ctx, client, final, request)
	if err != nil {
		return nil, nil, fmt.Errorf("asking for the certificate of %s: %w", o.Names[0], err)
	}
	o.Tell(Issue, o.Names[0])
	for _, der := range ders {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	if key, err = privatePEM(private); err != nil {
		return nil, nil, err
	}
	return chain, key, nil
}

// issued sends the request and waits for the certificate with its chain. A server
// need not say again where the order is (RFC 8555 section 7.4), which
// CreateOrderCert relies on when it has to wait.
func issued(ctx context.Context, client *acme.Client, order *acme.Order, request []byte) ([][]byte, error) {
	ders, _, err := client.CreateOrderCert(ctx, order.FinalizeURL, request, true)
	if err == nil {
		return ders, nil
	}
	finished, failed := client.WaitOrder(ctx, order.URI)
	if failed != nil || finished.CertURL == "" {
		return nil, err
	}
	return client.FetchCert(ctx, finished.CertURL, true)
}

func (o *Order) register(ctx context.Context, client *acme.Client) error {
	account := &acme.Account{}
	if o.Email != "" {
		account.Contact = []string{"mailto:" + o.Email}
	}
	_, err := client.Register(ctx, account, acme.AcceptTOS)
	if errors.Is(err, acme.ErrAccountAlreadyExists) {
		return nil
	}
	return err
}

// challenges are the kinds of proofs in the order in which they are tried.
var challenges = []string{"tls-alpn-01", "http-01"}

// prove gets an order whose names are proven to be ours. A proof that fails spoils
// its order (RFC 8555 section 7.1.6), so each kind has one of its own.
func (o *Order) prove(ctx context.Context, client *acme.Client) (*acme.Order, error) {
	var failures []error
	for _, kind := range challenges {
		o.Tell(Authorize, kind)
		order, err := client.AuthorizeOrder(ctx, acme.DomainIDs(o.Names...))
		if err != nil {
			return nil, fmt.Errorf("ordering a certificate for %s: %w", o.Names[0], err)
		}
		for _, url := range order.AuthzURLs {
			if err = o.proveOne(ctx, client, url, kind); err != nil {
				break
			}
		}
		if err == nil {
			o.Tell(Confirm, order.URI)
			ready, failed := client.WaitOrder(ctx, order.URI)
			if failed == nil {
				ready.URI = order.URI // the server tells it once
				return ready, nil
			}
			err = failed
		}
		failures = append(failures, fmt.Errorf("%s: %w", kind, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, errors.Join(failures...)
}

// proveOne proves one name.
func (o *Order) proveOne(ctx context.Context, client *acme.Client, url, kind string) error {
	authorization, err := client.GetAuthorization(ctx, url)
	if err != nil || authorization.Status == acme.StatusValid {
		return err
	}
	name := authorization.Identifier.Value
	i := slices.IndexFunc(authorization.Challenges, func(c *acme.Challenge) bool { return c.Type == kind })
	if i < 0 {
		return fmt.Errorf("the server does not offer it for %s", name)
	}
	challenge := authorization.Challenges[i]
	o.Tell(Challenge, kind+" "+name)
	if kind == "tls-alpn-01" {
		certificate, err := client.TLSALPN01ChallengeCert(challenge.Token, name)
		if err != nil {
			return err
		}
		o.Prover.ShowCertificate(name, &certificate)
		defer o.Prover.ShowCertificate(name, nil)
	} else {
		text, err := client.HTTP01ChallengeResponse(challenge.Token)
		if err != nil {
			return err
		}
		path := client.HTTP01ChallengePath(challenge.Token)
		o.Prover.ShowText(path, []byte(text))
		defer o.Prover.ShowText(path, nil)
	}
	if _, err := client.Accept(ctx, challenge); err != nil {
		return err
	}
	_, err = client.WaitAuthorization(ctx, url)
	return err
}

// request makes a key and asks for a certificate for it.
func (o *Order) request() (crypto.Signer, []byte, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	request, err := SigningRequest(private, o.Subject, o.Names, o.Email)
	return private, request, err
}

// SigningRequest is a PKCS #10 request (RFC 2986) for key, in DER.
func SigningRequest(key crypto.Signer, subject pkix.Name, names []string, email string) ([]byte, error) {
	template := &x509.CertificateRequest{Subject: subject, DNSNames: names}
	if email != "" {
		template.EmailAddresses = []string{email}
	}
	return x509.CreateCertificateRequest(rand.Reader, template, key)
}

func privatePEM(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	defer clear(der)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
