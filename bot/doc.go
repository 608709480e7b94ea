// Verbatim answers slash commands in Discord with a quotation, who said it and
// where it was published.
//
// This package is the program: it reads the command line and the settings, wires
// the packages together and runs one subcommand. Each subcommand has a file of its
// own; what a terminal shows is made in bot/cli. Below is a tour of the packages,
// from the bottom up. docs/design.md says what always holds, and laws_test.go
// which package may import which.
//
// # Quotations
//
// [verbatim/quotes] says what a quotation is: its words, its attributions, its ID.
// [verbatim/quotes/store] keeps quotations and moderators' decisions on the disk,
// everything that a person will read under a checksum.
//
// # Reading
//
// [verbatim/quotes/corpus] goes through a folder and yields quotations, and
// rejections with file, line and reason. A file of quotations is read by the
// adapter of its format. Any other file is an article: [verbatim/quotes/article]
// makes one out of text, Markdown or HTML, [verbatim/quotes/language] tells in
// which language each paragraph is, and [verbatim/quotes/extract] reads out of it
// who said what. [verbatim/quotes/people] knows by which names people call those
// who are quoted often.
//
// # Searching
//
// [verbatim/search] is the door: a Library searches, suggests, checks, draws and
// takes decisions, and moves over to a newer generation while it does. Behind it,
// search/generation builds, verifies and opens the files of a generation,
// search/shipment brings them into other data folders, search/edits is what
// moderators decided since, search/query parses what was typed, search/find looks for
// it through search/index, the only package that knows bleve, and search/rank puts the
// best first. search/locate and search/check find the quotations of a passage and say
// how it differs from them.
//
// # Answering
//
// [verbatim/bot/gateway] keeps the program connected to Discord and hands on each
// interaction; [verbatim/bot/endpoint] receives them over HTTP instead, where that is
// set. [verbatim/bot/interact] sees to it that it gets exactly one answer
// in time, from somebody who may ask. [verbatim/bot/command] has the commands,
// which turn options into a reply as data, and the card; every sentence that a
// person can read stands in [verbatim/bot/messages]. [verbatim/bot/reindex] starts
// the child process that reads the corpus, [verbatim/bot/ops] answers operators.
//
// # Trying
//
// bot/discordtest is a Discord on loopback in which the tests do what people do;
// bot/preview draws messages as Discord shows them, and bot/stage plays Discord in
// a browser, for verbatim preview.
package main
