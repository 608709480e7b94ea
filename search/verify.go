package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"verbatim/quotes/store"
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
	dir := folder(dataDir)
	c, err := dir.list()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []Problem
	edits, err := store.ReadLog(dataDir)
	editsRead := err == nil
	if err != nil {
		found = append(found, Problem{store.LogName, err.Error()})
	}
	serving, err := dir.readCurrent()
	if err != nil {
		found = append(found, Problem{currentName, err.Error()})
	}
	candidates := c.candidates(serving)
	if serving != 0 && (len(candidates) == 0 || candidates[0] != serving) {
		found = append(found, Problem{currentName, fmt.Sprintf("it names generation %d, which is not there", serving)})
	}
	for i, n := range candidates[:min(2, len(candidates))] {
		problems, m, err := verifyGeneration(ctx, dir, n)
		if err != nil {
			return found, err
		}
		found = append(found, problems...)
		if i == 0 && editsRead && lastSeq(edits) < m.EditSeq {
			found = append(found, Problem{store.LogName, fmt.Sprintf(
				"it ends with edit %d; generation %d was built when there were %d: decisions of moderators are lost", lastSeq(edits), n, m.EditSeq)})
		}
	}
	return found, nil
}

// verifyGeneration verifies one generation, holding it against removal.
func verifyGeneration(ctx context.Context, dir folder, n int) (found []Problem, m Manifest, err error) {
	name := generationStart + sixDigits(n)
	g, err := openGeneration(ctx, dir, n, checkedAtOpen)
	switch {
	case ctx.Err() != nil:
		return nil, m, ctx.Err()
	case errors.Is(err, errRemoved):
		return nil, m, nil
	case err != nil:
		if m, mErr := readManifest(dir.generation(n), n); mErr == nil {
			if found, pErr := m.problems(ctx, dir.generation(n), -1); pErr == nil && len(found) > 0 {
				return found, m, nil // which says more
			}
		}
		return []Problem{{name, err.Error()}}, m, nil
	}
	found, err = g.manifest.problems(ctx, g.dir, -1)
	if err == nil && len(found) == 0 {
		if vErr := recovered(func() error { return verifyIndex(ctx, g) }); vErr != nil && ctx.Err() == nil {
			found = append(found, Problem{name + "/" + indexName, vErr.Error()})
		}
	}
	return found, g.manifest, errors.Join(err, g.close())
}
