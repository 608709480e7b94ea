package discordtest

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"
)

// What the bot writes into channels of its own accord. It may write into every
// channel but those of [Server.Refuse].

// nonceLife is how long a nonce is known: Discord says "the past few minutes".
// https://discord.com/developers/docs/resources/message#create-message
const nonceLife = 5 * time.Minute

// Codes with which Discord refuses a channel.
const (
	UnknownChannel    = 10003 // it was deleted
	MissingAccess     = 50001 // the bot may not see it
	MissingPermission = 50013 // the bot may see it, and not write there
	CannotMessage     = 50007 // it is a direct message, and the person takes none
)

// Refuse has a channel refused with one of these codes from now on; 0: no longer.
func (s *Server) Refuse(channel string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[channel] = code
}

// Posts returns what the bot wrote into a channel of its own accord, in order.
func (s *Server) Posts(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.posts(channel)
}

func (s *Server) posts(channel string) []Message {
	var all []Message
	for _, m := range slices.SortedFunc(maps.Values(s.messages), func(a, b *message) int { return a.at.Compare(b.at) }) {
		if m.by == nil && m.channel == channel {
			all = append(all, s.snapshot(m))
		}
	}
	return all
}

// WaitPosts waits until the bot wrote so many messages into a channel.
func (s *Server) WaitPosts(ctx context.Context, channel string, n int) error {
	return s.await(ctx, fmt.Sprintf("%d posts", n), func() bool { return len(s.posts(channel)) >= n })
}

func (s *Server) refusal(channel string, writes bool) (reply, bool) {
	switch code := s.refused[channel]; {
	case code == UnknownChannel:
		return apiError(http.StatusNotFound, code, "Unknown Channel"), true
	case code == MissingAccess:
		return apiError(http.StatusForbidden, code, "Missing Access"), true
	case code == CannotMessage && writes:
		return apiError(http.StatusForbidden, code, "Cannot send messages to this user"), true
	case code == MissingPermission && writes:
		return apiError(http.StatusForbidden, code, "Missing Permissions"), true
	}
	return reply{}, false
}

// DMChannel is the channel of the direct messages with somebody, for [Server.Posts] and
// [Server.Refuse].
func DMChannel(user string) string { return "9" + user }

// openDM begins a direct message, or finds the one that there is.
// https://discord.com/developers/docs/resources/user#create-dm
func (s *Server) openDM(_ *http.Request, body []byte) reply {
	var in struct {
		Recipient string `json:"recipient_id"`
	}
	f := new(form)
	if f.decode("data", body, &in) {
		f.length("recipient_id", in.Recipient, 1, 20)
	}
	if !f.ok() {
		return f.reply()
	}
	return reply{status: http.StatusOK, body: map[string]any{"id": DMChannel(in.Recipient), "type": 1, "recipients": []any{User{ID: in.Recipient, Name: "reader"}.render()}}}
}

func (s *Server) getChannel(r *http.Request, _ []byte) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.PathValue("channel_id")
	if rep, refused := s.refusal(id, false); refused {
		return rep
	}
	return reply{status: http.StatusOK, body: map[string]any{"id": id, "type": discordgo.ChannelTypeGuildText, "guild_id": Guild, "name": "general"}}
}

func (s *Server) postMessage(r *http.Request, body []byte) reply {
	var data fields
	f := new(form)
	if !f.decode("data", body, &data) {
		return f.reply()
	}
	var nonce string
	var enforce bool
	f.decode("nonce", data["nonce"], &nonce)
	f.decode("enforce_nonce", data["enforce_nonce"], &enforce)
	f.length("nonce", nonce, 0, 25)
	if checkMessage(f, "", data, nil); !f.ok() {
		return f.reply()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	channel := r.PathValue("channel_id")
	switch rep, refused := s.refusal(channel, true); {
	case refused:
		return rep
	case data.flags()&discordgo.MessageFlagsEphemeral != 0:
		s.violate("a message in a channel is for one person alone")
	case data.isEmpty():
		return apiError(http.StatusBadRequest, 50006, "Cannot send an empty message")
	}
	s.mind("message in a channel", data)
	for _, m := range s.messages {
		if enforce && nonce != "" && m.nonce == nonce && m.channel == channel && s.now().Sub(m.at) < nonceLife {
			return reply{status: http.StatusOK, body: s.render(m)}
		}
	}
	delete(data, "nonce")
	delete(data, "enforce_nonce")
	m := &message{id: s.snowflake(), channel: channel, nonce: nonce, fields: data, at: s.now()}
	s.messages[m.id] = m
	s.notify()
	return reply{status: http.StatusOK, body: s.render(m)}
}
