//! The rules, each on fixtures of its own: `tests/rules/<rule-id>/` holds what the rule is to find, and
//! `tests/rules/<rule-id>/quiet/` what looks like it and is none.
//!
//! A fixture is a page, or a folder with a whole site.

use std::path::Path;

use docgen::rules::{self, RULES};
use docgen::vfs::Memory;

use crate::support;

#[test]
fn each_rule_finds_what_it_is_for() {
    let mut missed = Vec::new();
    insta::glob!("../rules", "*/*", |path| {
        if path.ends_with("quiet") {
            return;
        }
        let rule = name_of(path.parent().expect("it is in a rule's folder"));
        let build = support::build(fixture(path));
        if !support::rules_of(&build).contains(&rule.as_str()) {
            missed.push(path.to_owned());
        }
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!("finds", support::report(&build));
        });
    });
    assert!(
        missed.is_empty(),
        "in these fixtures the rule found nothing: {missed:#?}"
    );
}

#[test]
fn each_rule_is_quiet_about_near_misses() {
    let mut false_alarms = String::new();
    insta::glob!("../rules", "*/quiet/*", |path| {
        let build = support::build(fixture(path));
        if !build.findings.is_empty() {
            false_alarms += &format!("{} is fine, but:\n{}\n\n", path.display(), support::report(&build));
        }
    });
    assert!(false_alarms.is_empty(), "{false_alarms}");
}

#[test]
fn each_rule_has_fixtures_and_each_fixture_a_rule() {
    let folder = support::in_repository("tests/rules");
    for rule in RULES {
        let folder = folder.join(rule.meta().id);
        let entries = std::fs::read_dir(folder.join("quiet"));
        let quiet = entries.map_or(0, Iterator::count);
        let all = std::fs::read_dir(&folder).map_or(0, Iterator::count);
        assert!(quiet > 0 && all > 1, "{} lacks fixtures", rule.meta().id);
    }
    for entry in std::fs::read_dir(folder).expect("there are fixtures") {
        let id = name_of(&entry.expect("it can be listed").path());
        assert!(rules::find(&id).is_some(), "tests/rules/{id} is of no rule");
    }
}

/// The site that a fixture is.
fn fixture(path: &Path) -> Memory {
    if path.is_dir() {
        support::files_of(path)
    } else {
        let content = std::fs::read(path).expect("the fixture can be read");
        [(name_of(path), content)].into_iter().collect()
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str());
    name.expect("fixtures have names in UTF-8").to_owned()
}
