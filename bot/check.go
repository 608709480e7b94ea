package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/cli"
	"verbatim/bot/cluster"
	"verbatim/bot/endpoint"
	"verbatim/bot/messages"
	"verbatim/config"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

const checkHelp = `Usage: verbatim check [--env FILE]

Checks the settings, reads the corpus, checks every checksum in the data folder
and prints every problem. Nothing is changed. The exit code is 0 when there is
no problem, otherwise 1.

  --env FILE  the env file (.env)

Example:
  verbatim check
`

func check(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	env := envFlag(fs)
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	c := &checkup{out: &errWriter{w: p.Stdout}}
	settings := c.settings(p, env)
	fingerprint := c.corpus(ctx, settings)
	c.data(ctx, settings, fingerprint)
	c.cluster(ctx, settings)
	if err := ctx.Err(); err != nil {
		return err
	}
	number := messages.For("en").Plain().Number
	switch c.problems {
	case 0:
		c.out.printf("\nNo problem was found.\n")
	case 1:
		c.out.printf("\n1 problem was found.\n")
	default:
		c.out.printf("\n%s problems were found.\n", number(c.problems))
	}
	if c.out.err == nil && c.problems > 0 {
		return &exitError{code: exitFailure}
	}
	return c.out.err
}

// checkup prints what it finds and counts the problems.
type checkup struct {
	out      *errWriter
	problems int
}

func (c *checkup) heading(text string) { c.out.printf("%s\n", cli.Neutralise(text)) }

func (c *checkup) fine(format string, args ...any) { c.line("ok", format, args...) }

// note is worth knowing and no problem.
func (c *checkup) note(format string, args ...any) { c.line("note", format, args...) }

func (c *checkup) problem(format string, args ...any) {
	c.problems++
	c.line("problem", format, args...)
}

func (c *checkup) line(word, format string, args ...any) {
	c.out.printf("  %-8s %s\n", word, strings.ReplaceAll(cli.Neutralise(fmt.Sprintf(format, args...)), "\n", " "))
}

func (c *checkup) settings(p program, env envFile) config.Config {
	settings, err := config.Load(*env.path, env.set(), p.Getenv)
	if settings.EnvFile == "" {
		c.heading("Settings (no env file, the environment only)")
	} else {
		c.heading("Settings (" + settings.EnvFile + " and the environment)")
	}
	for _, mistake := range each(err) {
		c.problem("%v", mistake)
	}
	for _, w := range settings.Warnings {
		c.note("%s", w)
	}
	if err == nil {
		c.fine("every setting is understood")
	}
	if !settings.DiscordToken.IsSet() && !strings.Contains(fmt.Sprint(err), "DISCORD_TOKEN") {
		c.note("DISCORD_TOKEN is not given: verbatim serve needs it, verbatim ask does not.")
	}
	if len(settings.HomeGuilds) == 0 && !strings.Contains(fmt.Sprint(err), "HOME_GUILD_IDS") {
		c.note("HOME_GUILD_IDS is not given: there is no moderation from Discord.")
	} else if err == nil && len(settings.ModeratorRoles)+len(settings.ModeratorUsers) == 0 {
		c.note("MODERATOR_ROLE_IDS and MODERATOR_USER_IDS are not given: nobody may use the moderators' commands.")
	}
	if settings.HTTPAddr != "" {
		c.note("Interactions are received over HTTP on %s: enter https://YOUR-HOST%s as Interactions Endpoint URL at https://discord.com/developers/applications/%s/information while verbatim serve runs, with a proxy that has TLS in front of it.",
			settings.HTTPAddr, endpoint.Path, applicationOf(settings.DiscordToken.Reveal()))
	}
	return settings
}

// applicationOf reads the application's ID out of a token, whose first part it is, or
// says where it belongs.
func applicationOf(token string) string {
	first, _, _ := strings.Cut(token, ".")
	id, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(first, "="))
	if _, none := strconv.ParseUint(string(id), 10, 64); err != nil || none != nil {
		return "APPLICATION-ID"
	}
	return string(id)
}

// each takes a joined error apart.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// corpus reads the whole corpus and returns its fingerprint, or "" if it cannot
// be read.
func (c *checkup) corpus(ctx context.Context, settings config.Config) string {
	name := settings.CorpusDir
	if name == "" {
		name = "the starter corpus, as CORPUS_DIR is not given"
	}
	c.heading("\nCorpus (" + name + ")")
	dir, err := openCorpusDir(settings.CorpusDir)
	if err != nil {
		c.problem("%v", err)
		return ""
	}
	defer dir.Close()
	fingerprint, err := dir.Fingerprint(ctx)
	if err != nil {
		c.problem("%v", err)
		return ""
	}
	var report corpus.Report
	reader := &corpus.Reader{FS: dir.fsys}
	for _, err := range reader.Read(ctx, &report) {
		if err != nil {
			c.problem("%v", err)
			return ""
		}
	}
	for _, r := range report.Rejections {
		c.problem("%s", cli.Place(r.File, r.Line, r.Reason))
	}
	for _, n := range report.Notices {
		c.note("%s", cli.Place(n.File, n.Line, n.Reason))
	}
	english := messages.For("en").Plain()
	number := english.Number
	for _, u := range report.Unread {
		c.note("%s", english.ReportUnread(u.Articles, u.Language))
	}
	if report.Quotations == 0 {
		c.problem("there is no quotation in it")
	} else {
		c.fine("%s records in %s files can be read", number(report.Quotations), number(report.Files))
	}
	return fingerprint
}

// checkWithin is how long the NATS servers have to answer.
const checkWithin = 5 * time.Second

// cluster connects to the NATS servers, if there are any.
func (c *checkup) cluster(ctx context.Context, settings config.Config) {
	if settings.ClusterURL == "" {
		return
	}
	c.heading("\nCluster (" + settings.ClusterURL + ")")
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	edits, err := cluster.Probe(ctx, clusterOptions(settings, nil))
	wrong, isSetting := errors.AsType[*exitError](wrongOption(err))
	switch {
	case isSetting:
		c.problem("%s", wrong.sentence)
	case err != nil:
		c.problem("%s", notReached(err))
	default:
		c.fine("it is reached, and has %s decisions", messages.For("en").Plain().Number(int(edits)))
	}
}

func (c *checkup) data(ctx context.Context, settings config.Config, fingerprint string) {
	dir := settings.DataDir
	c.heading("\nData folder (" + dir + ")")
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		c.note("the folder does not exist yet: serve and index make it")
		return
	case err != nil:
		c.problem("the folder cannot be read: %v", cli.PlainPathError(err))
		return
	case !info.IsDir():
		c.problem("it is a file; expected a folder")
		return
	}
	// Opened, not written to. Who runs check may have other permissions than who serves.
	if f, err := os.OpenFile(filepath.Join(dir, "build.lock"), os.O_RDWR, 0); err == nil {
		_ = f.Close()
	} else if isReadOnly(err) {
		c.problem("%v", readOnlyError(dir, err))
	}
	problems, err := search.Verify(ctx, dir)
	if err != nil {
		c.problem("it cannot be checked: %v", err)
		return
	}
	for _, p := range problems {
		c.problem("%s: %s", p.File, p.What)
	}
	library, err := search.Open(dir, search.Options{ReadOnly: true})
	if err != nil {
		c.problem("it cannot be opened: %v", err)
		return
	}
	defer library.Close()
	status := library.Status()
	number := messages.For("en").Plain().Number
	switch {
	case status.Generation == 0:
		c.note("nothing was built yet: serve does it, or verbatim index")
	case len(problems) == 0:
		c.fine("generation %d with %s quotations, every checksum is right", status.Generation, number(status.Quotations))
	}
	if status.Generation != 0 && fingerprint != "" && status.Corpus != fingerprint {
		c.note("the corpus changed since: serve reads it again, or verbatim index")
	}
}
