package config

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Setting is one row of the table.
type Setting struct {
	Name    string
	Default string // "" when there is none
	// Help says what the setting does: whole sentences in plain text, without
	// line ends.
	Help string
	// Example is a value that could stand there; never a working secret.
	Example string
	// Secret: the value is never shown, and Name_FILE may name a file with it.
	Secret bool

	// set puts a value into the Config, or says what is expected instead.
	set func(*Config, string) (what string)
}

// localeTag is what Discord's locales look like. Whether there is a catalogue for
// one is checked where they are.
var localeTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2}|-[0-9]{3})?$`)

// Settings returns the table, in the order in which people read it.
func Settings() []Setting {
	return []Setting{
		{
			Name: "DISCORD_TOKEN", Secret: true,
			Help:    "The bot's token, from the Bot page of the application at https://discord.com/developers/applications. Only serve needs it.",
			Example: "",
			set: func(c *Config, v string) string {
				if strings.HasPrefix(v, "Bot ") {
					return "begins with the word Bot; expected the token alone"
				}
				if strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
					return "has a space or an unprintable character in it; expected the token alone, as Discord shows it"
				}
				c.DiscordToken = NewSecret(v)
				return ""
			},
		},
		{
			Name:    "HOME_GUILD_IDS",
			Help:    "IDs of your own Discord servers, with commas between them. Moderators' commands are registered there and nowhere else: without it nobody can moderate from Discord.",
			Example: "123456789012345678",
			set:     snowflakes(func(c *Config) *[]string { return &c.HomeGuilds }),
		},
		{
			Name: "PUBLIC", Default: "true",
			Help:    "Whether everyone's commands are registered everywhere: in every server with the bot, in direct messages, and for those who added the bot to their account. With false they are in the home servers alone.",
			Example: "false",
			set: func(c *Config, v string) string {
				switch strings.ToLower(v) {
				case "true", "yes", "on", "1":
					c.Public = true
				case "false", "no", "off", "0":
					c.Public = false
				default:
					c.Public = true // so that nothing is said of a PUBLIC=false
					return fmt.Sprintf("is %s; expected true or false", show(v))
				}
				return ""
			},
		},
		{
			Name:    "MODERATOR_ROLE_IDS",
			Help:    "IDs of roles in the home guilds whose members may use moderators' commands, with commas between them.",
			Example: "223456789012345678,323456789012345678",
			set:     snowflakes(func(c *Config) *[]string { return &c.ModeratorRoles }),
		},
		{
			Name:    "MODERATOR_USER_IDS",
			Help:    "IDs of users who may use moderators' commands in the home guilds, with commas between them.",
			Example: "423456789012345678",
			set:     snowflakes(func(c *Config) *[]string { return &c.ModeratorUsers }),
		},
		{
			Name:    "CORPUS_DIR",
			Help:    "The folder of quotations and articles. Without it, the starter corpus inside the program is served; with it, only that folder.",
			Example: "corpus",
			set:     folder(func(c *Config) *string { return &c.CorpusDir }),
		},
		{
			Name: "DATA_DIR", Default: "data",
			Help:    "The folder for the index, moderators' edits and the bot's state. It is made when it is missing. Keep its edits.jsonl in your backups.",
			Example: "data",
			set:     folder(func(c *Config) *string { return &c.DataDir }),
		},
		{
			Name:    "LOCALE",
			Help:    "The one language of all answers, such as en, uk or es-419. Without it, what everyone sees is in the server's language where it is a Community server that chose one, and the rest in the language of who asked.",
			Example: "en",
			set: func(c *Config, v string) string {
				if !localeTag.MatchString(v) {
					return fmt.Sprintf("is %s; expected a language such as en, uk or es-419", show(v))
				}
				c.Locale = v
				return ""
			},
		},
		{
			Name:    "DISCORD_API_URL",
			Help:    "Scheme and host that stand in for https://discord.com in every REST call, for a REST proxy. The gateway is where that host says it is.",
			Example: "http://127.0.0.1:8080",
			set:     setDiscordAPI,
		},
		{
			Name:    "OPS_ADDR",
			Help:    "Host and port on which /healthz, /readyz and /metrics (Prometheus) are answered, for operators and nobody else. Without it no port is opened.",
			Example: "127.0.0.1:9090",
			set:     address("127.0.0.1:9090", func(c *Config) *string { return &c.OpsAddr }),
		},
		{
			Name:    "HTTP_ADDR",
			Help:    "Host and port on which Discord posts interactions to /interactions, through your proxy with TLS, and nothing else is answered. With it the bot does not connect to the gateway. verbatim check says what to enter at Discord.",
			Example: "127.0.0.1:8443",
			set:     address("127.0.0.1:8443", func(c *Config) *string { return &c.HTTPAddr }),
		},
		{
			Name:    "DISCORD_PUBLIC_KEY",
			Help:    "The application's public key, from its General Information page, with which Discord's signatures are checked. HTTP_ADDR needs it, and nothing else does.",
			Example: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			set: func(c *Config, v string) string {
				key, err := hex.DecodeString(v)
				if err != nil || len(key) != ed25519.PublicKeySize {
					return fmt.Sprintf("is %s; expected the 64 characters that the application's General Information page shows", show(v))
				}
				c.PublicKey = key
				return ""
			},
		},
		{
			Name:    "SHARDS",
			Help:    "How the connection to Discord is split, which Discord demands from 2,500 servers on: auto for as many shards as Discord recommends, or their number, such as 16. For one of several processes with a data folder each, 0-3/16 for the first four of 16; with CLUSTER_URL they share all of them out by themselves, and one takes over what another leaves. HTTP_ADDR needs none.",
			Example: "auto",
			set:     setShards,
		},
		{
			Name:    "CLUSTER_URL",
			Help:    "Addresses of the NATS servers (JetStream) through which several processes share edits, the index and what must happen once, with commas between them. Without it one process keeps everything in DATA_DIR.",
			Example: "nats://nats1:4222,nats://nats2:4222,nats://nats3:4222",
			set:     setCluster,
		},
		{
			Name:    "CLUSTER_CREDENTIALS",
			Help:    "The file with which the bot signs in to NATS: a .creds file, or one line USER:PASSWORD. Without it the servers have to take anyone.",
			Example: "verbatim.creds",
			set:     folder(func(c *Config) *string { return &c.ClusterCredentials }),
		},
		{
			Name:    "CLUSTER_CA",
			Help:    "A PEM file with the authority of the NATS servers' certificates, for tls:// addresses. Without it those of the system count.",
			Example: "ca.pem",
			set:     folder(func(c *Config) *string { return &c.ClusterAuthority }),
		},
		{
			Name: "CLUSTER_REPLICAS", Default: "3",
			Help:    "On how many NATS servers each edit has to be before it counts: 3 or 5, or 1 for a single server.",
			Example: "3",
			set: func(c *Config, v string) string {
				n, err := strconv.Atoi(v)
				if err != nil || n != 1 && n != 3 && n != 5 {
					return fmt.Sprintf("is %s; expected 1, 3 or 5", show(v))
				}
				c.ClusterReplicas = n
				return ""
			},
		},
		{
			Name: "LOG_LEVEL", Default: "info",
			Help:    "The least important messages that are logged: debug, info, warn or error.",
			Example: "debug",
			set: func(c *Config, v string) string {
				levels := map[string]slog.Level{
					"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
				}
				level, ok := levels[strings.ToLower(v)]
				if !ok {
					return fmt.Sprintf("is %s; expected debug, info, warn or error", show(v))
				}
				c.LogLevel = level
				return ""
			},
		},
		{
			Name: "LOG_FORMAT", Default: "text",
			Help:    "How log lines look: text or json.",
			Example: "json",
			set: func(c *Config, v string) string {
				v = strings.ToLower(v)
				if v != "text" && v != "json" {
					return fmt.Sprintf("is %s; expected text or json", show(v))
				}
				c.LogFormat = v
				return ""
			},
		},
	}
}

// address reads a host, which may be empty, and a port.
func address(example string, field func(*Config) *string) func(*Config, string) string {
	return func(c *Config, v string) string {
		_, port, err := net.SplitHostPort(v)
		if n, wrong := strconv.ParseUint(port, 10, 16); err != nil || wrong != nil || n == 0 {
			return fmt.Sprintf("is %s; expected host and port such as %s", show(v), example)
		}
		*field(c) = v
		return ""
	}
}

// maxShards is more than Discord has ever recommended.
const maxShards = 100_000

func setShards(c *Config, v string) string {
	if strings.EqualFold(v, "auto") {
		c.Shards = Shards{Auto: true}
		return ""
	}
	part, whole, some := strings.Cut(v, "/")
	if !some {
		part, whole = "", v
	}
	count, err := shardNumber(whole)
	if err != nil || count < 1 || count > maxShards {
		return fmt.Sprintf("is %s; expected auto, a number of shards such as 16, or some of them such as 0-3/16", show(v))
	}
	first, last := 0, count-1
	if some {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		var errFirst, errLast error
		first, errFirst = shardNumber(from)
		last, errLast = shardNumber(to)
		switch {
		case errFirst != nil || errLast != nil:
			return fmt.Sprintf("is %s; expected one shard such as 2/16, or some such as 0-3/16", show(v))
		case first > last:
			return fmt.Sprintf("is %s; expected the smaller shard first, as in %d-%d/%d", show(v), last, first, count)
		case last >= count:
			return fmt.Sprintf("is %s; of %d shards the last one is %d", show(v), count, count-1)
		}
	}
	c.Shards = Shards{First: first, Last: last, Count: count}
	return ""
}

// shardNumber reads digits and nothing else.
func shardNumber(s string) (int, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 31)
	return int(n), err
}

// show repeats a value that is no secret, unless it is so long that it may be
// one that stands behind the wrong name.
func show(v string) string {
	if len(v) > 40 {
		return fmt.Sprintf("a text of %d bytes", len(v))
	}
	return fmt.Sprintf("%q", v)
}

// snowflakes reads a list of Discord IDs, which are 64-bit numbers that hold a
// time (Discord: reference, "Snowflakes"). Since Discord opened in May 2015
// they have had at least 17 digits.
func snowflakes(field func(*Config) *[]string) func(*Config, string) string {
	return func(c *Config, v string) string {
		var ids []string
		for _, id := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
			if !isSnowflake(id) {
				return fmt.Sprintf("%s is no Discord ID; expected numbers of 17 to 20 digits with commas between them "+
					"(in Discord: Settings, Advanced, Developer Mode, then Copy ID)", show(id))
			}
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			return fmt.Sprintf("is %s, which names no ID; expected numbers of 17 to 20 digits with commas between them", show(v))
		}
		*field(c) = ids
		return ""
	}
}

func isSnowflake(id string) bool {
	const largest = "18446744073709551615" // 2^64 - 1
	for _, r := range id {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(id) >= 17 && id[0] != '0' && (len(id) < len(largest) || len(id) == len(largest) && id <= largest)
}

func folder(field func(*Config) *string) func(*Config, string) string {
	return func(c *Config, v string) string {
		if strings.ContainsRune(v, 0) {
			return "has a NUL byte in it; expected the path of a folder"
		}
		*field(c) = v
		return ""
	}
}

func setDiscordAPI(c *Config, v string) string {
	const expected = "expected scheme and host alone, such as http://127.0.0.1:8080"
	u, err := url.Parse(v)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return fmt.Sprintf("is no http or https address; %s", expected)
	case u.User != nil:
		// Not printed: there may be a password in it.
		return fmt.Sprintf("has a user name in it; %s", expected)
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return fmt.Sprintf("has something after the host; %s", expected)
	}
	c.DiscordAPI = &url.URL{Scheme: u.Scheme, Host: u.Host}
	return ""
}

// setCluster reads the addresses of NATS servers.
func setCluster(c *Config, v string) string {
	for address := range strings.SplitSeq(v, ",") {
		u, err := url.Parse(strings.TrimSpace(address))
		switch {
		case err != nil || u.Scheme != "nats" && u.Scheme != "tls" || u.Hostname() == "":
			return "is no list of nats:// or tls:// addresses; expected such as nats://nats1:4222,nats://nats2:4222"
		case u.User != nil:
			// Not printed: there may be a password in it.
			return "has a user name in it; expected the address alone, and the credentials in a file that CLUSTER_CREDENTIALS names"
		}
	}
	c.ClusterURL = v
	return ""
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
