//! What tells a finding from all others, from one run to the next: a baseline keeps it, and code scanning knows by it
//! which alerts are new.
//!
//! It is made of the rule, the path, what was found (the author's text at the place and the message) and, where all of
//! that is equal, the ordinal among the equals. So it stays the same when lines move, when a finding before it is
//! mended, and when hints, labels or pages change. Where a finding stands on one of several pages that have it alike,
//! the path does not count: another page may be the one that is told next time. It is a hash: a secret that was found
//! is not to be read from it.

use std::collections::HashMap;
use std::fmt;

use crate::finding::Finding;
use crate::source::{Location, Sources};

/// The fingerprint of a finding; printed as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A finding and its fingerprint.
#[derive(Clone, Copy, Debug)]
pub struct Identified<'f> {
    /// The finding.
    pub finding: &'f Finding,
    /// What tells it from all others.
    pub fingerprint: Fingerprint,
}

/// Gives each finding its fingerprint, in the order of the findings. They have to be all findings of a run, in the
/// order of their places ([`merge`](crate::finding::merge) gives it): what is left out later, by a baseline say, was
/// counted among the equals.
pub fn identify<'f>(findings: &'f [Finding], sources: &Sources) -> Vec<Identified<'f>> {
    let mut equals: HashMap<blake3::Hash, u64> = HashMap::with_capacity(findings.len());
    let identified = findings.iter().map(|finding| {
        let mut hasher = blake3::Hasher::new();
        let text = text_at(&finding.location, sources);
        for part in [finding.rule, path(finding), text, &finding.message] {
            // The length keeps what ends one part from being taken for the start of the next.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let ordinal = equals.entry(hasher.finalize()).or_default();
        hasher.update(&ordinal.to_le_bytes());
        *ordinal += 1;
        let mut fingerprint = [0; 16];
        hasher.finalize_xof().fill(&mut fingerprint);
        Identified {
            finding,
            fingerprint: Fingerprint(fingerprint),
        }
    });
    identified.collect()
}

/// The path that counts: none where the finding stands on one page for several.
fn path(finding: &Finding) -> &str {
    let path = &finding.location.path;
    let is_one_of_several = finding.pages.len() > 1 && finding.pages.contains(path);
    if is_one_of_several { "" } else { path }
}

/// What the author wrote at a place; nothing, if the file has no such text (any more).
fn text_at<'s>(location: &Location, sources: &'s Sources) -> &'s str {
    let file = sources.find(&location.path);
    let text = file.and_then(|file| sources.text(file).get(location.span.start..location.span.end));
    text.unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::merge;
    use crate::source::Place;
    use crate::span::Span;

    /// The fingerprints of a finding at each `what` in the file.
    fn fingerprints(path: &str, text: &str, what: &str, message: &str) -> Vec<String> {
        let sources = Sources::in_memory([(path, text)]);
        let file = sources.find(path).expect("it was just put there");
        let findings = text.match_indices(what).map(|(at, _)| {
            let span = Span::new(at, at + what.len());
            Finding::error("r", sources.location(Place { file, span }), message)
        });
        let findings = merge(findings.collect());
        let identified = identify(&findings, &sources);
        identified.iter().map(|it| it.fingerprint.to_string()).collect()
    }

    #[test]
    fn lines_that_move_change_nothing() {
        let before = fingerprints("a.md", "one x\ntwo\nx\n", "x", "m");
        let after = fingerprints("a.md", "new\n\n  one x two\nthree\nx\n", "x", "m");
        assert_eq!(before, after);
        assert_eq!(before[0].len(), 32);
        assert!(before[0].bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn equal_findings_are_told_apart_by_their_order() {
        let three = fingerprints("a.md", "x x x", "x", "m");
        assert_ne!(three[0], three[1]);
        assert_ne!(three[1], three[2]);
        let two = fingerprints("a.md", "x x", "x", "m");
        assert_eq!(three[..2], two);
    }

    #[test]
    fn path_text_and_message_count_each_for_itself() {
        let one = fingerprints("a.md", "xy", "xy", "m");
        for other in [
            fingerprints("b.md", "xy", "xy", "m"),
            fingerprints("a.md", "xyz", "xyz", "m"),
            fingerprints("a.md", "xy", "xy", "n"),
            fingerprints("a.md", "xy", "x", "ym"),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn what_several_pages_have_alike_is_the_same_on_whichever_it_is_told() {
        let sources = Sources::in_memory([("a.html", "x"), ("b.html", "x")]);
        let on = |path: &str, pages: &[&str]| {
            let file = sources.find(path).expect("it was just put there");
            let span = Span::new(0, 1);
            let finding = Finding::error("r", sources.location(Place { file, span }), "m");
            let pages = pages.iter().map(|&page| page.into()).collect();
            let finding = [Finding { pages, ..finding }];
            identify(&finding, &sources)[0].fingerprint
        };
        let told = on("a.html", &["a.html", "b.html", "c.html"]);
        assert_eq!(told, on("b.html", &["b.html", "c.html"]));
        assert_ne!(on("a.html", &["a.html"]), on("b.html", &["b.html"]), "each on its own");
        let of_include = |path| on(path, &["p.html", "q.html"]);
        assert_ne!(of_include("a.html"), of_include("b.html"), "an include is one file");
    }

    #[test]
    fn hint_pages_and_severity_do_not_count() {
        let sources = Sources::in_memory([("a.md", "x")]);
        let file = sources.find("a.md").expect("it was just put there");
        let span = Span::new(0, 1);
        let here = || sources.location(Place { file, span });
        let plain = [Finding::error("r", here(), "m")];
        let more = [Finding::warning("r", here(), "m")
            .with_hint("h")
            .on_page(&"p.md".into())];
        assert_eq!(
            identify(&plain, &sources)[0].fingerprint,
            identify(&more, &sources)[0].fingerprint
        );
    }
}
