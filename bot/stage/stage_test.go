package stage_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"verbatim/bot/stage"
)

func start(t *testing.T) (played *stage.Stage, url, token string) {
	t.Helper()
	played, err := stage.New(stage.About{Locales: []string{"en-US"}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(played.Handler())
	t.Cleanup(server.Close)
	_, token, _ = strings.Cut(played.Path(), "token=")
	return played, server.URL, token
}

func get(t *testing.T, method, url, body string, header map[string]string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(raw)
}

// TestNothingIsDoneWithoutTheToken holds for the page, what it calls, and the bot.
func TestNothingIsDoneWithoutTheToken(t *testing.T) {
	played, url, token := start(t)
	for _, tt := range []struct {
		method, path string
		header       map[string]string
		want         int
	}{
		{"GET", "/", nil, 403},
		{"GET", "/?token=x", nil, 403},
		{"GET", played.Path(), nil, 200},
		{"GET", "/stage/commands", nil, 403},
		{"GET", "/stage/commands?token=" + token, nil, 403}, // a header, which no other page can send
		{"GET", "/stage/commands", map[string]string{"X-Stage-Token": token}, 200},
		{"POST", "/stage/do", nil, 403},
		{"POST", "/stage/say", nil, 403},
		{"POST", "/stage/attach?name=a", nil, 403},
		{"GET", "/stage/messages", nil, 403},
		{"GET", "/api/v10/applications/@me", nil, 401},
		{"GET", "/api/v10/applications/@me", map[string]string{"Authorization": "Bot " + played.BotToken()}, 200},
		{"POST", "/api/v10/interactions/1/x/callback", nil, 404},
		{"PATCH", "/api/v10/webhooks/1/x/messages/@original", nil, 400},
		{"GET", "/stage.js", nil, 404},
	} {
		if resp, body := get(t, tt.method, url+tt.path, "", tt.header); resp.StatusCode != tt.want {
			t.Errorf("%s %s with %v: %d %s", tt.method, tt.path, tt.header, resp.StatusCode, body)
		}
	}
}

func TestThePageMayAskNobodyElse(t *testing.T) {
	played, url, _ := start(t)
	resp, body := get(t, "GET", url+played.Path(), "", nil)
	policy := resp.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "connect-src 'self'", "img-src data:", "script-src 'sha256-", "style-src 'sha256-", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %q: %s", want, policy)
		}
	}
	if strings.Contains(body, "{{") || strings.Contains(body, "http://cdn") || !strings.Contains(body, `id="composer"`) {
		t.Errorf("the page is\n%s", body)
	}
}

// TestWhatIsDoneReachesTheBot stands in for the bot, which answers in the response.
func TestWhatIsDoneReachesTheBot(t *testing.T) {
	played, url, token := start(t)
	header := map[string]string{"X-Stage-Token": token}
	if _, body := get(t, "POST", url+"/stage/do", `{"Type":2,"Command":"quote random"}`, header); !strings.Contains(body, "still starting") {
		t.Errorf("without a bot: %s", body)
	}
	var got struct {
		Type    int
		GuildID string `json:"guild_id"`
		Data    struct {
			Name    string
			Options []struct {
				Name    string
				Type    int
				Options []struct{ Name, Value string }
			}
		}
		Member struct {
			User struct{ ID string }
		}
	}
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"type":4,"data":{"content":"here"}}`)
	}))
	defer bot.Close()
	played.Deliver(bot.URL)
	get(t, "POST", url+"/stage/do", `{"Type":2,"Moderator":true,"Command":"quote search","Options":[{"name":"words","type":3,"value":"four score"}]}`, header)
	if o := got.Data.Options; got.Type != 2 || got.GuildID != stage.Guild || got.Member.User.ID != stage.Moderator || got.Data.Name != "quote" ||
		len(o) != 1 || o[0].Name != "search" || o[0].Type != 1 || len(o[0].Options) != 1 || o[0].Options[0].Value != "four score" {
		t.Errorf("the bot gets %+v", got)
	}
	if _, body := get(t, "GET", url+"/stage/messages?after=0", "", header); !strings.Contains(body, `"content":"here"`) {
		t.Errorf("the channel has %s", body)
	}
	if _, body := get(t, "POST", url+"/stage/do", `{"Type":3,"Message":"1","CustomID":"x"}`, header); !strings.Contains(body, "run the command again") {
		t.Errorf("a button of no message: %s", body)
	}
}

// TestWhatIsAttachedComesFromTheCDN stands in for the bot, which gets the file as from
// Discord's host for attachments.
func TestWhatIsAttachedComesFromTheCDN(t *testing.T) {
	played, url, token := start(t)
	header := map[string]string{"X-Stage-Token": token}
	var got struct {
		Data struct {
			Options  []struct{ Options []struct{ Value string } }
			Resolved struct {
				Attachments map[string]struct {
					Filename, URL string
					Size          int
				}
			}
		}
	}
	bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"type":4,"data":{"content":"here"}}`)
	}))
	defer bot.Close()
	played.Deliver(bot.URL)
	attach := func(name, content string) string {
		t.Helper()
		resp, body := get(t, "POST", url+"/stage/attach?name="+name, content, header)
		var attached struct{ ID string }
		if err := json.Unmarshal([]byte(body), &attached); err != nil || resp.StatusCode != 200 {
			t.Fatalf("attaching: %d %s", resp.StatusCode, body)
		}
		return attached.ID
	}
	use := func(id string) string {
		_, body := get(t, "POST", url+"/stage/do", `{"Type":2,"Command":"corpus import","Options":[{"name":"file","type":11,"value":"`+id+`"}]}`, header)
		return body
	}
	first := attach("My%20Quotes%20%26%20More.csv", "text\nWords\n")
	use(first)
	a := got.Data.Resolved.Attachments[first]
	if a.Filename != "My Quotes & More.csv" || a.Size != 11 || len(got.Data.Options) != 1 || got.Data.Options[0].Options[0].Value != first {
		t.Fatalf("the bot gets %+v", got)
	}
	path, ok := strings.CutPrefix(a.URL, "https://cdn.discordapp.com")
	if !ok {
		t.Fatalf("the file is at %s", a.URL)
	}
	file := func(host, path string) (int, string) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
		r.Host = host
		w := httptest.NewRecorder()
		played.Handler().ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for _, tt := range []struct {
		host, path string
		want       int
	}{
		{"cdn.discordapp.com", path, 200},
		{"cdn.discordapp.com", strings.Split(path, "hm=")[0] + "hm=x", 404},
		{"cdn.discordapp.com", strings.Split(path, "?")[0], 404},
		{"127.0.0.1", path, 404},
	} {
		code, body := file(tt.host, tt.path)
		if code != tt.want || (code == 200) != (body == "text\nWords\n") {
			t.Errorf("%s%s: %d %q", tt.host, tt.path, code, body)
		}
	}
	if resp, body := get(t, "POST", url+"/stage/attach?name=a.txt", strings.Repeat("a", 10<<20+1), header); resp.StatusCode != 413 || !strings.Contains(body, "too large") {
		t.Errorf("a large file: %d %s", resp.StatusCode, body)
	}
	for range 20 {
		attach("more.csv", "text\n")
	}
	if body := use(first); !strings.Contains(body, "attach it again") {
		t.Errorf("a file that was forgotten: %s", body)
	}
	if code, _ := file("cdn.discordapp.com", path); code != 404 {
		t.Errorf("a file that was forgotten is still given out: %d", code)
	}
}
