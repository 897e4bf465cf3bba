package tlsconn

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"

	"github.com/golws/golws/core/tlsconn/certtest"
)

// recordsOf makes the two ends of a connection whose handshake is over.
func recordsOf(id uint16) (server, client *records) {
	length := recordSuites[id].hash().Size()
	s := &secrets{client: bytes.Repeat([]byte{1}, length), server: bytes.Repeat([]byte{2}, length)}
	state := &tls.ConnectionState{Version: tls.VersionTLS13, CipherSuite: id}
	server, client = s.takeOver(state, nil), s.takeOver(state, nil)
	client.read, client.write = client.write, client.read
	return server, client
}

// opened gives everything that r makes of stream, which comes in pieces of cut bytes,
// through a buffer of room bytes.
func opened(r *records, stream []byte, cut, room int) (all []byte, err error) {
	plain := make([]byte, room)
	for len(stream) > 0 {
		k := min(cut, len(stream))
		piece := bytes.Clone(stream[:k])
		stream = stream[k:]
		for more := true; more; piece = nil {
			var n int
			n, more, err = r.open(piece, plain)
			all = append(all, plain[:n]...)
			if err != nil {
				return all, err
			}
		}
	}
	return all, nil
}

func TestRecordsWithAnyCut(t *testing.T) {
	for id := range recordSuites {
		for _, cut := range []int{1, 2, 3, 5, 7, 21, 22, 23, 100, 1000, 16384, 16406, 20000, 65536, 1 << 20} {
			for _, room := range []int{1, 17, 1000, 16384, 16401, 65536} {
				server, client := recordsOf(id)
				var stream, want []byte
				for _, n := range []int{1, 0, 2, 100, RecordMost - 1, RecordMost, RecordMost + 1, 40000, 3} {
					if cut*room < 1000 && n > 1000 {
						continue
					}
					payload := bytes.Repeat([]byte{byte(n)}, n)
					want = append(want, payload...)
					stream = client.seal(stream, payload)
				}
				stream = client.sealEnd(stream)
				got, err := opened(server, stream, cut, room)
				if err != io.EOF || !bytes.Equal(got, want) {
					t.Fatalf("suite %x cut %d room %d: %d bytes of %d, %v", id, cut, room, len(got), len(want), err)
				}
			}
		}
	}
}

// raw makes a record of the client's with any content type and padding inside.
func (k *keys) raw(inner ...byte) []byte {
	last := len(inner) - 1
	return k.seal(nil, inner[last], inner[:last])
}

func TestRecordsThatAreRefused(t *testing.T) {
	update := []byte{keyUpdate, 0, 0, 1, 0, typeHandshake}
	for _, c := range []struct {
		name  string
		alert byte
		make  func(k *keys) []byte
	}{
		{"another outer type", alertUnexpectedMessage, func(k *keys) []byte { r := k.raw('x', typeApplication); r[0] = typeHandshake; return r }},
		{"change_cipher_spec", alertUnexpectedMessage, func(*keys) []byte { return []byte{20, 3, 3, 0, 1, 1} }},
		{"a length beyond the limit, at once", alertRecordOverflow, func(*keys) []byte { return []byte{typeApplication, 3, 3, 0x41, 1} }},
		{"payload beyond the limit", alertRecordOverflow, func(k *keys) []byte { return k.seal(nil, typeApplication, make([]byte, RecordMost+1)) }},
		{"a changed byte", alertBadRecordMAC, func(k *keys) []byte { r := k.raw('x', typeApplication); r[6] ^= 1; return r }},
		{"a changed header", alertBadRecordMAC, func(k *keys) []byte { r := k.raw('x', typeApplication); r[2] = 4; return r }},
		{"shorter than a tag", alertBadRecordMAC, func(*keys) []byte { return []byte{typeApplication, 3, 3, 0, 3, 1, 2, 3} }},
		{"empty", alertBadRecordMAC, func(*keys) []byte { return []byte{typeApplication, 3, 3, 0, 0} }},
		{"a record again", alertBadRecordMAC, func(k *keys) []byte { r := k.raw('x', typeApplication); return append(r, r...) }},
		{"a record left out", alertBadRecordMAC, func(k *keys) []byte { k.raw('x', typeApplication); return k.raw('y', typeApplication) }},
		{"nothing but padding", alertUnexpectedMessage, func(k *keys) []byte { return k.raw(0, 0, 0, 0) }},
		{"an unknown inner type", alertUnexpectedMessage, func(k *keys) []byte { return k.raw('x', 99) }},
		{"a handshake's message that is not for now", alertUnexpectedMessage, func(k *keys) []byte { return k.raw(1, 0, 0, 1, 0, typeHandshake) }},
		{"an empty handshake's message", alertUnexpectedMessage, func(k *keys) []byte { return k.raw(typeHandshake) }},
		{"a key update of another length", alertDecodeError, func(k *keys) []byte { return k.raw(keyUpdate, 0, 0, 2, 0, typeHandshake) }},
		{"a key update that asks for something unknown", alertIllegalParameter, func(k *keys) []byte { return k.raw(keyUpdate, 0, 0, 1, 2, typeHandshake) }},
		{"something behind a key update", alertUnexpectedMessage, func(k *keys) []byte { return k.raw(append([]byte{keyUpdate, 0, 0, 1, 0}, update...)...) }},
		{"payload inside a key update", alertUnexpectedMessage, func(k *keys) []byte {
			return append(k.raw(keyUpdate, 0, typeHandshake), k.raw('x', typeApplication)...)
		}},
		{"the old keys behind a key update", alertBadRecordMAC, func(k *keys) []byte { return append(k.raw(update...), k.raw('x', typeApplication)...) }},
		{"an alert of another length", alertDecodeError, func(k *keys) []byte { return k.raw(1, 0, 0, typeAlert) }},
		{"records without payload for ever", alertUnexpectedMessage, func(k *keys) (all []byte) {
			for range uselessMost + 1 {
				all = append(all, k.raw(typeApplication)...)
			}
			return all
		}},
	} {
		for _, cut := range []int{1, 1 << 20} {
			server, client := recordsOf(tls.TLS_AES_128_GCM_SHA256)
			_, err := opened(server, c.make(&client.write), cut, 20000)
			want := "local error: " + tls.AlertError(c.alert).Error()
			if err == nil || err.Error() != want {
				t.Errorf("%s, cut %d: %v, not %s", c.name, cut, err, want)
				continue
			}
			_, err = opened(client, server.out, 1<<20, 100)
			if want := "remote error: " + tls.AlertError(c.alert).Error(); err == nil || err.Error() != want {
				t.Errorf("%s: the peer hears %v", c.name, err)
			}
		}
	}
}

func TestAlertsOfThePeer(t *testing.T) {
	for alert, want := range map[byte]string{alertCloseNotify: "EOF", alertUserCanceled: "<nil>", 80: "remote error: tls: internal error"} {
		server, client := recordsOf(tls.TLS_AES_128_GCM_SHA256)
		_, err := opened(server, client.write.raw(2, alert, typeAlert), 1<<20, 100)
		if got := fmt.Sprint(err); got != want {
			t.Errorf("alert %d: %s, not %s", alert, got, want)
		}
	}
}

func TestKeyUpdates(t *testing.T) {
	server, client := recordsOf(tls.TLS_AES_256_GCM_SHA384)
	var stream []byte
	for i := range 100 {
		stream = append(stream, client.write.raw(keyUpdate, 0, 0, 1, 1, typeHandshake)...)
		client.write.advance()
		stream = client.seal(stream, []byte{byte(i)})
	}
	got, err := opened(server, stream, 7, 100)
	if err != nil || len(got) != 100 || got[99] != 99 {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	if len(server.out) != 0 {
		t.Error("a key update is answered before there is anything to send")
	}
	first := server.seal(nil, []byte("answer"))
	again := server.seal(nil, []byte("answer"))
	if len(first) <= len(again) || len(first) > 2*len(again) {
		t.Errorf("%d bytes with one key update, %d without", len(first), len(again))
	}
	got, err = opened(client, append(first, again...), 5, 100)
	if err != nil || string(got) != "answeranswer" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestKeysChangeInTime(t *testing.T) {
	server, client := recordsOf(tls.TLS_AES_128_GCM_SHA256)
	server.write.number, client.read.number = recordsPerKey-1, recordsPerKey-1
	old := server.write.secret
	stream := server.seal(nil, []byte("last "))
	stream = server.seal(stream, []byte("first"))
	if bytes.Equal(server.write.secret, old) {
		t.Error("the keys are used for ever")
	}
	if got, err := opened(client, stream, 3, 100); err != nil || string(got) != "last first" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestIdleRecordsHoldNothing(t *testing.T) {
	server, client := recordsOf(tls.TLS_AES_128_GCM_SHA256)
	stream := client.seal(nil, make([]byte, 50000))
	for _, cut := range []int{1000, 30000} {
		if _, err := opened(server, stream[:len(stream):len(stream)], cut, 1000); err != nil {
			t.Fatal(err)
		}
		if server.in != nil || server.held != nil || server.out != nil {
			t.Error("a buffer is kept")
		}
		stream = client.seal(nil, make([]byte, 50000))
	}
}

func TestRecordsAllocateNothing(t *testing.T) {
	server, client := recordsOf(tls.TLS_AES_128_GCM_SHA256)
	payload := make([]byte, 1000)
	plain := make([]byte, 20000)
	var out []byte
	if n := testing.AllocsPerRun(100, func() {
		out = client.seal(out[:0], payload)
		if n, _, err := server.open(out, plain); n != len(payload) || err != nil {
			t.Fatal(n, err)
		}
	}); n > 0 {
		t.Errorf("%v allocations for a record there and back", n)
	}
}

// After handshakes of every kind: session tickets are records, too, and come at other
// times when the client shows a certificate.
func TestRecordsTakeOver(t *testing.T) {
	pair := certtest.Make(certtest.Spec{})
	roots := x509.NewCertPool()
	roots.AddCert(pair.Cert)
	for _, tickets := range []bool{true, false} {
		for _, ask := range []bool{true, false} {
			ours, theirs := net.Pipe()
			client := tls.Client(theirs, &tls.Config{RootCAs: roots, ServerName: "localhost", SessionTicketsDisabled: !tickets})
			go func() {
				_, _ = io.Copy(client, client)
				client.Close()
			}()
			spec := serverSpec(pair)
			spec.AskClient = ask
			d := drive(t, serverOf(t, spec), ours, 1<<20)
			if err := d.handshake(); err != nil {
				t.Fatal(err)
			}
			if d.c.records == nil {
				t.Fatal("crypto/tls goes on")
			}
			want := strings.Repeat("0123456789", 10000)
			rest := strings.NewReader(want)
			var out []byte
			for rest.Len() > 0 {
				var err error
				if out, _, err = d.c.SealFrom(out, make([][]byte, 0, 4), 3*RecordMost, into(rest)); err != nil {
					t.Fatal(err)
				}
			}
			go func() {
				d.send(out)
				d.send(d.c.SealEnd(nil))
			}()
			got, err := d.receive()
			if err != io.EOF || string(got) != want {
				t.Errorf("tickets %v, client certificates %v: %d bytes, %v", tickets, ask, len(got), err)
			}
		}
	}
}

// into reads like a file, whole pieces at a time but for the last.
func into(from *strings.Reader) func([][]byte) (int, error) {
	return func(pieces [][]byte) (k int, err error) {
		for _, piece := range pieces {
			n, _ := from.Read(piece)
			k += n
		}
		return k, nil
	}
}

// FuzzRecords: nobody without the keys gets anything through, whatever is done to the
// stream, and what comes through comes in order.
func FuzzRecords(f *testing.F) {
	f.Add([]byte{}, uint16(5), int64(1))
	f.Add([]byte{typeApplication, 3, 3, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, uint16(1), int64(2))
	f.Add([]byte{typeApplication, 3, 3, 0xff, 0xff}, uint16(0), int64(3))
	f.Fuzz(func(t *testing.T, foreign []byte, cut uint16, seed int64) {
		server, client := recordsOf(tls.TLS_AES_128_GCM_SHA256)
		random := rand.New(rand.NewPCG(uint64(seed), 0))
		var stream, want []byte
		at := 0
		for range random.IntN(5) {
			payload := make([]byte, random.IntN(20000))
			want = append(want, payload...)
			stream = client.seal(stream, payload)
			at = len(stream)
		}
		stream = append(stream, foreign...)
		stream = client.seal(stream, []byte("behind"))
		got, err := opened(server, stream, int(cut)+1, 1+random.IntN(30000))
		if len(foreign) == 0 {
			want = append(want, "behind"...)
		} else if err == nil && len(foreign) >= headerLength && recordLength(foreign) > 0 {
			t.Fatalf("%d foreign bytes behind %d are taken", len(foreign), at)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%d bytes come out, not %d", len(got), len(want))
		}
	})
}
