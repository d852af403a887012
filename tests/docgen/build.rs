//! `docgen build`: what is written, left alone and taken away.

use crate::support::Ground;

const PAGE: &str = "---\ntitle: Setup\n---\n\n# Setup\n";

#[test]
fn a_second_build_writes_nothing() {
    let ground = Ground::new([("setup.md", PAGE), ("assets/key.txt", "text")]);
    ground
        .docgen(["build", "-v", "--source", "source"])
        .assert(0, [" 0 unchanged, 0 removed"]);
    let before = ground.tree("public");
    ground
        .docgen(["build", "-v", "--source", "source"])
        .assert(0, ["0 files written,", " 0 removed"]);
    assert!(ground.tree("public") == before);
}

#[test]
fn what_the_site_has_no_longer_is_removed_and_the_users_own_is_kept() {
    let ground = Ground::new([("setup.md", PAGE), ("old/page.md", PAGE)]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["2 pages"]);
    ground.write("public/notes.txt", "mine");
    std::fs::remove_file(ground.path("source/old/page.md")).expect("it is there");
    ground
        .docgen(["build", "-v", "--source", "source"])
        .assert(0, ["1 page,", "2 removed"]);
    let site = ground.tree("public");
    assert!(!site.contains_key("old/page.html") && !ground.path("public/old").exists());
    assert_eq!(site["notes.txt"], b"mine");
}

#[test]
fn what_the_user_wrote_over_a_page_is_not_lost() {
    let ground = Ground::new([("setup.md", PAGE)]);
    ground.write("public/setup.html", "mine");
    let done = ground.docgen(["build", "--source", "source"]);
    done.assert(2, ["setup.html"]);
    assert_eq!(ground.tree("public")["setup.html"], b"mine");
}

#[test]
fn findings_fail_a_build_only_where_it_is_strict() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n\n{{ page.nothing }}\n")]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["1 error"]);
    ground
        .docgen(["build", "--source", "source", "--strict"])
        .assert(1, ["1 error"]);
}

#[test]
fn a_page_that_is_no_html_and_leads_on_is_a_redirect() {
    let ground = Ground::new([
        ("feed.xml", "---\nredirect_to: /setup.html\n---\n<feed/>\n"),
        ("setup.md", PAGE),
    ]);
    ground.docgen(["build", "--source", "source"]).assert(0, []);
    let feed = ground.tree("public").remove("feed.xml").expect("it is written");
    assert!(String::from_utf8_lossy(&feed).contains("url=./setup.html"));
}

#[test]
fn an_output_folder_in_the_source_is_no_content() {
    let ground = Ground::new([("setup.md", PAGE)]);
    let build = ["build", "--source", "source", "--out", "source/public"];
    ground.docgen(build).assert(0, []);
    let before = ground.tree("source/public");
    ground.docgen(build).assert(0, ["1 page"]);
    assert!(ground.tree("source/public") == before);
}

#[test]
fn a_folder_of_content_is_no_output_folder() {
    let ground = Ground::new([("setup.md", PAGE), ("guides/acme/setup.md", PAGE), ("empty/.keep", "")]);
    let build = |out| ground.docgen(["build", "--source", "source", "--out", out]);
    let before = ground.tree("source");
    build("source/guides").assert(2, ["source/guides is in the source and holds files", "--out DIR"]);
    ground
        .docgen(["inspect", "-s", "source", "--out", "source/guides/acme"])
        .assert(2, ["holds files"]);
    assert!(ground.tree("source") == before);
    ground.remove("source/empty/.keep");
    build("source/empty").assert(0, ["2 pages"]);
}

#[test]
fn the_base_url_is_the_folder_that_addresses_begin_with_even_if_the_site_has_one_of_that_name() {
    let ground = Ground::new([(
        "guides/setup.md",
        "---\ntitle: Setup\nredirect_from: /old/setup.html\n---\n\n# Setup\n",
    )]);
    let url = "https://docs.example.com/guides";
    ground
        .docgen(["build", "--source", "source", "--base-url", url])
        .assert(0, []);
    let site = ground.tree("public");
    let redirect = String::from_utf8(site["old/setup.html"].clone()).expect("pages are UTF-8");
    for part in [
        "content=\"0; url=../guides/setup.html\"",
        "href=\"https://docs.example.com/guides/guides/setup.html\"",
        ">Setup</a>",
    ] {
        assert!(redirect.contains(part), "{part} is not in:\n{redirect}");
    }
}

#[test]
fn unpublished_pages_are_built_where_that_is_asked_for() {
    let ground = Ground::new([
        ("a.md", PAGE),
        ("b.md", "---\ntitle: B\npublished: false\n---\n\n# B\n"),
    ]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["1 page,"]);
    ground
        .docgen(["build", "--source", "source", "--drafts"])
        .assert(0, ["2 pages,"]);
    assert!(ground.tree("public").contains_key("b.html"));
}

#[test]
fn a_theme_of_the_users_is_found_beside_the_source_and_in_it() {
    let ground = Ground::new([("setup.md", PAGE)]);
    ground.write("themes/own/page.html", "beside {{ content }}");
    ground
        .docgen(["build", "--source", "source", "--theme", "own"])
        .assert(0, []);
    assert!(ground.tree("public")["setup.html"].starts_with(b"beside <h1"));
    ground.write("source/_themes/own/page.html", "within {{ content }}");
    ground
        .docgen(["build", "--source", "source", "--theme", "own"])
        .assert(0, []);
    assert!(ground.tree("public")["setup.html"].starts_with(b"within <h1"));
}

#[test]
fn the_number_of_threads_does_not_show() {
    let ground = Ground::new([("a.md", PAGE), ("b.md", PAGE), ("c/d.md", PAGE)]);
    ground
        .docgen(["build", "--source", "source", "--jobs", "1", "--out", "one"])
        .assert(0, []);
    ground
        .docgen(["build", "--source", "source", "--jobs", "2", "--out", "two"])
        .assert(0, []);
    assert!(ground.tree("one") == ground.tree("two"));
}

#[test]
#[cfg(unix)]
fn a_backslash_in_the_name_of_the_output_folder_is_a_character() {
    let ground = Ground::new([("setup.md", PAGE)]);
    for _ in 0..2 {
        let done = ground.docgen(["build", "--source", "source", "--out", "source/o\\ut"]);
        done.assert(0, ["1 page"]);
    }
}
