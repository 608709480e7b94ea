package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/cli"
	"verbatim/bot/cluster"
	"verbatim/bot/command"
	"verbatim/bot/daily"
	"verbatim/bot/endpoint"
	"verbatim/bot/gateway"
	"verbatim/bot/intake"
	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/ops"
	"verbatim/bot/reindex"
	"verbatim/config"
	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

const serveHelp = `Usage: verbatim serve [--env FILE]

Connects to Discord, or with HTTP_ADDR lets Discord post to it, and answers
there until it is told to stop (Ctrl-C, or SIGTERM). The settings are in the env
file, .env unless another one is named; the environment overrides it. Log lines
go to the standard error, the links that invite the bot to the standard output.

  --env FILE  the env file (.env)

Example:
  verbatim serve --env /etc/verbatim.env
`

// userAgent is how Discord wants its clients to name themselves
// (Reference, "User Agent").
const userAgent = "DiscordBot (verbatim, 1)"

func serve(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	env := envFlag(fs)
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	settings, err := p.load(env)
	log := newLogger(p, settings)
	for _, w := range settings.Warnings {
		log.Warn(w)
	}
	if err != nil {
		return err
	}
	if !settings.DiscordToken.IsSet() {
		return &exitError{exitConfig, fmt.Sprintf(
			"there is no DISCORD_TOKEN in %s or the environment, and Discord lets nobody in without; to try Verbatim without Discord, run verbatim ask \"four score and seven\"",
			*env.path)}
	}
	s, err := p.newServer(settings, log)
	if err != nil {
		return err
	}
	defer s.close()
	return s.run(ctx)
}

// server is a bot that serves: every package, put together.
type server struct {
	program
	settings config.Config
	corpus   string // what people are told
	log      *slog.Logger
	cluster  *cluster.Cluster // nil: this process is alone
	edits    *cluster.Edits   // moderators' decisions, of all processes; nil: those of the data folder
	library  *search.Library
	runner   *reindex.Runner
	router   *interact.Router
	commands *command.Commands
	rest     *interact.REST
	endpoint *endpoint.Endpoint // nil: interactions come over the gateway
	posts    *daily.Posts
	table    *cluster.Table[daily.Setting] // what servers chose; nil: this process alone has it
	copied   *daily.File                   // the copy of it in the data folder
	health   *health
	monitor  *ops.Monitor
	invited  sync.Once
	due      *due         // what is to be registered
	inbox    net.Listener // where interactions are posted; nil: run opens it
	unlock   func() error // lets another process serve from the data folder
}

// newServer opens everything that serving needs. Its errors are about settings.
func (p program) newServer(settings config.Config, log *slog.Logger) (*server, error) {
	s := &server{program: p, settings: settings, log: log, due: newDue(), health: newHealth()}
	if l := settings.Locale; l != "" && !messages.Known(l) {
		return nil, wrongSetting("LOCALE", fmt.Errorf("there are no texts in %q, only in %s", l, strings.Join(messages.Locales(), ", ")))
	}
	codec, err := interact.NewCodec(settings.DiscordToken.Reveal())
	if err != nil {
		return nil, err
	}
	exe, err := executable()
	if err != nil {
		return nil, err
	}
	if s.cluster, err = openCluster(settings, log); err != nil {
		return nil, err
	}
	if err := s.openFolders(); err != nil {
		s.leaveCluster()
		return nil, err
	}
	s.runner = reindex.New(reindex.Options{
		Exe:     exe,
		Args:    []string{"index", "--progress=json", "--tied", "--corpus=" + s.settings.CorpusDir, "--data=" + s.settings.DataDir},
		Env:     append(withoutSecrets(os.Environ()), s.clusterEnv()...),
		Library: s.library,
		Logger:  s.log,
		Names: map[string]string{
			s.settings.CorpusDir: "the corpus folder",
			s.settings.DataDir:   "the data folder",
		},
		Elsewhere: s.buildElsewhere,
		Marker:    filepath.Join(s.settings.DataDir, "reading.json"),
	})
	s.monitor = ops.New(s.state)
	s.rest = &interact.REST{
		Base: settings.DiscordAPI, UserAgent: userAgent,
		Client: &http.Client{Transport: s.monitor.Transport(http.DefaultTransport)}, // bounded by the context
		Logger: log,
	}
	var responder interact.Responder = s.rest
	if settings.HTTPAddr != "" {
		s.endpoint = endpoint.New(endpoint.Config{Key: settings.PublicKey, Next: s.rest, Seen: s.seen(), Logger: s.log})
		responder = s.endpoint
	}
	s.router = interact.NewRouter(interact.Config{
		Responder: responder,
		Codec:     codec,
		Moderators: interact.Moderators{
			HomeGuilds: settings.HomeGuilds, Roles: settings.ModeratorRoles, Users: settings.ModeratorUsers,
		},
		Locale: settings.Locale,
		Logger: s.log,
		Before: s.current,
		Observe: func(o interact.Observed) {
			s.monitor.Interaction(o.Kind.String(), o.Command, o.Outcome, o.FirstAnswer)
		},
	})
	file, err := daily.OpenFile(filepath.Join(s.settings.DataDir, "daily.json"), s.log)
	if err != nil {
		s.log.Error("what servers chose for their daily posts is lost; the file is set aside", "err", err)
	}
	s.posts = daily.New(daily.Options{Store: s.chosen(file), Draw: s.drawPost, API: s.rest, Token: settings.DiscordToken.Reveal, Logger: s.log})
	var starter func() search.Status
	fingerprint := s.fingerprint
	switch {
	case s.settings.CorpusDir != "":
	case s.cluster == nil:
		starter = s.library.Status
	default: // it serves what others read
		fingerprint = nil
	}
	s.commands = command.New(command.Deps{
		Find: s.library, Get: s.library, About: s.library, Check: s.library, Decide: s.library, Moderate: s.library, Review: s.library, Tell: s.tell, Rebuild: s.runner, Forget: s.library, Posts: s.posts,
		Export: s.library, Starter: starter, Shared: s.shared(),
		Intake: intake.NewDesk(p.fetcher(), s.settings.DataDir, s.settings.CorpusDir, s.sharedImports()),
		Corpus: fingerprint, Several: s.cluster != nil, LeftoverFile: filepath.Join(s.settings.DataDir, "answer.json"), Program: s.condition, Logger: s.log,
	})
	s.commands.Routes(s.router)
	return s, nil
}

// tell sends somebody a direct message, which Discord has once however often it is
// asked for it.
func (s *server) tell(ctx context.Context, user, nonce string, reply interact.Reply) error {
	m, err := s.router.Draw(reply)
	if err != nil {
		return err
	}
	m.Nonce, m.Ephemeral = nonce, false
	var channel struct {
		ID string `json:"id"`
	}
	token := s.settings.DiscordToken.Reveal
	err = s.rest.Do(ctx, http.MethodPost, []string{"users", "@me", "channels"}, nil, token, map[string]string{"recipient_id": user}, &channel)
	if err != nil {
		return fmt.Errorf("opening a direct message: %w", err)
	}
	if err := s.rest.Do(ctx, http.MethodPost, []string{"channels", channel.ID, "messages"}, nil, token, m, nil); err != nil {
		return fmt.Errorf("sending a direct message: %w", err)
	}
	return nil
}

// drawPost makes a server's daily post.
func (s *server) drawPost(ctx context.Context, guild string, set daily.Setting, day time.Time) (interact.Message, quotes.ID, error) {
	reply, id, err := s.commands.DailyPost(ctx, guild, set, day)
	if err != nil {
		return interact.Message{}, "", err
	}
	m, err := s.router.Draw(reply)
	return m, id, err
}

// openFolders looks at the corpus and opens the data folder.
func (s *server) openFolders() (err error) {
	if s.settings.CorpusDir, err = absolute(s.settings.CorpusDir); err != nil {
		return wrongSetting("CORPUS_DIR", err)
	}
	c, err := openCorpusDir(s.settings.CorpusDir)
	if err != nil {
		return wrongSetting("CORPUS_DIR", err)
	}
	s.corpus = c.name()
	_ = c.Close() // only looked at
	if err := os.MkdirAll(s.settings.DataDir, 0o700); err != nil {
		return wrongSetting("DATA_DIR", fmt.Errorf("the data folder cannot be made: %w", cli.PlainPathError(err)))
	}
	if s.settings.DataDir, err = resolved(s.settings.DataDir); err != nil {
		return wrongSetting("DATA_DIR", err)
	}
	s.unlock, err = store.LockServing(s.settings.DataDir)
	switch {
	case errors.Is(err, store.ErrServing):
		return &exitError{exitBusy, "another verbatim serve or preview uses this data folder (DATA_DIR); stop that one first, or give this one a folder of its own"}
	case isReadOnly(err):
		return wrongSetting("DATA_DIR", readOnlyError(s.settings.DataDir, err))
	case err != nil:
		return wrongSetting("DATA_DIR", fmt.Errorf("the data folder cannot be used: %w", err))
	}
	if err := s.openLibrary(); err != nil {
		return errors.Join(wrongSetting("DATA_DIR", fmt.Errorf("the data folder cannot be used: %w", err)), s.unlock())
	}
	return nil
}

// fingerprint is that of the corpus at this moment. The folder is opened each
// time: another one may have taken its place.
func (s *server) fingerprint(ctx context.Context) (string, error) {
	c, err := openCorpusDir(s.settings.CorpusDir)
	if err != nil {
		return "", err
	}
	defer c.Close()
	return c.Fingerprint(ctx)
}

// wrongSetting ends the program with the code for settings.
func wrongSetting(name string, err error) error {
	return &exitError{exitConfig, name + ": " + err.Error()}
}

// close gives back what newServer opened, in the opposite order.
func (s *server) close() {
	s.runner.Close()
	if err := s.library.Close(); err != nil {
		s.log.Error("closing the data folder failed", "err", err)
	}
	s.closeEdits()
	if err := s.unlock(); err != nil {
		s.log.Error("unlocking the data folder failed", "err", err)
	}
	s.leaveCluster()
}

// run serves until ctx ends or Discord refuses the bot. Discord is connected to
// at once; rebuilds are scheduled beside it.
func (s *server) run(ctx context.Context) error {
	port, err := listen("OPS_ADDR", s.settings.OpsAddr)
	if err != nil {
		return err
	}
	if s.inbox == nil {
		if s.inbox, err = listen("HTTP_ADDR", s.settings.HTTPAddr); err != nil {
			return err
		}
	}
	s.log.Info("verbatim starts", "corpus", s.corpus, "data", s.settings.DataDir)
	s.warnAboutModeration()
	if err := s.awaitCluster(ctx); err != nil {
		return err
	}
	beside, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { s.operate(beside, port) })
	background.Go(func() { s.tellSystemd(beside) })
	background.Go(func() { s.register(beside) })
	background.Go(func() { followEdits(beside, s.library, s.toldOnce(s.commands.TellOutcome), s.log) })
	if s.edits != nil {
		background.Go(func() { s.edits.Follow(beside, s.library.TakeEdits) })
	}
	background.Go(func() { s.posts.Run(beside) })
	if s.table != nil {
		background.Go(func() { s.table.Run(beside) })
		background.Go(func() { s.copyChosen(beside) })
	}
	background.Go(func() {
		rebuildScheduler{library: s.library, fingerprint: s.fingerprint, build: buildOnce(s.runner), log: s.log, why: s.whyShared()}.run(beside)
	})
	background.Go(func() { s.buildForOthers(beside) })
	if s.cluster != nil {
		background.Go(func() {
			cluster.Follower{Cluster: s.cluster, DataDir: s.settings.DataDir, Library: s.library, Logger: s.log}.Run(beside)
		})
	}
	if s.endpoint != nil {
		err = s.receive(ctx, s.inbox)
	} else {
		err = s.connect(ctx)
	}
	stop()
	background.Wait()
	var fatal *gateway.FatalError
	if errors.As(err, &fatal) {
		return &exitError{exitUnavailable, fatal.Sentence}
	}
	if err != nil {
		return err
	}
	s.log.Info("verbatim stopped")
	return nil
}

// connect receives interactions over the gateway until ctx ends.
func (s *server) connect(ctx context.Context) error {
	count, shards, gate := s.shards()
	return gateway.Run(ctx, gateway.Config{
		ShardCount: count, Shards: shards, Gate: gate,

		Token:    s.settings.DiscordToken.Reveal(),
		API:      s.settings.DiscordAPI,
		StateDir: s.settings.DataDir,
		Logger:   s.log,
		OnReady:  s.ready,
		OnGuild: func(_ context.Context, id string) {
			if slices.Contains(s.settings.HomeGuilds, id) {
				s.due.add("", id)
			}
		},
		OnShard: s.health.shard,
		OnInteraction: func(ctx context.Context, i *discordgo.InteractionCreate) {
			s.router.Handle(interact.WithAttachmentLimit(ctx, gateway.AttachmentLimit(ctx)), i)
		},
		OnDrain: s.drain,
	})
}

// ready is called when Discord said which application this is.
func (s *server) ready(ctx context.Context, r gateway.Ready) {
	s.invite(r)
	s.due.add(r.AppID, command.Registration{HomeGuilds: s.settings.HomeGuilds}.Places()...)
	if err := s.commands.EndLeftover(ctx, s.router.Edit); err != nil {
		s.log.Warn("the progress of a reading that broke off is still shown", "err", err)
	}
}

// drain finishes the answers that are under way.
func (s *server) drain(ctx context.Context) {
	s.log.Info("verbatim stops: answers that are under way are finished")
	if err := s.router.Drain(ctx); err != nil {
		s.log.Warn("some answers could not be finished in time", "err", err)
	}
}

func (s *server) warnAboutModeration() {
	c := s.settings
	switch {
	case len(c.HomeGuilds) == 0:
		s.log.Warn("HOME_GUILD_IDS is not given, so there is no moderation from Discord")
	case len(c.ModeratorRoles)+len(c.ModeratorUsers) == 0:
		s.log.Warn("MODERATOR_ROLE_IDS and MODERATOR_USER_IDS are not given, so nobody may use the moderators' commands")
	}
}

// invite prints the invite links after the first sign-in.
func (s *server) invite(r gateway.Ready) {
	s.invited.Do(func() {
		fmt.Fprintf(s.Stdout, "%s is connected to Discord. To invite it to a server, open\n%s\n", cli.Neutralise(r.User), serverInvite(r.AppID))
		if s.settings.Everywhere() {
			fmt.Fprintf(s.Stdout, "To add it to your own account, for use in every server and in direct messages, open\n%s\n", userInvite(r.AppID))
		}
	})
}

// serverInvite is where a person adds the bot to a server. It needs no
// permissions: answers to commands are sent by Discord on its behalf
// (topics/oauth2, "Bot Authorization Flow").
func serverInvite(appID string) string {
	return authorize(url.Values{
		"client_id": {appID}, "scope": {"bot applications.commands"}, "permissions": {"0"}, "integration_type": {"0"},
	})
}

// userInvite is where a person adds the bot to the own account
// (resources/application, "Installation Context").
func userInvite(appID string) string {
	return authorize(url.Values{"client_id": {appID}, "scope": {"applications.commands"}, "integration_type": {"1"}})
}

func authorize(query url.Values) string {
	return "https://discord.com/oauth2/authorize?" + query.Encode()
}

// executable is the path that starts this very program again. On Linux that
// works also after the file was replaced by a newer version.
func executable() (string, error) {
	if runtime.GOOS == "linux" {
		const self = "/proc/self/exe"
		if _, err := os.Stat(self); err == nil {
			return self, nil
		}
	}
	exe, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding this program's file: %w", err)
	}
	return exe, nil
}

// withoutSecrets leaves the variables of secrets out of an environment.
func withoutSecrets(environ []string) []string {
	var out []string
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		secret := false
		for _, s := range config.Settings() {
			secret = secret || s.Secret && strings.HasPrefix(name, s.Name)
		}
		if !secret {
			out = append(out, v)
		}
	}
	return out
}

// newLogger returns the logger of the settings. It writes to the standard
// error and never shows the token, whatever an error quotes.
func newLogger(p program, c config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	w := &redactor{w: p.Stderr, secret: c.DiscordToken}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
