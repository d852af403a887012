// The finder: guides, pages, headings, credentials and parameters by a few letters of their names. docgen.js loads it,
// and the index with it, when it is first opened. src/theme/finder.rs tells what the index holds.
(() => {
  "use strict";

  /** How many results are shown at first, and how many more each time the end is reached. */
  const SHOWN = 40;
  const KINDS = ["Guide", "Page", "Credential", "Heading", "Text"];
  const [GUIDE, PAGE, CREDENTIAL, HEADING, TEXT] = KINDS.keys();

  /** How many pages are shown for what stands in their texts. */
  const MOST_TEXTS = 10;

  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");

  /** One entry for all that can be found: [kind, text, where, URL, own words, all words]. */
  const entries = [];
  const add = (kind, text, where, url) => {
    const own = fold(text);
    entries.push([kind, text, where, url, own, `${own} ${fold(where)}`]);
  };
  const read = ({ guides, pages }) => {
    const seen = new Set();
    for (const [guide, title, url, headings, credentials] of pages) {
      const [name, provider] = guides[guide] ?? ["", ""];
      if (guide >= 0 && !seen.has(guide)) {
        seen.add(guide);
        add(GUIDE, name, provider === name ? "" : provider, url);
      }
      add(PAGE, title, name, url);
      for (let at = 0; at < credentials.length; at += 4) {
        const [term, parameter, label, id] = credentials.slice(at, at + 4);
        const text = term ? `${term} → ${parameter}` : parameter;
        add(CREDENTIAL, text, label ? `${name} · ${label}` : name, id ? `${url}#${id}` : url);
      }
      for (let at = 0; at < headings.length; at += 2) {
        add(HEADING, headings[at], name ? `${name} · ${title}` : title, `${url}#${headings[at + 1]}`);
      }
    }
  };

  const isWordStart = (text, at) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);

  /** The entries that have all words, the best first. Of equals the shorter, then the one that came first. */
  const find = (query) => {
    const words = fold(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const whole = words.join(" ");
    const found = [];
    for (const entry of entries) {
      const [kind, , , , own, everything] = entry;
      let score = 0;
      for (const word of words) {
        const at = own.indexOf(word);
        if (at >= 0) score += isWordStart(own, at) ? 4 : 2;
        else if (everything.includes(word)) score += 1;
        else {
          score = -1;
          break;
        }
      }
      if (score < 0) continue;
      score *= 100 / words.length;
      if (own === whole) score += 200;
      else if (own.startsWith(whole)) score += 100;
      found.push([score - kind * 20 - Math.min(own.length, 60) / 6, entry]);
    }
    found.sort((a, b) => b[0] - a[0]);
    return found.map(([, entry]) => entry);
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
    status.textContent = input.value.trim() ? (results.length ? count : "Nothing has this name") : hint;
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
