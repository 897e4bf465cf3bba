package main

/*
#include "bridge.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"io/fs"
	"unsafe"

	"github.com/golws/golws/core/engine"
	"github.com/golws/golws/core/tlsconn"
)

// defaultALPN is what lws offers when the program says nothing.
const defaultALPN = "h2,http/1.1"

// configTLS reads how a vhost speaks TLS, as a server and as a client. Without
// LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT there is no TLS, whatever else is said.
func (v *vhost) configTLS(c *engine.VhostConfig, info *C.struct_lws_context_creation_info) error {
	if uint64(info.options)&engine.OptionTLS == 0 && uint64(v.context.block.options)&engine.OptionTLS == 0 {
		return nil
	}
	c.ALPN = goString(info.alpn)
	if c.ALPN == "" {
		c.ALPN = v.context.alpn
	}
	if c.ALPN == "" {
		c.ALPN = defaultALPN
	}
	c.TLSEvents = int(info.ssl_info_event_mask) & engine.TLSEvents
	if rest := int(info.ssl_info_event_mask) &^ engine.TLSEvents; rest != 0 {
		v.warn(c.Name, []string{fmt.Sprintf("no effect: of ssl_info_event_mask %#x", uint32(rest))})
	}
	if err := v.readRenewal(c, info); err != nil {
		return err
	}
	if err := v.serverTLS(c, info); err != nil {
		return err
	}
	return v.readClientTLS(c, info)
}

// source is a file's content, or else what is in memory.
func source(path *C.char, mem unsafe.Pointer, n C.uint, what string) (tlsconn.Source, error) {
	switch {
	case path != nil:
		return tlsconn.File(goString(path))
	case mem != nil:
		if n == 0 {
			return tlsconn.Source{}, errors.New(what + " in memory: its length is 0")
		}
		// Programs give a length of PEM with or without its NUL.
		return tlsconn.Source{Name: what + " in memory", Data: append([]byte(nil), cBytes(mem, int(n))...)}, nil
	}
	return tlsconn.Source{}, nil
}

func (v *vhost) serverTLS(c *engine.VhostConfig, info *C.struct_lws_context_creation_info) error {
	if info.port == engine.NoListen ||
		info.ssl_cert_filepath == nil && info.server_ssl_cert_mem == nil && c.Options&engine.OptionCreateTLS == 0 {
		return nil
	}
	watch := watched(info) // before they are read
	spec, err := serverSpec(c, info)
	if watch != nil && spec != nil {
		v.served = *watch
		v.served.spec = spec
		c.Refresh = v.refresh
	}
	if err != nil {
		if c.Options&engine.OptionIgnoreMissingCert == 0 || !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("vhost %s: %w", c.Name, err)
		}
		// Never in clear: who asked for a certificate expects secrecy.
		v.warn(c.Name, []string{err.Error()})
		spec.Chain, spec.Key = tlsconn.Source{}, tlsconn.Source{}
	}
	if err := v.askAboutServer(c.Name, spec); err != nil {
		return fmt.Errorf("vhost %s: %w", c.Name, err)
	}
	config, warnings, err := spec.Config()
	if err != nil {
		return fmt.Errorf("vhost %s: %w", c.Name, err)
	}
	if config.Certificate() == nil {
		warnings = append(warnings, "it serves TLS, and has no certificate yet")
	}
	v.warn(c.Name, warnings)
	c.TLS = config
	return nil
}

// serverSpec reads how a vhost serves. With an error about the certificate or
// its key comes all the rest.
func serverSpec(c *engine.VhostConfig, info *C.struct_lws_context_creation_info) (*tlsconn.ServerSpec, error) {
	spec := &tlsconn.ServerSpec{
		Password: goString(info.ssl_private_key_password),
		ALPN:     engine.ALPN(c.ALPN),
		Suites:   goString(info.ssl_cipher_list), Suites13: goString(info.tls1_3_plus_cipher_list),
		Curve: goString(info.ecdh_curve),
		Set:   uint64(info.ssl_options_set), Clear: uint64(info.ssl_options_clear),
		AskClient:  c.Options&engine.OptionRequireClientCert != 0,
		NeedClient: c.Options&engine.OptionClientCertOptional == 0,
		Faster:     faster,
		Bulk:       bulkGCM(),
	}
	ca, err := source(info.ssl_ca_filepath, info.server_ssl_ca_mem, info.server_ssl_ca_mem_len, "CA")
	if err != nil {
		return nil, fmt.Errorf("CA: %w", err)
	}
	if len(ca.Data) > 0 {
		spec.CAs = []tlsconn.Source{ca}
	}
	if spec.Chain, err = source(info.ssl_cert_filepath, info.server_ssl_cert_mem, info.server_ssl_cert_mem_len, "server certificate"); err != nil {
		return spec, fmt.Errorf("certificate: %w", err)
	}
	if spec.Key, err = source(info.ssl_private_key_filepath, info.server_ssl_private_key_mem, info.server_ssl_private_key_mem_len, "server key"); err != nil {
		return spec, fmt.Errorf("private key: %w", err)
	}
	if len(spec.Key.Data) == 0 {
		// One file may hold both.
		spec.Key = spec.Chain
	}
	return spec, nil
}

func (v *vhost) readClientTLS(c *engine.VhostConfig, info *C.struct_lws_context_creation_info) error {
	cert, key, caFile, password := info.client_ssl_cert_filepath, info.client_ssl_private_key_filepath, info.client_ssl_ca_filepath, info.client_ssl_private_key_password
	if info.port == engine.NoListen {
		// A vhost for clients alone may use the members of a server's.
		for _, m := range [...]struct{ member, legacy **C.char }{
			{&cert, &info.ssl_cert_filepath}, {&key, &info.ssl_private_key_filepath},
			{&caFile, &info.ssl_ca_filepath}, {&password, &info.ssl_private_key_password},
		} {
			if *m.member == nil {
				*m.member = *m.legacy
			}
		}
	}
	spec := &tlsconn.ClientSpec{
		Password: goString(password),
		Suites:   goString(info.client_ssl_cipher_list), Suites13: goString(info.client_tls_1_3_plus_cipher_list),
		Set: uint64(info.ssl_client_options_set), Clear: uint64(info.ssl_client_options_clear),
		NoSystem:   uint64(info.options)&engine.OptionNoSystemCAs != 0,
		NoSessions: uint64(info.options)&engine.OptionNoTLSSessionCache != 0,
		Sessions:   int(info.tls_session_cache_max),
		Faster:     faster,
	}
	var err error
	fail := func(what string, err error) error {
		return fmt.Errorf("vhost %s: client's %s: %w", c.Name, what, err)
	}
	if spec.Chain, err = source(cert, info.client_ssl_cert_mem, info.client_ssl_cert_mem_len, "client certificate"); err != nil {
		return fail("certificate", err)
	}
	if spec.Key, err = source(key, info.client_ssl_key_mem, info.client_ssl_key_mem_len, "client key"); err != nil {
		return fail("private key", err)
	}
	ca, err := source(caFile, info.client_ssl_ca_mem, info.client_ssl_ca_mem_len, "CA")
	if err != nil {
		return fail("CA", err)
	}
	if len(ca.Data) > 0 {
		spec.CAs = []tlsconn.Source{ca}
	}
	if err := v.askAboutClients(c.Name, spec, unsafe.Pointer(info.provided_client_ssl_ctx)); err != nil {
		return fmt.Errorf("vhost %s: client: %w", c.Name, err)
	}
	config, warnings, err := spec.Config()
	if err != nil {
		return fmt.Errorf("vhost %s: client: %w", c.Name, err)
	}
	v.warn(c.Name, warnings)
	c.ClientTLS = config
	return nil
}

// warn says what of the TLS settings has no effect.
func (v *vhost) warn(name string, warnings []string) {
	for _, text := range warnings {
		logLine(engine.LevelWarn, v.context.block, nil, nil, "vhost "+name+": "+text)
	}
}

//export golws_lws_init_vhost_client_ssl
func golws_lws_init_vhost_client_ssl(info *C.struct_lws_context_creation_info, vh *C.struct_lws_vhost) (r C.int) {
	r = 1
	const name = "lws_init_vhost_client_ssl"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil || info == nil {
		return 1
	}
	var c engine.VhostConfig
	c.Name = v.engine.Config.Name
	if err := v.readClientTLS(&c, info); err != nil {
		logLine(engine.LevelErr, nil, vh, nil, name+": "+err.Error())
		return 1
	}
	v.engine.SetClientTLS(c.ClientTLS)
	return 0
}

//export golws_lws_tls_client_vhost_extra_cert_mem
func golws_lws_tls_client_vhost_extra_cert_mem(vh *C.struct_lws_vhost, der *C.uint8_t, n C.size_t) (r C.int) {
	r = 1
	const name = "lws_tls_client_vhost_extra_cert_mem"
	defer recovered(name, nil)
	v := vhostOf(vh, name)
	if v == nil || der == nil {
		return 1
	}
	config := v.engine.ClientTLS()
	if config == nil {
		logLine(engine.LevelErr, nil, vh, nil, name+": the vhost has no TLS for clients")
		return 1
	}
	if err := config.Trust(tlsconn.Source{Name: "CA in memory", Data: append([]byte(nil), cBytes(unsafe.Pointer(der), int(n))...)}); err != nil {
		logLine(engine.LevelErr, nil, vh, nil, name+": "+err.Error())
		return 1
	}
	return 0
}
