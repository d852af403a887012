//! The files of a site one by one: what `serve` shows is what `build` writes.

use std::collections::BTreeMap;
use std::io::Read;

use docgen::engine::{Artifacts, Build, Content};
use docgen::theme::Theme;

use crate::support;

/// Every file of a build in the default theme, by its path.
pub(crate) fn files_of(build: &Build, theme: &Theme) -> BTreeMap<String, Vec<u8>> {
    let artifacts = Artifacts::new(build, theme).expect("each file has its path");
    let file = |path: &str| {
        let content = artifacts.get(path).expect("it is one of the paths");
        let mut bytes = Vec::new();
        match content.expect("it can be rendered") {
            Content::Bytes(content) => bytes.extend_from_slice(&content),
            Content::Copy { files, path } => {
                let mut file = files.open(path).expect("the file is there");
                file.read_to_end(&mut bytes).expect("memory can be read");
            }
        }
        (path.to_owned(), bytes)
    };
    artifacts.paths().map(file).collect()
}

#[test]
fn the_files_one_by_one_are_what_is_written() {
    let mut files = support::content();
    let more = [
        ("moved.md", "---\nredirect_from: [/old/, /older.html]\n---\nMoved.\n"),
        ("gone.md", "---\nredirect_to: https://elsewhere.example/\n---\n"),
        ("feed.xml", "---\n---\n<feed>{{ site.title }}</feed>\n"),
        // The theme's own make way.
        ("404.html", "---\n---\nNothing here.\n"),
        ("llms.txt", "for agents\n"),
        ("robots.txt/index.html", "a folder\n"),
    ];
    for (path, text) in more {
        files.insert(path, text);
    }
    let ground = support::Ground::new([]);
    let mut build = support::build(files);
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    let written = build.write(&theme, &ground.path("public"));
    written.expect("the site can be written");

    let files = files_of(&build, &theme);
    assert!(files == ground.tree("public"), "the files differ");
    assert!(files.contains_key("old/index.html") && !files.contains_key("gone.md"));
    assert_eq!(files["llms.txt"], b"for agents\n");
    let artifacts = Artifacts::new(&build, &theme).expect("each file has its path");
    assert!(artifacts.get("robots.txt").is_none() && !artifacts.has("../moved.html"));
    let at = artifacts.page_at("moved.md").expect("it shows a page");
    assert_eq!(artifacts.page_at("moved.html"), Some(at));
    assert_eq!(&*build.site.pages[at].source, "moved.md");
}
