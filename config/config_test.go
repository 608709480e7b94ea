package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"

	"verbatim/config"
)

var update = flag.Bool("update", false, "write .env.example and the README's table")

const token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.s3cr3t-s3cr3t-s3cr3t-s3cr3t-s3cr3t"

func environment(m map[string]string) func(string) string {
	return func(name string) string { return m[name] }
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, text string, env map[string]string) (config.Config, error) {
	t.Helper()
	return config.Load(writeFile(t, ".env", text), true, environment(env))
}

func TestWithoutAnySettingTheDefaultsHold(t *testing.T) {
	c, err := config.Load(filepath.Join(t.TempDir(), ".env"), false, environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{Public: true, DataDir: "data", ClusterReplicas: 3, LogLevel: slog.LevelInfo, LogFormat: "text"}
	for _, v := range c.Values {
		if v.Where != "" {
			t.Errorf("%s is said to be given in %s", v.Name, v.Where)
		}
	}
	c.Values = nil
	if c.DiscordToken.IsSet() || fmt.Sprint(c) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
}

func TestAnEnvFileThatEverybodyCanReadIsWarnedOf(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	for _, tt := range []struct {
		name, text string
		mode       os.FileMode
		warned     bool
	}{
		{"the owner alone", "DISCORD_TOKEN=" + token, 0o600, false},
		{"the owner and a group", "DISCORD_TOKEN=" + token, 0o640, false},
		{"everybody", "DISCORD_TOKEN=" + token, 0o644, true},
		{"everybody, without a secret", "CORPUS_DIR=quotations", 0o644, false},
		{"everybody, and the token is in another file", "DISCORD_TOKEN_FILE=token", 0o644, false},
	} {
		path := writeFile(t, ".env", tt.text)
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		c, _ := config.Load(path, true, environment(nil))
		warning := strings.Join(c.Warnings, "\n")
		if got := strings.Contains(warning, "which every user of this machine can read. Run: chmod 600 "+path); got != tt.warned {
			t.Errorf("%s: %q", tt.name, warning)
		}
		if strings.Contains(warning, token) {
			t.Errorf("%s: the token is told", tt.name)
		}
	}
}

func TestTheSettingsInForceAreListedWithoutSecrets(t *testing.T) {
	c, err := load(t, "DISCORD_TOKEN=aaaa.bbbb.cccc\nLOCALE=uk\n", map[string]string{"LOCALE": "de"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]config.Value{}
	for _, v := range c.Values {
		got[v.Name] = v
	}
	for _, want := range []config.Value{
		{Name: "LOCALE", Value: "de", Where: "the environment"},
		{Name: "LOG_LEVEL", Value: "info"},
		{Name: "CORPUS_DIR"},
	} {
		if got[want.Name] != want {
			t.Errorf("got %+v, want %+v", got[want.Name], want)
		}
	}
	if token := got["DISCORD_TOKEN"]; token.Value != "[secret]" || !strings.Contains(token.Where, "line 1") {
		t.Errorf("the token is listed as %+v", token)
	}
	if len(c.Values) != len(config.Settings()) {
		t.Errorf("%d settings are listed of %d", len(c.Values), len(config.Settings()))
	}
}

func TestAFileThatAPersonNamedMustExist(t *testing.T) {
	_, err := config.Load("no/such.env", true, environment(nil))
	if err == nil || !strings.Contains(err.Error(), "no/such.env: there is no such file") {
		t.Errorf("got %v", err)
	}
}

func TestEveryWayOfWritingAnEnvFileIsUnderstood(t *testing.T) {
	for name, text := range map[string]string{
		"plain":             "DISCORD_TOKEN=T.o.k\nDATA_DIR=/srv/v b\n",
		"byte order mark":   "\ufeffDISCORD_TOKEN=T.o.k\nDATA_DIR=/srv/v b\n",
		"CRLF":              "DISCORD_TOKEN=T.o.k\r\nDATA_DIR=/srv/v b\r\n",
		"mark and CRLF":     "\ufeffDISCORD_TOKEN=T.o.k\r\nDATA_DIR=/srv/v b\r\n",
		"CR":                "DISCORD_TOKEN=T.o.k\rDATA_DIR=/srv/v b\r",
		"no last line end":  "DISCORD_TOKEN=T.o.k\nDATA_DIR=/srv/v b",
		"quotes":            "DISCORD_TOKEN=\"T.o.k\"\nDATA_DIR='/srv/v b'\n",
		"comments":          "# both\nDISCORD_TOKEN=T.o.k # the token\n\n  # and\nDATA_DIR=\"/srv/v b\" # here\n",
		"spaces and export": "export DISCORD_TOKEN = T.o.k  \n DATA_DIR =/srv/v b\t\n",
		"quotes and CRLF":   "DISCORD_TOKEN=\"T.o.k\"\r\nDATA_DIR='/srv/v b'\r\n",
		"the last one wins": "DATA_DIR=x\nDISCORD_TOKEN=T.o.k\nDATA_DIR=/srv/v b\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, err := load(t, text, nil)
			if err != nil {
				t.Fatal(err)
			}
			if c.DiscordToken.Reveal() != "T.o.k" || c.DataDir != "/srv/v b" {
				t.Errorf("token %q, data folder %q", c.DiscordToken.Reveal(), c.DataDir)
			}
		})
	}
}

func TestTheEnvironmentOverridesTheFile(t *testing.T) {
	c, err := load(t, "LOG_LEVEL=debug\nLOG_FORMAT=json\nDATA_DIR=a\n", map[string]string{"DATA_DIR": "b", "LOG_FORMAT": ""})
	if err != nil {
		t.Fatal(err)
	}
	if c.DataDir != "b" || c.LogLevel != slog.LevelDebug || c.LogFormat != "json" {
		t.Errorf("got %+v", c)
	}
}

func TestValuesAreReadAsMeant(t *testing.T) {
	c, err := load(t, "", map[string]string{
		"HOME_GUILD_IDS":     "123456789012345678, 223456789012345678,123456789012345678",
		"MODERATOR_USER_IDS": "323456789012345678 423456789012345678",
		"PUBLIC":             "No",
		"DISCORD_API_URL":    "http://127.0.0.1:8080/",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"123456789012345678", "223456789012345678"}, c.HomeGuilds); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"323456789012345678", "423456789012345678"}, c.ModeratorUsers); diff != "" {
		t.Error(diff)
	}
	if c.Public || c.Everywhere() || c.DiscordAPI.String() != "http://127.0.0.1:8080" || len(c.Warnings) != 0 {
		t.Errorf("got %+v", c)
	}
}

func TestAllMistakesAreReportedAtOnceEachWithItsVariableAndWhatIsExpected(t *testing.T) {
	c, err := load(t, "# settings\nPUBLIC=perhaps\nHOME_GUILD_IDS=12345\nLOG_FORMAT=json\n", map[string]string{
		"LOG_LEVEL":       "loud",
		"DISCORD_API_URL": "https://discord.com/api",
		"DISCORD_TOKEN":   "Bot " + token,
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"DISCORD_TOKEN (the environment): begins with the word Bot; expected the token alone",
		"HOME_GUILD_IDS (", "line 3): \"12345\" is no Discord ID; expected numbers of 17 to 20 digits",
		"PUBLIC (", "line 2): is \"perhaps\"; expected true or false",
		"DISCORD_API_URL (the environment): has something after the host; expected scheme and host alone",
		"LOG_LEVEL (the environment): is \"loud\"; expected debug, info, warn or error",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 5 {
		t.Errorf("%d lines for 5 mistakes:\n%v", n, err)
	}
	if c.LogFormat != "json" {
		t.Error("what was right is lost")
	}
}

func TestEachSettingRefusesWhatItCannotMean(t *testing.T) {
	for name, values := range map[string][]string{
		"HOME_GUILD_IDS":     {"abc", "1234567890123456", "123456789012345678901", "99999999999999999999", "-123456789012345678", "０123456789012345678", ",", "023456789012345678"},
		"MODERATOR_ROLE_IDS": {"<@&123456789012345678>"},
		"MODERATOR_USER_IDS": {"someone#1234"},
		"PUBLIC":             {"2", "ja"},
		"DISCORD_API_URL":    {"discord.com", "ftp://discord.com", "https://", "http://a/b", "http://a?x", "http://u:p@a", "http://a#f", ":", "//host"},
		"LOG_LEVEL":          {"0", "trace"},
		"LOG_FORMAT":         {"xml"},
		"OPS_ADDR":           {"9090", "127.0.0.1", ":0", ":70000", "a:b"},
		"CLUSTER_URL":        {"nats1:4222", "http://nats1:4222", "nats://bot:secret@nats1:4222", "nats://nats1:4222,"},
		"CLUSTER_REPLICAS":   {"2", "0", "three"},
		"DISCORD_PUBLIC_KEY": {"abc", strings.Repeat("0", 63), strings.Repeat("g", 64)},
		"LOCALE":             {"english", "en_US.UTF-8", "C", "../en"},
		"DATA_DIR":           {"a\x00b"},
		"DISCORD_TOKEN":      {"a b", "a\nb", "a\u200bb"},
	} {
		for _, v := range values {
			_, err := load(t, "", map[string]string{name: v})
			var e *config.Error
			if !errors.As(err, &e) || e.Variable != name || !strings.Contains(e.What, "expected") {
				t.Errorf("%s=%q: %v", name, v, err)
			}
		}
	}
}

func TestShardsAreReadAsMeant(t *testing.T) {
	for text, want := range map[string]config.Shards{
		"":       {},
		"auto":   {Auto: true},
		"AUTO":   {Auto: true},
		"1":      {First: 0, Last: 0, Count: 1},
		"16":     {First: 0, Last: 15, Count: 16},
		"2/16":   {First: 2, Last: 2, Count: 16},
		"0-3/16": {First: 0, Last: 3, Count: 16},
		"3-3/4":  {First: 3, Last: 3, Count: 4},
	} {
		if c, err := load(t, "SHARDS="+text+"\n", nil); err != nil || c.Shards != want || len(c.Warnings) > 0 {
			t.Errorf("%q: %+v, %v, %q", text, c.Shards, err, c.Warnings)
		}
	}
	for text, want := range map[string]string{
		"0": "expected auto", "-1": "expected auto", "many": "expected auto", "1/": "expected auto", "1/2/3": "expected auto", "999999": "expected auto", "+3": "expected auto",
		"/4": "expected one shard", "a/4": "expected one shard", "1-/4": "expected one shard", "-1/4": "expected one shard", "1-2-3/4": "expected one shard",
		"3-1/4": "expected the smaller shard first, as in 1-3/4", "4/4": "of 4 shards the last one is 3", "2-4/4": "of 4 shards the last one is 3",
	} {
		c, err := load(t, "SHARDS="+text+"\n", nil)
		if err == nil || !strings.Contains(err.Error(), want) || c.Shards != (config.Shards{}) {
			t.Errorf("%q: %+v, %v, want %q", text, c.Shards, err, want)
		}
	}
}

func TestASecretMayComeFromAFile(t *testing.T) {
	file := writeFile(t, "token", "\ufeff"+token+"\r\n")
	c, err := load(t, "DISCORD_TOKEN_FILE="+file+"\n", nil)
	if err != nil || c.DiscordToken.Reveal() != token {
		t.Errorf("got %q, %v", c.DiscordToken.Reveal(), err)
	}
	empty := writeFile(t, "token", " \n")
	huge := writeFile(t, "token", strings.Repeat("x", 5000))
	for _, tt := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"both", map[string]string{"DISCORD_TOKEN": token, "DISCORD_TOKEN_FILE": file}, "remove one of them"},
		{"missing", map[string]string{"DISCORD_TOKEN_FILE": file + "x"}, "DISCORD_TOKEN_FILE (the environment): the file cannot be read: " + file + "x: no such file"},
		{"a folder", map[string]string{"DISCORD_TOKEN_FILE": t.TempDir()}, "the file cannot be read"},
		{"empty", map[string]string{"DISCORD_TOKEN_FILE": empty}, "the file is empty"},
		{"huge", map[string]string{"DISCORD_TOKEN_FILE": huge}, "larger than 4096 bytes"},
	} {
		_, err := load(t, "", tt.env)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.name, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), "s3cr3t") || strings.Contains(err.Error(), "xxx")) {
			t.Errorf("%s: the secret is in the error", tt.name)
		}
	}
	if _, err := load(t, "DISCORD_TOKEN="+token+"\n", map[string]string{"DISCORD_TOKEN_FILE": file}); err == nil {
		t.Error("a token in the file and a token's file in the environment went through")
	}
}

func TestAFileThatCannotBeUnderstoodIsNamedWithItsLineAndNothingOfItsText(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a mark that never closes", "LOG_LEVEL=info\n\nDISCORD_TOKEN=\"" + token + "\nPUBLIC=true\n", "line 3"},
		{"the token alone", "# token\n" + token + "\n", "line 2"},
		{"the token alone without a line end", token, "line 1"},
		{"text after a closed mark", "A='x\ny'\nDISCORD_TOKEN='a' " + token + "\n", "line 3"},
		{"UTF-16", "\xff\xfeD\x00I\x00", "UTF-16"},
		{"binary", "\x00\x01\x02", "no text"},
		{"huge", strings.Repeat("#"+token+"\n", 2000), "larger than 32 KiB"},
	} {
		_, err := load(t, tt.text, nil)
		var e *config.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.name, err, tt.want)
		}
		if strings.Contains(fmt.Sprint(err), "s3cr3t") || strings.Contains(fmt.Sprint(err), "GabcDE") {
			t.Errorf("%s: the token is in the error: %v", tt.name, err)
		}
	}
	if _, err := config.Load(t.TempDir(), false, environment(nil)); err == nil {
		t.Error("a folder went through as an env file")
	}
}

func TestWhatIsProbablyNotMeantIsAWarning(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an unknown name", "DISCORD_TOKN=x.y.z\n", "DISCORD_TOKN (FILE, line 1) is no setting, so it has no effect. Did you mean DISCORD_TOKEN?"},
		{"a name like nothing", "ZZZ=1\n", "ZZZ (FILE, line 1) is no setting, so it has no effect."},
		{"a name that may be a token", "MTIzabc=def\n", "FILE, line 1: a name there is no setting, so it has no effect."},
		{"twice", "PUBLIC=false\nLOG_LEVEL=info\nPUBLIC=true\n", "PUBLIC is given twice in FILE: line 3 counts, not line 1."},
		{"a reference into nothing", "DATA_DIR=$HOME/data\n", "DATA_DIR (FILE, line 1) refers to $HOME, which this file does not give"},
		{"no token", "DISCORD_TOKEN=0123456789abcdef0123456789abcdef\n", "DISCORD_TOKEN does not look like a bot's token"},
		{"a key and no address", "DISCORD_PUBLIC_KEY=" + strings.Repeat("01", 32) + "\n", "no effect without HTTP_ADDR"},
		{"http outside", "DISCORD_API_URL=http://proxy:80\n", "unencrypted"},
		{"nothing public without a home", "PUBLIC=false\n", "PUBLIC=false has no effect without HOME_GUILD_IDS"},
		{"moderators without a home", "MODERATOR_USER_IDS=123456789012345678\n", "no effect without HOME_GUILD_IDS"},
	} {
		path := writeFile(t, ".env", tt.text)
		c, err := config.Load(path, true, environment(nil))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		want := strings.ReplaceAll(tt.want, "FILE", path)
		if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], want) {
			t.Errorf("%s: got %q, want %q", tt.name, c.Warnings, want)
		}
	}
	for name, text := range map[string]string{
		"single marks": "DATA_DIR='$HOME'\n", "escaped": "DATA_DIR=\\$HOME\n", "given": "A=1\nDATA_DIR=$A\n", "a comment": "DATA_DIR=x # not $HOME\n",
	} {
		c, err := load(t, text, nil)
		if err != nil || strings.Contains(strings.Join(c.Warnings, ""), "refers to") {
			t.Errorf("%s: %v, %q", name, err, c.Warnings)
		}
	}
}

func TestASecretIsNeverPrinted(t *testing.T) {
	s := config.NewSecret(token)
	type hidden struct{ token config.Secret }
	type shown struct {
		Token config.Secret `json:"token"`
		Slice []config.Secret
		Map   map[string]config.Secret
	}
	values := map[string]any{
		"secret": s, "pointer": &s, "unexported field": hidden{s}, "pointer to it": &hidden{s},
		"exported fields": shown{s, []config.Secret{s}, map[string]config.Secret{"a": s}},
		"config":          config.Config{DiscordToken: s}, "pointer to config": &config.Config{DiscordToken: s},
		"error": fmt.Errorf("connecting with %v", s),
	}
	for name, v := range values {
		var printed []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%50v", "%c", "%p"} {
			printed = append(printed, fmt.Sprintf(verb, v))
		}
		if b, err := json.Marshal(v); err == nil {
			printed = append(printed, string(b))
		}
		var buf bytes.Buffer
		slog.New(slog.NewTextHandler(&buf, nil)).Info("text", "value", v)
		slog.New(slog.NewJSONHandler(&buf, nil)).Info("json", "value", v)
		if err := template.Must(template.New("").Parse("{{.}}")).Execute(&buf, v); err != nil {
			t.Fatal(err)
		}
		for _, p := range append(printed, buf.String()) {
			if strings.Contains(p, "s3cr3t") || strings.Contains(strings.ToLower(p), fmt.Sprintf("%x", "s3cr3t")) {
				t.Errorf("%s: the secret shows in %s", name, p)
			}
		}
	}
	if got := fmt.Sprintf("%v|%s|%#v|%v", s, s, s, config.Secret{}); got != "[secret]|[secret]|[secret]|" {
		t.Errorf("got %s", got)
	}
	if s.Reveal() != token || (config.Secret{}).Reveal() != "" {
		t.Error("the value is lost")
	}
}

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	var example, table bytes.Buffer
	if err := config.WriteEnvExample(&example); err != nil {
		t.Fatal(err)
	}
	if err := config.WriteMarkdown(&table); err != nil {
		t.Fatal(err)
	}
	hold(t, filepath.Join("..", ".env.example"), func(string) (string, bool) { return example.String(), true })
	hold(t, filepath.Join("..", "README.md"), func(have string) (string, bool) {
		before, rest, ok := strings.Cut(have, config.MarkdownBegin+"\n")
		_, after, ok2 := strings.Cut(rest, config.MarkdownEnd+"\n")
		return before + config.MarkdownBegin + "\n" + table.String() + config.MarkdownEnd + "\n" + after, ok && ok2
	})
}

// hold compares a file with what it should be, or with -update writes it.
func hold(t *testing.T, path string, should func(have string) (string, bool)) {
	b, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	have := string(b)
	want, ok := should(have)
	switch {
	case !ok:
		t.Logf("%s has no line %s: nothing to compare", path, config.MarkdownBegin)
	case have == want:
	case *update:
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not what the table of settings says; run go generate ./config\n%s", path, cmp.Diff(want, have))
	}
}

func TestTheExampleIsAValidEnvFile(t *testing.T) {
	var example bytes.Buffer
	if err := config.WriteEnvExample(&example); err != nil {
		t.Fatal(err)
	}
	c, err := load(t, example.String(), nil)
	if err != nil || len(c.Warnings) != 0 {
		t.Errorf("as it is: %v, %q", err, c.Warnings)
	}
	var all []string
	for line := range strings.Lines(example.String()) {
		if strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "# ") {
			line = line[1:]
		}
		all = append(all, line)
	}
	c, err = load(t, strings.Join(all, ""), nil)
	if err != nil || len(c.Warnings) != 0 {
		t.Errorf("with every example filled in: %v, %q", err, c.Warnings)
	}
	if len(c.HomeGuilds) != 1 || c.LogFormat != "json" || c.DiscordAPI == nil {
		t.Errorf("the examples are not taken: %+v", c)
	}
}

func FuzzNoErrorOrWarningShowsTheToken(f *testing.F) {
	f.Add("DISCORD_TOKEN=\"", "\nA=1")
	f.Add("DISCORD_TOKEN", "")
	f.Add("DISCORD_TOKEN=\"x\" ", "")
	f.Add("PUBLIC=", "")
	f.Add("HOME_GUILD_IDS=", "")
	f.Add("", "=1")
	path := filepath.Join(f.TempDir(), ".env")
	f.Fuzz(func(t *testing.T, before, after string) {
		if err := os.WriteFile(path, []byte(before+token+after), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(path, true, environment(nil))
		if said := fmt.Sprint(c.DiscordToken, c.Warnings, err); strings.Contains(said, "s3cr3t") {
			t.Errorf("the token shows in %q", said)
		}
	})
}
