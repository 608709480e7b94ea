// Follows the page's own scripts in node: reads {markdown: [text…]} or
// {entries: [entry…], now} from standard input and writes the HTML of each.

const blocks = new Set(["div", "ul", "ol", "li", "button", "a", "blockquote", "pre", "h1", "h2", "h3", "small", "img"]);
const escape = (s) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`.replace("&#38;", "&amp;").replace("&#60;", "&lt;").replace("&#62;", "&gt;").replace("&#34;", "&quot;"));

function html(node, indent) {
  if (typeof node === "string") return escape(node);
  const attrs = Object.entries(node.attrs).filter(([, value]) => value !== undefined);
  const open = node.tag + attrs.map(([name, value]) => ` ${name}="${escape(String(value))}"`).join("");
  if (node.tag === "svg") return `<${node.attrs.class.split(" ")[1]}>`;
  // Only what lies outside of text may be indented without changing it.
  const deeper = indent === null || node.attrs.class === "markup" ? null : indent + "  ";
  const before = indent !== null && indent !== "" && blocks.has(node.tag) ? "\n" + indent : "";
  return `${before}<${open}>${node.kids.map((kid) => html(kid, deeper)).join("")}</${node.tag}>`;
}

const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
const now = Date.parse("2026-11-30T12:00:00Z");
const drawn = asked.entries
  ? asked.entries.map((entry) => html(drawEntry(entry, now), ""))
  : asked.markdown.map((src) => markdown(src, { now }).map((node) => html(node, null)).join(""));
process.stdout.write(JSON.stringify(drawn));
