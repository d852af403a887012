//! What rules are quiet about since a site has not set docgen up. A site that has a section of docgen's in its config
//! has made its choice, and is not told.

use super::Build;

/// Something that is not checked for want of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// What is not checked: `variants`.
    pub what: &'static str,
    /// The key of docgen's section that would make it checked.
    pub setting: &'static str,
}

impl Build {
    /// What its rules are quiet about; nothing for a site that has been set up. Rules that are off are not missed.
    pub fn unchecked(&self) -> Vec<Unchecked> {
        let (project, site) = (&self.project, &self.site);
        if project.config.has_own_section() {
            return Vec::new();
        }
        let wants: [(bool, &[&str], &'static str, &'static str); 6] = [
            (
                site.guides.is_empty(),
                &["guide-identity", "page-schema"],
                "what guides agree on",
                "guides",
            ),
            (
                project.scaffold.is_empty(),
                &["placeholder-value"],
                "a scaffold's placeholders",
                "scaffold",
            ),
            (
                site.registry.is_common(),
                &["credential-table", "unknown-parameter"],
                "your parameters",
                "parameters",
            ),
            (true, &["missing-page"], "required pages", "required_kinds"),
            (true, &["missing-page"], "connectors without a guide", "catalogue"),
            (true, &["variant-drift"], "variants", "variants"),
        ];
        let is_missed =
            |is_wanting: bool, rules: &[&str]| is_wanting && rules.iter().any(|rule| project.settings.is_on(rule));
        let missed = wants
            .into_iter()
            .filter(|(is_wanting, rules, ..)| is_missed(*is_wanting, rules));
        missed
            .map(|(_, _, what, setting)| Unchecked { what, setting })
            .collect()
    }
}
