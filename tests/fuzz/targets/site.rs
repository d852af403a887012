//! Whole small sites: any is checked, what is found stands in its files, and each page has a path of its own inside the site.
//!
//! A site is one text: a line `=== PATH` begins a file.

#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use docgen::date::Date;
use docgen::engine::{Build, Options, Project};
use docgen::fix::fixed_files;
use docgen::vfs::Memory;
use libfuzzer_sys::{Corpus, fuzz_target};

#[path = "places.rs"]
mod places;

/// The files of a site, of those of a few.
fn files(text: &str) -> BTreeMap<String, &str> {
    let sections = text.split("=== ").skip(1).take(12);
    let files = sections.filter_map(|section| section.split_once('\n'));
    let is_path =
        |path: &str| !path.contains(['\0', '\\']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    files
        .filter(|(path, _)| is_path(path))
        .map(|(path, text)| (path.to_owned(), text))
        .collect()
}

fuzz_target!(|text: &str| -> Corpus {
    let texts = files(text);
    if texts.is_empty() {
        return Corpus::Reject;
    }
    let memory: Memory = texts.iter().map(|(path, text)| (path.clone(), *text)).collect();
    let options = Options {
        time: 1_777_636_800,
        today: Date::parse("2026-05-01"),
        ..Options::default()
    };
    let Ok(project) = Project::load(Box::new(memory), &options) else {
        return Corpus::Keep;
    };
    let Ok(mut build) = Build::new(project) else {
        return Corpus::Keep;
    };
    build.load_theme("default", &[]).expect("the theme is right");
    places::assert(&build.findings, &texts);
    let mut outputs = BTreeSet::new();
    for page in &build.site.pages {
        let is_inside = page.output.split('/').all(|part| !matches!(part, "" | "." | ".."));
        assert!(is_inside, "a page is to be written to {:?}", page.output);
        assert!(
            outputs.insert(&page.output),
            "two pages are to be written to {:?}",
            page.output
        );
    }
    drop(fixed_files(&build.findings, &build.project.sources));
    Corpus::Keep
});
