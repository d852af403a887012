//! The rules, each on fixtures of its own: `tests/rules/<rule-id>/` holds what the rule is to find, and
//! `tests/rules/<rule-id>/quiet/` what looks like it and is none.
//!
//! A fixture is a page, or a folder with a whole site. What is found there, as the user sees it, stands in
//! `tests/rules/<rule-id>/snapshots/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use docgen::config::Config;
use docgen::engine::{Brands, Build, Options};
use docgen::finding::Severity;
use docgen::fingerprint::identify;
use docgen::rules::{self, RULES};
use docgen::vfs::Memory;

use crate::layering::library;
use crate::support;

#[test]
fn each_rule_finds_what_it_is_for() {
    let mut missed = Vec::new();
    insta::glob!("../rules", "*/*", |path| {
        if !support::is_fixture(path) {
            return;
        }
        let rule = name_of(path.parent().expect("it is in a rule's folder"));
        let build = of_first_brand(support::fixture(path));
        if !support::rules_of(&build).contains(&rule.as_str()) {
            missed.push(path.to_owned());
        }
        support::beside(path).bind(|| insta::assert_snapshot!(name_of(path), support::report(&build)));
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
        let build = of_first_brand(support::fixture(path));
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
        let loud = fixtures(&folder).len();
        assert!(quiet > 0 && loud > 0, "{} lacks fixtures", rule.meta().id);
    }
    for entry in std::fs::read_dir(folder).expect("there are fixtures") {
        let id = name_of(&entry.expect("it can be listed").path());
        assert!(rules::find(&id).is_some(), "tests/rules/{id} is of no rule");
    }
}

#[test]
fn each_snapshot_is_of_a_fixture() {
    for rule in RULES {
        let folder = support::in_repository("tests/rules").join(rule.meta().id);
        let fixtures = fixtures(&folder);
        let snapshots = folder.join("snapshots");
        // The first snapshots of a new rule are written while this runs.
        if !snapshots.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(snapshots).expect("the folder can be listed") {
            let name = name_of(&entry.expect("it can be listed").path());
            // Others are what a failing test proposes.
            let Some(name) = name.strip_suffix(".snap") else {
                continue;
            };
            let fixture = name.strip_suffix(".fixed").unwrap_or(name);
            let is_known = fixtures.iter().any(|known| known == fixture);
            assert!(
                is_known,
                "{}: there is no fixture of the snapshot {name}",
                rule.meta().id
            );
        }
    }
    let shared = support::in_repository("tests/docgen/snapshots");
    for entry in std::fs::read_dir(shared).expect("there are snapshots") {
        let name = name_of(&entry.expect("it can be listed").path());
        assert!(!name.contains("__rules__"), "{name} belongs into its rule's folder");
    }
}

/// What is found in a fixture: under the first of its brands, if it has any.
fn of_first_brand(files: Memory) -> Build {
    let options = Options {
        brands: first_brand(&files),
        ..support::options()
    };
    support::build_with(files, &options)
}

fn first_brand(files: &Memory) -> Brands {
    // A fixture may have a config that cannot be read as a whole.
    let config = Config::load(files).ok();
    let first = config.and_then(|config| Some(config.brands.first()?.name.clone()));
    first.map_or(Brands::None, Brands::One)
}

/// The names of the fixtures in which a rule finds something.
fn fixtures(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("each rule has fixtures");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    paths
        .filter(|path| support::is_fixture(path))
        .map(|path| name_of(&path))
        .collect()
}

/// The rules that have findings of less weight, too.
const GENTLER: [&str; 3] = ["front-matter-schema", "secret", "unknown-tag"];

#[test]
fn findings_have_the_severity_of_their_rule() {
    let mut wrong = Vec::new();
    insta::glob!("../rules", "*/*", |path| {
        if !support::is_fixture(path) {
            return;
        }
        for finding in of_first_brand(support::fixture(path)).findings {
            let severity = rules::find(finding.rule).expect("only rules find").meta().severity;
            let is_gentler = GENTLER.contains(&finding.rule) && finding.severity > severity;
            if finding.severity != severity && !is_gentler {
                wrong.push(format!("{}: {}", path.display(), finding.rule));
            }
        }
    });
    // Some stages emit findings that no fixture of files can hold.
    for (file, _, text) in library() {
        for (maker, severity) in [
            ("Finding::error(", Severity::Error),
            ("Finding::warning(", Severity::Warning),
        ] {
            for call in text.split(maker).skip(1) {
                let id = call
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|rest| rest.split('"').next());
                if let Some(id) = id
                    && rules::find(id).is_none_or(|rule| rule.meta().severity != severity)
                {
                    wrong.push(format!("{file}: {id}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_rules_that_say_so_have_fixes() {
    let mut fixing = BTreeSet::new();
    insta::glob!("../rules", "*/*", |path| {
        if support::is_fixture(path) {
            let findings = of_first_brand(support::fixture(path)).findings;
            let fixed = findings.iter().filter(|finding| finding.fix.is_some());
            fixing.extend(fixed.map(|finding| finding.rule));
        }
    });
    let saying = RULES.iter().filter(|rule| rule.has_fixes());
    assert_eq!(fixing, saying.map(|rule| rule.meta().id).collect());
}

/// What a message would count that changes though the defect stays the same.
const COUNTED: [&str; 8] = [
    "page", "place", "guide", "file", "finding", "problem", "include", "variable",
];

#[test]
fn messages_say_nothing_that_changes_when_other_pages_do() {
    let mut wrong = Vec::new();
    insta::glob!("../rules", "*/*", |path| {
        if !support::is_fixture(path) {
            return;
        }
        for finding in of_first_brand(support::fixture(path)).findings {
            if counts_pages(&finding.message) {
                wrong.push(format!("{}: {}", path.display(), finding.message));
            }
        }
    });
    assert!(wrong.is_empty(), "a fingerprint would change with these: {wrong:#?}");
    assert!(counts_pages("`x` on 2 other pages of the guide") && counts_pages("as in line 12"));
}

/// Whether a message counts pages or the like, or names a line.
fn counts_pages(message: &str) -> bool {
    let words: Vec<&str> = message.split_whitespace().collect();
    let is_number = |word: &str| word.parse::<usize>().is_ok();
    let is_counted = |word: &str| COUNTED.contains(&word.trim_end_matches([',', ':', 's']));
    words.iter().enumerate().any(|(at, word)| {
        let after = &words[at + 1..words.len().min(at + 4)];
        is_number(word) && after.iter().any(|word| is_counted(word))
            || ["line", "lines"].contains(word) && after.first().is_some_and(|word| is_number(word))
    })
}

#[test]
fn a_finding_stays_the_same_when_its_guide_gets_another_page() {
    let page = |heading: &str| format!("---\nheading: {heading}\ntitle: T\n---\n");
    let fingerprints = |pages: &[(&str, &str)]| {
        let mut files = support::site([("_config.yml", "docgen: {guides: docs/*}\n")]);
        for (name, heading) in pages {
            files.insert(format!("docs/x/{name}.md"), page(heading).into_bytes());
        }
        let build = support::build(files);
        let all = identify(&build.findings, &build.project.sources).into_iter();
        let ours = all.filter(|it| it.finding.rule == "guide-identity");
        ours.map(|it| it.fingerprint).collect::<Vec<_>>()
    };
    let three = [("events", "Paypal"), ("index", "PayPal"), ("setup", "PayPal")];
    let before = fingerprints(&three);
    assert_eq!(before.len(), 1);
    assert_eq!(before, fingerprints(&[&three[..], &[("notes", "PayPal")]].concat()));
}

/// The rules whose examples cannot be written down as the texts of files: what is wrong is a byte, or that a file is there.
const NOT_AS_TEXT: [&str; 3] = ["data-conflict", "invalid-encoding", "post-name"];

#[test]
fn each_rule_finds_the_bad_example_of_its_documentation_and_not_the_good_one() {
    let mut wrong = Vec::new();
    for meta in RULES.iter().map(|rule| rule.meta()) {
        if NOT_AS_TEXT.contains(&meta.id) {
            continue;
        }
        let documentation = meta.documentation();
        let (before, good) = documentation
            .split_once("## Use instead")
            .expect("each rule says what to use instead");
        let (_, bad) = before.split_once("## Example").expect("each rule has an example");
        let mut files = BTreeMap::from([("_config.yml".to_owned(), "docgen: {guides: guides/*}\n".to_owned())]);
        files.extend(example(bad));
        let found = |files: &BTreeMap<String, String>| {
            let files: Memory = files.clone().into_iter().collect();
            let options = Options {
                select: vec![meta.id.to_owned()],
                brands: first_brand(&files),
                ..support::options()
            };
            let build = support::build_with(files, &options);
            support::report(&build)
        };
        if found(&files).is_empty() {
            wrong.push(format!("{} does not find its bad example {files:#?}", meta.id));
        }
        files.extend(example(good));
        let told = found(&files);
        if !told.is_empty() {
            wrong.push(format!("{} finds its good example:\n{told}", meta.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The files that an example shows: each code sample is one, named by the last path in the paragraph before it where
/// that ends with a colon. The folders below `guides` are guides. What stands in the good example replaces the files of the bad one.
fn example(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut name = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("```") {
            if line.ends_with(':') {
                name = line.split('`').nth_back(1).map(str::to_owned);
            }
            continue;
        }
        let sample: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let sample = sample.join("\n") + "\n";
        let name = name.take().unwrap_or_else(|| "guides/acme/setup.md".to_owned());
        let is_bare_page = name.ends_with(".md") && !name.starts_with('_') && !sample.starts_with("---\n");
        let front_matter = if is_bare_page { "---\ntitle: Setup\n---\n\n" } else { "" };
        files.insert(name, format!("{front_matter}{sample}"));
    }
    files
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str());
    name.expect("fixtures have names in UTF-8").to_owned()
}
