//! Sites that Jekyll 4.3.1 has built: what docgen makes of the same source is the same.
//!
//! `../jekyll/NAME/source` is a site, and `../jekyll/NAME/expected` what `jekyll build` made of it, with jekyll-paginate
//! 1.1.0 where the config asks for it. The sources have no layouts. Of pages in markdown that is compared which a reader
//! sees.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use docgen::engine::Build;
use docgen::page::Page;

use crate::{kramdown, support};

#[test]
fn sites_are_built_as_jekyll_builds_them() {
    insta::glob!("../jekyll", "*/source", |source| {
        let build = support::build(support::files_of(source));
        let expected = support::texts_of(&source.with_file_name("expected"));
        let made = contents(&build);
        let names = |files: &BTreeMap<String, String>| -> BTreeSet<String> { files.keys().cloned().collect() };
        let site = source.parent().expect("it stands in a folder of its own").display();
        assert_eq!(names(&made), names(&expected), "the files of {site}");
        for (path, expected) in expected {
            let is_markdown = |page: &Arc<Page>| page.output == path && page.source.ends_with(".md");
            if build.site.pages.iter().any(is_markdown) {
                assert_eq!(
                    kramdown::seen(&made[&path]),
                    kramdown::seen(&expected),
                    "{path} of {site}"
                );
            } else {
                assert_eq!(made[&path].trim_end(), expected.trim_end(), "{path} of {site}");
            }
        }
    });
}

/// What content makes, without what a theme adds: each file of the site by its path.
fn contents(build: &Build) -> BTreeMap<String, String> {
    let sources = &build.project.sources;
    let copies = build.project.index.static_files.iter();
    let copies = copies.map(|(file, output)| (output.clone(), sources.text(*file).to_owned()));
    let pages = build
        .site
        .pages
        .iter()
        .map(|page| (page.output.clone(), page.html.clone()));
    let texts = build.texts().map(|(path, text)| (path.to_owned(), text.to_owned()));
    copies.chain(pages).chain(texts).collect()
}

#[test]
fn a_post_without_a_next_one_is_no_mistake() {
    let list = "---\n---\n{% for post in site.posts %}{{ post.next.title }}, {{ post.nexst.title }};{% endfor %}\n";
    let post = "---\ntitle: A\n---\n";
    let build = support::build(support::site([("a.txt", list), ("_posts/2020-01-01-a.md", post)]));
    let told: Vec<&str> = build.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told, ["nothing defines `post.nexst.title`"]);
}

#[test]
fn what_a_page_sees_of_others_does_not_depend_on_their_names() {
    let show =
        "{{ site.posts[0].content | strip }} {{ site.posts[0].excerpt | strip }} {{ site.pages[1].content | strip }}";
    let page = |title: &str| format!("---\ntitle: {title}\n---\n{show}\n");
    let (index, text) = (page("Index"), page("Text"));
    let build = support::build(support::site([
        ("a.html", &index),
        ("b.html", "---\n---\n{{ 1 }}b\n"),
        ("c.txt", &text),
        ("_posts/2020-01-01-a.html", "---\n---\n{{ page.title }}\n\nMore.\n"),
    ]));
    let made = contents(&build);
    assert_eq!(made["a.html"].trim(), "A\n\nMore. A {{ 1 }}b");
    assert_eq!(made["c.txt"].trim(), "A\n\nMore. A 1b");
}

#[test]
fn documents_without_pages_are_checked_and_printed_but_lead_nowhere() {
    let build = support::build(support::site([
        ("_config.yml", "collections: [people]\n"),
        ("_people/jane.md", "---\n---\n*Jane* {{ page.missing }}\n"),
        (
            "a.html",
            "---\ntitle: A\n---\n{{ site.people[0].content }} <a href=\"/people/jane.html\">Jane</a>\n",
        ),
    ]));
    assert_eq!(
        contents(&build)["a.html"].trim(),
        "<p><em>Jane</em></p>\n <a href=\"/people/jane.html\">Jane</a>"
    );
    assert_eq!(support::rules_of(&build), ["undefined-variable", "broken-link"]);
}

#[test]
fn posts_are_pages_that_no_guide_has_and_that_lead_to_each_other() {
    let ground = support::Ground::new([
        (
            "_posts/2020-01-01-a.md",
            "---\nheading: X\n---\n[next](/2020/01/02/b.html)\n",
        ),
        ("_posts/2020-01-02-b.md", "---\nheading: X\n---\nText.\n"),
    ]);
    ground
        .docgen(["build", "--source", "source"])
        .assert(0, ["2 pages", "no findings"]);
    let site = ground.tree("public");
    let post = String::from_utf8_lossy(&site["2020/01/02/b.html"]);
    assert!(post.contains("href=\"../../../2020/01/01/a.html\""), "{post}");
}

#[test]
fn drafts_are_built_where_they_are_asked_for() {
    let ground = support::Ground::new([
        ("_drafts/a.md", "---\ntitle: A\n---\n"),
        ("b.md", "---\ntitle: B\n---\n"),
    ]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["1 page,"]);
    ground
        .docgen(["build", "--source", "source", "--drafts"])
        .assert(0, ["2 pages"]);
}

#[test]
fn a_list_whose_pages_have_one_address_is_told() {
    let build = support::build(support::site([
        ("_config.yml", "paginate: 1\n"),
        (
            "index.html",
            "---\npermalink: /news/\n---\n{{ paginator.page }} of {{ paginator.total_pages }}\n",
        ),
        ("_posts/2020-01-01-a.md", "---\n---\n"),
        ("_posts/2020-01-02-b.md", "---\n---\n"),
    ]));
    assert_eq!(support::rules_of(&build), ["output-conflict"]);
    assert_eq!(contents(&build)["news/index.html"].trim(), "1 of 2");
}
