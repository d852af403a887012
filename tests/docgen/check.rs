//! `docgen check`: exit codes, and that nothing is written.

use crate::support::{self, Ground};

#[test]
fn nothing_is_found_in_the_repositorys_own_site_and_nothing_written() {
    let ground = Ground::new([]);
    let content = support::in_repository("content");
    let done = ground.docgen([
        "check",
        "--source",
        content.to_str().expect("the repository has a name in UTF-8"),
    ]);
    done.assert(0, [" pages checked; no findings; "]);
    assert_eq!(done.out, "");
    assert!(ground.tree("").is_empty());
}

#[test]
fn errors_end_with_one_and_warnings_with_zero() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\nbulk: No\n---\n\n# Setup\n")]);
    ground
        .docgen(["check", "--source", "source"])
        .assert(0, ["1 page checked; 1 warning; "]);
    ground.write("source/_config.yml", "docgen:\n  rules: {ambiguous-scalar: error}\n");
    ground
        .docgen(["check", "--source", "source"])
        .assert(1, ["1 page checked; 1 error; "]);
    ground.write("source/_config.yml", "docgen:\n  rules: {ambiguous-scalar: off}\n");
    ground
        .docgen(["check", "--source", "source"])
        .assert(0, ["1 page checked; no findings; "]);
}

#[test]
fn quiet_says_nothing_but_what_stopped_docgen() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n\n{{ page.nothing }}\n")]);
    let done = ground.docgen(["check", "--source", "source", "--quiet"]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (Some(1), "", ""));
    ground
        .docgen(["check", "--source", "nowhere", "--quiet"])
        .assert(2, ["error: there is no source folder"]);
}

#[test]
fn colours_are_there_only_where_they_are_asked_for() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n\n{{ page.nothing }}\n")]);
    let plain = ground.docgen(["check", "--source", "source"]);
    let coloured = ground.docgen(["check", "--source", "source", "--color", "always"]);
    assert!(!plain.err.contains('\u{1b}') && coloured.err.contains("\u{1b}["));
}
