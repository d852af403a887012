//! Fixes: what a rule offers to write instead mends what it found and harms nothing else.

use std::path::{Path, PathBuf};

use docgen::engine::{Build, Options};
use docgen::fix::{FixedFile, fixed_files};
use docgen::vfs::{Files, Memory};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{self, Ground};

#[test]
fn a_fix_mends_its_finding_and_makes_no_other() {
    let mut wrong = String::new();
    insta::glob!("../rules", "*/*", |path| {
        if !support::is_fixture(path) {
            return;
        }
        let before = support::build(support::fixture(path));
        let fixed = fixed_files(&before.findings, &before.project.sources);
        if fixed.is_empty() {
            return;
        }
        let name = path.file_name().expect("a fixture has a name").to_string_lossy();
        let diff: String = fixed.iter().map(|file| file.diff("")).collect();
        support::beside(path).bind(|| insta::assert_snapshot!(format!("{name}.fixed"), diff));
        let after = support::build(with(&support::fixture(path), fixed));
        if rules_of(&after) != rules_left(&before) {
            wrong += &format!("{} fixed:\n{}\n\n", path.display(), support::report(&after));
        }
    });
    assert!(wrong.is_empty(), "{wrong}");
}

/// The rules whose fixes are about how something is written, not about what it says.
const OF_MARKUP: [&str; 4] = ["html-syntax", "list-numbering", "parameter-not-code", "spaced-link"];

#[test]
fn a_fix_of_markup_leaves_what_is_shown() {
    for rule in OF_MARKUP {
        for entry in std::fs::read_dir(support::in_repository(&format!("tests/rules/{rule}"))).expect("it is there") {
            let path = entry.expect("it can be listed").path();
            if support::is_fixture(&path) {
                leaves_what_is_shown(&support::fixture(&path), &path);
            }
        }
    }
    // A whole site of one's own, where one is named.
    if let Some(site) = std::env::var_os("DOCGEN_SITE").map(PathBuf::from) {
        leaves_what_is_shown(&support::files_of(&site), &site);
    }
}

/// Fails unless each page of the site shows the same after its fixes of markup.
fn leaves_what_is_shown(files: &Memory, name: &Path) {
    let options = of_markup();
    let before = support::build_with(with(files, Vec::new()), &options);
    let fixed = fixed_files(&before.findings, &before.project.sources);
    let after = support::build_with(with(files, fixed), &options);
    let pages = before.site.pages.iter().zip(&after.site.pages);
    for (before, after) in pages {
        let place = format!("{} of {}", before.source, name.display());
        assert_eq!(text(&before.html), text(&after.html), "{place}");
    }
}

/// Options by which the rules of markup alone look.
fn of_markup() -> Options {
    Options {
        select: OF_MARKUP.map(str::to_owned).to_vec(),
        ..support::options()
    }
}

/// What pages are made of on which there is something to fix, and what stands around it.
const PIECES: [&str; 40] = [
    "text",
    "*em*",
    "**",
    "`code`",
    "<b>",
    "</b>",
    "<i class=\"a\"id=b>",
    "</i>",
    "</br>",
    "<br/>",
    "</p>",
    "<p>",
    "<div>",
    "</div>",
    "</div/>",
    "<span/>",
    "</span x>",
    "<a name=\"x\"/>",
    "<a href=x>",
    "</a>",
    "<h2>",
    "</h3>",
    "&nosuch;",
    "<",
    "[a] (b.html)",
    "[a]  (#c)",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n3. ",
    "\n    ",
    "\n# ",
    "\n| a | b |\n|--|--|\n| ",
    " | ",
    "\n```\n",
    "<!-- -->",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fix_of_markup_leaves_what_any_page_shows(pieces in vec(select(&PIECES[..]), 1..24)) {
        let options = of_markup();
        let page = format!("---\ntitle: T\n---\n{}", pieces.concat());
        let before = support::build_with(support::site([("a.md", &page)]), &options);
        let fixed = fixed_files(&before.findings, &before.project.sources);
        if let [file] = &fixed[..] {
            let after = support::build_with(support::site([("a.md", &file.after())]), &options);
            let shown = |build: &Build| text(&build.site.pages[0].html);
            prop_assert_eq!(shown(&before), shown(&after), "{}", file.diff(""));
        }
    }
}

/// What stands between the tags, each white space a blank.
fn text(html: &str) -> String {
    let parts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    let text: String = parts.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rules of what has no fix, a finding each, sorted.
fn rules_left(build: &Build) -> Vec<&'static str> {
    let left = build.findings.iter().filter(|finding| finding.fix.is_none());
    let mut rules: Vec<_> = left.map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules
}

/// The rules of all that is found, a finding each, sorted.
fn rules_of(build: &Build) -> Vec<&'static str> {
    let mut rules = support::rules_of(build);
    rules.sort_unstable();
    rules
}

/// The files, some of them fixed.
fn with(files: &Memory, fixed: Vec<FixedFile>) -> Memory {
    let listing = files.list(&|_| true).expect("memory can be listed");
    let read = |path: String| {
        let content = match fixed.iter().find(|file| *file.path == *path) {
            Some(file) => file.after().into_bytes(),
            None => files.read(&path).expect("it was just listed"),
        };
        (path, content)
    };
    listing.files.into_iter().map(read).collect()
}

/// A page with something to fix.
const DOUBLED: &str = "---\ntitle: Setup\n---\nOpen the the page.\n";

#[test]
fn a_diff_names_files_from_where_it_is_made() {
    let ground = Ground::new([("guides/setup.md", DOUBLED)]);
    let printed = ground.docgen(["check", "-s", "source", "--diff"]);
    printed.assert(1, ["--- a/source/guides/setup.md\n+++ b/source/guides/setup.md\n"]);
    let source = ground.path("source");
    let away = Ground::new([]).docgen(["check", "-s", &source.to_string_lossy(), "--diff"]);
    away.assert(1, ["--- a/guides/setup.md\n"]);
    let written = ground.docgen(["check", "-s", "source", "--diff", "--output", "fixes.diff"]);
    assert_eq!((written.code, &*written.out), (Some(1), ""));
    assert_eq!(ground.tree("")["fixes.diff"], printed.out.into_bytes());
}

#[test]
fn what_does_not_go_with_a_diff_is_said() {
    let ground = Ground::new([("setup.md", DOUBLED)]);
    for more in [["--format", "json"], ["--deny", "warnings"], ["--by", "owner"]] {
        ground
            .docgen(["check", "-s", "source", "--diff", more[0], more[1]])
            .assert(2, ["cannot be used with", more[0]]);
    }
}

#[test]
fn a_file_with_the_longest_name_is_fixed() {
    let name = format!("{}.md", "n".repeat(247));
    let ground = Ground::new([(name.as_str(), DOUBLED)]);
    ground.docgen(["check", "-s", "source", "--fix"]).assert(0, ["1 fixed"]);
    assert_eq!(ground.tree("source").len(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_that_links_lead_to_is_fixed_once() {
    let ground = Ground::new([("guides/setup.md", DOUBLED)]);
    std::os::unix::fs::symlink("guides", ground.path("source/more")).expect("links can be made");
    let diff = ground.docgen(["check", "-s", "source", "--diff"]);
    assert_eq!(diff.out.matches("+Open the page.").count(), 1, "{}", diff.out);
    ground.docgen(["check", "-s", "source", "--fix"]).assert(0, ["1 fixed"]);
    assert_eq!(
        ground.tree("source/guides")["setup.md"],
        DOUBLED.replace("the the", "the").into_bytes()
    );
}
