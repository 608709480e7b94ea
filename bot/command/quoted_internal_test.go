package command

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatAMessageQuotesIsFound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts []string
		want  []string // the words, and " @ " the speaker
	}{
		{"between quotation marks", []string{`look: "God does not play dice" lol`}, []string{"God does not play dice"}},
		{"curly ones", []string{"As Albert Einstein said, “God does not play dice.” What do you think?"}, []string{"God does not play dice. @ Albert Einstein"}},
		{"behind it", []string{"“God does not play dice.” — Albert Einstein, 1926. Nice one"}, []string{"God does not play dice. @ Albert Einstein"}},
		{"on the next line", []string{"“God does not play dice.”\nAlbert Einstein"}, []string{"God does not play dice. @ Albert Einstein"}},
		{"said X", []string{`"God does not play dice," said Albert Einstein yesterday.`}, []string{"God does not play dice, @ Albert Einstein"}},
		{"in the middle of a sentence", []string{`I read that Einstein once said "God does not play dice" in a letter`}, []string{"God does not play dice @ Einstein"}},
		{"interrupted", []string{`"God does not play dice," Albert Einstein said, "with the universe."`}, []string{"God does not play dice, with the universe. @ Albert Einstein"}},
		{"interrupted by he", []string{`"God does not play dice," he said to me, "with the universe."`}, []string{"God does not play dice, with the universe."}},
		{"one after the other", []string{`"God does not play dice," and then, "No dice at all for me"`}, []string{"God does not play dice,", "No dice at all for me"}},
		{"nobody", []string{`He said: "God does not play dice"`}, []string{"God does not play dice"}},
		{"no name behind it", []string{`"God does not play dice" - Check this out`}, []string{"God does not play dice"}},
		{"two, each with its own", []string{"Newton: “Hypotheses non fingo, my friends.”\nEinstein: “God does not play dice.”"}, []string{"Hypotheses non fingo, my friends. @ Newton", "God does not play dice. @ Einstein"}},
		{"German", []string{"Wie Immanuel Kant sagte: „Habe Mut zu denken“ – so ist es."}, []string{"Habe Mut zu denken @ Immanuel Kant"}},
		{"the other way round", []string{"Er rief: »Habe Mut zu denken« und ging."}, []string{"Habe Mut zu denken"}},
		{"French", []string{"Comme Voltaire disait : « Il faut cultiver notre jardin »"}, []string{"Il faut cultiver notre jardin @ Voltaire"}},
		{"Russian", []string{"«Все счастливые семьи похожи», — писал Лев Толстой."}, []string{"Все счастливые семьи похожи @ Лев Толстой"}},
		{"Chinese", []string{"老子说“千里之行始於足下”对吧"}, []string{"千里之行始於足下"}},
		{"Japanese", []string{"「吾輩は猫である」と書いた"}, []string{"吾輩は猫である"}},
		{"Swedish", []string{"Hon sade: ”Var god och vänta här” och gick."}, []string{"Var god och vänta här"}},
		{"single ones", []string{"She said 'God does not play dice' and 'tis true"}, []string{"God does not play dice"}},
		{"apostrophes", []string{"It's 'bout rock 'n' roll, isn't it"}, []string{"It's 'bout rock 'n' roll, isn't it"}},
		{"inner ones", []string{"“He said ‘come with me’ and left”"}, []string{"He said ‘come with me’ and left"}},
		{"a term is none", []string{`the "real" question`}, []string{`the "real" question`}},
		{"not ended", []string{"“God does not play dice\n\nlol"}, []string{"“God does not play dice\n\nlol"}},
		{"a block quote", []string{"Have you seen this?\n> God does not play dice\n> with the universe\nlol"}, []string{"God does not play dice\nwith the universe"}},
		{"a block quote with whose it is", []string{"> God does not play dice\n> — Albert Einstein"}, []string{"God does not play dice @ Albert Einstein"}},
		{"whose it is behind it", []string{"> God does not play dice\n- Albert Einstein"}, []string{"God does not play dice @ Albert Einstein"}},
		{"whose it is before it", []string{"Albert Einstein said:\n> God does not play dice"}, []string{"God does not play dice @ Albert Einstein"}},
		{"a long block quote", []string{"so\n>>> God does not play dice\nwith the universe"}, []string{"God does not play dice\nwith the universe"}},
		{"marks in a block quote", []string{"> As Einstein said, “God does not play dice”, you know"}, []string{"God does not play dice @ Einstein"}},
		{"nothing quoted", []string{"God does not play dice - Albert Einstein"}, []string{"God does not play dice - Albert Einstein"}},
		{"markup", []string{"**“God does *not* play ~~dice~~ <:d6:123>”**\n-# — __Albert Einstein__ <@123> https://example.org/a_b"}, []string{"God does not play dice @ Albert Einstein"}},
		{"a card of ours", []string{"### “God __does not__ play dice\\. Really\\.”\n**Albert Einstein** · physicist"}, []string{"God does not play dice. Really. @ Albert Einstein"}},
		{"a link", []string{"[“God does not play dice”](https://example.org)"}, []string{"God does not play dice"}},
		{"two texts", []string{"“God does not play dice”", "“God does not play dice” “Not at all here”"}, []string{"God does not play dice", "Not at all here"}},
		{"no text", []string{"", "<@123> 🎲"}, nil},
		{"only marks", []string{"“” \"\" «» >>> ''"}, nil},
	} {
		var got []string
		for _, p := range quoted(tt.texts) {
			s := p.text
			if p.speaker != "" {
				s += " @ " + p.speaker
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestAMessageOfMarksIsReadOnce reads what would take a minute if each mark were
// looked for to the end.
func TestAMessageOfMarksIsReadOnce(t *testing.T) {
	for _, s := range []string{"\"a ", "“", "'a ", "«„‹", "> \"a\n", "\"a b\" said X, "} {
		start := time.Now()
		quoted([]string{strings.Repeat(s, 100_000/len(s))})
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%q took %v", s, took)
		}
	}
}
