package extract

import (
	"context"

	"verbatim/quotes"
	"verbatim/quotes/extract/grammar"
	"verbatim/quotes/language"
)

// Reads reports whether quotations are read in the language of a BCP 47 tag: English by
// the rules of this package, others by those of package grammar. Text in any other
// language gives quotations for review and no reports. A text whose language nobody can
// tell ("") is read like English: it is short, or made of names.
func Reads(tag string) bool {
	return isEnglish(tag) || grammar.Reads(language.Base(tag))
}

func isEnglish(tag string) bool { return tag == "" || language.Base(tag) == "en" }

// tellLanguages marks the paragraphs that are in another language than English.
func (d *prose) tellLanguages() {
	texts := make([]string, len(d.paras))
	for i, p := range d.paras {
		texts[i] = d.text[p.start:p.end]
	}
	for i, tag := range language.Paragraphs(texts) {
		if tag == "" {
			tag = d.art.Lang
		}
		d.paras[i].foreign = !isEnglish(tag)
		if tag = language.Base(tag); d.paras[i].foreign && grammar.Reads(tag) {
			d.paras[i].lang = tag
		}
	}
}

// attributeForeign attributes the quotations of the paragraphs that package grammar reads.
func (d *reader) attributeForeign(ctx context.Context) error {
	paras, any := make([]grammar.Paragraph, len(d.paras)), false
	for i, p := range d.paras {
		paras[i] = grammar.Paragraph{Start: p.start, End: p.end, Lang: p.lang}
		if p.lang == "" {
			continue
		}
		any = true
		for _, r := range p.regions {
			paras[i].Regions = append(paras[i].Regions, grammar.Region{Open: r.open, Close: r.close, Start: r.start, End: r.end, Follows: r.follows, Torn: r.torn})
		}
	}
	if !any {
		return nil
	}
	found, err := grammar.Read(ctx, d.text, paras)
	if err != nil {
		return err
	}
	for _, g := range found {
		q := Quotation{
			Text: joined(d.text, g.Segments), Segments: g.Segments, Kind: g.Kind,
			SpeakerSpan: g.SpeakerSpan, CueSpan: g.CueSpan, Confidence: g.Sure, Unsure: g.Doubt,
		}
		c := cutAround(d.text, g.Sentence, g.Segments[0])
		q.Context = d.text[c.Start:c.End]
		if g.CueSpan != nil {
			q.Cue = d.text[g.CueSpan.Start:g.CueSpan.End]
		}
		if g.Speaker != nil {
			q.Speakers = []quotes.Speaker{*g.Speaker}
		}
		if g.Sure >= served && g.Speaker != nil {
			q.Status, q.Unsure, q.Confidence = quotes.Extracted, "", calibrated(g.Sure)
		} else {
			q.Status, q.Speakers, q.SpeakerSpan = quotes.Review, nil, nil
			if q.Unsure == "" {
				q.Unsure = quotes.DoubtSpeaker
			}
		}
		d.out = append(d.out, q)
		d.by = append(d.by, patNone)
	}
	return nil
}
