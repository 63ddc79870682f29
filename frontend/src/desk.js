// The desk's keyboard: j/k move, Enter opens, l locks, u undoes. Rows are [data-row]; what a key presses carries
// [data-key="l"] inside the row (or, for undo, anywhere on the page).

const selectedRow = (list) => list.querySelector("[data-row].is-selected");

function select(row) {
  if (!row) return;
  const list = row.closest("[data-rows]");
  for (const other of list.querySelectorAll("[data-row].is-selected")) other.classList.remove("is-selected");
  row.classList.add("is-selected");
  row.scrollIntoView({ block: "nearest" });
}

function step(list, by) {
  const rows = [...list.querySelectorAll("[data-row]")];
  const at = rows.indexOf(selectedRow(list));
  select(rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]);
}

/** Opens the row's record: in the right column where there is one, else as its own page. */
function open(row) {
  row?.querySelector("[data-open]")?.click();
}

const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog, .leaflet-container");

function press(list, key) {
  const row = selectedRow(list);
  const button = row?.querySelector(`[data-key="${key}"]`) ?? (key === "u" ? document.querySelector('[data-key="u"]') : null);
  button?.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const list = document.querySelector("[data-rows]");
  if (!list) return;
  const moves = { j: 1, k: -1 };
  if (event.key in moves) step(list, moves[event.key]);
  else if (event.key === "Enter" && !event.target.closest("a, button, summary")) open(selectedRow(list));
  else if (["l", "u"].includes(event.key)) press(list, event.key);
  else return;
  event.preventDefault();
}

let listening = false;

export function mount(list) {
  list.addEventListener("click", (event) => select(event.target.closest("[data-row]")));
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", onKey);
  // An answer replaces the list: the same record stays selected.
  let kept;
  document.body.addEventListener("htmx:beforeSwap", () => (kept = document.querySelector("[data-row].is-selected")?.id));
  document.body.addEventListener("htmx:afterSettle", () => kept && !document.querySelector("[data-row].is-selected") && select(document.getElementById(kept)));
}
