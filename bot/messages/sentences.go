package messages

import (
	"math"
	"strings"
	"time"
)

// What the router answers.

// Internal: something failed; ref is how it is found in the log.
func (c *Catalogue) Internal(ref string) string { return c.say(internal, c.theirs("ref", ref)) }

// UnknownCommand: Discord sent a command that this version does not have.
func (c *Catalogue) UnknownCommand() string { return c.say(unknownCommand) }

// UnknownButton: a button of another version, or of a bot with another token.
func (c *Catalogue) UnknownButton() string { return c.say(unknownButton) }

// NotAllowed: a command for moderators.
func (c *Catalogue) NotAllowed() string { return c.say(notAllowed) }

// NotManager: a command for those who may manage the server.
func (c *Catalogue) NotManager() string { return c.say(notManager) }

// TooFast: the person's rate limit; wait is how long to wait.
func (c *Catalogue) TooFast(wait time.Duration) string {
	return c.say(tooFast, c.count("s", max(1, int(math.Ceil(wait.Seconds())))))
}

// Stopping: the program is about to end.
func (c *Catalogue) Stopping() string { return c.say(stopping) }

// TookTooLong: no answer in time.
func (c *Catalogue) TookTooLong() string { return c.say(tookTooLong) }

// CannotShow: Discord refused the answer; ref is how it is found in the log.
func (c *Catalogue) CannotShow(ref string) string { return c.say(cannotShow, c.theirs("ref", ref)) }

// Searching and showing.

// NoWords: a search for nothing.
func (c *Catalogue) NoWords() string { return c.say(noWords) }

// NothingFound: no quotation has the words; suggestion is a spelling that would
// find some, or empty.
func (c *Catalogue) NothingFound(words, suggestion string) string {
	if suggestion != "" {
		return c.say(nothingFoundTry, ours("words", c.Quoted(words)), ours("suggestion", c.Quoted(suggestion)))
	}
	return c.say(nothingFound, ours("words", c.Quoted(words)))
}

// StarterCorpus: nothing was found, and what was searched is the starter corpus.
func (c *Catalogue) StarterCorpus(quotations, speakers int) string {
	return c.say(starterCorpus, c.count("n", quotations), c.count("speakers", speakers))
}

// Bounds of what a sentence lists of words that nothing has, and of the nearest
// ones that there are.
const (
	maxListed     = 3
	maxListedWord = 40 // UTF-16 code units
)

// list puts texts of others between quotation marks, a few of them, separated by
// commas.
func (c *Catalogue) list(texts []string) string {
	var out []string
	for _, text := range texts[:min(len(texts), maxListed)] {
		out = append(out, c.language.marks.open+c.upTo(maxListedWord, "", text).text+c.language.marks.shut)
	}
	return strings.Join(out, ", ")
}

// oneOf is a list whose last text stands behind "or".
func (c *Catalogue) oneOf(texts []string) string {
	texts = texts[:min(len(texts), maxListed)]
	last := len(texts) - 1
	if last < 1 {
		return c.list(texts)
	}
	return c.say(either, ours("words", c.list(texts[:last])), ours("last", c.list(texts[last:])))
}

// WordsUnknown: no quotation has any of the words, of which a few are named. near
// are words that are there, suggestion is a query that finds something; either
// may be empty.
func (c *Catalogue) WordsUnknown(words, near []string, suggestion string) string {
	shown := words[:min(len(words), maxListed)]
	first := c.say(wordsUnknown, ours("words", c.oneOf(shown)))
	if len(words) > maxListed {
		first = c.say(wordsUnknownMore, ours("words", c.list(shown)), c.count("n", len(words)-maxListed))
	}
	switch {
	case suggestion != "":
		return first + " " + c.tryThis(suggestion)
	case len(near) > 0:
		return first + " " + c.say(nearWords, ours("words", c.oneOf(near)))
	}
	return first + " " + c.say(tryOtherWords) // fewer of them are no better
}

func (c *Catalogue) tryThis(suggestion string) string {
	if suggestion == "" {
		return c.say(tryOthers)
	}
	return c.say(tryThis, ours("suggestion", c.Quoted(suggestion)))
}

// WordsApart: quotations have the words, but none has all of them; suggestion is
// a query that finds something, or empty.
func (c *Catalogue) WordsApart(suggestion string) string {
	return c.say(wordsApart) + " " + c.tryThis(suggestion)
}

// ReadAs stands over what was found for another line than the one that was typed,
// of which hardly a word is known.
func (c *Catalogue) ReadAs(line string) string { return c.say(readAs, ours("words", c.Quoted(line))) }

// Closest stands over the quotation that comes nearest, where none has all words;
// unfound are those that it lacks, of which a few are named.
func (c *Catalogue) Closest(unfound []string) string {
	if len(unfound) == 0 {
		return c.say(closest)
	}
	return c.say(closestWithout, ours("words", c.list(unfound)))
}

// NoQuotesOf stands over what comes nearest to words of somebody of whom there are none.
func (c *Catalogue) NoQuotesOf(name string) string { return c.say(noQuotesOf, c.theirs("name", name)) }

// NothingOf: there are no words of somebody, and nothing comes near to what was typed;
// suggestion is a query that finds something, or empty.
func (c *Catalogue) NothingOf(name, suggestion string) string {
	return c.NoQuotesOf(name) + " " + c.tryThis(suggestion)
}

// NotExactly stands over what was found without the quotation marks that were typed.
func (c *Catalogue) NotExactly() string { return c.say(notExactly) }

// WithoutSpeaker: the filter's speaker excludes the n quotations that there are.
func (c *Catalogue) WithoutSpeaker(name string, n int) string {
	return c.say(withoutSpeaker, ours("name", c.Quoted(name)), c.count("n", n))
}

// WithoutSource: the filter's source does.
func (c *Catalogue) WithoutSource(title string, n int) string {
	return c.say(withoutSource, ours("name", c.Quoted(title)), c.count("n", n))
}

// WithoutDates: its dates do.
func (c *Catalogue) WithoutDates(n int) string { return c.say(withoutDates, c.count("n", n)) }

// WithoutLanguage: the language that was asked for does; it is a BCP 47 tag.
func (c *Catalogue) WithoutLanguage(tag string, n int) string {
	return c.say(withoutLanguage, ours("language", c.LanguageName(tag)), c.count("n", n))
}

// WithoutKind: the kind of quotation that was asked for does.
func (c *Catalogue) WithoutKind(n int) string { return c.say(withoutKind, c.count("n", n)) }

// WithoutFilter: several filters do, together.
func (c *Catalogue) WithoutFilter(n int) string { return c.say(withoutFilter, c.count("n", n)) }

// UnknownSpeaker: the filter's speaker is nobody's name. near are names that there
// are; n is how many quotations are found without it, or 0.
func (c *Catalogue) UnknownSpeaker(name string, near []string, n int) string {
	return c.unknownName(c.say(unknownSpeaker, ours("name", c.Quoted(name))), near, n)
}

// UnknownSource: the filter's source is no title and no publisher.
func (c *Catalogue) UnknownSource(title string, near []string, n int) string {
	return c.unknownName(c.say(unknownSource, ours("name", c.Quoted(title))), near, n)
}

func (c *Catalogue) unknownName(sentence string, near []string, n int) string {
	switch {
	case len(near) > 0:
		return c.say(nearName, ours("sentence", sentence), ours("names", c.oneOf(near)))
	case n > 0:
		return c.say(foundWithout, ours("sentence", sentence), c.count("n", n))
	}
	return c.say(leaveItOut, ours("sentence", sentence))
}

// Labels of the button that asks what such a sentence proposes.

// SearchFor asks for other words.
func (c *Catalogue) SearchFor(words string) string {
	return c.say(searchFor, ours("words", c.list([]string{words})))
}

// SearchWith asks with a name that there is.
func (c *Catalogue) SearchWith(name string) string {
	return c.say(searchWith, ours("name", c.list([]string{name})))
}

// SearchWithoutSpeaker leaves the filter's speaker out.
func (c *Catalogue) SearchWithoutSpeaker() string { return c.say(searchWithoutSpeaker) }

// SearchWithoutSource leaves its source out.
func (c *Catalogue) SearchWithoutSource() string { return c.say(searchWithoutSource) }

// SearchWithoutDates leaves its dates out.
func (c *Catalogue) SearchWithoutDates() string { return c.say(searchWithoutDates) }

// SearchAllLanguages leaves its language out.
func (c *Catalogue) SearchAllLanguages() string { return c.say(searchAllLanguages) }

// SearchWithoutFilters leaves several parts out.
func (c *Catalogue) SearchWithoutFilters() string { return c.say(searchWithoutFilters) }

// NothingMatches: the filter lets nothing through.
func (c *Catalogue) NothingMatches() string { return c.say(nothingMatches) }

// NoQuotations: there is nothing to draw from.
func (c *Catalogue) NoQuotations() string { return c.say(noQuotations) }

// OnlyReports: what fits is no quotation.
func (c *Catalogue) OnlyReports() string { return c.say(onlyReports) }

// NoSuchLanguage: nothing is in the language that somebody named.
func (c *Catalogue) NoSuchLanguage(name string) string {
	return c.say(noSuchLanguage, ours("language", c.Quoted(name)))
}

// DailyTitle stands over the quotation of a day.
func (c *Catalogue) DailyTitle(date string) string {
	return c.say(dailyTitle, c.theirs("date", c.Date(date)))
}

// BadDate: text cannot be understood as the date that option asks for.
func (c *Catalogue) BadDate(option, text string) string {
	return c.say(badDate, c.theirs("option", option), ours("text", c.Quoted(text)))
}

// DatesReversed: the range of dates is empty.
func (c *Catalogue) DatesReversed(since, until string) string {
	return c.say(datesReversed, c.theirs("since", c.Date(since)), c.theirs("until", c.Date(until)))
}

// BadID: text cannot be an ID.
func (c *Catalogue) BadID(text string) string { return c.say(badID, ours("text", c.Quoted(text))) }

// NoSuchID: no quotation ever had this ID.
func (c *Catalogue) NoSuchID(id string) string { return c.say(noSuchID, c.theirs("id", id)) }

// IsHidden: a moderator hid the quotation.
func (c *Catalogue) IsHidden(id string) string { return c.say(isHidden, c.theirs("id", id)) }

// IsGone: the quotation left the corpus.
func (c *Catalogue) IsGone(id string) string { return c.say(isGone, c.theirs("id", id)) }

// NoSuchSpeaker: nobody of this name; nearest is a name that there is, or empty.
func (c *Catalogue) NoSuchSpeaker(name, nearest string) string {
	return c.didYouMean(c.say(noSuchSpeaker, ours("name", c.Quoted(name))), nearest)
}

// NoSuchSource: no such title; nearest is one that there is, or empty.
func (c *Catalogue) NoSuchSource(name, nearest string) string {
	return c.didYouMean(c.say(noSuchSource, ours("name", c.Quoted(name))), nearest)
}

func (c *Catalogue) didYouMean(sentence, nearest string) string {
	if nearest == "" {
		return sentence
	}
	return c.say(didYouMean, ours("sentence", sentence), ours("name", c.Quoted(nearest)))
}

// Reading: there is nothing to search yet; p is nil while nothing is known.
func (c *Catalogue) Reading(p *Progress) string {
	if p == nil {
		return c.say(readingStart)
	}
	return c.say(reading, c.progress(*p))
}

// ReadingFailed: there is nothing to search, and no reading is under way.
func (c *Catalogue) ReadingFailed() string { return c.say(readingFailed) }

// Busy: too many searches wait.
func (c *Catalogue) Busy() string { return c.say(busy) }

// The card. These pieces are the same in every medium: use [Catalogue.Plain]
// and escape the whole where it enters markup.

// Previous and Next label the buttons.
func (c *Catalogue) Previous() string { return c.say(previous) }

// Next labels the button for the following hit.
func (c *Catalogue) Next() string { return c.say(next) }

// Place tells which of the hits this is, from 1.
func (c *Catalogue) Place(n, total int) string {
	return c.say(place, c.count("n", n), c.count("total", total))
}

// SpeakerUnknown stands where a name would.
func (c *Catalogue) SpeakerUnknown() string { return c.say(speakerUnknown) }

// AsWritten tells how the source calls a speaker.
func (c *Catalogue) AsWritten(name string) string {
	return c.say(asWritten, ours("name", c.Quoted(name)))
}

// PartialNote explains a partial quotation.
func (c *Catalogue) PartialNote() string { return c.say(partialNote) }

// IndirectNote explains an indirect quotation.
func (c *Catalogue) IndirectNote() string { return c.say(indirectNote) }

// Reported returns what stands before and after the names of those of whom
// something is reported: that they said it (polarity ""), "denied" it, "asked" it,
// or said it with a condition, which goes for any other polarity.
func (c *Catalogue) Reported(polarity string) (before, after string) {
	k := reportedConditional
	switch polarity {
	case "":
		k = reportedSaid
	case "denied":
		k = reportedDenied
	case "asked":
		k = reportedAsked
	}
	before, after, _ = strings.Cut(c.say(k, ours("who", "\x00")), "\x00")
	return before, after
}

// NotQuoted says of words that they are the source's and not the speaker's.
func (c *Catalogue) NotQuoted() string { return c.say(notQuoted) }

// ReportedOf returns what stands before and after what [Catalogue.Reported] makes,
// where nothing else says that it is a report.
func (c *Catalogue) ReportedOf() (before, after string) {
	before, after, _ = strings.Cut(c.say(reportedOf, ours("report", "\x00")), "\x00")
	return before, after
}

// Somebody stands for the names where there are none.
func (c *Catalogue) Somebody() string { return c.say(somebody) }

// And stands before the last of several names.
func (c *Catalogue) And() string { return c.say(and) }

// Context gives the sentence around the words.
func (c *Catalogue) Context(text string) string {
	return c.say(context, c.upTo(maxReason, "text", text))
}

// Cue gives the reporting verb.
func (c *Catalogue) Cue(verb string) string { return c.say(cue, ours("cue", c.Quoted(verb))) }

// Via gives whom the words came through.
func (c *Catalogue) Via(name string) string { return c.say(via, c.theirs("via", name)) }

// Said gives the date on which it was said, as in the record.
func (c *Catalogue) Said(date string) string {
	k := saidWhen // a date that is kept as it was written
	for layout, precise := range map[string]key{time.DateOnly: saidOn, "2006-01": saidInMonth, "2006": saidInYear} {
		if _, err := time.Parse(layout, date); err == nil {
			k = precise
		}
	}
	return c.say(k, c.theirs("date", c.Date(date)))
}

// ByAuthor gives the author of a source.
func (c *Catalogue) ByAuthor(name string) string { return c.say(byAuthor, c.theirs("author", name)) }

// FileLine names a source without a title; line is 0 when unknown.
func (c *Catalogue) FileLine(file string, line int) string {
	if line == 0 {
		return c.theirs("", file).text
	}
	return c.say(fileLine, c.theirs("file", file), number("line", line))
}

// SourceUnknown stands where a source would.
func (c *Catalogue) SourceUnknown() string { return c.say(sourceUnknown) }

// OpenSource is the text of the link to the source.
func (c *Catalogue) OpenSource() string { return c.say(openSource) }

// Disputed stands before the n speakers that other sources name instead.
func (c *Catalogue) Disputed(n int) string { return c.say(disputed, c.count("n", n)) }

// OtherSpeakers stands before the n speakers that other sources name, where the
// first one names nobody.
func (c *Catalogue) OtherSpeakers(n int) string { return c.say(otherSpeakers, c.count("n", n)) }

// Also heads the other sources.
func (c *Catalogue) Also() string { return c.say(also) }

// AndMore ends a list that is longer.
func (c *Catalogue) AndMore(n int) string { return c.say(andMore, c.count("n", n)) }

// OtherWordings heads the IDs of near duplicates.
func (c *Catalogue) OtherWordings(n int) string { return c.say(otherWordings, c.count("n", n)) }

// PickWording stands in a menu of near duplicates: those from one to another of
// all there are.
func (c *Catalogue) PickWording(from, to, total int) string {
	k := pickWordings
	if to-from+1 == total {
		k = pickWording
	}
	return c.say(k, c.count("from", from), c.count("to", to), c.count("total", total))
}

// ShowWhole labels the button to all of a quotation.
func (c *Catalogue) ShowWhole() string { return c.say(showWhole) }

// PartOf tells which part of a long quotation is shown, from 1.
func (c *Catalogue) PartOf(n, total int) string {
	return c.say(partOf, c.count("n", n), c.count("total", total))
}

// Cut tells how many of the characters are shown.
func (c *Catalogue) Cut(n, total int) string {
	return c.say(cut, c.count("n", n), c.count("total", total))
}

// Withheld stands where a quotation in review would.
func (c *Catalogue) Withheld() string { return c.say(withheld) }

// ContextButton labels the button to the text around the words.
func (c *Catalogue) ContextButton() string { return c.say(contextButton) }

// ContextTitle heads that text.
func (c *Catalogue) ContextTitle() string { return c.say(contextTitle) }

// NoContext: nothing is known but the words.
func (c *Catalogue) NoContext() string { return c.say(noContext) }

// MoreButton labels the button to all else that can be done with a quotation.
func (c *Catalogue) MoreButton() string { return c.say(moreButton) }

// PlaceButton labels the button to the list of hits with the place of this one,
// from 1.
func (c *Catalogue) PlaceButton(n, total int) string {
	return c.say(placeButton, c.count("n", n), c.count("total", total))
}

// JumpTo stands in the list of hits before one is picked.
func (c *Catalogue) JumpTo() string { return c.say(jumpTo) }

// OnlyFirst: the buttons lead through the first n hits only.
func (c *Catalogue) OnlyFirst(n int) string { return c.say(onlyFirst, c.count("n", n)) }

// WordingsUnderMore tells of n near duplicates.
func (c *Catalogue) WordingsUnderMore(n int) string {
	return c.say(wordingsUnderMore, c.count("n", n))
}

// SourcesButton labels the button to all sources, and heads them.
func (c *Catalogue) SourcesButton() string { return c.say(sourcesButton) }

// WordingsButton labels the button to the near duplicates, and heads them.
func (c *Catalogue) WordingsButton() string { return c.say(wordingsButton) }

// NoOtherWordings: there are no near duplicates.
func (c *Catalogue) NoOtherWordings() string { return c.say(noOtherWordings) }

// MoreBy labels the button to what else somebody said.
func (c *Catalogue) MoreBy(name string) string {
	return Shorten(c.say(moreBy, c.upTo(maxListedWord, "name", name)), maxButton)
}

// maxButton is Discord's limit for the label of a button in UTF-16 code units
// ("Component Reference").
const maxButton = 80

// CiteButton labels the button to citations.
func (c *Catalogue) CiteButton() string { return c.say(citeButton) }

// CopyButton labels the button to the quotation as text to copy.
func (c *Catalogue) CopyButton() string { return c.say(copyButton) }

// ShareButton labels the button that posts the quotation for everybody.
func (c *Catalogue) ShareButton() string { return c.say(shareButton) }

// AllQuotations labels the button to everything by a speaker, or from a source.
func (c *Catalogue) AllQuotations() string { return c.say(allQuotations) }

// PictureButton labels the button to the quotation as a picture.
func (c *Catalogue) PictureButton() string { return c.say(pictureButton) }

// SharePicture labels the button that posts the picture for everybody.
func (c *Catalogue) SharePicture() string { return c.say(sharePicture) }

// OnDark labels the button that draws the picture light on dark.
func (c *Catalogue) OnDark() string { return c.say(onDark) }

// OnLight labels the button that draws the picture dark on light.
func (c *Catalogue) OnLight() string { return c.say(onLight) }

// PictureOfReport: a report is the source's words, and a picture would put them into
// somebody's mouth.
func (c *Catalogue) PictureOfReport() string { return c.say(pictureOfReport) }

// PictureTooLong: the words would be too small to be read.
func (c *Catalogue) PictureTooLong() string { return c.say(pictureTooLong) }

// PictureLacks: the font of the pictures cannot draw a character.
func (c *Catalogue) PictureLacks(char string) string {
	return c.say(pictureLacks, ours("char", c.Quoted(char)))
}
