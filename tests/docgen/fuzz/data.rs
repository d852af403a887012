//! What rules read: samples of JSON, marks that allow findings, secrets.

use std::collections::BTreeMap;

use docgen::engine::Build;
use docgen::fingerprint::identify;
use docgen::fix::fixed_files;
use docgen::report::human::{self, Detail, Grouping};
use docgen::report::owners::Owners;
use docgen::report::{RuleText, Style, concise, github, json, junit, sarif};
use docgen::rules::RULES;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::content::json as nearly_json;
use super::fuzz;
use super::site::{holds, try_build};
use crate::support;

#[test]
fn any_sample_is_read_and_what_is_json_is_never_called_wrong() {
    fuzz("json_samples", 150, &nearly_json(), |sample| {
        let sample = sample.replace("{{ x }}", "\"x\"");
        let text = format!("---\ntitle: T\n---\n\n# T\n\n```json\n{sample}\n```\n");
        let texts: BTreeMap<String, String> = [("page.md".to_owned(), text)].into();
        let build = try_build(&texts).expect("there is no config to be wrong");
        holds(&build, &texts)?;
        if serde_json::from_str::<serde_json::Value>(&sample).is_ok() {
            let rules = support::rules_of(&build);
            prop_assert!(!rules.contains(&"invalid-json"), "{}", support::report(&build));
        }
        Ok(())
    });
}

/// What something is found in.
const FAULTS: [&str; 12] = [
    "[a](none.html)",
    "[a] (b.html)",
    "the the end",
    "{{ page.nothing }}",
    "{{ 1 | nonsense }}",
    "<b>x",
    "![](a.png)",
    "[](x)",
    "[b](#none)",
    "# T",
    "```json\n{\"a\": }\n```",
    "| a | b |\n|---|---|\n| x |",
];

#[test]
fn a_mark_hides_what_it_names_and_nothing_else() {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.meta().id).collect();
    let mark = (
        select(&["allow", "allow-page", "alow", "allow "][..]),
        vec(
            prop_oneof![6 => select(rules), 1 => select(&["nothing", "", "a b", "*"][..])],
            0..3,
        ),
        select(&[": so it is", ":", "", ": a -->"][..]),
    );
    let mark = mark.prop_map(|(word, rules, reason)| format!("docgen {word}({}){reason}", rules.join(", ")));
    let form = select(
        &[
            ("<!-- ", " -->"),
            ("{% comment %}", "{% endcomment %}"),
            ("<!--", "-->"),
            ("<!-- ", ""),
        ][..],
    );
    let marked = (form, mark).prop_map(|((open, close), mark)| (open, mark, close));
    let block = (
        proptest::option::of(marked),
        select(&FAULTS[..]),
        select(&["\n", "\n\n", " "][..]),
    );
    fuzz("marks", 100, &vec(block, 1..6), |blocks| {
        let mut named = Vec::new();
        let [with, without] = [true, false].map(|has_marks| {
            let mut text = "---\ntitle: T\n---\n".to_owned();
            for (mark, fault, gap) in &blocks {
                if let Some((open, mark, close)) = mark {
                    // Of the same length, so that every place stays.
                    let inside = if has_marks {
                        mark.clone()
                    } else {
                        mark.replace("docgen", "------")
                    };
                    text += &format!("{open}{inside}{close}{gap}");
                    named.push(mark.clone());
                }
                text += &format!("{fault}{gap}");
            }
            let texts: BTreeMap<String, String> = [("page.md".to_owned(), text)].into();
            let build = try_build(&texts).expect("there is no config to be wrong");
            holds(&build, &texts).map(|()| build)
        });
        let told = |build: &Build| {
            let findings = build.findings.iter().filter(|it| it.rule != "unused-allow");
            let findings = findings.filter(|it| !named.iter().any(|mark| mark.contains(it.rule)));
            findings
                .map(|it| (it.rule, it.location.span, it.message.clone()))
                .collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&with?), told(&without?));
        Ok(())
    });
}

/// All that docgen can say of a build.
fn reports(build: &Build) -> Vec<(&'static str, String)> {
    let sources = &build.project.sources;
    let findings = identify(&build.findings, sources);
    let pages = build.site.pages.iter();
    let owners = Owners::new(pages.map(|page| (&*page.source, page.front_matter.get("owner"))));
    let rules: Vec<RuleText> = RULES
        .iter()
        .map(|rule| {
            let meta = rule.meta();
            RuleText {
                id: meta.id,
                group: meta.group.id(),
                severity: meta.severity,
                is_on: meta.group.is_on(),
                documentation: meta.documentation(),
            }
        })
        .collect();
    let diffs = fixed_files(&build.findings, sources);
    vec![
        (
            "human",
            human::report(&findings, sources, Grouping::Files, Detail::Full, Style::Plain),
        ),
        (
            "brief",
            human::report(
                &findings,
                sources,
                Grouping::Owners(&owners),
                Detail::Brief,
                Style::Plain,
            ),
        ),
        ("concise", concise::report(&findings, Style::Plain)),
        (
            "json",
            json::report(&findings, sources, &owners, build.site.pages.len()),
        ),
        ("sarif", sarif::report(&findings, sources, &rules, "")),
        ("github", github::report(&findings, "")),
        ("junit", junit::report(&findings, "")),
        ("diff", diffs.iter().map(|file| file.diff("")).collect()),
    ]
}

fn is_taken_for_a_secret(key: &str) -> bool {
    let page = format!("---\ntitle: T\n---\nUse {key} now.\n");
    let build = try_build(&[("page.md".to_owned(), page)].into()).expect("there is nothing to fail at");
    build.findings.iter().any(|finding| finding.rule == "secret")
}

#[test]
fn no_report_shows_a_secret_wherever_it_stands() {
    // As GitHub makes them, by chance.
    let key = "[a-zA-Z0-9]{36}".prop_filter("keys are by chance", |body| {
        let letters: std::collections::BTreeSet<char> = body.chars().collect();
        letters.len() > 18
    });
    let place = select(
        &[
            "Use KEY here.",
            "`KEY`",
            "[a](none.html?token=KEY)",
            "[a] (x.html?KEY)",
            "the the KEY",
            "{{ page.nothing }} KEY",
            "<b title=\"KEY\">x",
            "```json\n{\"token\": \"KEY\",}\n```",
            "| a | b |\n|---|---|\n| KEY |",
            "<!-- KEY -->",
            "{% include none.md a=\"KEY\" %}",
            "{{ \"KEY\" | nonsense }}",
            "{% assign x = \"KEY\" %}{{ x }}",
            "# KEY",
            "![KEY](KEY.png)",
            "{% if false %}KEY{% endif %}",
            "é\u{202e}KEY",
            "{{ page.key }}",
            "<a href=\"http://x.y/?k=KEY\">",
            "{% KEY %}",
            "docgen allow(KEY): x",
            "<!-- docgen allow(KEY): x -->",
            "KEY: KEY\nKEY",
        ][..],
    );
    let front_matter = select(
        &[
            "title: T",
            "title: KEY",
            "key: KEY",
            "apiKey: [KEY, KEY",
            "KEY: 1\nKEY: 2",
            "permalink: KEY",
            "redirect_from: /../KEY",
        ][..],
    );
    fuzz(
        "secrets",
        60,
        &(key, front_matter, vec(place, 1..6)),
        |(key, front_matter, places)| {
            let key = format!("gh{}{key}", "p_");
            // Of a few thousand made by chance, one holds a word or counts, as those do that only stand for a key.
            prop_assume!(is_taken_for_a_secret(&key));
            let page = format!("---\n{front_matter}\n---\n{}\n", places.join("\n\n")).replace("KEY", &key);
            let texts: BTreeMap<String, String> = [
                ("page.md".to_owned(), page),
                (
                    "_config.yml".to_owned(),
                    "docgen: {rules: {style: warning}}\n".to_owned(),
                ),
            ]
            .into();
            let build = try_build(&texts).expect("the config is right");
            for (format, report) in reports(&build) {
                // The first letters say whose key it is; five more in a row are too many.
                for at in 4..key.len() - 5 {
                    prop_assert!(!report.contains(&key[at..at + 5]), "{format} shows the key:\n{report}");
                }
            }
            Ok(())
        },
    );
}
