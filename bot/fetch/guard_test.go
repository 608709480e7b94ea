package fetch

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// forbidden4 are IPv4 addresses that are not of the public internet.
var forbidden4 = []string{
	"127.0.0.1", "127.0.0.53", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254",
	"192.168.0.1", "192.168.255.255", "169.254.0.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "100.127.255.255",
	"168.63.129.16", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
	"224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
}

// forbidden6 are hosts that are not either, as an address has them.
var forbidden6 = []string{
	"[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:0:127.0.0.1]", "[fe80::1]", "[fe80::1%25lo]", "[febf::1]", "[fc00::1]", "[fd00:ec2::254]",
	"[fec0::1]", "[ff02::1]", "[ff0e::1]", "[100::1]", "[2001:db8::1]", "[2001:2::1]", "[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]",
	"[64:ff9b:1::7f00:1]", "[::2]", "[4000::1]",
}

// names are such as lead to these, whatever the resolver says.
var names = []string{"localhost", "localhost.", "LOCALHOST", "a.localhost", "inside.test", "inside6.test", "mapped.test", "many.test", "turns.test"}

// spellings are the forms of an IPv4 address in which some program or other reads it.
func spellings(a string) []string {
	ip := netip.MustParseAddr(a).As4()
	n := binary.BigEndian.Uint32(ip[:])
	hi, lo := uint16(n>>16), uint16(n)
	return []string{
		a, a + ".",
		fmt.Sprint(n), fmt.Sprintf("0x%x", n), fmt.Sprintf("0X%X", n), fmt.Sprintf("0%o", n),
		fmt.Sprintf("0x%x.0x%x.0x%x.0x%x", ip[0], ip[1], ip[2], ip[3]),
		fmt.Sprintf("0%o.0%o.0%o.0%o", ip[0], ip[1], ip[2], ip[3]),
		fmt.Sprintf("%d.%d", ip[0], n&0xffffff), fmt.Sprintf("%d.%d.%d", ip[0], ip[1], lo),
		fmt.Sprintf("[::ffff:%s]", a), fmt.Sprintf("[::ffff:%x:%x]", hi, lo), fmt.Sprintf("[::%s]", a),
		fmt.Sprintf("[64:ff9b::%s]", a), fmt.Sprintf("[2002:%x:%x::1]", hi, lo), fmt.Sprintf("[2001:0:4136:e378:8000:63bf:%x:%x]", ^hi, ^lo),
	}
}

// aton reads an IPv4 address as C's inet_aton does, which getaddrinfo uses.
func aton(s string) (netip.Addr, bool) {
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	n := uint64(0)
	for i, part := range parts {
		v, err := strconv.ParseUint(part, 0, 32)
		last := i == len(parts)-1
		if err != nil || !last && v > 255 {
			return netip.Addr{}, false
		}
		if n |= v << (8 * (3 - i)); last {
			n = n&^(v<<(8*(3-i))) | v
		}
	}
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}), true
}

// somewhere is a public address, which these tests do not dial.
var somewhere = netip.MustParseAddr("93.184.215.14")

// dns answers for names of the tests. turns.test is somewhere public each first time
// that it is asked for, and here each second.
type dns struct{ turns atomic.Int64 }

func (d *dns) addresses(name string) []netip.Addr {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	here, here6 := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")
	switch name {
	case "inside.test", "localhost", "a.localhost":
		return []netip.Addr{here}
	case "inside6.test":
		return []netip.Addr{here6}
	case "mapped.test":
		return []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.1")}
	case "many.test":
		return []netip.Addr{somewhere, here, here6, netip.MustParseAddr("10.1.1.1")}
	case "turns.test":
		if d.turns.Add(1)%2 == 1 {
			return []netip.Addr{somewhere}
		}
		return []netip.Addr{here}
	}
	if a, ok := aton(name); ok {
		return []netip.Addr{a}
	}
	return nil
}

func (d *dns) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go func() {
			defer server.Close()
			for d.serve(server) == nil {
			}
		}()
		return client, nil
	}}
}

// serve answers one question over a stream.
func (d *dns) serve(c net.Conn) error {
	var size [2]byte
	if _, err := io.ReadFull(c, size[:]); err != nil {
		return err
	}
	raw := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(c, raw); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(raw); err != nil {
		return err
	}
	q := m.Questions[0]
	answer := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true, RecursionAvailable: true},
		Questions: m.Questions,
	}
	if q.Type == dnsmessage.TypeA || q.Name.String() != "turns.test." {
		for _, a := range d.addresses(q.Name.String()) {
			var body dnsmessage.ResourceBody
			switch {
			case q.Type == dnsmessage.TypeA && a.Is4():
				body = &dnsmessage.AResource{A: a.As4()}
			case q.Type == dnsmessage.TypeAAAA && a.Is6():
				body = &dnsmessage.AAAAResource{AAAA: a.As16()}
			default:
				continue
			}
			answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: body})
		}
	}
	out, err := answer.Pack()
	if err != nil {
		return err
	}
	_, err = c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...))
	return err
}

// guarded is the guard of a port. What it lets through on this machine is dialled;
// anything else would be a connection to a public address, and only somewhere is one.
func guarded(t *testing.T, port uint16) func(network, address string, c syscall.RawConn) error {
	check := control(port)
	return func(network, address string, c syscall.RawConn) error {
		if err := check(network, address, c); err != nil {
			return err
		}
		at := netip.MustParseAddrPort(address).Addr()
		if at != somewhere {
			t.Errorf("%s is let through", address)
		}
		if at.IsLoopback() {
			return nil
		}
		return errors.New("nothing public is dialled in a test")
	}
}

// counting is a TLS server on every address of this machine, and how many
// connections came.
func counting(t *testing.T, h http.Handler) (port uint16, connections *atomic.Int64) {
	t.Helper()
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	connections = new(atomic.Int64)
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return netip.MustParseAddrPort(l.Addr().String()).Port(), connections
}

// forbidden are the addresses of a port that must not be fetched.
func forbidden(port uint16) []string {
	var all []string
	add := func(host string) { all = append(all, fmt.Sprintf("https://%s:%d/page", host, port)) }
	for _, a := range forbidden4 {
		for _, host := range spellings(a) {
			add(host)
		}
	}
	for _, host := range append(forbidden6, names...) {
		add(host)
	}
	for _, host := range []string{"someone@127.0.0.1", "someone:secret@127.0.0.1", "example.org@127.0.0.1", "example.org%20@127.0.0.1", "example.org\\@127.0.0.1", "127.0.0.1%2f", "①②⑦.⓪.⓪.①", "127。0。0。1", "ⓛocalhost"} {
		add(host)
	}
	return append(all,
		fmt.Sprintf("http://127.0.0.1:%d/page", port), fmt.Sprintf("HTTP://localhost:%d/page", port), fmt.Sprintf("//127.0.0.1:%d/page", port),
		fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("ftp://127.0.0.1:%d/", port), fmt.Sprintf("gopher://127.0.0.1:%d/", port), "file:///etc/passwd", "https:///page", "https:127.0.0.1", "https://", "https://:443/",
		"data:text/html,hello", "javascript:alert(1)", "", " ", "\x00", "https://a b/", "https://[::1", "https://127.0.0.1:99999/", "https://127.0.0.1/", "https://localhost/", "https://127.0.0.1:22/")
}

func TestNoForbiddenAddressIsFetched(t *testing.T) {
	port, connections := counting(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "secret")
	}))
	f := newFetcher(Options{}, &net.Dialer{Resolver: new(dns).resolver(), Control: guarded(t, port)})
	all := forbidden(port)
	if len(all) < 200 {
		t.Fatalf("%d addresses only", len(all))
	}
	for _, address := range all {
		// Twice, as DNS may answer otherwise the second time.
		for range 2 {
			p, err := f.Page(t.Context(), address)
			known := errors.Is(err, ErrForbidden) || errors.Is(err, ErrAddress) || errors.Is(err, ErrNotHTTPS) || errors.Is(err, ErrUnreachable)
			if !known || len(p.Data) > 0 {
				t.Errorf("%q: %q, %v", address, p.Data, err)
			}
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
	t.Logf("%d addresses, each twice: %d connections", len(all), connections.Load())
}

// The first server is one that the guard lets through here; it leads to those that
// it does not.
func TestNoRedirectLeadsToAForbiddenAddress(t *testing.T) {
	secretPort, connections := counting(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "secret")
	}))
	var target string
	first := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusFound)
	}))
	t.Cleanup(first.Close)
	guard := guarded(t, secretPort)
	f := newFetcher(Options{}, &net.Dialer{Resolver: new(dns).resolver(), Control: func(network, address string, c syscall.RawConn) error {
		if address == first.Listener.Addr().String() {
			return nil
		}
		return guard(network, address, c)
	}})
	f.pages.(*http.Transport).TLSClientConfig = first.Client().Transport.(*http.Transport).TLSClientConfig
	for _, target = range forbidden(secretPort) {
		p, err := f.Page(t.Context(), first.URL)
		if err == nil || len(p.Data) > 0 {
			t.Errorf("to %q: %q, %v", target, p.Data, err)
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

func TestPublicAddresses(t *testing.T) {
	for _, a := range []string{"1.1.1.1", "93.184.215.14", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450::1", "2003::1", "2001:200::1"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
	for _, a := range forbidden4 {
		ip := netip.MustParseAddr(a)
		if public(ip) || public(netip.AddrFrom16(ip.As16())) {
			t.Errorf("%s is public", a)
		}
	}
	for _, network := range []string{"udp4", "unix"} {
		if control(443)(network, "1.1.1.1:443", nil) == nil {
			t.Errorf("%s is let through", network)
		}
	}
	if control(443)("tcp4", "1.1.1.1:443", nil) != nil || control(443)("tcp4", "1.1.1.1:8443", nil) == nil {
		t.Error("not just port 443 is let through")
	}
}
