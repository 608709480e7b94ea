package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

func quote(words string) quotes.Quote {
	return quotes.Quote{ID: quotes.IDOf(words), Words: words, Attributions: []quotes.Attribution{{
		Speakers: []quotes.Speaker{{Name: "Ada <Lovelace> & Söhne", AsWritten: "she"}},
		Kind:     quotes.Direct,
		Status:   quotes.Curated,
		Source:   quotes.Source{Title: "Notes", File: "a.csv", Line: 3, Spans: []quotes.Span{{Start: 1, End: 4}}},
	}}}
}

func sortedQuotes(n int) []quotes.Quote {
	var qs []quotes.Quote
	for i := range n {
		qs = append(qs, quote(fmt.Sprintf("words of quotation %d, “said” <b>&amp;</b>\nверно", i)))
	}
	slices.SortFunc(qs, func(a, b quotes.Quote) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return qs
}

func writeRecords(t testing.TB, qs []quotes.Quote) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.dat")
	w, err := CreateRecords(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range qs {
		if n, err := w.Add(q); err != nil || int(n) != i {
			t.Fatalf("Add of record %d: %d, %v", i, n, err)
		}
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	return path
}

func openRecords(t testing.TB, path string) *Records {
	t.Helper()
	r, err := OpenRecords(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestPackedIDsAreARoundTripAndKeepTheirOrder(t *testing.T) {
	ids := []quotes.ID{"0000000000000", "0000000000001", "0123456789abc", "5teq59sknsd6r", "zzzzzzzzzzzzy", "zzzzzzzzzzzzz"}
	for i, id := range ids {
		p, err := Pack(id)
		if err != nil || p.ID() != id {
			t.Errorf("Pack(%s) unpacks to %s, %v", id, p.ID(), err)
		}
		if i > 0 {
			before, err := Pack(ids[i-1])
			if err != nil || before.Compare(p) >= 0 {
				t.Errorf("%s packed does not come before %s packed", ids[i-1], id)
			}
		}
	}
	for _, id := range []quotes.ID{"", "0123456789ab", "0123456789abcd", "0123456789abu", "0123456789ABC"} {
		if _, err := Pack(id); !errors.Is(err, quotes.ErrBadID) {
			t.Errorf("Pack(%q): %v, want ErrBadID", id, err)
		}
	}
}

func TestRecordsAreReadAsTheyWereWritten(t *testing.T) {
	for _, count := range []int{0, 1, 2, 300} {
		want := sortedQuotes(count)
		r := openRecords(t, writeRecords(t, want))
		if r.Len() != count {
			t.Fatalf("%d records, want %d", r.Len(), count)
		}
		for i, q := range want {
			got, err := r.At(uint32(i))
			if diff := cmp.Diff(q, got); diff != "" || err != nil {
				t.Errorf("record %d: %v %s", i, err, diff)
			}
			if n, ok, err := r.Find(q.ID); int(n) != i || !ok || err != nil {
				t.Errorf("Find(%s) = %d, %v, %v, want %d", q.ID, n, ok, err, i)
			}
			if r.IDAt(uint32(i)) != q.ID {
				t.Errorf("IDAt(%d) = %s, want %s", i, r.IDAt(uint32(i)), q.ID)
			}
		}
		if _, ok, err := r.Find(quotes.IDOf("never written")); ok || err != nil {
			t.Errorf("an ID that was never written is found, %v", err)
		}
		if _, err := r.At(uint32(count)); !errors.Is(err, ErrCorrupt) {
			t.Errorf("a record after the last one: %v", err)
		}
	}
}

func TestWithPrefixGivesTheRecordsWhoseIDStartsSo(t *testing.T) {
	qs := sortedQuotes(200)
	r := openRecords(t, writeRecords(t, qs))
	for _, prefix := range []string{"", "0", "5", "z", string(qs[17].ID[:2]), string(qs[80].ID), "zzzzzzzzzzzzz", "é"} {
		var want []string
		for _, q := range qs {
			if strings.HasPrefix(string(q.ID), prefix) {
				want = append(want, string(q.ID))
			}
		}
		var got []string
		for from, to := r.WithPrefix(prefix); from < to; from++ {
			got = append(got, string(r.IDAt(from)))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("WithPrefix(%q): %s", prefix, diff)
		}
	}
}

func TestTheWriterRefusesWhatCouldNotBeReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.dat")
	w, err := CreateRecords(path)
	if err != nil {
		t.Fatal(err)
	}
	qs := sortedQuotes(2)
	if _, err := w.Add(qs[1]); err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]quotes.Quote{
		"twice":        qs[1],
		"out of order": qs[0],
		"no ID":        {Words: "words"},
		"not UTF-8":    {ID: "zzzzzzzzzzzzz", Words: "caf\xe9"},
	} {
		if _, err := w.Add(q); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	if err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	if got := openRecords(t, path).Len(); got != 1 {
		t.Errorf("%d records after refusals, want 1", got)
	}
	if _, err := CreateRecords(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("writing over records that exist: %v", err)
	}
}

// readAll returns what the file says, or the first error.
func readAll(path string) ([]quotes.Quote, error) {
	r, err := OpenRecords(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	var qs []quotes.Quote
	for n := range r.Len() {
		q, err := r.At(uint32(n))
		if err != nil {
			return nil, err
		}
		qs = append(qs, q)
	}
	return qs, nil
}

func TestDamageIsAnErrorAndNeverOtherWords(t *testing.T) {
	good, err := os.ReadFile(writeRecords(t, sortedQuotes(3)))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "damaged.dat")
	damaged := func(what string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if qs, err := readAll(path); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v, %d records; want ErrCorrupt", what, err, len(qs))
		}
	}
	for i := range good {
		for bit := range 8 {
			data := slices.Clone(good)
			data[i] ^= 1 << bit
			damaged(fmt.Sprintf("byte %d, bit %d flipped", i, bit), data)
		}
		damaged(fmt.Sprintf("cut off at %d", i), good[:i])
		damaged(fmt.Sprintf("a byte more at %d", i), slices.Insert(slices.Clone(good), i, 'x'))
		damaged(fmt.Sprintf("byte %d missing", i), slices.Delete(slices.Clone(good), i, i+1))
	}
	damaged("a byte more at the end", append(slices.Clone(good), 0))
	damaged("twice", append(slices.Clone(good), good...))
}

func TestAFlippedByteInOneRecordLeavesTheOthersReadable(t *testing.T) {
	qs := sortedQuotes(20)
	path := writeRecords(t, qs)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(data), string(qs[7].ID))
	data[at+30] ^= 0x20
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r := openRecords(t, path)
	for n, want := range qs {
		got, err := r.At(uint32(n))
		if n == 7 {
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("the damaged record: %v, %q", err, got.Words)
			}
		} else if err != nil || got.Words != want.Words {
			t.Errorf("record %d: %q, %v", n, got.Words, err)
		}
	}
}

func TestALaterFormatIsNotTakenForDamage(t *testing.T) {
	// The header and trailer as a later version may write them.
	path := writeRecords(t, nil)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[headerLen-1] = 9
	sealed := data[headerLen : len(data)-len(tableEnd)-4]
	crc := checksum(data[:headerLen], sealed)
	for i := range 4 {
		data[len(data)-len(tableEnd)-4+i] = byte(crc >> (24 - 8*i))
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenRecords(path); !errors.Is(err, ErrNewer) {
		t.Errorf("%v, want ErrNewer", err)
	}
}

func TestManyReadAtOnce(t *testing.T) {
	qs := sortedQuotes(100)
	r := openRecords(t, writeRecords(t, qs))
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for n, want := range qs {
				if got, err := r.At(uint32(n)); err != nil || got.Words != want.Words {
					t.Errorf("record %d: %q, %v", n, got.Words, err)
				}
			}
		})
	}
	readers.Wait()
}

func BenchmarkReadRecord(b *testing.B) {
	qs := sortedQuotes(10000)
	r := openRecords(b, writeRecords(b, qs))
	b.ReportAllocs()
	n := uint32(0)
	for b.Loop() {
		if _, err := r.At(n % 10000); err != nil {
			b.Fatal(err)
		}
		n += 7919
	}
}

func BenchmarkFindRecord(b *testing.B) {
	qs := sortedQuotes(10000)
	r := openRecords(b, writeRecords(b, qs))
	n := 0
	for b.Loop() {
		if _, ok, err := r.Find(qs[n%len(qs)].ID); !ok || err != nil {
			b.Fatal(err)
		}
		n += 7919
	}
}
