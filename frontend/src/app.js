// Every page works without this file. It adds: quick list updates (htmx), small local state (Alpine, the build that
// never evaluates), and, only where a page asks for one, the map, the charts, the desk's keyboard and the QR display.
import "./app.css";

import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";

import { behaviours } from "./behaviours.js";
import { openToast, guardForms } from "./pages.js";

document.documentElement.classList.add("js");
window.htmx = htmx;

const CHUNKS = {
  map: () => import("./map.js"),
  chart: () => import("./chart.js"),
  rows: () => import("./desk.js"),
  qr: () => import("./qr.js"),
  scan: () => import("./scan.js"),
  area: () => import("./area.js"),
};

/** Brings in the code for the parts found inside `root`, each part once. */
function mountParts(root) {
  for (const [name, load] of Object.entries(CHUNKS)) {
    const key = `[data-${name}]`;
    const parts = [...root.querySelectorAll(key), ...(root.matches?.(key) ? [root] : [])].filter((part) => !part.mounted);
    if (parts.length === 0) continue;
    for (const part of parts) part.mounted = true;
    load().then(({ mount }) => parts.forEach((part) => mount(part)));
  }
}

for (const [name, make] of Object.entries(behaviours)) Alpine.data(name, make);
Alpine.start();
mountParts(document.body);
guardForms();

document.body.addEventListener("htmx:load", (event) => mountParts(event.detail.elt));

// A refusal of a partial request is a sentence, not a broken page: the page stays, with everything that was typed.
document.body.addEventListener("htmx:responseError", ({ detail }) => {
  const answer = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  openToast(answer.querySelector("[data-refusal]")?.textContent.trim() || document.body.dataset.failed, "error");
});
document.body.addEventListener("htmx:sendError", () => openToast(document.body.dataset.offline, "error"));
