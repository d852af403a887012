//! Something wrong in an author's content, as data: what, where, how it came there, and what to do about it.

mod counts;
mod hidden;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::source::Location;
use crate::span::Span;
pub use counts::{Counts, RuleCount, counted};
pub use hidden::{Hidden, Part};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Readers are misled or something does not work.
    Error,
    /// Something that is probably not meant.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One defect at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule that it breaks, such as `undefined-variable`.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, one fact, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The author's characters that are wrong.
    pub location: Location,
    /// Other places that take part, each with what it has to do with the defect.
    pub labels: Vec<Label>,
    /// How the file of `location` came into the page: the include tags, innermost first.
    pub via: Vec<Location>,
    /// The pages that it shows on, by source path, sorted. Empty where no page is concerned.
    pub pages: Vec<Arc<str>>,
    /// How to mend it without asking anybody.
    pub fix: Option<Fix>,
    /// The author's characters that no report shows, wherever its excerpts meet them.
    pub hidden: Hidden,
}

/// What mends a finding safely: the edits of the file that the finding stands in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fix {
    /// The edits, in the order of their spans, none overlapping another.
    pub edits: Vec<Edit>,
}

/// Bytes of a file and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    /// The bytes.
    pub span: Span,
    /// What replaces them.
    pub text: String,
}

/// A second place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What this place has to do with the defect.
    pub message: String,
}

impl Finding {
    /// An error-level finding of `rule` at `location`.
    pub fn error(rule: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            message: message.into(),
            hint: None,
            location,
            labels: Vec::new(),
            via: Vec::new(),
            pages: Vec::new(),
            fix: None,
            hidden: Hidden::default(),
        }
    }

    /// A warning-level finding of `rule` at `location`.
    pub fn warning(rule: &'static str, location: Location, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, location, message)
        }
    }

    /// The same finding with the advice `hint`.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding with the advice `hint`, if there is one.
    pub fn with_optional_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// The same finding with a second place.
    pub fn with_label(mut self, location: Location, message: impl Into<String>) -> Self {
        self.labels.push(Label {
            location,
            message: message.into(),
        });
        self
    }

    /// The same finding, having come in by the include tags `via`, innermost first.
    pub fn with_via(mut self, via: Vec<Location>) -> Self {
        self.via = via;
        self
    }

    /// The same finding, mended by writing `text` in place of the bytes `span` of the file that it stands in.
    pub fn with_fix(mut self, span: Span, text: impl Into<String>) -> Self {
        let edits = &mut self.fix.get_or_insert(Fix { edits: Vec::new() }).edits;
        edits.push(Edit {
            span,
            text: text.into(),
        });
        edits.sort_by_key(|edit| edit.span);
        self
    }

    /// The same finding, whose excerpts do not show what is at `hidden`.
    pub fn with_hidden(mut self, hidden: Hidden) -> Self {
        self.hidden = hidden;
        self
    }

    /// Hides what is hidden: in excerpts, and where it is quoted. A fix that would write it is none.
    fn hide(&mut self, hidden: &Hidden) {
        let labels = self.labels.iter_mut().map(|label| &mut label.message);
        for text in [&mut self.message].into_iter().chain(&mut self.hint).chain(labels) {
            if let Cow::Owned(starred) = hidden.starred(text) {
                *text = starred;
            }
        }
        let quotes = |fix: &Fix| fix.edits.iter().any(|edit| hidden.starred(&edit.text) != edit.text);
        self.fix = self.fix.take().filter(|fix| !quotes(fix));
        self.hidden = hidden.clone();
    }

    /// The same finding on the page at `path`.
    pub fn on_page(mut self, path: &Arc<str>) -> Self {
        self.pages.push(Arc::clone(path));
        self
    }
}

/// Puts findings in the order of their places, and makes one of those that tell the same of the same place:
/// what an include is guilty of is told once, with all the pages that it reaches. What one of them hides, all hide.
pub fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    type Key = (&'static str, Location, String, Vec<Label>);
    let hidden = Hidden::in_any(&findings);
    let mut merged: Vec<Finding> = Vec::with_capacity(findings.len());
    let mut seen: HashMap<Key, usize> = HashMap::with_capacity(findings.len());
    for mut finding in findings {
        let key = (
            finding.rule,
            finding.location.clone(),
            finding.message.clone(),
            finding.labels.clone(),
        );
        match seen.get(&key) {
            Some(&at) => merged[at].pages.append(&mut finding.pages),
            None => {
                seen.insert(key, merged.len());
                merged.push(finding);
            }
        }
    }
    for finding in &mut merged {
        finding.hide(&hidden);
        finding.pages.sort_unstable();
        finding.pages.dedup();
    }
    merged.sort_by(|a, b| {
        let labels = |finding: &Finding| finding.labels.first().map(|label| label.location.clone());
        (&a.location, a.rule, &a.message)
            .cmp(&(&b.location, b.rule, &b.message))
            .then_with(|| labels(a).cmp(&labels(b)))
    });
    merged
}

/// A name's letters and digits in lower case: what `Client ID` and `client_id` have in common.
pub fn bare_name(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The longest name that is compared with others, in bytes: what that takes grows with its square.
const MAX_NAME: usize = 512;

/// The one of `names` that `name` was probably meant to be.
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > MAX_NAME {
        return None;
    }
    let allowed = (name.chars().count() / 3).max(1);
    let letters = letters(name);
    names
        .into_iter()
        .filter(|known| known.len() <= MAX_NAME)
        .filter(|known| known.eq_ignore_ascii_case(name) || least_distance(&letters, known) <= allowed)
        .map(|known| {
            let distance = if known.eq_ignore_ascii_case(name) {
                0
            } else {
                strsim::damerau_levenshtein(name, known)
            };
            (distance, known)
        })
        .filter(|&(distance, known)| distance <= allowed && known != name)
        .min()
        .map(|(_, known)| known)
}

/// How often characters occur, those that fall together counted together.
fn letters(text: &str) -> [isize; 32] {
    let mut letters = [0; 32];
    for c in text.chars() {
        letters[c as usize % 32] += 1;
    }
    letters
}

/// The least number of edits that can make `text` of one with those letters: the real distance takes much longer.
fn least_distance(of: &[isize; 32], text: &str) -> usize {
    let letters = letters(text);
    let differences = || of.iter().zip(&letters).map(|(a, b)| a - b);
    let more: isize = differences().filter(|difference| *difference > 0).sum();
    let fewer: isize = differences().filter(|difference| *difference < 0).sum();
    more.max(-fewer).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Place, Sources};
    use crate::span::Span;

    #[test]
    fn the_same_defect_of_an_include_is_told_once_with_its_pages() {
        let sources = Sources::in_memory([("inc.md", "abc")]);
        let file = sources.find("inc.md").expect("it was just put there");
        let at = |start| {
            sources.location(Place {
                file,
                span: Span::new(start, start + 1),
            })
        };
        let on = |page: &str, start| Finding::error("r", at(start), "m").on_page(&Arc::from(page));
        let merged = merge(vec![on("b", 1), on("a", 1), on("a", 0)]);
        let told: Vec<_> = merged.iter().map(|f| (f.location.span.start, f.pages.len())).collect();
        assert_eq!(told, [(0, 1), (1, 2)]);
        assert_eq!(&*merged[1].pages[0], "a");
    }

    #[test]
    fn nearest_knows_typos_and_case_but_does_not_guess() {
        let names = ["append", "prepend", "url_encode"];
        assert_eq!(nearest("apend", names), Some("append"));
        assert_eq!(nearest("Append", names), Some("append"));
        assert_eq!(nearest("xyzzy", names), None);
    }
}
