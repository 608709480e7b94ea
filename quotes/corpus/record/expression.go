package record

import (
	"regexp"
	"sync"
)

// expression returns what compiles a regular expression when it is first asked for:
// all of them take four megabytes and some milliseconds, and a program that only
// answers reads no records.
func expression(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
