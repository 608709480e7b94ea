package extract_test

const preface = `# What extraction reaches on the annotated articles of ../shared/polnear.
#
# The rule is that of score.py there (--bytes --served; quotations of at least
# five words unless a line says "any length"); polnear_score_test.go is the same
# rule in Go, and gives the same figures. "report" is the scorer's content line
# for predictions of type indirect alone: P counts a report as right when it
# matches any gold attribution (character IoU of at least .5, one to one), R is
# over the gold attributions of type indirect; "report speaker" is how often the
# mention lies in the gold source, of the matched reports that have one.
#
# go test ./quotes/extract -run Figures          compares with these figures
# go test ./quotes/extract -run Figures -update  writes them

`

const goldErrors = `# Where the gold itself is wrong or means something else than a reader would.
# (what the gold says; what the program says; why the program is left as it is)
#
# dev, source and cue exchanged: the gold's source is the word "said", its cue is
# the name, so that a right mention counts as wrong:
#   “Let’s get back to saying our schools ...” said Mulgrew
#   “Nobody wants to bus their kids ...” said Hester
#   “It is different in a way ...” said David Plouffe (two segments)
#   “Do I think that if somebody uses ...” said Obama (two segments)
#   "Tom is a real visionary," said Robert McAtee (two segments)
# The same in train: “I’ve always said, before this campaign ...” said Bolton;
#   "It's vastly different on the ground ..." said Steve Duprey; said Clinton; said Holan.
# dev, names in capitals: the gold's source is the label PENCE or WALLACE of a
# transcript; the program writes Mike Pence, and "resolved" compares letter by letter.
# Two chains: in “...,” Walker said, according to an Associated Press account the
# gold names the account alone; the words are Walker's, the account is the via.
#   So Grayson (according to Frankel), Dena Minning (Farley's account), Hewitt (a
#   transcript), O'Malley (Las Vegas Sun), Bill Clinton (Wyoming Public Radio),
#   Kristen Day (reports USA Today), Sanders (according to CNN), Welch (Vermont
#   Edition), Jesse Lehrich (According to Yahoo News).
# A surname for a description: the gold's source is "Illinois senator" or "The
#   Florida senator"; the program names him, and the last word of the name does not
#   stand in the source.
# One speaker, another of his mentions: where a quotation goes on in the next
#   sentence or paragraph the gold sometimes takes the mention behind it (Espinoza,
#   Viguerie, Sexton, Greene), the program the one beside the cue.
# Who and which: the gold's source is the relative pronoun alone ("Donald Trump, who
#   proclaimed ..."), the program's mention the name before it.
# Transcripts, posts and speeches without quotation marks have no quoted segments in
#   the gold at all: whatever is served of them counts as wrong.
# A quotation inside a quotation is a segment of its own in the gold, and parts the
#   one around it in two.
# A pronoun with a capital ("He said") is not marked as one in train, so that
#   "resolved" asks for the last word of the name in "He"; so with Jr. and III.
#   Nearly all that separates pair from resolved there is this.
# Quotations between two apostrophes (''...'', an archive's makeshift in the
#   articles of one publisher) are no quoted segments in the gold, and stand there as
#   indirect. The program reads them and keeps them for review.
# Words without marks: the paragraph that "Limbaugh added:" leads to is his, and
#   indirect in the gold, since no marks stand around it.
`
