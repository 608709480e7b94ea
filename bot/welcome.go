package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// welcome is what the program prints when it is started with nothing: no
// argument, no env file, no token.
const welcome = `Verbatim finds quotations, who said them and where they were published.

Find one in the starter corpus:

  go run ./bot ask "four score and seven"

Tell whether somebody really said it:

  go run ./bot check-quote 'As Lincoln said, "four score and eight years ago"'

Answer in Discord: copy .env.example to .env, put the bot's token into it (the
README says where to get one), and start it:

  go run ./bot check
  go run ./bot serve

Everything else that it does: go run ./bot help
`

// greeting is welcome with the program's name as it was started.
func greeting() string {
	exe, err := os.Executable()
	name := filepath.Base(exe)
	if err != nil || name == "bot" { // as go run calls it
		return welcome
	}
	return strings.ReplaceAll(welcome, "go run ./bot", name)
}

// isSetUp reports whether there is anything that serve could work with.
func (p program) isSetUp() bool {
	if p.Getenv("DISCORD_TOKEN") != "" || p.Getenv("DISCORD_TOKEN_FILE") != "" {
		return true
	}
	_, err := os.Stat(defaultEnvFile)
	return !errors.Is(err, fs.ErrNotExist)
}
