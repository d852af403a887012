//! Front matter and data files: YAML, CSV, TSV and JSON that is nearly right.

use docgen::date::UTC;
use docgen::front_matter;
use docgen::source::Sources;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::fuzz;
use super::site::{holds, try_build};
use crate::properties::{YAML, soup};
use crate::support;

const SCALARS: [&str; 36] = [
    "a",
    "No",
    "1",
    "-1.5e3",
    "0x1F",
    "1_000",
    "12:30:45",
    ".inf",
    "~",
    "2026-05-01",
    "2026-05-01 12:00:00 +0200",
    "2026-02-30",
    "'it''s'",
    "\"a\\tb\\u00e9\\x\"",
    "\"",
    "'",
    "é",
    "!!binary aGk=",
    "!!str 1",
    "!own x",
    "&a x",
    "*a",
    "*b",
    "|\n      text\n",
    ">-\n      more\n\n      text\n",
    "\t",
    "a: b",
    "- a",
    "# no",
    "a #b",
    "@x",
    "`x`",
    "%x",
    "[",
    "}",
    "99999999999999999999999",
];

const KEYS: [&str; 30] = [
    "title",
    "heading",
    "permalink",
    "layout",
    "date",
    "published",
    "redirect_from",
    "redirect_to",
    "tags",
    "category",
    "categories",
    "kind",
    "elementKey",
    "elementId",
    "apiKey",
    "apiSecret",
    "order",
    "excerpt",
    "excerpt_separator",
    "slug",
    "verified",
    "<<",
    "? a",
    "\"q\"",
    "é",
    "1",
    "true",
    "sitemap",
    "a b",
    "callbackURL",
];

/// A document of YAML: keys with values of all forms, some of them in others.
pub(super) fn yaml() -> impl Strategy<Value = String> {
    let value = select(&SCALARS[..])
        .prop_map(str::to_owned)
        .prop_recursive(4, 24, 4, |inner| {
            let keys = || select(&KEYS[..]);
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
                vec((keys(), inner.clone()), 0..3).prop_map(|pairs| {
                    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                    format!("{{{}}}", pairs.join(", "))
                }),
                vec(inner.clone(), 0..4).prop_map(|items| items.iter().map(|item| format!("\n  - {item}")).collect()),
                vec((keys(), inner), 0..3)
                    .prop_map(|pairs| { pairs.iter().map(|(key, value)| format!("\n  {key}: {value}")).collect() }),
            ]
        });
    let line = prop_oneof![
        12 => (select(&KEYS[..]), value).prop_map(|(key, value)| format!("{key}: {value}\n")),
        1 => soup(&YAML, 4),
    ];
    vec(line, 0..6).prop_map(|lines| lines.concat())
}

#[test]
fn any_front_matter_is_read_and_leaves_the_text_below_it() {
    fuzz(
        "front_matter",
        300,
        &(yaml(), "[a-z#\\n-]{0,12}", any::<bool>()),
        |(yaml, body, has_crlf)| {
            let mut text = format!("---\n{yaml}---\n{body}");
            if has_crlf {
                text = text.replace('\n', "\r\n");
            }
            let sources = Sources::in_memory([("page.md", text.as_str())]);
            let file = sources.find("page.md").expect("it was just put there");
            let document = front_matter::parse(&sources, file, &UTC);
            prop_assert!(text.get(document.body.start..document.body.end).is_some());
            prop_assert!(document.yaml.end <= document.body.start && document.body.end == text.len());
            document.outline(&sources);
            support::assert_places(&document.findings, &[("page.md".to_owned(), text.clone())].into())
        },
    );
}

/// A table whose cells are often quoted, not always rightly.
fn table(delimiter: char) -> impl Strategy<Value = String> {
    let cell = select(
        &[
            "",
            "a",
            "b c",
            "\"\"",
            "\"a\"",
            "\"a\nb\"",
            "\"a\"\"b\"",
            "\"",
            "a\"b",
            "é",
            "\u{feff}",
            "1",
            "\"a,\tb\"",
        ][..],
    );
    let end = select(&["\n", "\r\n", "\n\n", "\r", ""][..]);
    let row = (vec(cell, 0..4), end);
    vec(row, 0..6).prop_map(move |rows| {
        let rows = rows.iter().map(|(cells, end)| cells.join(&delimiter.to_string()) + end);
        rows.collect()
    })
}

/// JSON, and what is nearly so.
pub(super) fn json() -> impl Strategy<Value = String> {
    let leaf = select(
        &[
            "1",
            "-0.5e+3",
            "01",
            "\"a\"",
            "\"\\u00e9\\n\"",
            "\"\\x\"",
            "\"a",
            "'a'",
            "true",
            "null",
            "nil",
            "...",
            "<id>",
            "// c",
            "{{ x }}",
            "\"é\n\"",
            "",
            "NaN",
            "/* c */ 1",
        ][..],
    );
    leaf.prop_map(str::to_owned).prop_recursive(5, 32, 5, |inner| {
        let gap = || select(&[",", ", ", ",\n", " ", ",,"][..]);
        let key = select(&["\"a\"", "\"b\"", "a", "\"\"", "\"a\\u0000\"", "'c'", "{"][..]);
        prop_oneof![
            (vec(inner.clone(), 0..5), gap()).prop_map(|(items, gap)| format!("[{}]", items.join(gap))),
            (vec((key, inner.clone()), 0..5), gap()).prop_map(|(pairs, gap)| {
                let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", pairs.join(gap))
            }),
            inner.clone().prop_map(|value| format!("[{value}")),
            inner.prop_map(|value| format!("{value},}}")),
        ]
    })
}

#[test]
fn any_data_file_is_read_or_refused_with_its_name() {
    let data = (yaml(), table(','), table('\t'), json());
    fuzz("data_files", 60, &data, |(yaml, csv, tsv, json)| {
        let page = "---\ntitle: T\n---\n{{ site.data | jsonify }}{% for row in site.data.c %}{{ row.a }}{% endfor %}\n";
        for (path, text) in [
            ("_data/y.yml", yaml),
            ("_data/c.csv", csv),
            ("_data/c.tsv", tsv),
            ("_data/d/j.json", json),
        ] {
            let texts = [(path.to_owned(), text), ("page.md".to_owned(), page.to_owned())].into();
            match try_build(&texts) {
                Ok(build) => holds(&build, &texts)?,
                Err(error) => prop_assert!(error.to_string().starts_with(path), "{error}"),
            }
        }
        Ok(())
    });
}
