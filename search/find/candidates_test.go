package find

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheLowestRecordsComeFirst(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		of := random.IntN(60)
		records := random.Perm(of) // of each document
		docs := make([]uint32, of)
		for i := range docs {
			docs[i] = uint32(i)
		}
		n := 0
		if of > 0 {
			n = random.IntN(of + 1)
		}
		got := slices.Clone(docs)
		if err := lowest(t.Context(), got, n, func(doc uint32) uint32 { return uint32(records[doc]) }); err != nil {
			t.Fatal(err)
		}
		for _, doc := range got[:n] {
			if records[doc] >= n {
				t.Errorf("%d of %d: record %d is not among the lowest", n, of, records[doc])
			}
		}
		if slices.Sort(got); !slices.Equal(got, docs) {
			t.Fatalf("a document was lost: %v", got)
		}
	}
}
