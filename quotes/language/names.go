package language

import (
	"strings"
	"sync"
)

// Name returns the English name of the language of a tag ("pt-BR": Portuguese),
// for a sentence such as "an article in Turkish". A tag whose language no
// function of this package returns is its own name.
func Name(tag string) string {
	if name, ok := names()[Base(tag)]; ok {
		return name
	}
	return tag
}

// Base returns the language of a BCP 47 tag in small letters, without its script
// and region: "pt" of "pt-BR".
func Base(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

// names are the languages that [Detect] knows. Two of them stand for others that
// are written so nearly alike that news does not tell them apart.
var names = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
		"bn": "Bengali", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
		"en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
		"fr": "French", "ga": "Irish", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
		"hr": "Croatian, Bosnian or Serbian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian or Malay",
		"is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer",
		"kn": "Kannada", "ko": "Korean", "lo": "Lao", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
		"ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "my": "Burmese", "nl": "Dutch", "no": "Norwegian",
		"pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala",
		"sk": "Slovak", "sl": "Slovene", "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
		"sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish",
		"uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
		Undetermined: "an unknown language",
	}
})
