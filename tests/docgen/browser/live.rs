//! `docgen serve` in a real browser: an edit shows in place, and what is wrong with a page is shown on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::driver::{Browser, Scripts};
use crate::support::Ground;

/// A `docgen serve` that ends when it is dropped.
struct Served {
    docgen: Child,
    /// Its address, with a slash at its end.
    address: String,
}

impl Served {
    fn start(ground: &Ground) -> Self {
        let mut docgen = Command::new(env!("CARGO_BIN_EXE_docgen"))
            .args(["serve", "--source", "source", "--port", "0"])
            .current_dir(ground.path(""))
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("docgen was built for this test");
        let output = docgen.stderr.take().expect("it is a pipe");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let (_, rest) = line.split_once("serving at ")?;
            Some(rest.split(',').next()?.to_owned())
        });
        // What else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            docgen,
            address: address.expect("it says where it serves"),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.docgen.kill());
        drop(self.docgen.wait());
    }
}

/// A page long enough to be scrolled, with what scripts work on.
fn page(words: &str) -> String {
    let text = "A paragraph of some words, so that the page is longer than the window.\n\n".repeat(40);
    format!(
        "---\ntitle: Setup\nheading: Acme\n---\n\n## Keys\n\n{text}## Later\n\n{words}\n\n```json\n{{\"a\": 1}}\n```\n\n{text}"
    )
}

fn served(words: &str) -> Option<(Browser, Ground, Served)> {
    let browser = Browser::open(Scripts::On)?;
    let ground = Ground::new([
        ("_config.yml", "docgen: {guides: guides/*}\n"),
        ("guides/acme/setup.md", &page(words)),
        (
            "guides/acme/index.md",
            "---\ntitle: Overview\nheading: Acme\n---\n\n## About\n\nText.\n",
        ),
    ]);
    let served = Served::start(&ground);
    browser.go(&format!("{}guides/acme/setup.html", served.address));
    browser.wait("document.querySelector('docgen-live')?.dataset.server === 'there'");
    Some((browser, ground, served))
}

#[test]
fn an_edit_shows_in_place_and_the_page_stays_where_it_is() {
    let Some((browser, ground, _served)) = served("Some words.") else {
        return;
    };
    browser.run("window.isTheSame = true; document.getElementById('later').scrollIntoView()");
    let place = || browser.run("return Math.round(document.getElementById('later').getBoundingClientRect().top)");
    let before = place();
    assert!(browser.run("return scrollY").as_f64().is_some_and(|at| at > 500.0));

    ground.write("source/guides/acme/setup.md", page("Other words."));
    browser.wait("document.querySelector('.content').textContent.includes('Other words.')");
    assert_eq!(place(), before, "it is where it was");
    assert_eq!(
        browser.run("return window.isTheSame"),
        json!(true),
        "it was not loaded anew"
    );
    browser.wait("document.querySelectorAll('.sample .copy').length === 1");
    browser.wait("document.querySelector('.toc [aria-current]')?.textContent === 'Later'");
    browser.press_control('k');
    browser.wait("document.querySelector('dialog.finder')?.open");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn on_a_phone_what_is_wrong_is_told_above_the_bar_at_the_bottom() {
    let Some((browser, _ground, served)) = served("{{ page.nothing }}") else {
        return;
    };
    browser.be_a_phone();
    browser.go(&format!("{}guides/acme/setup.html", served.address));
    let root = "document.querySelector('docgen-live')?.shadowRoot";
    browser.wait(&format!("{root}?.querySelector('button')?.checkVisibility()"));
    browser.wait(&format!(
        "{root}.querySelector('button').getBoundingClientRect().bottom
         <= document.querySelector('.beside').getBoundingClientRect().top"
    ));
}

#[test]
fn what_is_wrong_is_shown_on_its_page_until_it_is_mended() {
    let Some((browser, ground, served)) = served("Some words.") else {
        return;
    };
    let live = "document.querySelector('docgen-live')";
    let is_shown = format!("{live}.shadowRoot.querySelector('section')?.checkVisibility()");
    browser.wait(&format!("{live}.dataset.errors !== '1'"));
    ground.write("source/guides/acme/setup.md", page("{{ page.nothing }}"));
    browser.wait(&format!("{live}.dataset.errors === '1'"));
    browser.wait(&is_shown);
    let told = browser.run(&format!(
        "return {live}.shadowRoot.querySelector('li.finding').textContent"
    ));
    let told = told.as_str().expect("it is a text");
    assert!(
        told.contains("undefined-variable") && told.contains("guides/acme/setup.md:"),
        "{told}"
    );

    browser.go(&format!("{}guides/acme/index.html", served.address));
    browser.wait(&format!("{live}?.dataset.server === 'there'"));
    assert_ne!(
        browser.run(&format!("return {live}.dataset.errors")),
        json!("1"),
        "it is another page's"
    );

    browser.go(&format!("{}guides/acme/setup.html", served.address));
    browser.wait(&format!("{live}?.dataset.errors === '1'"));
    ground.write("source/guides/acme/setup.md", page("Mended."));
    browser.wait(&format!("{live}.dataset.errors !== '1'"));
    browser.wait(&format!("!({is_shown})"));
    browser.wait("document.querySelector('.content').textContent.includes('Mended.')");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn what_goes_wrong_in_the_script_is_not_taken_for_a_server_that_has_gone() {
    let Some((browser, ground, _served)) = served("Some words.") else {
        return;
    };
    browser.run(
        "addEventListener('unhandledrejection', (event) => { window.rejected = event.reason.name; }); \
         document.body.remove()",
    );
    ground.write("source/guides/acme/setup.md", page("Other words."));
    browser.wait("window.rejected === 'TypeError'");
}
