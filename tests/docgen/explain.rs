//! `docgen explain`

use docgen::rules::RULES;

use crate::support::Ground;

#[test]
fn every_rule_is_listed_and_can_be_asked_for() {
    let ground = Ground::new([]);
    let all = ground.docgen(["explain"]);
    all.assert(0, []);
    for rule in RULES {
        let meta = rule.meta();
        let documentation = meta.documentation();
        let summary = documentation.lines().next().expect("there is one");
        let line = all
            .out
            .lines()
            .find(|line| line.split_whitespace().next() == Some(meta.id));
        assert!(line.is_some_and(|line| line.ends_with(summary)), "{}", meta.id);
        let full = ground.docgen(["explain", meta.id]);
        full.assert(0, [meta.id, meta.group.id(), summary, "\nUse instead\n"]);
        assert_eq!(full.out.contains("check --fix"), rule.has_fixes(), "{}", meta.id);
        for option in rule.options() {
            full.assert(0, [option.name, option.about]);
        }
        let most = full.out.lines().map(|line| line.chars().count()).max();
        assert!(most <= Some(120), "{}", full.out);
    }
}

#[test]
fn a_group_is_listed_alone() {
    let ground = Ground::new([]);
    let links = ground.docgen(["explain", "links"]);
    links.assert(0, ["broken-link", "broken-anchor"]);
    assert!(!links.out.contains("secret"), "{}", links.out);
    ground.docgen(["explain", "link"]).assert(2, ["did you mean `links`?"]);
}

#[test]
fn headings_are_bold_only_where_colours_are_wanted() {
    let ground = Ground::new([]);
    let plain = ground.docgen(["explain", "unknown-tag"]);
    let coloured = ground.docgen(["explain", "unknown-tag", "--color", "always"]);
    assert!(!plain.out.contains('\u{1b}'));
    assert!(
        coloured.out.contains("\u{1b}[1mWhat it does\u{1b}[0m"),
        "{}",
        coloured.out
    );
}
