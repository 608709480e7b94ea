package format

import "testing"

func TestOverstrikeIsReadAsATerminalShowsIt(t *testing.T) {
	for in, want := range map[string]string{
		"no _\bo_\bn_\be":              "no one",
		"b\bbo\bol\bld\bd":             "bold",
		"it's *____\b\b\b\bonly* ones": "it's *only* ones",
		"e\b'te\b' `\ba la c\b,a '\be": "été à la ça é",
		"u\b\"ber":                     "über",
		"x\by":                         "y",
		"\b\ba":                        "a",
		"word_\b":                      "word_",
		"plain\ttext":                  "plain\ttext",
	} {
		if got := overstrike(in); got != want {
			t.Errorf("overstrike(%q) = %q, want %q", in, got, want)
		}
	}
}
