//! Which rules are on, how severe, in which files: what the config and the command line ask for, held against the
//! registry.

use std::collections::HashMap;

use globset::GlobMatcher;
use serde_json::Value as Json;

use super::{Group, Needs, RULES, Rule, find, nearest_name};
use crate::config::{Level, RuleConfig, RuleConfigs};
use crate::finding::{Finding, Severity, nearest};

/// What a site asks of every rule.
#[derive(Debug)]
pub struct Settings {
    rules: HashMap<&'static str, Setting>,
}

/// What a site asks of one rule.
#[derive(Clone, Debug)]
struct Setting {
    /// How severe its findings are; nothing where it is off.
    severity: Option<Severity>,
    /// Whether the config says so. Else a rule's findings keep their own: some have warnings among errors.
    is_configured: bool,
    /// The files in which it counts; nothing for all.
    paths: Option<Vec<GlobMatcher>>,
    /// Whether the site has what the rule needs.
    can_run: bool,
}

/// An option that the config may give a rule.
#[derive(Clone, Copy, Debug)]
pub struct RuleOption {
    /// Its key in the config.
    pub name: &'static str,
    /// What its value is.
    pub kind: OptionKind,
    /// What it does, for people.
    pub about: &'static str,
}

/// What the value of an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// A text, or a list of them.
    Texts,
    /// A kind of pages, or a list of them.
    Kinds,
    /// A whole number, 0 or more.
    Number,
}

/// A name or a value that no rule takes.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongSetting {
    /// Where in the config's `rules`: `/secret/dummies`.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: String,
}

impl Settings {
    /// What the config asks for. A rule's own entry counts more than its group's.
    ///
    /// # Errors
    /// The first name or value that no rule takes.
    pub fn new(configs: &RuleConfigs) -> Result<Self, WrongSetting> {
        for (name, config) in configs {
            check_options(name, config)?;
        }
        let of = |rule: &'static dyn Rule| {
            let meta = rule.meta();
            let own = configs.get(meta.id);
            let group = configs.get(meta.group.id());
            let level = own.and_then(|own| own.level).or(group.and_then(|group| group.level));
            let setting = Setting {
                severity: match level {
                    Some(Level::Off) => None,
                    Some(Level::On(severity)) => Some(severity),
                    // Options and paths are given to a rule that is wanted.
                    None => Some(meta.severity).filter(|_| meta.group.is_on() || own.is_some()),
                },
                is_configured: level.is_some(),
                paths: own
                    .and_then(|own| own.paths.clone())
                    .or_else(|| group.and_then(|group| group.paths.clone())),
                can_run: true,
            };
            (meta.id, setting)
        };
        Ok(Self {
            rules: RULES.iter().copied().map(of).collect(),
        })
    }

    /// What is asked for of a finished site, which has no config: the rules that need only its pages, as they are.
    pub fn of_finished_site() -> Self {
        let of = |rule: &'static dyn Rule| {
            let meta = rule.meta();
            let can_run = rule.needs() == Needs::Pages;
            let setting = Setting {
                severity: Some(meta.severity).filter(|_| can_run && meta.group.is_on()),
                is_configured: false,
                paths: None,
                can_run,
            };
            (meta.id, setting)
        };
        Self {
            rules: RULES.iter().copied().map(of).collect(),
        }
    }

    /// The rules that run, in the order of their ids: those that are on, and those that hide something.
    pub(super) fn rules_that_run(&self) -> impl Iterator<Item = &'static dyn Rule> + '_ {
        RULES
            .iter()
            .copied()
            .filter(|rule| self.is_on(rule.meta().id) || rule.hides())
    }

    /// Whether a rule is on.
    pub fn is_on(&self, id: &str) -> bool {
        self.rules.get(id).is_some_and(|rule| rule.severity.is_some())
    }

    /// Turns the rules on that `names` name, whatever the config says, and all others off.
    ///
    /// # Errors
    /// The first name that is no rule's and no group's, or of which nothing can run.
    pub fn select(&mut self, names: &[String]) -> Result<(), WrongSetting> {
        let can_run = |id: &&str| self.rules.get(id).is_some_and(|rule| rule.can_run);
        let mut selected = Vec::new();
        for name in names {
            let named = named(std::slice::from_ref(name))?;
            if !named.iter().any(can_run) {
                return Err(cannot_run(name));
            }
            selected.extend(named.into_iter().filter(|id| can_run(id)));
        }
        for meta in RULES.iter().map(|rule| rule.meta()) {
            let Some(setting) = self.rules.get_mut(meta.id) else {
                continue;
            };
            setting.severity = match selected.contains(&meta.id) {
                true => setting.severity.or(Some(meta.severity)),
                false => None,
            };
        }
        Ok(())
    }

    /// Turns the rules off that `names` name.
    ///
    /// # Errors
    /// The first name that is no rule's and no group's.
    pub fn ignore(&mut self, names: &[String]) -> Result<(), WrongSetting> {
        for id in named(names)? {
            if let Some(setting) = self.rules.get_mut(id) {
                setting.severity = None;
            }
        }
        Ok(())
    }

    /// Gives findings the severities that are asked for, and drops those of rules that are off, or off in the file.
    pub fn apply(&self, findings: &mut Vec<Finding>) {
        findings.retain_mut(|finding| {
            let Some(setting) = self.rules.get(finding.rule) else {
                return true;
            };
            let Some(severity) = setting.severity else {
                return false;
            };
            if setting.is_configured {
                finding.severity = severity;
            }
            let is_within = |paths: &Vec<GlobMatcher>| paths.iter().any(|path| path.is_match(&*finding.location.path));
            setting.paths.as_ref().is_none_or(is_within)
        });
    }
}

/// The rules that `names` name, by id or by group.
fn named(names: &[String]) -> Result<Vec<&'static str>, WrongSetting> {
    let mut ids = Vec::new();
    for name in names {
        let rules = rules_of(name);
        if rules.is_empty() {
            return Err(unknown(name));
        }
        ids.extend(rules.iter().map(|rule| rule.meta().id));
    }
    Ok(ids)
}

/// The rule of that id, or all rules of the group of that id.
fn rules_of(name: &str) -> Vec<&'static dyn Rule> {
    let is_meant = |rule: &&'static dyn Rule| rule.meta().id == name || rule.meta().group.id() == name;
    RULES.iter().copied().filter(is_meant).collect()
}

fn check_options(name: &str, config: &RuleConfig) -> Result<(), WrongSetting> {
    let known: Vec<&RuleOption> = match find(name) {
        Some(rule) => rule.options().iter().collect(),
        None if Group::ALL.iter().any(|group| group.id() == name) => Vec::new(),
        None => return Err(unknown(name)),
    };
    for (key, value) in &config.options {
        let pointer = format!("/{name}/{key}");
        let Some(option) = known.iter().find(|option| option.name == key) else {
            let names = ["level", "paths"]
                .into_iter()
                .chain(known.iter().map(|option| option.name));
            let hint = match nearest(key, names.clone()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("its options are {}", names.collect::<Vec<_>>().join(", ")),
            };
            let message = format!("`{name}` has no option `{key}`");
            return Err(WrongSetting { pointer, message, hint });
        };
        let (is_right, hint) = match option.kind {
            OptionKind::Texts | OptionKind::Kinds => {
                let is_text = |value: &Json| value.is_string();
                let all_texts = value.as_array().is_some_and(|texts| texts.iter().all(is_text));
                (all_texts || is_text(value), "a text or a list of texts")
            }
            OptionKind::Number => (value.is_u64(), "a whole number"),
        };
        if !is_right {
            let message = format!("`{key}` of `{name}` cannot be `{value}`");
            let hint = format!("write {hint}: {}", option.about);
            return Err(WrongSetting { pointer, message, hint });
        }
    }
    Ok(())
}

fn cannot_run(name: &str) -> WrongSetting {
    let able = RULES.iter().filter(|rule| rule.needs() == Needs::Pages);
    let able: Vec<_> = able.map(|rule| rule.meta().id).collect();
    WrongSetting {
        pointer: format!("/{name}"),
        message: format!("`{name}` needs the content that a site is made from, not the finished site"),
        hint: format!("these need only its pages: {}", able.join(", ")),
    }
}

fn unknown(name: &str) -> WrongSetting {
    WrongSetting {
        pointer: format!("/{name}"),
        message: format!("there is no rule or group `{name}`"),
        hint: match nearest_name(name) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "`docgen explain` lists all rules and their groups".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn settings(rules: &str) -> Result<Settings, WrongSetting> {
        let config = Config::parse(&format!("docgen: {{rules: {rules}}}")).expect("the config is right");
        Settings::new(&config.rules)
    }

    fn wrong(rules: &str) -> (String, String, String) {
        let wrong = settings(rules).expect_err("the settings are wrong");
        (wrong.pointer, wrong.message, wrong.hint)
    }

    #[test]
    fn a_rules_own_level_counts_more_than_its_groups() {
        let settings = settings("{liquid: off, unknown-tag: warning}").expect("they are right");
        assert!(settings.is_on("unknown-tag") && !settings.is_on("unknown-filter"));
        assert!(settings.is_on("page-schema"));
    }

    #[test]
    fn selected_rules_are_on_and_ignored_ones_off_whatever_the_config_says() {
        let mut settings = settings("{unknown-tag: off}").expect("they are right");
        settings.select(&["liquid".to_owned()]).expect("there is such a group");
        settings
            .ignore(&["unknown-filter".to_owned()])
            .expect("there is such a rule");
        assert!(settings.is_on("unknown-tag") && settings.is_on("liquid-syntax"));
        assert!(!settings.is_on("unknown-filter") && !settings.is_on("page-schema"));
    }

    #[test]
    fn names_and_options_that_no_rule_has_are_told_with_the_nearest() {
        let told = |pointer: &str, message: &str, hint: &str| (pointer.to_owned(), message.to_owned(), hint.to_owned());
        assert_eq!(
            wrong("{unknown-tags: off}"),
            told(
                "/unknown-tags",
                "there is no rule or group `unknown-tags`",
                "did you mean `unknown-tag`?"
            )
        );
        assert_eq!(
            wrong("{unknown-tag: {levle: off}}"),
            told(
                "/unknown-tag/levle",
                "`unknown-tag` has no option `levle`",
                "did you mean `level`?"
            )
        );
    }
}
