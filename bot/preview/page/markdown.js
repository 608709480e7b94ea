"use strict";

// Discord's markdown as a tree of nodes: a string is text, everything else is
// {tag, attrs, kids}. Nothing here touches a document, so that node can test it;
// page.js makes elements of the tree. Rules are tried in order at each position,
// block rules at the start of a line only, as the client does.

function h(tag, attrs, ...kids) {
  kids = kids.flat(Infinity).filter((kid) => kid !== "" && kid !== null && kid !== undefined && kid !== false);
  return { tag, attrs: attrs || {}, kids };
}

const wrapped = (tag, attrs) => (m, ctx) => h(tag, attrs, markdown(m[1], { ...ctx, inline: true }));

// Only http and https become links; of anything else the label is shown.
function link(url, label) {
  if (!/^https?:\/\//i.test(url)) return h("span", {}, label);
  return h("a", { href: url, title: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

// A label that is itself an address could lie about where it leads: the client
// shows such a link as it was written.
function maskedLink(m, ctx) {
  if (ctx.link || /https?:\/\//i.test(m[1])) return m[0];
  return link(m[2], markdown(m[1], { ...ctx, inline: true, link: true }));
}

// A closing bracket belongs to a bare address only if it was opened in it.
function bareLink(m, ctx) {
  let url = m[0];
  while (url.endsWith(")") && url.split(")").length > url.split("(").length) url = url.slice(0, -1);
  return [ctx.link ? url : link(url, url), m[0].slice(url.length)];
}

const day = { year: "numeric", month: "2-digit", day: "2-digit" };
const minute = { hour: "numeric", minute: "2-digit" };
const timeStyles = {
  t: minute,
  T: { ...minute, second: "2-digit" },
  d: day,
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { ...day, ...minute },
  S: { ...day, ...minute, second: "2-digit" },
};

// English and UTC, whoever looks: two pictures of one message are the same.
function formatTime(ms, style) {
  // Older ICU puts a plain space before "PM", newer a narrow one.
  return new Intl.DateTimeFormat("en-US", { ...timeStyles[style], timeZone: "UTC" }).format(ms).replace(/\u202f/g, " ");
}

function relativeTime(ms, now) {
  const seconds = (ms - now) / 1000;
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, length] = units.find(([, length]) => Math.abs(seconds) >= length) || units[5];
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

function timestamp(m, ctx) {
  const ms = Number(m[1]) * 1000;
  if (Math.abs(ms) > 8.64e15) return m[0];
  return h("time", {}, m[2] === "R" ? relativeTime(ms, ctx.now) : formatTime(ms, m[2] || "f"));
}

// Mentions are drawn with the identifier: whose it is only Discord knows.
const mention = (sign) => (m) => h("span", { class: "mention" }, sign + m[1]);

const inlineRules = [
  [/\\([^0-9A-Za-z\s])/y, (m) => m[1]],
  [/```(?:[a-z0-9_+\-.#]+\n)?\n*([^\n][^]*?)\n*```\n?/iy, (m) => h("pre", {}, m[1])],
  [/(`+)\s*([^]*?[^`])\s*\1(?!`)/y, (m) => h("code", {}, m[2])],
  [/\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/y, wrapped("strong")],
  [/__((?:\\[^]|[^\\])+?)__(?!_)/y, wrapped("u")],
  [/\*(?=\S)((?:\*\*|\\[^]|\s+(?:\\[^]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/y, wrapped("em")],
  [/\b_((?:__|\\[^]|[^\\_])+?)_\b/y, wrapped("em")],
  [/~~([^]+?)~~(?!_)/y, wrapped("s")],
  [/\|\|([^]+?)\|\|/y, wrapped("span", { class: "spoiler" })],
  [/\[((?:\\[^]|\[[^\]\n]*\]|[^\\[\]\n])+)\]\(<?(https?:\/\/(?:\([^\s()]*\)|[^\s<>()])+)>?(?:\s+"[^"]*")?\)/iy, maskedLink],
  [/<(https?:\/\/[^\s<>]+)>/iy, (m, ctx) => (ctx.link ? m[1] : link(m[1], m[1]))],
  [/https?:\/\/[^\s<]+[^<.,:;"'\]\s]/iy, bareLink],
  [/<t:(-?\d{1,17})(?::([tTdDfFsSR]))?>/y, timestamp],
  [/<(\/[-_\p{L}\p{N}]{1,32}(?: [-_\p{L}\p{N}]{1,32}){0,2}):\d+>/uy, mention("")],
  [/<@!?(\d+)>/y, mention("@")],
  [/<@&(\d+)>/y, mention("@")],
  [/<#(\d+)>/y, mention("#")],
  [/<a?(:\w{2,32}:)\d+>/y, (m) => m[1]],
];

const block = (tag, attrs) => (m, ctx) => h(tag, attrs, markdown(m[1], { ...ctx, inline: true }));

// Quotations do not nest, and three signs quote everything to the end.
const quote = (m, ctx) => h("blockquote", {}, markdown(m[1], { ...ctx, quote: true }));

const blockRules = [
  [/ *>>> ([^]*)/y, quote, "quote"],
  [/((?: *> [^\n]*(?:\n|$))+)/y, (m, ctx) => quote([, m[1].replace(/\n$/, "").replace(/^ *> /gm, "")], ctx), "quote"],
  [/# +([^\n]+)(?:\n|$)/y, block("h1")],
  [/## +([^\n]+)(?:\n|$)/y, block("h2")],
  [/### +([^\n]+)(?:\n|$)/y, block("h3")],
  [/-# +([^\n]+)(?:\n|$)/y, block("small")],
  [/(?: *(?:[-*]|\d+\.) +[^\n]*(?:\n|$)(?: {2,}(?![-*] |\d+\. )[^\n]*(?:\n|$))*)+/y, list],
];

// A list's lines as items; an indented line without a bullet continues the item
// above it.
function list(m, ctx) {
  const items = [];
  for (const line of m[0].replace(/\n$/, "").split("\n")) {
    const [, indent, mark, text] = /^( *)([-*]|\d+\.) +(.*)$/.exec(line) || [];
    if (mark) items.push({ indent: indent.length, start: parseInt(mark, 10), text });
    else items[items.length - 1].text += "\n" + line.trimStart();
  }
  return nestList(items, ctx);
}

function nestList(items, ctx) {
  const lists = [];
  for (let at = 0; at < items.length; ) {
    const item = items[at++];
    const inner = at;
    while (at < items.length && items[at].indent > item.indent) at++;
    const tag = Number.isNaN(item.start) ? "ul" : "ol";
    if (!lists.length || lists[lists.length - 1].tag !== tag) {
      lists.push(h(tag, tag === "ol" ? { start: String(item.start) } : {}));
    }
    const kids = [markdown(item.text, ctx), nestList(items.slice(inner, at), ctx)];
    lists[lists.length - 1].kids.push(h("li", {}, kids));
  }
  return lists;
}

function firstMatch(rules, src, at, ctx) {
  for (const [pattern, make, not] of rules) {
    if (not && ctx[not]) continue;
    pattern.lastIndex = at;
    const m = pattern.exec(src);
    if (m) return { end: at + m[0].length, nodes: make(m, ctx) };
  }
  return null;
}

// markdown parses src. ctx: now (milliseconds, for relative times), inline (no
// block rules), quote (inside a quotation), link (inside a link's label).
function markdown(src, ctx) {
  const nodes = [];
  const push = (node) => {
    const last = nodes.length - 1;
    if (typeof node === "string" && typeof nodes[last] === "string") nodes[last] += node;
    else nodes.push(node);
  };
  for (let at = 0; at < src.length; ) {
    const atLine = !ctx.inline && (at === 0 || src[at - 1] === "\n");
    const found = (atLine && firstMatch(blockRules, src, at, ctx)) || firstMatch(inlineRules, src, at, ctx);
    if (found) {
      [found.nodes].flat().forEach(push);
      at = found.end;
    } else {
      const char = String.fromCodePoint(src.codePointAt(at));
      push(char);
      at += char.length;
    }
  }
  return nodes;
}
