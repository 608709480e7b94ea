package text_test

import (
	"strings"
	"testing"

	"verbatim/search/text"
)

func TestSpellingsOfOnePerson(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Shakespeare", "William Shakespeare", true},
		{"William Shakespear", "William Shakespeare", true},
		{"WILLIAM SHAKESPEARE", "William Shakespeare", true},
		{"Mark Twain", "Twain, Mark", true},
		{"Mark Twain", "M. Twain", true},
		{"J. R. R. Tolkien", "J.R.R. Tolkien", true},
		{"JRR Tolkien", "John Ronald Reuel Tolkien", true},
		{"Dostoyevsky", "Dostoevsky", true},
		{"Fyodor Dostoyevsky", "Fedor Dostoevsky", true},
		{"Fyodor Dostoevsky", "Фёдор Достоевский", true},
		{"Leo Tolstoy", "Лев Толстой", true},
		{"Volodymyr Zelenskyy", "Володимир Зеленський", true},
		{"Volodymyr Zelenskyy", "Vladimir Zelensky", true},
		{"Zelenskiy", "Selenskyj", true},
		{"Gandhi", "Mahatma Ghandi", true},
		{"Dr. Martin Luther King Jr.", "Martin Luther King", true},
		{"King, Martin Luther, Jr.", "Martin Luther King, Jr.", true},
		{"Antoine de Saint-Exupéry", "Saint-Exupéry", true},
		{"Antoine de Saint-Exupéry", "Antoine Saint Exupery", true},
		{"Antoine de St. Exupéry", "A. de Saint-Exupéry", true},
		{"De Gaulle", "Charles de Gaulle", true},
		{"Vincent van Gogh", "V. Gogh", true},
		{"Franklin D. Roosevelt", "Franklin Delano Roosevelt", true},
		{"Franklin Roosevelt", "F. D. Roosevelt", true},
		{"President Lincoln", "Abraham Lincoln", true},
		{"Sir Winston Churchill", "W. Churchill", true},
		{"Jean-Paul Sartre", "J.-P. Sartre", true},
		{"Leonardo", "Leonardo da Vinci", true},
		{"Seneca", "Seneca the Younger", true},
		{"Lady Ada Lovelace", "Ada Lovelace", true},
		{"Saint Augustine", "St. Augustine", true},
		{"Pope John Paul II", "John Paul", true},
		{"老子", "老子", true},

		{"Percy Bysshe Shelley", "Percy Shelly", true},
		{"Catherine Parr", "Katharine Parr", true},
		{"Herbert Spencer", "H. Spencer", true},
		{"Карл Краус", "Karl Kraus", true},
		{"Karl Marx", "Carl Marx", true},
		{"Konfuzius", "Confucius", true},
		{"Pope Francis", "Francis", true},
		{"Kahlil Gibran", "Khalil Gibran", true},
		{"Queen Elizabeth I", "Elizabeth", true},
		{"José Ortega y Gasset", "Ortega y Gasset", true},

		{"John Adams", "Samuel Adams", false},
		{"Alec Baldwin", "James A. Baldwin", false},
		{"Herbert Spencer", "E. Spencer", false},
		{"Jeremy Taylor", "I. Taylor", false},
		{"Карл Краус", "Chris Kraus", false},
		{"Kofi Annan", "K. P. Yohannan", false},
		{"Sir H.", "J. H.", false},
		{"Lyndon B. Johnson", "B. Jonson", false},
		{"Pope Francis", "Dick Francis", false},
		{"Pope Francis", "Francis of Assisi", false},
		{"Prince Harry", "Debbie Harry", false},
		{"Patti Smith", "Betty Smith", false},
		{"Marissa Meyer", "Marissa Mayer", false},
		{"Hansen", "Hanson", false},
		{"Don Marquis", "Ben Marcus", false},
		{"Elizabeth I", "Elizabeth von Arnim", false},
		{"Elizabeth I", "Jennifer Elizabeth", false},
		{"Bill Jensen", "B. Jonson", false},
		{"Jennifer Senior", "Jennifer E. Smith", false},
		{"J. C.", "C. JoyBell C.", false},
		{"John le Carré", "John", false},
		{"Henry James", "William James", false},
		{"Henry James", "James Henry", false},
		{"Thomas Mann", "Heinrich Mann", false},
		{"Theodore Roosevelt", "Franklin D. Roosevelt", false},
		{"George W. Bush", "George H. W. Bush", false},
		{"Martin Luther", "Martin Luther King", false},
		{"Martin Luther King Jr.", "Martin Luther King Sr.", false},
		{"Elizabeth I", "Elizabeth II", false},
		{"Pope John Paul II", "John Paul I", false},
		{"Pliny the Elder", "Pliny the Younger", false},
		{"Van Morrison", "Toni Morrison", false},
		{"Al Gore", "Al Franken", false},
		{"Franklin", "Franklin D. Roosevelt", false},
		{"John Smith", "Jane Smith", false},
		{"John Smith", "Joan Smith", false},
		{"Maria Rossi", "Mario Rossi", false},
		{"Louis Armand", "Louise Armand", false},
		{"Zelenskyy", "Zelenska", false},
		{"Lenin", "Lennon", false},
		{"Smith", "Schmidt", false},
		{"Paine", "Penn", false},
		{"Macbeth", "Lady Macbeth", false},
		{"Mr. Adams", "Mrs. Adams", false},
		{"Theodor Adorno", "Tucker Carlson", false},
		{"A great princess", "Marie Antoinette", false},
		{"老子", "孔子", false},
		{"", "Somebody", false},
		{"de", "la", false},
	} {
		if got := text.SamePerson(tt.a, tt.b); got != tt.want {
			t.Errorf("SamePerson(%q, %q) = %v", tt.a, tt.b, got)
		}
		if got := text.SamePerson(tt.b, tt.a); got != tt.want {
			t.Errorf("SamePerson(%q, %q) = %v", tt.b, tt.a, got)
		}
	}
}

func FuzzEveryNameIsItsOwn(f *testing.F) {
	f.Add("Dr. Martin Luther King, Jr.", "King")
	f.Add("de la", ",")
	f.Add("Jr.", "PhD")
	f.Add(strings.Repeat(" ", 300)+"Ann", "Ann")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(text.Tokens(a)) > 0 && !text.SamePerson(a, a) {
			t.Errorf("%q is somebody else", a)
		}
		if text.SamePerson(a, b) != text.SamePerson(b, a) {
			t.Errorf("%q and %q: it depends on who is asked first", a, b)
		}
	})
}

func TestFullNames(t *testing.T) {
	for name, want := range map[string]bool{
		"Mark Twain": true, "Twain, Mark": true, "Dr. Martin Luther King Jr.": true, "Лев Толстой": true,
		"Twain": false, "M. Twain": false, "President Roosevelt": false, "Dr. King": false, "": false,
	} {
		if got := text.ParsePerson(name).Full(); got != want {
			t.Errorf("%q is a full name: %v", name, got)
		}
	}
	if got := text.ParsePerson("King, Martin Luther, Jr.").Surname(); got != "king" {
		t.Errorf("the surname is %q", got)
	}
}
