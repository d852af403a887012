//! The findings that a site already had when it began to be checked, so that only new ones count.
//!
//! A baseline is a JSON file, kept beside the content:
//!
//! ```json
//! {
//!   "version": 1,
//!   "findings": [
//!     {"fingerprint": "90ab...", "rule": "broken-link", "path": "docs/a.md", "message": "there is no `b.html`"}
//!   ]
//! }
//! ```
//!
//! The fingerprint decides; rule, path and message are there for people. See [`crate::fingerprint`] for what changes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fingerprint::Identified;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Findings that are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    findings: Vec<Known>,
}

/// A finding that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The path of the file that it stands in.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What was told.
    pub message: String,
    /// What it is known by.
    pub fingerprint: String,
}

/// What a baseline makes of the findings of a run.
#[derive(Debug)]
pub struct Compared<'f> {
    /// The findings that it does not know.
    pub new: Vec<Identified<'f>>,
    /// How many it knows.
    pub known: usize,
    /// What it knows and nobody finds any more.
    pub gone: Vec<Known>,
}

impl<'f> Compared<'f> {
    /// Findings of a site that has no baseline.
    pub fn without_baseline(findings: Vec<Identified<'f>>) -> Self {
        Self {
            new: findings,
            known: 0,
            gone: Vec::new(),
        }
    }
}

impl Baseline {
    /// The baseline that knows these findings.
    pub fn of(findings: &[Identified<'_>]) -> Self {
        let known = |it: &Identified<'_>| Known {
            path: it.finding.location.path.to_string(),
            rule: it.finding.rule.to_owned(),
            message: it.finding.message.clone(),
            fingerprint: it.fingerprint.to_string(),
        };
        let findings: BTreeSet<Known> = findings.iter().map(known).collect();
        Self {
            version: VERSION,
            findings: findings.into_iter().collect(),
        }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// Why the text is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version != VERSION {
            return Err(format!(
                "it has version {}, and docgen knows {VERSION}",
                baseline.version
            ));
        }
        Ok(baseline)
    }

    /// The text of its file: sorted, a member a line, so that changes of it are easy to read.
    pub fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("texts and numbers can be written as JSON") + "\n"
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Tells new findings from known ones.
    pub fn compare<'f>(&self, findings: Vec<Identified<'f>>) -> Compared<'f> {
        let by_fingerprint = self.findings.iter().map(|known| (known.fingerprint.as_str(), known));
        let mut unseen: BTreeMap<&str, &Known> = by_fingerprint.collect();
        let all = findings.len();
        let mut new = findings;
        new.retain(|it| unseen.remove(it.fingerprint.to_string().as_str()).is_none());
        let mut gone: Vec<Known> = unseen.into_values().cloned().collect();
        gone.sort();
        Compared {
            known: all - new.len(),
            new,
            gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, merge};
    use crate::fingerprint::identify;
    use crate::source::{Place, Sources};
    use crate::span::Span;

    /// The findings of a text in which each `x` is one.
    fn findings(sources: &Sources) -> Vec<Finding> {
        let file = sources.find("a.md").expect("it was just put there");
        let find = |(at, _)| {
            let span = Span::new(at, at + 1);
            Finding::error("r", sources.location(Place { file, span }), "an x")
        };
        merge(sources.text(file).match_indices('x').map(find).collect())
    }

    fn counts(baseline: &Baseline, text: &str) -> (usize, usize, usize) {
        let sources = Sources::in_memory([("a.md", text)]);
        let findings = findings(&sources);
        let compared = baseline.compare(identify(&findings, &sources));
        (compared.new.len(), compared.known, compared.gone.len())
    }

    #[test]
    fn what_was_there_is_known_wherever_it_moves() {
        let sources = Sources::in_memory([("a.md", "x\nx\n")]);
        let baseline = Baseline::of(&identify(&findings(&sources), &sources));
        assert_eq!(counts(&baseline, "x\nx\n"), (0, 2, 0));
        assert_eq!(counts(&baseline, "\n\nx\nabc x\n"), (0, 2, 0));
        assert_eq!(counts(&baseline, "x\nx\nx\n"), (1, 2, 0), "one more is new");
        assert_eq!(counts(&baseline, "x\n"), (0, 1, 1), "one less is gone");
    }

    #[test]
    fn its_text_reads_back_and_other_texts_are_refused() {
        let sources = Sources::in_memory([("a.md", "x")]);
        let baseline = Baseline::of(&identify(&findings(&sources), &sources));
        assert_eq!(Baseline::parse(&baseline.to_text()).as_ref(), Ok(&baseline));
        for (text, error) in [
            ("{}", "missing field `version`"),
            (
                r#"{"version": 2, "findings": []}"#,
                "it has version 2, and docgen knows 1",
            ),
            (r#"{"version": 1, "findings": [], "x": 1}"#, "unknown field `x`"),
        ] {
            let told = Baseline::parse(text).expect_err("this is no baseline");
            assert!(told.contains(error), "{told}");
        }
    }
}
