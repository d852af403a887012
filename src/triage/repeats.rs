//! What many pages of a finished site have alike: the header, the footer, the list of pages beside the text.
//!
//! Where there are includes, a defect stands in one of them, and [`finding::merge`](crate::finding::merge) tells it
//! once. In a finished site it was copied into every page. The same finding of the same text among the same text is
//! taken for such a copy; the same slip in two texts stays two.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::finding::Finding;
use crate::source::Sources;

/// How many bytes before and after a place have to be the same, too.
const AROUND: usize = 60;

/// What copies of a finding have in common.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind<'s> {
    rule: &'static str,
    message: String,
    labels: usize,
    text: &'s str,
    around: &'s str,
}

/// Makes one of the findings that many pages have alike: it stands on the page that is nearest to the site's root, and
/// names all of them. Nothing is mended any more: the next build would write it again.
///
/// The findings have to be in the order of their places, and stay so.
pub fn fold(findings: Vec<Finding>, sources: &Sources) -> Vec<Finding> {
    let mut of_file: HashMap<(Kind<'_>, Arc<str>), usize> = HashMap::new();
    let mut folded: HashMap<(Kind<'_>, usize), usize> = HashMap::new();
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    for mut finding in findings {
        finding.fix = None;
        let Some(kind) = kind(&finding, sources) else {
            told.push(finding);
            continue;
        };
        // What a page has twice is two defects, of which each may be on other pages.
        let here = (kind.clone(), Arc::clone(&finding.location.path));
        let ordinal = of_file.entry(here).or_default();
        *ordinal += 1;
        let at = *folded.entry((kind, *ordinal)).or_insert(told.len());
        match told.get_mut(at) {
            None => told.push(finding),
            Some(first) => {
                first.pages.append(&mut finding.pages);
                if rank(&finding) < rank(first) {
                    finding.pages = std::mem::take(&mut first.pages);
                    *first = finding;
                }
            }
        }
    }
    for finding in &mut told {
        finding.pages.sort_unstable();
        finding.pages.dedup();
    }
    told.sort_by(|a, b| (&a.location, a.rule, &a.message).cmp(&(&b.location, b.rule, &b.message)));
    told
}

/// Which copy is told: the one that will be there the longest, and is found the soonest.
fn rank(finding: &Finding) -> (usize, Reverse<bool>, &str) {
    let path = &*finding.location.path;
    let is_index = path.rsplit('/').next().is_some_and(|name| name.starts_with("index."));
    (path.matches('/').count(), Reverse(is_index), path)
}

/// What tells whether another finding is a copy; nothing for one about a file as a whole.
fn kind<'s>(finding: &Finding, sources: &'s Sources) -> Option<Kind<'s>> {
    let span = finding.location.span;
    let text = sources.text(sources.find(&finding.location.path)?);
    let typed = text.get(span.start..span.end).filter(|typed| !typed.is_empty())?;
    Some(Kind {
        rule: finding.rule,
        message: finding.message.clone(),
        labels: finding.labels.len(),
        text: typed,
        around: &text[around(text, span.start..span.end)],
    })
}

/// The bytes `range` of `text` and what is near them.
fn around(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.ceil_char_boundary(range.start.saturating_sub(AROUND));
    let end = text.floor_char_boundary((range.end + AROUND).min(text.len()));
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Place;
    use crate::span::Span;

    const FOOTER: &str = "<footer>\n  <p>Of all of us, see our pages, or else write to <a href=/gone>those who know all of \
                          it better than the rest of us</a>.</p>\n</footer>\n";

    /// Where findings are told that stand at each `/gone`, and on how many pages.
    fn told(files: &[(&str, String)]) -> Vec<(String, usize)> {
        let sources = Sources::in_memory(files.iter().map(|(path, text)| (*path, text.as_str())));
        let mut findings = Vec::new();
        for source in sources.iter() {
            for (at, gone) in sources.text(source.id).match_indices("/gone") {
                let location = sources.location(Place {
                    file: source.id,
                    span: Span::new(at, at + gone.len()),
                });
                findings.push(Finding::error("r", location, "m").on_page(&source.path));
            }
        }
        let told = fold(findings, &sources);
        told.iter()
            .map(|finding| {
                let Finding { location, pages, .. } = finding;
                (format!("{}:{}", location.path, location.start.line), pages.len())
            })
            .collect()
    }

    #[test]
    fn what_pages_have_alike_is_told_once_where_it_is_nearest_to_the_root() {
        let page = |text: &str| format!("{text}\n{FOOTER}");
        let files = [
            ("404.html", page("nothing")),
            ("a/b.html", page("b\nb")),
            ("index.html", page("i")),
        ];
        assert_eq!(told(&files), [("index.html:3".to_owned(), 3)]);
    }

    #[test]
    fn the_same_slip_in_two_texts_stays_two() {
        let files = [
            ("a.html", "Go to <a href=/gone>the setup</a> now.".to_owned()),
            ("b.html", "Come to <a href=/gone>the setup</a> now.".to_owned()),
        ];
        assert_eq!(told(&files), [("a.html:1".to_owned(), 1), ("b.html:1".to_owned(), 1)]);
    }

    #[test]
    fn what_a_page_has_twice_is_told_twice() {
        let twice = format!("{FOOTER}{}", FOOTER);
        let files = [
            ("a.html", twice.clone()),
            ("b.html", twice),
            ("c.html", FOOTER.to_owned()),
        ];
        let told = told(&files);
        assert_eq!(told.iter().map(|(_, pages)| *pages).sum::<usize>(), 5);
        assert!(told.len() < 5, "{told:?}");
    }

    #[test]
    fn what_is_about_whole_files_stays_apart() {
        let sources = Sources::in_memory([("a.png", ""), ("b.png", "")]);
        let of = |source: &crate::source::Source| {
            Finding::error("r", crate::source::Location::start_of(&source.path), "no page names it")
        };
        assert_eq!(fold(sources.iter().map(of).collect(), &sources).len(), 2);
    }
}
