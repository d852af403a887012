//! `docgen explain`

use std::process::ExitCode;

use anyhow::{Result, bail};
use docgen::rules::{self, Group, OptionKind, RULES, Rule};

use crate::markdown::{self, bold};
use crate::report::rule_text;
use crate::terminal::Terminal;

pub(crate) fn run(rule: Option<&str>, terminal: &mut Terminal) -> Result<ExitCode> {
    let text = match rule {
        None => listed(&Group::ALL),
        Some(id) => match (rules::find(id), Group::ALL.iter().find(|group| group.id() == id)) {
            (Some(rule), _) => in_full(rule),
            (None, Some(group)) => listed(&[*group]),
            (None, None) => bail!("there is no rule or group `{id}`; {}", instead_of(id)),
        },
    };
    terminal.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The rules of groups: id, severity, whether it has fixes, and what each finds.
fn listed(groups: &[Group]) -> String {
    let width = RULES.iter().map(|rule| rule.meta().id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for &group in groups {
        let rules: Vec<_> = RULES.iter().filter(|rule| rule.meta().group == group).collect();
        if rules.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}{}\n", bold(group.id()), if_off(group)));
        for rule in rules {
            let fix = if rule.has_fixes() { "fix" } else { "" };
            let rule = rule_text(*rule);
            let (id, severity, summary) = (rule.id, rule.severity.name(), rule.summary());
            text.push_str(&format!("  {id:<width$}  {severity:<7}  {fix:<3}  {summary}\n"));
        }
    }
    text
}

/// All that is known of a rule.
fn in_full(rule: &dyn Rule) -> String {
    let meta = rule.meta();
    let mut text = format!("{}\n\n", bold(meta.id));
    let group = meta.group;
    text.push_str(&format!("    group     {}{}\n", group.id(), if_off(group)));
    text.push_str(&format!("    severity  {}\n", meta.severity.name()));
    if rule.has_fixes() {
        text.push_str("    fix       docgen check --fix mends what it can; --diff shows it first\n");
    }
    for option in rule.options() {
        let kind = match option.kind {
            OptionKind::Texts | OptionKind::Kinds => "a text or a list of texts",
            OptionKind::Number => "a whole number",
        };
        text.push_str(&format!("    option    {} ({kind}): {}\n", option.name, option.about));
    }
    text.push('\n');
    text.push_str(&markdown::render(&meta.documentation()));
    text
}

fn if_off(group: Group) -> &'static str {
    if group.is_on() {
        ""
    } else {
        " (off until a site selects it)"
    }
}

/// What whoever asked for a rule that there is not can do.
fn instead_of(id: &str) -> String {
    match rules::nearest_name(id) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`docgen explain` lists all".to_owned(),
    }
}
