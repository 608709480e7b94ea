package main

import (
	"cmp"
	"flag"
	"fmt"
	"strings"

	"verbatim/config"
)

const defaultEnvFile = ".env"

// envFile is the --env flag.
type envFile struct {
	path *string
	set  func() bool
}

func envFlag(fs *flag.FlagSet) envFile {
	return envFile{path: fs.String("env", defaultEnvFile, ""), set: func() bool { return given(fs, "env") }}
}

// given reports whether a flag stands on the command line.
func given(fs *flag.FlagSet, name string) bool {
	found := false
	fs.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

// settings loads the settings, as load does, and prints the warnings.
func (p program) settings(env envFile) (config.Config, error) {
	c, err := p.load(env)
	for _, w := range c.Warnings {
		fmt.Fprintln(p.Stderr, w)
	}
	return c, err
}

// load loads the settings. Every mistake in them is in the error, which ends
// the program with exitConfig.
func (p program) load(env envFile) (config.Config, error) {
	c, err := config.Load(*env.path, env.set(), p.Getenv)
	if err != nil {
		err = &exitError{exitConfig, "the settings are not right:\n  " + strings.ReplaceAll(err.Error(), "\n", "\n  ")}
	}
	return c, err
}

// folders returns the corpus folder and the data folder: those of the flags, or else
// those of the settings, which are loaded only if a flag is missing.
func (p program) folders(corpusFlag, dataFlag string, env envFile) (corpusDir, dataDir string, err error) {
	if corpusFlag != "" && dataFlag != "" {
		return corpusFlag, dataFlag, nil
	}
	settings, err := p.settings(env)
	if err != nil {
		return "", "", err
	}
	return cmp.Or(corpusFlag, settings.CorpusDir), cmp.Or(dataFlag, settings.DataDir), nil
}
