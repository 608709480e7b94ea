// Package config turns an env file and the environment into a [Config].
//
// There is one table of settings, [Settings]. It gives each name, default,
// help and check, and the .env.example file and the README's table are written
// from it (go generate ./config). [Load] reports every mistake at once, each
// with its variable, where it was given and what is expected, and never prints
// a secret. This is the only package that imports godotenv.
package config

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
)

// Config is what an installation is set to. A value from [Load] without an
// error is valid as a whole; whether its folders exist is checked where they
// are used.
type Config struct {
	DiscordToken   Secret   // empty: not given
	HomeGuilds     []string // guild IDs, without duplicates
	Public         bool
	ModeratorRoles []string // role IDs
	ModeratorUsers []string // user IDs
	CorpusDir      string   // empty: the starter corpus
	DataDir        string
	Locale         string   // BCP 47; empty: those of people and servers
	DiscordAPI     *url.URL // scheme and host only; nil: Discord itself
	OpsAddr        string   // host and port; empty: no port is opened
	HTTPAddr       string   // the same; given only with PublicKey
	PublicKey      ed25519.PublicKey
	Shards         Shards

	ClusterURL         string // nats:// or tls:// addresses, with commas between them; empty: one process
	ClusterCredentials string // a path; empty: none
	ClusterAuthority   string // a path; empty: the system's
	ClusterReplicas    int    // 1, 3 or 5

	LogLevel  slog.Level
	LogFormat string // "text" or "json"

	// EnvFile is the env file that was read, or "" when there was none.
	EnvFile string
	// Values are the settings as they are in force, in the order of [Settings].
	Values []Value
	// Warnings are sentences about what was understood but is probably not
	// meant: an unknown variable, a name given twice. None names a value.
	Warnings []string
}

// Shards is which of the bot's shards this process connects: from First to Last of
// Count, or with Auto all of as many as Discord recommends. The zero Shards is one
// connection without shards.
type Shards struct {
	Auto               bool
	First, Last, Count int
}

// Value is a setting as it is in force.
type Value struct {
	Name  string
	Value string // of a secret "[secret]"; "" when it is not given and has no default
	Where string // ".env, line 3", "the environment"; "" for a default and for what is not given
}

// Everywhere reports whether everyone's commands are registered everywhere, and
// not in the home guilds alone.
func (c Config) Everywhere() bool { return c.Public || len(c.HomeGuilds) == 0 }

// Error is one mistake in the settings. Its text is one sentence for a person.
type Error struct {
	Variable string // the setting; empty when the mistake is the file's
	Where    string // ".env, line 3", "the environment"
	What     string // what is wrong and what is expected; never a secret's value

	cause error // for errors.Is; may be nil
}

// Unwrap returns what caused the mistake, if anything but the person did.
func (e *Error) Unwrap() error { return e.cause }

// Error returns the sentence.
func (e *Error) Error() string {
	switch {
	case e.Variable == "":
		return e.Where + ": " + e.What
	case e.Where == "":
		return e.Variable + ": " + e.What
	}
	return e.Variable + " (" + e.Where + "): " + e.What
}

// Load reads the env file at path, lets the environment override it and
// returns the settings. A missing file is an error only when explicit is true,
// that is when a person named it. An empty variable counts as not given.
//
// The error joins one [*Error] for each mistake (errors.Join); the Config then
// holds what was right, so that a caller can still learn how to log.
func Load(path string, explicit bool, getenv func(string) string) (Config, error) {
	var (
		c    Config
		errs []error
	)
	file, err := readEnvFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && !explicit:
	case err != nil:
		errs = append(errs, err)
	default:
		c.EnvFile = path
	}
	c.Warnings = file.warnings(path)

	for _, s := range Settings() {
		value, where, err := s.lookup(path, file, getenv)
		if err == nil && value == "" {
			value, where = s.Default, ""
		}
		if err == nil && value != "" {
			if what := s.set(&c, value); what != "" {
				err = &Error{Variable: s.Name, Where: where, What: what}
			}
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if s.Secret && value != "" {
			value = redacted
		}
		c.Values = append(c.Values, Value{s.Name, value, where})
	}
	wrong := func(err error) bool {
		e, ok := errors.AsType[*Error](err)
		return ok && e.Variable == "DISCORD_PUBLIC_KEY"
	}
	if c.HTTPAddr != "" && c.PublicKey == nil && !slices.ContainsFunc(errs, wrong) {
		errs = append(errs, &Error{Variable: "DISCORD_PUBLIC_KEY", What: "is not given, and HTTP_ADDR needs it: the public key on the application's General Information page"})
	}
	c.Warnings = append(c.Warnings, c.doubts()...)
	return c, errors.Join(errs...)
}

// lookup finds the text of a setting: in the environment, else in the env
// file; for a secret also in the file that NAME_FILE points at.
func (s Setting) lookup(path string, file envFile, getenv func(string) string) (value, where string, err error) {
	find := func(name string) (string, string) {
		if v := getenv(name); v != "" {
			return v, "the environment"
		}
		if v := file.values[name]; v != "" {
			return v, file.where(path, name)
		}
		return "", ""
	}
	value, where = find(s.Name)
	if !s.Secret {
		return value, where, nil
	}
	from, fromWhere := find(s.Name + fileSuffix)
	switch {
	case from == "":
		return value, where, nil
	case value != "":
		return "", "", &Error{
			Variable: s.Name, Where: where,
			What: fmt.Sprintf("is given, and %s%s (%s) too: remove one of them", s.Name, fileSuffix, fromWhere),
		}
	}
	value, what := readSecret(from)
	if what != "" {
		return "", "", &Error{Variable: s.Name + fileSuffix, Where: fromWhere, What: what}
	}
	return value, "the file that " + s.Name + fileSuffix + " names", nil
}

// fileSuffix makes the name of the variable that names a secret's file, as
// container platforms mount secrets.
const fileSuffix = "_FILE"

// maxSecret bounds the size of a secret's file in bytes: a token has about 72.
const maxSecret = 4 << 10

func readSecret(path string) (value, what string) {
	f, err := os.Open(path)
	if err != nil {
		return "", "the file cannot be read: " + reason(err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	switch {
	case err != nil:
		return "", "the file cannot be read: " + reason(err)
	case len(b) > maxSecret:
		return "", fmt.Sprintf("the file is larger than %d bytes; it should hold the secret and nothing else", maxSecret)
	}
	value = strings.TrimSpace(strings.TrimPrefix(string(b), byteOrderMark))
	if value == "" {
		return "", "the file is empty; it should hold the secret"
	}
	return value, ""
}

// reason is what the system said about a file, with the path and without the
// name of the call.
func reason(err error) string {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Path + ": " + pathErr.Err.Error()
	}
	return err.Error()
}

// doubts are warnings about settings that are valid one by one.
func (c Config) doubts() []string {
	var out []string
	if c.DiscordToken.IsSet() && strings.Count(c.DiscordToken.Reveal(), ".") != 2 {
		out = append(out, "DISCORD_TOKEN does not look like a bot's token, which is three parts with dots between them. "+
			"The client secret and the public key are something else: the token is on the application's page under Bot.")
	}
	if u := c.DiscordAPI; u != nil && u.Scheme == "http" && !isLoopback(u.Hostname()) {
		out = append(out, "DISCORD_API_URL is http and not on this machine: the token travels unencrypted.")
	}
	if c.HTTPAddr == "" && c.PublicKey != nil {
		out = append(out, "DISCORD_PUBLIC_KEY has no effect without HTTP_ADDR: over the gateway nothing is signed.")
	}
	if len(c.HomeGuilds) == 0 && !c.Public {
		out = append(out, "PUBLIC=false has no effect without HOME_GUILD_IDS: everyone's commands have no other place than everywhere.")
	}
	if len(c.HomeGuilds) == 0 && len(c.ModeratorRoles)+len(c.ModeratorUsers) > 0 {
		out = append(out, "MODERATOR_ROLE_IDS and MODERATOR_USER_IDS have no effect without HOME_GUILD_IDS: moderators' commands exist in home guilds only.")
	}
	return out
}
