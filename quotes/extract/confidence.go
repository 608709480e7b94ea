package extract

import (
	"strings"

	"verbatim/quotes"
)

// served is the least that the rules may multiply to for a quotation to be served. It
// was chosen on the dev articles: there, .75 keeps pair precision above .96 while nearly
// nine in ten speakers are named.
const served = .75

// grade gives the quotation its confidence and its status. The confidence is that
// of the words (were they spoken?) times that of the speaker (are they his?). A
// speaker who is not clear is left out; then the words stand by themselves, if a
// cue says that somebody spoke them.
func (d *cast) grade(q *Quotation, t turn) {
	words, why := d.spoken(q, t)
	who := 0.0
	if t.read.found {
		who = sure[t.read.pattern] * t.voice.sure
		if d.nested(t) || d.unlikely(t.read) {
			who *= .8
		}
	}
	if who >= served {
		q.Confidence = words * who
	} else {
		q.Speakers, q.SpeakerSpan = nil, nil
		q.Confidence = words
		if t.voice.stranger || t.words < 5 || q.Kind == quotes.Indirect || !t.standsAlone() {
			q.Confidence *= .5
		}
	}
	foreign := d.paras[d.paraAt(q.Segments[0].Start)].foreign
	if foreign {
		q.Confidence *= .5
	}
	switch {
	case q.Confidence >= served:
		q.Status = quotes.Extracted
		q.Confidence = calibrated(q.Confidence)
		return
	case foreign:
		why = quotes.DoubtLanguage
	case words >= served || why == "":
		why = d.doubtOf(t)
	}
	q.Status, q.Unsure = quotes.Review, why
}

// doubtOf tells why it is not clear whose the words of a turn are.
func (d *cast) doubtOf(t turn) quotes.Doubt {
	switch {
	case !t.read.found:
		return quotes.DoubtSpeaker
	case d.nested(t):
		return quotes.DoubtNested
	case d.unlikely(t.read):
		return quotes.DoubtName
	case t.read.who.pronoun && t.voice.sure < served:
		return quotes.DoubtPronoun
	}
	return quotes.DoubtSpeaker
}

// calibration leads what the rules multiply to the share that is right, as measured
// on lines 1-640 of train, on dev and on the labelled texts together; in between it
// is a straight line.
var calibration = [...]struct{ product, right float64 }{{served, .86}, {.85, .91}, {.9, .95}, {.95, .975}, {1, .985}}

func calibrated(product float64) float64 {
	for i := 1; i < len(calibration); i++ {
		if a, b := calibration[i-1], calibration[i]; product <= b.product {
			return a.right + (product-a.product)*(b.right-a.right)/(b.product-a.product)
		}
	}
	return calibration[len(calibration)-1].right
}

// unlikely reports whether the speaker is one capitalised word of which the article
// tells nothing, and which does not even stand beside the cue: "campaigners for a
// Brexit that would keep the market said".
func (d *cast) unlikely(r reading) bool {
	m := r.who.name
	if m == nil || m.first < m.last || m.ent < 0 || r.who.role != nil {
		return false
	}
	if e := &d.reg.ents[m.ent]; e.kind != unknown || e.first != "" || e.role != "" || e.spoke {
		return false
	}
	return r.cue[0]-m.last > 3 || m.first-r.cue[1] > 2
}

// nested reports whether the cue stands inside what somebody else says: "Pompeo said
// that Washington had concluded it was “...”". The words may be either's.
func (d *cast) nested(t turn) bool {
	switch t.read.pattern {
	case patThat, patJudge, patBefore:
	default:
		return false
	}
	i := t.read.who.first - 1
	lb := d.sents[t.sent].first
	if t.read.who.pronoun || i <= lb || t.read.cue[0] < t.read.who.last || t.read.cue[0] >= t.first {
		return false
	}
	for k := i; k > lb && k > i-8 && d.toks[k].kind == word; k-- {
		if d.toks[k].cls.is(clsSay|clsTell) && d.verbAt(k, lb).is(formPast|formThird) && !quoting[d.low(k)] {
			if before := d.toks[k-1].kind; t.read.participle && (before == quoted || before == comma) {
				return false // “...,” said Smith, adding that “...”
			}
			return d.low(k+1) == "that" || k == i
		}
	}
	return false
}

// spoken is how sure it is that somebody spoke the words, and what speaks against it.
func (d *cast) spoken(q *Quotation, t turn) (words float64, why quotes.Doubt) {
	words = .97
	if t.words < 5 {
		words = .94
	}
	if !t.read.pattern.structural() && d.notSpoken(t) {
		words, why = .3, quotes.DoubtSpeech
	}
	if t.read.doubt {
		words, why = .4, quotes.DoubtUnsaid
		if t.read.pattern.structural() {
			why = quotes.DoubtSpeaker
		}
	}
	from := min(max(int(d.toks[d.sents[t.sent].first].start), t.segments[0].Start-500), t.segments[0].Start)
	if s := d.text[from:t.segments[0].Start]; strings.Contains(s, "\">") && !strings.Contains(s, "<") {
		words, why = .5, quotes.DoubtMarks // what a page left of its markup
	}
	if t.words == 1 && d.mocked(t) {
		words, why = .6, quotes.DoubtSpeech
	}
	for _, r := range t.regions {
		if r.torn && words > .5 {
			words, why = .5, quotes.DoubtMarks
		}
		if r.makeshift && words > .7 && (q.Kind != quotes.Indirect || !t.read.found || t.read.pattern != patAfter && t.read.pattern != patInverted && t.read.pattern != patBefore) {
			words, why = .7, quotes.DoubtMarks
		}
	}
	return words, why
}

// mocked reports whether a single word in marks may as well be one that the writer only
// holds up: it stands far from the cue, or the cue far behind the sentence.
func (d *prose) mocked(t turn) bool {
	switch t.read.pattern {
	case patTrailing:
		return true
	case patThat, patThink, patPassive:
		return t.first-t.read.cue[1] > 6 && !d.describedAs(t) || d.low(t.first-1) == "of"
	}
	return false
}

// describedAs reports whether a verb of judging leads to the words by "as" right before
// them, however far it stands: "described the mood of the hall as “ugly”".
func (d *prose) describedAs(t turn) bool {
	return d.low(t.first-1) == "as" && d.toks[t.read.cue[0]].cls.is(clsJudge)
}

// standsAlone reports whether the words may be shown without a speaker: a cue was
// found that is no weak one, and it is only whom it means that is unclear; or the paragraph before
// leads to them.
func (t turn) standsAlone() bool {
	switch t.read.pattern {
	case patIntro, patNext:
		return t.read.found
	}
	return t.read.found && (sure[t.read.pattern] == 0 || sure[t.read.pattern] > served && t.voice.sure < served)
}
