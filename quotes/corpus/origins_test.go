package corpus

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// TestFilesOfProgramsHaveTheFormThatTheProgramsGiveThem reads a file of our own words in
// the form of each program, which is known from the place that stands beside it, and
// counts what is read and what is not. What it says in full stands in testdata/golden.
func TestFilesOfProgramsHaveTheFormThatTheProgramsGiveThem(t *testing.T) {
	for _, tt := range []struct {
		file, origin   string
		read, rejected int
	}{
		{"red-quotes.json", "Red's Config, redbot/core/_drivers/json.py: {identifier: {GUILD: {id: ...}}}; the cog Quotes (identifier 441356724) keeps text, author_id, message_author_id, guild_id, timestamp", 2, 0},
		{"red-numbered.json", "the same for cogs that keep their quotes by number", 3, 0},
		{"streamelements.json", "https://api.streamelements.com/kappa/v2/bot/quotes/CHANNEL: a list quotes of id, text, createdAt", 3, 0},
		{"streamelements-getter.json", "github.com/pjonp/twitchQuoteGetter, twitchquotegetter.js: id and quote", 2, 0},
		{"streamelements-commands.json", "https://api.streamelements.com/kappa/v2/bot/commands/CHANNEL: command, reply, accessLevel, cooldown", 1, 0},
		{"streamlabs-cloudbot.json", "the quotes of Cloudbot: quote_id, message, game, user", 2, 0},
		{"streamlabs-chatbot.csv", "the sheet Quotes of Streamlabs Chatbot's export: number, words [game] [day]; Firebot's src/backend/import/third-party/streamlabs-chatbot-importer.ts reads it so", 2, 0},
		{"streamlabs-chatbot.txt", "the same, one a line", 3, 0},
		{"nightbot-commands.json", "https://api-docs.nightbot.tv/#custom-commands: name, message, coolDown, userLevel", 1, 0},
		{"nightbot.txt", "numbered answers of a command quote", 3, 0},
		{"quoter.json", "github.com/quoter/quoter, src/commands/export.ts: text, author, createdTimestamp, editedTimestamp, indented by one space", 4, 0},
		{"uber.txt", "github.com/moiph/ub3r-b0t, src/Modules/OcrModule.cs: “words” - userid:NUMBER name", 3, 0},
		{"uber.csv", "the same, with the &quot; that it writes for marks", 2, 0},
		{"nadekobot-export.yml", "NadekoBot, Modules/Utility/Quote/QuoteCommands.cs: a comment, then keyword: [{id, an, aid, txt}]; an is who saved it", 2, 2},
		{"firebot.csv", "Firebot, src/backend/import/third-party/firebot-importer.ts: ID,Text,Originator,Creator,Category,Created", 1, 0},
		{"mix-it-up.txt", "Firebot, mix-it-up-importer.ts: #, Quote, Game, Date/Time between tabs", 2, 0},
		{"discord-chat.csv", "DiscordChatExporter, CsvMessageWriter.cs: AuthorID,Author,Date,Content,Attachments,Reactions", 2, 0},
		{"discord-chat-export.txt", "DiscordChatExporter, PlainTextMessageWriter.cs", 2, 0},
		{"discord-chat.html", "DiscordChatExporter, MessageGroupTemplate.cshtml: chatlog__content", 1, 0},
		{"discord.json", "DiscordChatExporter, JsonMessageWriter.cs: guild, channel, messages", 2, 0},
		{"clippings in languages.txt", "My Clippings.txt of a Kindle set to German, French, Spanish, Italian, Portuguese, Japanese, Chinese, Russian, Dutch, Korean, Polish, and of an old one in English", 14, 0},
		{"page.mhtml", "Chromium's MHTML: multipart/related (RFC 2557), quoted-printable", 1, 0},
	} {
		t.Run(tt.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata/formats", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			_, report := readAll(t, &Reader{FS: fstest.MapFS{tt.file: {Data: data}}})
			if report.Quotations != tt.read || report.Rejected != tt.rejected {
				t.Errorf("%d read and %d rejected, want %d and %d; the form is that of %s", report.Quotations, report.Rejected, tt.read, tt.rejected, tt.origin)
			}
		})
	}
}
