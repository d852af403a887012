//! Templates: any text is rendered, within bounds, and what is found stands in it.

#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use docgen::liquid::render_str;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

#[path = "places.rs"]
mod places;

static GLOBALS: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "page": {
            "title": "A <b>title</b> & more", "list": ["x", "y", "Z", "x"], "n": 12, "f": 3.5, "none": null, "no": false,
            "date": "2026-04-01 10:00:00 +0000", "nested": [[1, [2, 3]], [4]], "empty": "", "path": "a/b.md",
            "rows": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"b": null}], "url": "/a/b.html",
        },
        "site": {"data": {"words": {"a-b": "hyphen", "c": [1, 2]}}, "pages": [{"title": "A", "order": 2}, {"title": "B"}]},
        "x": -7, "big": 9_223_372_036_854_775_807_i64, "text": "one two  three\nfour", "tags": {"a": ["p", "q"], "b": []},
    })
});

static INCLUDES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let includes = [
        ("a.md", "[{{ include.x }}{{ include.content }}]"),
        (
            "b.md",
            "{% for i in include.list %}{{ i }},{% endfor %}{% include a.md x=include.x %}",
        ),
        ("c.md", "{% include c.md x=include.x %}"),
    ];
    includes.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
});

fuzz_target!(|template: &str| {
    let rendered = render_str(template, &GLOBALS, &INCLUDES);
    let texts = INCLUDES
        .iter()
        .map(|(name, text)| (format!("_includes/{name}"), text.as_str()));
    let texts = texts.chain([("template".to_owned(), template)]).collect();
    places::assert(&rendered.findings, &texts);
});
