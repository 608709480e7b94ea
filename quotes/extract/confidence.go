package extract

import "verbatim/quotes"

// served is the least confidence with which a quotation is served.
const served = .75

// grade gives the quotation its confidence and its status.
func (d *doc) grade(q *Quotation, t turn) {
	words := .97
	if t.words < 5 {
		words = .9
	}
	if d.notSpoken(t) {
		words = .3
	}
	if t.read.doubt {
		words = .4
	}
	if t.words == 1 && (t.read.pattern == patThat || t.read.pattern == patThink) && t.first-t.read.cue[1] > 6 {
		words = .6 // a word in marks far from the cue may as well be mocked
	}
	for _, r := range t.regions {
		if r.torn {
			words = min(words, .5)
		}
		if r.makeshift && (q.Kind != quotes.Indirect || !t.read.found) {
			words = min(words, .7)
		}
	}
	who := 0.0
	if t.read.found {
		who = sure[t.read.pattern] * t.voice.sure
	}
	if who < served {
		// Whoever it is, it is not clear: the words may stand, without a speaker.
		q.Speakers, q.SpeakerSpan = nil, nil
		if t.words < 5 || !t.read.found || who > 0 && t.voice.sure >= served && t.read.pattern != patIntro {
			words *= .5 // and no cue says that they were spoken
		}
		q.Confidence = words
	} else {
		q.Confidence = words * who
	}
	q.Status = quotes.Extracted
	if q.Confidence < served {
		q.Status = quotes.Review
	}
}
