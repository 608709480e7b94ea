package people

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

// lookups are names as people type them, and the canonical names that they mean.
var lookups = [...]struct{ name, want string }{
	// Initials, with and without points and spaces.
	{"JFK", "John F. Kennedy"},
	{"j.f.k.", "John F. Kennedy"},
	{"J. F. K.", "John F. Kennedy"},
	{"MLK", "Martin Luther King Jr."},
	{"FDR", "Franklin D. Roosevelt"},
	{"TR", "Theodore Roosevelt"},
	{"LBJ", "Lyndon B. Johnson"},
	{"RFK", "Robert F. Kennedy"},
	{"RFK Jr", "Robert F. Kennedy Jr."},
	{"RBG", "Ruth Bader Ginsburg"},
	{"AOC", "Alexandria Ocasio-Cortez"},
	{"GBS", "George Bernard Shaw"},
	{"JRR", "J. R. R. Tolkien"},
	{"JRR Tolkien", "J. R. R. Tolkien"},
	{"j.r.r. tolkien", "J. R. R. Tolkien"},
	{"CS Lewis", "C. S. Lewis"},
	{"TS Eliot", "T. S. Eliot"},
	{"ee cummings", "E. E. Cummings"},
	{"U.N.", "United Nations"},
	// Nicknames and titles.
	{"Dr. King", "Martin Luther King Jr."},
	{"the bard", "William Shakespeare"},
	{"Bard of Avon", "William Shakespeare"},
	{"Dubya", "George W. Bush"},
	{"W", "George W. Bush"},
	{"The Iron Lady", "Margaret Thatcher"},
	{"the Sage of Concord", "Ralph Waldo Emerson"},
	{"Il Duce", "Benito Mussolini"},
	{"mahatma", "Mahatma Gandhi"},
	{"Honest Abe", "Abraham Lincoln"},
	{"Papa Hemingway", "Ernest Hemingway"},
	{"Ol’ Blue Eyes", "Frank Sinatra"},
	{"Madiba", "Nelson Mandela"},
	// Birth names and pen names.
	{"Samuel Clemens", "Mark Twain"},
	{"Eric Blair", "George Orwell"},
	{"François-Marie Arouet", "Voltaire"},
	{"francois marie arouet", "Voltaire"},
	{"Ulyanov, Vladimir", ""},
	{"Vladimir Ulyanov", "Vladimir Lenin"},
	{"Malcolm Little", "Malcolm X"},
	{"Cassius Clay", "Muhammad Ali"},
	{"Stefani Germanotta", "Lady Gaga"},
	{"Karol Wojtyla", "Pope John Paul II"},
	{"Jorge Bergoglio", "Pope Francis"},
	// Spellings and misspellings.
	{"Shakespere", "William Shakespeare"},
	{"Nietszche", "Friedrich Nietzsche"},
	{"dostoyevsky", "Fyodor Dostoevsky"},
	{"Zelensky", "Volodymyr Zelenskyy"},
	{"Soren Kierkegaard", "Søren Kierkegaard"},
	{"Charlotte Bronte", "Charlotte Brontë"},
	{"Lech Walesa", "Lech Wałęsa"},
	{"Edgar Allen Poe", "Edgar Allan Poe"},
	// Other scripts.
	{"Шекспир", "William Shakespeare"},
	{"莎士比亚", "William Shakespeare"},
	{"достоевский", "Fyodor Dostoevsky"},
	{"Федор Достоевский", "Fyodor Dostoevsky"},
	{"Зеленський", "Volodymyr Zelenskyy"},
	{"孔子", "Confucius"},
	{"孫子", "Sun Tzu"},
	{"村上 春樹", "Haruki Murakami"},
	{"マーク トウェイン", "Mark Twain"},
	{"김 대중", "Kim Dae-jung"},
	{"رومي", "Rumi"},
	{"رُومي", "Rumi"},
	{"سعدي", "Saadi Shirazi"},
	{"गांधी", "Mahatma Gandhi"},
	{"Σωκρατης", "Socrates"},
	{"גולדה מאיר", "Golda Meir"},
	// Canonical names.
	{"volodymyr zelenskyy", "Volodymyr Zelenskyy"},
	{"New York Times", "The New York Times"},
	// Several people.
	{"George Bush", "George H. W. Bush, George W. Bush"},
	{"President Roosevelt", "Franklin D. Roosevelt, Theodore Roosevelt"},
	{"Queen Elizabeth", "Elizabeth I, Elizabeth II"},
	// Nobody: words, common names, nicknames of too many.
	{"", ""},
	{"?!", ""},
	{"the", ""},
	{"the Duke", ""},
	{"the King", ""},
	{"who", ""},
	{"Paul", ""},
	{"Kennedy", ""},
	{"Agnes Holloway", ""},
}

func TestPeopleAreFoundByTheNamesThatAreUsedForThem(t *testing.T) {
	for _, c := range lookups {
		if got := strings.Join(Builtin().Named(c.name), ", "); got != c.want {
			t.Errorf("%q means %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNamesAreTheAliasesInTheirOrder(t *testing.T) {
	if diff := cmp.Diff([]string{"Samuel Clemens", "Samuel Langhorne Clemens", "Sam Clemens"}, Builtin().Names("mark twain")[:3]); diff != "" {
		t.Error(diff)
	}
	if names := Builtin().Names("JFK"); names != nil {
		t.Errorf("an alias has the names %v", names)
	}
	Builtin().Names("Mark Twain")[0] = "Nobody"
	Builtin().Named("JFK")[0] = "Nobody"
	if Builtin().Names("Mark Twain")[0] == "Nobody" || Builtin().Named("JFK")[0] == "Nobody" {
		t.Error("a caller can write into the list")
	}
	var none *List
	if none.Named("JFK") != nil || none.Names("Mark Twain") != nil || (&List{}).Named("JFK") != nil {
		t.Error("an empty list knows somebody")
	}
}

// A name that comes to stand with several people is a mistake, or belongs here.
func TestOnlyKnownNamesAreShared(t *testing.T) {
	shared := map[string]string{
		"george bush":           "George H. W. Bush, George W. Bush",
		"mj":                    "Michael Jackson, Michael Jordan",
		"oliver wendell holmes": "Oliver Wendell Holmes Jr., Oliver Wendell Holmes Sr.",
		"president adams":       "John Adams, John Quincy Adams",
		"president bush":        "George H. W. Bush, George W. Bush",
		"president roosevelt":   "Franklin D. Roosevelt, Theodore Roosevelt",
		"queen elizabeth":       "Elizabeth I, Elizabeth II",
	}
	got := map[string]string{}
	for key, who := range Builtin().byAny {
		if len(who) > 1 {
			got[key] = strings.Join(who, ", ")
		}
	}
	if diff := cmp.Diff(shared, got); diff != "" {
		t.Error(diff)
	}
}

// Parse holds the file to its form; this holds it to what its head says.
func TestTheBuiltinListKeepsItsRules(t *testing.T) {
	var keys []string
	lines := map[string]bool{}
	for line := range strings.Lines(builtin) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		names := strings.Split(line, " | ")
		canonical := fold(names[0])
		keys, lines[canonical] = append(keys, canonical), true
		if line != strings.Join(strings.Fields(line), " ") || strings.Count(line, "|") != len(names)-1 {
			t.Errorf("%q is not spaced as the others are", line)
		}
		if len(names) < 2 {
			t.Errorf("%s has no other name", names[0])
		}
		words := strings.Fields(canonical)
		for _, alias := range names[1:] {
			if len(words) > 1 && fold(alias) == words[len(words)-1] {
				t.Errorf("%s: %s is a word of it", names[0], alias)
			}
		}
	}
	if !slices.IsSorted(keys) {
		for i := range keys[1:] {
			if keys[i] > keys[i+1] {
				t.Errorf("%q stands before %q", keys[i], keys[i+1])
			}
		}
	}
	if len(Builtin().people) != len(keys) || len(keys) < 500 {
		t.Errorf("%d lines, %d people", len(keys), len(Builtin().people))
	}
	for _, p := range Builtin().people {
		for _, alias := range p.Aliases {
			if lines[fold(alias)] {
				t.Errorf("%s, a name of %s, has a line of its own", alias, p.Name)
			}
		}
	}
}

func TestFoldedNamesStayAsTheyAre(t *testing.T) {
	for key := range maps.Keys(Builtin().byAny) {
		if again := fold(key); again != key {
			t.Errorf("%q folds to %q", key, again)
		}
	}
}

func TestParseNamesTheLineOfAFault(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"# a remark\n\n  Ada Low  |  Ada  \n", ""},
		{"\ufeffAda Low | Ada\r\nBen Low\r\n", ""},
		{"Ada Low | Ada\nBen Low | Ada\n", ""},
		{"Ada Low | \n", "line 1: name 2 is empty"},
		{"# a remark\n | Ada\n", "line 2: name 1 is empty"},
		{"Ada Low | ...\n", "line 1: name 2 is empty"},
		{"Ada Low | Àda Löw\n", "line 1: Ada Low and Àda Löw are the same name"},
		{"Ada Low | A. L.\nBen | AL | the A.L.\n", "line 2: AL and the A.L. are the same name"},
		{"Ada Low\n\nADA LOW | Ada\n", "line 3: ADA LOW is on line 1 already"},
		{"Ada\xff\n", "line 1: not UTF-8"},
		{"Ada |\nBen\nBen\n", "line 1: name 2 is empty\nline 3: Ben is on line 2 already"},
		{"Ada\n" + strings.Repeat("x", maxLine+1) + "\n", "line 2: bufio.Scanner: token too long"},
	} {
		l, err := Parse(strings.NewReader(c.text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want || (l == nil) != (err != nil) {
			t.Errorf("%.40q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestALaterListWins(t *testing.T) {
	const base = "Ada Low | Ada | the Lamp\nBen Low | Ben | the Wick\nCyd Low | Cyd\n"
	for _, c := range []struct {
		what, later string
		want        map[string]string
	}{
		{
			"a list of nobody", "",
			map[string]string{"Ada": "Ada Low", "the Lamp": "Ada Low", "Cyd Low": "Cyd Low"},
		},
		{
			"more names of one", "Ada Low | Addie",
			map[string]string{"Addie": "Ada Low", "Ada": "Ada Low", "Ben": "Ben Low"},
		},
		{
			"a name of one for another", "Dan Low | the Lamp",
			map[string]string{"the Lamp": "Dan Low", "Ada": "Ada Low"},
		},
		{
			"another canonical name", "Ada Mary Low | Ada Low",
			map[string]string{"Ada Low": "Ada Mary Low", "Ada": "Ada Mary Low", "Ada Mary Low": "Ada Mary Low"},
		},
		{
			"an alias as a canonical name of another", "Ben",
			map[string]string{"Ben": "Ben", "Ben Low": "Ben Low", "the Wick": "Ben Low"},
		},
		{
			"a canonical name of several", "Ada Mary Low | Ada Low\nAda Jane Low | Ada Low",
			map[string]string{"Ada Low": "Ada Mary Low, Ada Jane Low", "the Lamp": ""},
		},
	} {
		before, err := Parse(strings.NewReader(base))
		if err != nil {
			t.Fatal(err)
		}
		later, err := Parse(strings.NewReader(c.later))
		if err != nil {
			t.Fatal(err)
		}
		after := before.With(later)
		for name, want := range c.want {
			if got := strings.Join(after.Named(name), ", "); got != want {
				t.Errorf("%s: %q means %q, want %q", c.what, name, got, want)
			}
		}
		if got := fmt.Sprint(before.Named("Ada Low"), before.Names("Ada Low")); got != "[Ada Low] [Ada the Lamp]" {
			t.Errorf("%s: the list before it became %s", c.what, got)
		}
	}
	var none *List
	if got := none.With(New(Person{"Ada Low", []string{"Ada", "Ada", "ada low", "!"}})).Names("Ada Low"); !slices.Equal(got, []string{"Ada"}) {
		t.Errorf("%v", got)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse(strings.NewReader(builtin)); err != nil {
			b.Fatal(err)
		}
	}
}

// A letter of the wrong alphabet looks right and is never found.
func TestNoWordMixesAlphabets(t *testing.T) {
	for line := range strings.Lines(builtin) {
		for _, word := range strings.Fields(line) {
			n := 0
			for _, alphabet := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic} {
				if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(alphabet, r) }) {
					n++
				}
			}
			if n > 1 {
				t.Errorf("%q is of several alphabets", word)
			}
		}
	}
}

func TestPeopleAreFoundByTheBeginningsOfTheirNames(t *testing.T) {
	l := New(
		Person{"Abraham Lincoln", []string{"Honest Abe", "Abe Lincoln"}}, Person{"Abel Quist", nil}, Person{"Confucius", []string{"孔子"}},
		Person{"J. R. R. Tolkien", nil}, Person{"Martin Luther King Jr.", []string{"Dr. King", "MLK"}},
	)
	for _, c := range []struct {
		prefix string
		most   int
		want   string
	}{
		{"abe", 9, "Abraham Lincoln, Abel Quist"},
		{"ABE ", 1, "Abraham Lincoln"},
		{"the lin", 9, ""},
		{"the hon", 9, "Abraham Lincoln"},
		{"lincoln", 9, "Abraham Lincoln"},
		{"Dr. K", 9, "Martin Luther King Jr."},
		{"mlk", 9, "Martin Luther King Jr."},
		{"孔", 9, "Confucius"},
		{"jrr t", 9, "J. R. R. Tolkien"},
		{"incoln", 9, ""},
		{"", 9, ""},
		{"?", 9, ""},
	} {
		if got := strings.Join(l.Starting(c.prefix, c.most), ", "); got != c.want {
			t.Errorf("%q starts the names of %q, want %q", c.prefix, got, c.want)
		}
	}
	if got := (*List)(nil).Starting("a", 9); got != nil {
		t.Errorf("nobody's list has %v", got)
	}
}
