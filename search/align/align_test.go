package align

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// costs are in the worth of a word, which is 1 here.
var costs = Costs{Replaced: 0.5, Gap: 0.8, Further: 0.1}

func numbers(words []string) []uint32 {
	out := make([]uint32, len(words))
	for i, w := range words {
		for _, r := range w {
			out[i] = out[i]*31 + uint32(r)
		}
	}
	return out
}

// everywhere is no band.
var everywhere = Band{-1 << 20, 1 << 20}

func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

// drawn shows blocks: same words as they are, "a>b" for a replaced one, "a~b"
// for another spelling, "-b" for what was left out and "+a" for what was added.
func drawn(blocks []Block, a, b []string) string {
	var out []string
	for _, bl := range blocks {
		wa, wb := strings.Join(a[bl.A0:bl.A1], "_"), strings.Join(b[bl.B0:bl.B1], "_")
		switch bl.Kind {
		case Same:
			out = append(out, wa)
		case Spelling:
			out = append(out, wa+"~"+wb)
		case Replaced:
			out = append(out, wa+">"+wb)
		case LeftOut:
			out = append(out, "-"+wb)
		case Added:
			out = append(out, "+"+wa)
		}
	}
	return strings.Join(out, " ")
}

func TestWordsAreLaidBesideEachOther(t *testing.T) {
	for _, tt := range []struct{ name, a, b, want string }{
		{"the same", "x y z", "x y z", "x y z"},
		{"a part", "p q x y z r", "s x y z t u", "x y z"},
		{"a word replaced", "x y q z w", "x y r z w", "x y q>r z w"},
		{"a word left out", "x y z w", "x y r z w", "x y -r z w"},
		{"a word added", "x y r z w", "x y z w", "x y +r z w"},
		{"a clause left out", "x y z w v u", "x y 1 2 3 4 5 6 z w v u", "x y -1_2_3_4_5_6 z w v u"},
		{"another spelling", "x y colour z w", "x y color z w", "x y colour~color z w"},
		{"another spelling beside a word added", "x y very colour z w", "x y color z w", "x y +very colour~color z w"},
		{"one word for two", "x y every_day z w", "x y every day z w", "x y every_day~every_day z w"},
		{"two replaced by one", "x y p z w", "x y q r z w", "x y p>q -r z w"},
		{"nothing in common", "x y z", "p q r", ""},
		{"the better of two places", "x y q x y z w", "x y z w", "x y z w"},
		{"nothing", "", "x", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := strings.Fields(tt.a), strings.Fields(tt.b)
			na, nb := numbers(a), numbers(b)
			var al Aligner
			_, pairs := al.Local(na, nb, ones(len(a)), costs, everywhere)
			same := func(p Pair) bool { return na[p.A] == nb[p.B] }
			alike := func(a0, a1, b0, b1 int) bool {
				l := strings.ReplaceAll(strings.Join(a[a0:a1], ""), "_", "")
				return strings.ReplaceAll(l, "ou", "o") == strings.Join(b[b0:b1], "")
			}
			if got := drawn(Blocks(pairs, same, alike), a, b); got != tt.want {
				t.Errorf("%q beside %q: %q, want %q", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

// FuzzLocal holds that an alignment ascends, begins and ends with the same
// words, is worth what its parts are, and that no part of it is worth more.
func FuzzLocal(f *testing.F) {
	f.Add("abcdefg", "abxdefg")
	f.Add("abcabc", "cab")
	f.Add("aaaa", "aa")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 200 || len(b) > 200 {
			return
		}
		na, nb := make([]uint32, len(a)), make([]uint32, len(b))
		for i := range a {
			na[i] = uint32(a[i])
		}
		for i := range b {
			nb[i] = uint32(b[i])
		}
		var al Aligner
		worth, pairs := al.Local(na, nb, ones(len(a)), costs, everywhere)
		again, _ := al.Local(nb, na, ones(len(b)), costs, everywhere)
		if fmt.Sprintf("%.6f", worth) != fmt.Sprintf("%.6f", again) {
			t.Fatalf("%q and %q: %f, the other way %f", a, b, worth, again)
		}
		holdsInBands(t, na, nb, worth)
		if len(pairs) == 0 {
			if worth != 0 || strings.ContainsAny(a, b) && isASCII(a+b) {
				t.Fatalf("%q and %q: nothing, worth %f", a, b, worth)
			}
			return
		}
		sum := 0.0
		last := Pair{-1, -1}
		for i, p := range pairs {
			if p.A <= last.A || p.B <= last.B {
				t.Fatalf("%v after %v", p, last)
			}
			if i > 0 {
				for _, gap := range []int{p.A - last.A - 1, p.B - last.B - 1} {
					if gap > 0 {
						sum -= costs.Gap + float64(gap-1)*costs.Further
					}
				}
			}
			if na[p.A] == nb[p.B] {
				sum++
			} else {
				sum -= costs.Replaced
			}
			if sum < -1e-9 {
				t.Fatalf("the part up to %v is worth %f", p, sum)
			}
			last = p
		}
		if first := pairs[0]; na[first.A] != nb[first.B] || na[last.A] != nb[last.B] {
			t.Fatalf("%q and %q: ends %v and %v differ", a, b, first, last)
		}
		if fmt.Sprintf("%.6f", worth) != fmt.Sprintf("%.6f", sum) {
			t.Fatalf("%q and %q: %f, the parts sum to %f", a, b, worth, sum)
		}
		blocks := Blocks(pairs, func(p Pair) bool { return na[p.A] == nb[p.B] }, func(int, int, int, int) bool { return false })
		at := pairs[0]
		for _, bl := range blocks {
			if bl.A0 != at.A || bl.B0 != at.B || bl.A1 < bl.A0 || bl.B1 < bl.B0 {
				t.Fatalf("%+v does not touch %v", bl, at)
			}
			at = Pair{bl.A1, bl.B1}
		}
		if at.A != last.A+1 || at.B != last.B+1 {
			t.Fatalf("the blocks end at %v, the pairs at %v", at, last)
		}
	})
}

// holdsInBands checks that an alignment keeps to its band and is worth no more
// than without, the same in a band that covers everything, and that Bound bounds
// it closely.
func holdsInBands(t *testing.T, a, b []uint32, worth float64) {
	t.Helper()
	var al Aligner
	for _, band := range []Band{everywhere, {-len(a), len(b)}, {0, 0}, {-1, 2}, {2, 5}, {-3, -2}, {3, 1}} {
		in, pairs := al.Local(a, b, ones(len(a)), costs, band)
		covers := band.Low <= -len(a) && band.High >= len(b)
		if in > worth+1e-9 || covers && in < worth-1e-9 {
			t.Fatalf("%v and %v in %v: worth %f, %f without", a, b, band, in, worth)
		}
		sum := 0
		for _, p := range pairs {
			if p.B-p.A < band.Low || p.B-p.A > band.High {
				t.Fatalf("%v leaves %v", p, band)
			}
			if a[p.A] == b[p.B] {
				sum++
			}
		}
		if float64(sum) < in-1e-9 {
			t.Fatalf("%v and %v in %v: worth %f, though only %d words are the same", a, b, band, in, sum)
		}
		if bound := al.Bound(a, b, ones(len(a)), costs, band); bound < in-1e-9 || bound > in+float64(len(a)+len(b))/boundSteps {
			t.Fatalf("%v and %v in %v: bound %f, worth %f", a, b, band, bound, in)
		}
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
