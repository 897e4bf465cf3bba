package gencrypto

import (
	"bytes"
	"encoding/hex"
	"errors"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// SP 800-38A appendix F, RFC 3394 §4, IEEE 1619 annex B (vectors 2, 4 and 15).
var aesVectors = []struct {
	name             string
	mode             Mode
	key, iv, in, out string
}{
	{"F.2.1 CBC-AES128", CBC, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51", "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"},
	{"F.2.5 CBC-AES256", CBC, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "000102030405060708090a0b0c0d0e0f",
		"6bc1bee22e409f96e93d7e117393172a", "f58c4c04d6e5f1ba779eabfb5f7bfbd6"},
	{"F.3.7 CFB8-AES128", CFB8, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		"6bc1bee22e409f96e93d7e117393172aae2d", "3b79424c9c0dd436bace9e0ed4586a4f32b9"},
	{"F.3.13 CFB128-AES128", CFB128, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51", "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"},
	{"F.4.1 OFB-AES128", OFB, "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
		"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51", "3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed825"},
	{"F.5.1 CTR-AES128", CTR, "2b7e151628aed2a6abf7158809cf4f3c", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
		"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51", "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"},
	{"F.1.1 ECB-AES128", ECB, "2b7e151628aed2a6abf7158809cf4f3c", "",
		"6bc1bee22e409f96e93d7e117393172a", "3ad77bb40d7a3660a89ecaf32466ef97"},
	{"RFC 3394 4.1", KW, "000102030405060708090a0b0c0d0e0f", "",
		"00112233445566778899aabbccddeeff", "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"},
	{"RFC 3394 4.6", KW, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "",
		"00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f", "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"},
	{"XTS 2", XTS, "1111111111111111111111111111111122222222222222222222222222222222", "33333333330000000000000000000000",
		"4444444444444444444444444444444444444444444444444444444444444444", "c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0"},
	{"XTS 15", XTS, "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0", "9a785634120000000000000000000000",
		"000102030405060708090a0b0c0d0e0f10", "6c1625db4671522d3d7599601de7ca09ed"},
}

func crypt(t *testing.T, mode Mode, decrypt, padding bool, key, iv, in []byte, cuts ...int) ([]byte, error) {
	t.Helper()
	c, err := NewAES(mode, decrypt, key, padding)
	if err != nil {
		return nil, err
	}
	if err := c.Begin(iv); err != nil {
		return nil, err
	}
	var out []byte
	for _, n := range append(cuts, len(in)) {
		n = min(n, len(in))
		size, err := c.OutputSize(n)
		if err != nil {
			return nil, err
		}
		piece := make([]byte, size)
		if err := c.Crypt(piece, in[:n]); err != nil {
			return piece, err
		}
		out, in = append(out, piece...), in[n:]
		if len(in) == 0 {
			break
		}
	}
	return out, nil
}

func TestAESVectors(t *testing.T) {
	for _, v := range aesVectors {
		key, iv, in, out := unhex(t, v.key), unhex(t, v.iv), unhex(t, v.in), unhex(t, v.out)
		if got, err := crypt(t, v.mode, false, false, key, iv, in); err != nil || !bytes.Equal(got, out) {
			t.Errorf("%s: %x, %v", v.name, got, err)
		}
		if got, err := crypt(t, v.mode, true, false, key, iv, out); err != nil || !bytes.Equal(got, in) {
			t.Errorf("%s, decrypted: %x, %v", v.name, got, err)
		}
	}
}

func TestStreamModesTakeAnyCut(t *testing.T) {
	for _, v := range aesVectors {
		if v.mode != CFB8 && v.mode != CFB128 && v.mode != OFB && v.mode != CTR {
			continue
		}
		key, iv, in, out := unhex(t, v.key), unhex(t, v.iv), unhex(t, v.in), unhex(t, v.out)
		for i := 1; i < len(in); i++ {
			if got, err := crypt(t, v.mode, false, false, key, iv, in, i, 1); err != nil || !bytes.Equal(got, out) {
				t.Fatalf("%s cut at %d: %x, %v", v.name, i, got, err)
			}
			if got, err := crypt(t, v.mode, true, false, key, iv, out, i); err != nil || !bytes.Equal(got, in) {
				t.Fatalf("%s, decrypted, cut at %d: %x, %v", v.name, i, got, err)
			}
		}
	}
}

func TestXTSStealsFromAnyLength(t *testing.T) {
	key := append(bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)...)
	for n := BlockSize; n < 70; n++ {
		in := bytes.Repeat([]byte{7}, n)
		sealed, err := crypt(t, XTS, false, false, key, make([]byte, 16), in)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := crypt(t, XTS, true, false, key, make([]byte, 16), sealed); err != nil || !bytes.Equal(got, in) {
			t.Errorf("%d bytes: %x, %v", n, got, err)
		}
	}
}

func TestPaddingIsAddedAndChecked(t *testing.T) {
	key, iv := make([]byte, 16), make([]byte, 16)
	for n := range 33 {
		in := bytes.Repeat([]byte{9}, n)
		sealed, err := crypt(t, CBC, false, true, key, iv, in)
		if err != nil || len(sealed) != PaddedLength(16, n) {
			t.Fatalf("%d bytes: %d, %v", n, len(sealed), err)
		}
		got, err := crypt(t, CBC, true, true, key, iv, sealed)
		if err != nil || !bytes.Equal(got[:n], in) || int(got[len(got)-1]) != len(got)-n {
			t.Errorf("%d bytes: %x, %v", n, got, err)
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := crypt(t, CBC, true, true, key, iv, sealed); !errors.Is(err, ErrPadding) {
			t.Errorf("%d bytes, damaged: %v", n, err)
		}
	}
}

func TestAESRefusals(t *testing.T) {
	key, iv := make([]byte, 16), make([]byte, 16)
	for _, c := range []struct {
		name         string
		mode         Mode
		decrypt      bool
		key, iv, in  []byte
		want         error
		outputLength int
	}{
		{"key", CBC, false, key[:15], iv, iv, ErrKeySize, 0},
		{"no key", CTR, false, nil, iv, iv, ErrKeySize, 0},
		{"key of XTS", XTS, false, key, iv, iv, ErrKeySize, 0},
		{"equal keys of XTS", XTS, false, make([]byte, 32), iv, iv, ErrKeySize, 0},
		{"vector", CBC, false, key, iv[:8], iv, ErrIV, 0},
		{"no vector", OFB, false, key, nil, iv, ErrIV, 0},
		{"part of a block", CBC, false, key, iv, iv[:15], ErrLength, 0},
		{"part of a block", ECB, true, key, nil, iv[:1], ErrLength, 0},
		{"less than a block", XTS, false, append(bytes.Repeat([]byte{1}, 16), key...), iv, iv[:15], ErrLength, 0},
		{"short key to wrap", KW, false, key, nil, iv[:8], ErrLength, 0},
		{"odd key to wrap", KW, false, key, nil, make([]byte, 17), ErrLength, 0},
		{"nothing to unwrap", KW, true, key, nil, iv, ErrLength, 0},
		{"not wrapped", KW, true, key, nil, make([]byte, 24), ErrTag, 0},
		{"mode", 99, false, key, iv, iv, ErrType, 0},
	} {
		if _, err := crypt(t, c.mode, c.decrypt, false, c.key, c.iv, c.in); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	a, _ := NewAES(CBC, false, key, false)
	if err := a.Crypt(make([]byte, 16), make([]byte, 16)); !errors.Is(err, ErrOrder) {
		t.Errorf("without a vector: %v", err)
	}
}

func TestHashes(t *testing.T) {
	for kind, want := range map[HashType]int{HashUnknown: 0, MD5: 16, SHA1: 20, SHA256: 32, SHA384: 48, SHA512: 64, 6: 0, -1: 0} {
		if got := kind.Size(); got != want {
			t.Errorf("%d: %d bytes, want %d", kind, got, want)
		}
		if _, err := NewHash(kind); (err == nil) != (want > 0) {
			t.Errorf("%d: %v", kind, err)
		}
	}
	// RFC 4231 §4.3
	h, err := NewHMAC(HMACSHA256, []byte("Jefe"))
	if err != nil {
		t.Fatal(err)
	}
	h.Write([]byte("what do ya want for nothing?"))
	if got := hex.EncodeToString(h.Sum(nil)); got != "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" {
		t.Error(got)
	}
	if _, err := NewHMAC(4, nil); !errors.Is(err, ErrType) {
		t.Error(err)
	}
}
