package main

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"verbatim/bot/cli"
	"verbatim/config"
)

const demoHelp = `Usage: verbatim demo DIR

Makes a folder with a small corpus and settings, to try out what a moderator
does: an article, a table, a fortune file, the names of speakers, and an env
file. Nothing that is there already is changed.

Example:
  verbatim demo harbour && cd harbour && verbatim index
`

// The made-up corpus of verbatim demo.
//
//go:embed demo
var demoFiles embed.FS

func demo(_ context.Context, p program, args []string) error {
	dir, err := parseOne(newFlags(), args, "name the folder that is to be made")
	if err != nil {
		return err
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty; name a folder that is not there yet", dir)
	}
	if err := writeDemo(dir); err != nil {
		return fmt.Errorf("making the folder: %w", cli.PlainPathError(err))
	}
	var day strings.Builder
	w := tabwriter.NewWriter(&day, 0, 0, 3, ' ', 0)
	verbatim := calledIn(dir)
	for _, step := range [][2]string{
		{"index", "read the corpus"},
		{"ask bridge", "find something in it"},
		{"extract corpus/harbour-bridge.md", "see what is read out of the article, and why"},
		{"review", "decide on what was not sure enough to be shown"},
		{"edits hide ID --reason WHY", "take a quotation out of every answer"},
		{"edits list", "see what was decided"},
		{"edits undo NUMBER", "undo one of these decisions"},
	} {
		fmt.Fprintf(w, "  %s %s\t%s\n", verbatim, step[0], step[1])
	}
	_ = w.Flush() // into memory
	_, err = fmt.Fprintf(p.Stdout, `%s has a corpus and an env file. A moderator's day, in that folder:

  cd %s
%s
Put files of your own into corpus, and read it again. To have it in Discord, put
the bot's token into .env and start %s serve.
`, dir, dir, &day, verbatim)
	return err
}

// calledIn is how this program is called by somebody in dir.
func calledIn(dir string) string {
	const name = "verbatim"
	exe, err := os.Executable()
	if err != nil || filepath.Base(exe) == "bot" { // as go run calls it, which keeps no program
		return name
	}
	if _, err := exec.LookPath(name); err == nil {
		return name
	}
	from, err := filepath.Abs(dir)
	if err != nil {
		return name
	}
	called, err := filepath.Rel(from, exe)
	if err != nil {
		return exe
	}
	return called
}

// writeDemo writes the files into dir, which is empty or missing.
func writeDemo(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	err := fs.WalkDir(demoFiles, "demo", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(name[len("demo"):]))
		if entry.IsDir() {
			return ignoreExists(os.Mkdir(to, 0o700))
		}
		content, err := demoFiles.ReadFile(name)
		if err != nil {
			return err
		}
		return os.WriteFile(to, content, 0o600)
	})
	if err != nil {
		return err
	}
	var env bytes.Buffer
	if err := config.WriteEnvExample(&env); err != nil {
		return err
	}
	settings := bytes.Replace(env.Bytes(), []byte("#CORPUS_DIR="), []byte("CORPUS_DIR="), 1)
	return os.WriteFile(filepath.Join(dir, ".env"), settings, 0o600) // a token may come into it
}

func ignoreExists(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
