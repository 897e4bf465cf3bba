package tlsconn

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"
)

func names(ids []uint16) (list []string) {
	for _, id := range ids {
		name, _ := suiteName(id)
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// Lists as programs have them choose what OpenSSL would choose, as far as it is there.
func TestCipherLists(t *testing.T) {
	all := []string{"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-SHA",
		"ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA",
		"ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-SHA", "ECDHE-RSA-CHACHA20-POLY1305"}
	gcm := slices.DeleteFunc(slices.Clone(all), func(n string) bool { return !strings.Contains(n, "GCM") })
	for _, test := range []struct {
		list    string
		allowed []string
		ignored string
	}{
		{"", nil, ""},
		{"ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA", []string{"AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"}, ""},
		{"HIGH:!aNULL:!MD5:!3DES:@STRENGTH", all, ""},
		{"ECDHE+AESGCM", gcm, ""},
		{"ALL:!SHA1:!CHACHA20", gcm, ""},
		{"AESGCM:-ECDSA", []string{"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384"}, ""},
		{"!ECDHE-RSA-AES128-GCM-SHA256:AESGCM+aRSA", []string{"ECDHE-RSA-AES256-GCM-SHA384"}, ""},
		{"-AESGCM:AESGCM", gcm, ""},
		{"CAMELLIA128-SHA:DHE-RSA-AES128-SHA,ECDHE+CHACHA20:@SECLEVEL=1",
			[]string{"ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"}, "CAMELLIA128-SHA DHE-RSA-AES128-SHA @SECLEVEL=1"},
		{"ALL:!ALL", nil, ""},
	} {
		allowed, ignored := Suites(test.list)
		if got := names(allowed); !slices.Equal(got, test.allowed) {
			t.Errorf("%q allows %q, want %q", test.list, got, test.allowed)
		}
		if got := strings.Join(ignored, " "); got != test.ignored {
			t.Errorf("%q ignores %q, want %q", test.list, got, test.ignored)
		}
	}
}

// One warning names all that has no effect, and nothing else.
func TestIneffectiveSettings(t *testing.T) {
	for _, test := range []struct {
		spec ServerSpec
		want []string
	}{
		{ServerSpec{Suites: "HIGH:!aNULL", Suites13: strings.Join(suites13, ":"), Curve: "prime256v1", Set: 1 << 29}, nil},
		{ServerSpec{Suites: "SEED-SHA:ALL:IDEA", Suites13: suites13[1], Curve: "brainpoolP256r1", Set: 1 << 40},
			[]string{"of the TLS settings these have no effect: of the cipher list SEED-SHA IDEA; " +
				"the choice of TLS 1.3's ciphers TLS_AES_256_GCM_SHA384; the curve brainpoolP256r1; options 0x10000000000"}},
		{ServerSpec{Suites: "ALL:!ALL"},
			[]string{"of the TLS settings these have no effect: the cipher list ALL:!ALL, which leaves none"}},
		{ServerSpec{SuiteIDs: []uint16{0x41}},
			[]string{"of the TLS settings these have no effect: the choice of TLS 1.2 ciphers, none of which exists here"}},
	} {
		_, warnings, err := test.spec.Config()
		if err != nil || !slices.Equal(warnings, test.want) {
			t.Errorf("%+v: %q, %v", test.spec, warnings, err)
		}
	}
	config := &tls.Config{}
	if rest := ApplyOptions(config, 1<<27|1<<14, 1<<14); rest != 0 || config.MinVersion != tls.VersionTLS13 || config.SessionTicketsDisabled {
		t.Errorf("options: %#x, %+v", rest, config)
	}
}
