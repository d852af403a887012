//! "Last modified" on pages, from the history that git keeps.

use std::process::Command;

use crate::support::Ground;

const PAGE: &str = "---\ntitle: Setup\n---\n\n{% include note.md %}\n";

/// Runs git in the ground, as if it were noon of a day in May.
fn git(ground: &Ground, day: u32, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=docgen", "-c", "user.email=docgen@example.com"])
        .args(arguments)
        .env("GIT_COMMITTER_DATE", format!("2026-05-{day:02}T12:00:00Z"))
        .current_dir(ground.path(""))
        .output()
        .expect("this test needs git");
    assert!(done.status.success(), "{done:?}");
}

fn commit(ground: &Ground, day: u32) {
    git(ground, day, &["add", "."]);
    git(ground, day, &["commit", "--quiet", "--message=go on"]);
}

fn begun<const N: usize>(files: [(&str, &str); N]) -> Ground {
    let ground = Ground::new(files);
    git(&ground, 1, &["init", "--quiet", "--initial-branch=main"]);
    commit(&ground, 1);
    ground
}

/// What a page of the built site says.
fn told(ground: &Ground, page: &str) -> Option<String> {
    let html = std::fs::read_to_string(ground.path("public").join(page)).expect("the page was built");
    let (_, rest) = html.split_once("Last modified <time datetime=\"")?;
    Some(rest[..rest.find("</time>")?].to_owned())
}

#[test]
fn a_page_is_as_new_as_the_newest_file_that_it_is_made_of() {
    let ground = begun([
        ("_config.yml", "url: https://a.example\ntimezone: Asia/Seoul\n"),
        ("_includes/note.md", "Note."),
        ("setup.md", PAGE),
        ("guides/ü a.md", "---\ntitle: A\n---\n\nA\n"),
        ("said.md", "---\nlast_modified_at: 2020-02-03\n---\n\n# Said\n"),
    ]);
    ground.write("source/_includes/note.md", "Another note.");
    commit(&ground, 2);
    git(&ground, 3, &["mv", "source/guides/ü a.md", "source/guides/b.md"]);
    commit(&ground, 3);
    ground.write("source/new.md", PAGE);
    ground.docgen(["build", "--source", "source"]).assert(0, ["4 pages"]);
    let day = |day: u32| Some(format!("2026-05-{day:02}T21:00:00+09:00\">2026-05-{day:02}"));
    assert_eq!(told(&ground, "setup.html"), day(2));
    assert_eq!(told(&ground, "guides/b.html"), day(1), "it was only moved");
    assert_eq!(
        told(&ground, "said.html").as_deref(),
        Some("2020-02-03T00:00:00+09:00\">2020-02-03")
    );
    assert_eq!(told(&ground, "new.html"), None, "git does not know it yet");
    let sitemap = std::fs::read_to_string(ground.path("public/sitemap.xml")).expect("there is one");
    assert!(
        sitemap.contains("setup.html</loc><lastmod>2026-05-02</lastmod>"),
        "{sitemap}"
    );
}

#[test]
fn what_a_merge_makes_of_a_page_counts() {
    let ground = begun([("setup.md", "One.\n"), ("other.md", "# Other\n")]);
    ground.write("source/setup.md", "---\ntitle: S\n---\nOne.\n");
    ground.write("source/other.md", "---\ntitle: O\n---\nOne.\n");
    commit(&ground, 2);
    git(&ground, 3, &["checkout", "--quiet", "-b", "side"]);
    ground.write("source/setup.md", "---\ntitle: S\n---\nTwo.\n");
    commit(&ground, 3);
    git(&ground, 4, &["checkout", "--quiet", "main"]);
    ground.write("source/other.md", "---\ntitle: O\n---\nThree.\n");
    commit(&ground, 4);
    git(&ground, 6, &["merge", "--quiet", "--no-commit", "side"]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["2 pages"]);
    assert_eq!(
        told(&ground, "setup.html").as_deref(),
        Some("2026-05-02T12:00:00+00:00\">2026-05-02")
    );
    ground.write("source/setup.md", "---\ntitle: S\n---\nFour.\n");
    commit(&ground, 6);
    ground.docgen(["build", "--source", "source"]).assert(0, ["2 pages"]);
    assert_eq!(
        told(&ground, "setup.html").as_deref(),
        Some("2026-05-06T12:00:00+00:00\">2026-05-06")
    );
    assert_eq!(
        told(&ground, "other.html").as_deref(),
        Some("2026-05-04T12:00:00+00:00\">2026-05-04")
    );
}

#[test]
fn what_a_merge_moves_and_changes_is_as_new_as_the_merge_and_nothing_else_is() {
    let ground = begun([
        ("old.md", "---\ntitle: O\n---\nOne.\n"),
        ("other.md", "---\ntitle: P\n---\nOne.\n"),
    ]);
    git(&ground, 2, &["checkout", "--quiet", "-b", "side"]);
    git(&ground, 2, &["mv", "source/old.md", "source/new.md"]);
    commit(&ground, 2);
    git(&ground, 3, &["checkout", "--quiet", "main"]);
    for page in ["old", "other"] {
        ground.write(&format!("source/{page}.md"), "---\ntitle: O\n---\nTwo.\n");
    }
    commit(&ground, 3);
    git(&ground, 4, &["merge", "--quiet", "side"]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["2 pages"]);
    assert_eq!(
        told(&ground, "other.html").as_deref(),
        Some("2026-05-03T12:00:00+00:00\">2026-05-03")
    );
    assert_eq!(
        told(&ground, "new.html").as_deref(),
        Some("2026-05-04T12:00:00+00:00\">2026-05-04")
    );
}

#[test]
fn the_config_says_how_the_day_is_told_and_whether() {
    let ground = begun([("setup.md", "---\ntitle: S\n---\n")]);
    let format = "docgen: {last_modified: {format: '%m/%d/%Y %l:%M %P %Z'}}\ntimezone: America/New_York\n";
    ground.write("source/_config.yml", format);
    ground.docgen(["build", "--source", "source"]).assert(0, ["1 page"]);
    assert_eq!(
        told(&ground, "setup.html").as_deref(),
        Some("2026-05-01T08:00:00-04:00\">05/01/2026  8:00 am EDT")
    );
    ground.write("source/_config.yml", "docgen: {last_modified: false}\n");
    ground.docgen(["build", "--source", "source"]).assert(0, ["1 page"]);
    assert_eq!(told(&ground, "setup.html"), None);
}

#[test]
fn a_shallow_clone_tells_nothing_and_is_warned_of() {
    let ground = begun([("setup.md", "---\ntitle: S\n---\n")]);
    ground.write("source/other.md", "---\ntitle: O\n---\n");
    commit(&ground, 2);
    let from = format!("file://{}", ground.path("").display());
    git(&ground, 2, &["clone", "--quiet", "--depth=1", &from, "clone"]);
    let done = ground.docgen(["build", "--source", "clone/source"]);
    done.assert(
        0,
        [
            "warning: no page says when it was last modified: this is a shallow clone",
            "help: fetch all of it: `git fetch --unshallow`",
        ],
    );
    assert_eq!(told(&ground, "setup.html"), None);
    let quiet = ground.docgen(["build", "-q", "--source", "clone/source"]);
    assert_eq!((quiet.code, &*quiet.err), (Some(0), ""));
}

#[test]
fn outside_of_git_and_before_the_first_commit_nothing_is_told() {
    let ground = Ground::new([("setup.md", "---\ntitle: S\n---\n")]);
    for _ in 0..2 {
        let done = ground.docgen(["build", "--source", "source"]);
        done.assert(0, ["1 page"]);
        assert!(!done.err.contains("warning"), "{done:?}");
        assert_eq!(told(&ground, "setup.html"), None);
        git(&ground, 1, &["init", "--quiet", "--initial-branch=main"]);
    }
}

#[test]
fn a_page_with_an_include_of_a_submodule_is_as_new_as_that() {
    let shared = begun([("note.md", "Note.")]);
    let ground = begun([("setup.md", "---\ntitle: S\n---\n{% include shared/source/note.md %}\n")]);
    let from = shared.path("").display().to_string();
    git(
        &ground,
        5,
        &[
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            &from,
            "source/_includes/shared",
        ],
    );
    commit(&ground, 5);
    ground.docgen(["build", "--source", "source"]).assert(0, ["1 page"]);
    assert_eq!(
        told(&ground, "setup.html").as_deref(),
        Some("2026-05-05T12:00:00+00:00\">2026-05-05")
    );
}
