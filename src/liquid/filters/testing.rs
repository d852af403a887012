//! Tables of cases for the filters' tests: a line `input | filter: arguments | ... => result`, all in JSON, or
//! `... => error: message`.

use serde_json::Value as Json;

use super::{Arguments, Filter, FilterError, PlainFilter, Site, find};
use crate::date::UTC;
use crate::liquid::value::Value;

/// A site for tests.
pub(super) const SITE: Site<'static> = Site {
    url: "https://example.com",
    base_url: "/base",
    markdown: &|text| format!("<p>{text}</p>\n"),
    // 1 May 2026, 12:00.
    now: 1_777_636_800,
    zone: &UTC,
};

/// Checks every line of a table.
pub(super) fn check(cases: &str) {
    check_on(&SITE, cases);
}

/// Checks every line of a table on a site.
pub(super) fn check_on(site: &Site<'_>, cases: &str) {
    for case in cases.lines().map(str::trim).filter(|case| !case.is_empty()) {
        let (chain, expected) = case.rsplit_once(" => ").expect("a case has an expectation");
        let mut steps = chain.split(" | ");
        let data: Json = serde_json::from_str(steps.next().expect("split yields something")).expect(case);
        let calls: Vec<(&str, Json)> = steps
            .map(|step| {
                let (name, arguments) = step.split_once(": ").unwrap_or((step, ""));
                (name, serde_json::from_str(&format!("[{arguments}]")).expect(case))
            })
            .collect();
        match (run(site, &data, &calls), expected.strip_prefix("error: ")) {
            (Ok(found), None) => {
                let expected: Json = serde_json::from_str(expected).expect(case);
                assert_eq!(found, expected, "{case}");
            }
            (Err(error), Some(message)) => assert_eq!(error.0, message, "{case}"),
            (found, _) => panic!("{case}, and not {found:?}"),
        }
    }
}

/// The filter of that name, which evaluates no expression.
pub(super) fn plain(name: &str) -> PlainFilter {
    match find(name) {
        Some(Filter::Plain(filter)) => filter,
        other => panic!("{name} is {other:?}"),
    }
}

fn run(site: &Site<'_>, data: &Json, calls: &[(&str, Json)]) -> Result<Json, FilterError> {
    let mut value = Value::from(data);
    for (name, arguments) in calls {
        let arguments = Arguments {
            positional: Value::from(arguments).elements(),
            named: Vec::new(),
        };
        value = plain(name)(value, &arguments, site)?;
    }
    let text = super::json::generate(&value)?;
    Ok(serde_json::from_str(&text).expect("jsonify makes JSON"))
}
