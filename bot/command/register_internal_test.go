package command

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// The README's table of what is registered where is that of the code; go test
// -update writes it.
func TestTheReadmeSaysWhatIsRegisteredWhere(t *testing.T) {
	const path, begin, end = "../../README.md", "<!-- placements -->\n", "<!-- /placements -->\n"
	names := map[audience]string{
		0: "nothing", everyone: "everyone's commands", moderators: "moderators' commands",
		everyone | moderators: "everyone's and moderators' commands",
	}
	var want strings.Builder
	want.WriteString("| settings | everywhere | in each home server |\n|---|---|---|\n")
	for _, p := range placements() {
		home := names[p.home]
		if !p.homes {
			home = ""
		}
		fmt.Fprintf(&want, "| %s | %s | %s |\n", p.settings, names[p.everywhere], home)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), begin)
	have, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("the README has no table between %q and %q", begin, end)
	}
	if have == want.String() {
		return
	}
	if flag.Lookup("update").Value.String() != "true" {
		t.Fatalf("the README has\n%s\nwant\n%s", have, want.String())
	}
	if err := os.WriteFile(path, []byte(before+begin+want.String()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestNoCommandIsBothGlobalAndAHomeGuilds(t *testing.T) {
	for _, p := range placements() {
		if p.everywhere&p.home != 0 {
			t.Errorf("with %s Discord lists commands twice in home guilds", p.settings)
		}
		if p.everywhere&moderators != 0 {
			t.Errorf("with %s moderators' commands are everywhere", p.settings)
		}
		if p.homes && (p.everywhere|p.home) != everyone|moderators {
			t.Errorf("with %s some commands are missing in home guilds", p.settings)
		}
	}
}
