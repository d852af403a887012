//! `docgen inspect`: a page by any of its names, at each stage.

use serde_json::Value as Json;

use crate::support::Ground;

fn ground() -> Ground {
    Ground::new([
        ("guides/index.md", "---\ntitle: Overview\n---\n\n# {{ page.title }}\n"),
        (
            "guides/setup.md",
            "---\ntitle: Setup\npermalink: /begin/\n---\n\n# {{ page.title }}\n",
        ),
    ])
}

#[test]
fn a_page_is_named_by_its_source_its_output_or_its_url() {
    let ground = ground();
    for name in ["guides/setup.md", "./guides/setup.md", "begin/index.html", "/begin/"] {
        let done = ground.docgen(["inspect", "--source", "source", name]);
        done.assert(0, []);
        let model: Json = serde_json::from_str(&done.out).expect("the model is JSON");
        assert_eq!(model["title"], "Setup", "{name}");
        assert_eq!(model["version"], 1);
    }
}

#[test]
fn the_stages_are_shown_as_they_are() {
    let ground = ground();
    for (stage, shown) in [("expanded", "# Setup\n"), ("body", "<h1 id=\"setup\">Setup</h1>\n")] {
        let done = ground.docgen(["inspect", "--source", "source", "guides/setup.md", "--stage", stage]);
        assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (Some(0), shown, ""));
    }
}

#[test]
fn all_pages_are_written_where_the_site_has_them() {
    let ground = ground();
    ground
        .docgen(["inspect", "--source", "source", "--out", "models"])
        .assert(0, ["2 pages in models"]);
    let files: Vec<String> = ground.tree("models").into_keys().collect();
    assert_eq!(files, ["begin/index.json", "guides/index.json"]);
}

#[test]
fn a_page_is_named_by_its_url_with_or_without_escapes() {
    let ground = Ground::new([("a b/ü.md", "---\ntitle: Setup\n---\n")]);
    for name in ["/a b/ü.html", "/a%20b/%C3%BC.html"] {
        ground.docgen(["inspect", "--source", "source", name]).assert(0, []);
    }
}

#[test]
fn pages_that_differ_in_their_ending_only_are_all_written() {
    const PAGE: &str = "---\ntitle: Setup\n---\n{}\n";
    let ground = Ground::new([
        ("a.md", PAGE),
        ("a.json", PAGE),
        ("a.xml", PAGE),
        ("b.html", PAGE),
        ("b", PAGE),
        ("c.html.md", PAGE),
        ("c.md", "---\npermalink: /c/\n---\n"),
    ]);
    for (stage, ending) in [("page", "json"), ("expanded", "md"), ("body", "html")] {
        ground
            .docgen(["inspect", "--source", "source", "--stage", stage, "--out", stage])
            .assert(0, ["7 pages"]);
        let files: Vec<String> = ground.tree(stage).into_keys().collect();
        let expected = ["a", "a.json", "a.xml", "b", "b.html", "c.html", "c/index"];
        let mut expected = expected.map(|name| format!("{name}.{ending}"));
        expected.sort_unstable();
        assert_eq!(files, expected, "{stage}");
    }
}
