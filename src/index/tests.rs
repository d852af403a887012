//! Pages, addresses and redirects of whole sites.

use serde_json::json;

use super::*;
use crate::front_matter;

fn index(config: &str, files: &[(&str, &str)]) -> Index {
    let sources = Sources::in_memory(files.iter().copied());
    let config = Config::parse(config).expect("the config is right");
    let contents = Contents {
        pages: sources
            .iter()
            .map(|source| Arc::new(front_matter::parse(&sources, source.id, &config.time_zone)))
            .collect(),
        ..Contents::default()
    };
    let options = IndexOptions {
        now: &Time::after_1970(0, &crate::date::UTC),
        zone: &crate::date::UTC,
        takes_unpublished: false,
    };
    Index::new(&sources, &config, contents, options)
}

#[test]
fn urls_and_output_paths_are_jekylls() {
    for (config, path, front_matter, url, output) in [
        ("", "docs/x/setup.md", "", "/docs/x/setup.html", "docs/x/setup.html"),
        ("", "docs/x/index.md", "", "/docs/x/", "docs/x/index.html"),
        ("", "index.html", "", "/", "index.html"),
        ("", "feed.xml", "", "/feed.xml", "feed.xml"),
        ("", "feed.xml", "permalink: /news", "/news", "news.xml"),
        ("", "LICENSE", "", "/LICENSE", "LICENSE"),
        ("", "v1.2/LICENSE", "", "/v1.2/LICENSE", "v1.2/LICENSE"),
        ("permalink: pretty", "a/b.md", "", "/a/b/", "a/b/index.html"),
        ("", "a.md", "permalink: /b/", "/b/", "b/index.html"),
        ("", "a.md", "permalink: b.html", "/b.html", "b.html"),
        ("", "a.md", "permalink: /b", "/b", "b.html"),
        (
            "",
            "d/a.md",
            "permalink: /:path/x/:basename:output_ext",
            "/d/x/a.html",
            "d/x/a.html",
        ),
        ("", "a.md", "permalink: //b//c/", "/b/c/", "b/c/index.html"),
        ("", "a.md", "permalink: /", "/", "index.html"),
        ("", "a.md", "permalink: /a b/", "/a b/", "a b/index.html"),
        ("", "a.md", "permalink: /a%20b/", "/a%20b/", "a b/index.html"),
        ("", "a.md", "permalink: /%zz", "/%zz", "%zz.html"),
        ("", "a b/ü#.md", "", "/a%20b/%C3%BC%23.html", "a b/ü#.html"),
        ("permalink: pretty", "a b.md", "", "/a%20b/", "a b/index.html"),
        ("", "a b.xml", "", "/a%20b.xml", "a b.xml"),
        ("", "%2e%2e.md", "", "/%252e%252e.html", "%2e%2e.html"),
        (
            "",
            "d e/f g.md",
            "permalink: /:path/x y/:basename/",
            "/d%20e/x y/f%20g/",
            "d e/x y/f g/index.html",
        ),
        ("", "d/a.xml", "permalink: /:basename:output_ext", "/a.xml", "a.xml"),
        ("", "v1.2/a", "permalink: /:path/x", "/v1.2/x", "v1.2/x"),
        ("", "v1.2.md", "permalink: /v1.2", "/v1.2", "v1.2"),
        ("permalink: weekdate", "a/b.md", "", "/a/b", "a/b.html"),
        ("permalink: ordinal", "a/b.md", "", "/a/b.html", "a/b.html"),
        ("permalink: none", "a/c.htm", "", "/a/c.htm", "a/c.htm"),
        ("permalink: '/:title'", "a/c.htm", "", "/a/c", "a/c.htm"),
        (
            "permalink: '/x/:title:output_ext'",
            "a/d.xhtml",
            "",
            "/a/d.xhtml",
            "a/d.xhtml",
        ),
        ("permalink: /x/", "a/d.xhtml", "", "/a/d/", "a/d/index.xhtml"),
        ("permalink: weekdate", "a/index.htm", "", "/a/", "a/index.htm"),
        ("", "a/e.md", "permalink: /feed.xml", "/feed.xml", "feed.xml"),
        ("", "a/f.html", "permalink: /f.", "/f.", "f."),
        ("", "a/g.txt", "permalink: /g/x.y/", "/g/x.y/", "g/x.y/index.txt"),
        ("", "a/h.html", "permalink: /a../b./c", "/a/bc", "a/bc.html"),
        ("markdown_ext: text", "a.text", "", "/a.html", "a.html"),
        ("markdown_ext: text", "a.md", "", "/a.md", "a.md"),
    ] {
        let index = index(config, &[(path, &format!("---\n{front_matter}\n---\n"))]);
        let page = &index.pages[0];
        assert_eq!(
            (page.url.as_str(), page.output.as_str()),
            (url, output),
            "{path} {front_matter}"
        );
        assert_eq!(index.findings, []);
    }
}

#[test]
fn what_leads_out_of_the_site_is_told_and_not_followed() {
    let index = index(
        "",
        &[("a.md", "---\npermalink: ../../x\nredirect_from: [/ok, ../y]\n---\n")],
    );
    let told: Vec<_> = index
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.location.start.line))
        .collect();
    assert_eq!(told, [("unsafe-path", 2), ("unsafe-path", 3)]);
    assert_eq!(index.pages[0].output, "a.html");
    let redirects: Vec<_> = index
        .redirects
        .iter()
        .map(|redirect| redirect.output.as_str())
        .collect();
    assert_eq!(redirects, ["ok.html"]);
}

#[test]
fn a_permalink_that_cannot_be_is_told_and_the_page_built_at_its_place() {
    for (permalink, rule, message, hint) in [
        (
            "/:title/",
            "front-matter-schema",
            "permalinks of pages have no placeholder `:title`",
            "they have `:path`, `:basename`, `:output_ext`; ",
        ),
        (
            "/:base_name/",
            "front-matter-schema",
            "permalinks of pages have no placeholder `:base_name`",
            "did you mean `:basename`?; ",
        ),
        ("''", "front-matter-schema", "the permalink is empty", ""),
        (
            "2015",
            "front-matter-schema",
            "`permalink` is a number, and no address",
            "write an address such as `/setup/`; ",
        ),
        (
            "/%2e%2e/x",
            "unsafe-path",
            "the permalink `/%2e%2e/x` leads out of the site",
            "",
        ),
        (
            "https://example.com/",
            "unsafe-path",
            "the permalink `https://example.com/` leads out of the site",
            "",
        ),
        (
            "/10:30/",
            "unsafe-path",
            "the permalink `/10:30/` has a colon, a backslash or a control character",
            "no path of the site may have one; ",
        ),
    ] {
        let index = index("", &[("a.md", &format!("---\npermalink: {permalink}\n---\n"))]);
        let [finding] = &*index.findings else {
            panic!("{permalink}: {:?}", index.findings);
        };
        assert_eq!((finding.rule, finding.message.as_str()), (rule, message), "{permalink}");
        let hint = format!("{hint}the page is built at `/a.html`");
        assert_eq!(finding.hint.as_deref(), Some(hint.as_str()), "{permalink}");
        assert_eq!(finding.location.start.line, 2, "{permalink}");
        assert_eq!(index.pages[0].output, "a.html", "{permalink}");
    }
}

#[test]
fn a_misused_key_from_the_config_says_where_it_is_from() {
    let config = "defaults: [{scope: {path: ''}, values: {permalink: [/x/]}}]\n";
    let index = index(config, &[("a.md", "---\n---\n")]);
    let hint = index.findings[0].hint.as_deref().unwrap_or_default();
    assert!(hint.ends_with("it comes from `defaults` in `_config.yml`"), "{hint}");
}

#[test]
fn redirects_are_made_of_lists_texts_and_numbers() {
    let index = index(
        "",
        &[
            ("a.md", "---\nredirect_from: [/o%20ld/, 2015, {x: y}]\n---\n"),
            ("b c.md", "---\nredirect_from: /b\nredirect_to: [/a.html]\n---\n"),
        ],
    );
    let redirects: Vec<_> = index
        .redirects
        .iter()
        .map(|redirect| (redirect.output.as_str(), redirect.to.as_str()))
        .collect();
    let expected = [
        ("2015.html", "/a.html"),
        ("b c.html", "/a.html"),
        ("b.html", "/b%20c.html"),
        ("o ld/index.html", "/a.html"),
    ];
    assert_eq!(redirects, expected);
    let told: Vec<_> = index.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told, ["`redirect_from` has a mapping, which is no address"]);
}

#[test]
fn the_last_of_two_pages_with_one_output_path_has_it() {
    let page = "---\npermalink: /same.html\n---\n";
    let index = index("", &[("a.md", page), ("b.md", page)]);
    assert_eq!(index.pages.len(), 1);
    assert_eq!(&*index.pages[0].path, "b.md");
    assert_eq!(index.findings[0].rule, "output-conflict");
}

#[test]
fn a_name_that_no_file_can_have_is_told_and_left_out() {
    let (name, path) = ("n".repeat(300), "a/".repeat(3000));
    let permalinks = format!("---\npermalink: /{name}\nredirect_from: /{path}\n---\n");
    let index = index(
        "",
        &[
            ("a.md", &permalinks),
            ("b.md", &format!("---\npermalink: /{path}\n---\n")),
            ("c.md", "---\n---\n"),
        ],
    );
    let outputs: Vec<_> = index.outputs().collect();
    assert_eq!(outputs, ["c.html"]);
    let told: Vec<_> = index.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(told, ["limit-exceeded"; 2]);
}

#[test]
fn a_path_that_would_be_file_and_folder_is_told_and_left_out() {
    let index = index(
        "",
        &[
            ("a.md", "---\n---\n"),
            ("b.md", "---\npermalink: /a.html/b.html\n---\n"),
        ],
    );
    let outputs: Vec<_> = index.pages.iter().map(|page| page.output.as_str()).collect();
    assert_eq!(outputs, ["a.html"]);
    assert_eq!(index.findings[0].rule, "output-conflict");
}

#[test]
fn a_redirect_that_would_make_a_file_a_folder_is_left_out() {
    let index = index("", &[("setup.md", "---\nredirect_from: /setup.html/\n---\n")]);
    assert!(index.redirects.is_empty(), "{:?}", index.redirects);
    assert_eq!(index.findings.len(), 1);
    assert_eq!(index.findings[0].rule, "output-conflict");
}

#[test]
fn a_page_that_is_left_out_leads_nowhere() {
    let lost = "---\npermalink: /a.html/b.html\nredirect_to: /x\nredirect_from: /old\n---\n";
    let index = index("", &[("a.md", "---\n---\n"), ("b.md", lost)]);
    assert!(index.redirects.is_empty(), "{:?}", index.redirects);
}

#[test]
fn unpublished_pages_are_left_out_and_defaults_filled_in() {
    let config = "defaults:\n- {scope: {path: ''}, values: {a: 1, b: 1}}\n- {scope: {path: d}, values: {a: 2}}\n";
    let index = index(
        config,
        &[("d/x.md", "---\nb: 3\n---\n"), ("y.md", "---\npublished: no\n---\n")],
    );
    assert_eq!(index.pages.len(), 1);
    assert_eq!(json!(index.pages[0].front_matter), json!({"b": 3, "a": 2}));
}

#[test]
fn what_is_empty_gives_way_to_defaults_but_for_keys_that_jekyll_itself_reads() {
    let config = "defaults: [{scope: {path: ''}, values: {parent: A, layout: b, nested: {x: 1, y: 1}}}]\n";
    let index = index(
        config,
        &[("a.md", "---\nnested: {y: 2, z: 2}\nlayout:\nparent:\n---\n")],
    );
    let expected = r#"{"parent":"A","layout":null,"nested":{"x":1,"y":2,"z":2}}"#;
    assert_eq!(json!(index.pages[0].front_matter).to_string(), expected);
}
