package precondition

import "testing"

const tag = "0000000A6553F100"

func TestNoneMatch(t *testing.T) {
	for field, want := range map[string]bool{
		tag: false, `"` + tag + `"`: false, `W/"` + tag + `"`: false, "*": false, `"x", "` + tag + `"`: false, `"x,` + tag + `"`: true,
		"": true, "x": true, `"*"`: true, `"x", W/"y"`: true, tag + "0": true, `"` + tag: true,
	} {
		if got := NoneMatch([]byte(field), tag); got != want {
			t.Errorf("%q: %v", field, got)
		}
	}
}

// 784111777 is the example of RFC 9110 section 5.6.7.
const exampleTime = 784111777

func TestModifiedSince(t *testing.T) {
	for _, form := range []string{"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"} {
		for modified, want := range map[int64]bool{exampleTime - 1: false, exampleTime: false, exampleTime + 1: true} {
			if got := ModifiedSince([]byte(form), modified); got != want {
				t.Errorf("%q, modified at %d: %v", form, modified, got)
			}
		}
	}
	for _, form := range []string{"", "yesterday", "784111777", "Sun, 36 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT and then some more text"} {
		if !ModifiedSince([]byte(form), 0) {
			t.Errorf("%q counts as a date", form)
		}
	}
}

func TestRangeApplies(t *testing.T) {
	for field, want := range map[string]bool{
		tag: true, `"` + tag + `"`: true, `W/"` + tag + `"`: false, `"other"`: false, "": false,
		"Sun, 06 Nov 1994 08:49:37 GMT": true, "Sun, 06 Nov 1994 08:49:38 GMT": false, "Sun, 06 Nov 1994 08:49:36 GMT": false,
	} {
		if got := RangeApplies([]byte(field), tag, exampleTime); got != want {
			t.Errorf("%q: %v", field, got)
		}
	}
	if RangeApplies(nil, "", 0) {
		t.Error("an empty field names a file without a tag")
	}
}

func FuzzPreconditions(f *testing.F) {
	for _, s := range []string{`W/"a", "b`, "*", "Sun, 06 Nov 1994 08:49:37 GMT", `","`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, field []byte) {
		if !NoneMatch(field, "not in it, surely: "+string(rune(len(field)))) && !contains(field, '*') {
			t.Error("a tag that is not there was found")
		}
		ModifiedSince(field, 1)
		RangeApplies(field, tag, 1)
	})
}

func contains(b []byte, c byte) bool {
	for i := range b {
		if b[i] == c {
			return true
		}
	}
	return false
}
