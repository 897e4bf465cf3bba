package ws

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// naiveNext is the plain way to read a small frame: for comparison only.
func naiveNext(buf []byte) (payload []byte, n int) {
	n = int(buf[1] & 0x7f)
	at := 2
	switch n {
	case 126:
		n, at = int(binary.BigEndian.Uint16(buf[2:])), 4
	case 127:
		n, at = int(binary.BigEndian.Uint64(buf[2:])), 10
	}
	key := buf[at : at+4]
	at += 4
	payload = buf[at : at+n]
	for i := range payload {
		payload[i] ^= key[i%4]
	}
	return payload, at + n
}

// benchStream has many equal frames under a zero key, so that unmasking the
// same memory again and again leaves it as it is.
func benchStream(role Role, op Opcode, payload string) []byte {
	var one []byte
	if role == Server {
		one = AppendMaskedHeader(nil, FIN|byte(op), uint64(len(payload)), 0)
	} else {
		one = AppendHeader(nil, FIN|byte(op), uint64(len(payload)))
	}
	one = append(one, payload...)
	stream := append([]byte(nil), one...)
	for len(stream) < 64<<10 {
		stream = append(stream, one...)
	}
	return stream
}

func BenchmarkDecode(b *testing.B) {
	japanese := strings.Repeat("漢字かな", 6)[:63] + "."
	for _, c := range []struct {
		name    string
		role    Role
		op      Opcode
		payload string
	}{
		{"server/binary", Server, Binary, strings.Repeat("x", 64)},
		{"server/text", Server, Text, strings.Repeat("x", 64)},
		{"server/japanese", Server, Text, japanese},
		{"client/text", Client, Text, strings.Repeat("x", 64)},
		{"server/text", Server, Text, strings.Repeat("x", 1024)},
		{"server/japanese", Server, Text, strings.Repeat(japanese, 16)},
		{"server/binary", Server, Binary, strings.Repeat("x", 16384)},
		{"server/text", Server, Text, strings.Repeat("x", 16384)},
	} {
		b.Run(fmt.Sprintf("%s/%d", c.name, len(c.payload)), func(b *testing.B) {
			stream := benchStream(c.role, c.op, c.payload)
			var d Decoder
			d.Init(&Config{Role: c.role, MaxPiece: 1 << 16})
			var ev Event
			b.SetBytes(int64(len(c.payload)))
			b.ReportAllocs()
			buf := stream
			for b.Loop() {
				if len(buf) == 0 {
					buf = stream
				}
				n, err := d.Next(&ev, buf)
				if err != nil || ev.Kind != DataReceived {
					b.Fatal(err, ev.Kind)
				}
				buf = buf[n:]
			}
		})
	}
}

func BenchmarkDecodeNaive(b *testing.B) {
	for _, size := range []int{64, 1024, 16384} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			stream := benchStream(Server, Binary, strings.Repeat("x", size))
			b.SetBytes(int64(size))
			buf := stream
			for b.Loop() {
				if len(buf) == 0 {
					buf = stream
				}
				_, n := naiveNext(buf)
				buf = buf[n:]
			}
		})
	}
}

func BenchmarkMask(b *testing.B) {
	for _, size := range []int{16, 64, 1024, 16384} {
		p := make([]byte, size)
		b.Run(fmt.Sprintf("words/%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				Mask(p, testKey)
			}
		})
		b.Run(fmt.Sprintf("naive/%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				naiveMask(p, testKey)
			}
		})
	}
}

func BenchmarkUTF8(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"ascii", strings.Repeat("x", 4096)},
		{"mixed", strings.Repeat("Straße über Köln. ", 200)},
		{"japanese", strings.Repeat("漢字かな", 340)},
	} {
		p := []byte(c.text)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(p)))
			for b.Loop() {
				var u UTF8
				if !u.Write(p) {
					b.Fatal("refused")
				}
			}
		})
	}
}

func BenchmarkEncode64(b *testing.B) {
	buf := make([]byte, 16+64)
	var w Writer
	b.Run("server", func(b *testing.B) {
		for b.Loop() {
			first, _, _ := w.Frame(Binary, false, 64)
			PutHeader(buf[:16], first, 64)
		}
	})
	b.Run("client", func(b *testing.B) {
		for b.Loop() {
			first, _, _ := w.Frame(Binary, false, 64)
			PutMaskedHeader(buf[:16], first, 64, testKey)
			Mask(buf[16:], testKey)
		}
	})
}

func BenchmarkHandshake(b *testing.B) {
	r := goodRequest()
	r.Protocol, r.Extensions = "chat, mqtt", "permessage-deflate; client_max_window_bits"
	buf := make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		if r.Check() != nil {
			b.Fatal("refused")
		}
		buf = AppendResponse(buf[:0], r.Key, "chat", "")
	}
}
