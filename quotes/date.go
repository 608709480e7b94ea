package quotes

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Date is a day, a month or a year as "2024-05-01", "2024-05" or "2024"; or,
// where no year is known, a text such as "January 13", which is shown and never
// filtered on. The empty Date is no date.
type Date string

// ErrBadDate is returned, wrapped, by [ParseDate].
var ErrBadDate = errors.New("not a date")

var isoDate = regexp.MustCompile(`^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$`)

// ParseDate reads what a person or a page writes for a date ("2024", "2024-05",
// "2024-05-01", "2024-05-01T10:00:00Z", "1 May 2024", "May 1, 2024",
// "January 2, 2006 3:04 pm", "05 May 2024") and returns it as far as it is
// certain. "3/4/2024" is not: it means two days. The error wraps [ErrBadDate].
func ParseDate(s string) (Date, error) {
	s = strings.Join(strings.Fields(s), " ")
	if d := Date(s); isoDate.MatchString(s) {
		if _, _, ok := d.Range(); ok {
			return d, nil
		}
		return "", fmt.Errorf("%w: %q", ErrBadDate, s)
	}
	for _, l := range dateLayouts {
		if t, err := time.Parse(l.in, s); err == nil {
			return Date(t.Format(l.out)), nil
		}
	}
	// A longer time stamp: the day stands in front.
	if len(s) > 10 && strings.ContainsRune("T ", rune(s[10])) {
		if _, err := time.Parse(time.DateOnly, s[:10]); err == nil {
			return Date(s[:10]), nil
		}
	}
	return "", fmt.Errorf("%w: %q", ErrBadDate, s)
}

var dateLayouts = []struct{ in, out string }{
	{"2006/01/02", time.DateOnly},
	{"20060102", time.DateOnly},
	{"2 January 2006", time.DateOnly},
	{"2 Jan 2006", time.DateOnly},
	{"January 2, 2006", time.DateOnly},
	{"January 2 2006", time.DateOnly},
	{"Jan 2, 2006", time.DateOnly},
	{"Jan. 2, 2006", time.DateOnly},
	{"Monday, January 2, 2006", time.DateOnly},
	{"Monday, 2 January 2006", time.DateOnly},
	{"January 2, 2006 3:04 pm", time.DateOnly},
	{"January 2, 2006, 3:04 pm", time.DateOnly},
	{time.RFC1123, time.DateOnly},
	{time.RFC1123Z, time.DateOnly},
	{"January 2006", "2006-01"},
	{"Jan 2006", "2006-01"},
}

// Range returns the first and the last day that the date may mean, both as
// "2006-01-02", which compare as text. It returns false for a date without a
// year and for a day that no calendar has.
func (d Date) Range() (first, last string, ok bool) {
	m := isoDate.FindStringSubmatch(string(d))
	switch {
	case m == nil:
		return "", "", false
	case m[2] == "":
		return m[1] + "-01-01", m[1] + "-12-31", true
	case m[3] == "":
		t, err := time.Parse("2006-01", m[0])
		if err != nil {
			return "", "", false
		}
		return m[0] + "-01", t.AddDate(0, 1, -1).Format(time.DateOnly), true
	}
	if _, err := time.Parse(time.DateOnly, m[0]); err != nil {
		return "", "", false
	}
	return m[0], m[0], true
}
