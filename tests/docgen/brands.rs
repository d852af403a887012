//! Brands: one content under several names.

use std::collections::BTreeMap;

use docgen::engine::{Brands, Build, Engine, Options, Project};
use docgen::vfs::Memory;
use proptest::prelude::*;

use crate::artifacts::files_of;
use crate::support::{self, Ground, site};

const CONFIG: &str = "
title: Cloud Elements Guides
url: https://ce.example
docgen:
  guides: guides/*
  brands:
    acme:
      title: Acme Help
      url: https://acme.example
      baseurl: /help
      names: [Acme]
      page_title: '{heading} {title}'
      terms: {Cloud Elements: Acme, element instance: connector instance}
      leave_out: [{heading: Events}, {procedure: find your secret}, {page: oauth.md}]
      theme: {footer: © Acme, colours: {accent: teal}}
    other-cloud:
      names: [Cloud Elements]
";

const SETUP: &str = "---
heading: Mailer
title: Setup
description: An element instance for Cloud Elements
redirect_from: /old.html
---

# Setup

An **element instance** of `Cloud Elements`. See [all](/guides/mailer/index.html).

To find your secret:

1. Look.

## Create an element instance

Text.

## Events

Polling.
";

fn ground() -> Ground {
    Ground::new([
        ("_config.yml", CONFIG),
        ("guides/mailer/setup.md", SETUP),
        (
            "guides/mailer/index.md",
            "---\nheading: Mailer\ntitle: Overview\n---\n\n# Overview\n\n[a](setup.html#events) [b](setup.html#create-an-element-instance) [c](oauth.html)\n",
        ),
        (
            "guides/mailer/oauth.md",
            "---\nheading: Mailer\ntitle: OAuth\nredirect_from: /walk.html\n---\n\nx\n",
        ),
        ("logo.txt", "x"),
    ])
}

#[test]
fn all_brands_are_what_each_of_them_is_alone() {
    let ground = ground();
    let build = |arguments: &[&str]| {
        let arguments = [&["build", "--source", "source"], arguments].concat();
        ground.docgen_of(&arguments).assert(0, []);
    };
    build(&["--all-brands", "--out", "all"]);
    build(&["--brand", "acme", "--out", "acme"]);
    build(&["--brand", "other-cloud", "--out", "other"]);
    build(&["--out", "plain"]);
    let (acme, other, plain) = (ground.tree("acme"), ground.tree("other"), ground.tree("plain"));
    assert_eq!(ground.tree("all/acme"), acme);
    assert_eq!(ground.tree("all/other-cloud"), other);
    assert_eq!(other, plain, "a brand that changes nothing is the site");
    let missing: Vec<_> = plain.keys().filter(|path| !acme.contains_key(*path)).collect();
    assert_eq!(
        missing,
        ["guides/mailer/oauth.html", "guides/mailer/oauth.md", "walk.html"]
    );
    build(&["--all-brands", "--out", "all"]);
    assert_eq!(ground.tree("all/acme"), acme, "twice the same");
}

#[test]
fn findings_of_all_brands_are_told_in_their_places_and_once() {
    let ground = ground();
    ground.write(
        "source/tour.md",
        "---\ntitle: Tour\n---\n\n# Tour\n\n`Cloud Elements` {{ page.nothing }} `Acme`\n",
    );
    let done = ground.docgen(["build", "--source", "source", "--all-brands", "-v"]);
    let told = done
        .err
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("--> tour.md:"));
    assert_eq!(told.collect::<Vec<_>>(), ["7:2", "7:18", "7:38"], "{}", done.err);
}

#[test]
fn everything_says_the_same_under_a_brand() {
    let ground = ground();
    let done = ground.docgen(["build", "--source", "source", "--brand", "acme", "--out", "out"]);
    done.assert(0, ["2 pages"]);
    let tree = ground.tree("out");
    let text = |path: &str| String::from_utf8(tree[path].clone()).expect("it is a text");
    let setup = text("guides/mailer/setup.html");
    for part in [
        "<title>Mailer Setup | Acme Help</title>",
        "<meta name=\"description\" content=\"A connector instance for Acme\">",
        "<link rel=\"canonical\" href=\"https://acme.example/help/guides/mailer/setup.html\">",
        "<meta property=\"og:title\" content=\"Mailer Setup\">",
        "<h1 id=\"setup\">Mailer Setup</h1>",
        "A <strong>connector instance</strong> of <code>Cloud Elements</code>.",
        "<a href=\"/help/guides/mailer/index.html\">all</a>",
        "<h2 id=\"create-an-element-instance\">Create a connector instance</h2>",
        "© Acme",
    ] {
        assert!(setup.contains(part), "{part} is not in\n{setup}");
    }
    for part in ["Events", "Polling", "find your secret", "Look.", "oauth"] {
        assert!(!setup.contains(part), "{part} is in\n{setup}");
    }
    assert_eq!(
        text("guides/mailer/setup.md"),
        "# Mailer Setup\n\nA **connector instance** of `Cloud Elements`. See [all](https://acme.example/help/guides/mailer/index.html).\n\n\
         ## Create a connector instance\n\nText.\n"
    );
    let list = text("llms.txt");
    assert!(list.starts_with("# Acme Help\n"), "{list}");
    assert!(
        list.contains("A connector instance for Acme") && !list.contains("OAuth"),
        "{list}"
    );
    assert!(text("sitemap.xml").contains("https://acme.example/help/guides/mailer/setup.html"));
    assert!(text("docgen-theme/find-index.js").contains("Create a connector instance"));
    assert!(text("docgen-theme/docgen.css").contains(":root{--accent:teal;}"));
    assert!(text("404.html").contains("Acme Help"));
    assert!(text("old.html").contains("guides/mailer/setup.html"));
}

#[test]
fn what_is_left_out_is_missed_where_it_is_linked() {
    let ground = ground();
    ground
        .docgen(["check", "--source", "source", "--ignore", "page-schema"])
        .assert(0, []);
    let done = ground.docgen(["check", "--source", "source", "--brand", "acme", "--format", "concise"]);
    done.assert(
        1,
        [
            "guides/mailer/index.md:8:5: error[broken-anchor]",
            "guides/mailer/index.md:8:71: error[broken-link]",
            "guides/mailer/setup.md:10:29: error[brand-leak]",
        ],
    );
    assert_eq!(done.out.lines().count(), 3, "{}", done.out);
}

#[test]
fn a_brand_that_is_not_there_is_an_error_with_the_nearest() {
    let ground = ground();
    let done = ground.docgen(["build", "--source", "source", "--brand", "acmee"]);
    done.assert(2, ["there is no brand `acmee`", "did you mean `acme`?"]);
    let done = ground.docgen(["check", "--source", "source", "--brand", "zzz"]);
    done.assert(2, ["the brands are acme, other-cloud"]);
    ground.write("source/_config.yml", "title: x\n");
    let done = ground.docgen(["build", "--source", "source", "--all-brands"]);
    done.assert(2, ["the site has no brands"]);
}

#[test]
fn parts_to_leave_out_have_to_be_there() {
    let ground = ground();
    let refused = |from: &str, to: &str, expected: [&str; 2]| {
        ground.write("source/_config.yml", CONFIG.replace(from, to));
        ground.docgen(["check", "--source", "source"]).assert(2, expected);
    };
    refused(
        "{heading: Events}",
        "{heading: Event}",
        [
            "_config.yml:14:20: there is no heading `Event`",
            "did you mean `Events`?",
        ],
    );
    refused(
        "oauth.md",
        "oath.md",
        ["there is no page `oath.md`", "name it as the content has it"],
    );
    refused(
        "find your secret",
        "lose it",
        ["there is no procedure `lose it`", "name it as the content has it"],
    );
    refused(
        "footer: © Acme",
        "footr: © Acme",
        ["there is no setting `footr`", "did you mean `footer`?"],
    );
}

#[test]
fn inspect_and_diff_know_brands() {
    let ground = ground();
    let inspect = |stage: &str| {
        let arguments = [
            "inspect",
            "--source",
            "source",
            "guides/mailer/setup.md",
            "--brand",
            "acme",
            "--stage",
            stage,
        ];
        ground.docgen(arguments)
    };
    inspect("page").assert(0, ["\"text\": \"Create a connector instance\""]);
    inspect("body").assert(0, ["<strong>connector instance</strong>"]);
    inspect("expanded").assert(0, ["# Mailer Setup", "A **connector instance**"]);
    ground.write(
        "source/guides/crm/setup.md",
        SETUP.replace("Text.", "More of Cloud Elements."),
    );
    let done = ground.docgen(["diff", "--source", "source", "mailer", "crm", "--brand", "acme"]);
    done.assert(0, ["of Acme"]);
}

/// The repository's guides as the brand of another company reads, which is how such guides were published.
#[test]
fn the_guides_read_as_the_other_brands() {
    let options = Options {
        brands: Brands::One("acme".to_owned()),
        ..support::options()
    };
    let build = support::build_with(support::content(), &options);
    assert_eq!(support::report(&build), "");
    for guide in ["infusionsoft-rest", "infusionsoft-crm"] {
        let page = &build.site.pages[support::position(&build, &format!("guides/{guide}/setup.md"))];
        let markdown = page.markdown.as_deref().expect("it was markdown");
        insta::assert_snapshot!(format!("acme_{guide}"), markdown);
    }
}

/// All files that a build makes.
fn files(files: Memory, brands: Brands) -> BTreeMap<String, Vec<u8>> {
    let options = Options {
        brands,
        ..support::options()
    };
    let project = Project::load(Box::new(files), &options).expect("nothing stops it");
    let mut build = Build::new(project).expect("nothing stops it");
    let theme = build.load_theme("default", &[]).expect("the theme is right");
    files_of(&build, &theme)
}

#[test]
fn an_engine_that_keeps_pages_knows_when_a_brand_changes() {
    let options = Options {
        brands: Brands::One("acme".to_owned()),
        ..support::options()
    };
    let all = |config: &str, setup: &str| {
        let index = "---\nheading: Mailer\ntitle: Overview\n---\n\n[a](setup.html#events)\n";
        let oauth = "---\nheading: Mailer\ntitle: OAuth\n---\n\nx\n";
        let pages = [("guides/mailer/index.md", index), ("guides/mailer/oauth.md", oauth)];
        let own = [("_config.yml", config), ("guides/mailer/setup.md", setup)];
        own.into_iter().chain(pages).collect::<Memory>()
    };
    let mut engine = Engine::new();
    let changed = CONFIG.replace("element instance: connector instance", "element instance: plug");
    let edited = SETUP.replace("Text.", "Text of Cloud Elements.");
    for (config, setup) in [
        (CONFIG, SETUP),
        (&changed, SETUP),
        (&changed, &edited),
        (CONFIG, &edited),
    ] {
        let project = engine
            .load(Box::new(all(config, setup)), &options)
            .expect("it can be read");
        let mut kept = engine.build(project).expect("it can be built");
        let theme = kept.load_theme("default", &[]).expect("the theme is right");
        kept.check();
        let mut clean = support::build_with(all(config, setup), &options);
        assert_eq!(support::report(&kept), support::report(&clean));
        let theme_of_clean = clean.load_theme("default", &[]).expect("the theme is right");
        assert!(
            files_of(&kept, &theme) == files_of(&clean, &theme_of_clean),
            "of {config} and {setup}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn a_brand_without_its_terms_in_the_text_is_the_site(
        text in "([a-y#*`|>\\[\\]()!_&;<é\\-1. ]{0,12}(\n|\n\n| |<br>|</p>|\\*\\*|`x`|&amp;|\\{: \\.n\\}|\\[a\\]\\(b\\))){0,12}",
    ) {
        let config = "docgen: {brands: {b: {terms: {zz: x, 'z z': y}, names: Zed}}}\n";
        let page = format!("---\ntitle: T\n---\n{text}");
        let all = || site([("_config.yml", config), ("a.md", &page), ("index.md", "---\n---\n[a](a.html)\n")]);
        prop_assert_eq!(files(all(), Brands::One("b".to_owned())), files(all(), Brands::None));
    }

    #[test]
    fn what_is_replaced_is_gone_from_html_and_markdown_alike(
        before in prop_oneof!["[a-y*`>_#&\n ]{0,20}", Just(String::new())],
        behind in prop_oneof!["[a-y*`>_#&\n ]{0,20}", Just(String::new())],
    ) {
        let config = "docgen: {brands: {b: {terms: {Zed: Quu}}}}\n";
        let page = format!("---\ntitle: T\n---\n{before} Zed {behind}");
        let all = site([("_config.yml", config), ("a.md", &page)]);
        let files = files(all, Brands::One("b".to_owned()));
        let text = |path: &str| String::from_utf8(files[path].clone()).expect("it is a text");
        let has = |path, word| text(path).contains(word);
        prop_assert_eq!(has("a.html", "Quu"), has("a.md", "Quu"));
        prop_assert_eq!(has("a.html", "Zed"), has("a.md", "Zed"));
        // Where nothing is next to it, it stands in running text.
        if before.is_empty() && behind.is_empty() {
            prop_assert!(has("a.html", "Quu") && !has("a.html", "Zed"));
        }
    }
}
