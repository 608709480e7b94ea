package vocabulary

import (
	"math/rand/v2"
	"testing"

	"verbatim/search/text"
)

// accepts runs an automaton over a text.
func accepts(a *errorAutomaton, s string) bool {
	state := a.Start()
	for i := range len(s) {
		if state = a.Accept(state, s[i]); !a.CanMatch(state) {
			return false
		}
	}
	return a.IsMatch(state)
}

func TestErrorsAreCountedAsTextCountsThem(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abcd\u0436\u00e9\u043f\u043fz本本\u672d")
	word := func(n int) string {
		r := make([]rune, n)
		for i := range r {
			r[i] = letters[random.IntN(len(letters))]
		}
		return string(r)
	}
	changed := func(s string) string {
		r := []rune(s)
		for range random.IntN(4) {
			at := random.IntN(len(r))
			switch random.IntN(4) {
			case 0:
				r[at] = letters[random.IntN(len(letters))]
			case 1:
				if len(r) > 1 {
					r = append(r[:at:at], r[at+1:]...)
				}
			case 2:
				r = append(r[:at:at], append([]rune{'x'}, r[at:]...)...)
			default:
				if at > 0 {
					r[at-1], r[at] = r[at], r[at-1]
				}
			}
		}
		return string(r)
	}
	for range 1_000 {
		w := word(1 + random.IntN(12))
		other := changed(w)
		for most := 1; most <= maxErrors; most++ {
			got, want := accepts(newErrorAutomaton(w, most), other), text.Errors(w, other) <= most
			if got != want {
				t.Fatalf("%q within %d errors of %q: %v, want %v", other, most, w, got, want)
			}
		}
	}
}

func TestALongWordIsLikeNothing(t *testing.T) {
	long := make([]rune, maxErrorWord+1)
	for i := range long {
		long[i] = 'ж'
	}
	if newErrorAutomaton(string(long), 2) != nil {
		t.Error("there is an automaton")
	}
	if a := newErrorAutomaton(string(long[1:]), 2); !accepts(a, string(long[2:])) || accepts(a, string(long[4:])) {
		t.Error("the longest word is compared wrongly")
	}
}
