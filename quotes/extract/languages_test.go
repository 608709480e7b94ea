package extract_test

import (
	"testing"

	"verbatim/quotes/extract"
)

func TestReads(t *testing.T) {
	for tag, want := range map[string]bool{
		"en": true, "en-GB": true, "EN_us": true, "": true,
		"tr": false, "uk": true, "de-AT": true, "ko-KR": true, "ru": true, "pl": true, "und": false, "enm": false, "tlh": false,
	} {
		if got := extract.Reads(tag); got != want {
			t.Errorf("a text in %q is read: %v", tag, got)
		}
	}
}
