//! Sites that Jekyll 4.3.1 has built: what docgen makes of the same source is the same.
//!
//! `../jekyll/NAME/source` is a site, and `../jekyll/NAME/expected` what `jekyll build` made of it, with jekyll-paginate
//! 1.1.0 where the config asks for it. The sources have no layouts and little markdown, so that nothing else is compared
//! than what Liquid sees of a site and where its files go.

use std::collections::{BTreeMap, BTreeSet};

use docgen::engine::Build;

use crate::support;

#[test]
fn sites_are_built_as_jekyll_builds_them() {
    insta::glob!("../jekyll", "*/source", |source| {
        let build = support::build(support::files_of(source));
        let expected = support::texts_of(&source.with_file_name("expected"));
        let made = contents(&build);
        let names = |files: &BTreeMap<String, String>| -> BTreeSet<String> { files.keys().cloned().collect() };
        let site = source.parent().expect("it stands in a folder of its own").display();
        assert_eq!(names(&made), names(&expected), "the files of {site}");
        for (path, expected) in expected {
            assert_eq!(made[&path].trim_end(), expected.trim_end(), "{path} of {site}");
        }
    });
}

/// What content makes, without what a theme adds: each file of the site by its path.
fn contents(build: &Build) -> BTreeMap<String, String> {
    let sources = &build.project.sources;
    let copies = build.project.index.static_files.iter();
    let copies = copies.map(|(file, output)| (output.clone(), sources.text(*file).to_owned()));
    let pages = build
        .site
        .pages
        .iter()
        .map(|page| (page.output.clone(), page.html.clone()));
    let texts = build.texts().map(|(path, text)| (path.to_owned(), text.to_owned()));
    copies.chain(pages).chain(texts).collect()
}
