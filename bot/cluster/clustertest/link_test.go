package clustertest

import (
	"io"
	"net"
	"testing"
	"time"
)

func TestACutLinkLetsNothingThroughUntilItIsMended(t *testing.T) {
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer echo.Close()
	go func() {
		for {
			c, err := echo.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); _ = c.Close() }()
		}
	}()
	l, err := NewLink(echo.Addr().(*net.TCPAddr).Port)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	back := make([]byte, 1)
	say := func(within time.Duration) error {
		_ = c.SetDeadline(time.Now().Add(within))
		_, err := io.ReadFull(c, back)
		return err
	}
	if _, err := c.Write([]byte("a")); err != nil || say(10*time.Second) != nil || back[0] != 'a' {
		t.Fatalf("an open link: %v, %q", err, back)
	}
	l.Cut()
	if _, err := c.Write([]byte("b")); err != nil || say(50*time.Millisecond) == nil {
		t.Fatalf("a cut link: %v, %q", err, back)
	}
	l.Mend()
	if err := say(10 * time.Second); err != nil || back[0] != 'b' {
		t.Fatalf("a mended link: %v, %q", err, back)
	}
}
