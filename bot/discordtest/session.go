package discordtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// identified counts a sign-in and says whether the script or a former session
// on the connection already decides about it.
func (s *Server) identified(c *conn, counter *int) bool {
	s.mu.Lock()
	*counter++
	again := c.session != nil
	s.notify()
	s.mu.Unlock()
	switch {
	case again:
		c.send(closeCode(4005))
	case c.script.Close != 0:
		c.send(closeCode(c.script.Close))
	case c.script.Invalid:
		c.send(packet{Op: opInvalidSession, Data: false})
	default:
		return false
	}
	return true
}

// Privileged intents, which a new application has not been granted:
// GUILD_MEMBERS, GUILD_PRESENCES, MESSAGE_CONTENT. The highest intent is
// DIRECT_MESSAGE_POLLS, 1<<25.
const (
	privileged = discordgo.IntentGuildMembers | discordgo.IntentGuildPresences | discordgo.IntentMessageContent
	intents    = 1<<26 - 1
)

// identify: https://discord.com/developers/docs/events/gateway-events#identify
func (s *Server) identify(c *conn, data json.RawMessage) {
	var in struct {
		Token      string            `json:"token"`
		Properties map[string]string `json:"properties"`
		Intents    *discordgo.Intent `json:"intents"`
		Shard      *[2]int           `json:"shard"`
	}
	if s.identified(c, &s.gateway.Identifies) {
		return
	}
	if json.Unmarshal(data, &in) != nil || in.Properties == nil || in.Intents == nil {
		c.send(closeCode(4002))
		return
	}
	switch {
	case strings.TrimPrefix(in.Token, "Bot ") != s.token:
		c.send(closeCode(4004))
	case in.Shard != nil && (in.Shard[1] < 1 || in.Shard[0] < 0 || in.Shard[0] >= in.Shard[1]):
		c.send(closeCode(4010))
	case s.needsSharding && (in.Shard == nil || in.Shard[1] < 2):
		c.send(closeCode(4011))
	case *in.Intents&^intents != 0:
		c.send(closeCode(4013))
	case *in.Intents&privileged != 0:
		c.send(closeCode(4014))
	default:
		s.begin(c, in.Shard, *in.Intents)
	}
}

// number is the session's shard, 0 without shards.
func (ses *session) number() int {
	if ses.shard == nil {
		return 0
	}
	return ses.shard[0]
}

// serves reports whether the session gets what happens in a guild.
func (ses *session) serves(guild string) bool {
	return ses.shard == nil || ShardOf(guild, ses.shard[1]) == ses.shard[0]
}

// hasty reports whether a shard's IDENTIFY comes sooner than its bucket allows,
// which Discord calls an invalid session, and a shard's that is connected already
// is a violation. The caller holds s.mu.
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
func (s *Server) hasty(shard [2]int) bool {
	for _, other := range s.gateway.sessions {
		if other.conn != nil && other.shard != nil && *other.shard == shard {
			old := other.conn // it may have ended, unnoticed
			s.connections.Go(func() {
				select {
				case <-old.gone:
				case <-time.After(time.Second):
					s.violate("shard %d of %d signed in while it was connected", shard[0], shard[1])
				}
			})
		}
	}
	bucket, now := shard[0]%s.maxConcurrency, time.Now()
	early := s.gateway.rested[bucket].Sub(now)
	if early > 0 {
		s.violate("shard %d of %d signed in %v before its bucket allows it", shard[0], shard[1], early)
		return true
	}
	s.gateway.rested[bucket] = now.Add(s.identifyEvery)
	return false
}

func (s *Server) begin(c *conn, shard *[2]int, asked discordgo.Intent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if shard != nil && s.hasty(*shard) {
		c.send(packet{Op: opInvalidSession, Data: false})
		return
	}
	ses := &session{id: "session-" + s.snowflake(), conn: c, shard: shard, intents: asked}
	c.session = ses
	s.gateway.sessions = append(s.gateway.sessions, ses)
	signIn := SignIn{At: time.Now()}
	if shard != nil {
		signIn.Shard, signIn.Count = shard[0], shard[1]
	}
	s.gateway.SignIns = append(s.gateway.SignIns, signIn)
	guilds := make([]map[string]any, 0, len(s.guilds))
	for _, id := range s.guilds {
		if ses.serves(id) {
			guilds = append(guilds, map[string]any{"id": id, "unavailable": true})
		}
	}
	ready := map[string]any{
		"v": 9, "user": s.botUser(), "guilds": guilds, "session_id": ses.id, "session_type": "normal",
		"resume_gateway_url": s.gatewayURL("/resume"), "application": map[string]any{"id": s.AppID(), "flags": 0},
		"private_channels": []any{}, "relationships": []any{}, "user_settings": map[string]any{}, "_trace": []string{},
	}
	if shard != nil {
		ready["shard"] = shard
	}
	s.deliver(ses, "READY", ready)
	for _, id := range s.guilds {
		s.appear(ses, id)
	}
	s.live(c)
}

// appear tells a session of a guild, if it asked for guilds. The caller holds
// s.mu.
// https://discord.com/developers/docs/events/gateway-events#guild-create
func (s *Server) appear(ses *session, guild string) {
	if ses.intents&discordgo.IntentGuilds == 0 || !ses.serves(guild) {
		return
	}
	s.deliver(ses, "GUILD_CREATE", map[string]any{
		"id": guild, "name": "Guild " + guild, "unavailable": false, "large": false, "member_count": 2,
		"joined_at": s.now().UTC().Format(time.RFC3339), "roles": []any{}, "channels": []any{}, "members": []any{},
	})
}

// Join adds the application to a guild, as somebody does who opens the invite
// link.
func (s *Server) Join(guild string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds = append(s.guilds, guild)
	for _, ses := range s.gateway.sessions {
		s.appear(ses, guild)
	}
	s.notify()
}

// live counts the session as connected. The caller holds s.mu.
func (s *Server) live(c *conn) {
	s.gateway.Live++
	if c.script.Reconnect {
		c.send(packet{Op: opReconnect})
	}
	if c.script.CloseAfter != 0 {
		c.send(closeCode(c.script.CloseAfter))
	}
	s.notify()
}

// deliver numbers a dispatch, keeps it for RESUME and sends it if the session
// is connected. The caller holds s.mu.
func (s *Server) deliver(ses *session, event string, data any) {
	ses.seq++
	seq := ses.seq
	p := packet{Op: opDispatch, Data: data, Seq: &seq, Type: event}
	ses.log = append(ses.log, p)
	if ses.conn != nil {
		ses.conn.send(p)
	}
}

// resume: https://discord.com/developers/docs/events/gateway#resuming
func (s *Server) resume(c *conn, data json.RawMessage) {
	var in struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}
	if s.identified(c, &s.gateway.Resumes) {
		return
	}
	if json.Unmarshal(data, &in) != nil {
		c.send(closeCode(4002))
		return
	}
	if strings.TrimPrefix(in.Token, "Bot ") != s.token {
		c.send(closeCode(4004))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.gateway.sessions, func(ses *session) bool { return ses.id == in.SessionID })
	if i < 0 || c.script.InvalidResume {
		c.send(packet{Op: opInvalidSession, Data: false})
		return
	}
	ses := s.gateway.sessions[i]
	if in.Seq < 1 || in.Seq > ses.seq {
		c.send(closeCode(4007))
		return
	}
	if old := ses.conn; old != nil {
		old.session = nil
		old.send(drop)
		s.gateway.Live--
	}
	ses.conn, c.session = c, ses
	for _, p := range ses.log[in.Seq:] {
		s.gateway.Replayed++
		c.send(p)
	}
	s.deliver(ses, "RESUMED", map[string]any{"_trace": []string{}})
	s.live(c)
}

// left notes that a connection ended with the client's code. 1000 and 1001
// give the session up.
func (s *Server) left(c *conn, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.Closes = append(s.gateway.Closes, code)
	s.gateway.conns = slices.DeleteFunc(s.gateway.conns, func(o *conn) bool { return o == c })
	if ses := c.session; ses != nil {
		ses.conn = nil
		s.gateway.Live--
		if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
			s.gateway.sessions = slices.DeleteFunc(s.gateway.sessions, func(o *session) bool { return o == ses })
		}
	}
	s.notify()
}
