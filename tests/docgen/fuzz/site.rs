//! Whole sites: any small one is built, checked and fixed, and nothing leaves the output folder.

use std::collections::{BTreeMap, BTreeSet};

use docgen::engine::{Build, Project};
use docgen::error::Error;
use docgen::fix::fixed_files;
use docgen::rules::RULES;
use docgen::vfs::Memory;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::content::yaml;
use super::fuzz;
use super::markdown::document;
use super::templates::template;
use crate::properties::body;
use crate::support::{self, Ground};

/// A site by its files.
type Texts = BTreeMap<String, String>;

const PATHS: [&str; 34] = [
    "index.md",
    "a.md",
    "A.md",
    "b/index.md",
    "b/a.html",
    "b/x.markdown",
    "guides/one/setup.md",
    "guides/one/index.md",
    "guides/two/setup.md",
    "guides/two/authenticate.md",
    "_posts/2026-04-01-first.md",
    "_posts/2026-04-02-second.md",
    "c/_posts/2025-01-01-third.md",
    "_posts/2026-13-40-bad.md",
    "_drafts/d.md",
    "_recipes/soup.md",
    "_recipes/in/tea.md",
    "_includes/a.md",
    "_includes/b.md",
    "_layouts/default.html",
    "_data/words.yml",
    "_data/rows.csv",
    "_scaffold/setup.md",
    "feed.xml",
    "style.css",
    "sp ace/ü '\"&.md",
    "%2e%2e.md",
    "{{ x }}.md",
    "page2/index.html",
    "404.md",
    "x.txt",
    "-rf.md",
    "a.md/b.md",
    "_schemas/page.json",
];

const CONFIG: [&str; 24] = [
    "title: Site\n",
    "markdown: kramdown\n",
    "markdown: redcarpet\n",
    "permalink: pretty\n",
    "permalink: /:categories/:year/:title:output_ext\n",
    "permalink: ':x/../:title'\n",
    "paginate: 1\n",
    "paginate: 2\n",
    "paginate_path: 'p/:num'\n",
    "collections: {recipes: {output: true, permalink: '/r/:path'}}\n",
    "collections: [recipes]\n",
    "timezone: Europe/Berlin\n",
    "baseurl: /base\n",
    "exclude: ['*.txt', b]\n",
    "include: [_layouts]\n",
    "future: true\n",
    "show_drafts: true\n",
    "excerpt_separator: '<!--more-->'\n",
    "defaults: [{scope: {path: ''}, values: {kind: setup}}]\n",
    "docgen: {guides: 'guides/*'}\n",
    "docgen: {rules: {style: warning}}\n",
    "docgen: {guides: 'guides/*', scaffold: _scaffold, variants: [{guides: [one, two]}], rules: {style: warning}}\n",
    "docgen: {markdown: kramdown, heading_ids: redcarpet}\n",
    "kramdown: {parse_block_html: true, hard_wrap: true}\n",
];

/// Any small site.
fn site() -> impl Strategy<Value = Texts> {
    let text = prop_oneof![2 => document(), 2 => template(), 1 => body(), 1 => Just("Text.\n".to_owned())];
    let page = (yaml(), vec(text, 0..3)).prop_map(|(yaml, texts)| format!("---\n{yaml}---\n{}", texts.join("\n\n")));
    let config = vec(select(&CONFIG[..]), 0..4).prop_map(|lines| lines.concat());
    let pages = btree_map(select(&PATHS[..]).prop_map(str::to_owned), page, 1..7);
    (pages, config).prop_map(|(mut site, config)| {
        if !config.is_empty() {
            site.insert("_config.yml".to_owned(), config);
        }
        site
    })
}

/// The site of these files, or why it cannot be built.
pub(super) fn try_build(texts: &Texts) -> Result<Build, Error> {
    let files: Memory = texts.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
    let mut build = Build::new(Project::load(Box::new(files), &support::options())?)?;
    build.load_theme("default", &[])?;
    Ok(build)
}

/// Fails unless what holds of every build holds of this one.
pub(super) fn holds(build: &Build, texts: &Texts) -> Result<(), TestCaseError> {
    support::assert_places(&build.findings, texts)?;
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.meta().id).collect();
    for finding in &build.findings {
        prop_assert!(rules.contains(finding.rule), "{} is no rule", finding.rule);
    }
    let mut outputs = BTreeSet::new();
    for path in build.site.pages.iter().map(|page| &page.output) {
        let is_inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        prop_assert!(
            is_inside && !path.contains(char::is_control),
            "a page is to be written to {path:?}"
        );
        prop_assert!(outputs.insert(path), "two pages are to be written to {path:?}");
    }
    let report = support::report(build);
    prop_assert!(report.chars().all(|c| c == '\n' || !c.is_control()), "{report:?}");
    Ok(())
}

/// How often fixes may have to be made until there is nothing left to fix: one that overlaps another waits.
pub(super) const ROUNDS: usize = 8;

#[test]
fn any_site_is_checked_and_its_fixes_come_to_an_end() {
    fuzz("site", 60, &site(), |mut texts| {
        for round in 0.. {
            let build = match try_build(&texts) {
                Ok(build) => build,
                Err(error) => {
                    prop_assert!(round == 0, "a fix made an error: {error}");
                    return Ok(());
                }
            };
            holds(&build, &texts)?;
            let fixed = fixed_files(&build.findings, &build.project.sources);
            if fixed.is_empty() {
                break;
            }
            prop_assert!(round < ROUNDS, "{}", fixed[0].diff(""));
            for file in fixed {
                texts.insert(file.path.to_string(), file.after());
            }
        }
        Ok(())
    });
}

#[test]
fn any_site_is_written_into_its_folder_only_and_the_second_time_there_is_nothing_to_do() {
    fuzz("output", 24, &site(), |texts| {
        let Ok(build) = try_build(&texts) else { return Ok(()) };
        let ground = Ground::new([]);
        let mut build = build;
        let theme = build.load_theme("default", &[]).expect("the theme is right");
        let out = ground.path("deep/er/public");
        let first = build.write(&theme, &out);
        let paths: Vec<String> = ground.tree("").into_keys().collect();
        for path in &paths {
            let is_ours = path.starts_with("deep/er/public/") || path.starts_with("deep/er/.docgen/");
            prop_assert!(is_ours, "{path} was written");
        }
        let first = first.map_err(|error| TestCaseError::fail(format!("{error}: {error:?}")))?;
        prop_assert_eq!((first.unchanged, first.removed), (0, 0));
        let again = build
            .write(&theme, &out)
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!((again.written, again.unchanged, again.removed), (0, first.written, 0));
        Ok(())
    });
}

#[test]
fn any_permalink_and_redirect_stays_inside() {
    let part = select(
        &[
            "/",
            "..",
            ".",
            "a",
            "B",
            ":title",
            ":categories",
            ":path",
            ":year",
            ":output_ext",
            ":nothing",
            "%2e%2e",
            "%2F",
            "\\\\",
            "\\n",
            "\\0",
            "?q",
            "#f",
            "//x.y",
            "http://x.y/",
            "é",
            " ",
            "~",
            "*",
            ":",
            "'",
            "{{ x }}",
            "con",
            ".docgen",
            "index.html",
            ".html",
            "\\u202e",
        ][..],
    );
    let permalink = vec(part, 0..7).prop_map(|parts| parts.concat());
    let all = vec(permalink, 6);
    fuzz("permalinks", 40, &all, |permalinks| {
        let [of_posts, post, page, other, from, to] = &permalinks[..] else {
            unreachable!("there are six")
        };
        let texts: Texts = [
            (
                "_config.yml",
                format!("permalink: \"{of_posts}\"\npaginate: 1\npaginate_path: \"{from}:num\"\n"),
            ),
            (
                "_posts/2026-04-01-first.md",
                format!("---\npermalink: \"{post}\"\n---\nA\n"),
            ),
            (
                "c/_posts/2026-04-02-second.md",
                "---\ncategories: [../.., \"a/b\"]\n---\nA\n".to_owned(),
            ),
            (
                "a.md",
                format!("---\npermalink: \"{page}\"\nredirect_from: [\"{from}\", \"{to}\"]\n---\n# A\n"),
            ),
            (
                "b/b.md",
                format!("---\npermalink: \"{other}\"\nredirect_to: \"{to}\"\n---\n# B\n"),
            ),
            (
                "index.html",
                "---\n---\n{% for post in paginator.posts %}{{ post.url }}{% endfor %}\n".to_owned(),
            ),
        ]
        .map(|(path, text)| (path.to_owned(), text))
        .into();
        let Ok(mut build) = try_build(&texts) else {
            return Ok(());
        };
        holds(&build, &texts)?;
        let ground = Ground::new([]);
        let theme = build.load_theme("default", &[]).expect("the theme is right");
        let written = build.write(&theme, &ground.path("deep/er/public"));
        for path in ground.tree("").keys() {
            let is_ours = path.starts_with("deep/er/public/") || path.starts_with("deep/er/.docgen/");
            prop_assert!(is_ours, "{path} was written");
        }
        written.map_err(|error| TestCaseError::fail(error.to_string()))?;
        Ok(())
    });
}

#[test]
fn any_config_is_read_or_refused_with_its_name() {
    let own = soup_of_config();
    fuzz("config", 100, &own, |config| {
        let texts: Texts = [
            ("_config.yml".to_owned(), config),
            (
                "guides/one/setup.md".to_owned(),
                "---\ntitle: A\nelementKey: a\n---\n# A\n".to_owned(),
            ),
            ("_posts/2026-04-01-first.md".to_owned(), "---\n---\nA\n".to_owned()),
        ]
        .into();
        match try_build(&texts) {
            Ok(build) => holds(&build, &texts)?,
            Err(error) => {
                let told = error.to_string();
                prop_assert!(told.contains("_config.yml") || error.hint().is_some(), "{told}");
            }
        }
        Ok(())
    });
}

/// Lines of a config, and YAML that is none.
fn soup_of_config() -> impl Strategy<Value = String> {
    let key = select(
        &[
            "guides",
            "scaffold",
            "identity",
            "required_kinds",
            "catalogue",
            "kinds",
            "parameters",
            "heading_ids",
            "markdown",
            "layouts",
            "variants",
            "rules",
            "nothing",
        ][..],
    );
    let value = select(
        &[
            "a",
            "1",
            "[a, b]",
            "{a: b}",
            "'guides/*'",
            "'**/[!a'",
            "'{a,b'",
            "{data: words, key: id, matches: a}",
            "[{guides: [one]}]",
            "{agree: [title], unique: a}",
            "{style: warning, secret: {level: off, paths: ['**'], dummies: [1]}}",
            "{stale-guide: {days: -1}}",
            "~",
            "kramdown",
            "redcarpet",
            "{stale-guide: {days: 99999999999}}",
        ][..],
    );
    let own = vec((key, value), 0..3).prop_map(|pairs| {
        let pairs = pairs.iter().map(|(key, value)| format!("  {key}: {value}\n"));
        format!("docgen:\n{}", pairs.collect::<String>())
    });
    let line = prop_oneof![4 => select(&CONFIG[..]).prop_map(str::to_owned), 2 => own, 3 => yaml()];
    vec(line, 0..4).prop_map(|lines| lines.concat())
}
