//! What the config allows to differ between two pages.

use serde_json::Value as Json;

use super::{Outcome, PagePair, Pair, Part, PartKind};
use crate::config::MayDiffer;
use crate::page::Page;
use crate::parameters::Registry;

/// What may differ between two pages.
#[derive(Debug)]
pub struct Allowance {
    headings: Vec<String>,
    lead_ins: Vec<String>,
    texts: Vec<String>,
}

impl Allowance {
    /// What `may_differ` allows on two pages: of a credential all that names its value, parameter or label.
    pub fn new(may_differ: &[MayDiffer], pages: &PagePair<'_>, registry: &Registry) -> Self {
        let mut allowance = Self {
            headings: Vec::new(),
            lead_ins: Vec::new(),
            texts: Vec::new(),
        };
        for entry in may_differ {
            match entry {
                MayDiffer::Heading(heading) => allowance.headings.push(heading.to_lowercase()),
                MayDiffer::Procedure(words) => allowance.lead_ins.push(words.to_lowercase()),
                // A page that both have is compared like any other.
                MayDiffer::Page(_) => {}
                MayDiffer::Text(words) => allowance.texts.push(words.to_lowercase()),
                MayDiffer::Credential(key) => {
                    for page in [pages.left, pages.right] {
                        allowance.texts.extend(names(page, key, registry));
                    }
                }
            }
        }
        allowance
    }

    /// Whether a part may differ, with all that it consists of.
    pub fn holds(&self, pair: &Pair<'_>) -> bool {
        let parts = pair.left.into_iter().chain(pair.right);
        parts.into_iter().any(|part| self.names(part, pair.outcome))
    }

    fn names(&self, part: &Part<'_>, outcome: Outcome) -> bool {
        let text = part.text.to_lowercase();
        let has_one_of = |words: &[String]| words.iter().any(|words| text.contains(words.as_str()));
        match part.kind {
            PartKind::Section if self.headings.contains(&text) => true,
            PartKind::Procedure if has_one_of(&self.lead_ins) => true,
            // What names the words may differ by itself; what stands below such a heading is judged for itself.
            _ => outcome != Outcome::Within && has_one_of(&self.texts),
        }
    }
}

/// The words by which a page knows a credential.
fn names(page: &Page, key: &str, registry: &Registry) -> Vec<String> {
    let value = page.front_matter.get(key).and_then(Json::as_str);
    let of_registry = registry
        .of_page(&page.front_matter)
        .filter(|parameter| parameter.credential == key);
    let of_registry = of_registry.flat_map(|parameter| [Some(parameter.name.as_str()), parameter.label.as_deref()]);
    let names = of_registry.flatten().chain(value);
    names.filter(|name| !name.is_empty()).map(str::to_lowercase).collect()
}
