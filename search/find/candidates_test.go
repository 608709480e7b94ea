package find

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheLowestRecordsComeFirst(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		of := random.IntN(60)
		all := make([]candidate, of)
		for i, record := range random.Perm(of) {
			all[i] = candidate{document: uint32(i), record: uint32(record)}
		}
		n := 0
		if of > 0 {
			n = random.IntN(of + 1)
		}
		got := slices.Clone(all)
		lowest(got, n)
		byRecord := func(a, b candidate) int { return cmp.Compare(a.record, b.record) }
		first := slices.SortedFunc(slices.Values(got[:n]), byRecord)
		if want := slices.SortedFunc(slices.Values(all), byRecord)[:n]; !slices.Equal(first, want) {
			t.Fatalf("%d of %d: %v, want %v", n, of, first, want)
		}
		slices.SortFunc(got, byRecord)
		slices.SortFunc(all, byRecord)
		if !slices.Equal(got, all) {
			t.Fatalf("a candidate was lost: %v", got)
		}
	}
}
