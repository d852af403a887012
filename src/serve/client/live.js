// What `docgen serve` adds to every page: it hears what has become of the page, puts the new one in its place, and shows
// what is wrong with it. It stands before the page's own scripts, so that it sees the page as it came.
//
// A script of a theme that works on the page's content says that it can go on with another content by
// `document.currentScript.dataset.live = ""`, and hears of it by the event `docgen:update` of the document, whose
// `detail.replaced` are the new elements. Where a page has a script that does not say so, the page is loaded again.
(() => {
  "use strict";

  /** The parts of a page that may be replaced while the rest stays. */
  const PARTS = "main, nav, footer";
  /** What a line of reading is known by. */
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, pre, tr, dt, dd, figure, img, blockquote";
  const RETRY = 700;
  const PATIENCE = 1500;

  const own = document.currentScript;
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== undefined));
    return element;
  };
  const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  const counts = (errors, warnings) =>
    [errors && counted(errors, "error"), warnings && counted(warnings, "warning")].filter(Boolean).join(", ");

  // The page as it came, to know what of it is new.
  const parse = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const script = page.querySelector("script[data-page]");
    const fingerprint = script?.dataset.page;
    script?.remove();
    return { page, fingerprint };
  };
  let { page: shown, fingerprint } = parse(document.documentElement.outerHTML);

  const partsOf = (page) => [...page.body.querySelectorAll(PARTS)].filter((it) => !it.parentElement.closest(PARTS));
  const attributesOf = (element) => JSON.stringify([...element.attributes].map(({ name, value }) => [name, value]));
  const addressesOf = (page, selector, attribute) =>
    JSON.stringify([...page.querySelectorAll(selector)].map((it) => it.getAttribute(attribute)));
  /** What is left of a page without the parts that may be replaced. */
  const frameOf = (page) => {
    const body = page.body.cloneNode(true);
    for (const part of partsOf({ body })) part.replaceWith(page.createElement(part.localName));
    return body;
  };
  const isSafe = (script) =>
    script === own || "live" in script.dataset || (script.type && !/javascript|ecmascript|module/i.test(script.type));
  const canStay = (next) =>
    [...document.scripts].every(isSafe) &&
    attributesOf(shown.documentElement) === attributesOf(next.documentElement) &&
    addressesOf(shown, "script", "src") === addressesOf(next, "script", "src") &&
    addressesOf(shown, "link[rel~=stylesheet]", "href") === addressesOf(next, "link[rel~=stylesheet]", "href") &&
    frameOf(shown).isEqualNode(frameOf(next));

  // The line that is being read stays where it is, whatever comes or goes above it. What sticks to the window is no line
  // of the text: it stays in any case.
  const isStuck = (element, known) => {
    if (!element || element === document.body) return false;
    if (!known.has(element)) {
      const sticks = ["fixed", "sticky"].includes(getComputedStyle(element).position);
      known.set(element, sticks || isStuck(element.parentElement, known));
    }
    return known.get(element);
  };
  const blocksOf = (part) => {
    const seen = new Map();
    return [...part.querySelectorAll(BLOCKS)].map((element) => {
      const key = `${element.localName} ${element.id || element.getAttribute("src") || element.textContent.slice(0, 200)}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return { element, key: `${key} ${count}` };
    });
  };
  const placesOf = (parts) => {
    const known = new Map();
    const blocks = parts.flatMap(blocksOf).filter(({ element }) => !isStuck(element, known));
    return blocks.map(({ element, key }) => ({ key, top: element.getBoundingClientRect().top }));
  };
  const keepPlace = (places, parts) => {
    const now = new Map(parts.flatMap(blocksOf).map(({ element, key }) => [key, element]));
    const from = places.findIndex(({ top }) => top >= 0);
    const nearest = from < 0 ? places.toReversed() : [...places.slice(from), ...places.slice(0, from).reverse()];
    const place = nearest.find(({ key }) => now.has(key));
    if (place) scrollBy({ top: now.get(place.key).getBoundingClientRect().top - place.top, behavior: "instant" });
  };
  /** What a reader has opened and scrolled in a part. */
  const keepState = (before, after) => {
    const [olds, news] = [before, after].map((part) => [...part.querySelectorAll("details")]);
    if (olds.length !== news.length) return;
    olds.forEach((old, at) => {
      news[at].open = old.open;
      news[at].scrollTop = old.scrollTop;
    });
  };
  const keepFocus = (focused, part) => {
    const name = (element) => `${element.localName} ${element.id} ${element.getAttribute("href")} ${element.textContent}`;
    const same = [...part.querySelectorAll("a, button, input, summary, [tabindex]")].find(
      (element) => name(element) === name(focused),
    );
    same?.focus({ preventScroll: true });
  };

  const putHead = (next) => {
    document.title = next.title;
    const others = (page) => [...page.head.querySelectorAll("meta, link:not([rel~=stylesheet])")];
    const text = (page) => others(page).map((it) => it.outerHTML).join("");
    if (text(shown) === text(next)) return;
    for (const element of others(document)) element.remove();
    document.head.append(...others(next).map((element) => document.importNode(element, true)));
  };
  /** Puts the new page in place of the old; says whether that could be done. */
  const put = (next) => {
    const [before, after, live] = [shown, next, document].map(partsOf);
    const isAlike = before.length === live.length && live.every((part, at) => part.localName === before[at].localName);
    if (!isAlike || after.some((part) => part.querySelector("script"))) return false;
    const changed = after.flatMap((part, at) => (part.isEqualNode(before[at]) ? [] : [at]));
    const isAtTop = scrollY === 0;
    const focused = document.activeElement;
    const mains = () => partsOf(document).filter((part) => part.localName === "main");
    const places = placesOf(mains());
    const pairs = changed.map((at) => [live[at], document.importNode(after[at], true)]);
    for (const [old, fresh] of pairs) old.replaceWith(fresh);
    putHead(next);
    shown = next;
    document.dispatchEvent(new CustomEvent("docgen:update", { detail: { replaced: pairs.map(([, fresh]) => fresh) } }));
    for (const [old, fresh] of pairs) {
      keepState(old, fresh);
      if (old.contains(focused)) keepFocus(focused, fresh);
    }
    if (!isAtTop) keepPlace(places, mains());
    return true;
  };

  // What the page loads.
  let files;
  const asWritten = new WeakMap();
  const addressOf = (element, attribute) => asWritten.get(element) ?? element.getAttribute(attribute);
  const having = (selector, attribute, address) =>
    [...document.querySelectorAll(selector)].filter((element) => addressOf(element, attribute) === address);
  const load = (changed) => {
    for (const [address, hash] of changed) {
      if (having("script", "src", address).length) return false;
      const fresh = `${address}${address.includes("?") ? "&" : "?"}docgen=${hash}`;
      for (const link of having("link[rel~=stylesheet]", "href", address)) {
        // The old one goes when the new one is there, so that the page is never without.
        const next = link.cloneNode();
        next.href = fresh;
        next.addEventListener("load", () => link.remove());
        asWritten.set(next, address);
        asWritten.set(link, "");
        link.after(next);
      }
      for (const [selector, attribute] of [["img, source", "src"], ["link:not([rel~=stylesheet])", "href"]]) {
        for (const element of having(selector, attribute, address)) {
          element.setAttribute(attribute, fresh);
          asWritten.set(element, address);
        }
      }
    }
    return true;
  };

  // One state after the other, and of several that wait only the last.
  let wanted;
  let isSettling = false;
  const reload = () => {
    disconnect();
    location.reload();
  };
  /** The page as the server has it; nothing if the server has gone. */
  const ask = async () => {
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      return { redirected: answer.redirected, text: await answer.text() };
    } catch {
      return undefined;
    }
  };
  const settle = async (state) => {
    wanted = state;
    if (isSettling) return;
    isSettling = true;
    try {
      while (wanted) {
        const state = wanted;
        wanted = undefined;
        if (state.page !== fingerprint) {
          const answer = await ask();
          if (!answer) return reconnect();
          const next = parse(answer.text);
          if (answer.redirected || !next.fingerprint) return reload();
          if (next.fingerprint !== fingerprint) {
            if (!canStay(next.page) || !put(next.page)) return reload();
            fingerprint = next.fingerprint;
          }
        }
        const changed = Object.entries(state.files).filter(([address, hash]) => files?.[address] && files[address] !== hash);
        files = state.files;
        if (!load(changed)) return reload();
        show(state);
        host.dataset.page = fingerprint;
      }
    } finally {
      isSettling = false;
    }
  };

  // The overlay.
  const host = make("docgen-live");
  const root = host.attachShadow({ mode: "open" });
  const style = make("link", { rel: "stylesheet", href: "/-docgen/live.css" });
  const sign = make("span", { class: "sign", "aria-hidden": "true" });
  const label = make("span");
  const button = make("button", { type: "button", "aria-controls": "panel", "aria-expanded": "false" }, sign, label);
  const panel = make("div", { id: "panel" });
  const notice = make("p", { role: "status", class: "notice" });
  const overlay = make("section", { "aria-label": "Findings of docgen" }, notice, panel, button);
  overlay.hidden = notice.hidden = true;
  root.append(style, overlay);

  const KEPT = "docgen-live";
  const isFolded = () => {
    try {
      return localStorage.getItem(KEPT) === "folded";
    } catch {
      return false;
    }
  };
  const unfold = (isOpen) => {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", isOpen);
  };
  const choose = (isOpen) => {
    unfold(isOpen);
    try {
      localStorage.setItem(KEPT, isOpen ? "open" : "folded");
    } catch {
      // A browser that keeps nothing opens it anew on the next page.
    }
  };
  button.addEventListener("click", () => choose(panel.hidden));
  overlay.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    choose(false);
    button.focus();
  });

  const placeOf = ({ place, href }) => {
    if (!place) return undefined;
    return make("p", { class: "place" }, href ? make("a", { href }, place) : place);
  };
  const item = (told) =>
    make(
      "li",
      { class: `finding ${told.severity}` },
      make(
        "p",
        {},
        make("b", { class: told.severity }, told.severity),
        " ",
        told.rule ? make("code", {}, told.rule) : "",
        ` ${told.message}`,
      ),
      told.hint ? make("p", { class: "hint" }, told.hint) : undefined,
      placeOf(told),
      told.pages > 1 ? make("p", { class: "pages" }, `shows on ${told.pages} pages`) : undefined,
    );
  let told = "";
  const show = ({ failure, findings, all }) => {
    const now = JSON.stringify([failure, findings, all]);
    if (now === told) return;
    const isNewFailure = failure && !told.includes(JSON.stringify(failure));
    told = now;
    const hadFocus = panel.contains(root.activeElement);
    const [errors, warnings] = ["error", "warning"].map((name) => findings.filter((it) => it.severity === name).length);
    const count = counts(errors, warnings);
    panel.replaceChildren();
    if (failure) {
      panel.append(
        make("h2", {}, "Not built: this is the page as it was"),
        make("ol", { class: "failure" }, item(failure)),
      );
    }
    if (findings.length) panel.append(make("h2", {}, "Findings on this page"), make("ol", { class: "list" }, ...findings.map(item)));
    const others = counts(all.errors, all.warnings) || "none";
    if (location.pathname !== all.address) {
      panel.append(make("p", { class: "all" }, make("a", { href: all.address }, `All findings of the site: ${others}`)));
    }
    label.textContent = failure ? `Not built${count && `; ${count}`}` : count;
    host.dataset.errors = errors;
    host.dataset.warnings = warnings;
    host.toggleAttribute("data-failure", Boolean(failure));
    overlay.classList.toggle("bad", Boolean(failure) || errors > 0);
    button.hidden = !failure && !findings.length;
    if (button.hidden) panel.hidden = true;
    else if (isNewFailure) unfold(true);
    else if (!failure) unfold(!isFolded());
    if (hadFocus) button.focus();
    settleOverlay();
  };
  const settleOverlay = () => (overlay.hidden = !style.sheet || (button.hidden && notice.hidden));
  style.addEventListener("load", settleOverlay);
  button.hidden = panel.hidden = true;

  // The connection. A page that nobody sees has none: browsers have few for one server, and it hears all when it is seen.
  let source;
  let silence;
  const say = (text) => {
    notice.textContent = text;
    notice.hidden = !text;
    host.dataset.server = text ? "gone" : "there";
    settleOverlay();
  };
  const disconnect = () => {
    source?.close();
    source = undefined;
  };
  const connect = () => {
    if (source || document.hidden) return;
    source = new EventSource(`/-docgen/events?page=${encodeURIComponent(location.pathname)}`);
    source.addEventListener("open", () => {
      clearTimeout(silence);
      silence = undefined;
      say("");
    });
    source.addEventListener("state", (event) => settle(JSON.parse(event.data)));
    source.addEventListener("error", reconnect);
  };
  /** Whoever connects is told all anew. */
  const reconnect = () => {
    disconnect();
    silence ??= setTimeout(() => say("docgen serve does not answer. This page is as it was last."), PATIENCE);
    setTimeout(connect, RETRY);
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  document.documentElement.append(host);
  connect();
})();
