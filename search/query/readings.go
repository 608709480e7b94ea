package query

import (
	"slices"
	"strings"
	"unicode"
)

// layout turns what was typed on one keyboard layout into what the same keys give
// on another one.
type layout struct{ from, to string }

// The keys of three rows, from the left, the first one behind the digits. Where two
// letters change places the layouts are otherwise alike.
var layouts = []layout{
	{qwertyKeys, "йцукенгшщзхъфывапролджэячсмитьбю"},
	{"йцукенгшщзхъфывапролджэячсмитьбю", qwertyKeys},
	{qwertyKeys, "йцукенгшщзхїфівапролджєячсмитьбю"},
	{"йцукенгшщзхїфівапролджєячсмитьбю", qwertyKeys},
	{qwertyKeys, "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ"},
	{"/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ", qwertyKeys},
	{qwertyKeys, ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,."},
	{";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,.", qwertyKeys},
	{"yz", "zy"},     // QWERTY and QWERTZ
	{"qwaz", "azqw"}, // QWERTY and AZERTY
}

const qwertyKeys = `qwertyuiop[]asdfghjkl;'zxcvbnm,.`

// otherScript reports whether the layouts are of different scripts.
func (l layout) otherScript() bool { return len(l.from) != len(l.to) }

// read returns a line as the other layout gives it, "" if it has none of its keys.
func (l layout) read(line string) string {
	from, to := []rune(l.from), []rune(l.to)
	keys := make(map[rune]rune, len(from))
	for i, k := range from {
		keys[k] = to[i]
	}
	changed := false
	out := strings.Map(func(c rune) rune {
		if as, ok := keys[unicode.ToLower(c)]; ok {
			changed = true
			return as
		}
		return c
	}, line)
	if !changed {
		return ""
	}
	return out
}

// fault is a way to read one thing for another.
type fault struct{ read, meant string }

// leet are the signs that are written for letters that look like them.
var leet = []fault{
	{"0", "o"},
	{"1", "i"},
	{"1", "l"},
	{"3", "e"},
	{"4", "a"},
	{"5", "s"},
	{"7", "t"},
	{"8", "b"},
	{"9", "g"},
	{"6", "g"},
	{"2", "z"},
	{"@", "a"},
	{"$", "s"},
	{"!", "i"},
	{"+", "t"},
	{"|", "l"},
	{"€", "e"},
	{"8", "ate"},
	{"4", "for"},
	{"2", "to"},
}

// scanned are letters that a scanner takes for others.
var scanned = []fault{
	{"rn", "m"},
	{"m", "rn"},
	{"0", "o"},
	{"1", "l"},
	{"1", "i"},
	{"cl", "d"},
	{"d", "cl"},
	{"vv", "w"},
	{"c", "e"},
	{"e", "c"},
	{"b", "h"},
	{"h", "b"},
	{"f", "s"},
	{"ii", "u"},
	{"li", "h"},
	{"u", "n"},
	{"n", "u"},
	{"l", "i"},
	{"i", "l"},
	{"5", "s"},
	{"8", "b"},
	{"6", "b"},
	{"tl", "d"},
}

// feelings are such as emoji add to a sentence more often than they stand for a
// word in it, and are read only where there is no word besides.
const feelings = `
	love ❤ 💕 💖 💗 💙 💚 💛 💜 🖤 💘 💓 🧡 😍 🥰, laugh 😂 🤣 😆 😄 😁, cry 😢 😭, anger 😡 😠 🤬, fear 😱 😨,
	sleep 😴 💤 🛌, pray 🙏, fire 🔥, heartbreak 💔, happy 😀 😃 😊 🙂`

// emojiWord returns the word for which an emoji stands, "" if there is none.
func emojiWord(c rune, in string) string {
	if c < 0x2000 {
		return ""
	}
	for entry := range strings.SplitSeq(in, ",") {
		if fields := strings.Fields(entry); slices.Contains(fields[1:], string(c)) {
			return fields[0]
		}
	}
	return ""
}

// things are words, and behind each the emoji that show it.
const things = `
	fish 🐟 🐠 🐡, fishing 🎣, whale 🐋 🐳, dolphin 🐬, shark 🦈, octopus 🐙, dog 🐶 🐕, wolf 🐺, cat 🐱 🐈, lion 🦁,
	tiger 🐯 🐅, horse 🐴 🐎, cow 🐮 🐄, pig 🐷 🐖, sheep 🐑, goat 🐐, camel 🐪, elephant 🐘, mouse 🐭 🐁, rat 🐀, rabbit 🐰 🐇,
	bear 🐻, monkey 🐒 🐵, chicken 🐔, rooster 🐓, bird 🐦, dove 🕊, eagle 🦅, owl 🦉, duck 🦆, frog 🐸, turtle 🐢, snake 🐍,
	dragon 🐉, bee 🐝, ant 🐜, butterfly 🦋, caterpillar 🐛, spider 🕷, fox 🦊, snail 🐌, tree 🌳 🌲, palm 🌴, rose 🌹,
	blossom 🌸, sunflower 🌻, tulip 🌷, seed 🌱, luck 🍀, leaf 🍁, cactus 🌵, wave 🌊, rainbow 🌈, sun ☀ 🌞, moon 🌙 🌕,
	star ⭐ 🌟, cloud ☁, rain 🌧 ☔, snow ❄, lightning ⚡, world 🌍 🌎 🌏, mountain ⛰ 🏔, island 🏝, house 🏠, home 🏡,
	apple 🍎 🍏, lemon 🍋, banana 🍌, orange 🍊, grapes 🍇, strawberry 🍓, cherry 🍒, bread 🍞, cheese 🧀, cake 🍰 🎂,
	cookie 🍪, chocolate 🍫, honey 🍯, egg 🥚, wine 🍷, beer 🍺, coffee ☕, tea 🍵, milk 🥛, water 💧, salt 🧂, crown 👑,
	ring 💍, diamond 💎, money 💰 💵, coin 🪙, key 🔑, lock 🔒, door 🚪, window 🪟, candle 🕯, light 💡, clock ⏰, time ⏳ ⌛,
	books 📚, book 📖, pencil ✏, pen 🖊 ✒, scroll 📜, swords ⚔, sword 🗡, shield 🛡, arrow 🏹, gun 🔫, bomb 💣,
	justice ⚖, anchor ⚓, ship ⛵ 🚢, train 🚂, car 🚗, plane ✈, rocket 🚀, bridge 🌉, mask 🎭, art 🎨, music 🎵 🎶,
	violin 🎻, piano 🎹, guitar 🎸, drum 🥁, football ⚽, victory 🏆, dice 🎲, chess ♟, eye 👁, eyes 👀, ear 👂, nose 👃,
	tongue 👅, tooth 🦷, brain 🧠, death 💀, bone 🦴, baby 👶, ghost 👻, devil 😈 👿, angel 👼 😇, robot 🤖, clown 🤡,
	mirror 🪞, stone 🪨, brick 🧱, chains ⛓, ladder 🪜, road 🛤 🛣, footprints 👣, web 🕸, gift 🎁, cross ✝`

// spelledEmoji reads emoji as words, where they stand: those of things, and if the
// line has no word, or all of it is to stand in a row, those of feelings.
func spelledEmoji(line string, inRow bool) Reading {
	known := things
	if inRow || !strings.ContainsFunc(line, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsNumber(c) }) {
		known += "," + feelings
	}
	var out Reading
	var b strings.Builder
	for _, c := range line {
		if unicode.Is(unicode.Variation_Selector, c) {
			continue
		}
		w := emojiWord(c, known)
		if w == "" {
			b.WriteRune(c)
			continue
		}
		if !slices.Contains(out.Added, w) { // 🔥🔥🔥 is one fire
			b.WriteString(" " + w + " ")
			out.Added = append(out.Added, w)
		}
	}
	if len(out.Added) > 0 {
		out.Line = strings.Join(strings.Fields(b.String()), " ")
		if inRow {
			out.Phrases = []string{out.Line}
		}
	}
	return out
}
