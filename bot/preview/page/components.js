"use strict";

// Messages, components, embeds and modals as trees of nodes (see markdown.js).
// Numbers of component types, styles and flags: Discord's documents,
// components/reference and resources/message.

const ephemeralFlag = 1 << 6;

const icons = {
  away: "M14 4h6v6h-2V7.4l-8.3 8.3-1.4-1.4L16.6 6H14V4ZM5 6h6v2H6v10h10v-5h2v6a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Z",
  chevron: "M5.3 9.3a1 1 0 0 1 1.4 0l5.3 5.3 5.3-5.3a1 1 0 1 1 1.4 1.4l-6 6a1 1 0 0 1-1.4 0l-6-6a1 1 0 0 1 0-1.4Z",
  eye: "M12 5c5 0 8.6 3.9 10 7-1.4 3.1-5 7-10 7s-8.6-3.9-10-7c1.4-3.1 5-7 10-7Zm0 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 2a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z",
  file: "M6 2h8l6 6v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1Zm7 2v5h5l-5-5Z",
  check: "M9.5 17.9 4.1 12.5l1.8-1.8 3.6 3.6 8.6-8.6 1.8 1.8L9.5 17.9Z",
  close: "m12 10.6 6-6L19.4 6l-6 6 6 6-1.4 1.4-6-6-6 6L4.6 18l6-6-6-6L6 4.6l6 6Z",
};

const icon = (name) => h("svg", { class: "icon icon-" + name, viewBox: "0 0 24 24" }, h("path", { d: icons[name] }));
const text = (content, env) => h("div", { class: "markup" }, markdown(content, env));
const line = (content, env) => markdown(content, { ...env, inline: true });
const emoji = (e) => e && h("span", { class: "emoji" }, e.id ? `:${e.name}:` : e.name);
const colour = (n) => (Number.isInteger(n) ? "#" + n.toString(16).padStart(6, "0") : undefined);

function drawButton(c) {
  const style = c.style || 2;
  const attrs = { class: `button style${style}`, "data-custom-id": c.custom_id };
  if (c.disabled) attrs.disabled = "";
  const kids = [emoji(c.emoji), c.label && h("span", {}, c.label), style === 5 && icon("away")];
  if (style !== 5 || c.disabled || !/^https?:\/\//i.test(c.url)) return h("button", { ...attrs, type: "button" }, kids);
  return h("a", { ...attrs, href: c.url, target: "_blank", rel: "noopener noreferrer" }, kids);
}

const isDefault = (o) => o.default;

function drawOption(o, mark) {
  const kids = [h("div", {}, o.label), o.description && h("div", { class: "description" }, o.description)];
  return h("li", { class: isDefault(o) ? "option selected" : "option", "data-value": o.value }, emoji(o.emoji), h("div", {}, kids), mark);
}

// The menu named by env.open is drawn with its options under it, all of them:
// the client scrolls after about seven.
function drawSelect(c, env) {
  const options = c.options || [];
  const chosen = options.filter(isDefault);
  const values = (c.default_values || []).map((v) => h("span", { class: "mention" }, (v.type === "channel" ? "#" : "@") + v.id));
  const shown = chosen.length ? chosen.map((o) => h("span", {}, emoji(o.emoji), o.label)) : values;
  const empty = !shown.length;
  const attrs = { class: "select", "data-custom-id": c.custom_id };
  if (c.disabled) attrs.disabled = "";
  const value = h("div", { class: empty ? "value placeholder" : "value" }, empty ? c.placeholder || "Make a selection" : shown);
  const closed = h("div", attrs, value, icon("chevron"));
  if (!c.custom_id || env.open !== c.custom_id) return closed;
  const several = (c.max_values || 1) > 1;
  const mark = (o) => (several ? h("span", { class: "box" }, isDefault(o) && icon("check")) : isDefault(o) && icon("check"));
  return h("div", { class: "open" }, closed, h("ul", { class: "options" }, options.map((o) => drawOption(o, mark(o)))));
}

// What the message carries is drawn; what lies elsewhere is named and not fetched.
function drawMedia(media, description, cls, env) {
  const name = (media?.url || "").replace(/^attachment:\/\//, "");
  const type = { png: "png", jpg: "jpeg", jpeg: "jpeg", gif: "gif", webp: "webp" }[name.split(".").pop().toLowerCase()];
  if (type && env.files[name]) {
    return h("img", { class: cls, alt: description || "", src: `data:image/${type};base64,${env.files[name]}` });
  }
  return h("div", { class: cls + " absent", title: name }, description || name);
}

function spoilt(c, node) {
  return c.spoiler ? h("div", { class: "spoilt" }, node, h("span", { class: "veil" }, "SPOILER")) : node;
}

// Where env.live is set the file can be kept.
function drawFile(name, env) {
  const bytes = env.files[name] && Math.floor((env.files[name].replace(/=+$/, "").length * 3) / 4);
  const size = bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(2)} KB`;
  const kept = env.live && env.files[name] && `data:application/octet-stream;base64,${env.files[name]}`;
  const label = kept ? h("a", { href: kept, download: name }, name) : name;
  const lines = [h("div", { class: "link" }, label), bytes !== undefined && h("div", { class: "size" }, size)];
  return h("div", { class: "file" }, icon("file"), h("div", {}, lines));
}

// Where env.live is set the field can be filled in.
function drawTextInput(c, env, label) {
  const long = c.style === 2;
  if (env.live) {
    const attrs = { class: "input", "data-field": c.custom_id, placeholder: c.placeholder, maxlength: c.max_length, "aria-label": c.label };
    if (c.required !== false) attrs.required = "";
    const field = long ? h("textarea", { ...attrs, rows: 5 }, c.value) : h("input", { ...attrs, value: c.value });
    return label ? field : drawLabel({ label: c.label, component: c }, env, field);
  }
  const shown = c.value ? h("span", {}, c.value) : h("span", { class: "placeholder" }, c.placeholder || "");
  const count = long && c.max_length && h("span", { class: "count" }, `${(c.value || "").length}/${c.max_length}`);
  const field = h("div", { class: long ? "input long" : "input", "data-custom-id": c.custom_id }, shown, count);
  return label ? field : drawLabel({ label: c.label, component: c }, env, field);
}

function drawLabel(c, env, field) {
  const optional = c.component && c.component.required === false;
  const name = h("div", { class: "label" }, c.label, !optional && h("span", { class: "required" }, " *"));
  const description = c.description && h("div", { class: "description" }, c.description);
  return h("div", { class: "field" }, name, description, field || draw(c.component, env, true));
}

const drawers = {
  1: (c, env) => h("div", { class: "row" }, drawAll(c.components, env)),
  2: drawButton,
  3: drawSelect,
  4: drawTextInput,
  5: drawSelect,
  6: drawSelect,
  7: drawSelect,
  8: drawSelect,
  9: (c, env) =>
    h("div", { class: "section" }, h("div", { class: "texts" }, drawAll(c.components, env)), h("div", {}, draw(c.accessory, env))),
  10: (c, env) => text(c.content, env),
  11: (c, env) => spoilt(c, drawMedia(c.media, c.description, "thumbnail", env)),
  12: (c, env) =>
    h("div", { class: `gallery of${Math.min(c.items.length, 3)}` }, c.items.map((i) => spoilt(i, drawMedia(i.media, i.description, "picture", env)))),
  13: (c, env) => spoilt(c, drawFile(c.file.url.replace(/^attachment:\/\//, ""), env)),
  14: (c) => h("div", { class: `separator${c.spacing === 2 ? " large" : ""}${c.divider === false ? " blank" : ""}` }),
  17: (c, env) => {
    const attrs = { class: "container", accent: colour(c.accent_color) };
    return spoilt(c, h("div", attrs, drawAll(c.components, env)));
  },
  18: drawLabel,
};

const drawAll = (components, env) => (components || []).map((c) => draw(c, env));

// What cannot be drawn is said, so that nobody takes its absence for the look.
function draw(c, env, inLabel) {
  if (!c || !Object.hasOwn(drawers, c.type)) throw new Error(`no component of type ${c && c.type} can be drawn`);
  return drawers[c.type](c, env, inLabel);
}

function drawFields(fields, env) {
  return h("div", { class: "fields" }, fields.map((f) =>
    h("div", { class: f.inline ? "inline" : "block" }, h("div", { class: "title" }, line(f.name, env)), text(f.value, env))));
}

function drawEmbed(e, env) {
  const stamp = e.timestamp && formatTime(Date.parse(e.timestamp), "s");
  const footer = [e.footer && e.footer.text, stamp].filter(Boolean).join(" • ");
  const title = e.title && line(e.title, { ...env, link: true });
  const main = [
    e.author && h("div", { class: "author" }, e.author.url ? link(e.author.url, e.author.name) : e.author.name),
    title && h("div", { class: "title" }, e.url ? link(e.url, title) : title),
    e.description && text(e.description, env),
    e.fields && e.fields.length > 0 && drawFields(e.fields, env),
    e.image && drawMedia(e.image, "", "picture", env),
    footer && h("div", { class: "footer" }, footer),
  ];
  return h("div", { class: "embed", accent: colour(e.color) }, h("div", { class: "main" }, main), e.thumbnail && drawMedia(e.thumbnail, "", "thumbnail", env));
}

function drawModal(data, env) {
  const notice = "This form will be submitted to Verbatim. Do not share passwords or other sensitive information.";
  const act = (what, style, label) => h(env.live ? "button" : "span", { class: "button " + style, "data-act": what }, label);
  return h("div", { class: "modal" },
    h("div", { class: "top" }, h("div", { class: "avatar" }, "“"), h("div", { class: "name" }, data.title), icon("close")),
    h("div", { class: "notice" }, notice),
    (data.components || []).map((c) => (c.type === 1 ? drawAll(c.components, env) : draw(c, env))),
    h("div", { class: "bottom" }, act("cancel", "style2", "Cancel"), act("submit", "style1", "Submit")));
}

// The attachments of a message without Components V2 stand under its embeds.
function drawAttachments(data, env) {
  if (data.flags & (1 << 15)) return [];
  const shown = JSON.stringify(data.embeds || []);
  return (data.attachments || []).filter((a) => !shown.includes(`attachment://${a.filename}`)).map((a) =>
    /\.(png|jpe?g|gif|webp)$/i.test(a.filename) ? drawMedia({ url: a.filename }, a.description, "picture", env) : drawFile(a.filename, env));
}

function drawMessage(data, env) {
  const ephemeral = data.flags & ephemeralFlag;
  const header = [h("span", { class: "name" }, "Verbatim"), h("span", { class: "app" }, "APP"), h("time", {}, formatTime(env.at ?? env.now, "t"))];
  const dismiss = h("span", { class: "link", "data-act": "dismiss" }, "Dismiss message");
  return h("div", { class: ephemeral ? "message ephemeral" : "message" },
    h("div", { class: "avatar" }, "“"),
    h("div", { class: "body" },
      h("div", { class: "header" }, header),
      data.content && text(data.content, env),
      (data.embeds || []).map((e) => drawEmbed(e, env)),
      drawAttachments(data, env),
      drawAll(data.components, env),
      ephemeral > 0 && h("div", { class: "private" }, icon("eye"), "Only you can see this • ", dismiss)));
}

// One entry of the page's list. Its message is an interaction's response whole or
// the data of one; a modal is known by its title.
function drawEntry(entry, now) {
  const env = { now, at: entry.at, open: entry.open, files: entry.files || {}, live: entry.live };
  const { message } = entry;
  const whole = Number.isInteger(message.type) && (message.data || message.type === 5);
  const { type, data } = whole ? message : { type: message.title ? 9 : 4, data: message };
  switch (type) {
    case 4:
    case 7:
      return drawMessage(data, env);
    case 5:
      return drawMessage({ ...data, content: "*Verbatim is thinking…*" }, env);
    case 8: {
      const choices = data.choices.map((c) => drawOption({ label: c.name }));
      return h("ul", { class: "options choices" }, choices.length ? choices : h("li", { class: "option placeholder" }, "No options match your search."));
    }
    case 9:
      return drawModal(data, env);
  }
  throw new Error(`no answer of type ${type} can be drawn`);
}
