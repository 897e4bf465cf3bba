package gencrypto

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"math/rand/v2"
	"testing"
)

func random(r *rand.ChaCha8, n int) []byte {
	p := make([]byte, n)
	r.Read(p)
	return p
}

// Any cut of message and authenticated data gives what the standard library
// gives for the whole.
func TestGCMInPiecesIsGCM(t *testing.T) {
	source := rand.NewChaCha8([32]byte{1})
	r := rand.New(source)
	for round := range 400 {
		key := random(source, []int{16, 24, 32}[round%3])
		iv := random(source, []int{12, 12, 12, 8, 16, 1, 60}[round%7])
		if round%5 == 0 && len(iv) == 12 {
			iv = random(source, 16)
		}
		aad := random(source, r.IntN(40)*(round%3))
		if round%50 == 0 {
			aad = random(source, 40000)
		}
		text := random(source, []int{r.IntN(70), r.IntN(3000), r.IntN(60000)}[round%3])
		block, _ := aes.NewCipher(key)
		aead, _ := cipher.NewGCMWithNonceSize(block, len(iv))
		sealed := aead.Seal(nil, iv, text, aad)

		for _, decrypt := range []bool{false, true} {
			in, want := text, sealed[:len(text)]
			if decrypt {
				in, want = want, in
			}
			g, err := NewAESGCM(decrypt, key)
			if err != nil {
				t.Fatal(err)
			}
			if err := g.Begin(iv, sealed[len(text):]); err != nil {
				t.Fatal(err)
			}
			for rest := aad; len(rest) > 0; {
				n := 1 + r.IntN(len(rest))
				if err := g.AAD(rest[:n]); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			got := make([]byte, len(in))
			if round%4 == 0 { // in place
				copy(got, in)
				in = got
			}
			for at := 0; at < len(in); {
				n := 1 + r.IntN(len(in)-at)
				if round%2 == 0 {
					n = len(in) - at
				}
				if err := g.Crypt(got[at:at+n], in[at:at+n]); err != nil {
					t.Fatal(err)
				}
				at += n
			}
			tag, err := g.Finish()
			if err != nil || !bytes.Equal(got, want) || !bytes.Equal(tag[:], sealed[len(text):]) {
				t.Fatalf("round %d, decrypt %v, iv %d, aad %d, text %d: %v, output %v, tag %v", round, decrypt,
					len(iv), len(aad), len(text), err, bytes.Equal(got, want), bytes.Equal(tag[:], sealed[len(text):]))
			}
		}
	}
}

func TestGCMRefusesAForgery(t *testing.T) {
	key, iv := make([]byte, 16), make([]byte, 12)
	g, _ := NewAESGCM(false, key)
	g.Begin(iv, nil)
	g.AAD([]byte("head"))
	text := []byte("attack at dawn, in two pieces")
	g.Crypt(text, text)
	tag, _ := g.Finish()
	for _, bad := range []struct {
		name string
		aad  string
		flip int
		tag  int
	}{{"text", "head", 3, -1}, {"aad", "Head", -1, -1}, {"tag", "head", -1, 15}} {
		for _, cut := range []int{len(text), 7} {
			cipherText, wrong := bytes.Clone(text), tag
			if bad.flip >= 0 {
				cipherText[bad.flip] ^= 1
			}
			if bad.tag >= 0 {
				wrong[bad.tag] ^= 0x80
			}
			g, _ := NewAESGCM(true, key)
			g.Begin(iv, wrong[:])
			g.AAD([]byte(bad.aad))
			g.Crypt(cipherText[:cut], cipherText[:cut])
			if cut < len(text) {
				g.Crypt(cipherText[cut:], cipherText[cut:])
			}
			if _, err := g.Finish(); !errors.Is(err, ErrTag) {
				t.Errorf("%s changed: %v", bad.name, err)
			}
		}
	}
}

func TestGCMCounterWrapsAt32Bits(t *testing.T) {
	// A vector that puts the counter near its end is found by trying: the lower
	// 32 bits come from GHASH. Instead, look at the key stream's own counter.
	g, _ := NewAESGCM(false, make([]byte, 16))
	g.Begin(make([]byte, 12), nil)
	g.start()
	for i := 12; i < 16; i++ {
		g.counter[i] = 0xff
	}
	g.restart()
	got := make([]byte, 32)
	g.xor(got, got)
	want := make([]byte, 32)
	last := g.counter
	for i := 12; i < 16; i++ {
		last[i] = 0xff
	}
	g.block.Encrypt(want, last[:])
	for i := 12; i < 16; i++ {
		last[i] = 0
	}
	g.block.Encrypt(want[16:], last[:])
	if !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

func TestGCMRefusesCallsOutOfOrder(t *testing.T) {
	g, _ := NewAESGCM(false, make([]byte, 16))
	if err := g.Crypt(make([]byte, 1), make([]byte, 1)); !errors.Is(err, ErrOrder) {
		t.Error(err)
	}
	if _, err := g.Finish(); !errors.Is(err, ErrOrder) {
		t.Error(err)
	}
	g.Begin(make([]byte, 12), nil)
	g.Crypt(make([]byte, 1), make([]byte, 1))
	if err := g.AAD([]byte{1}); !errors.Is(err, ErrOrder) {
		t.Error(err)
	}
	g.Finish()
	if _, err := g.Finish(); !errors.Is(err, ErrOrder) {
		t.Error(err)
	}
}

func benchmarkGCM(b *testing.B, size int, streaming bool) {
	text := make([]byte, size)
	key, iv := make([]byte, 16), make([]byte, 12)
	block, _ := aes.NewCipher(key)
	aead, _ := cipher.NewGCM(block)
	out := make([]byte, 0, size+16)
	b.SetBytes(int64(size))
	for b.Loop() {
		if !streaming {
			aead.Seal(out, iv, text, nil)
			continue
		}
		g, _ := NewAESGCM(false, key)
		g.Begin(iv, nil)
		g.Crypt(text, text)
		g.Finish()
	}
}

func BenchmarkGCM1K(b *testing.B)    { benchmarkGCM(b, 1<<10, true) }
func BenchmarkGCM1M(b *testing.B)    { benchmarkGCM(b, 1<<20, true) }
func BenchmarkStdGCM1K(b *testing.B) { benchmarkGCM(b, 1<<10, false) }
func BenchmarkStdGCM1M(b *testing.B) { benchmarkGCM(b, 1<<20, false) }
