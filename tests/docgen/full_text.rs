//! `search: pagefind`: the program is run over the pages, and what it writes is the site's.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use crate::support::{Done, Ground};

const CONFIG: &str = "docgen: {search: pagefind}\n";

/// A program that stands in for Pagefind: it lists the pages, and writes what the real one writes.
const STUB: &str = r#"#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    --site) site=$2; shift ;;
    --output-path) out=$2; shift ;;
  esac
  shift
done
mkdir -p "$out/fragment"
(cd "$site" && find . -type f | LC_ALL=C sort) > "$out/pagefind.js"
echo ui > "$out/pagefind-ui.js"
grep -l one "$site"/*.html > /dev/null && echo one > "$out/fragment/one.pf_fragment"
exit 0
"#;

fn with_program(ground: &Ground, text: &str) {
    ground.write("bin/pagefind", text);
    let program = ground.path("bin/pagefind");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).expect("it is ours");
}

fn build(ground: &Ground) -> Done {
    let first = format!("PATH={}:/usr/bin:/bin", ground.path("bin").display());
    ground.docgen_after(&first, ["build", "-v", "--source", "source"])
}

#[test]
fn what_pagefind_writes_is_a_part_of_the_site() {
    let ground = Ground::new([
        ("_config.yml", CONFIG),
        ("a.md", "---\ntitle: A\nredirect_from: /old.html\n---\none\n"),
        ("b/c.md", "---\ntitle: C\n---\ntwo\n"),
        ("kept.html", "<p>as it is</p>"),
    ]);
    with_program(&ground, STUB);
    build(&ground).assert(0, ["2 pages"]);
    let site = ground.tree("public");
    assert_eq!(site["pagefind/pagefind.js"], b"./a.html\n./b/c.html\n");
    assert!(site.contains_key("pagefind/fragment/one.pf_fragment"));
    assert!(
        !site.contains_key("pagefind/pagefind-ui.js"),
        "the finder takes its place"
    );
    let page = String::from_utf8_lossy(&site["a.html"]);
    assert!(
        page.contains(" data-search=\"pagefind\"") && page.contains(" data-pagefind-body"),
        "{page}"
    );

    build(&ground).assert(0, ["0 files written,", " 0 removed"]);
    ground.write("source/a.md", "---\ntitle: A\n---\nthree\n");
    build(&ground).assert(0, [" 2 removed"]);
    assert!(!ground.path("public/pagefind/fragment").exists());
}

#[test]
fn without_the_program_it_is_said_how_to_get_it() {
    let ground = Ground::new([("_config.yml", CONFIG), ("a.md", "---\ntitle: A\n---\n")]);
    build(&ground).assert(
        2,
        [
            "error: the config asks for `search: pagefind`, but there is no program",
            "help: install it with `npm install",
        ],
    );
    assert!(!ground.path("public/a.html").exists());
    ground
        .docgen(["build", "--source", "source", "--theme", "bare"])
        .assert(0, ["1 page"]);
}

#[test]
fn what_the_program_complains_of_is_told() {
    let ground = Ground::new([("_config.yml", CONFIG), ("a.md", "---\ntitle: A\n---\n")]);
    with_program(&ground, "#!/bin/sh\necho 'no such thing' >&2\nexit 3\n");
    build(&ground).assert(2, ["error: pagefind failed: no such thing"]);
    with_program(&ground, "#!/bin/sh\n");
    build(&ground).assert(2, ["error: pagefind has made nothing of the pages"]);
}
