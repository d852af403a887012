//! Liquid, by its grammar: every tag and filter, within each other, with arguments that fit and that do not.

use std::collections::BTreeMap;

use docgen::liquid;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::fuzz;
use crate::support;

const FILTERS: [&str; 86] = [
    "abs",
    "absolute_url",
    "append",
    "array_to_sentence_string",
    "at_least",
    "at_most",
    "base64_decode",
    "base64_encode",
    "base64_url_safe_decode",
    "base64_url_safe_encode",
    "capitalize",
    "ceil",
    "cgi_escape",
    "compact",
    "concat",
    "date",
    "date_to_long_string",
    "date_to_rfc822",
    "date_to_string",
    "date_to_xmlschema",
    "default",
    "divided_by",
    "downcase",
    "escape",
    "escape_once",
    "find",
    "find_exp",
    "find_index",
    "first",
    "floor",
    "group_by",
    "group_by_exp",
    "has",
    "inspect",
    "join",
    "jsonify",
    "last",
    "lstrip",
    "map",
    "markdownify",
    "minus",
    "modulo",
    "newline_to_br",
    "nonsense",
    "normalize_whitespace",
    "number_of_words",
    "plus",
    "pop",
    "prepend",
    "push",
    "reject",
    "relative_url",
    "remove",
    "remove_first",
    "remove_last",
    "replace",
    "replace_first",
    "replace_last",
    "reverse",
    "round",
    "rstrip",
    "sample",
    "shift",
    "size",
    "slice",
    "slugify",
    "smartify",
    "sort",
    "sort_natural",
    "split",
    "strip",
    "strip_html",
    "strip_newlines",
    "sum",
    "times",
    "to_integer",
    "truncate",
    "truncatewords",
    "uniq",
    "unshift",
    "upcase",
    "uri_escape",
    "url_decode",
    "url_encode",
    "where",
    "where_exp",
];

const VALUES: [&str; 48] = [
    "nil",
    "true",
    "false",
    "blank",
    "empty",
    "0",
    "1",
    "-1",
    "3",
    "2.5",
    "-0.0",
    "1e3",
    "99999999999999999999",
    "9223372036854775807",
    "0.1",
    "''",
    "'a'",
    "\"b c\"",
    "'é😀'",
    "'%Y-%m-%d %-5d %^a %1024N %'",
    "'x.a > 1 and x'",
    "'x.b == nil or x.c contains \"a\"'",
    "'x'",
    "'<b>\"&amp;'",
    "'2026-05-01 12:00 +0200'",
    "'1,2,,3'",
    "(1..3)",
    "(3..1)",
    "(-2..page.n)",
    "(1..999999999)",
    "(1..x)",
    "page",
    "page.title",
    "page.n",
    "page.list",
    "page.list[0]",
    "page.list.first.a",
    "page.list[-1]",
    "page['list'][1].b",
    "page.list.size",
    "page.day",
    "site.data.words",
    "site.data.words.a",
    "include.a",
    "include",
    "x",
    "y",
    "forloop",
];

const MORE_VALUES: [&str; 12] = [
    "forloop.index",
    "forloop.parentloop.last",
    "tablerowloop.col",
    "nothing",
    "nothing.at.all",
    "x[y]",
    "x.x.x",
    "[x]",
    "page[page.title]",
    "x-y",
    "continue",
    "x?",
];

const OPERATORS: [&str; 9] = ["==", "!=", "<>", "<", ">", "<=", ">=", "contains", "="];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![8 => select(&VALUES[..]), 3 => select(&MORE_VALUES[..])].prop_map(str::to_owned)
}

/// A value with filters.
pub(super) fn filtered() -> impl Strategy<Value = String> {
    let filter = (select(&FILTERS[..]), vec(value(), 0..4), any::<u8>()).prop_map(|(name, arguments, form)| {
        match (arguments.is_empty(), form) {
            (true, _) => format!(" | {name}"),
            (_, 0..6) => format!(" | {name}: a: {}", arguments.join(", b: ")),
            (_, 6..9) => format!(" | {name} {}", arguments.join(" ")),
            _ => format!(" | {name}: {}", arguments.join(", ")),
        }
    });
    (value(), vec(filter, 0..4)).prop_map(|(value, filters)| value + &filters.concat())
}

fn condition() -> impl Strategy<Value = String> {
    let one = || {
        (value(), option::of((select(&OPERATORS[..]), value()))).prop_map(|(left, more)| match more {
            Some((operator, right)) => format!("{left} {operator} {right}"),
            None => left,
        })
    };
    (one(), vec((select(&["and", "or", "&&", ","][..]), one()), 0..3)).prop_map(|(first, more)| {
        let more = more.iter().map(|(word, one)| format!(" {word} {one}"));
        first + &more.collect::<String>()
    })
}

/// What a loop says beside its list.
fn modifiers() -> impl Strategy<Value = String> {
    let one = (select(&["limit", "offset", "cols", "reversed", "x"][..]), value());
    vec(one, 0..3).prop_map(|all| {
        let all = all.iter().map(|(name, value)| match *name {
            "reversed" => " reversed".to_owned(),
            _ => format!(" {name}: {value}"),
        });
        all.collect()
    })
}

/// The inside of a tag that has no body.
fn plain_tag() -> impl Strategy<Value = String> {
    let variable = || select(&["x", "y", "page", "forloop", "a-b"][..]);
    prop_oneof![
        (variable(), filtered()).prop_map(|(name, value)| format!("assign {name} = {value}")),
        filtered().prop_map(|value| format!("echo {value}")),
        variable().prop_map(|name| format!("increment {name}")),
        variable().prop_map(|name| format!("decrement {name}")),
        vec(value(), 1..4).prop_map(|values| format!("cycle {}", values.join(", "))),
        (value(), vec(value(), 1..3)).prop_map(|(name, values)| format!("cycle {name}: {}", values.join(", "))),
        Just("break".to_owned()),
        Just("continue".to_owned()),
        (file(), value()).prop_map(|(file, value)| format!("include {file} a={value}")),
        file().prop_map(|file| format!("include_cached {file} a='b'")),
        file().prop_map(|file| format!("include_relative {file}")),
        (select(&["a.md", "b.md"][..]), select(&["with", "for"][..]), value())
            .prop_map(|(file, how, value)| format!("render '{file}' {how} {value} as x, a: y")),
        file().prop_map(|file| format!("link {file}")),
        Just("post_url 2026-05-01-first".to_owned()),
        Just("# a comment".to_owned()),
        filtered().prop_map(|value| format!("nonsense {value}")),
        (filtered(), condition()).prop_map(|(value, condition)| {
            format!(
                "liquid\n assign x = {value}\n if {condition}\n echo x\n endif\n for x in page.list\n echo x\n endfor\n"
            )
        }),
    ]
}

fn file() -> impl Strategy<Value = &'static str> {
    select(
        &[
            "a.md",
            "b.md",
            "{{ page.title }}",
            "../a.md",
            "a/../b.md",
            "page.title",
            "/a.md",
            "missing.md",
        ][..],
    )
}

/// A template: text, values and tags, some with others in them.
pub(super) fn template() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        2 => "[a-c \\n*<]{0,6}",
        3 => (filtered(), any::<[bool; 2]>()).prop_map(|(value, dashes)| within("{{", &value, "}}", dashes)),
        4 => (plain_tag(), any::<[bool; 2]>()).prop_map(|(tag, dashes)| within("{%", &tag, "%}", dashes)),
        1 => select(&["{{", "}}", "{%", "%}", "{% else %}", "{% endif %}", "{% endfor %}", "{%-", "-}}", "{% raw %}"][..])
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let body = || vec(inner.clone(), 0..4).prop_map(|parts| parts.concat());
        let name = select(&["x", "y", "page"][..]);
        prop_oneof![
            3 => body(),
            1 => (condition(), body(), condition(), body()).prop_map(|(a, b, c, d)| {
                format!("{{% if {a} %}}{b}{{% elsif {c} %}}{d}{{% else %}}{b}{{% endif %}}")
            }),
            1 => (condition(), body()).prop_map(|(a, b)| format!("{{%- unless {a} -%}}{b}{{% else %}}-{{% endunless %}}")),
            1 => (value(), vec(value(), 1..3), body(), body()).prop_map(|(value, whens, b, c)| {
                format!("{{% case {value} %}}{{% when {} %}}{b}{{% else %}}{c}{{% endcase %}}", whens.join(" or "))
            }),
            2 => (name.clone(), value(), modifiers(), body()).prop_map(|(name, list, modifiers, body)| {
                format!("{{% for {name} in {list}{modifiers} %}}{body}{{% else %}}none{{% endfor %}}")
            }),
            1 => (name.clone(), value(), modifiers(), body()).prop_map(|(name, list, modifiers, body)| {
                format!("{{% tablerow {name} in {list}{modifiers} %}}{body}{{% endtablerow %}}")
            }),
            1 => (name, body()).prop_map(|(name, body)| format!("{{% capture {name} %}}{body}{{% endcapture %}}")),
            1 => (select(&["comment", "raw", "highlight json", "ifchanged", "doc"][..]), body()).prop_map(|(tag, body)| {
                let end = tag.split(' ').next().expect("it has a name");
                format!("{{% {tag} %}}{body}{{% end{end} %}}")
            }),
        ]
    })
}

fn within(open: &str, inside: &str, close: &str, dashes: [bool; 2]) -> String {
    let [first, last] = dashes.map(|dash| if dash { "-" } else { "" });
    format!("{open}{first} {inside} {last}{close}")
}

#[test]
fn any_template_is_rendered_the_same_each_time_with_findings_in_their_places() {
    fuzz("liquid", 150, &(template(), template(), template()), |(page, a, b)| {
        let globals = json!({
            "page": {
                "title": "b.md", "n": 3, "day": "2026-05-01",
                "list": [{"a": 1, "b": "x"}, {"a": "2"}, null, [1, [2]], "text", 2.5],
            },
            "site": {"data": {"words": {"a": "b", "c": {"d": []}}}},
        });
        let includes: BTreeMap<String, String> =
            [("a.md".to_owned(), a.clone()), ("b.md".to_owned(), b.clone())].into();
        let rendered = liquid::render_str(&page, &globals, &includes);
        let texts = [
            ("template".to_owned(), page.clone()),
            ("_includes/a.md".to_owned(), a),
            ("_includes/b.md".to_owned(), b),
        ];
        support::assert_places(&rendered.findings, &texts.into())?;
        let again = liquid::render_str(&page, &globals, &includes);
        prop_assert_eq!(rendered.text, again.text);
        prop_assert_eq!(rendered.findings, again.findings);
        Ok(())
    });
}
