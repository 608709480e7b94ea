"use strict";

// What the page says of itself for the tests: its height, and what sticks out on
// the right, where a phone would cut it off. Only after its pictures are there.
function measure(width) {
  const root = document.documentElement;
  const wide = [...document.querySelectorAll("main *")].filter((e) => Math.ceil(e.getBoundingClientRect().right) > width);
  root.dataset.wide = JSON.stringify(wide.map((e) => e.getAttribute("class") || e.tagName));
  root.dataset.height = Math.ceil(document.querySelector("main").getBoundingClientRect().bottom);
}

function main() {
  const page = JSON.parse(document.getElementById("messages").textContent);
  const root = document.documentElement;
  root.dataset.theme = page.theme;
  root.style.width = page.width + "px";
  // Not a media query: Chromium's window is never narrower than 500 pixels.
  root.toggleAttribute("data-narrow", page.width < 500);
  const errors = [];
  for (const entry of page.messages) {
    let drawn;
    try {
      drawn = drawEntry(entry, page.now || Date.now());
    } catch (error) {
      errors.push(`${entry.title}: ${error.message}`);
      drawn = h("div", { class: "error" }, error.message);
    }
    const title = entry.title && h("h6", { class: "divider" }, h("span", {}, entry.title));
    document.querySelector("main").append(...[title, drawn].filter(Boolean).map(build));
  }
  root.dataset.errors = JSON.stringify(errors);
  addEventListener("load", () => measure(page.width));
}

main();
