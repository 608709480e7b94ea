package main

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"

	"verbatim/bot/cli"
)

const completionHelp = `Usage: verbatim completion bash|zsh|fish

Prints what makes a shell complete subcommands, flags and files.

Examples:
  verbatim completion bash > /etc/bash_completion.d/verbatim
  verbatim completion zsh > "${fpath[1]}/_verbatim"
  verbatim completion fish > ~/.config/fish/completions/verbatim.fish
`

func completion(_ context.Context, p program, args []string) error {
	words, err := parse(newFlags(), args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usage("say for which shell: bash, zsh or fish")
	}
	write, ok := map[string]func() string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}[words[0]]
	if !ok {
		return usage("there are completions for bash, zsh and fish, not for %q", cli.Shorten(words[0]))
	}
	_, err = io.WriteString(p.Stdout, write())
	return err
}

// helpFlag is a flag as the help of a subcommand lists it.
type helpFlag struct {
	name    string // without the dashes
	value   string // "DIR", or "" for a switch
	summary string // what it says before the first bracket, colon or semicolon
}

// flagLine is a flag with what is said of it, also on the lines below.
var flagLine = regexp.MustCompile(`(?m)^  --([a-z-]+)(?: ([A-Z]+))?  +(.*(?:\n {6,}\S.*)*)$`)

// flagsOf returns the flags of a subcommand. A test compares them with those that it
// takes.
func (s subcommand) flagsOf() []helpFlag {
	var out []helpFlag
	for _, m := range flagLine.FindAllStringSubmatch(s.help, -1) {
		what := strings.Join(strings.Fields(m[3]), " ")
		if i := strings.IndexAny(what, "(;:"); i > 0 {
			what = strings.TrimSpace(what[:i])
		}
		out = append(out, helpFlag{m[1], m[2], what})
	}
	return out
}

// actions are the words that a subcommand takes first, where there are any.
func (s subcommand) actions() []string {
	switch s.name {
	case "edits":
		return []string{"list", "hide", "restore", "correct", "add", "edit", "merge", "undo"}
	case "completion":
		return []string{"bash", "zsh", "fish"}
	case "help":
		var names []string
		for _, s := range subcommands() {
			names = append(names, s.name)
		}
		return names
	}
	return nil
}

func bashCompletion() string {
	var cases, names strings.Builder
	for _, s := range subcommands() {
		names.WriteString(" " + s.name)
		words := s.actions()
		for _, f := range s.flagsOf() {
			words = append(words, "--"+f.name)
		}
		fmt.Fprintf(&cases, "\t%s) words=%q ;;\n", s.name, strings.Join(append(words, "--help"), " "))
	}
	return `# bash completion for verbatim
_verbatim() {
	local words word=${COMP_WORDS[COMP_CWORD]}
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--corpus | --data) COMPREPLY=($(compgen -d -- "$word")); return ;;
	--env | --jsonl) COMPREPLY=($(compgen -f -- "$word")); return ;;
	esac
	if ((COMP_CWORD == 1)); then
		COMPREPLY=($(compgen -W "` + strings.TrimSpace(names.String()) + `" -- "$word"))
		return
	fi
	case ${COMP_WORDS[1]} in
` + cases.String() + `	esac
	COMPREPLY=($(compgen -W "$words" -- "$word") $([[ $word == -* ]] || compgen -f -- "$word"))
}
complete -o filenames -F _verbatim verbatim
`
}

func zshCompletion() string {
	var names, cases strings.Builder
	for _, s := range subcommands() {
		fmt.Fprintf(&names, "\t\t%s\n", zshQuoted(s.name+":"+s.summary))
		fmt.Fprintf(&cases, "\t%s)\n\t\t_arguments -S", s.name)
		for _, f := range s.flagsOf() {
			spec := "--" + f.name + "[" + strings.NewReplacer("[", "(", "]", ")").Replace(f.summary) + "]"
			switch {
			case f.value == "DIR":
				spec += ":folder:_files -/"
			case f.value != "":
				spec += ":" + strings.ToLower(f.value) + ":_files"
			}
			cases.WriteString(" " + zshQuoted(spec))
		}
		if a := s.actions(); a != nil {
			cases.WriteString(" " + zshQuoted("1:action:("+strings.Join(a, " ")+")"))
		}
		cases.WriteString(" '*:file:_files'\n\t\t;;\n")
	}
	return `#compdef verbatim
_verbatim() {
	local -a subcommands=(
` + names.String() + `	)
	if ((CURRENT == 2)); then
		_describe subcommand subcommands
		return
	fi
	local name=$words[2]
	shift words
	((CURRENT--))
	case $name in
` + cases.String() + `	esac
}
_verbatim "$@"
`
}

func zshQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func fishCompletion() string {
	var b strings.Builder
	b.WriteString("# fish completion for verbatim\n")
	for _, s := range subcommands() {
		fmt.Fprintf(&b, "complete -c verbatim -n __fish_use_subcommand -f -a %s -d %s\n", s.name, fishQuoted(s.summary))
	}
	for _, s := range subcommands() {
		under := "complete -c verbatim -n '__fish_seen_subcommand_from " + s.name + "'"
		for _, f := range s.flagsOf() {
			value := ""
			if f.value != "" {
				value = " -r"
			}
			fmt.Fprintf(&b, "%s -l %s%s -d %s\n", under, f.name, value, fishQuoted(f.summary))
		}
		for _, a := range s.actions() {
			fmt.Fprintf(&b, "%s -f -a %s\n", under, a)
		}
	}
	return b.String()
}

func fishQuoted(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}
