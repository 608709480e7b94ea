package query

import "testing"

func TestLayoutsHaveAsManyKeys(t *testing.T) {
	for _, l := range layouts {
		if from, to := len([]rune(l.from)), len([]rune(l.to)); from != to {
			t.Errorf("%q has %d keys, %q has %d", l.from, from, l.to, to)
		}
	}
	if got := layouts[0].read("Ghbdtn? Z"); got != "привет? я" {
		t.Errorf("read as %q", got)
	}
	if got := layouts[0].read("123"); got != "" {
		t.Errorf("digits are read as %q", got)
	}
}

func TestEmojiHaveOneWordEach(t *testing.T) {
	for c, want := range map[rune]string{'🐟': "fish", '🔥': "fire", '❤': "love", 'a': "", '☃': ""} {
		if got := emojiWord(c, things+","+feelings); got != want {
			t.Errorf("%c is %q, want %q", c, got, want)
		}
	}
}
