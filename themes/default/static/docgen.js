// What a page can do with scripts on; without them everything is there to read and to follow. The finder is in
// finder.js, which loads when somebody opens it.
//
// `docgen serve` changes parts of a page in place, and says so by the event `docgen:update`: what is done to elements
// is done to the new ones again, and what listens to the window listens once.
(() => {
  "use strict";

  document.currentScript.dataset.live = "";

  const all = (selector, within = document) => {
    const found = [...within.querySelectorAll(selector)];
    return within.matches?.(selector) ? [within, ...found] : found;
  };
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // Light and dark: the system's choice, until the reader makes another. What was kept of it, colours.js has mostly shown
  // already. Where nothing can be kept, the choice lasts as long as the page.
  const page = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const keep = (theme) => {
    try {
      if (theme) localStorage.setItem("docgen-theme", theme);
      else localStorage.removeItem("docgen-theme");
    } catch {
      // A browser that keeps nothing shows the system's colours on the next page.
    }
  };
  const kept = () => {
    try {
      return localStorage.getItem("docgen-theme");
    } catch {
      return null;
    }
  };
  const isDark = () => (page.dataset.theme ? page.dataset.theme === "dark" : dark.matches);
  const show = (theme) => {
    if (theme === "dark" || theme === "light") page.dataset.theme = theme;
    else delete page.dataset.theme;
    document.querySelector("[data-theme-switch]")?.setAttribute("aria-pressed", isDark());
  };
  show(kept());
  dark.addEventListener("change", () => show(page.dataset.theme));
  addEventListener("storage", (event) => event.key === "docgen-theme" && show(event.newValue));

  const switchTheme = (within) => {
    for (const button of all("[data-theme-switch]", within)) {
      button.hidden = false;
      button.setAttribute("aria-pressed", isDark());
      button.addEventListener("click", () => {
        const wanted = isDark() ? "light" : "dark";
        const chosen = (wanted === "dark") === dark.matches ? undefined : wanted;
        keep(chosen);
        show(chosen);
      });
    }
  };

  // Copy buttons, and who hears what they did.
  const told = make("p", { class: "told", role: "status" });
  document.body.append(told);
  let untell;
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return;
    } catch {
      // A page from disk may have no clipboard of its own.
    }
    const field = make("textarea", { class: "unseen" });
    field.value = text;
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    if (!isDone) throw new Error("the browser does not copy");
  };
  const copyButton = (what, text) => {
    const button = make("button", { type: "button", class: "copy", "aria-label": `Copy ${what}` }, "Copy");
    button.addEventListener("click", async () => {
      let isDone = true;
      try {
        await copy(text());
      } catch {
        isDone = false;
      }
      button.textContent = isDone ? "Copied" : "Not copied";
      told.textContent = `${button.textContent} ${what}`;
      button.classList.toggle("done", isDone);
      clearTimeout(untell);
      untell = setTimeout(() => told.replaceChildren(), 2400);
      setTimeout(() => {
        button.textContent = "Copy";
        button.classList.remove("done");
      }, 1600);
      button.focus();
    });
    return button;
  };
  const offerCopies = (within) => {
    for (const code of all("[data-copy]", within)) code.after(copyButton(code.textContent, () => code.textContent));
    for (const sample of all(".content pre", within)) {
      const code = sample.querySelector("code") ?? sample;
      let frame = sample.closest(".sample");
      if (!frame) {
        frame = make("div", { class: "sample" });
        sample.replaceWith(frame);
        frame.append(sample);
      }
      const head = frame.querySelector("figcaption");
      const [title, language] = ["b", "span"].map((name) => head?.querySelector(name)?.textContent);
      const name = title ?? (language ? `the ${language} sample` : "the sample");
      (head ?? frame).append(copyButton(name, () => code.textContent));
    }
  };

  // Headings lead to themselves, for those who want the address of a section.
  const offerAddresses = (within) => {
    for (const heading of all(".content :is(h2, h3, h4)[id]", within)) {
      const label = `Link to “${heading.textContent.trim()}”`;
      heading.append(make("a", { class: "anchor", href: `#${heading.id}`, "aria-label": label }));
    }
  };

  // What scrolls sideways can be scrolled by keyboard, and has a name then.
  const boxes = ".content .table, .content pre";
  const reachable = (within) => {
    const numbered = { Table: all(".content .table"), Sample: all(".content pre") };
    for (const box of all(boxes, within)) {
      if (box.scrollWidth > box.clientWidth) {
        const kind = box.matches("pre") ? "Sample" : "Table";
        const about = box.closest("figure")?.querySelector("b") ?? box.querySelector("caption");
        const name = `${kind} ${numbered[kind].indexOf(box) + 1}`;
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", about ? `${name}: ${about.textContent}` : name);
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    }
  };
  addEventListener("resize", () => reachable(document));

  // Screenshots enlarge in place. With Ctrl and the like their links go where links go.
  const isImage = (address) => /\.(avif|gif|jpe?g|png|svg|webp)$/i.test(address.split(/[?#]/)[0]);
  let large;
  // As large as it is, or as the window has room for; a drawing has no size of its own, and a small screenshot is blown up
  // to twice its size at most.
  const fit = () => {
    const shown = large.querySelector("img");
    const { naturalWidth: width, naturalHeight: height } = shown;
    if (!width || !large.open) return;
    const head = large.querySelector("form").offsetHeight + 10;
    const room = Math.min(innerWidth * 0.96 - 18, ((innerHeight * 0.96 - head) * width) / height);
    const isDrawing = /\.svg$/i.test(shown.src.split(/[?#]/)[0]);
    const wanted = Math.max(width, isDrawing ? room : Math.min(room, 2 * width));
    shown.style.width = `${Math.floor(wanted)}px`;
    large.querySelector("span").textContent = wanted > room ? "Scroll to see all of it" : "";
    large.scrollTo((large.scrollWidth - large.clientWidth) / 2, 0);
  };
  const enlarge = (image, address) => {
    if (!large) {
      const close = make("button", { type: "submit", class: "close" }, "Close");
      large = make("dialog", { class: "large" }, make("form", { method: "dialog" }, make("span"), close), make("img"));
      large.addEventListener("click", (event) => event.target.closest("form") || large.close());
      large.querySelector("img").addEventListener("load", fit);
      addEventListener("resize", fit);
      document.body.append(large);
    }
    const shown = large.querySelector("img");
    shown.src = address;
    shown.alt = image.alt;
    large.setAttribute("aria-label", image.alt || "Image");
    large.showModal();
    fit();
  };
  const enlargeable = (within) => {
    for (const image of all(".content img:not(.inlineImage)", within)) {
      const link = image.closest("a");
      if (link && !isImage(link.href)) continue;
      if (!link && image.closest("button, summary, label")) continue;
      let opener = link;
      if (!link) {
        opener = make("button", { type: "button", class: "enlarge" });
        image.replaceWith(opener);
        opener.append(image);
        // There is nothing to enlarge.
        image.addEventListener("error", () => opener.replaceWith(image), { once: true });
      }
      opener.setAttribute("aria-haspopup", "dialog");
      opener.classList.add("enlarges");
      opener.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        enlarge(image, link?.href ?? image.currentSrc);
      });
    }
  };

  // `#find=oauth.api.key`, as the finder has it, leads to the row of the table that the parameter heads, or to where else
  // the text names it in code.
  const goTo = () => {
    const name = new URLSearchParams(location.hash.slice(1)).get("find");
    if (!name) return;
    const has = (it) => it.textContent.includes(name);
    const isIt = (it) => it.textContent === name;
    const row = all(".content td:first-child code").find(isIt)?.closest("tr");
    const place = row ?? all(".content code").find(isIt) ?? all(".content :is(code, pre)").find(has);
    for (const old of all(".found")) old.classList.remove("found");
    place?.classList.add("found");
    place?.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", goTo);
  // The address of the same place again is no change.
  document.addEventListener("click", ({ target }) => {
    if (target.closest("a")?.href === location.href) setTimeout(goTo);
  });

  // "On this page" follows the scroll, and what it marks is in sight. What a reader chose there stays marked until they
  // move on: its heading may stand too far down to be passed.
  let targets = [];
  let chosen;
  let isWaiting = false;
  const follow = () => {
    isWaiting = false;
    const isAtEnd = innerHeight + scrollY >= page.scrollHeight - 2;
    const passed = targets.filter(([, heading]) => heading.getBoundingClientRect().top < innerHeight / 4);
    const [seen] = isAtEnd && scrollY > 0 ? (targets.at(-1) ?? []) : (passed.at(-1) ?? []);
    const current = chosen ?? seen;
    for (const [link] of targets) {
      if (link === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    const toc = current?.closest(".toc");
    if (!toc) return;
    const [line, box] = [current, toc].map((it) => it.getBoundingClientRect());
    const spare = box.height / 4;
    toc.scrollTop += Math.max(0, line.bottom + spare - box.bottom) + Math.min(0, line.top - spare - box.top);
  };
  const followSoon = () => {
    if (!isWaiting) requestAnimationFrame(follow);
    isWaiting = true;
  };
  addEventListener("scroll", followSoon, { passive: true });
  for (const move of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(move, () => (chosen = undefined), { passive: true });
  }
  const choose = (address) => {
    [chosen] = targets.find(([link]) => link.getAttribute("href") === address) ?? [];
    followSoon();
  };
  document.addEventListener("click", ({ target }) => choose(target.closest("a")?.getAttribute("href")));
  const takeTargets = () => {
    const headingOf = (link) => document.getElementById(link.getAttribute("href").slice(1));
    targets = all(".toc a").map((link) => [link, headingOf(link)]);
    targets = targets.filter(([, heading]) => heading);
    chosen = undefined;
    followSoon();
  };

  // What style shows as open is open for assistive programs too, and closes where it would cover the text.
  const wide = new Map([
    [".side > details", matchMedia("(min-width: 76rem)")],
    [".beside details", matchMedia("(min-width: 56rem)")],
  ]);
  // Where it is open for good, its heading is no button.
  const settle = (list, isWide) => {
    list.open = isWide;
    list.querySelector("summary").tabIndex = isWide ? -1 : 0;
  };
  for (const [lists, media] of wide) {
    media.addEventListener("change", () => {
      for (const list of all(lists)) settle(list, media.matches);
    });
  }
  document.addEventListener("click", (event) => {
    const beside = event.target.closest(".beside :is(a, summary)");
    const isWide = wide.get(".beside details").matches;
    if (beside?.matches("summary") && isWide) event.preventDefault();
    if (beside?.matches("a") && !isWide) beside.closest("details").open = false;
  });
  const unfold = (within) => {
    for (const [lists, media] of wide) {
      for (const list of all(lists, within)) if (media.matches) settle(list, true);
    }
    // The current guide is in sight in the list at the side.
    for (const side of all(".side > details", within)) {
      const current = side.querySelector("[aria-current]");
      if (current && side.scrollHeight > side.clientHeight) {
        side.scrollTop = current.offsetTop - side.clientHeight / 3;
      }
    }
  };

  // The catalogue filters as one types.
  const offerFilter = (within) => {
    for (const filter of all("[data-filter]", within)) {
      filter.closest("[hidden]").hidden = false;
      filter.addEventListener("input", () => {
        const words = filter.value.toLowerCase().split(/\s+/);
        let count = 0;
        for (const letter of all(".letter")) {
          const link = document.querySelector(`.letters [href="#${letter.querySelector("h3").id}"]`);
          let isEmpty = true;
          for (const entry of all("li", letter)) {
            const text = entry.textContent.toLowerCase();
            entry.hidden = !words.every((word) => text.includes(word));
            if (!entry.hidden) isEmpty = ++count === 0;
          }
          letter.hidden = isEmpty;
          link?.classList.toggle("empty", isEmpty);
        }
        const told = count === 1 ? "1 guide" : `${count} guides`;
        document.querySelector("#all-guides").textContent = told;
        document.querySelector("[data-none]").textContent = count ? "" : "No guide has this name";
      });
    }
  };

  // The finder: Ctrl-K, `/`, or a click on the field.
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = make("script", { src: `${document.body.dataset.root}docgen-theme/${name}`, "data-live": "" });
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  const field = () => document.querySelector("[data-find]");
  let finder;
  const open = async () => {
    finder ??= Promise.all([load("finder.js"), load("find-index.js")]);
    try {
      await finder;
    } catch {
      // The list of all guides is what there is without the finder.
      location.assign(field().href);
      return;
    }
    window.docgenFinder(document.body.dataset.root);
  };
  const offerFinder = (within) => {
    for (const opener of all("[data-find]", within)) {
      for (const key of all("kbd", opener)) {
        key.hidden = false;
        if (/Mac|iPhone|iPad/.test(navigator.platform)) key.textContent = "⌘ K";
      }
      opener.setAttribute("role", "button");
      opener.setAttribute("aria-haspopup", "dialog");
      opener.setAttribute("aria-keyshortcuts", "Control+K /");
      const go = (event) => {
        event.preventDefault();
        open();
      };
      opener.addEventListener("click", go);
      opener.addEventListener("keydown", (event) => event.key === " " && go(event));
    }
  };
  addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    const isCtrlK = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    const isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((!isCtrlK && !isSlash) || !field()) return;
    event.preventDefault();
    open();
  });

  const enhance = (within) => {
    for (const part of [switchTheme, offerCopies, offerAddresses, reachable, enlargeable, unfold, offerFilter, offerFinder]) part(within);
  };
  enhance(document);
  takeTargets();
  choose(location.hash);
  goTo();
  document.addEventListener("docgen:update", ({ detail }) => {
    for (const element of detail.replaced) enhance(element);
    takeTargets();
  });
})();
