package endpoint_test

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/bot/endpoint"
)

// inNode has the requests of the first line judged by the package, and writes its
// verdicts, requests that node signs with a key of its own, and the port of an endpoint
// that the package guards with a key that was given. It ends with its input.
const inNode = `
const { verifyKey, verifyKeyMiddleware } = require('discord-interactions');
const { generateKeyPairSync, sign } = require('crypto');
const lines = require('readline').createInterface({ input: process.stdin });
lines.once('line', async (line) => {
  const { key, requests, bodies } = JSON.parse(line);
  const verdicts = [];
  for (const r of requests) verdicts.push(await verifyKey(Buffer.from(r.Body, 'base64'), r.Signature, r.Timestamp, r.Key));
  const own = generateKeyPairSync('ed25519');
  const publicKey = own.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const signed = bodies.map((Body) => {
    const Timestamp = String(Math.floor(Date.now() / 1000));
    const Signature = sign(null, Buffer.concat([Buffer.from(Timestamp), Buffer.from(Body, 'base64')]), own.privateKey).toString('hex');
    return { Key: publicKey, Timestamp, Signature, Body };
  });
  const guard = verifyKeyMiddleware(key);
  const server = require('http').createServer((req, res) => {
    req.header = (name) => req.headers[name.toLowerCase()]; // as Express has it
    guard(req, res, () => res.end());
  });
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ verdicts, signed, port: server.address().port })));
});
lines.once('close', () => process.exit());
`

// judged is a signed request and the key that it is held to, in hexadecimal.
type judged struct {
	Key string
	discordtest.Signed
}

// taken reports what an endpoint with the key says to the request.
func (r judged) taken(t *testing.T) bool {
	t.Helper()
	public, err := hex.DecodeString(r.Key)
	if err != nil {
		t.Fatal(err)
	}
	post := httptest.NewRequestWithContext(t.Context(), http.MethodPost, endpoint.Path, bytes.NewReader(r.Body))
	post.Header.Set("X-Signature-Timestamp", r.Timestamp)
	post.Header.Set("X-Signature-Ed25519", r.Signature)
	w := httptest.NewRecorder()
	endpoint.New(endpoint.Config{Key: public}).Handler(t.Context(), nil).ServeHTTP(w, post)
	if w.Code != http.StatusOK && w.Code != http.StatusUnauthorized {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	return w.Code == http.StatusOK
}

// alterations are what may become of a signed PING on its way. The package judges each
// as the endpoint does, but for the last four.
var alterations = []struct {
	name         string
	ours, theirs bool
	change       func(r *judged, random *rand.Rand)
}{
	{"nothing", true, true, func(*judged, *rand.Rand) {}},
	{"another key", false, false, func(r *judged, _ *rand.Rand) {
		public, _, _ := ed25519.GenerateKey(nil)
		r.Key = hex.EncodeToString(public)
	}},
	{"another body", false, false, func(r *judged, random *rand.Rand) { r.Body[random.IntN(len(r.Body))] ^= byte(1 + random.IntN(255)) }},
	{"a body cut off", false, false, func(r *judged, random *rand.Rand) { r.Body = r.Body[:random.IntN(len(r.Body))] }},
	{"another time", false, false, func(r *judged, random *rand.Rand) { r.Timestamp = secondsFromNow(1 + random.IntN(5)) }},
	{"another signature", false, false, func(r *judged, random *rand.Rand) {
		raw, _ := hex.DecodeString(r.Signature)
		raw[random.IntN(len(raw))] ^= 1 << random.IntN(8)
		r.Signature = hex.EncodeToString(raw)
	}},
	{"a signature cut off", false, false, func(r *judged, random *rand.Rand) { r.Signature = r.Signature[:2*random.IntN(64)] }},
	{"no hexadecimal", false, false, func(r *judged, _ *rand.Rand) {
		i := 0
		for r.Signature[i:i+2] == "00" { // which is what the package reads there
			i += 2
		}
		r.Signature = r.Signature[:i] + "zz" + r.Signature[i+2:]
	}},
	{"a longer signature", false, false, func(r *judged, _ *rand.Rand) { r.Signature += "00" }},
	{"capitals", true, true, func(r *judged, _ *rand.Rand) { r.Signature = strings.ToUpper(r.Signature) }},

	// What the package does not look at.
	{"an hour", false, true, func(r *judged, _ *rand.Rand) { r.Signed = discordtest.SignedAt(secondsFromNow(-3600), r.Body) }},
	{"a time to come", false, true, func(r *judged, _ *rand.Rand) { r.Signed = discordtest.SignedAt(secondsFromNow(3600), r.Body) }},
	{"a time that is no number", false, true, func(r *judged, _ *rand.Rand) { r.Signed = discordtest.SignedAt("now", r.Body) }},
	{"a stray letter behind a digit", false, true, func(r *judged, _ *rand.Rand) {
		for i := 0; i < len(r.Signature); i += 2 {
			if r.Signature[i] == '0' {
				r.Signature = r.Signature[:i] + r.Signature[i+1:i+2] + "z" + r.Signature[i+2:]
				return
			}
		}
		r.Signed = discordtest.SignedAt("now", r.Body) // no such byte is in it: as the one before
	}},
}

func secondsFromNow(n int) string { return strconv.FormatInt(time.Now().Unix()+int64(n), 10) }

// TestTheEndpointAndDiscordsPackageAgree holds the endpoint and the Discord of the tests
// to npm's discord-interactions, which Discord maintains: what one of them signs the
// other takes, and what was altered neither does.
func TestTheEndpointAndDiscordsPackageAgree(t *testing.T) {
	if os.Getenv("VERBATIM_NPM") == "" {
		t.Skip("VERBATIM_NPM=1 has npm fetch Discord's package")
	}
	random := rand.New(rand.NewPCG(5, 6))
	var all []judged
	var bodies [][]byte
	for n := range min(forgeries(t), 500) { // all within the age that is taken
		body := fmt.Appendf(nil, `{"id":"%d","application_id":"1","type":1,"token":"„%x“","version":1}`, 1042000000000000000+n, random.Uint64())
		bodies = append(bodies, body)
		for _, a := range alterations {
			r := judged{discordtest.PublicKey(), discordtest.SignedAt(secondsFromNow(0), bytes.Clone(body))}
			a.change(&r, random)
			all = append(all, r)
		}
	}
	got := judgeInNode(t, all, bodies)
	if len(got.Verdicts) != len(all) || len(got.Signed) != len(bodies) {
		t.Fatalf("node gave %d verdicts and %d requests", len(got.Verdicts), len(got.Signed))
	}
	for i, r := range all {
		a := alterations[i%len(alterations)]
		if ours, theirs := r.taken(t), got.Verdicts[i]; ours != a.ours || theirs != a.theirs {
			t.Errorf("%s: the endpoint says %v, the package %v: %+v", a.name, ours, theirs, r)
		}
	}
	for _, r := range got.Signed {
		if !r.taken(t) {
			t.Errorf("what node signed is refused: %+v", r)
		}
		r.Body[random.IntN(len(r.Body))] ^= 1
		if r.taken(t) {
			t.Errorf("what node did not sign is taken: %+v", r)
		}
	}
	if err := discordtest.New(t).Verify(t.Context(), http.DefaultClient, fmt.Sprintf("http://127.0.0.1:%d", got.Port)); err != nil {
		t.Errorf("an endpoint of the package: %v", err)
	}
	t.Logf("%d requests that Go signed, %d that node signed", len(all), len(got.Signed))
}

// verdicts are what node says.
type verdicts struct {
	Verdicts []bool
	Signed   []judged
	Port     int
}

// judgeInNode runs the script until the test ends.
func judgeInNode(t *testing.T, all []judged, bodies [][]byte) (got verdicts) {
	t.Helper()
	dir := t.TempDir()
	install := exec.Command("npm", "install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", dir, "discord-interactions@4.4.0")
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("Discord's package cannot be had with npm: %v\n%s", err, out)
	}
	node := exec.Command("node", "-e", inNode)
	node.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(dir, "node_modules"))
	node.Stderr = t.Output()
	in, err := node.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := node.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := node.Wait(); err != nil {
			t.Errorf("node: %v", err)
		}
	})
	if err := json.NewEncoder(in).Encode(map[string]any{"key": discordtest.PublicKey(), "requests": all, "bodies": bodies}); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil && err != io.EOF {
		t.Fatal(err)
	}
	if err := json.Unmarshal(line, &got); err != nil {
		t.Fatalf("%v: %q", err, line)
	}
	return got
}
