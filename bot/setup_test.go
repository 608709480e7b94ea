package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// From the invitation to the first answer, as the README has it.
//
// By hand, with an application of one's own: follow "In Discord" with the ID of
// a server that the bot is not in yet. Both links are printed, and one line says
// that the server is waited for. Open the first link: the log says that the
// commands are registered, and /quote search answers in the server. Write it in
// a direct message to the bot: it answers too, and /corpus is not offered. Open
// the second link: /quote search answers in a server that has no Verbatim, and
// in a direct message to somebody else.
func TestTheHomeServerIsWaitedForQuietly(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t, discordtest.WithGuilds())
	arrived, release := d.Hold(discordtest.OpGetCommands)
	defer release()
	b := startBot(t, d, homeSettings(t))
	<-arrived
	server := "https://discord.com/oauth2/authorize?client_id=" + d.AppID() + "&integration_type=0&permissions=0&scope=bot+applications.commands"
	user := "https://discord.com/oauth2/authorize?client_id=" + d.AppID() + "&integration_type=1&scope=applications.commands"
	b.until("both links are printed, before anything is registered", func() bool {
		out := b.stdout.String()
		return strings.Contains(out, server+"\n") && strings.Contains(out, user+"\n")
	})
	release()
	b.logged("registered in these home servers when the bot is invited to them")
	b.until("the commands are everywhere", func() bool { return slices.Contains(d.Commands(""), "quote") })
	b.until("there is something to search", func() bool { return strings.Contains(visible(b.ask(find("bridge").InDM().By(b.visitor()))), "1 / 2") })
	d.Join(discordtest.Guild)
	b.until("the moderators' commands are there", func() bool { return slices.Contains(d.Commands(discordtest.Guild), "corpus") })
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	b.see(discordtest.Slash("corpus status").By(moderator()), "4 quotes")
	b.wantStopped()
	if log := b.stderr.String(); strings.Contains(log, "level=ERROR") || strings.Count(log, "invited to them") != 1 {
		t.Errorf("it was not waited for in one quiet line:\n%s", log)
	}
}

func TestWhatIsRegisteredWhereIsWhatPeopleCanUse(t *testing.T) {
	startsProcesses(t)
	for _, tt := range []struct {
		name             string
		change           func(settings map[string]string)
		everywhere, home string // the commands that are registered there
		elsewhere        bool   // whether /quote search can be used outside the home
	}{
		{"as the README says", func(map[string]string) {}, "Check quotation Find quotation daily help quote source speaker", "Save as quotation corpus", true},
		{"not public", func(s map[string]string) { s["PUBLIC"] = "false" }, "", "Check quotation Find quotation Save as quotation corpus daily help quote source speaker", false},
		{"without a home", func(s map[string]string) { delete(s, "HOME_GUILD_IDS") }, "Check quotation Find quotation daily help quote source speaker", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := discordtest.New(t)
			settings := homeSettings(t)
			tt.change(settings)
			b := startBot(t, d, settings)
			names := func(place string) string { return strings.Join(slices.Sorted(slices.Values(d.Commands(place))), " ") }
			b.until("the commands are registered", func() bool { return names("") == tt.everywhere && names(discordtest.Guild) == tt.home })
			b.until("there is something to search", func() bool { return strings.Contains(visible(b.ask(find("bridge").By(b.visitor()))), "1 / 2") })
			for where, i := range map[string]discordtest.Interaction{"a direct message": find("bridge").InDM(), "another server": find("bridge").In(discordtest.OtherGuild)} {
				_, err := d.Interact(b.context(), i.By(b.visitor()))
				if (err == nil) != tt.elsewhere {
					t.Errorf("in %s: %v", where, err)
				}
			}
			if strings.Contains(b.stdout.String(), "integration_type=1") != tt.elsewhere {
				t.Errorf("the link for accounts: %q", b.stdout)
			}
			b.wantStopped()
		})
	}
}

func TestRegisterSaysWhatHappenedInEachPlace(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	d := discordtest.New(t)
	register := func(token string) (stdout, stderr string, code int) {
		cmd := exec.Command("verbatim", "register")
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"DISCORD_TOKEN=" + token, "DISCORD_API_URL=" + d.URL(), "HOME_GUILD_IDS=" + discordtest.Guild + "," + discordtest.OtherGuild}
		var out, errs strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errs
		_ = cmd.Run()
		return out.String(), errs.String(), cmd.ProcessState.ExitCode()
	}
	for _, when := range []string{"now", "before"} {
		out, errs, code := register(d.Token())
		want := "everywhere: 7 commands, registered " + when + "\nserver " + discordtest.Guild + ": 2 commands, registered " + when + "\n"
		if out != want {
			t.Errorf("it printed %q, want %q", out, want)
		}
		if code != exitFailure || !strings.Contains(errs, "server "+discordtest.OtherGuild+": the bot is not in this server; invite it with\nhttps://discord.com/oauth2/") {
			t.Errorf("exit code %d and %q", code, errs)
		}
	}
	d.Join(discordtest.OtherGuild)
	if out, errs, code := register(d.Token()); code != 0 || errs != "" || !strings.Contains(out, "server "+discordtest.OtherGuild+": 2 commands, registered now\n") {
		t.Errorf("invited to all: exit code %d, %q and %q", code, out, errs)
	}
	if _, errs, code := register("MTIzNDU2Nzg5.wrong.token"); code != exitUnavailable || !strings.Contains(errs, "does not accept the bot token") {
		t.Errorf("a wrong token: exit code %d and %q", code, errs)
	}
}

func TestTheBotIsBackSoonAfterAnOutage(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := homeSettings(t)
	over := d.Outage() // before the first start, too
	b := startBot(t, d, settings)
	outage := func(over func()) {
		t.Helper()
		before := d.Gateway().Missed
		b.until("the bot has looked for Discord four times", func() bool { return d.Gateway().Missed >= before+4 })
		up := time.Now()
		over()
		b.until("the bot is back", func() bool { return d.Gateway().Live == 1 })
		if took := time.Since(up); took > 10*time.Second {
			t.Errorf("back after %v", took)
		}
	}
	outage(over)
	b.ready(1)
	// What registers the commands looks for Discord too.
	b.until("the commands are registered", func() bool { return strings.Count(b.stderr.String(), "commands are registered") == 2 })
	outage(d.Outage())
	b.logged("connected to Discord again")
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	raw, err := os.ReadFile(filepath.Join(settings["DATA_DIR"], "state.json"))
	var state struct {
		SignIns []int64 `json:"sign_ins"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &state)
	}
	if err != nil || len(state.SignIns) != 1 {
		t.Errorf("two outages cost %d sign-ins, want the first one alone: %v", len(state.SignIns), err)
	}
	if n := strings.Count(b.stderr.String(), "Discord cannot be reached"); n != 2 {
		t.Errorf("%d lines in the log for two outages:\n%s", n, b.stderr)
	}
	b.wantStopped()
}
