package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"verbatim/bot/cli"
)

const healthHelp = `Usage: verbatim health [--env FILE]

Asks the bot on this machine, at the port of OPS_ADDR, whether it is ready to
answer people, and prints what it says. The exit code is 0 when it is, otherwise
1. For the health checks of containers, which have no other program inside.

  --env FILE  the env file (.env)

Example:
  verbatim health --env /etc/verbatim/verbatim.env
`

func healthCommand(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	env := envFlag(fs)
	if err := parseOnly(fs, args); err != nil {
		return err
	}
	c, err := p.load(env)
	if err != nil {
		return err
	}
	if c.OpsAddr == "" {
		return &exitError{exitConfig, "OPS_ADDR is not given, so the bot cannot be asked; set it to 127.0.0.1:9090, say"}
	}
	host, port, err := net.SplitHostPort(c.OpsAddr)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // it listens on every address
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("nobody answers on %s; see whether verbatim serve runs", c.OpsAddr)
	}
	defer resp.Body.Close()
	says, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", cli.Neutralise(strings.ReplaceAll(strings.TrimSpace(string(says)), "\n", "; ")))
	}
	_, err = io.WriteString(p.Stdout, "ready\n")
	return err
}
