package engine

import (
	"crypto/x509"
	"encoding/binary"
	"testing"
	"time"
)

func issuerWithKey(n int) *x509.Certificate {
	return &x509.Certificate{SubjectKeyId: binary.BigEndian.AppendUint32(nil, uint32(n))}
}

// However many CAs servers need, the latest are remembered, each once and for its time.
func TestKnownIssuersAreBounded(t *testing.T) {
	var k knownIssuers
	for n := range 2 * issuersMost {
		k.add(issuerWithKey(n))
		k.add(issuerWithKey(n))
	}
	if len(k.list) != issuersMost {
		t.Errorf("%d are remembered, want %d", len(k.list), issuersMost)
	}
	latest, first := issuerWithKey(2*issuersMost-1), issuerWithKey(issuersMost-1)
	if k.find(latest.SubjectKeyId) == nil || k.find(first.SubjectKeyId) != nil {
		t.Error("it is not the latest that are remembered")
	}
	k.list[0].until = time.Now().Add(-time.Second)
	if old := k.list[0].certificate; k.find(old.SubjectKeyId) != nil || len(k.list) != issuersMost-1 {
		t.Error("one is remembered beyond its time")
	}
}
