package quotes

import "testing"

// The short way through ASCII must give the very same IDs.
func FuzzASCIIWordsNormalizeAsAllOthers(f *testing.F) {
	f.Add("Don't `quote' me: 5 < 6, a+b ~ $5.00^2|x_y`z\t\x00 ' ")
	f.Add(" ?! ")
	f.Fuzz(func(t *testing.T, s string) {
		if !isASCII(s) {
			t.Skip("not ASCII")
		}
		if got, want := normalizeASCII(s), normalizeUnicode(s); got != want {
			t.Errorf("normalizeASCII(%q) = %q, want %q", s, got, want)
		}
	})
}

func TestEveryPairOfASCIICharactersNormalizesAsAllOthers(t *testing.T) {
	for first := range byte(128) {
		for second := range byte(128) {
			for _, s := range []string{"a" + string([]byte{first, second}) + "B", string([]byte{first, second})} {
				if got, want := normalizeASCII(s), normalizeUnicode(s); got != want {
					t.Errorf("normalizeASCII(%q) = %q, want %q", s, got, want)
				}
			}
		}
	}
}

func BenchmarkNormalize(b *testing.B) {
	for name, words := range map[string]string{
		"ASCII":   "Four score and seven years ago our fathers brought forth on this continent, a new nation.",
		"Unicode": "Усі люди народжуються вільними і рівними у своїй гідності та правах.",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(words)))
			for b.Loop() {
				Normalize(words)
			}
		})
	}
}
