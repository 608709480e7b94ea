package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
)

// form collects what is wrong with a request body, each error at the path of
// its field, and answers the way Discord does.
// https://discord.com/developers/docs/reference#error-messages
type form struct{ errors []fieldError }

type fieldError struct {
	path          string // "data.embeds.0.title"
	code, message string
}

func (f *form) add(path, code, format string, args ...any) {
	f.errors = append(f.errors, fieldError{path, code, fmt.Sprintf(format, args...)})
}

// length demands least to most UTF-16 code units, in which Discord counts.
func (f *form) length(path, s string, least, most int) {
	switch n := units(s); {
	case n == 0 && least > 0:
		f.add(path, "BASE_TYPE_REQUIRED", "This field is required")
	case n < least || n > most && least > 0:
		f.add(path, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	case n > most:
		f.add(path, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
	}
}

func (f *form) count(path string, n, least, most int) {
	if n < least || n > most {
		f.add(path, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	}
}

func (f *form) oneOf(path string, value int, allowed ...int) {
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	f.add(path, "BASE_TYPE_CHOICES", "Value must be one of %v.", allowed)
}

func (f *form) webURL(path, raw string, most int) {
	if raw == "" {
		return
	}
	u, err := url.Parse(raw)
	switch {
	case units(raw) > most:
		f.add(path, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
	case err != nil || u.Host == "":
		f.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	case u.Scheme != "http" && u.Scheme != "https":
		f.add(path, "URL_TYPE_INVALID_SCHEME", "Scheme %q is not supported. Scheme must be one of ('http', 'https').", u.Scheme)
	}
}

// decode reads raw into v; false, and an error in the form, when the types do
// not fit.
func (f *form) decode(path string, raw json.RawMessage, v any) bool {
	if len(raw) == 0 {
		return true
	}
	if err := json.Unmarshal(raw, v); err != nil {
		f.add(path, "MODEL_TYPE_CONVERT", "Not of the type that this field has: %v", err)
		return false
	}
	return true
}

func (f *form) ok() bool { return len(f.errors) == 0 }

// reply is the answer to a body with errors: 400 with code 50035.
func (f *form) reply() reply {
	tree := make(map[string]any)
	for _, e := range f.errors {
		at := tree
		for key := range strings.SplitSeq(e.path, ".") {
			next, ok := at[key].(map[string]any)
			if !ok {
				next = make(map[string]any)
				at[key] = next
			}
			at = next
		}
		list, _ := at["_errors"].([]any)
		at["_errors"] = append(list, map[string]string{"code": e.code, "message": e.message})
	}
	return reply{status: http.StatusBadRequest, body: map[string]any{
		"code": 50035, "message": "Invalid Form Body", "errors": tree,
	}}
}

// units is the length of a text as Discord counts it: UTF-16 code units.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func at(path string, i int) string { return path + "." + strconv.Itoa(i) }
