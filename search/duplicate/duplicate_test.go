package duplicate

import (
	"slices"
	"testing"

	"verbatim/quotes"
	"verbatim/search/text"
)

// wordSetOf numbers words as a vocabulary would.
func wordSetOf(words string, ids map[string]uint32) wordSet {
	var numbers []uint32
	for _, t := range text.Tokens(words) {
		if _, ok := ids[t.Text]; !ok {
			ids[t.Text] = uint32(len(ids))
		}
		numbers = append(numbers, ids[t.Text])
	}
	return newWordSet(numbers)
}

func groupOfOne(words string, speakers ...string) *Group {
	a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated}
	for _, s := range speakers {
		a.Speakers = append(a.Speakers, quotes.Speaker{Name: s})
	}
	return groupOf(words, a)
}

func groupOf(words string, a quotes.Attribution) *Group {
	var g Group
	g.say(newSaying(quotes.Quote{Words: words, Attributions: []quotes.Attribution{a}}))
	return &g
}

func TestNearDuplicatesSayTheSame(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		one        bool
	}{
		{"a word more", "The only thing we have to fear is fear itself", "The only thing that we have to fear is fear itself", true},
		{"a misspelling", "Intelligence is a moral category of the very first rank among us", "Inteligence is a moral category of the very first rank among us", true},
		{"a misspelling inside", "Whoever tells the truth is chased out of nine villages", "Whoever tells the thruth is chased out of nine villages", true},
		{"a word replaced", "Ask what your country can do for you today", "Ask what your nation can do for you today", true},
		{"contracted", "I do not think that we shall ever be able to win this war by such means", "I don't think that we shall ever be able to win this war by such means", true},
		{"a clause less", "We are such stuff as dreams are made on, and our little life", "We are such stuff as dreams are made on, and our little life is rounded with a sleep", true},
		{"capitals as in a title", "All the World's a Stage and All the Men Merely Players", "All the world's a stage and all the men are merely players", true},
		{"capitals and a misspelling", "We hold these Truths to be self-evident, that all Men are equal", "We hold these truhts to be self-evident, that all men are equal", true},
		{"digits or words", "It takes 7 years to raise a good horse", "It takes seven years to raise a good horse", true},
		{"a thousands separator", "He who wants to walk for 10,000 miles needs good shoes and a stick of oak", "He who wants to walk for 10.000 miles needs good shoes and a stick of oak", true},
		{"neighbours swapped", "The end of all our exploring was always to arrive", "The end of all our exploring always was to arrive", true},

		{"not", "Intelligence is a moral category", "Intelligence is not a moral category", false},
		{"n't", "We will ever surrender to the enemies of freedom", "We won't ever surrender to the enemies of freedom", false},
		{"without an apostrophe", "I dont want to live in a world of machines", "I want to live in a world of machines", false},
		{"cannot", "A house that is divided against itself by its own people cannot stand", "A house that is divided against itself by its own people can stand", false},
		{"never", "Always forgive your enemies for the sins that they have done", "Never forgive your enemies for the sins that they have done", false},
		{"nobody", "Everybody goes there any more because it is crowded", "Nobody goes there any more because it is crowded", false},
		{"no", "There is a safe place in this whole wide world", "There is no safe place in this whole wide world", false},
		{"without", "You can make an omelette with breaking some eggs", "You can make an omelette without breaking some eggs", false},
		{"another one is negated", "I am not rich but happy", "I am rich but not happy", false},
		{"neither", "Let either of the two of them be the one that shall go home tonight", "Let neither of the two of them be the one that shall go home tonight", false},
		{"German", "Der Mensch ist des Menschen Wolf gewesen", "Der Mensch ist nicht des Menschen Wolf gewesen", false},
		{"German kein", "Es gibt doch ein richtiges Leben in all dem falschen um uns", "Es gibt doch kein richtiges Leben in all dem falschen um uns", false},
		{"French", "Il faut remettre au lendemain ce qu'on peut faire", "Il ne faut pas remettre au lendemain ce qu'on peut faire", false},
		{"French elided", "Tu sais bien que cet homme est jamais venu dans cette maison", "Tu sais bien que cet homme n'est jamais venu dans cette maison", false},
		{"Spanish", "Todo lo que brilla es oro", "No todo lo que brilla es oro", false},
		{"Italian", "La vita è bella quando si ama", "La vita non è bella quando si ama", false},
		{"Dutch", "Dit was echt een heel goed begin van de lange dag", "Dit was echt geen heel goed begin van de lange dag", false},
		{"Russian", "Рукописи горят в огне истории", "Рукописи не горят в огне истории", false},
		{"Ukrainian", "Борітеся і поборете ворога свого", "Борітеся і ніколи поборете ворога свого", false},
		{"Polish", "Jeszcze Polska zginęła kiedy my żyjemy", "Jeszcze Polska nie zginęła kiedy my żyjemy", false},
		{"Chinese", "知之為知之不知為不知是知也而學而時習之亦說乎有朋自遠方來", "知之為知之不知為知是知也而學而時習之亦說乎有朋自遠方來", false},
		{"un-", "The truth about life in this town is that everybody here is happy", "The truth about life in this town is that everybody here is unhappy", false},
		{"im-", "With a little faith and some luck everything in this life is possible", "With a little faith and some luck everything in this life is impossible", false},
		{"-less", "The long struggle of the poor against their masters is a hopeful one", "The long struggle of the poor against their masters is a hopeless one", false},
		{"non-", "Violent resistance is the weapon of the strong", "Non-violent resistance is the weapon of the strong", false},
		{"un- with a hyphen", "It is American to doubt what you are told", "It is un-American to doubt what you are told", false},
		{"digits", "At least 40 people were killed in the attack", "At least 50 people were killed in the attack", false},
		{"number words", "At least four people were killed in the attack", "At least five people were killed in the attack", false},
		{"one and two", "It takes one to know what a friend is for", "It takes two to know what a friend is for", false},
		{"a number more", "At least four people were killed in the attack", "At least four people were killed in the attack of 1944", false},
		{"Roman numerals", "I know how World War II was fought by them", "I know how World War III was fought by them", false},
		{"Russian numbers", "У нас тогда было только два выхода из этой долгой войны", "У нас тогда было только три выхода из этой долгой войны", false},
		{"names", "We will always have Paris in our hearts, my dear", "We will always have Berlin in our hearts, my dear", false},
		{"names a letter apart", "We will not go to war with Iran this year", "We will not go to war with Iraq this year", false},
		{"a name first", "Paris is the most beautiful city in the whole world", "Berlin is the most beautiful city in the whole world", false},
		{"another order", "It is better to be feared than loved by them", "It is better to be loved than feared by them", false},
	} {
		ids := map[string]uint32{}
		if setA, setB := wordSetOf(tt.a, ids), wordSetOf(tt.b, ids); !nearDuplicates(setA, setB) {
			t.Errorf("%s: the words are not nearly the same: the case says nothing", tt.name)
		}
		a, b := groupOfOne(tt.a), groupOfOne(tt.b)
		if a.admits(b) != tt.one || b.admits(a) != tt.one {
			t.Errorf("%s: one is %v, %v for\n%q\n%q", tt.name, a.admits(b), b.admits(a), tt.a, tt.b)
		}
	}
}

func TestNearDuplicatesAreOfTheSamePeople(t *testing.T) {
	for _, tt := range []struct {
		a, b []string
		one  bool
	}{
		{nil, nil, true},
		{nil, []string{"Adorno"}, true},
		{[]string{"Anonymous"}, []string{"Adorno"}, true},
		{[]string{"Theodor W. Adorno"}, []string{"Adorno"}, true},
		{[]string{"Twain, Mark"}, []string{"Mark Twain"}, true},
		{[]string{"John Adams"}, []string{"Samuel Adams"}, false},
		{[]string{"Ann Lee", "Bob Ray"}, []string{"Bob Ray"}, true},
		{[]string{"Ann Lee", "Bob Ray"}, []string{"Tom Ray"}, false},
	} {
		a, b := groupOfOne("Words of somebody", tt.a...), groupOfOne("The words of somebody", tt.b...)
		if a.admits(b) != tt.one || b.admits(a) != tt.one {
			t.Errorf("%q and %q are one: %v, %v", tt.a, tt.b, a.admits(b), b.admits(a))
		}
	}
}

func TestAReportIsNoNearDuplicateOfItsDenial(t *testing.T) {
	said := func(p quotes.Polarity) *Group {
		return groupOf("the aid was late", quotes.Attribution{Kind: quotes.Indirect, Status: quotes.Extracted, Polarity: p})
	}
	for _, p := range []quotes.Polarity{quotes.Denied, quotes.Asked, quotes.Conditional} {
		if said(quotes.Asserted).admits(said(p)) || !said(p).admits(said(p)) {
			t.Errorf("an assertion is one with what is %s", p)
		}
	}
}

func TestOppositesAreFoundInBothDirections(t *testing.T) {
	for word, base := range map[string]string{
		"impossible": "possible", "unhappy": "happy", "illegal": "legal", "irrational": "rational", "dishonest": "honest",
		"amoral": "moral", "careless": "careful", "hopeless": "hope", "unmoglich": "moglich", "несчастье": "счастье",
	} {
		if !slices.Contains(opposites(word), base) {
			t.Errorf("%q is the opposite of %q only", word, opposites(word))
		}
	}
}

func FuzzEverySayingSaysTheSameAsItself(f *testing.F) {
	f.Add("Never say 10,000 words in Paris; n'est-ce pas?", "不 Two NOT Three I'm")
	f.Fuzz(func(t *testing.T, a, b string) {
		s, o := newSaying(quotes.Quote{Words: a}), newSaying(quotes.Quote{Words: b})
		if !s.sameAs(s) {
			t.Errorf("%q says something else than itself", a)
		}
		if s.sameAs(o) != o.sameAs(s) {
			t.Errorf("%q and %q: it depends on which is first", a, b)
		}
	})
}
