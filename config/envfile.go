package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/joho/godotenv"
)

const byteOrderMark = "\ufeff"

// maxEnvFile bounds the env file's size in bytes: a file of that name that is
// larger is something else.
const maxEnvFile = 32 << 10

// envFile is what an env file says.
type envFile struct {
	values map[string]string
	lines  map[string][]int // the lines, from 1, on which a name seems to be given
	// lost are variables that a value refers to and the file does not give:
	// godotenv puts nothing in their place.
	lost []lostReference
	// open: every user of the machine may read the file.
	open bool
}

type lostReference struct {
	line      int
	name, ref string
}

// readEnvFile reads the file. Its errors are of type *Error; a missing file's
// matches os.ErrNotExist.
func readEnvFile(path string) (envFile, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return envFile{}, &Error{Where: path, What: "there is no such file", cause: os.ErrNotExist}
	}
	if err != nil {
		return envFile{}, &Error{Where: path, What: "the file cannot be read: " + reason(err)}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxEnvFile+1))
	switch {
	case err != nil:
		return envFile{}, &Error{Where: path, What: "the file cannot be read: " + reason(err)}
	case len(b) > maxEnvFile:
		return envFile{}, &Error{Where: path, What: fmt.Sprintf("the file is larger than %d KiB, so it is no env file", maxEnvFile>>10)}
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return envFile{}, &Error{Where: path, What: "the file is in UTF-16; save it as UTF-8"}
	case bytes.IndexByte(b, 0) >= 0:
		return envFile{}, &Error{Where: path, What: "the file is no text"}
	}
	// godotenv takes a last line without an end for a name or a value,
	// depending on what it is; with an end every line is judged alike.
	text := string(bytes.TrimPrefix(b, []byte(byteOrderMark))) + "\n"
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	values, err := godotenv.Unmarshal(text)
	if err != nil {
		// Its text holds the rest of the file, secrets included.
		return envFile{}, &Error{
			Where: fmt.Sprintf("%s, line %d", path, badLine(text)),
			What:  "cannot be understood; expected NAME=value, with a quotation mark closed if one is opened",
		}
	}
	file := envFile{values: values, lines: map[string][]int{}, open: readableByAll(f)}
	file.scan(text)
	return file, nil
}

// readableByAll reports whether the permissions of a file let everybody read it.
// Windows has none, and Go shows every file there as readable.
func readableByAll(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o004 != 0
}

// badLine is the line, from 1, at which godotenv gives up: the one after the
// longest run of first lines that it understands.
func badLine(text string) int {
	ends := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			ends = append(ends, i+1)
		}
	}
	for n := len(ends) - 1; n > 0; n-- {
		if _, err := godotenv.Unmarshal(text[:ends[n]]); err == nil {
			return n + 1
		}
	}
	return 1
}

var (
	assignment = regexp.MustCompile(`^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[=:]\s*(.*)$`)
	reference  = regexp.MustCompile(`(\\?)\$\{?([A-Z0-9_]+)`)
)

// scan finds the lines of the names that godotenv found.
func (f *envFile) scan(text string) {
	for i, line := range strings.Split(text, "\n") {
		m := assignment.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name, value := m[1], m[2]
		if _, known := f.values[name]; !known {
			continue
		}
		f.lines[name] = append(f.lines[name], i+1)
		if strings.HasPrefix(value, "'") {
			continue // nothing is replaced inside single marks
		}
		value, _, _ = strings.Cut(value, " #")
		for _, r := range reference.FindAllStringSubmatch(value, -1) {
			if _, given := f.values[r[2]]; !given && r[1] == "" {
				f.lost = append(f.lost, lostReference{line: i + 1, name: name, ref: r[2]})
			}
		}
	}
}

// where is the place of a name for a person to look at.
func (f envFile) where(path, name string) string {
	lines := f.lines[name]
	if len(lines) == 0 {
		return path
	}
	return fmt.Sprintf("%s, line %d", path, lines[len(lines)-1])
}

// printable is the form of a name that is safe to repeat: a misplaced token
// has lower case letters.
var printable = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,39}$`)

// warnings are sentences about what the file says and probably does not mean.
func (f envFile) warnings(path string) []string {
	var known, out []string
	for _, s := range Settings() {
		known = append(known, s.Name)
		if s.Secret && f.open && f.values[s.Name] != "" {
			out = append(out, fmt.Sprintf("%s is in %s, which every user of this machine can read. Run: chmod 600 %s", s.Name, path, path))
		}
		if s.Secret {
			known = append(known, s.Name+fileSuffix)
		}
	}
	for _, name := range sortedNames(f.values) {
		switch {
		case slices.Contains(known, name):
			if lines := f.lines[name]; len(lines) > 1 {
				out = append(out, fmt.Sprintf("%s is given twice in %s: line %d counts, not line %d.",
					name, path, lines[len(lines)-1], lines[0]))
			}
		case !printable.MatchString(name):
			out = append(out, fmt.Sprintf("%s: a name there is no setting, so it has no effect.", f.where(path, name)))
		default:
			sentence := fmt.Sprintf("%s (%s) is no setting, so it has no effect.", name, f.where(path, name))
			if near := Nearest(name, known); near != "" {
				sentence += fmt.Sprintf(" Did you mean %s?", near)
			}
			out = append(out, sentence)
		}
	}
	for _, l := range f.lost {
		if slices.Contains(known, l.name) {
			out = append(out, fmt.Sprintf("%s (%s, line %d) refers to $%s, which this file does not give, so that nothing stands in its place. "+
				"Write the value out, or put it in single quotation marks if the $ is meant.", l.name, path, l.line, l.ref))
		}
	}
	return out
}

func sortedNames(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Nearest returns the known name that a mistyped one was probably meant to be,
// or "" when none is near.
func Nearest(name string, known []string) string {
	if len(name) > 100 {
		return "" // a sentence, no name
	}
	best, bestDistance := "", len(name)/3+1
	for _, k := range known {
		if d := distance(name, k); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour between a and b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			rows[i][j] = min(replace, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
