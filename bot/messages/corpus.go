package messages

import (
	"strings"
	"time"
)

// /speaker and /source.

// QuotationCount tells how many there are.
func (c *Catalogue) QuotationCount(n int) string { return c.say(quotationCount, c.count("n", n)) }

// AlsoKnownAs gives the other names of a speaker, already joined.
func (c *Catalogue) AlsoKnownAs(names string) string {
	return c.say(alsoKnownAs, c.upTo(maxReason, "names", names))
}

// AlsoDescribedAs gives the other roles of a speaker, already joined.
func (c *Catalogue) AlsoDescribedAs(roles string) string {
	return c.say(alsoDescribed, c.upTo(maxReason, "roles", roles))
}

// ABody says that a speaker is no person.
func (c *Catalogue) ABody() string { return c.say(aBody) }

// AppearsIn heads the sources of a speaker.
func (c *Catalogue) AppearsIn() string { return c.say(appearsIn) }

// SpeakersHere heads the speakers of a source.
func (c *Catalogue) SpeakersHere() string { return c.say(speakersHere) }

// Examples heads quotations.
func (c *Catalogue) Examples() string { return c.say(examples) }

// Decisions of moderators.

// Hidden: the quotation is hidden, for good until it is restored.
func (c *Catalogue) Hidden(id string) string { return c.say(hidden, c.theirs("id", id)) }

// Restored: the quotation is shown again.
func (c *Catalogue) Restored(id string) string { return c.say(restored, c.theirs("id", id)) }

// NotHidden: there is nothing to restore.
func (c *Catalogue) NotHidden(id string) string { return c.say(notHidden, c.theirs("id", id)) }

// Corrected: the quotation has another speaker.
func (c *Catalogue) Corrected(id, speaker string) string {
	return c.say(corrected, c.theirs("id", id), ours("speaker", c.Quoted(speaker)))
}

// NoSpeakerGiven: a name that shows nothing.
func (c *Catalogue) NoSpeakerGiven() string { return c.say(noSpeakerGiven) }

// NoSourceGiven: a title that shows nothing.
func (c *Catalogue) NoSourceGiven() string { return c.say(noSourceGiven) }

// SpeakerBefore: who was shown as the speaker until now.
func (c *Catalogue) SpeakerBefore(name string) string {
	return c.say(speakerBefore, c.theirs("name", name))
}

// WhichOne heads the quotations that have words which were given for an ID.
func (c *Catalogue) WhichOne(text string) string {
	return c.say(whichOne, ours("text", c.Quoted(text)))
}

// NothingHidden: no quotation is hidden.
func (c *Catalogue) NothingHidden() string { return c.say(nothingHidden) }

// HiddenTitle heads a page of what is hidden, from and to counted from 1.
func (c *Catalogue) HiddenTitle(from, to, n int) string {
	return c.say(hiddenTitle, c.count("from", from), c.count("to", to), c.count("n", n))
}

// HistoryTitle heads a page of what moderators changed, from and to counted from 1.
func (c *Catalogue) HistoryTitle(from, to, n int) string {
	return c.say(historyTitle, c.count("from", from), c.count("to", to), c.count("n", n))
}

// NoHistory: no moderator changed the quotation.
func (c *Catalogue) NoHistory() string { return c.say(noHistory) }

// DidHide, in a list of what moderators did, stands before who, when and why.
func (c *Catalogue) DidHide() string { return c.say(didHide) }

// DidRestore is DidHide for what is shown again.
func (c *Catalogue) DidRestore() string { return c.say(didRestore) }

// DidCorrect is DidHide for another speaker.
func (c *Catalogue) DidCorrect(before, after string) string {
	return c.say(didCorrect, c.theirs("before", before), c.theirs("after", after))
}

// Decision is how other sentences refer to a decision.
func (c *Catalogue) Decision(n int) string { return c.say(decision, number("n", n)) }

// DidUndo is DidHide for what another decision did, which has the number n.
func (c *Catalogue) DidUndo(n int) string { return c.say(didUndo, number("n", n)) }

// WasUndone marks, in such a list, what was undone later.
func (c *Catalogue) WasUndone() string { return c.say(wasUndone) }

// Undone: a decision on a quotation counts as not made.
func (c *Catalogue) Undone(n int, id string) string {
	return c.say(undone, number("n", n), c.theirs("id", id))
}

// UndoneAlready: the decision counts as not made already.
func (c *Catalogue) UndoneAlready() string { return c.say(undoneAlready) }

// NothingToUndo: the moderator has no decision in force.
func (c *Catalogue) NothingToUndo() string { return c.say(nothingToUndo) }

// NothingToUndoOf: no decision on a quotation is in force.
func (c *Catalogue) NothingToUndoOf(id string) string {
	return c.say(nothingToUndoOf, c.theirs("id", id))
}

// HiddenNow: the quotation is hidden since an undo, or still.
func (c *Catalogue) HiddenNow() string { return c.say(hiddenNow) }

// VisibleNow: the quotation is shown, with this speaker.
func (c *Catalogue) VisibleNow(speaker string) string {
	return c.say(visibleNow, c.theirs("speaker", speaker))
}

// UndoButton undoes the decision above.
func (c *Catalogue) UndoButton() string { return c.say(undoButton) }

// RedoButton undoes an undo.
func (c *Catalogue) RedoButton() string { return c.say(redoButton) }

// ReasonGiven tells why a moderator decided so.
func (c *Catalogue) ReasonGiven(reason string) string {
	return c.say(reasonGiven, c.upTo(maxReason, "reason", reason))
}

// Person names who decided: a Discord user ID, or "" for the command line. It does
// not ping, as no answer may.
func (c *Catalogue) Person(user string) string {
	switch {
	case user == "":
		return c.say(byTerminal)
	case !c.plain && snowflake(user):
		return "<@" + user + ">"
	}
	return c.theirs("user", user).text
}

// EditFailed: a decision was not stored; ref is how it is found in the log.
func (c *Catalogue) EditFailed(ref string) string { return c.say(editFailed, c.theirs("ref", ref)) }

// EditUnreachable: the servers that keep decisions and reports cannot be asked.
func (c *Catalogue) EditUnreachable() string { return c.say(editUnreachable) }

// /corpus reindex, status and problems.

// StartedBy tells who began a reading: a Discord user ID, or "" for Verbatim
// itself. In Discord it shows the name; it does not ping, as no answer may.
func (c *Catalogue) StartedBy(user string) string {
	switch {
	case user == "":
		return c.say(bySelf)
	case !c.plain && snowflake(user):
		return c.say(byPerson, ours("user", "<@"+user+">"))
	}
	return c.say(byPerson, c.theirs("user", user))
}

func snowflake(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) >= 15 && len(s) <= 20
}

// RunningSince: a reading is under way already.
func (c *Catalogue) RunningSince(since time.Time, by string) string {
	return c.say(runningSince, ours("since", c.Time(since)), ours("by", c.StartedBy(by)))
}

// Progress tells how far a reading is.
type Progress struct {
	Step string // as search.Progress names it
	// Files were read, of TotalFiles; 0 while unknown.
	Files, TotalFiles int
	Done, Total       int // quotations; Total is 0 while unknown
	Took              time.Duration
}

// progress is a piece of a sentence.
func (c *Catalogue) progress(p Progress) param {
	step := c.theirs("step", p.Step)
	switch p.Step {
	case "", "reading":
		step.text = c.say(stepReading)
	case "indexing":
		step.text = c.say(stepIndexing)
	case "verifying":
		step.text = c.say(stepVerifying)
	case "switching":
		step.text = c.say(stepSwitching)
	}
	k := progress
	switch {
	case p.Step == "switching":
		k = progressLast
	case p.Total > 0:
		k = progressOf
	case p.TotalFiles > 0:
		k = progressFiles
	}
	return ours("progress", c.say(k, step, c.count("done", p.Done), c.count("total", p.Total),
		c.count("files", p.Files), c.count("totalFiles", p.TotalFiles), ours("time", c.Duration(p.Took))))
}

// Progress tells how far a reading is.
func (c *Catalogue) Progress(p Progress) string { return c.say(progressSays, c.progress(p)) }

// ReindexDone: the new quotations answer.
func (c *Catalogue) ReindexDone(took time.Duration) string {
	return c.say(reindexDone, ours("time", c.Duration(took)))
}

// DryRunDone heads what a reading would change.
func (c *Catalogue) DryRunDone() string { return c.say(dryRunDone) }

// CameButton opens the n quotations that a reading found and the one before had not.
func (c *Catalogue) CameButton(n int) string { return c.say(cameButton, c.count("n", n)) }

// AlteredButton opens the n quotations that a reading found otherwise than the one before.
func (c *Catalogue) AlteredButton(n int) string { return c.say(alteredButton, c.count("n", n)) }

// WentButton opens the n quotations that a reading found no more.
func (c *Catalogue) WentButton(n int) string { return c.say(wentButton, c.count("n", n)) }

// WaitingButton opens the review of the n quotations that wait for it.
func (c *Catalogue) WaitingButton(n int) string { return c.say(waitingButton, c.count("n", n)) }

// NotTakenButton opens the n records and files that could not be used.
func (c *Catalogue) NotTakenButton(n int) string { return c.say(notTakenButton, c.count("n", n)) }

// DifferencesTitle heads a page of quotations that came, changed or went.
func (c *Catalogue) DifferencesTitle(from, to, n int) string {
	return c.say(differencesTitle, c.count("from", from), c.count("to", to), c.count("n", n))
}

// NoDifferences: the latest reading has nothing to list here.
func (c *Catalogue) NoDifferences() string { return c.say(noDifferences) }

// ReindexFailed: a reading failed; why has no full stop.
func (c *Catalogue) ReindexFailed(why string) string {
	return c.say(reindexFailed, c.upTo(maxReason, "why", why))
}

// ReindexStopping: the program ends before the reading does.
func (c *Catalogue) ReindexStopping() string { return c.say(reindexStopping) }

// ReindexBrokeOff: the program was killed before the reading ended.
func (c *Catalogue) ReindexBrokeOff() string { return c.say(reindexBrokeOff) }

// ReindexUnavailable: this process has nothing to read with.
func (c *Catalogue) ReindexUnavailable() string { return c.say(reindexUnavailable) }

// ReportQuotations tells how many answer and how many wait for a review.
func (c *Catalogue) ReportQuotations(n, review int) string {
	return c.say(reportQuotations, c.count("n", n), c.count("review", review))
}

// ReportCounts tells what a reading changed.
func (c *Catalogue) ReportCounts(added, changed, gone, merged int) string {
	return c.say(reportCounts, c.count("added", added), c.count("changed", changed), c.count("gone", gone), c.count("merged", merged))
}

// ReportRejected heads the records that were not taken.
func (c *Catalogue) ReportRejected(n int) string { return c.say(reportRejected, c.count("n", n)) }

// ReportCrowded names the quotations some of whose attributions were left out.
func (c *Catalogue) ReportCrowded(n int, ids string) string {
	return c.say(reportCrowded, c.count("n", n), c.upTo(maxReason, "ids", ids))
}

// ReportStale names the decisions whose quotation left the corpus.
func (c *Catalogue) ReportStale(n int, ids string) string {
	return c.say(reportStale, c.count("n", n), c.upTo(maxReason, "ids", ids))
}

// ReportUnread tells how many articles were passed over for their language.
func (c *Catalogue) ReportUnread(n int, language string) string {
	return c.say(reportUnread, c.count("n", n), c.theirs("language", language))
}

// ReportUnreadRest tells the same of all other languages together.
func (c *Catalogue) ReportUnreadRest(n, languages int) string {
	return c.say(reportUnreadRest, c.count("n", n), c.count("others", languages))
}

// ReportMore tells how many problems were left out.
func (c *Catalogue) ReportMore(n int) string { return c.say(reportMore, c.count("n", n)) }

// Problem is one record or file (line 0) that was not taken.
func (c *Catalogue) Problem(file string, line int, reason string) string {
	if line == 0 {
		return c.say(problem, c.theirs("file", file), c.upTo(maxReason, "reason", reason))
	}
	return c.say(problemAt, c.theirs("file", file), number("line", line), c.upTo(maxReason, "reason", reason))
}

// ProblemInFile tells of something in a file that was named before, in a line, or of
// the file as a whole with line 0.
func (c *Catalogue) ProblemInFile(line int, reason string) string {
	if line == 0 {
		return c.say(problemOfFile, c.upTo(maxReason, "reason", reason))
	}
	return c.say(problemInFile, number("line", line), c.upTo(maxReason, "reason", reason))
}

// ProblemsOfFile tells how many problems a file has.
func (c *Catalogue) ProblemsOfFile(n int) string { return c.say(problemsOfFile, c.count("n", n)) }

// ProblemsTitle heads a page of problems, from and to counted from 1.
func (c *Catalogue) ProblemsTitle(from, to, n int) string {
	return c.say(problemsTitle, c.count("from", from), c.count("to", to), c.count("n", n))
}

// NoReport: nobody kept the report of what answers, or nothing does yet.
func (c *Catalogue) NoReport() string { return c.say(noReport) }

// NoProblems: everything was taken.
func (c *Catalogue) NoProblems() string { return c.say(noProblems) }

// StatusNothing: there is nothing to search.
func (c *Catalogue) StatusNothing() string { return c.say(statusNothing) }

// StatusServing tells what answers.
func (c *Catalogue) StatusServing(generation int, built time.Time) string {
	return c.say(statusServing, number("generation", generation), ours("built", c.Time(built)))
}

// StatusCounts tells how much that is.
func (c *Catalogue) StatusCounts(quotations, speakers, sources int) string {
	return c.say(statusCounts, c.count("quotations", quotations), c.count("speakers", speakers), c.count("sources", sources))
}

// StatusReview tells what does not answer.
func (c *Catalogue) StatusReview(review, hidden int) string {
	return c.say(statusReview, c.count("review", review), c.count("hidden", hidden))
}

// StatusEdits tells how many decisions came after the reading.
func (c *Catalogue) StatusEdits(n int) string { return c.say(statusEdits, c.count("n", n)) }

// StatusChanged: what answers is older than the corpus.
func (c *Catalogue) StatusChanged() string { return c.say(statusChanged) }

// StatusOtherFolder: of several processes the one that answers has another corpus folder
// than the one that was read.
func (c *Catalogue) StatusOtherFolder() string { return c.say(statusOtherFolder) }

// StatusDamaged: what answers is older than what was read last.
func (c *Catalogue) StatusDamaged() string { return c.say(statusDamaged) }

// StatusLogPutBack: the log of edits was damaged, and was put back at a time; file is
// what was kept of it.
func (c *Catalogue) StatusLogPutBack(at time.Time, file string) string {
	return c.say(statusLogPutBack, ours("at", c.Time(at)), c.theirs("file", file))
}

// StatusLogCutShort: the log of edits lacks what the generation was built with.
func (c *Catalogue) StatusLogCutShort() string { return c.say(statusLogCutShort) }

// StatusProgram tells since when which version has been running, and with which Go. The
// version is empty in a build that knows none, as go run makes it.
func (c *Catalogue) StatusProgram(since time.Time, version, goVersion string) string {
	program := strings.TrimSpace("Verbatim " + version)
	return c.say(statusProgram, ours("since", c.Time(since)), c.theirs("program", program), c.theirs("go", goVersion))
}

// StatusGateway tells in how many servers the program is, and how long Discord takes to
// answer, if that is known.
func (c *Catalogue) StatusGateway(servers int, roundTrip time.Duration) string {
	if roundTrip == 0 {
		return c.say(statusGateway, c.count("n", servers))
	}
	return c.say(statusLatency, c.count("n", servers), number("ms", int(max(roundTrip, time.Millisecond).Milliseconds())))
}

// StatusShard tells the same of one shard of several.
func (c *Catalogue) StatusShard(shard, count, servers int, roundTrip time.Duration) string {
	if roundTrip == 0 {
		return c.say(statusShard, number("shard", shard), number("count", count), c.count("n", servers))
	}
	return c.say(statusShardLatency, number("shard", shard), number("count", count), c.count("n", servers), number("ms", int(max(roundTrip, time.Millisecond).Milliseconds())))
}

// StatusShardAway: a shard is not connected to Discord.
func (c *Catalogue) StatusShardAway(shard, count int) string {
	return c.say(statusShardAway, number("shard", shard), number("count", count))
}

// StatusCluster tells how many processes answer together.
func (c *Catalogue) StatusCluster(processes int) string {
	return c.say(statusCluster, c.count("n", processes))
}

// StatusSilent: the NATS servers have not been heard since a time.
func (c *Catalogue) StatusSilent(since time.Time) string {
	return c.say(statusSilent, ours("since", c.Time(since)))
}

// StatusHeld: Discord refuses the bot's own requests, so that next to none are sent.
func (c *Catalogue) StatusHeld() string { return c.say(statusHeld) }

// StatusRunning tells of the reading under way.
func (c *Catalogue) StatusRunning(since time.Time, by string, p Progress) string {
	return c.say(statusRunning, ours("since", c.Time(since)), ours("by", c.StartedBy(by)), c.progress(p))
}

// StatusNotRunning: no reading is under way.
func (c *Catalogue) StatusNotRunning() string { return c.say(statusNotRunning) }

// StatusLast heads the report of the last reading.
func (c *Catalogue) StatusLast() string { return c.say(statusLast) }

// StatusBrokeOff: the last reading, which began at since, ended with the program.
func (c *Catalogue) StatusBrokeOff(since time.Time) string {
	return c.say(statusBrokeOff, ours("since", c.Time(since)))
}

// StatusLastFailed: the last reading failed; why has no full stop.
func (c *Catalogue) StatusLastFailed(why string) string {
	return c.say(statusLastFailed, c.upTo(maxReason, "why", why))
}

// /help.

// HelpTitle says what Verbatim is.
func (c *Catalogue) HelpTitle() string { return c.say(helpTitle) }

// HelpAbout explains an answer.
func (c *Catalogue) HelpAbout() string { return c.say(helpAbout) }

// HelpMessages heads the commands that are used on a message.
func (c *Catalogue) HelpMessages() string { return c.say(helpMessages) }

// HelpModerators heads the commands of moderators.
func (c *Catalogue) HelpModerators() string { return c.say(helpModerators) }

// HelpPrivacy tells who sees what.
func (c *Catalogue) HelpPrivacy() string { return c.say(helpPrivacy) }
