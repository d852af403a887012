//! Sites that Jekyll 4.3.1 has built: what docgen makes of the same source is the same.
//!
//! `../jekyll/NAME/source` is a site, and `../jekyll/NAME/expected` what `jekyll build` made of it, with jekyll-paginate
//! 1.1.0 where the config asks for it; `../jekyll/record NAME` records it again. The sources have no layouts. Of markdown
//! that is compared which a reader sees.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use docgen::engine::Build;
use docgen::finding::Severity;
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
            // What prints the markdown of other pages has it with other lines, and perhaps escaped.
            let of_readers = |text: &str| {
                let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
                let text = entities
                    .iter()
                    .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
                read(&text)
            };
            let is_of_markdown = |page: &Arc<Page>| page.output == path && page.source.contains(".m");
            if build.site.pages.iter().any(is_of_markdown) {
                assert_eq!(read(&made[&path]), read(&expected), "{path} of {site}");
            } else if made[&path].trim_end() != expected.trim_end() {
                assert_eq!(of_readers(&made[&path]), of_readers(&expected), "{path} of {site}");
                assert!(prints_markdown(&build), "only the blanks of {path} of {site} differ");
            }
        }
    });
}

/// What a reader sees of a page without the colours of its code samples, which the sites leave out in Jekyll
/// (`highlighter: none`). docgen gives a sample's attributes to a `div` around it, as Jekyll does where it has colours.
fn read(html: &str) -> String {
    let seen = kramdown::seen(html);
    let mut parts = seen.split("<span class=\"");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part
            .strip_prefix(|c: char| c.is_ascii_lowercase())
            .and_then(|part| part.strip_prefix("\">"))
        {
            Some(coloured) => out.push_str(&coloured.replacen("</span>", "", 1)),
            None => out.push_str(&format!("<span class=\"{part}")),
        }
    }
    let mut parts = out.split("<div");
    let mut moved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part
            .split_once('>')
            .and_then(|(attributes, rest)| Some((attributes, rest.strip_prefix("<pre>")?)))
        {
            Some((attributes, rest)) => moved.push_str(&format!("<pre{attributes}>{}", rest.replacen("</div>", "", 1))),
            None => moved.push_str(&format!("<div{part}")),
        }
    }
    moved
}

/// Whether the site has markdown that other pages may print.
fn prints_markdown(build: &Build) -> bool {
    build.site.pages.iter().any(|page| page.source.ends_with(".md"))
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
    let texts = build
        .site
        .texts
        .iter()
        .map(|file| (file.output.clone(), file.text.to_string()));
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

#[test]
fn what_the_plugins_of_a_site_bring_is_no_mistake() {
    let page = "---\ntitle: A\n---\n[feed](/feed.xml) [robots](/robots.txt) {{ page.last_modified_at }}{% seo %}\n";
    let plugins = "plugins: [jekyll-feed, jekyll-seo-tag, jekyll-sitemap, jekyll-last-modified-at, jemoji]\n";
    let build = support::build(support::site([("_config.yml", plugins), ("a.md", page)]));
    assert_eq!(support::report(&build), "");
    let told = |config: &str, filter: &str| {
        let page = format!("---\ntitle: A\n---\n{{{{ ':tada:' | {filter} }}}}\n");
        let build = support::build(support::site([("_config.yml", config), ("a.md", &page)]));
        let told = build
            .findings
            .iter()
            .map(|it| (it.rule, it.severity, it.message.clone()));
        told.collect::<Vec<_>>()
    };
    let known = "docgen does not run the plugin `jemoji`".to_owned();
    assert_eq!(told(plugins, "emojify"), [("unknown-filter", Severity::Warning, known)]);
    let unknown = "there is no filter `emojify`".to_owned();
    assert_eq!(told("", "emojify"), [("unknown-filter", Severity::Error, unknown)]);
    let build = support::build(support::site([("a.md", page)]));
    assert_eq!(
        support::rules_of(&build),
        ["broken-link", "broken-link", "undefined-variable", "unknown-tag"]
    );
}

#[test]
fn links_to_files_lead_to_pages_where_a_plugin_of_the_site_makes_them() {
    let page = "---\ntitle: A\n---\n[b](../b.md#b) ![x](x.png) <a href=\"../b.md\">b</a> [none](none.md)\n\n[d]: /_docs/d.md\n[d][]\n";
    let made = |config: &str| {
        let build = support::build(support::site([
            ("_config.yml", config),
            ("docs/a.md", page),
            ("b.md", "---\npermalink: /b/\n---\n# B\n"),
            ("docs/x.png", ""),
            ("_docs/d.md", "---\n---\n[b](../b.md)\n"),
        ]));
        let pages = contents(&build);
        let links = |path: &str| {
            let parts = pages[path].split(['"']).skip(1).step_by(2).map(str::to_owned);
            parts
                .filter(|part| part.contains('/') || part.contains('.'))
                .collect::<Vec<_>>()
        };
        [links("docs/a.html"), links("docs/d.html")].concat()
    };
    let config = "baseurl: /base\ncollections: {docs: {output: true}}\nmarkdown: kramdown\n";
    assert_eq!(
        made(config),
        ["../b.md#b", "x.png", "../b.md", "none.md", "/_docs/d.md", "../b.md"]
    );
    assert_eq!(
        made(&format!("{config}plugins: [jekyll-relative-links]\n")),
        [
            "/base/b/#b",
            "/base/docs/x.png",
            "../b.md",
            "none.md",
            "/base/docs/d.html",
            "../b.md"
        ]
    );
    let of_collections = format!("{config}plugins: [github-pages]\nrelative_links: {{collections: true}}\n");
    assert_eq!(made(&of_collections).last().map(String::as_str), Some("/base/b/"));
}
