package grammar

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// The languages, as files that a person can read and lengthen; TEMPLATE.txt says
// what stands in them.
//
//go:embed languages/*.txt
var files embed.FS

// class is what a word can be; a word is usually several things.
type class uint64

const (
	clsSay   class = 1 << iota // a form of a verb of saying that stands with its subject
	clsAside                   // the same of a verb that tells of speech only beside words in marks
	clsThink                   // of a verb of thinking and wanting
	clsDet
	clsPron
	clsPrep
	clsConj
	clsThat // leads to what is said: "dass", "що"
	clsNeg
	clsIf // makes of a clause what is only supposed
	clsAux
	clsAdv
	clsTime
	clsTitle
	clsRole
	clsBody
	clsFirst    // a first name
	clsParticle // of names: "von"
	clsAbbr
	clsOpener // has a capital at the beginning of a sentence and is no name
	clsNoun   // is no name, though it has a capital
	clsAccording
	clsBehind // an "according to" that stands behind its name: "zufolge"
	clsAdjective
	clsWork   // a work, a prize, a firm: what stands in marks behind it is its name
	clsPlural // "the speakers said": roles of several
	clsParticiple
	clsJudge   // calls something what stands in marks: "nannte"
	clsMood    // of a verb in the mood of reported speech: "sei"
	clsCite    // quotes somebody else
	clsManner  // tells how somebody was: "was", "seemed"
	clsWords   // what such a verb carries: "the words of"
	clsGeneric // a body that is named by what stands behind it, or not at all: "the company"
	clsKin     // father, wife: whose, only the context tells
	clsWeak    // of a mood that reported speech does not have to itself: "würde"
	clsHim     // "за його словами"
	clsOpinion // "nach Merkels Einschätzung"
	clsSeparable
	clsSplit          // the particle that such a verb needs
	clsI              // the speaker of the text: "ich"
	clsAs             // leads to a clause with the verb at its end: "wie er sagte"
	clsSurname        // where it stands before the given name: Korean
	clsSyllable       // given names are made of it
	clsAccordingFirst // an "according to" at the beginning of a sentence only
	clsReflexive      // "se": makes of "considera" what nobody says in particular
	clsRelative       // "who", behind whom it takes up
	clsUnnamed        // what somebody is called whom a text does not name: a witness
	clsOffice         // a role that takes up nobody who has another one: minister
	clsSaying         // a gerund of a verb of saying: "affirming"
	clsSo             // takes up the words before a verb of saying: "lo ha detto", "è quanto afferma"
	clsThatVerb       // leads to what is said right behind a verb of saying: "ha ricordato come"
	clsThus           // takes them up before whom they are of: "Così il ministro."
	clsWithArticle    // a preposition that has an article in it: "al"
	clsReflexiveAux   // an auxiliary of reflexive verbs only: "si è detto"
	clsFormer         // of a role that somebody has no more
	clsAnyone         // a role that anybody of its gender can be called by: "the woman"
	clsSwitch         // tells that another one speaks now: "for his part"
	clsPresent        // a verb of what is, which no narrator uses of what was
	clsAgent          // leads to who does what a participle before it tells: "by"
	clsOrigin         // a preposition before where somebody comes from
	clsPassive        // an auxiliary with which a participle tells what is done to somebody
	clsThis           // points at what was just spoken of: "this"
	clsGoesOn         // tells that whoever has spoken goes on: "adds", "also"
	clsBeforeSaying   // stands before an infinitive of a verb of saying, by which who has spoken goes on: "before"
)

const (
	cue      = clsSay | clsAside
	function = clsDet | clsPron | clsPrep | clsConj | clsThat | clsNeg | clsIf | clsAux | clsOpener | clsAdv
)

// feature is what the form of a word tells.
type feature uint8

const (
	masculine feature = 1 << iota
	feminine
	neuter
	plural
	oblique // in no case in which a subject stands
	nominative
	possessive // a pronoun that stands in a name's place: "his"
	indefinite // a determiner: "a"
	gender     = masculine | feminine | neuter
)

// entry is what a language knows of the spelling of a word, in small letters.
type entry struct {
	cls   class
	feat  feature
	lemma string // of a role, a title, a first name: its nominative
}

func (e entry) is(c class) bool    { return e.cls&c != 0 }
func (e entry) has(f feature) bool { return e.feat&f != 0 }

// phrase is an entry of several words.
type phrase struct {
	words []string
	entry
}

// ending leads a case of a name to its nominative.
type ending struct{ from, to string }

// surname is the same where gender and ending leave no doubt.
type surname struct {
	ending
	feat feature
}

// form is an ending of a paradigm and what it tells.
type form struct {
	end  string
	feat feature
}

// language is what its file says. It never changes after loading.
type language struct {
	tag      string
	words    map[string]entry
	phrases  map[string][]phrase // by their first word
	endings  []ending
	kin      map[string][]string // a role that takes up others
	gerunds  []string            // ends of gerunds
	toDo     []string            // ends of infinitives
	toSay    map[string]bool     // infinitives of verbs of saying
	sets     map[string][]string // forms of verbs that ask, that answer, and that go on doing something
	trades   []string            // ends of words for what people do
	people   []string            // ends of words that only people are called by
	ages     []string            // ends of words that tell how old somebody is
	judges   bool                // it says which verbs call something what stands in marks
	moods    bool                // reported speech has a mood of its own
	self     []string            // "I", in the forms that tell of who tells the text
	finite   []string            // ends of finite verbs
	verbs    []string            // ends of verbs, which begin a sentence with a capital and no name
	surnames []surname           // of which the nominative is sure
	latin    bool                // it is written in Latin letters
	adverbs  []string            // ends of words that are mostly adverbs
	fathers  []string            // ends of patronymics, in all cases
	bodies   []string            // ends of words for bodies
	nouns    []string            // ends of nouns that are nobody's name
	oblique  []string            // ends that names have only as adjectives in other cases
	links    [][]string          // phrases that lead to another article: "read also"
	adjuncts []string            // ends of adjectives behind a body that belong to its name
	flags    map[string]bool
	demonyms []string // ends of words for people of a town or a country
	paradigm map[string][]form

	spellings []string // pairs: what is written, and what is read
	replacer  *strings.Replacer
}

// lower returns a word in small letters, in the one spelling that the file has.
func (l *language) lower(w string) string {
	w = strings.ReplaceAll(strings.ToLower(w), softHyphen, "")
	if l.replacer != nil {
		return l.replacer.Replace(w)
	}
	return w
}

// on reports whether the file switches something on.
func (l *language) on(flag string) bool { return l.flags[flag] }

// caseless reports whether names have one form only.
func (l *language) caseless() bool { return len(l.endings) == 0 }

// subjectsStand reports whether names have one form and no article, verbs stand behind their
// subject mostly, and a clause always has one: French.
func (l *language) subjectsStand() bool {
	return l.caseless() && l.on("no article before names") && !l.on("verb second") && !l.on("subject left out")
}

// known are the tags of the files.
var known = sync.OnceValue(func() []string {
	entries, err := files.ReadDir("languages")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var tags []string
	for _, e := range entries {
		if tag := strings.TrimSuffix(e.Name(), path.Ext(e.Name())); tag != "TEMPLATE" {
			tags = append(tags, tag)
		}
	}
	return tags
})

// Reads reports whether quotations are read in the language of a tag without a region.
func Reads(tag string) bool { return slices.Contains(known(), tag) }

// loaders parse each language once, when it is first met.
var loaders = sync.OnceValue(func() map[string]func() *language {
	m := map[string]func() *language{}
	for _, tag := range known() {
		m[tag] = sync.OnceValue(func() *language {
			b, err := files.ReadFile("languages/" + tag + ".txt")
			if err != nil {
				panic(err)
			}
			l, err := parse(tag, string(b))
			if err != nil {
				panic(err) // TestLanguages reads them all
			}
			return l
		})
	}
	return m
})

func load(tag string) *language { return loaders()[tag]() }

// groups are the groups of a file whose lines are words, with what they make of them.
var groups = map[string]entry{
	"say": {cls: clsSay}, "aside": {cls: clsAside}, "think": {cls: clsThink}, "ask": {cls: clsAside}, "separable": {cls: clsSeparable}, "split": {cls: clsSplit},
	"determiner": {cls: clsDet}, "pronoun": {cls: clsPron}, "preposition": {cls: clsPrep}, "conjunction": {cls: clsConj},
	"that": {cls: clsThat}, "negation": {cls: clsNeg}, "if": {cls: clsIf}, "auxiliary": {cls: clsAux}, "adverb": {cls: clsAdv},
	"time": {cls: clsTime}, "title": {cls: clsTitle}, "role": {cls: clsRole}, "family": {cls: clsRole | clsKin}, "roles": {cls: clsPlural}, "body": {cls: clsBody},
	"first name": {cls: clsFirst}, "particle": {cls: clsParticle}, "abbreviation": {cls: clsAbbr}, "opener": {cls: clsOpener},
	"noun": {cls: clsNoun}, "according": {cls: clsAccording}, "according behind": {cls: clsBehind}, "cite": {cls: clsCite}, "words": {cls: clsWords}, "manner": {cls: clsManner}, "adjective": {cls: clsAdjective},
	"work": {cls: clsWork}, "participle": {cls: clsParticiple}, "judge": {cls: clsJudge},
	"mood": {cls: clsMood}, "opinion": {cls: clsOpinion}, "according to him": {cls: clsHim}, "weak mood": {cls: clsMood | clsWeak}, "as": {cls: clsAs}, "I": {cls: clsI}, "generic body": {cls: clsBody | clsGeneric},
	"surname": {cls: clsSurname}, "syllable": {cls: clsSyllable},
	"unnamed": {cls: clsUnnamed}, "office": {cls: clsOffice}, "relative": {cls: clsRelative}, "reflexive": {cls: clsReflexive}, "according first": {cls: clsAccordingFirst},
	"saying": {cls: clsSaying}, "so": {cls: clsSo}, "thus": {cls: clsThus}, "that behind verb": {cls: clsThatVerb}, "with article": {cls: clsWithArticle}, "reflexive auxiliary": {cls: clsReflexiveAux},
	"former":  {cls: clsAdjective | clsFormer},
	"switch":  {cls: clsSwitch},
	"present": {cls: clsPresent}, "passive": {cls: clsAux | clsPassive}, "agent": {cls: clsAgent}, "anyone": {cls: clsRole | clsAnyone}, "origin": {cls: clsPrep | clsOrigin},
	"this": {cls: clsThis}, "speaks on": {cls: clsGoesOn}, "before saying": {cls: clsBeforeSaying},
}

// parse reads the file of a language.
func parse(tag, file string) (*language, error) {
	l := &language{
		tag: tag, words: map[string]entry{}, phrases: map[string][]phrase{}, kin: map[string][]string{},
		flags: map[string]bool{}, paradigm: map[string][]form{}, toSay: map[string]bool{}, sets: map[string][]string{},
	}
	group, n := "", 0
	for line := range strings.Lines(file) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") {
			group = line[1 : len(line)-1]
			continue
		}
		if err := l.line(group, line); err != nil {
			return nil, fmt.Errorf("languages/%s.txt, line %d: %w", tag, n, err)
		}
	}
	return l, nil
}

func (l *language) line(group, line string) error {
	switch name, rest, _ := strings.Cut(line, ":"); group {
	case "constructions":
		l.flags[line] = true
		return nil
	case "endings":
		for _, f := range strings.Fields(rest) {
			end, feat, err := features(f)
			if err != nil {
				return err
			}
			l.paradigm[name] = append(l.paradigm[name], form{strings.TrimPrefix(end, "-"), feat})
		}
		return nil
	case "names":
		from, to, _ := strings.Cut(line, " ")
		l.endings = append(l.endings, ending{strings.Trim(from, "-"), strings.Trim(strings.TrimSpace(to), "-")})
		return nil
	case "byline", "published":
		return nil // of the pages around articles: PageWords reads them
	case "month":
		words := slices.DeleteFunc(strings.Fields(line), func(w string) bool { return strings.HasSuffix(w, ".") })
		return l.add(entry{cls: clsTime}, words)
	case "trade":
		l.trades = append(l.trades, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "people":
		l.people = append(l.people, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "age":
		l.ages = append(l.ages, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "demonym":
		l.demonyms = append(l.demonyms, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "finite":
		l.finite = append(l.finite, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "declined":
		l.oblique = append(l.oblique, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "link":
		for _, w := range strings.Fields(line) {
			l.links = append(l.links, strings.Split(w, "_"))
		}
		return nil
	case "body adjective":
		l.adjuncts = append(l.adjuncts, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "verbal":
		l.verbs = append(l.verbs, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "sure surname":
		f := strings.Fields(line)
		if len(f) != 3 || featureOf[strings.TrimPrefix(f[2], "=")] == 0 {
			return fmt.Errorf("a surname is an ending, that of the nominative, and a gender")
		}
		l.surnames = append(l.surnames, surname{ending{strings.Trim(f[0], "-"), strings.Trim(f[1], "-")}, featureOf[f[2][1:]]})
		return nil
	case "adverb ends":
		l.adverbs = append(l.adverbs, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "noun ends":
		l.nouns = append(l.nouns, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "asks", "answers", "goes on", "as for":
		l.sets[group] = append(l.sets[group], strings.Fields(line)...)
		return nil
	case "infinitive ends":
		l.toDo = append(l.toDo, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "infinitive":
		for _, w := range strings.Fields(line) {
			l.toSay[w] = true
		}
		return nil
	case "gerund":
		l.gerunds = append(l.gerunds, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "patronymic":
		l.fathers = append(l.fathers, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "body ending":
		l.bodies = append(l.bodies, strings.Fields(strings.ReplaceAll(line, "-", ""))...)
		return nil
	case "spelling":
		l.spellings = append(l.spellings, strings.Fields(line)...)
		if len(l.spellings)%2 != 0 {
			return fmt.Errorf("a spelling is two words: what is written, and what for")
		}
		l.replacer = strings.NewReplacer(l.spellings...)
		return nil
	case "kin":
		for _, role := range strings.Fields(rest) {
			l.kin[name] = append(l.kin[name], strings.ReplaceAll(role, "_", " "))
		}
		return nil
	}
	if group == "I" && len(l.self) == 0 {
		l.self = strings.Fields(line)[:2]
	}
	e, ok := groups[group]
	if !ok {
		return fmt.Errorf("no group is called %q", group)
	}
	return l.add(e, strings.Fields(line))
}

// add enters a line of words. Where several forms of one word stand in a line, the first
// is its nominative.
func (l *language) add(e entry, items []string) error {
	inflected := e.is(clsRole | clsTitle | clsFirst | clsBody)
	var forms []form
	for _, item := range items {
		if strings.HasPrefix(item, "=") {
			_, feat, err := features(item)
			if err != nil {
				return err
			}
			e.feat |= feat
			continue
		}
		stem, set, found := strings.Cut(item, "/")
		if !found {
			end, feat, err := features(item)
			if err != nil {
				return err
			}
			forms = append(forms, form{end, feat})
			continue
		}
		set, feat, err := features(set)
		if err != nil {
			return err
		}
		ends, ok := l.paradigm[set]
		if !ok {
			return fmt.Errorf("no endings are called %q", set)
		}
		if e.is(cue) && l.subjectsStand() {
			l.toSay[stem+set] = true // where paradigms are named after infinitives
		}
		for _, f := range ends {
			forms = append(forms, form{stem + f.end, f.feat | feat})
		}
	}
	if len(forms) == 0 {
		return nil
	}
	for i, f := range forms {
		g := e
		g.feat |= f.feat
		if inflected {
			g.lemma = strings.ReplaceAll(forms[0].end, "_", " ")
			if i > 0 && f.feat&nominative == 0 {
				g.feat |= oblique
			}
		}
		if inflected && i == 0 {
			g.feat |= nominative
		}
		l.enter(f.end, g)
	}
	return nil
}

// enter adds a word, or a phrase whose words are joined by "_".
func (l *language) enter(s string, e entry) {
	s = l.lower(s)
	if words := strings.Split(s, "_"); len(words) > 1 {
		l.phrases[words[0]] = append(l.phrases[words[0]], phrase{words, e})
		return
	}
	l.latin = l.latin || e.is(clsSay) && asciiLetter(s[0])
	old := l.words[s]
	if old.has(nominative) {
		e.feat &^= oblique // one spelling, two cases
		e.lemma = ""
	}
	if e.has(nominative) {
		old.feat &^= oblique
	} else if old.lemma != "" {
		e.lemma = old.lemma
	}
	if e.lemma == "" {
		e.lemma = old.lemma
	}
	l.judges = l.judges || e.is(clsJudge)
	l.moods = l.moods || e.is(clsMood)
	l.words[s] = entry{old.cls | e.cls, old.feat | e.feat, e.lemma}
}

var featureOf = map[string]feature{"m": masculine, "f": feminine, "n": neuter, "p": plural, "nom": nominative, "obl": oblique, "poss": possessive, "a": indefinite}

// features cuts "=m" off a word or an ending.
func features(s string) (string, feature, error) {
	word, tail, found := strings.Cut(s, "=")
	var f feature
	for found {
		var name string
		name, tail, found = strings.Cut(tail, "=")
		v, ok := featureOf[name]
		if !ok {
			return "", 0, fmt.Errorf("no feature is called %q", name)
		}
		f |= v
	}
	return word, f, nil
}
