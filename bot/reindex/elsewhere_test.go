package reindex_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"verbatim/bot/reindex"
	"verbatim/search"
)

func TestAnotherProcessBuildsIfItHasTo(t *testing.T) {
	kept, err := json.Marshal(reindex.Report{Notices: 3})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		elsewhere bool
		err       error
		want      string // the beginning of the sentence; "": it is done
	}{
		"it builds":         {elsewhere: true},
		"it has a sentence": {true, &reindex.Error{Sentence: "nobody can", Err: errors.New("nobody")}, "nobody can"},
		"it fails":          {true, errors.New("a secret"), "the reading by another process failed"},
		"nobody has to":     {want: "the build could not be started"}, // here
	} {
		asked := ""
		l := refresh(nil)
		l.report = func() (search.Report, error) {
			return search.Report{Input: kept, Build: search.BuildReport{Generation: 4}}, nil
		}
		r := reindex.New(reindex.Options{Exe: t.TempDir(), Library: l, Elsewhere: func(_ context.Context, by string, dryRun bool) (bool, error) {
			asked = by
			return tt.elsewhere, tt.err
		}})
		report, err := start(t, r).Wait(t.Context())
		switch {
		case tt.want != "" && !strings.HasPrefix(sentence(err), tt.want), tt.want == "" && (err != nil || report.Notices != 3 || report.Index.Generation != 4):
			t.Errorf("%s: %+v, %v", name, report, err)
		case asked == "":
			t.Errorf("%s: nobody was asked", name)
		}
	}
}
