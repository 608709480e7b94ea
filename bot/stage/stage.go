// Package stage plays Discord in a browser for one bot on this machine, so that it can
// be tried without an account: a page with one channel, in which commands are typed,
// buttons pressed and forms sent, and what a bot needs of Discord's REST API.
//
// It is lenient where Discord is strict: whether the real one would take an answer is
// for bot/discordtest to say.
package stage

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Who and what there is, in the form of Discord's IDs.
const (
	Application = "1042000000000000000"
	Guild       = "1042000000000000001"
	Moderator   = "1042000000000000021"

	member  = "1042000000000000020"
	channel = "1042000000000000030"
	private = "1042000000000000031" // the channel of direct messages
)

const (
	mostMessages  = 300     // older ones are forgotten
	mostExchanges = 1000    // the same
	maxBody       = 4 << 20 // bytes of a request
	// pollFor is how long the page waits for something new.
	pollFor = 25 * time.Second
)

// Stage is one channel and one direct message with the bot. Safe for concurrent use.
type Stage struct {
	key      ed25519.PrivateKey
	botToken string
	secret   string // what the page has to know
	about    About
	client   *http.Client

	mu        sync.Mutex
	endpoint  string        // where interactions are posted
	changed   chan struct{} // closed when something does
	version   int           // counts changes of messages
	lastID    uint64
	commands  map[string]json.RawMessage // by the path of their place
	messages  []*message
	exchanges []*exchange
	attached  []*attachment
}

// message is one in the channel. Its fields are guarded by the stage's mu.
type message struct {
	id      string
	place   string // of channels
	said    string // what the person wrote; empty: it is the bot's
	used    string // the command that it answers, if it answers one
	data    map[string]json.RawMessage
	files   map[string][]byte
	waiting bool // a deferral: "is thinking…"
	at      time.Time
	version int
}

// exchange is an interaction that the bot may still answer.
type exchange struct {
	id, token string
	place     string
	used      string   // the command
	source    *message // with the button that was pressed
	original  *message // what the first response led to
}

// About is what the page tells of the bot.
type About struct {
	Locales []string // the languages that a person may have
	Corpus  string   // the folder of the corpus; empty: the one inside the program
	Data    string   // the folder with what moderators decide
}

// New returns an empty stage.
func New(about About) (*Stage, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return &Stage{
		key:      key,
		botToken: base64.RawURLEncoding.EncodeToString([]byte(Application)) + ".stage." + rand.Text(),
		secret:   rand.Text(),
		about:    about,
		client:   &http.Client{Timeout: 10 * time.Second},
		changed:  make(chan struct{}),
		commands: make(map[string]json.RawMessage),
	}, nil
}

// PublicKey is the application's, with which interactions are signed.
func (s *Stage) PublicKey() ed25519.PublicKey { return s.key.Public().(ed25519.PublicKey) }

// BotToken is the token that the bot has to show.
func (s *Stage) BotToken() string { return s.botToken }

// Path is where the page is, with what lets the browser in.
func (s *Stage) Path() string { return "/?token=" + s.secret }

// Deliver says where interactions are posted; until then nothing can be done.
func (s *Stage) Deliver(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoint = url
}

// Handler answers the browser and the bot.
func (s *Stage) Handler() http.Handler {
	mux := http.NewServeMux()
	s.api(mux)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if !s.knows(r.URL.Query().Get("token")) {
			http.Error(w, "Open the address that verbatim preview printed, with its token.", http.StatusForbidden)
			return
		}
		s.page(w)
	})
	mux.HandleFunc("GET "+cdnHost+"/ephemeral-attachments/{app}/{id}/{name}", s.cdn)
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /stage/commands": s.getCommands, "GET /stage/messages": s.getMessages,
		"POST /stage/say": s.say, "POST /stage/do": s.do, "POST /stage/attach": s.attach,
	} {
		most := int64(maxBody)
		if pattern == "POST /stage/attach" {
			most = maxFile
		}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			// A header that other pages cannot send.
			if !s.knows(r.Header.Get("X-Stage-Token")) {
				http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, most)
			handle(w, r)
		})
	}
	return mux
}

func (s *Stage) knows(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(s.secret)) == 1
}

// snowflake returns a new ID, later than all before. The caller holds s.mu.
// https://discord.com/developers/docs/reference#snowflakes
func (s *Stage) snowflake() string {
	const epoch = 1420070400000
	s.lastID = max(uint64(time.Now().UnixMilli()-epoch)<<22, s.lastID+1)
	return strconv.FormatUint(s.lastID, 10)
}

// add puts a new message into a channel. The caller holds s.mu.
func (s *Stage) add(m *message) *message {
	m.id, m.at = s.snowflake(), time.Now()
	if s.messages = append(s.messages, m); len(s.messages) > mostMessages {
		s.messages = slices.Delete(s.messages, 0, 1)
	}
	s.touch(m)
	return m
}

// touch lets everyone know that a message is new or changed. The caller holds s.mu.
func (s *Stage) touch(m *message) {
	s.version++
	m.version = s.version
	close(s.changed)
	s.changed = make(chan struct{})
}

// find returns the message with an ID, nil if there is none. The caller holds s.mu.
func (s *Stage) find(id string) *message {
	i := slices.IndexFunc(s.messages, func(m *message) bool { return m.id == id })
	if i < 0 {
		return nil
	}
	return s.messages[i]
}

// getMessages writes what changed since a version, waiting for something to.
func (s *Stage) getMessages(w http.ResponseWriter, r *http.Request) {
	after, _ := strconv.Atoi(r.URL.Query().Get("after")) // 0: all
	ctx, cancel := context.WithTimeout(r.Context(), pollFor)
	defer cancel()
	for {
		s.mu.Lock()
		changed, version := s.changed, s.version
		shown := []any{}
		for _, m := range s.messages {
			if m.version > after {
				shown = append(shown, m.shown())
			}
		}
		s.mu.Unlock()
		if len(shown) == 0 {
			select {
			case <-changed:
				continue
			case <-ctx.Done():
			}
		}
		reply(w, http.StatusOK, map[string]any{"version": version, "messages": shown})
		return
	}
}

// shown is a message as the page takes it.
func (m *message) shown() any {
	kind := 4
	if m.waiting {
		kind = 5
	}
	return map[string]any{
		"id": m.id, "place": m.place, "said": m.said, "used": m.used, "at": m.at.UnixMilli(), "files": m.files,
		"message": map[string]any{"type": kind, "data": m.data},
	}
}

// say puts what a person writes into the channel.
func (s *Stage) say(w http.ResponseWriter, r *http.Request) {
	var said struct {
		Text string
		DM   bool
	}
	if err := json.NewDecoder(r.Body).Decode(&said); err != nil || said.Text == "" {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.add(&message{place: place(said.DM), said: said.Text})
	reply(w, http.StatusOK, map[string]any{})
}

func place(dm bool) string {
	if dm {
		return private
	}
	return channel
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who hangs up is not told
}
