// The viewer: keys that turn pages, links to words, and the next page fetched before it is asked for.

import { keysOff, say, typing } from "./keys.js";

const viewer = document.querySelector(".viewer");
const words = document.getElementById("words");
const link = document.querySelector("[data-copy]");

function follow(selector) {
  const found = document.querySelector(selector);
  if (found) found.click();
  return Boolean(found);
}

// Words are counted by the spaces and line breaks between them, as the server counts them; marks of covered places are
// no words.
function wordsBefore(node, offset) {
  const range = document.createRange();
  range.selectNodeContents(words);
  range.setEnd(node, offset);
  const part = range.cloneContents();
  for (const gap of part.querySelectorAll(".gap")) gap.remove();
  return part.textContent;
}

function selectedWords() {
  const selection = getSelection();
  if (!words || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return null;
  const chosen = range.toString();
  if (!chosen.trim()) return null;
  const before = wordsBefore(range.startContainer, range.startOffset) + chosen.match(/^[ \n]*/)[0];
  const upTo = wordsBefore(range.endContainer, range.endOffset).replace(/[ \n]+$/, "");
  const first = before.split(/[ \n]+/).length - 1;
  const last = upTo.split(/[ \n]+/).length - 1;
  return `${first}-${Math.max(first, last)}`;
}

async function copyLink() {
  const chosen = selectedWords();
  const address = new URL(link.getAttribute("href"), location.href);
  if (chosen) address.hash = `w=${chosen}`;
  try {
    await navigator.clipboard.writeText(address.href);
    say(chosen ? link.dataset.copiedWords : link.dataset.copied);
    link.classList.add("copied");
  } catch {
    location.assign(address.href); // The address line can always be copied.
  }
}

// A link to words: the server marks them, and only the sheet and the words are put in place.
async function showChosen() {
  const match = /^#w=([0-9]+-[0-9]+)$/.exec(location.hash);
  if (!match) return;
  const address = new URL(location.href);
  address.hash = "";
  address.searchParams.set("w", match[1]);
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#sheet svg", "#words"]) {
    const old = document.querySelector(part);
    const now = fresh.querySelector(part);
    if (old && now) old.replaceChildren(...now.childNodes);
  }
  toView(document.querySelector("#sheet .chosen"));
  toView(words.querySelector("mark"));
}

function toView(found) {
  if (found) found.scrollIntoView({ block: "center", inline: "nearest" });
}

function atEdge(step) {
  const pane = document.querySelector(".pane.image");
  const box = getComputedStyle(pane).overflowY === "visible" ? document.scrollingElement : pane;
  return step > 0 ? box.scrollTop + box.clientHeight >= box.scrollHeight - 2 : box.scrollTop <= 1;
}

function scroll(step) {
  const pane = document.querySelector(".pane.image");
  const box = getComputedStyle(pane).overflowY === "visible" ? document.scrollingElement : pane;
  box.scrollBy({ top: step * box.clientHeight * 0.9 });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (typing(event) || document.querySelector("dialog[open]")) return;
  const turn = { ArrowRight: "next", ArrowLeft: "prev" }[event.key];
  const sideways = document.activeElement?.matches(".pane") && document.activeElement.scrollWidth > document.activeElement.clientWidth + 1;
  if (turn && !sideways && follow(`.paging [rel="${turn}"]`)) event.preventDefault();
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (step && !document.activeElement?.matches(".pane.text")) {
    event.preventDefault();
    if (atEdge(step)) follow(`.paging [rel="${step > 0 ? "next" : "prev"}"]`); else scroll(step);
  }
  if (keysOff()) return;
  if (event.key === "g") { event.preventDefault(); const field = document.getElementById("number"); field.focus(); field.select(); }
  if (event.key === "c") { event.preventDefault(); copyLink(); }
  if (event.key === "e" && amend) { event.preventDefault(); location.assign(correctAddress()); }
});

link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  copyLink();
});

// Keeps the selection while the link is pressed.
link.addEventListener("mousedown", (event) => event.preventDefault());

// A small bar beside the words that are selected.
const passage = document.getElementById("passage");
const amend = passage.querySelector("[data-correct]");

function correctAddress() {
  const address = new URL(amend.getAttribute("href"), location.href);
  const chosen = selectedWords();
  if (chosen) address.searchParams.set("w", chosen);
  return address.href;
}

function offerLink() {
  const chosen = selectedWords();
  passage.hidden = !chosen;
  if (!chosen) return;
  const pane = passage.parentElement;
  const around = getSelection().getRangeAt(0).getBoundingClientRect();
  const frame = pane.getBoundingClientRect();
  const left = Math.min(around.left - frame.left, pane.clientWidth - passage.offsetWidth - 8);
  passage.style.left = `${Math.max(left, 8)}px`;
  passage.style.top = `${around.bottom - frame.top + pane.scrollTop + 6}px`;
}

document.addEventListener("selectionchange", () => {
  clearTimeout(offerLink.timer);
  offerLink.timer = setTimeout(offerLink, 150);
});
passage.addEventListener("mousedown", (event) => event.preventDefault());
passage.querySelector("[data-copy-words]").addEventListener("click", async () => { await copyLink(); passage.hidden = true; });
amend?.addEventListener("click", (event) => { event.preventDefault(); location.assign(correctAddress()); });

function fetchNext() {
  const next = document.querySelector('.paging [rel="next"]');
  const shown = document.querySelector("#sheet img");
  if (!next || !shown.currentSrc) return;
  const name = new URL(next.href).pathname.replace("/page/", "");
  const width = new URL(shown.currentSrc).pathname.split("/")[2];
  new Image().src = `/image/${width}/${name}`;
}

addEventListener("hashchange", showChosen);
showChosen();
toView(words.querySelector("mark.now"));
toView(document.getElementById("hit") ?? document.getElementById("chosen"));
if (viewer) addEventListener("load", () => setTimeout(fetchNext, 150));
