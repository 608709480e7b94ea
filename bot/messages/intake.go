package messages

// /corpus article, import and export.

// BadAddress: what was given for an address is none.
func (c *Catalogue) BadAddress(text string) string {
	return c.say(badAddress, ours("text", c.Quoted(text)))
}

// NotHTTPS: the address does not lead to https alone.
func (c *Catalogue) NotHTTPS() string { return c.say(notHTTPS) }

// AddressForbidden: the address leads to a host that is not public.
func (c *Catalogue) AddressForbidden() string { return c.say(addressForbidden) }

// TooManyRedirects: the address leads to another one too often.
func (c *Catalogue) TooManyRedirects() string { return c.say(tooManyRedirects) }

// PageNotFound: the server has nothing there.
func (c *Catalogue) PageNotFound() string { return c.say(pageNotFound) }

// PageRefused: the server will not or cannot give it out.
func (c *Catalogue) PageRefused() string { return c.say(pageRefused) }

// PageUnreachable: there is no such host, or no connection to it.
func (c *Catalogue) PageUnreachable() string { return c.say(pageUnreachable) }

// PageTooSlow: the server took too long.
func (c *Catalogue) PageTooSlow() string { return c.say(pageTooSlow) }

// FileTooLarge: it has more than so many megabytes.
func (c *Catalogue) FileTooLarge(size int) string { return c.say(fileTooLarge, number("size", size)) }

// NoArticle: what is there is no article.
func (c *Catalogue) NoArticle() string { return c.say(noArticle) }

// UnknownKind: no files of that kind are read.
func (c *Catalogue) UnknownKind() string { return c.say(unknownKind) }

// NoQuotesInIt: a file without a quotation.
func (c *Catalogue) NoQuotesInIt() string { return c.say(noQuotesInIt) }

// NoCorpusFolder: the starter corpus takes no files.
func (c *Catalogue) NoCorpusFolder() string { return c.say(noCorpusFolder) }

// CannotWrite: the corpus folder takes no files.
func (c *Catalogue) CannotWrite() string { return c.say(cannotWrite) }

// ChangedSince: the file in the corpus is not the one that was compared.
func (c *Catalogue) ChangedSince(file string) string {
	return c.say(changedSince, c.theirs("file", file))
}

// IntakeGone: what the button is about does not wait any more.
func (c *Catalogue) IntakeGone() string { return c.say(intakeGone) }

// AddressOrFile: neither was given, or both.
func (c *Catalogue) AddressOrFile() string { return c.say(addressOrFile) }

// ArticleAt tells where an article was published.
func (c *Catalogue) ArticleAt(address string) string {
	return c.say(articleAt, c.upTo(maxReason, "url", address))
}

// ArticleUnnamed stands for the title of an article that tells none.
func (c *Catalogue) ArticleUnnamed() string { return c.say(articleUnnamed) }

// FoundQuotes tells how many quotations a file has.
func (c *Catalogue) FoundQuotes(n int) string { return c.say(foundQuotes, c.count("n", n)) }

// FoundReview tells how many of them are not sure enough to be served.
func (c *Catalogue) FoundReview(n int) string { return c.say(foundReview, c.count("n", n)) }

// ToReview marks one of them.
func (c *Catalogue) ToReview() string { return c.say(toReview) }

// AlreadyThere: the corpus has the very same file.
func (c *Catalogue) AlreadyThere(file string) string {
	return c.say(alreadyThere, c.theirs("file", file))
}

// ComparedWith tells how a file differs from the one of that name in the corpus.
func (c *Catalogue) ComparedWith(file string, came, went, changed int) string {
	return c.say(comparedWith, c.theirs("file", file), c.count("came", came), c.count("went", went), c.count("changed", changed))
}

// CameTitle heads the quotations that came.
func (c *Catalogue) CameTitle() string { return c.say(cameTitle) }

// WentTitle heads those that went.
func (c *Catalogue) WentTitle() string { return c.say(wentTitle) }

// ChangedTitle heads those that changed.
func (c *Catalogue) ChangedTitle() string { return c.say(changedTitle) }

// RejectedInIt heads the records of a file that would not be taken.
func (c *Catalogue) RejectedInIt(n int) string { return c.say(rejectedInIt, c.count("n", n)) }

// ReadyToApply asks what to do with a file, and tells where it would go.
func (c *Catalogue) ReadyToApply(file string) string {
	return c.say(readyToApply, c.theirs("file", file))
}

// ApplyButton puts it into the corpus.
func (c *Catalogue) ApplyButton() string { return c.say(applyButton) }

// DiscardButton forgets it.
func (c *Catalogue) DiscardButton() string { return c.say(discardButton) }

// ReviewButton leads to what of the file waits for a review.
func (c *Catalogue) ReviewButton() string { return c.say(reviewButton) }

// Applied: the file is in the corpus.
func (c *Catalogue) Applied(file string) string { return c.say(applied, c.theirs("file", file)) }

// AppliedTooLate: a reading was under way already.
func (c *Catalogue) AppliedTooLate() string { return c.say(appliedTooLate) }

// Discarded: nothing came of it.
func (c *Catalogue) Discarded() string { return c.say(discarded) }

// Exported: so many quotations are in the attached file.
func (c *Catalogue) Exported(n int) string { return c.say(exported, c.count("n", n)) }

// ExportTooLarge: the file has more than so many megabytes; the command line that
// writes it follows.
func (c *Catalogue) ExportTooLarge(size int) string {
	return c.say(exportTooLarge, number("size", size))
}
