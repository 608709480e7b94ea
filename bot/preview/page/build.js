"use strict";

// Makes elements of the trees. Text becomes text nodes and never markup.

function build(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const svg = node.tag === "svg" || node.tag === "path";
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", node.tag) : document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attrs)) {
    if (value === undefined) continue;
    // The page's policy forbids style attributes; a property set here is none.
    if (name === "accent") element.style.setProperty("--accent", value);
    else element.setAttribute(name, value);
  }
  element.append(...node.kids.map(build));
  return element;
}
