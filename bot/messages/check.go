package messages

// Checking what somebody is said to have said. Each verdict has a heading and a
// sentence. What is not found is never "not said": nobody has every quotation.

// NoText: a message command was used on a message without words.
func (c *Catalogue) NoText() string { return c.say(noText) }

// VerdictExact: the words are those of a quotation.
func (c *Catalogue) VerdictExact() string { return c.say(verdictExact) }

// Exact explains it.
func (c *Catalogue) Exact() string { return c.say(exact) }

// ExactReport explains it where the quotation is a report, in its source's words.
func (c *Catalogue) ExactReport() string { return c.say(exactReport) }

// VerdictAltered: some words are others.
func (c *Catalogue) VerdictAltered() string { return c.say(verdictAltered) }

// Altered explains it; the words are compared below.
func (c *Catalogue) Altered() string { return c.say(altered) }

// VerdictReversed: a negation is turned round.
func (c *Catalogue) VerdictReversed() string { return c.say(verdictReversed) }

// Reversed explains it; the words are compared below.
func (c *Catalogue) Reversed() string { return c.say(reversed) }

// VerdictNumber: a number is another.
func (c *Catalogue) VerdictNumber() string { return c.say(verdictNumber) }

// OtherNumber explains it; the words are compared below.
func (c *Catalogue) OtherNumber() string { return c.say(otherNumber) }

// VerdictCut: words are left out, within or around.
func (c *Catalogue) VerdictCut() string { return c.say(verdictCut) }

// CutOut explains it; the words are compared below.
func (c *Catalogue) CutOut() string { return c.say(cutOut) }

// VerdictSpliced: the words come from several quotations.
func (c *Catalogue) VerdictSpliced() string { return c.say(verdictSpliced) }

// Spliced explains it; the n parts are listed below.
func (c *Catalogue) Spliced(n int) string { return c.say(spliced, c.count("n", n)) }

// SplicedReversed explains it where one of them is turned round.
func (c *Catalogue) SplicedReversed(n int) string { return c.say(splicedReversed, c.count("n", n)) }

// VerdictAnotherSpeaker: the words are another's than was claimed.
func (c *Catalogue) VerdictAnotherSpeaker() string { return c.say(verdictAnotherSpeaker) }

// AnotherSpeaker explains it.
func (c *Catalogue) AnotherSpeaker(actual, claimed string) string {
	return c.say(anotherSpeaker, c.theirs("actual", actual), c.theirs("claimed", claimed))
}

// VerdictNothing: no quotation has the words.
func (c *Catalogue) VerdictNothing() string { return c.say(verdictNothing) }

// NothingChecked explains that this proves nothing.
func (c *Catalogue) NothingChecked() string { return c.say(nothingChecked) }

// SpeakerConfirmed: a quotation is by whom was claimed.
func (c *Catalogue) SpeakerConfirmed(name string) string {
	return c.say(speakerConfirmed, c.theirs("name", name))
}

// SpeakerUnconfirmed: its source names nobody.
func (c *Catalogue) SpeakerUnconfirmed(claimed string) string {
	return c.say(speakerUnconfirmed, c.theirs("claimed", claimed))
}

// NotBy: it is by somebody else, and not the very words either.
func (c *Catalogue) NotBy(actual, claimed string) string {
	return c.say(notBy, c.theirs("actual", actual), c.theirs("claimed", claimed))
}

// Pieces of the legend of a comparison: what is struck through stands only in what
// was checked, what is bold only in the quotation.

// StruckThrough describes itself, struck through.
func (c *Catalogue) StruckThrough() string { return c.say(struckThrough) }

// OnlyTyped says what that means.
func (c *Catalogue) OnlyTyped() string { return c.say(onlyTyped) }

// InBold describes itself, in bold.
func (c *Catalogue) InBold() string { return c.say(inBold) }

// OnlySaid says what that means.
func (c *Catalogue) OnlySaid() string { return c.say(onlySaid) }

// VerdictLabel names a verdict in a list (search.Verdict).
func (c *Catalogue) VerdictLabel(verdict string) string {
	switch verdict {
	case "exact":
		return c.say(labelExact)
	case "reversed":
		return c.say(labelReversed)
	case "cut":
		return c.say(labelCut)
	case "another speaker":
		return c.say(labelAnotherSpeaker)
	}
	return c.say(labelAltered)
}

// AlsoFound stands over a list of what else was found for a message.
func (c *Catalogue) AlsoFound() string { return c.say(alsoFound) }

// OthersNotFound: for n other parts of a message nothing was found.
func (c *Catalogue) OthersNotFound(n int) string { return c.say(othersNotFound, c.count("n", n)) }

// OnlyBeginning: a message was too long to be read to its end.
func (c *Catalogue) OnlyBeginning() string { return c.say(onlyBeginning) }
