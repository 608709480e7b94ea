package index

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

func TestSumsAreThoseOfAddingOneByOne(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, docs := range []int{1, 63, 1000, 70000} {
		s := newAccumulator(docs)
		for round := range 3 { // Accumulator are used again
			s.Reset()
			want := make([]int, docs)
			for _, share := range []float64{0.001, 0.02, 0.5, 1} {
				b := roaring.New()
				for doc := range docs {
					if random.Float64() < share {
						b.Add(uint32(doc))
					}
				}
				b.RunOptimize()
				worse := roaring.New() // some of the same documents and others
				for range docs / 3 {
					worse.Add(uint32(random.IntN(docs)))
				}
				weight := random.IntN(MaxSum / 4)
				if err := s.Next(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.Add(b, weight)
				s.Add(worse, weight/2)
				asBad := roaring.New()
				for range docs / 20 {
					asBad.Add(uint32(random.IntN(docs)))
				}
				s.Add(asBad, weight/2)
				worse.Or(asBad)
				for doc := range want {
					switch {
					case weight > 0 && b.Contains(uint32(doc)):
						want[doc] += weight
					case worse.Contains(uint32(doc)):
						want[doc] += weight / 2
					}
				}
			}
			if err := s.Sum(t.Context()); err != nil {
				t.Fatal(err)
			}
			only := roaring.New()
			for doc := range docs {
				if got := s.At(uint32(doc)); got != want[doc] {
					t.Fatalf("sum of document %d of %d is %d, want %d", doc, docs, got, want[doc])
				}
				if random.IntN(3) > 0 {
					only.Add(uint32(doc))
				}
			}
			for _, n := range []int{1, 10, 500, docs + 1} {
				checkBest(t, s, want, only, n, fmt.Sprintf("%d of %d, round %d", n, docs, round))
			}
		}
	}
}

func TestSumsOfManyWordsAreAddedInParts(t *testing.T) {
	const docs = 70000
	random := rand.New(rand.NewPCG(3, 2))
	s := newAccumulator(docs)
	s.Reset()
	want := make([]int, docs)
	for word := range 2*mostDense + 5 {
		if err := s.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
		b := roaring.New()
		for doc := range docs {
			if random.IntN(1+word%7) == 0 {
				b.Add(uint32(doc))
				want[doc] += 1 + word%5
			}
		}
		s.Add(b, 1+word%5)
	}
	if err := s.Sum(t.Context()); err != nil {
		t.Fatal(err)
	}
	for doc := range want {
		if got := s.At(uint32(doc)); got != want[doc] {
			t.Fatalf("sum of document %d is %d, want %d", doc, got, want[doc])
		}
	}
}

func checkBest(t *testing.T, s *Accumulator, Accumulator []int, only *roaring.Bitmap, n int, what string) {
	t.Helper()
	got, sure, err := s.Best(t.Context(), only, n)
	if err != nil {
		t.Fatal(err)
	}
	var order []uint32
	for it := only.Iterator(); it.HasNext(); {
		if doc := it.Next(); Accumulator[doc] > 0 {
			order = append(order, doc)
		}
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Or(cmp.Compare(Accumulator[b], Accumulator[a]), cmp.Compare(a, b)) })
	want := order
	if len(order) > n {
		last := Accumulator[order[n-1]]
		end := n
		for end < len(order) && Accumulator[order[end]] == last {
			end++
		}
		want = order[:end]
	}
	for _, doc := range got[:sure] {
		if len(got) > sure && Accumulator[doc] <= Accumulator[got[sure]] {
			t.Errorf("%s: document %d is taken for better than the last", what, doc)
		}
	}
	sorted := slices.Sorted(slices.Values(got))
	if !slices.Equal(sorted, slices.Sorted(slices.Values(want))) {
		t.Errorf("%s: %d documents, want %d", what, len(got), len(want))
	}
}

func BenchmarkSums(b *testing.B) {
	const docs = 1 << 20
	random := rand.New(rand.NewPCG(1, 2))
	s := newAccumulator(docs)
	for _, share := range []float64{0.0001, 0.01, 0.03, 0.3} {
		term := roaring.New()
		for doc := range docs {
			if random.Float64() < share {
				term.Add(uint32(doc))
			}
		}
		b.Run(fmt.Sprintf("add/share=%g", share), func(b *testing.B) {
			for b.Loop() {
				s.Reset()
				s.Add(term, 42)
				if err := s.Sum(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("best/share=%g", share), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := s.Best(b.Context(), nil, 1000); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
