package main

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"unicode"

	_ "modernc.org/sqlite" // SQLite, translated to Go
)

// fts5 is SQLite's full text search with Porter's stemmer: the query as a
// phrase; if nothing has it, all its words; if nothing has these, any of them.
// Or any of them at once.
type fts5 struct {
	job    job
	onlyOr bool
	db     *sql.DB
	find   *sql.Stmt
}

func (f *fts5) openFile() (err error) {
	f.db, err = sql.Open("sqlite", filepath.Join(f.job.Dir, "quotations.db"))
	if err != nil {
		return err
	}
	f.db.SetMaxOpenConns(1)
	// More than it takes by default: 64 MB of pages of its own, and the file mapped
	// as far as SQLite maps one (2 GB).
	_, err = f.db.Exec("PRAGMA cache_size = -65536; PRAGMA mmap_size = 4294967296")
	return err
}

func (f *fts5) build(ctx context.Context) (taken int, err error) {
	if err := f.openFile(); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.db.Close()) }()
	for _, s := range []string{
		"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
		"CREATE VIRTUAL TABLE quotations USING fts5(text, speaker, source, tokenize = 'porter unicode61 remove_diacritics 2')",
	} {
		if _, err := f.db.ExecContext(ctx, s); err != nil {
			return 0, err
		}
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO quotations VALUES (?, ?, ?)")
	if err != nil {
		return 0, errors.Join(err, tx.Rollback())
	}
	err = eachOf(f.job.Corpus, func(q quotation) error {
		taken++
		_, err := insert.ExecContext(ctx, q.Text, q.Speaker, q.Source)
		return err
	})
	if err == nil {
		_, err = tx.ExecContext(ctx, "INSERT INTO quotations(quotations) VALUES ('optimize')")
	}
	if err != nil {
		return 0, errors.Join(err, tx.Rollback())
	}
	return taken, tx.Commit()
}

func (f *fts5) open() error {
	if err := f.openFile(); err != nil {
		return err
	}
	var err error
	f.find, err = f.db.Prepare("SELECT text FROM quotations WHERE quotations MATCH ? ORDER BY rank LIMIT ?")
	return err
}

func (f *fts5) search(ctx context.Context, words string) ([]string, error) {
	typed := strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) })
	if len(typed) == 0 {
		return nil, nil
	}
	// Quotation marks take the power of an operator from a word.
	joined := func(between string) string { return `"` + strings.Join(typed, between) + `"` }
	if !f.onlyOr {
		for _, match := range []string{joined(" "), joined(`" "`)} {
			if hits, err := f.ask(ctx, match); len(hits) > 0 || err != nil {
				return hits, err
			}
		}
	}
	return f.ask(ctx, joined(`" OR "`))
}

func (f *fts5) ask(ctx context.Context, match string) (hits []string, err error) {
	rows, err := f.find.QueryContext(ctx, match, hitsAsked)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var words string
		if err := rows.Scan(&words); err != nil {
			return nil, err
		}
		hits = append(hits, words)
	}
	return hits, rows.Err()
}

func (f *fts5) close() error { return errors.Join(f.find.Close(), f.db.Close()) }
