package corpus

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/people"
)

func TestSpeakersAreGivenTheirCanonicalNames(t *testing.T) {
	const speakersFile = `
- name: Volodymyr Zelenskyy
  aliases: [Zelensky, Володимир Зеленський]
  role: President of Ukraine
- name: National Intelligence Service
  alias: NIS
  body: true
- name: Ada Low
  person: yes
- Plain Name
`
	all, report := readFiles(t, map[string]string{
		"speakers.yaml": speakersFile,
		"a.jsonl": `{"text":"One","author":"ZELENSKY"}
{"text":"Two","author":"Володимир Зеленський","role":"comedian"}
{"text":"Three","author":"nis"}
{"text":"Four","speakers":["Zelensky","Somebody Else"]}
{"text":"Five","speaker":{"name":"ada low","body":true}}
{"text":"Six","author":"Volodymyr Zelenskyy"}`,
		"b": "Seven\n\t\t-- Zelensky\n%\n",
	})
	var have [][]quotes.Speaker
	for _, q := range all {
		have = append(have, q.Attributions[0].Speakers)
		if q.ID != quotes.IDOf(q.Words) {
			t.Errorf("the ID of %q is %s", q.Words, q.ID)
		}
	}
	zelenskyy := quotes.Speaker{Name: "Volodymyr Zelenskyy", AsWritten: "Zelensky", Role: "President of Ukraine"}
	want := [][]quotes.Speaker{
		{{Name: "Volodymyr Zelenskyy", AsWritten: "ZELENSKY", Role: "President of Ukraine"}},
		{{Name: "Volodymyr Zelenskyy", AsWritten: "Володимир Зеленський", Role: "comedian"}},
		{{Name: "National Intelligence Service", AsWritten: "nis", Body: true}},
		{zelenskyy, {Name: "Somebody Else"}},
		{{Name: "Ada Low", AsWritten: "ada low"}},
		{{Name: "Volodymyr Zelenskyy", Role: "President of Ukraine"}},
		{zelenskyy},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
	if len(report.Rejections)+len(report.Notices) > 0 {
		t.Error(report.Rejections, report.Notices)
	}
}

func TestSpeakersOfArticlesAreGivenTheirCanonicalNames(t *testing.T) {
	all, _ := readFiles(t, map[string]string{
		"a.txt":         "“We will move the lighthouse before the winter comes,” said Agnes Holloway, who chairs the board.\n",
		"speakers.yaml": "- name: Agnes Mary Holloway\n  aliases: [Agnes Holloway]\n",
	})
	if len(all) != 1 || len(all[0].Attributions[0].Speakers) != 1 || all[0].Attributions[0].Speakers[0].Name != "Agnes Mary Holloway" {
		t.Errorf("%+v", all)
	}
}

func TestAnAliasOfTwoSpeakersStandsForNeither(t *testing.T) {
	all, report := readFiles(t, map[string]string{
		"speakers.yaml": "- name: George H. W. Bush\n  aliases: [Bush, the President]\n- name: George W. Bush\n  aliases: [Bush, Ada Low]\n- name: Ada Low\n- name: ada low\n  aliases: [Ada]\n- name: Third\n  aliases: [bush]\n",
		"a.jsonl":       `{"text":"One","author":"Bush"}` + "\n" + `{"text":"Two","author":"Ada Low"}` + "\n" + `{"text":"Three","author":"Ada"}` + "\n",
	})
	if diff := cmp.Diff([]got{{1, "One", "Bush"}, {2, "Two", "Ada Low"}, {3, "Three", "Ada Low"}}, short(all)); diff != "" {
		t.Error(diff)
	}
	for _, part := range []string{
		"Bush is an alias of both George H. W. Bush (speakers.yaml line 1) and George W. Bush",
		"bush is an alias of several speakers",
		"an alias of George W. Bush is the name of another speaker, Ada Low",
		"ada low is described a second time",
	} {
		if !hasNotice(report, "speakers.yaml", part) {
			t.Errorf("no notice %q in %v", part, report.Notices)
		}
	}
}

func TestABrokenSpeakerCostsOneEntry(t *testing.T) {
	all, report := readFiles(t, map[string]string{
		"speakers.yaml": "- name: One\n  aliases: [A]\n- name: \"Two\n- role: nobody\n- name: Four\n  body: perhaps\n  aliases: [D]\n  wings: 2\n- [x]\n- name: Five\n  role: {a: b}\n",
		"a.jsonl":       `{"text":"One","speakers":["A","D","Five"]}`,
	})
	if diff := cmp.Diff([]got{{1, "One", "One + Four + Five"}}, short(all)); diff != "" {
		t.Error(diff)
	}
	matches(t, report, []lineReason{
		{3, "not valid YAML"},
		{4, "a speaker without a name"},
		{6, "body is yes or no, not \"perhaps\""},
		{9, "a speaker is a name or an object"},
		{11, "the field role of a speaker is a text"},
	})
	if report.Records != 1 || !hasNotice(report, "speakers.yaml", "the field wings of a speaker is not known") {
		t.Errorf("%d records, %v", report.Records, report.Notices)
	}
}

func TestTheReportTellsByWhichNamesPeopleAreCalled(t *testing.T) {
	_, report := readFiles(t, map[string]string{
		"speakers.yaml": `
- name: Agnes Holloway
  aliases: [the Lamplighter, Aggie, Ada Low]
- name: Ada Low
  aliases: [Aggie]
- Plain Name
`,
		"more/speakers.yaml": "- name: Agnes Holloway\n  alias: A. H.\n",
		"a.jsonl":            `{"text":"One","author":"Aggie"}`,
	})
	want := []people.Person{{Name: "Ada Low"}, {Name: "Agnes Holloway", Aliases: []string{"A. H.", "the Lamplighter"}}, {Name: "Plain Name"}}
	if diff := cmp.Diff(want, report.People); diff != "" {
		t.Error(diff)
	}
}
