package generation

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"verbatim/quotes/store"
	"verbatim/search/index"
)

// Problem is something that is wrong with a data folder.
type Problem struct {
	File string // inside the data folder, slash-separated
	What string
}

// Verify reads everything in a data folder that serves, or would if what serves
// failed, against every checksum, and changes nothing. An error says that it
// could not be done. A data folder in which nothing was ever built, or that is
// not there yet, has no problems.
func Verify(ctx context.Context, dataDir string) ([]Problem, error) {
	dir := Folder(dataDir)
	c, err := dir.List()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []Problem
	damage, err := store.LogDamage(dataDir)
	for _, d := range damage {
		what := "it is damaged; the next start puts it back from its copy"
		if d.Kept != "" {
			what = fmt.Sprintf("it was damaged, and nothing was lost: its copy had everything. Look at %s, which is as it was, and delete it", d.Kept)
		}
		found = append(found, Problem{d.File, what})
	}
	var edits []store.Edit
	if err == nil {
		edits, err = store.ReadLog(dataDir)
	}
	editsRead := err == nil
	if _, err := store.ForgottenIn(dataDir, edits); err != nil {
		found = append(found, Problem{store.LogName, "forgotten words in files cannot be told from others any more: " + err.Error()})
	}
	if err != nil {
		found = append(found, Problem{store.LogName, err.Error()})
	}
	serving, err := dir.ReadCurrent()
	if err != nil {
		found = append(found, Problem{CurrentName, err.Error()})
	}
	candidates := c.Candidates(serving)
	if serving != 0 && (len(candidates) == 0 || candidates[0] != serving) {
		found = append(found, Problem{CurrentName, fmt.Sprintf("it names generation %d, which is not there", serving)})
	}
	for i, n := range candidates[:min(2, len(candidates))] {
		problems, m, err := verifyGeneration(ctx, dir, n)
		if err != nil {
			return found, err
		}
		found = append(found, problems...)
		if i == 0 && editsRead && !m.Holds(edits) {
			found = append(found, Problem{store.LogName, fmt.Sprintf(
				"it lacks edit %d, which generation %d was built with: the generation keeps what moderators decided, but their log has lost its end", m.EditSeq, n)})
		}
	}
	return found, nil
}

// verifyGeneration verifies one generation, holding it against removal.
func verifyGeneration(ctx context.Context, dir Folder, n int) (found []Problem, m Manifest, err error) {
	name := generationStart + sixDigits(n)
	g, err := Open(ctx, dir, n, CheckedAtOpen)
	switch {
	case ctx.Err() != nil:
		return nil, m, ctx.Err()
	case errors.Is(err, ErrRemoved):
		return nil, m, nil
	case err != nil:
		if m, mErr := ReadManifest(dir.Path(n), n); mErr == nil {
			if found, pErr := m.Problems(ctx, dir.Path(n), -1); pErr == nil && len(found) > 0 {
				return found, m, nil // which says more
			}
		}
		return []Problem{{name, err.Error()}}, m, nil
	}
	found, err = g.Manifest.Problems(ctx, g.Dir, -1)
	if err == nil && len(found) == 0 {
		if vErr := index.Recovered(func() error { return verifyIndex(ctx, g) }); vErr != nil && ctx.Err() == nil {
			found = append(found, Problem{name + "/" + indexName, vErr.Error()})
		}
	}
	return found, g.Manifest, errors.Join(err, g.Close())
}
