//! Who may import whom: the table below against the `crate::` paths in `src/`.
//!
//! A module here is one of the top level. Unit tests stand at the end of their files and may import what they like.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use walkdir::WalkDir;

use crate::support;

/// What everybody may import.
const FOUNDATIONS: [&str; 11] = [
    "config", "date", "english", "error", "finding", "modified", "source", "span", "url", "vfs", "yaml",
];

/// What else a module may import. The foundations come first, each with all that it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("date", &[]),
    ("english", &[]),
    ("url", &[]),
    ("error", &["span"]),
    ("vfs", &["error"]),
    ("source", &["error", "span", "vfs"]),
    ("finding", &["source", "span"]),
    ("yaml", &["date", "span"]),
    ("config", &["date", "error", "finding", "span", "url", "vfs", "yaml"]),
    ("modified", &["config"]),
    // The stages, in their order: each imports what it takes.
    ("discover", &[]),
    ("data", &[]),
    ("front_matter", &[]),
    // Which guide and kind a page belongs to is settled while pages are indexed.
    ("guide", &[]),
    (
        "index",
        &[
            "front_matter",
            "guide",
            "liquid::Addresses",
            "liquid::filters",
            "liquid::value",
        ],
    ),
    // Liquid takes the index as values only, so that it works for strangers' templates too.
    ("liquid", &[]),
    ("markdown", &[]),
    ("parameters", &["data", "liquid::value"]),
    ("catalogue", &["data"]),
    // A page is made of what all three stages before it say of it.
    ("page", &["index", "liquid", "markdown", "parameters"]),
    ("brand", &["english", "markdown", "page"]),
    ("schema", &[]),
    ("scaffold", &["front_matter"]),
    // Redirects are no pages, but guides leave them out.
    (
        "site",
        &[
            "brand",
            "catalogue",
            "dimensions",
            "index",
            "page",
            "parameters",
            "scaffold",
            "schema",
        ],
    ),
    ("variants", &["page", "parameters", "site"]),
    (
        "rules",
        &["catalogue", "page", "parameters", "schema", "site", "variants"],
    ),
    ("theme", &["dimensions", "page", "site"]),
    ("images", &[]),
    ("dimensions", &[]),
    ("fingerprint", &[]),
    ("fix", &[]),
    ("triage", &["fingerprint", "page"]),
    ("report", &["fingerprint"]),
    ("output", &[]),
    (
        "engine",
        &[
            "brand",
            "catalogue",
            "data",
            "dimensions",
            "discover",
            "front_matter",
            "images",
            "index",
            "liquid",
            "markdown",
            "output",
            "page",
            "parameters",
            "rules",
            "scaffold",
            "schema",
            "site",
            "theme",
            "triage",
        ],
    ),
    ("serve", &["engine"]),
];

#[test]
fn modules_import_what_they_may_and_no_more() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> = MAY_IMPORT
        .iter()
        .map(|&(module, more)| {
            let is_foundation = FOUNDATIONS.contains(&module);
            let foundations = FOUNDATIONS.iter().filter(|_| !is_foundation);
            (module, foundations.chain(more).copied().collect())
        })
        .collect();
    let mut wrong = Vec::new();
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (file, module, text) in library() {
        let Some((&module, may)) = allowed.get_key_value(module.as_str()) else {
            wrong.push(format!("{file}: the module `{module}` is not in the table"));
            continue;
        };
        for path in crate_paths(&text) {
            let first = path.split("::").next().unwrap_or(&path);
            match may.iter().find(|allowed| is_in(&path, allowed)) {
                Some(allowed) => drop(used.insert((module, allowed))),
                None if first == module => {}
                None => wrong.push(format!("{file} imports {path}")),
            }
        }
    }
    assert!(wrong.is_empty(), "not in the table:\n{}", wrong.join("\n"));
    for &(module, more) in MAY_IMPORT {
        for other in more {
            assert!(
                used.contains(&(module, other)),
                "{module} does not need {other} any more"
            );
        }
    }
}

#[test]
fn rules_see_pages_and_the_site_but_no_files() {
    for (file, module, text) in library() {
        if module == "rules" {
            for path in crate_paths(&text) {
                let first = path.split("::").next().unwrap_or(&path);
                let seen = [
                    "catalogue",
                    "date",
                    "english",
                    "finding",
                    "page",
                    "parameters",
                    "rules",
                    "schema",
                    "site",
                    "span",
                    "url",
                    "variants",
                ];
                // What the config asks for is settled in one place; a rule gets its options of the site.
                let is_settings = file == "rules/settings.rs" && first == "config";
                assert!(is_settings || seen.contains(&first), "{file} imports {path}");
            }
        }
    }
}

#[test]
fn only_the_places_for_it_touch_the_disk() {
    for (file, module, text) in library() {
        let may = ["vfs", "output"].contains(&module.as_str());
        assert!(may || !text.contains("std::fs"), "{file} touches the disk");
    }
}

#[test]
fn the_binary_uses_the_library_and_not_the_other_way_round() {
    for (file, _, text) in library() {
        for crate_of_the_binary in ["anyhow", "anstream", "clap", "clap_complete"] {
            let used = text.contains(&format!("{crate_of_the_binary}::"));
            assert!(!used, "{file} uses {crate_of_the_binary}, which is the binary's");
        }
        assert!(!text.contains("println!"), "{file} prints");
    }
}

#[test]
fn paths_are_found_in_all_their_forms() {
    let text = "use crate::a::B;\nuse crate::{c, d::{E, F}};\npub use crate::g;\nlet x = crate::h::i();\n\
                /// [`x`](crate::documented)\n#[cfg(test)]\nmod tests {\n    use crate::j;\n}\n";
    let found = crate_paths(&without_tests(text));
    assert_eq!(found, ["a::B", "c", "d", "g", "h::i"]);
}

/// The library's files: path, top-level module, and text without unit tests.
pub(crate) fn library() -> Vec<(String, String, String)> {
    let root = support::in_repository("src");
    let entries = WalkDir::new(&root).sort_by_file_name().into_iter();
    let mut files = Vec::new();
    for entry in entries.map(|entry| entry.expect("src can be listed")) {
        let path = entry.path().strip_prefix(&root).expect("it is below src");
        let is_left_out = path.starts_with("bin") || path == Path::new("lib.rs") || is_test(path);
        if entry.file_type().is_dir() || path.extension().is_none_or(|extension| extension != "rs") || is_left_out {
            continue;
        }
        let first = path.iter().next().expect("it has a name");
        let module = first.to_string_lossy().trim_end_matches(".rs").to_owned();
        let text = std::fs::read_to_string(entry.path()).expect("sources are UTF-8");
        files.push((path.display().to_string(), module, without_tests(&text)));
    }
    assert!(files.len() > 50, "these are not all files");
    files
}

/// Whether a file is a module of tests as a whole.
fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    ["tests", "testing", "properties"].contains(&stem)
}

fn without_tests(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    text[..end].lines().filter(is_code).collect::<Vec<_>>().join("\n")
}

/// The paths after `crate::`; of a group (`crate::{a, b::c}`) the first name of each.
fn crate_paths(text: &str) -> Vec<String> {
    let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let path = |text: &str| -> String {
        let end = text.find(|c| !is_of_path(c)).unwrap_or(text.len());
        text[..end].trim_end_matches(':').to_owned()
    };
    let mut paths = Vec::new();
    for (at, found) in text.match_indices("crate::") {
        let rest = &text[at + found.len()..];
        // `$crate::` and `some_crate::` are others.
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        match rest.strip_prefix('{') {
            None => paths.push(path(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = 0;
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' | ',' if depth == 0 => {
                            paths.extend(Some(path(group[start..at].trim())).filter(|path| !path.is_empty()));
                            start = at + 1;
                            if c == '}' {
                                break;
                            }
                        }
                        '}' => depth -= 1,
                        _ => {}
                    }
                }
            }
        }
    }
    paths
}

/// Whether a path is the module `allowed` or in it.
fn is_in(path: &str, allowed: &str) -> bool {
    path.strip_prefix(allowed)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
