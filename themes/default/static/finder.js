// The finder: guides, pages, headings, credentials and parameters by a few letters of their names. docgen.js loads it,
// and the index with it, when it is first opened. src/theme/finder.rs tells what the index holds.
(() => {
  "use strict";

  /** How many results are shown at first, and how many more each time the end is reached. */
  const SHOWN = 40;
  const KINDS = ["Guide", "Page", "Credential", "Parameter", "Heading", "Text"];
  const [GUIDE, PAGE, CREDENTIAL, PARAMETER, HEADING, TEXT] = KINDS.keys();

  /** How many pages are shown for what stands in their texts. */
  const MOST_TEXTS = 10;

  // Most names are plain, and there are a hundred thousand of them.
  const isPlain = (text) => !/[^\0-\x7f]/.test(text);
  const fold = (text) => {
    const lower = text.toLowerCase();
    return isPlain(lower) ? lower : lower.normalize("NFKD").replace(/\p{M}/gu, "");
  };

  /**
   * One entry for all that can be found: [kind, text, where, URL, folded text, folded where, score]. What is folded of the
   * place has the provider too, so that `client id google` finds it.
   */
  const entries = [];
  const add = (kind, text, where, url, foldedWhere) => entries.push([kind, text, where, url, fold(text), foldedWhere, 0]);
  /** The id of a heading that says nothing but the heading. */
  const idOf = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const read = ({ guides, pages }) => {
    for (const [name, provider, url] of guides) {
      const of = provider === name ? "" : provider;
      if (url) add(GUIDE, name, of, url, fold(of));
    }
    for (const [guide, title, url, headings, credentials] of pages) {
      const [name, provider] = guides[guide] ?? ["", ""];
      const foldedName = fold(`${name} ${provider}`);
      add(PAGE, title, name, url, foldedName);
      for (let at = 0; at < credentials.length; at += 4) {
        const [term, parameter, label, id] = credentials.slice(at, at + 4);
        const where = label ? `${name} · ${label}` : name;
        const to = id ? `${url}#${id}` : url;
        const foldedWhere = label ? `${foldedName} ${fold(label)}` : foldedName;
        if (term) add(CREDENTIAL, `${term} → ${parameter}`, where, to, foldedWhere);
        else add(PARAMETER, parameter, `${name} · ${title}`, `${url}#find=${encodeURIComponent(parameter)}`, foldedWhere);
      }
      const where = name ? `${name} · ${title}` : title;
      const foldedWhere = `${foldedName} ${fold(title)}`;
      for (let at = 0; at < headings.length; at += 2) {
        const text = headings[at];
        add(HEADING, text, where, `${url}#${headings[at + 1] || idOf(text)}`, foldedWhere);
      }
    }
  };

  /** Whether what stands before a place is neither letter nor digit. */
  const isWordStart = (text, at) => {
    if (at === 0) return true;
    const code = text.charCodeAt(at - 1);
    if (code > 127) return !/[\p{L}\p{N}]/u.test(text[at - 1]);
    return !((code >= 97 && code <= 122) || (code >= 48 && code <= 57));
  };

  /** The folder of the page that asks, from the site's root. */
  let here = "";

  /** How well an entry answers; nothing where it does not have all words. */
  const score = ([kind, , , url, own, where], words, whole) => {
    let sum = 0;
    let isOwn = false;
    for (const word of words) {
      const at = own.indexOf(word);
      if (at >= 0) sum += isWordStart(own, at) ? 4 : 2;
      else if (where.includes(word)) sum += kind === PAGE ? 4 : 1;
      else return undefined;
      isOwn ||= at >= 0;
    }
    sum *= 100 / words.length;
    // Either side of a credential is the whole of it.
    const isSide = () => kind === CREDENTIAL && (own.startsWith(`${whole} → `) || own.endsWith(` → ${whole}`));
    if (own === whole || isSide()) sum += 200;
    else if ((kind === PAGE && !isOwn ? where : own).startsWith(whole)) sum += 100;
    // Of equals those of the guide that is being read.
    if (here && url.startsWith(here)) sum += 15;
    // The pages of a guide that is asked for stay in the order of its tabs.
    return sum - kind * 20 - (isOwn ? Math.min(own.length, 60) / 6 : 10);
  };

  /** How many of the best stand in their order; of the others only the rough one counts, since nobody scrolls so far. */
  const SORTED = 400;
  /** How much better is better roughly. */
  const STEP = 10;

  let before = { query: "", found: entries };

  /** The entries that have all words, the best first. Of equals the shorter, then the one that came first. */
  const find = (text) => {
    const query = fold(text).trimStart();
    const words = query.split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const whole = words.join(" ");
    // Who types on looks among what was there.
    const among = before.query && query.startsWith(before.query) ? before.found : entries;
    const found = [];
    const steps = [];
    for (const entry of among) {
      const own = score(entry, words, whole);
      if (own === undefined) continue;
      entry[6] = own;
      found.push(entry);
      const step = Math.max(0, Math.floor((own + 100) / STEP));
      (steps[step] ??= []).push(entry);
    }
    before = { query, found };
    const results = [];
    for (const step of steps.reverse()) {
      if (!step) continue;
      if (results.length < SORTED) step.sort((a, b) => b[6] - a[6]);
      for (const entry of step) results.push(entry);
    }
    return results;
  };

  // The whole text, where Pagefind has made an index of it. It runs as WebAssembly: a page from disk, or a policy without
  // 'wasm-unsafe-eval', does without.
  let pagefind;
  const loadPagefind = async () => {
    const module = await import(new URL(`${root}pagefind/pagefind.js`, location.href).href);
    await module.options({ baseUrl: "/", excerptLength: 16 });
    await module.init();
    return module;
  };

  /** The pages whose texts have the words of a query, as entries. */
  const findTexts = async (query) => {
    pagefind ??= loadPagefind();
    const answer = await (await pagefind).debouncedSearch(query, {}, 150);
    const pages = await Promise.all((answer?.results ?? []).slice(0, MOST_TEXTS).map((result) => result.data()));
    return pages.map(({ url, excerpt, meta, sub_results: parts }) => {
      const part = parts?.[0] ?? { url, excerpt };
      const text = new DOMParser().parseFromString(part.excerpt, "text/html").body.textContent;
      const place = [meta.guide, text].filter(Boolean).join(" · ");
      return [TEXT, meta.title, place, part.url.replace(/^\//, "")];
    });
  };

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  let dialog, input, list, status, root;
  let results = [];
  let current = -1;

  const mark = (position) => {
    list.children[current]?.setAttribute("aria-selected", "false");
    current = position;
    const option = list.children[current];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const more = () => {
    const from = list.children.length;
    for (const [kind, text, where, url] of results.slice(from, from + SHOWN)) {
      const id = `found-${list.children.length}`;
      const option = make("a", { role: "option", id, href: root + url, tabindex: "-1", "aria-selected": "false" });
      option.append(make("b", {}, text), make("span", {}, where ? `${KINDS[kind]} · ${where}` : KINDS[kind]));
      list.append(option);
    }
  };

  const tell = () => {
    input.setAttribute("aria-expanded", results.length > 0);
    const count = results.length === 1 ? "1 result" : `${results.length} results`;
    const hint = "Type the name of a guide, a page, a credential or a parameter, such as oauth.api.key.";
    const isNothing = input.value.trim() && !results.length;
    status.textContent = isNothing ? "Nothing has this name. " : input.value.trim() ? count : hint;
    if (isNothing) status.append(make("a", { href: document.querySelector("[data-find]").href }, "All guides"));
  };

  /** Shows what stands in texts below what has the name, once it is there, if it is still asked for. */
  const addTexts = async (query) => {
    let texts;
    try {
      texts = await findTexts(query);
    } catch {
      return;
    }
    if (input.value !== query) return;
    const known = new Set(results.map(([, , , url]) => url));
    results.push(...texts.filter(([, , , url]) => !known.has(url)));
    if (list.children.length < SHOWN) more();
    if (current < 0 && results.length) mark(0);
    tell();
  };

  const update = () => {
    results = find(input.value);
    list.replaceChildren();
    current = -1;
    more();
    mark(results.length ? 0 : -1);
    list.scrollTop = 0;
    tell();
    if (document.body.dataset.search === "pagefind" && input.value.trim().length > 2) addTexts(input.value);
  };

  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  const onKey = (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      list.children[current]?.click();
    } else if (event.key in steps && results.length) {
      event.preventDefault();
      const step = steps[event.key];
      if (current + step >= list.children.length) more();
      const last = list.children.length - 1;
      const isRound = Math.abs(step) === 1;
      let next = current + step;
      if (next > last) next = isRound ? 0 : last;
      if (next < 0) next = isRound ? last : 0;
      mark(next);
    }
  };

  const build = () => {
    input = make("input", {
      type: "text",
      role: "combobox",
      "aria-label": "Find",
      "aria-controls": "found",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      placeholder: "Find guides, headings, credentials …",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
    });
    list = make("div", { role: "listbox", id: "found", "aria-label": "Results" });
    status = make("p", { role: "status" });
    const close = make("button", { type: "submit", class: "close" }, "Close");
    const head = make("form", { method: "dialog" }, input, close);
    dialog = make("dialog", { class: "finder", "aria-label": "Find" }, head, list, status);
    input.addEventListener("input", update);
    input.addEventListener("keydown", onKey);
    list.addEventListener("scroll", () => {
      if (list.scrollTop + list.clientHeight > list.scrollHeight - 200) more();
    });
    list.addEventListener("pointermove", (event) => {
      const option = event.target.closest("a");
      const position = option ? [...list.children].indexOf(option) : -1;
      if (position >= 0 && position !== current) mark(position);
    });
    // A result on this page leaves the page where it is: the finder must make way.
    list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
  };

  window.docgenFinder = (to) => {
    root = to;
    here = location.pathname.slice(new URL(root || ".", location.href).pathname.length).replace(/[^/]*$/, "");
    if (!dialog) {
      read(window.docgenIndex);
      build();
    }
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    update();
  };
})();
