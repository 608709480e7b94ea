package messages

// key names a sentence. Every language has a text for each.
type key int

const (
	// What the router answers.
	internal key = iota
	unknownCommand
	unknownButton
	notAllowed
	tooFast
	stopping
	tookTooLong
	cannotShow

	// Searching and showing.
	noWords
	nothingFound
	nothingFoundTry
	wordsUnknown
	wordsUnknownMore
	nearWords
	tryThis
	tryOthers
	tryOtherWords
	wordsApart
	closest
	closestWithout
	readAs
	notExactly
	withoutSpeaker
	withoutSource
	withoutDates
	withoutKind
	withoutFilter
	withoutMarks
	unknownSpeaker
	unknownSource
	nearName
	foundWithout
	leaveItOut
	either
	nothingMatches
	noQuotations
	onlyReports
	badDate
	datesReversed
	badID
	noSuchID
	isHidden
	isGone
	noSuchSpeaker
	noSuchSource
	didYouMean
	reading
	readingStart
	readingFailed
	busy
	searchFor
	searchWith
	searchWithoutSpeaker
	searchWithoutSource
	searchWithoutDates
	searchWithoutFilters
	searchWithoutMarks

	// The card.
	previous
	next
	place
	speakerUnknown
	asWritten
	partialNote
	indirectNote
	reportedSaid
	reportedDenied
	reportedAsked
	reportedConditional
	somebody
	and
	context
	cue
	via
	said
	byAuthor
	fileLine
	sourceUnknown
	openSource
	disputed
	otherSpeakers
	also
	andMore
	otherWordings
	pickWording
	pickWordings
	cut
	showWhole
	partOf
	withheld

	// /speaker and /source.
	quotationCount
	alsoKnownAs
	aBody
	appearsIn
	speakersHere
	examples

	// Moderation.
	hidden
	restored
	notHidden
	corrected
	editFailed
	noSpeakerGiven
	noSourceGiven

	// /corpus reindex, status and problems.
	runningSince
	progress
	progressOf
	progressSays
	stepReading
	stepIndexing
	stepVerifying
	stepSwitching
	reindexDone
	reindexFailed
	reindexStopping
	reindexUnavailable
	reportCounts
	reportQuotations
	reportRejected
	reportStale
	reportUnread
	reportUnreadRest
	reportMore
	statusNothing
	statusServing
	statusCounts
	statusReview
	statusEdits
	statusChanged
	statusDamaged
	statusRunning
	statusNotRunning
	statusLast
	statusLastFailed
	noReport
	noProblems
	problemsTitle
	problem
	problemAt

	// /help.
	helpTitle
	helpAbout
	helpModerators
	helpPrivacy

	// Small pieces.
	seconds
	minutes
	byPerson
	bySelf

	keys // how many there are
)
