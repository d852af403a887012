//! Tables of cases for the tests of the language: a template and what it comes to.

use serde_json::json;

use super::render_str;

/// Checks that each template comes to its text, without findings.
#[track_caller]
pub(super) fn check(cases: &[(&str, &str)]) {
    for (template, expected) in cases {
        let (text, found) = rendered(template);
        assert_eq!(
            (text.as_str(), found.as_slice()),
            (*expected, [].as_slice()),
            "{template}"
        );
    }
}

/// A template, what it comes to, and the rules of its findings with their columns.
type Flawed<'t> = (&'t str, &'t str, &'t [(&'t str, usize)]);

/// Checks what each template comes to, and what is found in it.
#[track_caller]
pub(super) fn check_findings(cases: &[Flawed<'_>]) {
    for (template, expected, findings) in cases {
        let (text, found) = rendered(template);
        assert_eq!((text.as_str(), found.as_slice()), (*expected, *findings), "{template}");
    }
}

/// What `template` comes to with some variables and includes.
fn rendered(template: &str) -> (String, Vec<(&'static str, usize)>) {
    let globals = json!({
        "n": 3, "f": 2.5, "s": "text", "t": true, "no": false, "nil": null, "e": "",
        "list": ["a", "b", "c", "d"],
        "deep": [["a", 1], ["b", [2, null]]],
        "object": {"a": 1, "b": {"c": "C"}, "size of": 9},
        "page": {"title": "Title", "key": "a"},
    });
    let includes = [
        ("x.html", "<{{ include.x }}>"),
        ("break.html", "({% break %})"),
        ("assign.html", "{% assign made = 'made' %}{{ item }}"),
        (
            "card",
            "[{% if card %}{{ card }}{% endif %}{% if a %}{{ a }}{% endif %}{{ forloop.index | default: '' }}]",
        ),
        (
            "outside",
            "{{ item }}{{ page.title }}{% assign made = 1 %}{% increment i %}",
        ),
        ("again", "{% render 'again' %}"),
    ];
    let includes = includes.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let rendered = render_str(template, &globals, &includes);
    let found = rendered.findings.iter();
    (
        rendered.text,
        found
            .map(|finding| (finding.rule, finding.location.start.column))
            .collect(),
    )
}
