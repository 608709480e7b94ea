package quotes_test

import (
	"fmt"
	"slices"
	"testing"

	"verbatim/quotes"
)

func TestPackedIDsComeBack(t *testing.T) {
	for n := range 26 {
		var ids []quotes.ID
		for i := range n {
			ids = append(ids, quotes.IDOf(fmt.Sprintf("wording %d of %d", i, n)))
		}
		packed := quotes.PackIDs(ids)
		if got := quotes.UnpackIDs(packed); !slices.Equal(got, ids) {
			t.Errorf("%v come back as %v", ids, got)
		}
		if most := (n*65+39)/40*5 + 5; len(packed) > most {
			t.Errorf("%d IDs take %d bytes", n, len(packed))
		}
	}
	for _, id := range []quotes.ID{"", "short", "not an id: no", "0123456789abcd"} {
		if packed := quotes.PackIDs([]quotes.ID{quotes.IDOf("x"), id}); packed != nil {
			t.Errorf("%q is packed as %v", id, packed)
		}
	}
}
