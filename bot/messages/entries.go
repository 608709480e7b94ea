package messages

// /corpus add, edit and merge-speakers, and what is saved of a message.

// Added: what a moderator wrote is a quotation.
func (c *Catalogue) Added(id string) string { return c.say(added, c.theirs("id", id)) }

// AddedHere: what a message said is a quotation of its server; user is the Discord user
// ID of its author, whom it names without a ping.
func (c *Catalogue) AddedHere(id, user string) string {
	return c.say(addedHere, c.theirs("id", id), ours("user", c.Person(user)))
}

// HiddenAlready: what was to be added is a hidden quotation.
func (c *Catalogue) HiddenAlready(id string) string {
	return c.say(hiddenAlready, c.theirs("id", id))
}

// CannotAdd: the words are a quotation of others, or one that was given them.
func (c *Catalogue) CannotAdd() string { return c.say(cannotAdd) }

// Edited: a part of the quotation is another one.
func (c *Catalogue) Edited(id string) string { return c.say(edited, c.theirs("id", id)) }

// TooLongToEdit: no form has room for the words.
func (c *Catalogue) TooLongToEdit() string { return c.say(tooLongToEdit) }

// NoSuchPart: no part of a quotation is called so.
func (c *Catalogue) NoSuchPart(text string) string {
	return c.say(noSuchPart, ours("text", c.Quoted(text)))
}

// NoDate: a text cannot be understood as a date.
func (c *Catalogue) NoDate(text string) string { return c.say(noDate, ours("text", c.Quoted(text))) }

// BadLink: a text is no web address, or none that anybody should open.
func (c *Catalogue) BadLink(text string) string {
	return c.say(badLink, ours("text", c.Quoted(text)))
}

// Merged: who was called one name is called another one everywhere.
func (c *Catalogue) Merged(before, after string) string {
	return c.say(merged, ours("before", c.Quoted(before)), ours("after", c.Quoted(after)))
}

// NobodyCalled: nobody who is quoted has exactly this name.
func (c *Catalogue) NobodyCalled(name string) string {
	return c.say(nobodyCalled, ours("name", c.Quoted(name)))
}

// UndoneForAll is Undone for a decision that is about no single quotation.
func (c *Catalogue) UndoneForAll(n int) string { return c.say(undoneForAll, number("n", n)) }

// DidAdd is DidHide for what a moderator added.
func (c *Catalogue) DidAdd() string { return c.say(didAdd) }

// DidReword is DidHide for other words.
func (c *Catalogue) DidReword(before, after string) string {
	return c.say(didReword, ours("before", c.Quoted(before)), ours("after", c.Quoted(after)))
}

// DidResource is DidHide for another source.
func (c *Catalogue) DidResource(before, after string) string {
	return c.say(didResource, ours("before", c.Quoted(before)), ours("after", c.Quoted(after)))
}

// DidMerge is DidHide for a name that others took the place of.
func (c *Catalogue) DidMerge(before, after string) string {
	return c.say(didMerge, ours("before", c.Quoted(before)), ours("after", c.Quoted(after)))
}

// AddTitle is over the form that adds a quotation.
func (c *Catalogue) AddTitle() string { return c.say(addTitle) }

// EditTitle is over the form that amends one.
func (c *Catalogue) EditTitle() string { return c.say(editTitle) }

// FieldWords is over the words in a form.
func (c *Catalogue) FieldWords() string { return c.say(fieldWords) }

// FieldSpeaker is over the speaker.
func (c *Catalogue) FieldSpeaker() string { return c.say(fieldSpeaker) }

// FieldSpeakers is over all speakers.
func (c *Catalogue) FieldSpeakers() string { return c.say(fieldSpeakers) }

// FieldRole is over the role in which the first of them spoke.
func (c *Catalogue) FieldRole() string { return c.say(fieldRole) }

// FieldSaid is over the date when the words were said.
func (c *Catalogue) FieldSaid() string { return c.say(fieldSaid) }

// FieldTitle is over the source's title.
func (c *Catalogue) FieldTitle() string { return c.say(fieldTitle) }

// FieldPublisher is over its publisher.
func (c *Catalogue) FieldPublisher() string { return c.say(fieldPublisher) }

// FieldAuthor is over its author.
func (c *Catalogue) FieldAuthor() string { return c.say(fieldAuthor) }

// FieldPublished is over the date when it was published.
func (c *Catalogue) FieldPublished() string { return c.say(fieldPublished) }

// FieldLink is over its address.
func (c *Catalogue) FieldLink() string { return c.say(fieldLink) }

// FieldDateExample shows how dates may be written.
func (c *Catalogue) FieldDateExample() string { return c.say(fieldDateExample) }

// PartWords, as PartAttribution and PartSource, is a part of a quotation that is
// edited by itself.
func (c *Catalogue) PartWords() string { return c.say(partWords) }

// PartAttribution is that of who said it, and when.
func (c *Catalogue) PartAttribution() string { return c.say(partAttribution) }

// PartSource is that of where it stands.
func (c *Catalogue) PartSource() string { return c.say(partSource) }

// EditedNote, on a card, says that the words are not those of the source.
func (c *Catalogue) EditedNote() string { return c.say(editedNote) }

// ByModerator stands on a card in the place of a source.
func (c *Catalogue) ByModerator() string { return c.say(byModerator) }

// NotYours: who asks neither wrote the quotation nor moderates.
func (c *Catalogue) NotYours() string { return c.say(notYours) }

// NotAdded: the quotation stands in the corpus, and was not added by a moderator.
func (c *Catalogue) NotAdded() string { return c.say(notAdded) }

// Forgetting: the words are found no more, and are being removed from the disk.
func (c *Catalogue) Forgetting() string { return c.say(forgetting) }

// Forgotten: they are removed.
func (c *Catalogue) Forgotten() string { return c.say(forgotten) }

// ForgottenSoon: they are found no more, and will be removed.
func (c *Catalogue) ForgottenSoon() string { return c.say(forgottenSoon) }

// ForgottenAlready: the words are not taken, as somebody had them forgotten.
func (c *Catalogue) ForgottenAlready() string { return c.say(forgottenAlready) }

// ForgetButton has a saved message forgotten.
func (c *Catalogue) ForgetButton() string { return c.say(forgetButton) }
