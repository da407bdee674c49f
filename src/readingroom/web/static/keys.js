// Keys for everything, and the small things that reading and searching also do without JavaScript.

const OFF = "readingroom keys off";

export function say(words) {
  const line = document.getElementById("said");
  line.textContent = "";
  requestAnimationFrame(() => { line.textContent = words; });
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { line.textContent = ""; }, 5000);
}

function keysOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function switchKeys() {
  const off = !keysOff();
  try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* a browser without storage keeps its keys */ }
  say(off ? document.body.dataset.turnedOff : document.body.dataset.turnedOn);
}

export function typing(event) {
  const where = event.target;
  return where.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(where.tagName);
}

function walk(step) {
  const hit = document.querySelector(step > 0 ? '[data-hit="next"]' : '[data-hit="previous"]');
  if (hit) return hit.click();
  const items = [...document.querySelectorAll("[data-item]")];
  if (!items.length) return undefined;
  const at = items.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + step, 0), items.length - 1);
  items[next].focus();
  items[next].scrollIntoView({ block: "nearest" });
  return undefined;
}

function showKeys() {
  const sheet = document.getElementById("keys");
  if (sheet.open) sheet.close(); else sheet.showModal();
}

// Going up from a page leads to the very part of the result that one came from.
const RESULT = "readingroom result";

function remember() {
  if (location.pathname !== "/search") return;
  try { sessionStorage.setItem(RESULT, location.search); } catch { /* then the first part of the result is shown */ }
}

function above() {
  const up = document.body.dataset.up;
  if (!up || new URL(up, location.href).pathname !== "/search") return up;
  const wanted = new URL(up, location.href);
  let kept = "";
  try { kept = sessionStorage.getItem(RESULT) ?? ""; } catch { return up; }
  const same = new URLSearchParams(kept).get("q") === wanted.searchParams.get("q");
  return same ? `/search${kept}${wanted.hash}` : up;
}

function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.matches(".hit")) target.querySelector("[data-item]").focus();
}

const LETTERS = {
  "/": () => { const line = document.getElementById("q"); line.focus(); line.select(); },
  "?": showKeys,
  j: () => walk(1),
  k: () => walk(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (document.querySelector("dialog[open]")) return;
    if (typing(event)) { event.target.blur(); return; }
    const up = above();
    if (up) location.assign(up);
    return;
  }
  if (typing(event) || keysOff()) return;
  const act = LETTERS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act && !(document.querySelector("dialog[open]") && event.key !== "?")) { event.preventDefault(); act(); }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) { event.preventDefault(); showKeys(); }
  if (event.target.closest("[data-keys-switch]")) switchKeys();
});

remember();
showTarget();

export { keysOff, remember };
