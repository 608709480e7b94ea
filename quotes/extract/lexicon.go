package extract

import (
	"embed"
	"strings"
	"sync"
)

// The words that the rules know, as lists that a person can read and lengthen.
//
//go:embed data/*.txt
var data embed.FS

// class is what a word can be; a word is usually several things.
type class uint64

const (
	clsSay    class = 1 << iota // introduces a person's own words
	clsAside                    // the same, but reports nothing otherwise
	clsTell                     // the same, followed by the one spoken to
	clsJudge                    // says something of somebody in a phrase
	clsDeed                     // a judge verb that by itself reports no words
	clsThink                    // thinks or wants
	clsAct                      // does: weak evidence of speech
	clsShow                     // what papers and polls do
	clsThat                     // its clause behind "that" is a report
	clsBare                     // its clause is a report even without "that"
	clsPaper                    // the same as clsThat, for papers and polls
	clsDeny                     // denies its clause
	clsReject                   // denies a claim
	clsAsk                      // asks whether its clause is so
	formBase
	formThird // says
	formPast
	formPart // the past participle
	formIng
	clsDet
	clsPron
	clsPoss
	clsPrep
	clsAux
	clsModal
	clsNeg
	clsConj
	clsSub
	clsAdv
	clsMonth
	clsWeekday
	clsTime
	clsStarter
	clsAbbr
	clsTitle
	clsRole
	clsMouth // a role that often means somebody who speaks for a body
	clsBody
	clsField      // what bodies deal with
	clsMedium     // the name of a paper, an agency, a broadcaster
	clsMediumWord // a word in such names
	clsRank       // stands before a role and belongs to it
	clsPlace
	clsPeople
	clsFirst // a first name
	clsCommonName
	clsPast     // the past of a verb that reports nothing: "went"
	clsNounlike // looks like a verb's third person and is mostly a plural
	sexM
	sexF
)

const (
	anyCue  = clsSay | clsAside | clsTell | clsJudge | clsThink | clsAct | clsShow
	anyForm = formBase | formThird | formPast | formPart | formIng
	speech  = clsSay | clsAside | clsTell
	// function words begin no name and end every run of nouns.
	function = clsDet | clsPron | clsPrep | clsAux | clsConj | clsSub | clsNeg
)

func (c class) is(any class) bool { return c&any != 0 }

// lexicon is what the files in data say. It is never changed after loading.
type lexicon struct {
	words map[string]class
	// roleOf leads a title to the role by which it is taken up again.
	roleOf map[string]string
	// kin leads a word for a body to the words in names that it can stand for.
	kin map[string][]string
	// roleKin leads a wider word for a role to the narrower ones.
	roleKin map[string][]string
	// verbClass holds the cue classes of each form, by form, since one spelling
	// can be the past of one verb and the base of another ("found").
	particles map[string][]string
	lists
}

// lists are words that one rule or two ask for; data/lists.txt says which.
type lists struct {
	speechNouns, claims, thatNouns, writings, papers, bodyPapers, speeches, sayingNouns, slogans,
	interviewNouns, interviewVerbs, announcing, demeanours, besideVerbs, greetings, vague,
	family, relational, describing, plainWords, prominent, press, nameParticles, hearing, goingOn, inverting, storyVerbs, bodily map[string]bool
}

var loadLexicon = sync.OnceValue(func() *lexicon {
	l := &lexicon{
		words:     make(map[string]class, 8192),
		roleOf:    map[string]string{},
		kin:       map[string][]string{},
		roleKin:   map[string][]string{},
		particles: map[string][]string{},
	}
	l.groups("grammar.txt", map[string]class{
		"determiner": clsDet, "pronoun": clsPron, "possessive": clsPoss, "preposition": clsPrep,
		"auxiliary": clsAux, "modal": clsModal, "negation": clsNeg, "conjunction": clsConj,
		"subordinator": clsSub, "adverb": clsAdv, "month": clsMonth, "weekday": clsWeekday,
		"time": clsTime, "starter": clsStarter, "abbreviation": clsAbbr, "nounlike": clsNounlike,
		"past": clsPast,
	})
	l.groups("firstnames.txt", map[string]class{
		"m": clsFirst | sexM, "f": clsFirst | sexF, "either": clsFirst | sexM | sexF,
		"surname-like": clsCommonName,
	})
	l.groups("places.txt", map[string]class{"place": clsPlace, "people": clsPeople})
	lines("places.txt", func(group, line string) {
		if group == "places of several words" {
			for p := range strings.SplitSeq(line, ",") {
				l.words[strings.TrimSpace(p)] |= clsPlace
			}
		}
	})
	l.titles()
	l.roles()
	l.bodies()
	lines("rolekin.txt", func(_, line string) {
		word, kin, _ := strings.Cut(line, ":")
		l.roleKin[strings.TrimSpace(word)] = strings.Fields(kin)
	})
	l.groups("media.txt", map[string]class{"names": clsMedium, "words": clsMediumWord})
	l.list("fields.txt", clsField)
	l.list("ranks.txt", clsRank)
	l.verbs()
	l.readLists()
	return l
})

// lines calls f for each line of a data file that says something, with the
// group that it stands in.
func lines(name string, f func(group, line string)) {
	b, err := data.ReadFile("data/" + name)
	if err != nil {
		panic(err) // the files are part of the program
	}
	group := ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			group = strings.Trim(line, "[]")
		default:
			f(group, strings.ReplaceAll(line, "’", "'"))
		}
	}
}

func (l *lexicon) groups(name string, classes map[string]class) {
	lines(name, func(group, line string) {
		if classes[group] == 0 {
			return
		}
		for w := range strings.FieldsSeq(line) {
			l.words[w] |= classes[group]
		}
	})
	// A name that both sexes bear stands under both m and f: it tells nothing.
}

// list gives all words of a file without groups a class.
func (l *lexicon) list(name string, c class) {
	lines(name, func(_, line string) {
		for w := range strings.FieldsSeq(line) {
			l.words[w] |= c
		}
	})
}

func sexes(marks string) class {
	switch marks {
	case "m":
		return sexM
	case "f":
		return sexF
	case "*":
		return clsMouth
	}
	return 0
}

func (l *lexicon) titles() {
	lines("titles.txt", func(_, line string) {
		f := strings.Fields(line)
		l.words[f[0]] |= clsTitle
		for _, mark := range f[1:] {
			if role, ok := strings.CutPrefix(mark, "="); ok {
				l.roleOf[f[0]] = role
			} else {
				l.words[f[0]] |= sexes(mark)
			}
		}
	})
}

func (l *lexicon) roles() {
	lines("roles.txt", func(_, line string) {
		f := strings.Fields(line)
		c := clsRole
		for _, mark := range f[1:] {
			c |= sexes(mark)
		}
		l.words[f[0]] |= c
		l.words[plural(f[0])] |= c
	})
}

func (l *lexicon) bodies() {
	lines("bodies.txt", func(_, line string) {
		word, kin, _ := strings.Cut(line, ":")
		word = strings.TrimSpace(word)
		l.words[word] |= clsBody
		l.kin[word] = append(l.kin[word], strings.Fields(kin)...)
		if !strings.HasSuffix(word, "s") {
			l.words[plural(word)] |= clsBody
		}
	})
}

func (l *lexicon) verbs() {
	classes := map[string]class{"say": clsSay, "aside": clsAside, "tell": clsTell, "judge": clsJudge, "treat": clsJudge | clsDeed, "think": clsThink, "act": clsAct, "show": clsShow, "that": clsThat, "clause": clsThat | clsBare, "paper": clsPaper, "deny": clsDeny, "reject": clsReject, "ask": clsAsk}
	lines("verbs.txt", func(group, line string) {
		c := classes[group]
		for _, form := range inflect(strings.Fields(line)) {
			word, particle, two := strings.Cut(form.word, "-")
			if two && form.word != "e-mail" && !strings.HasPrefix(form.word, "e-mail") {
				l.particles[word] = append(l.particles[word], particle)
				l.words[word] |= form.form
				continue
			}
			l.words[form.word] |= c | form.form
		}
	})
}

// readLists fills the lists. Each group of the file is one.
func (l *lexicon) readLists() {
	lists := map[string]*map[string]bool{
		"said":             &l.speechNouns,
		"claims":           &l.claims,
		"that":             &l.thatNouns,
		"writings":         &l.writings,
		"papers":           &l.papers,
		"papers of bodies": &l.bodyPapers,
		"speeches":         &l.speeches,
		"sayings":          &l.sayingNouns,
		"slogans":          &l.slogans,
		"interviews":       &l.interviewNouns,
		"interviewing":     &l.interviewVerbs,
		"announcing":       &l.announcing,
		"demeanours":       &l.demeanours,
		"beside":           &l.besideVerbs,
		"greetings":        &l.greetings,
		"vague":            &l.vague,
		"family":           &l.family,
		"relational":       &l.relational,
		"describing":       &l.describing,
		"plain":            &l.plainWords,
		"prominent":        &l.prominent,
		"press":            &l.press,
		"name particles":   &l.nameParticles,
		"hearing":          &l.hearing,
		"going on":         &l.goingOn,
		"told in stories":  &l.storyVerbs,
		"bodily":           &l.bodily,
		"inverting":        &l.inverting,
	}
	for _, list := range lists {
		*list = map[string]bool{}
	}
	lines("lists.txt", func(group, line string) {
		for w := range strings.FieldsSeq(line) {
			(*lists[group])[w] = true
		}
	})
}

// look returns what a word can be; word may have any case.
func (l *lexicon) look(word string) class {
	var buf [32]byte
	if len(word) > len(buf) {
		return 0
	}
	n := 0
	for i := 0; i < len(word); i++ {
		c := word[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c >= 0x80:
			return l.words[strings.ReplaceAll(strings.ToLower(word), "’", "'")]
		}
		buf[n] = c
		n++
	}
	return l.words[string(buf[:n])]
}
