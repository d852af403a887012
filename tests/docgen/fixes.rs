//! Fixes: what a rule offers to write instead mends what it found and harms nothing else.

use std::collections::BTreeMap;

use docgen::engine::Build;
use docgen::finding::Edit;
use docgen::vfs::{Files, Memory};

use crate::support;

#[test]
fn a_fix_mends_its_finding_and_makes_no_other() {
    let mut wrong = String::new();
    let mut tried = 0;
    insta::glob!("../rules", "*/*", |path| {
        if path.ends_with("quiet") {
            return;
        }
        let files = support::fixture(path);
        let before = support::build(support::fixture(path));
        if before.findings.iter().all(|finding| finding.fix.is_none()) {
            return;
        }
        tried += 1;
        let after = support::build(mended(&before, &files));
        let unmended = before.findings.iter().filter(|finding| finding.fix.is_none());
        let mut expected: Vec<_> = unmended.map(|finding| finding.rule).collect();
        let mut found = support::rules_of(&after);
        expected.sort_unstable();
        found.sort_unstable();
        if found != expected {
            wrong += &format!("{} mended:\n{}\n\n", path.display(), support::report(&after));
        }
    });
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 0, "no fixture has a fix");
}

/// The files with all fixes made.
fn mended(build: &Build, files: &Memory) -> Memory {
    let mut edits: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for finding in &build.findings {
        let of_file = edits.entry(&finding.location.path).or_default();
        of_file.extend(finding.fix.iter().flat_map(|fix| &fix.edits));
    }
    let listing = files.list(&|_| true).expect("memory can be listed");
    let mend = |path: String| {
        let mut content = files.read(&path).expect("it was just listed");
        let mut edits = edits.remove(path.as_str()).unwrap_or_default();
        edits.sort_unstable_by_key(|edit| edit.span);
        edits.dedup();
        for edit in edits.into_iter().rev() {
            content.splice(edit.span.start..edit.span.end, edit.text.bytes());
        }
        (path, content)
    };
    listing.files.into_iter().map(mend).collect()
}
