//! The default theme in a real browser: what a reader does by hand, and what a page must not do.
//!
//! These tests need Chromium and its driver (Debian's `chromium` and `chromium-driver`). Without them they say so and
//! pass, unless `DOCGEN_BROWSER_TESTS` is `required`, as `.ci/run` has it.

mod driver;
mod live;
mod server;

use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use crate::support;
use docgen::vfs::Memory;
use driver::{Browser, Key, Scripts};
use server::Server;

/// A page with all that a text may have.
const SAMPLES: &str = include_str!("samples.md");

/// A drawing that is no icon.
const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 500\"><rect width=\"900\" \
                       height=\"500\" fill=\"#cde\"/></svg>";

const SETUP: &str = "guides/infusionsoft-rest/setup.html";

/// Says why a test was not made.
fn skip(why: &str) {
    let is_required = std::env::var("DOCGEN_BROWSER_TESTS").is_ok_and(|value| value == "required");
    assert!(!is_required, "{why}");
    std::io::Write::write_all(&mut std::io::stderr(), format!("skipped: {why}\n").as_bytes()).expect("it is open");
}

/// Where npm has put what these tests need: below `target/npm`, or below the folder that `DOCGEN_NPM` names.
fn npm_modules() -> PathBuf {
    let folder = std::env::var_os("DOCGEN_NPM").map_or_else(|| support::in_repository("target/npm"), Into::into);
    Path::new(&folder).join("node_modules")
}

/// The repository's own site, and pages of other kinds.
fn site() -> Memory {
    let mut files = support::content();
    files.insert("samples.md", SAMPLES);
    files.insert("img/drawing.svg", DRAWING);
    files.insert(
        "_posts/2026-04-01-first.md",
        "---\ntitle: First\n---\n\n## News\n\nOne.\n",
    );
    files.insert(
        "_posts/2026-05-01-second.md",
        "---\ntitle: Second\n---\n\n## News\n\nTwo.\n",
    );
    files
}

/// A site that is written from right to left.
fn site_from_right_to_left() -> Memory {
    support::site([
        ("_config.yml", "lang: ar\ntitle: أدلة\n"),
        (
            "guides/acme/setup.md",
            "---\ntitle: الإعداد\nheading: Acme\napiKey: client_id\n---\n\n## المفاتيح\n\n1. افتح **client_id**.\n2. انسخ.\n\n## بعد ذلك\n\nنص.\n",
        ),
        (
            "guides/acme/index.md",
            "---\ntitle: نظرة\nheading: Acme\n---\n\n# نظرة\n\nنص.\n",
        ),
    ])
}

/// A browser and the site, where there is a browser.
fn at(path: &str) -> Option<(Browser, Server)> {
    let browser = Browser::open(Scripts::On)?;
    let server = Server::of(site());
    browser.go(&server.at(path));
    Some((browser, server))
}

#[test]
fn the_finder_is_used_by_keyboard() {
    let Some((browser, server)) = at(SETUP) else { return };
    let focus = "document.activeElement";
    browser.press_control('k');
    browser.wait("document.querySelector('dialog.finder')?.open");
    browser.wait(&format!("{focus}.getAttribute('role') === 'combobox'"));

    browser.write("oauth.api.key");
    browser.wait("document.querySelectorAll('.finder [role=option]').length > 1");
    let found = browser.run("return [...document.querySelectorAll('.finder [role=option]')].map(it => it.textContent)");
    let found: Vec<&str> = found
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Json::as_str)
        .collect();
    for guide in ["Infusionsoft CRM", "Infusionsoft REST"] {
        assert!(
            found.iter().any(|text| text.contains(guide)),
            "{guide} is not in {found:?}"
        );
    }
    let selected = || {
        browser.run("return [...document.querySelectorAll('.finder [role=option]')].findIndex(it => it.ariaSelected === 'true')")
    };
    assert_eq!(selected(), json!(0));
    browser.press(&[Key::Down]);
    assert_eq!(selected(), json!(1));
    browser.press(&[Key::Up, Key::Up]);
    assert_eq!(selected(), json!(found.len() - 1), "it goes round");
    let described = format!("document.getElementById({focus}.getAttribute('aria-activedescendant')).ariaSelected");
    assert_eq!(browser.run(&format!("return {described}")), json!("true"));

    browser.press(&[Key::Escape]);
    browser.wait("!document.querySelector('dialog.finder').open");
    assert_eq!(browser.url(), server.at(SETUP));
    browser.write("/");
    browser.wait("document.querySelector('dialog.finder').open");
    assert_eq!(
        browser.run("return document.querySelector('.finder input').value"),
        json!("oauth.api.key")
    );
    let first = "document.querySelector('.finder [aria-selected=true]')?.href";
    browser.write("infusionsoft crm");
    browser.wait(&format!("{first}?.endsWith('/infusionsoft-crm/index.html')"));
    browser.press_control('a');
    browser.write("client_id crm");
    browser.wait(&format!("/infusionsoft-crm.setup.html#/.test({first})"));
    browser.press_control('a');
    browser.write("no such thing");
    browser.wait("document.querySelector('.finder [role=status] a')?.href.endsWith('/catalogue.html')");
    browser.press_control('a');
    browser.write("freshdesk setup");
    browser.wait("/freshdesk.*setup/.test(document.querySelector('.finder [aria-selected=true]')?.href)");
    browser.press(&[Key::Enter]);
    browser.wait("/freshdesk\\/setup/.test(location.pathname)");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_finder_leads_to_the_row_of_a_parameter_and_to_pages_before_headings() {
    let Some(browser) = Browser::open(Scripts::On) else {
        return;
    };
    let text = "A paragraph of some words.\n\n".repeat(60);
    let setup = "---\ntitle: Setup\nheading: Acme\norder: 3\napiKey: client_id\n---\n\nText.\n";
    let authenticate = format!(
        "---\ntitle: Authenticate\nheading: Acme\norder: 2\n---\n\n## Acme in short\n\n{text}## Parameters\n\n{text}\
         | Parameter | Meaning |\n|---|---|\n| `oauth.api.key` | The key |\n\n{text}"
    );
    let server = Server::of(support::site([
        ("_config.yml", "docgen: {guides: guides/*}\n"),
        ("guides/acme/authenticate.md", &authenticate),
        ("guides/acme/setup.md", setup),
        (
            "guides/acme/index.md",
            "---\ntitle: Long overview\nheading: Acme\norder: 1\n---\n\nText.\n",
        ),
    ]));
    browser.go(&server.at("index.html"));
    browser.press_control('k');
    browser.wait("document.querySelector('dialog.finder')?.open");
    browser.write("acme");
    browser.wait(
        "[...document.querySelectorAll('.finder [role=option] b')].map((it) => it.textContent).join()
         === 'Acme,Long overview,Authenticate,Setup,Acme in short,client_id → oauth.api.key,oauth.api.key,Parameters'",
    );
    browser.press_control('a');
    browser.write("oauth.api.key");
    browser.wait("document.querySelectorAll('.finder [role=option]').length === 2");
    browser.press(&[Key::Down, Key::Enter]);
    browser.wait("location.pathname.endsWith('/authenticate.html') && document.querySelector('.card')");
    browser.wait(
        "(() => { const {top, bottom} = document.querySelector('td code').getBoundingClientRect();
           return top > 56 && bottom < innerHeight; })()",
    );
    browser.run("scrollTo(0, 0)");
    browser.press_control('k');
    browser.wait("document.querySelector('dialog.finder')?.open");
    browser.press_control('a');
    browser.write("oauth.api.key");
    browser.wait("document.querySelectorAll('.finder [role=option]').length === 2");
    browser.press(&[Key::Down, Key::Enter]);
    browser.wait("!document.querySelector('dialog.finder').open && scrollY > 0");
}

#[test]
fn the_finder_searches_the_whole_text_where_pagefind_was_run() {
    let programs = npm_modules().join(".bin");
    if !programs.join("pagefind").exists() {
        return skip(&format!("pagefind is not in {}", programs.display()));
    }
    let Some(browser) = Browser::open(Scripts::On) else {
        return;
    };
    let ground = support::Ground::new([
        ("_config.yml", "docgen: {search: pagefind, guides: guides/*}\n"),
        (
            "guides/acme/setup.md",
            "---\ntitle: Setup\nheading: Acme\n---\n\n## Keys\n\nMind the unusual <word> of it.\n",
        ),
        ("other.md", "---\ntitle: Other\n---\n\nNothing of the kind.\n"),
    ]);
    let path = std::env::var("PATH").expect("there is one");
    ground
        .docgen_after(
            &format!("PATH={}:{path}", programs.display()),
            ["build", "--source", "source"],
        )
        .assert(0, ["2 pages"]);
    let server = Server::of_folder(&ground.path("public"));
    browser.go(&server.at("other.html"));
    browser.press_control('k');
    browser.wait("document.querySelector('dialog.finder')?.open");
    browser.write("unusual");
    browser.wait("document.querySelector('.finder [role=option]')?.textContent.includes('Mind the unusual')");
    browser.press(&[Key::Enter]);
    browser.wait("location.href.endsWith('/guides/acme/setup.html#keys')");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_credential_is_copied_from_the_card_and_a_sample_from_the_text() {
    let Some((browser, server)) = at(SETUP) else { return };
    browser.allow_clipboard();
    let copied = || browser.run_async("navigator.clipboard.readText().then(done, error => done('no: ' + error))");
    assert_eq!(
        browser.run("return document.querySelector('.card .copy').ariaLabel"),
        json!("Copy oauth.api.key")
    );
    let is_on_its_line =
        "const middle = (it) => { const box = it.getBoundingClientRect(); return (box.top + box.bottom) / 2; };
         return [...document.querySelectorAll('.card .copy')]
           .every((it) => Math.abs(middle(it) - middle(it.previousElementSibling)) < 2);";
    assert_eq!(browser.run(is_on_its_line), json!(true));
    browser.click(".card .copy");
    browser.wait("document.querySelector('.card .copy').textContent === 'Copied'");
    assert_eq!(copied(), json!("oauth.api.key"));
    assert_eq!(
        browser.run("return document.querySelector('[role=status].told').textContent"),
        json!("Copied oauth.api.key")
    );

    browser.go(&server.at("samples.html"));
    browser.run("document.querySelector('.sample .copy').focus()");
    browser.press(&[Key::Enter]);
    browser.wait("document.querySelector('.sample .copy').textContent === 'Copied'");
    assert_eq!(copied(), json!("{\n  \"key\": \"client_id\"\n}\n"));
    assert_eq!(browser.text(".sample figcaption b"), "Request");
}

#[test]
fn the_keyboard_goes_through_a_page_in_the_order_in_which_it_is_read() {
    let Some((browser, _server)) = at(SETUP) else { return };
    let mut regions: Vec<String> = Vec::new();
    let mut seen = 0;
    loop {
        browser.press(&[Key::Tab]);
        let place = browser.run(
            "const it = document.activeElement;
             if (it === document.body || it.dataset.seen) return null;
             it.dataset.seen = true;
             const region = it.closest('.skip, .site-header, .side, .guide-header, .beside, .content, .after, .site-footer');
             const box = it.getBoundingClientRect();
             const bar = document.querySelector('.site-header').getBoundingClientRect().bottom;
             const isFree = it.closest('.site-header, .skip') || box.bottom > bar + 4;
             const isSeen = isFree && box.top < innerHeight && box.bottom > 0 && box.width > 0;
             const style = getComputedStyle(it.matches('.enlarges') ? it.querySelector('img') : it);
             return [region?.className ?? 'nowhere', isSeen && style.outlineStyle !== 'none', it.outerHTML.slice(0, 200)];",
        );
        let Some([region, is_seen, html]) = place.as_array().map(Vec::as_slice) else {
            break;
        };
        assert_eq!(*is_seen, json!(true), "the focus cannot be seen on {html}");
        let region = region.as_str().expect("a name").to_owned();
        if regions.last() != Some(&region) {
            regions.push(region);
        }
        seen += 1;
    }
    assert_eq!(
        regions,
        [
            "skip",
            "site-header",
            "side",
            "guide-header",
            "beside",
            "content",
            "after",
            "site-footer"
        ]
    );
    assert!(seen > 30, "{seen} places are few");

    browser.run("document.activeElement.blur(); scrollTo(0, 0)");
    browser.go(&browser.url());
    browser.press(&[Key::Tab, Key::Enter, Key::Tab]);
    assert_eq!(
        browser.run("return !!document.activeElement.closest('main')"),
        json!(true)
    );
}

#[test]
fn a_screenshot_enlarges_by_click_and_by_keyboard() {
    let Some((browser, server)) = at(SETUP) else { return };
    browser.click(".content a.enlarges img");
    browser.wait("document.querySelector('dialog.large')?.open");
    browser.wait("document.querySelector('dialog.large img').naturalWidth > 0");
    assert_eq!(
        browser.run("return document.querySelector('dialog.large').ariaLabel.startsWith('The My API Keys page')"),
        json!(true)
    );
    browser.press(&[Key::Escape]);
    browser.wait("!document.querySelector('dialog.large').open");
    assert_eq!(
        browser.run("return document.activeElement.matches('a.enlarges')"),
        json!(true)
    );
    browser.press(&[Key::Enter]);
    browser.wait("document.querySelector('dialog.large').open");
    browser.press(&[Key::Enter]);
    browser.wait("!document.querySelector('dialog.large').open");
    assert_eq!(browser.url(), server.at(SETUP));

    browser.go(&server.at("samples.html"));
    browser.click(".content button.enlarge");
    browser.wait("document.querySelector('dialog.large').open");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn an_enlarged_screenshot_has_its_own_size_at_least_and_scrolls() {
    let Some((browser, server)) = at("samples.html") else {
        return;
    };
    browser.be_a_phone();
    browser.go(&server.at(SETUP));
    browser.run("document.querySelector('.content a.enlarges').click()");
    browser.wait("document.querySelector('dialog.large img')?.naturalWidth > 0");
    browser.wait(
        "(() => { const image = document.querySelector('dialog.large img'), window = image.closest('dialog');
           const hidden = window.scrollWidth - window.clientWidth;
           return image.clientWidth >= image.naturalWidth && window.clientWidth < innerWidth
             && hidden > 0 && Math.abs(window.scrollLeft - hidden / 2) < 2
             && window.innerText.includes('Scroll'); })()",
    );
}

#[test]
fn the_card_is_in_reach_of_every_step_however_wide_the_window_is() {
    for scripts in [Scripts::On, Scripts::Off] {
        let Some(browser) = Browser::open(scripts) else { return };
        let server = Server::of(site());
        for (width, height) in [(1280, 900), (960, 900), (896, 700), (720, 900), (360, 740)] {
            browser.be_as_large_as(width, height);
            browser.go(&server.at(SETUP));
            let place = |selector: &str, side: &str| {
                let place = format!("return document.querySelector('{selector}').getBoundingClientRect().{side}");
                browser.run(&place).as_f64().expect("a number")
            };
            assert!(place("h1", "top") < 300.0, "the heading is far down at {width}");
            browser.run("document.querySelector('.content > ol:last-of-type').scrollIntoView({block: 'center', behavior: 'instant'})");
            let (top, bottom) = (place(".card summary", "top"), place(".card summary", "bottom"));
            assert!(
                top > 0.0 && bottom <= f64::from(height),
                "at {width} the card is at {top}"
            );
            let all = browser.run("return document.querySelectorAll('.card li .where a[href^=\"#steps-\"]').length");
            assert_eq!(all, json!(3), "each credential leads to its steps");
            if width < 896 {
                let strip = place(".beside", "height");
                assert!(strip < 60.0, "the strip is {strip} high at {width}");
                browser.click(".card summary");
            }
            assert!(browser.text(".card").contains("oauth.api.key"), "at {width}");
            assert!(place(".card", "bottom") <= f64::from(height), "at {width}");
        }
    }
}

#[test]
fn the_contents_follow_the_text_and_the_card_stays_however_low_the_window_is() {
    let Some((browser, server)) = at(SETUP) else { return };
    browser.be_as_large_as(1280, 560);
    browser.go(&server.at("guides/infusionsoft-crm/setup.html"));
    for place in [0.3, 0.5, 0.8] {
        browser.run(&format!(
            "scrollTo({{top: document.body.scrollHeight * {place}, behavior: 'instant'}})"
        ));
        browser.wait(
            "(() => {
               const isShown = (it) => {
                 const {top, bottom} = it.getBoundingClientRect();
                 return top >= 56 && bottom <= innerHeight;
               };
               const marked = document.querySelector('.toc [aria-current]');
               return isShown(document.querySelector('.card summary')) && marked && isShown(marked);
             })()",
        );
    }
}

#[test]
fn what_is_chosen_among_the_contents_stays_marked_until_the_reader_moves_on() {
    let Some((browser, _server)) = at(SETUP) else { return };
    let marked = "document.querySelector('.toc [aria-current]')?.textContent";
    let links = browser.run("return [...document.querySelectorAll('.toc a')].map((it) => it.textContent)");
    for (at, text) in links.as_array().expect("a list").iter().enumerate() {
        browser.click(&format!(".toc li:nth-child({}) a", at + 1));
        browser.run_async("setTimeout(done, 200)");
        assert_eq!(browser.run(&format!("return {marked}")), *text);
    }
    browser.press(&[Key::Tab]);
    browser.run("scrollTo({top: 0, behavior: 'instant'})");
    browser.wait(&format!("{marked} === undefined"));
}

#[test]
fn a_list_that_is_open_for_good_is_no_button() {
    let Some((browser, _server)) = at(SETUP) else { return };
    let focusable = "return [...document.querySelectorAll('.beside summary')].map((it) => it.tabIndex)";
    assert_eq!(browser.run(focusable), json!([-1, -1]));
    browser.run("document.querySelector('.card summary').click()");
    assert_eq!(browser.run("return document.querySelector('.card').open"), json!(true));
    browser.be_as_large_as(720, 900);
    browser.wait("document.querySelector('.card summary').tabIndex === 0");
}

#[test]
fn breadcrumbs_are_cut_only_where_there_is_no_room() {
    let Some((browser, _server)) = at(SETUP) else { return };
    let cut = |guide: &str| {
        browser.run(&format!(
            "document.querySelector('.crumbs li:nth-child(2) a').textContent = '{guide}';
             return [...document.querySelectorAll('.crumbs li')].map((it) => it.scrollWidth > it.clientWidth);"
        ))
    };
    assert_eq!(
        cut("A guide with a name that is long, for Business"),
        json!([false, false, false])
    );
    browser.be_as_large_as(360, 740);
    assert_eq!(
        cut("A guide with a long name"),
        json!([false, false, true]),
        "the page's name makes way"
    );
}

#[test]
fn on_a_phone_all_credentials_are_in_sight_and_the_current_tab_hides_none_by_half() {
    let Some((browser, server)) = at(SETUP) else { return };
    browser.be_a_phone();
    browser.go(&server.at("guides/infusionsoft-crm/setup.html"));
    browser.run("document.querySelector('.content h2').scrollIntoView({behavior: 'instant'})");
    browser.click(".card summary");
    browser.wait(
        "(() => { const list = document.querySelector('.card ol');
           return document.querySelector('.card').open && list.scrollHeight <= list.clientHeight; })()",
    );
    let fades = browser.run(
        "const tab = document.querySelector('.tabs li:has([aria-current])');
         return ['::before', '::after'].every((it) => getComputedStyle(tab, it).backgroundImage.includes('gradient'));",
    );
    assert_eq!(fades, json!(true));
}

#[test]
fn the_card_of_a_low_window_opens_within_it_and_moves_nothing() {
    let Some((browser, server)) = at(SETUP) else { return };
    browser.be_as_large_as(640, 400);
    browser.go(&server.at("guides/infusionsoft-crm/setup.html"));
    browser.run("document.querySelector('.tabs [aria-current]').focus()");
    for _ in 0..3 {
        browser.press(&[Key::Tab]);
    }
    browser.wait("document.activeElement.matches('.beside summary')");
    browser.click(".card summary");
    browser.wait("document.querySelector('.card').open");
    let place = browser.run(
        "const { top, bottom } = document.querySelector('.card').getBoundingClientRect();
         return [scrollY, top >= 0, bottom <= innerHeight];",
    );
    assert_eq!(place, json!([0, true, true]));
}

#[test]
fn the_finder_has_the_guide_that_is_read_before_its_equals() {
    let Some((browser, server)) = at(SETUP) else { return };
    for guide in ["infusionsoft-crm", "infusionsoft-rest"] {
        browser.go(&server.at(&format!("guides/{guide}/setup.html")));
        browser.press_control('k');
        browser.wait("document.querySelector('dialog.finder')?.open");
        browser.write("oauth.api.key");
        browser.wait(&format!(
            "document.querySelector('.finder [role=option]')?.getAttribute('href').includes({guide:?})"
        ));
    }
}

#[test]
fn a_window_that_grows_narrow_is_not_covered_by_what_was_open() {
    let Some((browser, _server)) = at(SETUP) else { return };
    browser.wait("document.querySelector('.card').open");
    browser.be_as_large_as(720, 900);
    browser.wait("!document.querySelector('.card').open && !document.querySelector('.toc details').open");
    browser.be_as_large_as(1280, 900);
    browser.wait("document.querySelector('.card').open");
}

#[test]
fn a_heading_leads_to_itself_by_keyboard_and_by_hand() {
    let Some((browser, _server)) = at(SETUP) else { return };
    let link = "document.querySelector('#create-an-application > .anchor')";
    assert_eq!(
        browser.run(&format!("return {link}.ariaLabel")),
        json!("Link to “Create an Application”")
    );
    let text = "return document.querySelector('#create-an-application').textContent";
    assert_eq!(
        browser.run(text),
        json!("Create an Application"),
        "who copies it has no use for the sign"
    );
    browser.run(&format!("{link}.focus()"));
    browser.press(&[Key::Enter]);
    browser.wait("location.hash === '#create-an-application'");
}

#[test]
fn what_scrolls_sideways_is_a_region_with_a_name_of_its_own() {
    let Some((browser, server)) = at("samples.html") else {
        return;
    };
    browser.be_a_phone();
    browser.go(&server.at("samples.html"));
    let names = browser.run(
        "return [...document.querySelectorAll('.content .table, .content pre')]
           .filter((it) => it.scrollWidth > it.clientWidth)
           .map((it) => it.role === 'region' && it.tabIndex === 0 && it.ariaLabel);",
    );
    let names = names.as_array().expect("a list");
    let different: std::collections::BTreeSet<&str> = names.iter().filter_map(Json::as_str).collect();
    assert!(names.len() > 1 && different.len() == names.len(), "{names:?}");
}

#[test]
fn the_catalogue_counts_and_shows_what_the_filter_leaves() {
    let Some((browser, _server)) = at("catalogue.html") else {
        return;
    };
    assert_eq!(browser.text("#all-guides"), "3 guides");
    browser.run("document.querySelector('[data-filter]').focus()");
    browser.write("fresh");
    browser.wait("document.querySelector('#all-guides').textContent === '1 guide'");
    browser.write("x");
    browser.wait("document.querySelector('[data-none]').textContent !== ''");
    assert_eq!(browser.text("#all-guides"), "0 guides");
}

#[test]
fn the_colours_follow_the_system_until_the_reader_chooses() {
    let Some((browser, _server)) = at(SETUP) else { return };
    let is_dark = || browser.run("return getComputedStyle(document.body).backgroundColor") == json!("rgb(15, 20, 27)");
    assert!(!is_dark());
    browser.prefer_colours("dark");
    assert!(is_dark());
    browser.click("[data-theme-switch]");
    assert!(!is_dark());
    browser.go(&browser.url());
    assert!(!is_dark(), "the choice is kept");
    browser.click("[data-theme-switch]");
    assert!(is_dark());
    browser.prefer_colours("light");
    browser.go(&browser.url());
    assert!(!is_dark(), "who chooses what the system has follows it again");
}

#[test]
fn the_colours_that_the_reader_chose_wait_for_no_other_script() {
    let Some((browser, server)) = at(SETUP) else { return };
    browser.click("[data-theme-switch]");
    browser.command("Network.enable", &json!({}));
    browser.command("Network.setBlockedURLs", &json!({"urls": ["*/docgen.js"]}));
    browser.go(&server.at(SETUP));
    assert_eq!(
        browser.run(
            "return [document.querySelector('[data-theme-switch]').hidden, document.documentElement.dataset.theme]"
        ),
        json!([true, "dark"]),
    );
}

#[test]
fn without_scripts_everything_is_there_to_read_and_to_follow() {
    let Some(browser) = Browser::open(Scripts::Off) else {
        return;
    };
    let server = Server::of(site());
    browser.go(&server.at(SETUP));
    for (selector, text) in [
        (".card", "oauth.api.key"),
        (".toc", "Create an Application"),
        (".side", "Freshdesk"),
        (".content", "Locate Credentials for Authentication"),
        (".tabs", "Authenticate"),
    ] {
        let shown = browser.text(selector);
        assert!(shown.contains(text), "{text} is not to be seen in {selector}: {shown}");
    }
    browser.click(".tabs li:nth-child(3) a");
    assert_eq!(browser.url(), server.at("guides/infusionsoft-rest/authenticate.html"));
    browser.click(".pager .previous");
    assert_eq!(browser.url(), server.at(SETUP));
    browser.click("[data-find]");
    assert_eq!(browser.url(), server.at("catalogue.html"));
    browser.click(".letter a");
    assert_eq!(browser.url(), server.at("guides/freshdesk/index.html"));
    browser.go(&server.at(SETUP));
    browser.click(".content li a img");
    assert_eq!(browser.url(), server.at("assets/img/infusionsoft/my-api-keys.svg"));
}

#[test]
fn on_paper_addresses_are_told_and_navigation_is_not() {
    let Some((browser, _server)) = at(SETUP) else { return };
    browser.prefer_colours("dark");
    browser.command("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    let shown = browser.run(
        "return ['.skip', '.site-header', '.side', '.crumbs', '.tabs', '.toc', '.copy', '.pager', '.site-footer']
           .filter((it) => document.querySelector(it).getClientRects().length);",
    );
    assert_eq!(shown, json!([]));
    assert!(browser.text(".card").contains("oauth.api.key"));
    let told = browser.run(
        "const link = document.querySelector('.content a[href^=https]');
         return getComputedStyle(link, '::after').content.includes(link.href);",
    );
    assert_eq!(told, json!(true));
    let broken = browser.run(
        "return [...document.querySelectorAll('.content li, .content img')]
           .filter((it) => getComputedStyle(it).breakInside !== 'avoid').length;",
    );
    assert_eq!(broken, json!(0));
    assert_eq!(
        browser.run("return getComputedStyle(document.body).color"),
        json!("rgb(0, 0, 0)")
    );
}

#[test]
fn on_paper_names_are_whole_and_steps_have_their_numbers() {
    let Some(browser) = Browser::open(Scripts::On) else {
        return;
    };
    let server = Server::of(site());
    browser.command("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    browser.be_as_large_as(700, 1000);
    for path in [
        "guides/infusionsoft-crm/setup.html",
        "guides/infusionsoft-crm/authenticate.html",
    ] {
        browser.go(&server.at(path));
        let wrong = browser.run(
            "const isWhole = (it) => it.getClientRects().length === 1;
             const hasNumber = (it) => it.offsetHeight >= parseFloat(getComputedStyle(it, '::before').height);
             const is = (it, name) => getComputedStyle(document.querySelector(it))[name];
             return [
               ...[...document.querySelectorAll('td code, .card code')].filter((it) => !isWhole(it)),
               ...[...document.querySelectorAll('.content > ol > li')].filter((it) => !hasNumber(it)),
             ].map((it) => it.outerHTML).concat(is('.after', 'breakBefore') === 'avoid' ? [] : ['.after']);",
        );
        assert_eq!(wrong, json!([]), "on {path}");
    }
}

/// How much of a page may move, as browsers reckon it. The columns of a table settle as its rows come in, which a slow
/// machine shows; an image without its place moves a page by far more.
const MOST_MOVED: f64 = 0.005;

/// The kinds of pages that there are.
const KINDS: [&str; 10] = [
    "index.html",
    "catalogue.html",
    "no/such/page.html",
    "guides/infusionsoft-rest/index.html",
    SETUP,
    "guides/infusionsoft-rest/authenticate.html",
    "guides/infusionsoft-rest/oauth.html",
    "guides/freshdesk/setup.html",
    "samples.html",
    "2026/05/01/second.html",
];

#[test]
fn no_page_asks_another_host_or_breaks_the_policy_or_moves_as_it_loads() {
    let Some(browser) = Browser::open(Scripts::On) else {
        return;
    };
    let server = Server::of(site());
    for is_phone in [false, true] {
        if is_phone {
            browser.be_a_phone();
        }
        for path in KINDS {
            browser.go(&server.at(path));
            let shift = browser.run_async(
                "scrollTo({top: document.body.scrollHeight, behavior: 'instant'});
                 requestAnimationFrame(() => requestAnimationFrame(() => {
                   const shifts = [];
                   new PerformanceObserver((list) => shifts.push(...list.getEntries()))
                     .observe({type: 'layout-shift', buffered: true});
                   setTimeout(() => done(shifts.map((it) => [it.value,
                     it.sources.map(({node}) => (node?.outerHTML ?? node?.textContent ?? '?').slice(0, 120))])), 50);
                 }));",
            );
            let moved = shift.as_array().expect("a list").iter();
            let moved: f64 = moved.filter_map(|shift| shift[0].as_f64()).sum();
            assert!(moved < MOST_MOVED, "{path} moves by {moved}: {shift:#}");
            let width =
                browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
            assert_eq!(width, json!(0), "{path} is wider than the window");
            let complaints = browser.complaints();
            let complaints = complaints.iter().filter(|text| !text.contains("404 (Not Found)"));
            assert_eq!(complaints.collect::<Vec<_>>(), [""; 0], "{path}");
        }
    }
    let requests = browser.requests();
    assert!(requests.len() > 30, "{requests:?}");
    for url in requests {
        let is_own = url.starts_with(&server.address) || url.starts_with("data:");
        assert!(is_own, "a page asks for {url}");
    }
}

#[test]
fn scripts_move_nothing_that_was_there_before_them() {
    let Some(with) = Browser::open(Scripts::On) else { return };
    let Some(without) = Browser::open(Scripts::Off) else {
        return;
    };
    let server = Server::of(site());
    for is_phone in [false, true] {
        for path in KINDS {
            let places = |browser: &Browser| {
                if is_phone {
                    browser.be_a_phone();
                }
                browser.go(&server.at(path));
                browser.run(
                    "return [...document.querySelectorAll('h1, h2, h3, h4, p, li, th, td, img, pre, dl, nav a, header a, footer')]
                       .filter((it) => !it.matches('.unseen, .none, .told'))
                       .map((it) => [it.localName, it.getBoundingClientRect()])
                       .map(([name, {x, y, width, height}]) => [name, ...[x, y, width, height].map(Math.round)]);",
                )
            };
            let (with, without) = (places(&with), places(&without));
            let pair = |places: &Json| places.as_array().expect("a list").clone();
            for (with, without) in pair(&with).iter().zip(&pair(&without)) {
                assert_eq!(with, without, "on {path}, a phone: {is_phone}");
            }
            assert_eq!(pair(&with).len(), pair(&without).len(), "on {path}");
        }
    }
}

#[test]
fn axe_finds_nothing_on_any_kind_of_page_in_light_or_dark() {
    let path = npm_modules().join("axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&path) else {
        return skip(&format!("axe-core is not at {}", path.display()));
    };
    let Some(browser) = Browser::open(Scripts::On) else {
        return;
    };
    let server = Server::of(site());
    let from_right = Server::of(site_from_right_to_left());
    let of_brand = Server::of_brand(site(), "acme");
    let mut wrong = Vec::new();
    let mut judge = |what: &str| {
        let found = browser.run_async(&format!(
            "{axe};
             axe.run(document, {{resultTypes: ['violations']}}).then(({{violations}}) => done(violations.map(
               ({{id, nodes}}) => `${{id}}: ${{nodes.map(({{html, failureSummary}}) => `${{html}} ${{failureSummary}}`).join('; ')}}`)));"
        ));
        let found = found.as_array().expect("a list").iter().filter_map(Json::as_str);
        wrong.extend(found.map(|found| format!("{what}: {found}")));
    };
    for colours in ["light", "dark"] {
        browser.prefer_colours(colours);
        for path in KINDS {
            browser.go(&server.at(path));
            judge(&format!("{path} in {colours}"));
        }
        browser.go(&from_right.at("guides/acme/setup.html"));
        judge(&format!("from right to left in {colours}"));
        browser.go(&of_brand.at(SETUP));
        judge(&format!("a brand in {colours}"));
        browser.go(&server.at(SETUP));
        browser.press_control('k');
        browser.wait("document.querySelector('dialog.finder')?.open");
        browser.write("oauth");
        browser.wait("document.querySelectorAll('.finder [role=option]').length > 1");
        judge(&format!("the finder in {colours}"));
        browser.press(&[Key::Escape]);
        browser.click(".content a.enlarges img");
        browser.wait("document.querySelector('dialog.large')?.open");
        judge(&format!("an image in {colours}"));
    }
    browser.prefer_colours("light");
    browser.be_a_phone();
    browser.go(&server.at(SETUP));
    judge("a phone");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
