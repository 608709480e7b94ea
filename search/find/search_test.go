package find

import (
	"testing"

	"verbatim/search/rank"
)

func TestAReportNeverPrecedesAQuotationThatFitsAsWell(t *testing.T) {
	for i := range 200 { // wherever the bounds of equal scores lie
		score := 10 + float64(i)*0.001
		hits := atLeast([]scored{
			{record: 1, score: rank.Score{Total: score + 0.99*sameScore}, report: true, quality: 2},
			{record: 2, score: rank.Score{Total: score}, quality: 1},
		}, 4.5, behindFirst)
		if len(hits) != 2 || hits[0].record != 2 {
			t.Fatalf("at %.3f a report comes first: %v", score, hits)
		}
	}
	better := atLeast([]scored{{record: 1, score: rank.Score{Total: 10}}, {record: 2, score: rank.Score{Total: 11}, report: true}}, 4.5, behindFirst)
	if better[0].record != 2 {
		t.Error("a report that fits better comes behind")
	}
}
