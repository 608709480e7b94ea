package corpus_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// shakespeare finds a scene of a play, or a sonnet. Where the record says who
// speaks on the stage, the name that the edition prints before the words must
// be the beginning of that name: "Ham." for Hamlet. The texts bear no year.
func shakespeare(dir string) lookup {
	spoken := regexp.MustCompile(`^(?:Spoken|Read) by (?:the )?(.+)\.$`)
	return func(r starterRecord) (passage, error) {
		text, err := os.ReadFile(filepath.Join(dir, playFile(r.Source)))
		if err != nil {
			return passage{}, err
		}
		outline := play(string(text))
		if r.Source == "Sonnets" {
			outline = sonnets(string(text))
		}
		p, err := byPlace(outline)(r)
		if err != nil || r.Context == "" {
			return p, err
		}
		m := spoken.FindStringSubmatch(r.Context)
		if m == nil {
			return passage{}, fmt.Errorf("%q does not say who speaks", r.Context)
		}
		if label := speaking(p.text, r.Text); label == "" || !strings.HasPrefix(strings.ToLower(m[1]), strings.ToLower(label)) {
			return passage{}, fmt.Errorf("%s, the edition says %q", r.Context, label)
		}
		return p, nil
	}
}

// playFile is the name that a work has in the package: "henry_iv_part_1_gut.txt".
func playFile(title string) string {
	title = strings.NewReplacer("'", "", ",", "", "The ", "", "A ", "", "King ", "").Replace(title)
	return strings.ReplaceAll(strings.ToLower(title), " ", "_") + "_gut.txt"
}

func play(text string) map[string]passage {
	act := regexp.MustCompile(`(?i)^ACT (\w+)\.?$`)
	scene := regexp.MustCompile(`(?i)^SCENE ([IVX]+|\d+)\b`)
	outline := map[string]passage{}
	inAct, place := 0, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := act.FindStringSubmatch(line); m != nil && number(m[1]) > 0 {
			inAct, place = number(m[1]), ""
		} else if m := scene.FindStringSubmatch(line); m != nil && inAct > 0 {
			place = fmt.Sprintf("Act %d, Scene %d", inAct, number(m[1]))
		} else if place != "" {
			outline[place] = passage{text: outline[place].text + line + "\n"}
		}
	}
	return outline
}

func sonnets(text string) map[string]passage {
	heading := regexp.MustCompile(`^[IVXLC]+$`)
	outline := map[string]passage{}
	place := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if heading.MatchString(line) {
			place = fmt.Sprintf("Sonnet %d", roman(line))
		} else {
			outline[place] = passage{text: outline[place].text + line + "\n"}
		}
	}
	return outline
}

// speaking returns the name that is printed before the speech in which the
// words stand: at most three words on a line of their own, after an empty line.
func speaking(scene, words string) string {
	words = plain(words)
	at := strings.Index(plain(scene), words)
	if at < 0 {
		return ""
	}
	name := regexp.MustCompile(`^([A-Z0-9]\w*(?: \w+){0,2})\.?$`)
	lines := strings.Split(scene, "\n")
	label, read := "", ""
	for i, line := range lines {
		if len(plain(read)) > at {
			break
		}
		m := name.FindStringSubmatch(line)
		if m != nil && i > 0 && lines[i-1] == "" && i+1 < len(lines) && lines[i+1] != "" {
			label = m[1]
		}
		read += line + "\n"
	}
	return label
}

// number reads "4", "IV" and "FOURTH" (as far as five); 0 is no number.
func number(s string) int {
	s = strings.ToUpper(s)
	for i, word := range []string{"FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH"} {
		if s == word {
			return i + 1
		}
	}
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return roman(s)
}

// roman reads a Roman numeral; 0 when s is none.
func roman(s string) int {
	values := map[rune]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
	sum, last := 0, 0
	for _, digit := range strings.ToUpper(s) {
		value, ok := values[digit]
		if !ok {
			return 0
		}
		if value > last {
			sum -= 2 * last
		}
		sum, last = sum+value, value
	}
	return sum
}
