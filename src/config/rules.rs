//! `docgen.rules`: what a site asks of single rules and of groups of them.
//!
//! Which rules and options there are is not known here; [`crate::rules`] holds the names against its registry.

use std::collections::BTreeMap;

use globset::GlobMatcher;
use serde_json::{Map, Value as Json};

use super::{Reader, below};
use crate::error::Error;
use crate::finding::Severity;

/// What a site asks of a rule or group, under its id.
pub type RuleConfigs = BTreeMap<String, RuleConfig>;

/// What a site asks of a rule or group: `secret: warning`, or
/// `secret: {level: warning, paths: ["docs/**"], dummies: [abc]}`.
#[derive(Clone, Debug, Default)]
pub struct RuleConfig {
    /// The level of its findings; nothing where the config does not say.
    pub level: Option<Level>,
    /// The files in which it counts; nothing for all.
    pub paths: Option<Vec<GlobMatcher>>,
    /// The rule's own options.
    pub options: Map<String, Json>,
}

/// What findings of a rule are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing: the rule is not asked.
    Off,
    /// Findings of that severity.
    On(Severity),
}

impl Reader<'_> {
    pub(super) fn rules(&self, value: Option<&Json>) -> Result<RuleConfigs, Error> {
        let mut rules = BTreeMap::new();
        for (rule, config) in self.map(value, "/docgen/rules")?.into_iter().flatten() {
            let pointer = below("/docgen/rules", rule);
            rules.insert(rule.clone(), self.rule(config, &pointer)?);
        }
        Ok(rules)
    }

    fn rule(&self, value: &Json, pointer: &str) -> Result<RuleConfig, Error> {
        let Json::Object(settings) = value else {
            return Ok(RuleConfig {
                level: Some(self.level(value, pointer)?),
                ..RuleConfig::default()
            });
        };
        let mut options = settings.clone();
        let level = options.shift_remove("level");
        let paths = options.shift_remove("paths");
        Ok(RuleConfig {
            level: match level {
                Some(level) => Some(self.level(&level, &format!("{pointer}/level"))?),
                None => None,
            },
            paths: match paths {
                Some(paths) => Some(self.globs(Some(&paths), &format!("{pointer}/paths"))?),
                None => None,
            },
            options,
        })
    }

    fn level(&self, value: &Json, pointer: &str) -> Result<Level, Error> {
        match value.as_str() {
            Some("error") => Ok(Level::On(Severity::Error)),
            Some("warning") => Ok(Level::On(Severity::Warning)),
            Some("off") => Ok(Level::Off),
            // `off` is `false` in YAML 1.1.
            None if *value == Json::Bool(false) => Ok(Level::Off),
            _ => Err(self.error(pointer, "a rule is `error`, `warning` or `off`")),
        }
    }
}
