package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

func TestEditsThatMakeNoSenseAreRefused(t *testing.T) {
	l := openLog(t, t.TempDir())
	id := quotes.IDOf("words")
	for name, e := range map[string]Edit{
		"no ID":              {Op: Hide},
		"an ID in capitals":  {Op: Hide, ID: quotes.ID(strings.ToUpper(string(id)))},
		"no operation":       {ID: id},
		"a speaker of hide":  {Op: Hide, ID: id, Speaker: "A"},
		"correct to nobody":  {Op: Correct, ID: id, Speaker: " "},
		"a name of controls": {Op: Correct, ID: id, Speaker: "A\nB"},
		"a name of no text":  {Op: Correct, ID: id, Speaker: "\xff"},
		"an endless name":    {Op: Correct, ID: id, Speaker: strings.Repeat("ä", MaxSpeaker+1)},
		"an endless reason":  {Op: Hide, ID: id, Reason: strings.Repeat("x", MaxReason+1)},

		"accepted from nowhere":        {Op: Accept, ID: id},
		"rejected with a name":         {Op: Reject, ID: id, File: "a.txt", Speaker: "A"},
		"reported without a reason":    {Op: Report, ID: id},
		"merged with an ID of no form": {Op: Merge, ID: "x", From: "A", Speaker: "B"},
		"merged into nobody":           {Op: Merge, From: "A"},
		"added without words":          {Op: Add, ID: id, Quote: &quotes.Quote{}},
		"added by another ID":          {Op: Add, ID: id, Quote: &quotes.Quote{Words: "other words"}},
		"added twice over":             {Op: Add, ID: id, Quote: &quotes.Quote{Words: "words", Attributions: make([]quotes.Attribution, 2)}},
		"amended in no part":           {Op: Amend, ID: id, Quote: &quotes.Quote{Words: "others"}},
		"amended in a part of no name": {Op: Amend, ID: id, Part: "x", Quote: &quotes.Quote{Words: "others"}},
		"words with a speaker":         {Op: Amend, ID: id, Part: WordsPart, Quote: &quotes.Quote{Words: "others", Attributions: make([]quotes.Attribution, 1)}},
		"a source of nothing":          {Op: Amend, ID: id, Part: SourcePart, Quote: &quotes.Quote{}},
		"endless words":                {Op: Amend, ID: id, Part: WordsPart, Quote: &quotes.Quote{Words: strings.Repeat("x", MaxWords+1)}},
	} {
		if _, err := l.Append(e); !errors.Is(err, ErrBadEdit) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := l.Edits(); len(got) != 0 {
		t.Errorf("refused edits were kept: %v", got)
	}
}

func TestEditsOfEveryOperationAreKept(t *testing.T) {
	id := quotes.IDOf("words")
	one := make([]quotes.Attribution, 1)
	dir := t.TempDir()
	l := openLog(t, dir)
	for _, e := range []Edit{
		{Op: Hide, ID: id},
		{Op: Restore, ID: id},
		{Op: Correct, ID: id, Speaker: "A"},
		{Op: Undo, ID: id, Undoes: 1},
		{Op: Accept, ID: id, File: "a.txt"},
		{Op: Accept, ID: id, File: "a.txt", Speaker: "A", Guild: "7"},
		{Op: Reject, ID: id, File: "a.txt"},
		{Op: Report, ID: id, Reason: "not hers"},
		{Op: Settle, ID: id, Reason: "it is"},
		{Op: Add, ID: id, Quote: &quotes.Quote{Words: "words", Scope: "7", Attributions: one}},
		{Op: Amend, ID: id, Part: WordsPart, Quote: &quotes.Quote{Words: "others"}},
		{Op: Amend, ID: id, Part: AttributionPart, Quote: &quotes.Quote{Attributions: one}},
		{Op: Amend, ID: id, Part: SourcePart, Quote: &quotes.Quote{Attributions: one}},
		{Op: Merge, From: "A", Speaker: "B"},
	} {
		if _, err := l.Append(e); err != nil {
			t.Errorf("%s: %v", e.Op, err)
		}
	}
	if read, err := ReadLog(dir); !cmp.Equal(read, l.Edits()) || len(read) != 14 || err != nil {
		t.Errorf("what is read again: %v, %v", cmp.Diff(l.Edits(), read), err)
	}
}
