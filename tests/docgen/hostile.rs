//! What is broken, hostile or out of place: a clear finding or error each, an end, and nothing lost.

use docgen::engine::{Brands, Options};

use crate::support::{self, Ground};

const PAGE: &str = "---\ntitle: Setup\n---\n\n# Setup\n";

/// Each level stands nine times in the next: a few hundred bytes that would be gigabytes.
const ALIAS_BOMB: &str = "a: &a [x, x, x, x, x, x, x, x, x]\n\
                          b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n\
                          c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n\
                          d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n\
                          e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n\
                          f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n\
                          g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\n\
                          h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g]\n\
                          i: &i [*h, *h, *h, *h, *h, *h, *h, *h, *h]\n";

#[test]
fn a_source_that_is_not_there_is_an_error() {
    let ground = Ground::new([]);
    for command in ["build", "check"] {
        let done = ground.docgen([command, "--source", "nowhere"]);
        done.assert(2, ["error: there is no source folder nowhere", "--source DIR"]);
    }
    assert!(!ground.path("public").exists());
}

#[test]
fn a_theme_that_does_not_parse_is_an_error_with_its_place() {
    let ground = Ground::new([("setup.md", PAGE)]);
    ground.write("themes/own/page.html", "<article>\n  {{ content }\n</article>\n");
    let done = ground.docgen(["build", "--source", "source", "--theme", "own"]);
    done.assert(2, ["error: themes/own/page.html:2:"]);
    assert!(!ground.path("public").exists());
}

#[test]
fn a_theme_that_fails_in_the_middle_leaves_the_earlier_site() {
    let ground = Ground::new([("a.md", PAGE), ("b.md", PAGE)]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["2 pages"]);
    let before = ground.tree("public");
    ground.write(
        "themes/default/page.html",
        "{% if page.url == \"/b.html\" %}{{ page.nothing.at.all }}{% endif %}\n",
    );
    ground
        .docgen(["build", "--source", "source"])
        .assert(2, ["error: themes/default/page.html:1:"]);
    assert!(ground.tree("public") == before, "the earlier site has changed");
}

#[test]
fn an_include_reads_nothing_outside_its_folder() {
    let ground = Ground::new([
        (
            "a/setup.md",
            "---\ntitle: Setup\n---\n\nBefore {% include ../../secret.md %}{% include_relative ../../secret.md %}{% include ../secret.md %} after.\n",
        ),
        ("secret.md", "s3cret\n"),
        ("_includes/x.md", "x\n"),
    ]);
    ground.write("secret.md", "s3cret\n");
    ground
        .docgen(["check", "--source", "source"])
        .assert(1, ["3  error    unsafe-path"]);
    ground.docgen(["build", "--source", "source"]).assert(0, []);
    let page = String::from_utf8(ground.tree("public")["a/setup.html"].clone()).expect("pages are UTF-8");
    assert!(
        page.contains("<p>Before  after.</p>") && !page.contains("s3cret"),
        "{page}"
    );
}

#[test]
#[cfg(unix)]
fn a_symbolic_link_reads_nothing_outside_the_source() {
    let ground = Ground::new([("setup.md", "---\ntitle: Setup\n---\n\n{% include secret.md %}\n")]);
    ground.write("secret.md", "s3cret\n");
    ground.write("source/_includes/x.md", "x\n");
    for link in ["source/_includes/secret.md", "source/copied.txt"] {
        std::os::unix::fs::symlink(ground.path("secret.md"), ground.path(link)).expect("links can be made");
    }
    std::os::unix::fs::symlink(ground.path(""), ground.path("source/loop")).expect("links can be made");
    let done = ground.docgen(["build", "--source", "source", "--strict"]);
    done.assert(
        1,
        [
            "the symbolic link leads out of the source folder",
            "3  error    unsafe-path",
        ],
    );
    let site = ground.tree("public");
    assert!(!site.contains_key("copied.txt"));
    for (path, content) in site {
        assert!(!String::from_utf8_lossy(&content).contains("s3cret"), "{path}");
    }
}

#[test]
#[cfg(unix)]
fn a_pipe_or_socket_in_the_source_is_told_and_never_read() {
    let ground = Ground::new([
        ("setup.md", "---\ntitle: Setup\n---\n\n{% include pipe.md %}\n"),
        ("_includes/x.md", "x\n"),
        ("_config.yml", "exclude: [mine.sock]\n"),
    ]);
    for pipe in ["pipe.md", "_includes/pipe.md", "_data.yml", ".hidden"] {
        let made = std::process::Command::new("mkfifo")
            .arg(ground.path(&format!("source/{pipe}")))
            .status();
        assert!(made.expect("there is a mkfifo").success());
    }
    for socket in ["live.sock", "mine.sock"] {
        std::os::unix::net::UnixListener::bind(ground.path(&format!("source/{socket}"))).expect("sockets can be made");
    }
    let done = ground.docgen(["build", "--source", "source", "--strict"]);
    done.assert(
        1,
        [
            "--> _includes/pipe.md",
            "--> live.sock",
            "--> pipe.md",
            "3  error    unsafe-path",
            "1  error    missing-include",
        ],
    );
    let site: Vec<String> = ground.tree("public").into_keys().collect();
    assert!(site.contains(&"setup.html".to_owned()) && !site.contains(&"pipe.html".to_owned()));
}

#[test]
#[cfg(unix)]
fn folders_that_link_each_other_twice_end() {
    let ground = Ground::new([("setup.md", PAGE)]);
    for level in 0..25 {
        ground.write(&format!("source/{level}/x.txt"), "x");
        for name in ["a", "b"] {
            let (to, link) = (format!("../{}", level + 1), format!("source/{level}/{name}"));
            std::os::unix::fs::symlink(to, ground.path(&link)).expect("links can be made");
        }
    }
    ground.docgen(["check", "--source", "source"]).assert(
        2,
        [
            "cannot read source",
            "symbolic links in it lead to too many files and folders",
        ],
    );
}

#[test]
#[cfg(unix)]
fn a_config_that_is_a_pipe_is_an_error() {
    let ground = Ground::new([("setup.md", PAGE)]);
    let made = std::process::Command::new("mkfifo")
        .arg(ground.path("source/_config.yml"))
        .status();
    assert!(made.expect("there is a mkfifo").success());
    ground
        .docgen(["check", "--source", "source"])
        .assert(2, ["cannot read _config.yml", "it is no file"]);
}

#[test]
#[cfg(unix)]
fn a_folder_that_many_link_is_read_in_each() {
    let ground = Ground::new([("shared/setup.md", PAGE)]);
    for guide in 0..20 {
        std::os::unix::fs::symlink("shared", ground.path(&format!("source/{guide}"))).expect("links can be made");
    }
    ground.docgen(["check", "--source", "source"]).assert(0, ["21 pages"]);
}

#[test]
fn an_include_of_itself_ends_and_the_rest_of_the_page_is_there() {
    let build = support::build(support::site([
        (
            "setup.md",
            "---\ntitle: Setup\n---\n\nBefore.\n\n{% include a.md %}\n\nAfter.\n",
        ),
        ("_includes/a.md", "{% include a.md %}{% include a.md %}\n"),
    ]));
    assert!(
        support::rules_of(&build).iter().all(|rule| *rule == "include-cycle"),
        "{}",
        support::report(&build)
    );
    let html = &build.site.pages[0].html;
    assert!(
        html.contains("<p>Before.</p>") && html.contains("<p>After.</p>"),
        "{html}"
    );
}

#[test]
fn no_address_leads_out_of_the_output_folder() {
    let ground = Ground::new([
        ("a.md", "---\npermalink: ../../x\n---\n\n# A\n"),
        (
            "b.md",
            "---\npermalink: /../../y.html\nredirect_from: [../../z, /..]\n---\n\n# B\n",
        ),
        ("c.md", "---\npermalink: \"/c\\0d\"\n---\n\n# C\n"),
        (
            "e.md",
            "---\npermalink: \"/e\\nf\"\nredirect_from: \"/g\\u0085\"\n---\n\n# E\n",
        ),
        ("d.md", "---\npermalink: /.docgen/manifest\n---\n\n# D\n"),
        ("f.md", "---\npermalink: ..%2e%2e/:path\n---\n\n# F\n"),
        ("_posts/2026-04-01-f.md", "---\npermalink: ..%2e%2e:path\n---\n\n# F\n"),
    ]);
    let before = ground.tree("");
    let done = ground.docgen(["build", "--source", "source", "--out", "deep/er/public"]);
    done.assert(0, ["unsafe-path"]);
    let after = ground.tree("");
    for path in after.keys() {
        let is_ours = path.starts_with("deep/er/public/") || path.starts_with("deep/er/.docgen/");
        assert!(is_ours || before.contains_key(path), "{path} was written");
    }
    assert!(after.contains_key("deep/er/public/a.html") && after.contains_key("deep/er/public/b.html"));
}

#[test]
fn an_alias_bomb_in_front_matter_is_a_finding() {
    let page = format!("---\ntitle: Setup\n{ALIAS_BOMB}---\n\n# Setup\n");
    let build = support::build(support::site([("setup.md", &page), ("other.md", PAGE)]));
    assert_eq!(
        support::rules_of(&build),
        ["front-matter-syntax"],
        "{}",
        support::report(&build)
    );
    assert!(
        build.site.pages.iter().all(|page| page.html.contains("Setup")),
        "both pages are built"
    );
}

#[test]
fn an_alias_bomb_in_config_or_data_is_an_error_with_its_place() {
    for path in ["_config.yml", "_data/bomb.yml"] {
        let ground = Ground::new([("setup.md", PAGE), (path, ALIAS_BOMB)]);
        ground
            .docgen(["build", "--source", "source"])
            .assert(2, [&format!("error: {path}")]);
        assert!(!ground.path("public").exists());
    }
}

#[test]
fn what_is_no_utf_8_is_built_and_told() {
    let ground = Ground::new([("setup.md", PAGE)]);
    ground.write("source/a.md", b"---\ntitle: A\n---\n\nCaf\xe9 here.\n");
    ground.write("source/b.md", b"---\ntitle: Caf\xe9\n---\n\nHere.\n");
    ground.write("source/photo.jpg", b"\xff\xd8\xff\xe0");
    ground
        .docgen(["check", "--source", "source"])
        .assert(1, ["a.md:5:4", "b.md:2:11", "2 errors"]);
    ground
        .docgen(["build", "--source", "source"])
        .assert(0, ["2  error    invalid-encoding"]);
    let site = ground.tree("public");
    let page = String::from_utf8(site["a.html"].clone()).expect("pages are UTF-8");
    assert!(page.contains("Caf\u{fffd} here."), "{page}");
    assert_eq!(site["photo.jpg"], b"\xff\xd8\xff\xe0");
}

#[test]
fn config_or_data_that_is_no_utf_8_is_an_error() {
    for path in ["_config.yml", "_data/words.yml", "_data/words.json", "_data/words.csv"] {
        let ground = Ground::new([("setup.md", PAGE)]);
        ground.write(&format!("source/{path}"), b"title: Caf\xe9\n");
        ground
            .docgen(["check", "--source", "source"])
            .assert(2, [&format!("error: {path}")]);
    }
}

#[test]
fn a_page_of_many_megabytes_is_a_finding() {
    let mut files = support::site([("setup.md", PAGE)]);
    files.insert("large.md", [PAGE.as_bytes(), &b"x ".repeat(25 << 20)].concat());
    let build = support::build(files);
    assert_eq!(
        support::rules_of(&build),
        ["limit-exceeded"],
        "{}",
        support::report(&build)
    );
}

#[test]
fn files_that_have_the_names_of_folders_are_files_of_nobody() {
    let names = [
        "_data",
        "_schemas",
        "_includes",
        "_posts",
        "_layouts",
        "_site",
        "_themes",
        "_scaffold",
    ];
    let mut files = support::site([("setup.md", PAGE)]);
    for name in names {
        files.insert(name, "x");
    }
    let build = support::build(files);
    assert_eq!(
        support::rules_of(&build),
        [] as [&str; 0],
        "{}",
        support::report(&build)
    );
    assert_eq!(build.site.pages.len(), 1);
}

#[test]
fn pages_that_come_to_too_much_together_are_an_error() {
    // Every tag of a feed counts.
    let twice = "{% capture tags %}{{ tags }}{{ tags }}{% endcapture %}".repeat(10);
    let page = format!(
        "---\n---\n{{% assign tags = '{}' %}}{twice}{{{{ tags }}}}",
        "<b>".repeat(100)
    );
    let ground = Ground::new([]);
    for n in 0..48 {
        ground.write(&format!("source/{n}.txt"), page.as_bytes());
    }
    let done = ground.docgen(["check", "--source", "source"]);
    done.assert(
        2,
        [
            "error: the pages of this site come to more than 10",
            "docgen inspect PAGE",
        ],
    );
}

#[test]
fn forty_thousand_terms_of_a_brand_in_one_text_are_replaced() {
    let nested = (1..=100).map(|words| format!("      {}: y\n", ["z"].repeat(words).join(" ")));
    for (terms, text) in [("      word: name\n".to_owned(), "word "), (nested.collect(), "z ")] {
        let config = format!("docgen:\n  brands:\n    b:\n     terms:\n{terms}");
        let page = format!("---\ntitle: T\n---\n{}\n", text.repeat(40_000));
        let options = Options {
            brands: Brands::One("b".to_owned()),
            ..support::options()
        };
        let build = support::build_with(support::site([("a.md", &page), ("_config.yml", &config)]), &options);
        assert!(!build.site.pages[0].html.contains(text), "{text}");
    }
}

#[test]
fn config_or_data_of_many_megabytes_is_an_error() {
    for (path, message) in [
        (
            "_config.yml",
            "the config has more than the 1048576 bytes that docgen reads",
        ),
        (
            "_data/words.yml",
            "the file has more than the 16777216 bytes that docgen reads",
        ),
    ] {
        let ground = Ground::new([("setup.md", PAGE)]);
        ground.write(&format!("source/{path}"), b"# x\n".repeat(5 << 20));
        ground
            .docgen(["check", "--source", "source"])
            .assert(2, [&format!("error: {path}: {message}")]);
    }
}

#[test]
fn defaults_that_each_page_would_repeat_without_end_are_an_error() {
    let config = format!("title: x\ndefaults:\n  - values: {{long: {}}}\n", "x".repeat(100_000));
    let ground = Ground::new([("setup.md", PAGE), ("_config.yml", &config)]);
    ground
        .docgen(["check", "--source", "source"])
        .assert(2, ["error: _config.yml:2:1: `defaults` come to more than 65536 bytes"]);
}

#[test]
#[cfg(unix)]
fn an_output_folder_that_is_read_only_is_an_error_and_nothing_is_lost() {
    use std::os::unix::fs::PermissionsExt;

    let ground = Ground::new([("setup.md", PAGE)]);
    ground
        .docgen(["build", "--source", "source", "--out", "kept/public"])
        .assert(0, []);
    let before = ground.tree("kept");
    ground.write("source/setup.md", PAGE.replace("Setup", "Changed"));
    let set = |mode| {
        for folder in ["kept/public", "kept/.docgen", "kept"] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(ground.path(folder), permissions).expect("the folder is ours");
        }
    };
    set(0o555);
    let may_write_anyhow = std::fs::write(ground.path("kept/probe"), "").is_ok();
    let done = ground.docgen(["build", "--source", "source", "--out", "kept/public"]);
    set(0o755);
    if may_write_anyhow {
        // The system lets root write into any folder.
        done.assert(0, []);
    } else {
        done.assert(2, ["error: cannot write kept"]);
        assert!(ground.tree("kept") == before, "the earlier site has changed");
    }
}

#[test]
fn an_output_folder_that_cannot_be_made_is_an_error_and_nothing_is_lost() {
    let ground = Ground::new([("setup.md", PAGE)]);
    ground.write("notes", "mine");
    for out in ["notes", "notes/public"] {
        ground
            .docgen(["build", "--source", "source", "--out", out])
            .assert(2, ["error: ", "notes"]);
    }
    assert_eq!(ground.tree("")["notes"], b"mine");
}

#[test]
fn an_output_folder_around_the_source_is_an_error() {
    let ground = Ground::new([("setup.md", PAGE)]);
    for out in [".", "source", "source/../source"] {
        let done = ground.docgen(["build", "--source", "source", "--out", out]);
        done.assert(2, ["holds the source folder", "--out DIR"]);
    }
    assert_eq!(ground.tree("").len(), 1, "nothing was written");
}

#[test]
fn names_that_people_do_not_use_are_built() {
    let ground = Ground::new([
        ("sp ace/ünï & <b>.md", PAGE),
        ("-rf.md", PAGE),
        ("{{ page }}.md", PAGE),
        ("index.md/index.md", PAGE),
        ("%2e%2e.md", PAGE),
    ]);
    ground
        .docgen(["build", "--source", "source", "--strict"])
        .assert(0, ["5 pages"]);
    let site = ground.tree("public");
    for path in [
        "sp ace/ünï & <b>.html",
        "-rf.html",
        "{{ page }}.html",
        "index.md/index.html",
        "%2e%2e.html",
    ] {
        assert!(site.contains_key(path), "{path} is not among {:?}", site.keys());
    }
}

#[test]
fn a_folder_without_anything_is_a_site() {
    let ground = Ground::new([]);
    ground
        .docgen(["check", "--source", "source"])
        .assert(0, ["0 pages checked; no findings"]);
    ground.docgen(["build", "--source", "source"]).assert(0, ["0 pages"]);
}

#[test]
fn a_page_where_the_theme_would_put_a_file_is_kept() {
    let ground = Ground::new([("missing.md", "---\npermalink: /404.html/\n---\nGone.\n")]);
    ground
        .docgen(["build", "--source", "source", "--strict"])
        .assert(0, ["1 page"]);
    assert!(ground.tree("public").contains_key("404.html/index.html"));
}

#[test]
fn a_redirect_at_a_folder_named_as_the_page_is_told_and_the_rest_built() {
    let ground = Ground::new([("setup.md", "---\nredirect_from: /setup.html/\n---\nText.\n")]);
    ground
        .docgen(["build", "--source", "source"])
        .assert(0, ["output-conflict", "1 page"]);
    assert!(ground.tree("public").contains_key("setup.html"));
}

#[test]
fn aliases_of_a_large_text_are_a_finding_or_an_error() {
    let bomb = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), "*a, ".repeat(10_000));
    let page = format!("---\n{bomb}---\n\n# Setup\n");
    let build = support::build(support::site([("setup.md", &page)]));
    assert_eq!(support::rules_of(&build), ["front-matter-syntax"]);
    let ground = Ground::new([("setup.md", PAGE), ("_data/bomb.yml", &bomb)]);
    ground.docgen(["build", "--source", "source"]).assert(
        2,
        [
            "error: _data/bomb.yml:1:4: ",
            "its aliases repeat more than docgen takes",
        ],
    );
}

#[test]
fn a_long_key_is_not_repeated_for_each_value_below_it() {
    let key = "k".repeat(200_000);
    let page = format!("---\n? {key}\n: [{}]\n---\n\n# Setup\n", "yes, ".repeat(20_000));
    let build = support::build(support::site([("setup.md", &page)]));
    assert_eq!(build.findings.len(), 20_000);
    assert!(build.findings.iter().all(|finding| finding.rule == "ambiguous-scalar"));
    assert_eq!(build.site.pages[0].front_matter[&key][19_999], true);
}

#[test]
fn thousands_of_redirects_and_of_findings_in_one_front_matter_end() {
    let redirects: String = (0..3000).map(|n| format!("  - /old/{n}.html\n")).collect();
    let slips = |key: &str| -> String {
        let places = 1..key.len();
        let slip = |at, letter| format!("{}{letter}{}: text\n", &key[..at], &key[at..]);
        places
            .flat_map(|at| ('a'..='z').map(move |letter| slip(at, letter)))
            .collect()
    };
    let slips: String = ["elementKey", "apiProvider", "callbackURL", "description"]
        .map(slips)
        .concat();
    let build = support::build(support::site([
        ("old.md", &format!("---\nredirect_from:\n{redirects}---\n\n# Old\n")),
        ("setup.md", &format!("---\nkind: setup\n{slips}---\n\n# Setup\n")),
    ]));
    assert_eq!(build.project.index.redirects.len(), 3000);
    let found = support::rules_of(&build);
    let found = found.iter().filter(|rule| **rule == "front-matter-schema");
    assert!(found.count() > 900, "{}", support::report(&build));
}

#[test]
fn brackets_without_end_cost_no_more_than_their_length() {
    for piece in ["a[", "[", "a[b", "[(", "a[0]["] {
        let page = format!("---\ntitle: Setup\n---\n{{{{ {} }}}}After.\n", piece.repeat(400_000));
        let build = support::build(support::site([("setup.md", &page)]));
        assert!(support::rules_of(&build).contains(&"liquid-syntax"), "{piece}");
        assert!(build.site.pages[0].html.contains("After."), "{piece}");
    }
}

#[test]
fn thousands_of_links_to_thousands_of_files_and_posts_end() {
    let mut files = support::site([]);
    let (mut links, count) = (String::new(), 3_000);
    for n in 0..count {
        files.insert(format!("files/{n}.txt"), "x");
        files.insert(format!("_posts/2026-04-01-p{n}.md"), PAGE);
        links += &format!("[a]({{% link files/{n}.txt %}}) [b]({{% post_url 2026-04-01-p{n} %}})\n");
    }
    files.insert("setup.md", format!("---\ntitle: Setup\n---\n{links}"));
    let build = support::build(files);
    assert!(build.findings.is_empty(), "{}", support::report(&build));
    let page = &build.site.pages[support::position(&build, "setup.md")];
    assert_eq!(page.html.matches("/2026/04/01/p").count(), count);
}

#[test]
fn lists_20_000_deep_are_a_finding_or_an_error() {
    let deep = |open: &str, close: &str| format!("a: {}{}\n", open.repeat(20_000), close.repeat(20_000));
    let blocks: String = "- ".repeat(20_000);
    for yaml in [
        deep("[", "]"),
        deep("{a: ", "}"),
        format!("a:\n  {blocks}\n"),
        deep("[", ""),
    ] {
        let page = format!("---\n{yaml}---\n\n# Setup\n");
        let build = support::build(support::site([("setup.md", &page)]));
        assert_eq!(support::rules_of(&build), ["front-matter-syntax"]);
        assert!(build.site.pages[0].html.contains("Setup"));
        for path in ["_config.yml", "_data/deep.yml", "_data/deep.json"] {
            let ground = Ground::new([("setup.md", PAGE), (path, &yaml)]);
            let done = ground.docgen(["build", "--source", "source"]);
            done.assert(2, [&format!("error: {path}:")]);
        }
    }
    let indented: String = (0..2_000).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
    for list in [
        format!("{blocks}a\n"),
        "> ".repeat(20_000),
        indented,
        "<ul><li>".repeat(20_000),
    ] {
        for dialect in ["redcarpet", "kramdown"] {
            let config = format!("markdown: {dialect}\n");
            let page = format!("---\ntitle: Setup\n---\n\n# Setup\n\n{list}\n\nAfter.\n");
            let build = support::build(support::site([("setup.md", &page), ("_config.yml", &config)]));
            assert!(
                support::rules_of(&build).contains(&"limit-exceeded"),
                "{dialect}: {list:.20}"
            );
            assert!(build.site.pages[0].html.contains("After."), "{dialect}: {list:.20}");
        }
    }
}

#[test]
fn includes_that_double_from_one_to_the_next_are_a_finding() {
    let mut files = support::site([("setup.md", "---\ntitle: Setup\n---\n\n{% include 0.md %}\n")]);
    for n in 0..60 {
        let next = format!("{{% include {}.md %}}", n + 1);
        files.insert(format!("_includes/{n}.md"), format!("x {next}{next}\n"));
    }
    files.insert("_includes/60.md", "x");
    let build = support::build(files);
    assert_eq!(support::rules_of(&build), ["limit-exceeded"]);
}

#[test]
fn thousands_of_categories_in_an_address_end() {
    let categories: String = (0..20_000).map(|n| format!("c{n}, ")).collect();
    let post = format!("---\ncategories: [{categories}]\n---\nText.\n");
    let config = format!("permalink: {}/:title\n", "/:categories".repeat(20));
    let build = support::build(support::site([
        ("_posts/2026-04-01-first.md", &post),
        ("_config.yml", &config),
    ]));
    assert_eq!(
        support::rules_of(&build),
        ["limit-exceeded"],
        "{}",
        support::report(&build)
    );
}

#[test]
#[cfg(unix)]
fn names_with_line_breaks_quotes_and_bytes_that_are_no_text_are_told_or_built() {
    use std::os::unix::ffi::OsStrExt;

    let ground = Ground::new([
        ("a.md", PAGE),
        ("A.md", PAGE),
        ("new\nline.md", PAGE),
        ("new\nline.txt", "x"),
        ("quote\"s and 'more'.md", PAGE),
        ("  blanks  .md", PAGE),
        ("back\\slash.md", PAGE),
        ("tab\t.md", PAGE),
    ]);
    for name in [&b"caf\xe9.md"[..], b"caf\xe9.txt"] {
        let path = ground.path("source").join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(path, PAGE).expect("the system takes any name");
    }
    let done = ground.docgen(["build", "-v", "--source", "source"]);
    done.assert(0, ["invalid-encoding", "unsafe-path"]);
    assert!(!done.out.contains("new\nline"), "{}", done.out);
    let site = ground.tree("public");
    for path in ["a.html", "quote\"s and 'more'.html", "  blanks  .html"] {
        assert!(site.contains_key(path), "{path} is not among {:?}", site.keys());
    }
    for path in site.keys() {
        assert!(!path.contains(|c: char| c.is_control() || c == '\\'), "{path:?}");
    }
}

#[test]
fn names_of_many_bytes_are_not_compared() {
    let name = "k".repeat(200_000);
    let page =
        format!("---\n? {name}a\n: x\n---\n\n{{{{ page.{name}b }}}}{{% include {name}.md %}}{{{{ x | {name} }}}}\n");
    let include = format!("_includes/{}.md", "k".repeat(200));
    let build = support::build(support::site([("setup.md", &page), (&include, "x")]));
    let expected = [
        "undefined-variable",
        "missing-include",
        "undefined-variable",
        "unknown-filter",
    ];
    assert_eq!(support::rules_of(&build), expected);
}

#[test]
fn thousands_of_names_that_are_none_are_told_and_the_last_without_a_hint() {
    let count = 3_000;
    let keys: String = (0..count).map(|n| format!("key{n}: x\n")).collect();
    let mut files = support::site([]);
    let mut body = String::new();
    for n in 0..count {
        files.insert(format!("_includes/file{n}.md"), "x");
        body += &format!("{{{{ page.kex{n} }}}}{{% include fike{n}.md %}}[a]({{% link _includes/fike{n}.md %}})\n");
    }
    files.insert("setup.md", format!("---\n{keys}---\n{body}"));
    let build = support::build(files);
    assert_eq!(build.findings.len(), 3 * count);
    let (first, last) = (&build.findings[0], &build.findings[3 * count - 3]);
    assert_eq!(first.hint.as_deref(), Some("did you mean `page.key0`?"));
    assert_eq!(last.rule, "undefined-variable");
    assert_eq!(
        last.hint.as_deref(),
        Some("add `kex2999:` to the front matter, or give a `default`")
    );
}

#[test]
fn names_that_differ_by_case_only_are_told_once() {
    // No fixtures: a checkout on macOS would have only one of two.
    let page = "---\ntitle: A\n---\n\n# A\n";
    let build = support::build(support::site([
        ("guides/Setup.md", page),
        ("guides/setup.md", "---\ntitle: B\n---\n\n# B\n"),
        (
            "b.md",
            "---\ntitle: C\npermalink: /B.html\nredirect_from: /b.HTML\n---\n\n# C\n",
        ),
        ("b.html", "no front matter"),
        ("_includes/Note.md", "x"),
        ("_includes/note.md", "x"),
    ]));
    let told: Vec<(&str, &str)> = build
        .findings
        .iter()
        .map(|finding| (finding.rule, finding.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("unsafe-path", "its name differs by case only from `_includes/Note.md`"),
            (
                "output-conflict",
                "`b.html` differs by case only from `B.html`, made from `b.md`"
            ),
            (
                "output-conflict",
                "`guides/setup.html` differs by case only from `guides/Setup.html`, made from `guides/Setup.md`"
            ),
        ]
    );
}
