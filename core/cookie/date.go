package cookie

import (
	"strings"
	"time"
)

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// parseDate reads a date in any of the forms that servers send (RFC 6265
// §5.1.1).
func parseDate(s string) (time.Time, bool) {
	clock, day, month, year := -1, -1, -1, -1
	for _, token := range strings.FieldsFunc(strings.ToLower(s), isDelimiter) {
		if clock < 0 {
			if v, ok := parseClock(token); ok {
				clock = v
				continue
			}
		}
		if day < 0 {
			if v, ok := number(token, 1, 2); ok {
				day = v
				continue
			}
		}
		if month < 0 && len(token) >= 3 {
			for i, name := range months {
				if token[:3] == name {
					month = i
				}
			}
			if month >= 0 {
				continue
			}
		}
		if year < 0 {
			if v, ok := number(token, 2, 4); ok {
				year = v
			}
		}
	}
	switch {
	case year >= 70 && year <= 99:
		year += 1900
	case year >= 0 && year <= 69:
		year += 2000
	}
	if clock < 0 || day < 1 || month < 0 || year < 1601 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month+1), day, 0, 0, clock, 0, time.UTC)
	// Date takes 31 November for 1 December
	if t.Day() != day {
		return time.Time{}, false
	}
	return t, true
}

func isDelimiter(r rune) bool {
	return r == '\t' || r >= ' ' && r <= '/' || r >= ';' && r <= '@' || r >= '[' && r <= '`' || r >= '{' && r <= '~'
}

// number reads the digits that s begins with, of which there must be so many.
func number(s string, least, most int) (value int, ok bool) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		if n == most {
			return 0, false
		}
		value = value*10 + int(s[n]-'0')
		n++
	}
	return value, n >= least
}

// parseClock reads hh:mm:ss into seconds.
func parseClock(s string) (seconds int, ok bool) {
	parts := strings.SplitN(s, ":", 3)
	if len(parts) != 3 {
		return 0, false
	}
	limits := [3]int{23, 59, 59}
	for i, part := range parts {
		v, ok := number(part, 1, 2)
		if !ok || v > limits[i] || i < 2 && strings.Trim(part, "0123456789") != "" {
			return 0, false
		}
		seconds = seconds*60 + v
	}
	return seconds, true
}
