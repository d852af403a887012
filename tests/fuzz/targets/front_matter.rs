//! YAML: front matter, the config and data files. Any text is read or refused, at a place in it.

#![no_main]

use docgen::config::Config;
use docgen::date::UTC;
use docgen::source::Sources;
use docgen::{data::Data, front_matter, yaml};
use libfuzzer_sys::fuzz_target;

#[path = "places.rs"]
mod places;

fuzz_target!(|text: &str| {
    let page = format!("---\n{text}\n---\nText.\n");
    let sources = Sources::in_memory([("page.md", page.as_str()), ("open.md", text)]);
    let texts = [("page.md".to_owned(), page.as_str()), ("open.md".to_owned(), text)].into();
    for path in ["page.md", "open.md"] {
        let document = front_matter::parse(&sources, sources.find(path).expect("it was just put there"), &UTC);
        places::assert(&document.findings, &texts);
        for key in document.front_matter.keys() {
            document.place(&sources, &format!("/{}", yaml::pointer_part(key)));
        }
    }
    drop(Config::parse(text));
    for ending in ["yml", "json", "csv", "tsv"] {
        let sources = Sources::in_memory([(format!("_data/a.{ending}"), text)]);
        let files: Vec<_> = sources.texts().map(|(file, _)| file).collect();
        if let Ok(data) = Data::read(&sources, &files, &UTC) {
            data.places(&sources).value("/a");
        }
    }
});
