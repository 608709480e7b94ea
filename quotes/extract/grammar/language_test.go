package grammar

import (
	"strings"
	"testing"
	"time"
)

// TestLanguages reads every file; each must know verbs of saying, pronouns and roles.
func TestLanguages(t *testing.T) {
	if len(known()) < 2 {
		t.Fatalf("only %v", known())
	}
	for _, tag := range known() {
		b, err := files.ReadFile("languages/" + tag + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		l, err := parse(tag, string(b))
		if err != nil {
			t.Error(err)
			continue
		}
		if n := len(section(string(b), "month")); n != 12 && n != 0 {
			t.Errorf("%s: %d months", tag, n)
		}
		for name, least := range map[string]int{"say": 20, "pronoun": 2, "role": 20, "opener": 5} {
			n := 0
			for _, e := range l.words {
				if e.is(groups[name].cls) {
					n++
				}
			}
			if n < least {
				t.Errorf("%s: %d words of %q", tag, n, name)
			}
		}
	}
}

// TestMonths holds that no name means two months, whichever languages it is of.
func TestMonths(t *testing.T) {
	all, bylines := map[string]int{}, 0
	for _, tag := range known() {
		p, ok := PageWords(tag)
		if !ok {
			t.Errorf("no words of pages in %s", tag)
		}
		bylines += min(1, len(p.Byline))
		for w, n := range p.Months {
			if all[w] != 0 && all[w] != n {
				t.Errorf("%s is month %d in %s, and %d elsewhere", w, n, tag, all[w])
			}
			all[w] = n
		}
	}
	if bylines < 9 || len(all) < 200 {
		t.Errorf("%d languages with bylines, %d months", bylines, len(all))
	}
	for w, n := range map[string]int{"Mars": 3, "DEZ.": 12, "травня": 5, "window": 0} {
		if got := Month(w); got != n {
			t.Errorf("%s is month %d", w, got)
		}
	}
}

func TestTemplateParses(t *testing.T) {
	b, err := files.ReadFile("languages/TEMPLATE.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if _, err := parse("x", strings.Join(lines, "")); err != nil {
		t.Error(err)
	}
}

func TestParseTellsWhatIsWrong(t *testing.T) {
	for file, want := range map[string]string{
		"[sya]\nword":            `line 2: no group is called "sya"`,
		"[say]\nстем/past":       `no endings are called "past"`,
		"[say]\nсказав=q":        `no feature is called "q"`,
		"[endings]\na: -s -t=zz": `no feature is called "zz"`,
	} {
		if _, err := parse("x", file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestFormsAndFeatures(t *testing.T) {
	l, err := parse("x", "[endings]\npast: -в=m -ла=f\nhard: - -а -у\n[say]\nсказа/past\n[role]\nпосол/hard =m\n[first name]\nОлександр/hard =m\nОлександра=f Олександри\n[names]\n-ка -ко\n")
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]entry{
		"сказала":    {cls: clsSay, feat: feminine},
		"посол":      {cls: clsRole, feat: masculine | nominative, lemma: "посол"},
		"послу":      {},
		"посолу":     {cls: clsRole, feat: masculine | oblique, lemma: "посол"},
		"олександра": {cls: clsFirst, feat: masculine | feminine | nominative, lemma: "Олександра"},
	} {
		if got := l.words[word]; got != want {
			t.Errorf("%s: %+v, want %+v", word, got, want)
		}
	}
	if got := strings.Join(l.bases("руденка"), " "); got != "руденка руденко" {
		t.Errorf("bases: %s", got)
	}
}

// TestTimeIsLinear reads texts that are made to be slow; one of four times the length may
// not take more than some nine times as long.
func TestTimeIsLinear(t *testing.T) {
	for _, unit := range []string{
		"Іван Петренко сказав, що ", "«так» ", "— так, — сказав ", "Олена Коваль, ", "міністр оборони ", "за словами ", "Іван Аб",
		"김헌은 «네»라고 ", "김헌 교수는 ", "«네»며 ", "그는 ", "(김헌) 교수 ", "김헌 대표팀 교수 ", "길동 홍길 감독은 ",
	} {
		lang := "uk"
		if strings.ContainsAny(unit, "는며수라") {
			lang = "ko"
		}
		took := func(n int) time.Duration {
			text := strings.Repeat(unit, n)
			p := Paragraph{Start: 0, End: len(text), Lang: lang}
			for i := 0; i < len(text); {
				a := strings.Index(text[i:], "«")
				if a < 0 {
					break
				}
				b := strings.Index(text[i+a:], "»")
				p.Regions = append(p.Regions, Region{Open: i + a, Start: i + a + 2, End: i + a + b, Close: i + a + b + 2})
				i += a + b + 2
			}
			start := time.Now()
			if _, err := Read(t.Context(), text, []Paragraph{p}); err != nil {
				t.Fatal(err)
			}
			return time.Since(start)
		}
		took(100)
		a, b := took(4000), took(8000)
		for range 3 { // other programs may have taken the time
			if b > 5*a+20*time.Millisecond {
				a, b = took(4000), took(8000)
			}
		}
		if b > 5*a+20*time.Millisecond {
			t.Errorf("%q: %v, twice as long %v", unit, a, b)
		}
	}
}
