//! What becomes of a document alone.

use serde_json::json;

use super::*;
use crate::date::UTC;
use crate::front_matter;

/// The document at `path`, in the collection that the config names, or in the posts.
fn read(config: &str, path: &str, front_matter: &str) -> (Option<Indexed>, Vec<Finding>) {
    let config = Config::parse(config).expect("the config is right");
    let sources = Sources::in_memory([(path, format!("---\n{front_matter}\n---\nText.\n"))]);
    let file = sources.find(path).expect("it was just put there");
    let reading = Reading {
        sources: &sources,
        config: &config,
        now: &Time::after_1970(1_777_636_800, &UTC),
        zone: &config.time_zone,
        takes_unpublished: config.publishing.unpublished,
    };
    let mut findings = Vec::new();
    let document = Arc::new(front_matter::parse(&sources, file, &config.time_zone));
    let read = reading.document(document, config.collections.len() - 1, &mut findings);
    (read, findings)
}

#[test]
fn permalinks_are_filled_in_as_jekyll_does_it() {
    const POST: &str = "a/_posts/2018-02-03-My_Post.v1.md";
    const DOC: &str = "_docs/Sub dir/My_Doc.md";
    const DOCS: &str = "collections: {docs: {output: true, permalink: 'P'}}";
    let posts = |permalink: &str| format!("permalink: '{permalink}'");
    let docs = |permalink: &str| DOCS.replace('P', permalink);
    let categories = "categories: ['B c', B c, \"C'ü\"]";
    for (config, path, front_matter, url, output) in [
        (
            posts("date"),
            POST,
            "",
            "/a/2018/02/03/My_Post.v1.html",
            "a/2018/02/03/My_Post.v1.html",
        ),
        (
            posts("pretty"),
            POST,
            "",
            "/a/2018/02/03/My_Post.v1/",
            "a/2018/02/03/My_Post.v1/index.html",
        ),
        (
            posts("ordinal"),
            POST,
            "",
            "/a/2018/034/My_Post.v1.html",
            "a/2018/034/My_Post.v1.html",
        ),
        (
            posts("weekdate"),
            POST,
            "",
            "/a/2018/W05/Sat/My_Post.v1.html",
            "a/2018/W05/Sat/My_Post.v1.html",
        ),
        (posts("none"), POST, "", "/a/My_Post.v1.html", "a/My_Post.v1.html"),
        (
            posts("/:year/:title"),
            POST,
            "",
            "/2018/My_Post.v1",
            "2018/My_Post.v1.html",
        ),
        (posts("/:slug/"), POST, "", "/my-post-v1/", "my-post-v1/index.html"),
        (
            posts("/:title/"),
            POST,
            "slug: Own Slug",
            "/Own-Slug/",
            "Own-Slug/index.html",
        ),
        (
            posts("/:name/:collection"),
            POST,
            "",
            "/2018-02-03-my-post-v1/posts",
            "2018-02-03-my-post-v1/posts.html",
        ),
        (
            posts("/:categories/:title"),
            POST,
            categories,
            "/a/b%20c/c'%C3%BC/My_Post.v1",
            "a/b c/c'ü/My_Post.v1.html",
        ),
        (
            posts("/:slugified_categories/:title"),
            POST,
            categories,
            "/a/b-c/c-%C3%BC/My_Post.v1",
            "a/b-c/c-ü/My_Post.v1.html",
        ),
        (
            posts("/:short_year-:i_month-:i_day_:hour:minute:second"),
            POST,
            "date: 2019-01-02 03:04:05",
            "/19-1-2_030405",
            "19-1-2_030405.html",
        ),
        (
            posts("/:short_month/:long_month/:short_day/:long_day/:w_day/:w_year/:week"),
            POST,
            "date: 2018-12-31",
            "/Dec/December/Mon/Monday/1/2019/01",
            "Dec/December/Mon/Monday/1/2019/01.html",
        ),
        (posts("date"), POST, "permalink: /v1.2", "/v1.2", "v1.2"),
        (
            posts("date"),
            POST,
            "permalink: /x/:title:output_ext",
            "/x/My_Post.v1.html",
            "x/My_Post.v1.html",
        ),
        (
            posts("date"),
            "_posts/2018-02-03-a.txt",
            "",
            "/2018/02/03/a.txt",
            "2018/02/03/a.txt",
        ),
        (
            docs("/:collection/:path:output_ext"),
            DOC,
            "",
            "/docs/Sub%20dir/My_Doc.html",
            "docs/Sub dir/My_Doc.html",
        ),
        (
            docs("/:path/:name/"),
            DOC,
            "",
            "/Sub%20dir/My_Doc/my-doc/",
            "Sub dir/My_Doc/my-doc/index.html",
        ),
        (
            docs("/:title:output_ext"),
            "_docs/feed.xml",
            "",
            "/feed.xml",
            "feed.xml",
        ),
    ] {
        let (read, findings) = read(&config, path, front_matter);
        let page = read.expect("it is published").page;
        assert_eq!(
            (page.url.as_str(), page.output.as_str()),
            (url, output),
            "{config} {front_matter}"
        );
        assert_eq!(findings, []);
    }
}

#[test]
fn front_matter_is_completed_as_jekyll_does_it() {
    for (path, front_matter, expected) in [
        (
            "x/_posts/y/2018-02-03-my-FIRST--post.md",
            "category: one two\ntags: a b",
            json!({"title": "My First  Post", "slug": "my-FIRST--post", "ext": ".md",
                   "categories": ["x", "one two"], "tags": ["a", "b"], "date": "2018-02-03 00:00:00 +0000"}),
        ),
        (
            "_posts/2018-02-03-a.md",
            "title: T\ncategories: [b, b, 1]\ntag: c d\ntags: e\ndate: 2018-02-04 10:00:00 +0200",
            json!({"title": "T", "slug": "a", "ext": ".md", "categories": ["b", "1"], "tags": ["c d"],
                   "date": "2018-02-04 08:00:00 +0000"}),
        ),
        (
            "_posts/2018-02-03-a.md",
            "categories: b c\ntags: [[d, null], e]\nslug: s",
            json!({"title": "A", "slug": "s", "ext": ".md", "categories": ["b", "c"], "tags": ["d", "e"],
                   "date": "2018-02-03 00:00:00 +0000"}),
        ),
        (
            "_drafts/idea.md",
            "",
            json!({"title": "Idea", "slug": "idea", "ext": ".md", "categories": [], "tags": [],
                   "date": "2026-05-01 12:00:00 +0000"}),
        ),
    ] {
        let values = read("", path, front_matter)
            .0
            .expect("it is published")
            .page
            .front_matter;
        for (key, value) in expected.as_object().expect("it is one") {
            assert_eq!(values.get(key), Some(value), "{key} of {path}");
        }
    }
}

#[test]
fn categories_of_defaults_are_added_to_and_other_lists_replaced() {
    let config = "defaults: [{scope: {path: ''}, values: {categories: a b, tags: [a, b]}}]";
    let values = |front_matter: &str| {
        let read = read(config, "x/_posts/2018-02-03-a.md", front_matter).0;
        let values = read.expect("it is published").page.front_matter;
        json!([values["categories"], values["tags"]])
    };
    assert_eq!(
        values("categories: [c, a]\ntags: [c]"),
        json!([["x", "a", "b", "c"], ["c"]])
    );
    assert_eq!(values("categories:"), json!([["x", "a", "b"], ["a", "b"]]));
}

#[test]
fn what_is_published_is_jekylls_choice() {
    let guides = "collections: [guides]";
    for (config, path, front_matter, expected) in [
        ("", "_posts/2018-02-03-a.md", "", Some(true)),
        ("", "_posts/2018-02-03-a.md", "published: false", None),
        (
            "unpublished: true",
            "_posts/2018-02-03-a.md",
            "published: false",
            Some(true),
        ),
        ("", "_posts/2030-02-03-a.md", "", None),
        ("future: true", "_posts/2030-02-03-a.md", "", Some(true)),
        ("", "_posts/2030-02-03-a.md", "date: 2018-02-03", Some(true)),
        (
            "timezone: Asia/Tokyo",
            "_posts/2026-05-01-a.md",
            "date: 2026-05-01 22:00",
            None,
        ),
        (
            "timezone: Asia/Tokyo",
            "_posts/2026-05-01-a.md",
            "date: 2026-05-01 20:00",
            Some(true),
        ),
        (
            "defaults: [{values: {published: false}}]",
            "_posts/2018-02-03-a.md",
            "",
            None,
        ),
        (guides, "_guides/a.md", "", Some(false)),
        ("collections: {guides: {output: true}}", "_guides/a.md", "", Some(true)),
        (
            "collections: {guides: {output: true}}",
            "_guides/a.md",
            "date: 2030-01-01",
            Some(false),
        ),
        (guides, "_guides/a.md", "published: false", None),
    ] {
        let (read, _) = read(config, path, front_matter);
        let found = read.map(|read| read.is_written);
        assert_eq!(found, expected, "{config} {path} {front_matter}");
    }
}

#[test]
fn what_is_no_date_and_no_permalink_is_told() {
    for (front_matter, rule, message) in [
        ("date: soon", "front-matter-schema", "`soon` is no date"),
        (
            "permalink: /:basename/",
            "front-matter-schema",
            "permalinks of documents have no placeholder `:basename`",
        ),
        (
            "permalink: ../x",
            "unsafe-path",
            "the permalink `../x` leads out of the site",
        ),
    ] {
        let (read, findings) = read("", "_posts/2018-02-03-a.md", front_matter);
        let told: Vec<_> = findings
            .iter()
            .map(|finding| (finding.rule, finding.message.as_str()))
            .collect();
        assert_eq!(told, [(rule, message)]);
        assert_eq!(read.expect("it is built").page.url, "/2018/02/03/a.html");
    }
    let (read, findings) = read("", "_posts/2018-02-03-a.md", "category: ..");
    assert_eq!(findings[0].rule, "unsafe-path");
    assert_eq!(read.expect("it is built").page.output, "_posts/2018-02-03-a.html");
}
