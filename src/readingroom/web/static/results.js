// Results that change in place: links and the search line fetch the page they lead to, and only its results are put in.
// Without this module the same links and the same form load whole pages.

import { remember, say } from "./keys.js";

const HERE = "/search";

function leadsHere(address) {
  return address.origin === location.origin && address.pathname === HERE;
}

class SwapResults extends HTMLElement {
  #asking = null;
  #shown = location.search;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#follow(event));
    document.querySelector("form.search")?.addEventListener("submit", (event) => this.#ask(event));
    addEventListener("popstate", (event) => {
      // Another place on the same page is none of ours.
      if (location.pathname === HERE && location.search !== this.#shown) this.#back(event.state);
    });
  }

  #follow(event) {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const address = new URL(link.href);
    if (!leadsHere(address) || address.hash) return;
    event.preventDefault();
    this.#go(address, link.dataset.keep ?? "");
  }

  #ask(event) {
    if (event.defaultPrevented) return;
    const form = event.target;
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    if (!leadsHere(address)) return;
    event.preventDefault();
    this.#go(address, "");
  }

  async #go(address, keep) {
    history.replaceState({ ...history.state, y: scrollY }, "");
    if (await this.#put(address, keep)) scrollTo({ top: 0, behavior: "instant" });
  }

  async #back(state) {
    if (await this.#put(new URL(location.href), "", false)) scrollTo({ top: state?.y ?? 0, behavior: "instant" });
  }

  // Puts the results of an address in the place of those shown; a page that is no page of results is loaded whole.
  async #put(address, keep, push = true) {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" }, signal: asking.signal });
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      const results = made.querySelector("swap-results");
      if (!results) throw new Error("no results");
      if (push && address.href !== location.href) history.pushState({ y: 0 }, "", address);
      this.#shown = location.search;
      this.#show(made, results, keep);
      return true;
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
      return false;
    } finally {
      if (this.#asking === asking) this.removeAttribute("aria-busy");
    }
  }

  #show(made, results, keep) {
    const open = this.querySelector("details.narrow")?.open;
    document.title = made.title;
    this.replaceChildren(...results.childNodes);
    const folded = this.querySelector("details.narrow");
    if (folded && open && keep) folded.open = true;
    const aside = document.querySelector(".top .aside");
    aside?.replaceWith(made.querySelector(".top .aside") ?? aside);
    document.getElementById("q").value = made.getElementById("q").value;
    remember();
    const kept = keep ? this.querySelector(`[data-keep="${CSS.escape(keep)}"]`) : null;
    const title = this.querySelector("h1");
    title.tabIndex = -1;
    (kept ?? title).focus({ preventScroll: true });
    say(title.textContent);
  }
}

customElements.define("swap-results", SwapResults);
