"use strict";

// A channel in which one person and one bot are: what is typed and pressed goes to the
// server, messages come back from it. Text becomes text nodes and never markup.

const settings = JSON.parse(document.getElementById("settings").textContent);
const $ = (id) => document.getElementById(id);
const nodes = new Map(); // of messages, by ID
const shown = new Map(); // the messages themselves
const dismissed = new Set();
let commands = []; // as Discord has them
let chosen = null; // the command that is being filled in

const types = { command: 2, button: 3, typing: 4, form: 5 };
const option = { subcommand: 1, group: 2, text: 3, integer: 4, yes: 5, channel: 7, attachment: 11 };

async function call(path, body) {
  const init = { headers: { "X-Stage-Token": settings.token } };
  if (body) Object.assign(init, { method: "POST", body: JSON.stringify(body) });
  const response = await fetch(path, init);
  return response.json();
}

const inPrivate = () => $("where").value === "dm";
const person = () => ({ Moderator: $("who").value === "moderator", DM: inPrivate(), Locale: $("language").value });

// act does something to the bot. What only the person sees of the answer is drawn here:
// completions are returned, a form is opened.
async function act(what) {
  const answer = await call("/stage/do", { ...person(), ...what }).catch(() => ({ error: "the preview has ended" }));
  const { response, error } = answer;
  if (error && what.Type !== types.typing) fail(error);
  if (response && response.type === 9) openForm(response.data, what.Message);
  return response;
}

function fail(sentence) {
  document.querySelector("main").append(build(h("div", { class: "failed", role: "status" }, sentence)));
  bottom();
}

const bottom = () => document.querySelector("main").scrollTo(0, 1e9);

// --- messages

function draw1(m, open) {
  if (m.said) {
    const header = [h("span", { class: "name" }, "You"), h("time", {}, formatTime(m.at, "t"))];
    return h("div", { class: "message" }, h("div", { class: "avatar you" }, "Y"),
      h("div", { class: "body" }, h("div", { class: "header" }, header), text(m.said, { now: Date.now(), files: {} })));
  }
  const drawn = drawEntry({ message: m.message, files: m.files || {}, at: m.at, open, live: true }, Date.now());
  if (m.used) drawn.kids.unshift(h("div", { class: "used" }, "You used ", h("b", {}, shownAs(m.used))));
  return drawn;
}

// shownAs is what a command is called in the language of the person.
function shownAs(path) {
  const leaf = leaves().find((c) => c.path === path);
  if (leaf) return "/" + leaf.shownPath;
  const onMessages = commands.find((c) => c.name === path);
  return onMessages ? named(onMessages) : path;
}

function show(m, open) {
  let node;
  try {
    node = build(draw1(m, open));
  } catch (error) {
    node = build(h("div", { class: "error" }, error.message));
  }
  for (const mention of node.querySelectorAll(".mention")) mention.textContent = settings.names[mention.textContent] || mention.textContent;
  node.dataset.id = m.id;
  node.append(build(h("div", { class: "apps" }, h("button", { type: "button", "data-act": "apps" }, "Apps"))));
  node.hidden = dismissed.has(m.id) || (m.place === settings.private) !== inPrivate();
  const old = nodes.get(m.id);
  if (old) old.replaceWith(node);
  else document.querySelector("main").append(node);
  nodes.set(m.id, node);
  shown.set(m.id, m);
}

async function follow() {
  for (let version = 0; ; ) {
    const news = await call("/stage/messages?after=" + version).catch(() => null);
    if (!news) return fail("The preview has ended. Start it again, and open the new address.");
    for (const m of news.messages) show(m);
    if (news.messages.length) bottom();
    version = news.version;
  }
}

// --- buttons, menus, forms

const componentTypes = { button: 2, select: 3 };

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const message = at("[data-id]");
  const action = at("[data-act]")?.dataset.act;
  if (action === "dismiss") {
    dismissed.add(message.dataset.id);
    message.hidden = true;
  } else if (action === "apps") {
    openApps(message);
  } else if (action === "cancel" || at("#overlay .icon-close")) {
    closeForm();
  } else if (action === "submit") {
    sendForm();
  } else if (at("[data-try]")) {
    tryOut(at("[data-try]").dataset);
  } else if (at(".mention")?.textContent.startsWith("/")) {
    tryOut({ try: at(".mention").textContent.slice(1) });
  } else if (message && at("li[data-command]")) {
    act({ Type: types.command, Command: at("li").dataset.command, CommandID: at("li").dataset.commandId, Target: message.dataset.id });
    at("ul").remove();
  } else if (message && at(".open li[data-value]")) {
    const menu = at(".open").querySelector("[data-custom-id]");
    const m = shown.get(message.dataset.id);
    show(m);
    press(m, menu.dataset.customId, componentTypes.select, [at("li").dataset.value]);
  } else if (message && at("[data-custom-id]")) {
    const pressed = at("[data-custom-id]");
    if (pressed.hasAttribute("disabled")) return;
    const m = shown.get(message.dataset.id);
    const id = pressed.dataset.customId;
    if (pressed.classList.contains("select")) show(m, pressed.closest(".open") ? undefined : id);
    else press(m, id, componentTypes.button);
  } else {
    document.querySelectorAll(".apps ul").forEach((list) => list.remove());
  }
});

const press = (m, id, component, values) => act({ Type: types.button, Message: m.id, CustomID: id, Component: component, Values: values });

function openApps(message) {
  const before = message.querySelector(".apps ul");
  if (before) return before.remove();
  const offered = commands.filter((c) => c.type === 3);
  const items = offered.map((c) => h("li", { class: "option", "data-command": c.name, "data-command-id": c.id }, named(c)));
  message.querySelector(".apps").append(build(h("ul", { class: "options" }, items)));
}

let form = null; // that is open

function openForm(data, message) {
  form = { data, message };
  $("overlay").replaceChildren(build(drawEntry({ message: { type: 9, data }, live: true }, Date.now())));
  $("overlay").hidden = false;
  $("overlay").querySelector("[data-field]")?.focus();
}

function closeForm() {
  form = null;
  $("overlay").hidden = true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeForm();
});

function sendForm() {
  const all = [...$("overlay").querySelectorAll("[data-field]")];
  if (!all.every((e) => e.reportValidity())) return;
  const fields = Object.fromEntries(all.map((e) => [e.dataset.field, e.value]));
  const { data, message } = form;
  closeForm();
  act({ Type: types.form, CustomID: data.custom_id, Message: message, Fields: fields });
}

// --- commands

const named = (c) => (c.name_localizations || {})[$("language").value] || c.name;
const described = (c) => (c.description_localizations || {})[$("language").value] || c.description;
const nests = (o) => o.type === option.subcommand || o.type === option.group;

// leaves are the commands that can be run: those with subcommands are none themselves.
function leaves() {
  const found = [];
  const walk = (c, whole, path, shownPath) => {
    const inside = (c.options || []).filter(nests);
    if (!inside.length) found.push({ id: whole.id, path, shownPath, definition: c });
    for (const o of inside) walk(o, whole, `${path} ${o.name}`, `${shownPath} ${named(o)}`);
  };
  const here = (c) => (c.type || 1) === 1 && (!inPrivate() || !c.contexts || c.contexts.includes(1));
  for (const c of commands.filter(here)) walk(c, c, c.name, named(c));
  return found;
}

let offered = []; // what the list above the line has: {label, description, pick}
let marked = 0;

function offer(list) {
  offered = list;
  marked = 0;
  $("offers").hidden = !list.length;
  mark();
}

function mark() {
  $("offers").replaceChildren(...offered.map((o, i) => build(h("li", { class: "option", "data-offer": i, "aria-selected": i === marked ? "true" : "false" },
    h("div", {}, h("div", {}, o.label), o.description && h("div", { class: "description" }, o.description))))));
  $("offers").children[marked]?.scrollIntoView({ block: "nearest" });
}

$("offers").addEventListener("mousedown", (event) => {
  const item = event.target.closest("[data-offer]");
  event.preventDefault(); // the line keeps the focus
  if (item) offered[item.dataset.offer].pick();
});

function keys(event) {
  if ($("offers").hidden) return false;
  if (event.key === "ArrowDown") marked = (marked + 1) % offered.length;
  else if (event.key === "ArrowUp") marked = (marked + offered.length - 1) % offered.length;
  else if (event.key === "Escape") offer([]);
  else if (event.key === "Tab" || (event.key === "Enter" && (!chosen || offered[marked].typed))) offered[marked].pick();
  else return false;
  mark();
  event.preventDefault();
  return true;
}

$("line").addEventListener("input", () => {
  const typed = $("line").value;
  if (!typed.startsWith("/")) return offer([]);
  const words = typed.slice(1).toLowerCase();
  const paths = (c) => [c.path, c.shownPath.toLowerCase()];
  // Behind a whole command stands what its first option is to be.
  const rest = (c) => paths(c).filter((p) => words.startsWith(p + " ")).map((p) => typed.slice(p.length + 2))[0];
  offer(leaves().filter((c) => paths(c).some((p) => p.includes(words)) || rest(c) !== undefined)
    .map((c) => ({ label: "/" + c.shownPath, description: described(c.definition), pick: () => choose(c, rest(c)) })));
});

// tryOut picks a command that the page proposes.
function tryOut(what) {
  if (what.as) $("who").value = what.as;
  const c = leaves().find((c) => [c.path, c.shownPath].includes(what.try));
  if (!c) return fail(commands.length ? "That command is for servers: choose a server above." : "The bot is still starting. Try again in a moment.");
  choose(c);
}

$("line").addEventListener("keydown", (event) => {
  if (keys(event) || event.key !== "Enter") return;
  const typed = $("line").value.trim();
  if (typed.startsWith("/")) return fail(commands.length ? "There is no such command. Type / for all that there are." : "The bot is still starting. Try again in a moment.");
  if (!typed) return;
  $("line").value = "";
  call("/stage/say", { Text: typed, DM: inPrivate() });
});

function input(o) {
  const attrs = { "data-option": o.name };
  if (o.required) attrs.required = "";
  const select = (offered) => h("select", attrs, h("option", { value: "" }, ""), offered.map(([value, label]) => h("option", { value }, label)));
  if (o.type === option.yes) return select([["true", "True"], ["false", "False"]]);
  if (o.type === option.channel) return select([[settings.channel, "#quotations"]]);
  if (o.choices?.length) return select(o.choices.map((c) => [c.value, named(c)]));
  if (o.type === option.attachment) return h("input", { ...attrs, type: "file" });
  return h("input", { ...attrs, maxlength: o.max_length, placeholder: o.required ? "required" : "" });
}

function choose(c, first) {
  offer([]);
  chosen = c;
  const fields = (c.definition.options || []).map((o) => h("label", { title: described(o) }, named(o) + (o.required ? " *" : ""), input(o)));
  const buttons = [h("button", { type: "submit", class: "button style1" }, "Send"), h("button", { type: "button", class: "button style2", id: "drop" }, "Cancel")];
  $("command").replaceChildren(build(h("div", { class: "title" }, "/" + c.shownPath)), ...fields.map(build), ...buttons.map(build));
  $("command").hidden = false;
  $("line").value = "";
  $("line").hidden = true;
  bottom();
  $("drop").addEventListener("click", drop);
  const field = $("command").querySelector("[data-option]");
  (field || $("command").querySelector("button")).focus();
  if (!field || !first) return;
  field.value = first;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function drop() {
  chosen = null;
  offer([]);
  $("command").hidden = true;
  $("line").hidden = false;
  $("line").focus();
}

const defined = (name) => chosen.definition.options.find((o) => o.name === name);

// attach hands over the files that were chosen, of which an interaction only has IDs.
async function attach() {
  const ids = {};
  for (const field of $("command").querySelectorAll('input[type="file"]')) {
    const file = field.files[0];
    if (!file) continue;
    const init = { method: "POST", headers: { "X-Stage-Token": settings.token }, body: file };
    const answer = await fetch("/stage/attach?name=" + encodeURIComponent(file.name), init).then((r) => r.json()).catch(() => ({}));
    if (!answer.id) throw new Error(answer.error || "the file could not be attached");
    ids[field.dataset.option] = answer.id;
  }
  return ids;
}

function options(focused, files = {}) {
  const filled = [];
  for (const field of $("command").querySelectorAll("[data-option]")) {
    const { name, type } = defined(field.dataset.option);
    if (type === option.attachment) {
      if (files[name]) filled.push({ name, type, value: files[name] });
      continue;
    }
    if (!field.value && field !== focused) continue;
    const value = type === option.yes ? field.value === "true" : type === option.integer ? Number(field.value) : field.dataset.picked ?? field.value;
    filled.push({ name, type, value, ...(field === focused && { focused: true }) });
  }
  return filled;
}

let asked = 0;

$("command").addEventListener("input", async (event) => {
  const field = event.target;
  delete field.dataset.picked;
  if (!defined(field.dataset.option)?.autocomplete) return;
  const mine = ++asked;
  const answer = await act({ Type: types.typing, Command: chosen.path, CommandID: chosen.id, Options: options(field) });
  if (mine !== asked || !chosen) return;
  offer((answer?.data?.choices || []).map((c) => ({
    label: c.name,
    typed: true,
    pick: () => {
      field.value = c.name;
      field.dataset.picked = c.value;
      offer([]);
    },
  })));
});

$("command").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp" || event.key === "Tab") keys(event);
  else if (event.key === "Escape") drop();
});

$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const command = chosen;
  if (!command) return;
  try {
    const files = await attach();
    if (chosen !== command) return; // something else was chosen meanwhile
    act({ Type: types.command, Command: command.path, CommandID: command.id, Options: options(undefined, files) });
    drop();
  } catch (error) {
    fail(error.message);
  }
});

// --- the bar

const languageName = (l) => new Intl.DisplayNames([l], { type: "language" }).of(l);
$("language").append(...settings.locales.map((l) => build(h("option", { value: l }, languageName(l)))));
$("language").value = [navigator.language, navigator.language.split("-")[0], "en-US", "en"].find((l) => settings.locales.includes(l));
$("where").addEventListener("change", () => {
  [...shown.values()].forEach((m) => show(m));
  bottom();
});
$("theme").addEventListener("click", () => {
  const light = document.documentElement.dataset.theme !== "light";
  document.documentElement.dataset.theme = light ? "light" : "dark";
  $("theme").textContent = light ? "Dark" : "Light";
});
function narrow() {
  $("width").textContent = document.documentElement.toggleAttribute("data-narrow") ? "Wide" : "Phone";
  bottom();
}
$("width").addEventListener("click", narrow);
if (innerWidth < 500) narrow();
$("help").addEventListener("click", () => $("welcome").scrollIntoView());
document.querySelector("main").addEventListener("load", bottom, true); // pictures take their room late

const from = settings.corpus ? `The quotations are those of the folder ${settings.corpus}.` : "The quotations are the two thousand that the program brings along. For your own, name a folder as CORPUS_DIR in the file .env, put files of quotations or articles into it, and start the preview again; verbatim demo harbour makes a folder with some files, to play with.";
$("corpus").textContent = `${from} What moderators decide is kept in ${settings.data}.`;
document.querySelector('[data-try="corpus import"]').closest("li").hidden = !settings.corpus; // it needs a folder

// The bot says what its commands are a moment after it was started.
async function learn() {
  commands = await call("/stage/commands").catch(() => []);
  if (!commands.length) setTimeout(learn, 500);
}

learn().then(follow);
$("line").focus();
