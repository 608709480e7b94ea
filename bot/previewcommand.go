package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"verbatim/bot/endpoint"
	"verbatim/bot/messages"
	"verbatim/bot/stage"
	"verbatim/config"
)

const previewHelp = `Usage: verbatim preview [--addr ADDRESS] [--env FILE]

Plays Discord in your browser for this very bot, without an account: prints the
address of a page on this machine, in which commands are typed, buttons pressed
and forms sent, as a member or as a moderator. The corpus and the data folder
are those of the settings, so that what a moderator decides there counts. It
ends with Ctrl-C.

  --addr ADDRESS  host and port of the page (127.0.0.1 and a free port)
  --env FILE      the env file (.env)

Example:
  verbatim preview
`

func previewCommand(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	env := envFlag(fs)
	addr := fs.String("addr", "127.0.0.1:0", "")
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	settings, err := p.settings(env)
	if err != nil {
		return err
	}
	settings.LogLevel = max(settings.LogLevel, slog.LevelWarn) // the page shows the rest
	about, err := aboutBot(settings)
	if err != nil {
		return err
	}
	played, err := stage.New(about)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	page, err := listen("--addr", *addr)
	if err != nil {
		return err
	}
	defer page.Close() // again, when serving began
	inbox, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("opening a port for interactions: %w", err)
	}
	defer inbox.Close()
	quiet := p
	quiet.Stdout = io.Discard // there is nothing to invite the bot to
	quiet.dialCDN = func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, page.Addr().String())
	}
	s, err := quiet.newServer(onStage(settings, played, page, inbox), newLogger(p, settings))
	if err != nil {
		return err
	}
	defer s.close()
	s.inbox = inbox
	played.Deliver("http://" + inbox.Addr().String() + endpoint.Path)
	shows := &http.Server{Handler: played.Handler(), ReadHeaderTimeout: 5 * time.Second}
	var showing sync.WaitGroup
	showing.Go(func() { _ = shows.Serve(page) }) // ends with Close
	fmt.Fprintf(p.Stdout, "Open http://%s%s\nCtrl-C ends it.\n", page.Addr(), played.Path())
	err = s.run(ctx)
	_ = shows.Close()
	showing.Wait()
	return err
}

// aboutBot is what the page tells of a bot with these settings.
func aboutBot(c config.Config) (about stage.About, err error) {
	about.Locales = messages.Locales()
	if about.Corpus, err = absolute(c.CorpusDir); err != nil {
		return about, wrongSetting("CORPUS_DIR", err)
	}
	if about.Data, err = absolute(c.DataDir); err != nil {
		return about, wrongSetting("DATA_DIR", err)
	}
	return about, nil
}

// onStage are the settings of a bot whose Discord is a stage.
func onStage(c config.Config, played *stage.Stage, page, inbox net.Listener) config.Config {
	c.DiscordToken = config.NewSecret(played.BotToken())
	c.DiscordAPI = &url.URL{Scheme: "http", Host: page.Addr().String()}
	c.HTTPAddr, c.PublicKey = inbox.Addr().String(), played.PublicKey()
	c.OpsAddr, c.ClusterURL = "", "" // others are not played with
	c.HomeGuilds = []string{stage.Guild}
	c.ModeratorUsers = append(slices.Clone(c.ModeratorUsers), stage.Moderator)
	return c
}
