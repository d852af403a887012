//! Marks by which authors allow what a rule finds.
//!
//! ```markdown
//! <!-- docgen allow(repeated-word): the product is called so -->
//! Open Pay Pay and log in.
//! ```
//!
//! A mark is a comment: `<!-- -->`, `{% comment %}{% endcomment %}`, or `#` in front matter and data files. `allow` is
//! for what follows it: the rest of a paragraph or table, a whole code sample, a heading, a list item, a key with its
//! value. `allow-page`, anywhere in a file, is for all of that file. Several rules are separated by commas. What stands
//! in a code sample is no mark.

mod reach;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::finding::Finding;
use crate::source::{Place, Sources};
use crate::span::Span;
use reach::{Reach, Style};

/// A mark in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark<'t> {
    /// Each rule that it names, and where.
    rules: Vec<(&'t str, Span)>,
    /// Where the first rule stands that is one too many.
    first_unread: Option<Span>,
    /// The bytes of the text that it is for.
    scope: Range<usize>,
    /// All of it, from its word on.
    span: Span,
    /// Whether it says why.
    has_reason: bool,
}

/// What is known of the rule that a mark names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// There is none; the nearest one, if any is near.
    Unknown(Option<&'static str>),
    /// It is off, so that nobody knows whether the mark is needed.
    Off,
    /// It is on.
    On,
}

/// How many marks of a file are read. Further ones allow nothing, which is told.
const MAX_MARKS: usize = 1_000;

/// How many rules of a mark are read. Further ones are not allowed, which is told.
const MAX_RULES: usize = 100;

/// Takes out of `findings` what a mark allows, and adds a finding for each mark that allows nothing.
///
/// Marks are looked for in all texts that have been read.
pub fn apply(findings: Vec<Finding>, sources: &Sources, named: impl Fn(&str) -> Named) -> Vec<Finding> {
    let mut found = Found::new(&findings);
    let mut unused = Vec::new();
    for (file, text) in sources.texts() {
        let path = sources.path(file);
        let told = |span, message: String, hint: String| {
            let location = sources.location(Place { file, span });
            Finding::warning("unused-allow", location, message).with_hint(hint)
        };
        if let Some(at) = first_unread(text) {
            let location = sources.location(Place { file, span: at });
            let message = format!("the file has more than {MAX_MARKS} marks");
            let finding = Finding::error("limit-exceeded", location, message);
            unused.push(finding.with_hint(
                "this one and those after it are not read; allow a rule for the whole file by `allow-page`",
            ));
        }
        for span in misspelt(text) {
            let hint = "write `docgen allow(rule-id): reason`, or `allow-page` for the whole file".to_owned();
            unused.push(told(
                span,
                "this is no mark that docgen knows, and allows nothing".to_owned(),
                hint,
            ));
        }
        // What a mark is for is looked for once the page's front matter can be read.
        let is_unread = found.any(path, "front-matter-syntax");
        for mark in marks(text) {
            if !mark.has_reason {
                let hint = "write it after a colon: `allow(rule-id): why it is right here`".to_owned();
                unused.push(told(
                    mark.span,
                    "this mark gives no reason, and allows nothing".to_owned(),
                    hint,
                ));
                continue;
            }
            if let Some(span) = mark.first_unread {
                let location = sources.location(Place { file, span });
                let message = format!("the mark names more than {MAX_RULES} rules");
                let finding = Finding::error("limit-exceeded", location, message);
                unused.push(finding.with_hint("this one and those after it are not read"));
            }
            for &(rule, span) in &mark.rules {
                let is_used = found.allow(path, rule, &mark.scope);
                let (message, hint) = match named(rule) {
                    _ if is_used => continue,
                    Named::Off => continue,
                    Named::On if is_unread => continue,
                    Named::On => (
                        format!("`{rule}` finds nothing here"),
                        "remove the mark, or put it on the line before the one that is meant".to_owned(),
                    ),
                    Named::Unknown(nearest) => (
                        format!("there is no rule `{rule}`"),
                        match nearest {
                            Some(nearest) => format!("did you mean `{nearest}`?"),
                            None => "`docgen explain` lists the rules".to_owned(),
                        },
                    ),
                };
                unused.push(told(span, message, hint));
            }
        }
    }
    let is_allowed = found.allowed(findings.len());
    let told = findings.into_iter().zip(is_allowed);
    let told = told.filter(|(_, is_allowed)| !is_allowed);
    told.map(|(finding, _)| finding).chain(unused).collect()
}

/// The findings of each file and rule, and which of them marks allow.
struct Found(HashMap<Arc<str>, HashMap<&'static str, Vec<At>>>);

/// A finding, in the order of the places.
struct At {
    /// Where it begins.
    start: usize,
    /// Its position among all findings.
    position: usize,
    /// How many more marks allow it than the finding before it: so a mark costs no more where it allows many.
    more_marks: isize,
}

impl Found {
    fn new(findings: &[Finding]) -> Self {
        let mut found = Self(HashMap::new());
        for (position, finding) in findings.iter().enumerate() {
            let of_file = found.0.entry(Arc::clone(&finding.location.path)).or_default();
            of_file.entry(finding.rule).or_default().push(At {
                start: finding.location.span.start,
                position,
                more_marks: 0,
            });
        }
        for of_rule in found.0.values_mut().flat_map(HashMap::values_mut) {
            of_rule.sort_by_key(|at| at.start);
        }
        found
    }

    /// Whether the rule found anything in the file.
    fn any(&self, path: &str, rule: &str) -> bool {
        self.0.get(path).is_some_and(|of_file| of_file.contains_key(rule))
    }

    /// Allows what `rule` finds at the bytes `scope` of the file at `path`; whether that is anything.
    fn allow(&mut self, path: &str, rule: &str, scope: &Range<usize>) -> bool {
        let Some(of_rule) = self.0.get_mut(path).and_then(|of_file| of_file.get_mut(rule)) else {
            return false;
        };
        let first = of_rule.partition_point(|at| at.start < scope.start);
        let end = of_rule.partition_point(|at| at.start < scope.end);
        if first >= end {
            return false;
        }
        of_rule[first].more_marks += 1;
        if let Some(after) = of_rule.get_mut(end) {
            after.more_marks -= 1;
        }
        true
    }

    /// For each of `count` findings, whether it is allowed.
    fn allowed(&self, count: usize) -> Vec<bool> {
        let mut is_allowed = vec![false; count];
        for of_rule in self.0.values().flat_map(HashMap::values) {
            let mut marks = 0;
            for at in of_rule {
                marks += at.more_marks;
                is_allowed[at.position] = marks > 0;
            }
        }
        is_allowed
    }
}

/// What every mark has.
const WORD: &str = "docgen allow";

/// Where the first mark stands that is one too many.
fn first_unread(text: &str) -> Option<Span> {
    let at = memmem::find_iter(text.as_bytes(), WORD).nth(MAX_MARKS)?;
    Some(Span::new(at, at + WORD.len()))
}

/// The marks of a text, in order.
fn marks(text: &str) -> Vec<Mark<'_>> {
    // Almost no text has one.
    if memmem::find(text.as_bytes(), WORD.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut reach = Reach::new(text);
    let words: Vec<usize> = memmem::find_iter(text.as_bytes(), WORD).take(MAX_MARKS).collect();
    let mark = |at: usize| {
        let opening = Opening::before(text, at).filter(|_| !reach.is_code(at))?;
        mark_at(text, at, at + WORD.len(), opening, &mut reach)
    };
    let mut marks: Vec<Mark<'_>> = words.into_iter().rev().filter_map(mark).collect();
    marks.reverse();
    marks
}

/// What people write who mean a mark.
const MISTAKEN: [&str; 6] = ["allow", "disable", "ignore", "off", "skip", "suppress"];

/// The comments that begin as marks do, and are none: `docgen: allow(...)`, `docgen disable(...)`.
fn misspelt(text: &str) -> Vec<Span> {
    const NAME: &str = "docgen";
    let mut reach = None;
    let mut found = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), NAME).take(MAX_MARKS) {
        let rest = &text[at + NAME.len()..];
        let rest = &rest[..rest.find(['\n', '-', '(', '{', '%']).unwrap_or(rest.len())];
        let word = rest.trim_start_matches([':', ' ']);
        let word = word.split([':', ' ']).next().unwrap_or(word);
        let is_meant = rest.starts_with([':', ' ']) && MISTAKEN.contains(&word);
        if !is_meant {
            continue;
        }
        let reach = reach.get_or_insert_with(|| Reach::new(text));
        let Some(opening) = Opening::before(text, at).filter(|_| !reach.is_code(at)) else {
            continue;
        };
        if !text[at..].starts_with(WORD) || RuleList::after(text, at + WORD.len(), opening).is_none() {
            found.push(Span::new(at, at + NAME.len() + rest.trim_end().len()));
        }
    }
    found
}

/// How a comment begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opening {
    Html,
    Liquid,
    Yaml,
}

/// How many bytes the opening of a comment may take, with the blanks in it and before it.
const MAX_OPENING: usize = 256;

impl Opening {
    /// The comment that begins just before the byte `at`.
    fn before(text: &str, at: usize) -> Option<Self> {
        let near = text.floor_char_boundary(at.saturating_sub(MAX_OPENING));
        let before = text[near..at].trim_end_matches([' ', '\t']);
        let (is_whole, line) = match before.rfind('\n') {
            Some(end) => (true, &before[end + 1..]),
            None => (near == 0, before),
        };
        if let Some(before) = line.strip_suffix("<!--") {
            return (!before.ends_with('`')).then_some(Self::Html);
        }
        if is_whole && line.trim() == "#" {
            return Some(Self::Yaml);
        }
        let tag = line[line.rfind("{%")? + 2..].trim_start_matches('-').trim_start();
        let tag = tag.strip_prefix("comment")?.trim_start().trim_start_matches('-');
        (tag == "%}").then_some(Self::Liquid)
    }

    fn end(self) -> &'static str {
        match self {
            Self::Html => "-->",
            Self::Liquid => "{%",
            Self::Yaml => "\n",
        }
    }
}

/// What stands in a mark behind its word: `(rule, rule): reason`.
struct RuleList {
    is_for_page: bool,
    /// The bytes between the brackets.
    names: Range<usize>,
    /// Where the comment ends.
    end: usize,
}

impl RuleList {
    fn after(text: &str, word_end: usize, opening: Opening) -> Option<Self> {
        const FOR_PAGE: &str = "-page";
        let end = memmem::find(&text.as_bytes()[word_end..], opening.end().as_bytes());
        let end = end.map_or(text.len(), |at| word_end + at);
        let is_for_page = text[word_end..end].starts_with(FOR_PAGE);
        let bracket = word_end + if is_for_page { FOR_PAGE.len() } else { 0 };
        let list = text[bracket..end].strip_prefix('(')?;
        let start = bracket + 1;
        Some(Self {
            is_for_page,
            names: start..start + list.find(')')?,
            end,
        })
    }
}

/// The mark whose word begins at `start` and ends at `word_end`.
fn mark_at<'t>(
    text: &'t str,
    start: usize,
    word_end: usize,
    opening: Opening,
    reach: &mut Reach<'_>,
) -> Option<Mark<'t>> {
    let RuleList {
        is_for_page,
        names,
        end,
    } = RuleList::after(text, word_end, opening)?;
    let mut rules = Vec::new();
    let mut at = names.start;
    for part in text[names.clone()].split(',').take(MAX_RULES + 1) {
        let rule = part.trim();
        let rule_start = at + (part.len() - part.trim_start().len());
        rules.push((rule, Span::new(rule_start, rule_start + rule.len())));
        at += part.len() + 1;
    }
    let reason = text[names.end + 1..end].trim_start().strip_prefix(':');
    let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    let first_unread = rules.get(MAX_RULES).map(|&(_, span)| span);
    rules.truncate(MAX_RULES);
    Some(Mark {
        rules,
        first_unread,
        scope: match (is_for_page, opening) {
            (true, _) => 0..text.len(),
            (false, Opening::Yaml) => reach.from(line_end, Style::Yaml),
            (false, Opening::Html | Opening::Liquid) => reach.from(line_end, Style::Markdown),
        },
        span: Span::new(start, start + text[start..end].trim_end().len()),
        has_reason: reason.is_some_and(|reason| !reason.trim().is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::reach::MAX_BETWEEN;
    use super::*;

    /// What each mark of a text names and is for.
    fn scopes(text: &str) -> Vec<(Vec<&str>, &str)> {
        let scope = |mark: Mark<'_>| {
            let names = mark.rules.iter().map(|&(_, span)| &text[span.start..span.end]);
            (names.collect(), text[mark.scope.clone()].trim_end())
        };
        marks(text).into_iter().map(scope).collect()
    }

    #[test]
    fn a_mark_is_for_the_block_that_follows() {
        for (text, scope) in [
            ("<!-- docgen allow(a): why -->\none\ntwo\n\nthree\n", "one\ntwo"),
            ("<!-- docgen allow(a): why -->\n\n# One\n", "# One"),
            ("<!-- docgen allow(a): why -->\n1. one\n2. two\n", "1. one"),
            (
                "<!-- docgen allow(a): why -->\n| a |\n|---|\n| b |\n\nc\n",
                "| a |\n|---|\n| b |",
            ),
            (
                "<!-- docgen allow(a): why -->\n```json\n\n{}\n```\nc\n",
                "```json\n\n{}\n```",
            ),
            ("{% comment %}docgen allow(a): why{% endcomment %}\none\n", "one"),
            ("{%- comment -%} docgen allow(a): why {%- endcomment -%}\none\n", "one"),
            ("---\n# docgen allow(a): why\nk:\n  - v\nl: w\n---\n", "k:\n  - v"),
            (
                "one\n<!-- docgen allow-page(a): why -->\n",
                "one\n<!-- docgen allow-page(a): why -->",
            ),
        ] {
            assert_eq!(scopes(text), [(vec!["a"], scope)], "{text}");
        }
    }

    #[test]
    fn several_rules_and_several_marks_are_for_the_same() {
        let text = "<!-- docgen allow(a, b): why -->\n<!-- docgen allow(c): why -->\none\n";
        assert_eq!(scopes(text), [(vec!["a", "b"], "one"), (vec!["c"], "one")]);
    }

    #[test]
    fn marks_beyond_the_limit_are_told() {
        let text = |marks: usize| "<!-- docgen allow(a): why -->\n".repeat(marks);
        assert_eq!(first_unread(&text(MAX_MARKS)), None);
        assert_eq!(first_unread(&text(MAX_MARKS + 1)).map(Span::len), Some(WORD.len()));
        assert_eq!(marks(&text(MAX_MARKS + 1)).len(), MAX_MARKS);
    }

    #[test]
    fn what_is_nearly_a_mark_is_told() {
        for (text, part) in [
            ("<!-- docgen: allow(a): why -->\n", "docgen: allow"),
            ("<!-- docgen disable(a): why -->\n", "docgen disable"),
            ("# docgen ignore\nk: v\n", "docgen ignore"),
            ("{% comment %}docgen allow a{% endcomment %}\n", "docgen allow a"),
            ("<!-- docgen allow-line(a): why -->\n", "docgen allow"),
        ] {
            let spans = misspelt(text);
            let parts: Vec<&str> = spans.iter().map(|span| &text[span.start..span.end]).collect();
            assert_eq!(parts, [part], "{text}");
        }
        for text in [
            "<!-- docgen allow(a): why -->\n",
            "<!-- docgen allow-page(a) -->\n",
            "<!-- docgen allows this -->\n",
            "`<!-- docgen disable(a) -->`\n",
            "Let docgen skip it.\n",
        ] {
            assert_eq!(misspelt(text), [], "{text}");
        }
    }

    #[test]
    fn rules_beyond_the_limit_are_told() {
        let text = |rules: usize| format!("<!-- docgen allow({}): why -->\n", vec!["a"; rules].join(", "));
        let read = |text: &str| {
            let mark = marks(text).remove(0);
            (mark.rules.len(), mark.first_unread.map(Span::len))
        };
        assert_eq!(read(&text(MAX_RULES)), (MAX_RULES, None));
        assert_eq!(read(&text(MAX_RULES + 2)), (MAX_RULES, Some(1)));
    }

    #[test]
    fn what_a_mark_allows_is_not_told_and_what_stands_outside_is() {
        let text = "{a}x\n\nx\n\n{b}x\nx\n{a}x\n\n{all}"
            .replace("{a}", "<!-- docgen allow(r, s): why -->\n")
            .replace("{b}", "{% comment %}docgen allow(r): why{% endcomment %}\n")
            .replace("{all}", "<!-- docgen allow-page(t, u): why -->\n");
        let sources = Sources::in_memory([("a.md", &*text)]);
        let file = sources.find("a.md").expect("it was just put there");
        let find = |rule| {
            let place = |(at, _)| Place {
                file,
                span: Span::new(at, at + 1),
            };
            let at_each = text.match_indices("x").map(place);
            let findings = at_each.map(|place| Finding::error(rule, sources.location(place), "m"));
            findings.collect::<Vec<_>>()
        };
        let findings = ["s", "r", "t"].map(find).concat();
        let told = apply(findings, &sources, |_| Named::On);
        let told: Vec<(&str, usize)> = told.iter().map(|it| (it.rule, it.location.start.line)).collect();
        let unused = ("unused-allow", 12);
        assert_eq!(told, [("s", 4), ("s", 7), ("s", 8), ("r", 4), unused]);
    }

    #[test]
    fn a_mark_far_from_any_block_is_for_nothing() {
        let far = |lines: usize| format!("<!-- docgen allow(a): why -->\n{}one\n", "\n".repeat(lines));
        assert_eq!(scopes(&far(MAX_BETWEEN)), [(vec!["a"], "one")]);
        assert_eq!(scopes(&far(MAX_BETWEEN + 1)), [(vec!["a"], "")]);
        assert_eq!(scopes("<!-- docgen allow(a): why -->\n"), [(vec!["a"], "")]);
        let far = |lines: usize| format!("# docgen allow(a): why\n{}k: v\n", "#\n".repeat(lines));
        assert_eq!(scopes(&far(MAX_BETWEEN)), [(vec!["a"], "k: v")]);
        assert_eq!(scopes(&far(MAX_BETWEEN + 1)), [(vec!["a"], "")]);
    }

    #[test]
    fn what_a_mark_is_for_may_hold_what_others_are_for() {
        const MARK: &str = "# docgen allow(a): why\n";
        let text = format!("{MARK}k:\n  {MARK}\n  l:\n    - v\n\n  {MARK}  m: v\n\nn:\n  {MARK}");
        let all = format!("k:\n  {MARK}\n  l:\n    - v\n\n  {MARK}  m: v");
        let each = [&*all, "l:\n    - v", "m: v", ""];
        let scopes: Vec<&str> = scopes(&text).into_iter().map(|(_, scope)| scope.trim_start()).collect();
        assert_eq!(scopes, each.map(|scope| scope.trim_end()));

        const INLINE: &str = "{% comment %}docgen allow(a): why{% endcomment %}";
        let text = format!("{INLINE}\none\ntwo {INLINE} {INLINE}\nthree\n\n{INLINE}\n| four {INLINE}\n| five |\nsix\n");
        let all = format!("one\ntwo {INLINE} {INLINE}\nthree");
        let rows = "| five |\nsix";
        let scopes: Vec<&str> = self::scopes(&text).into_iter().map(|(_, scope)| scope).collect();
        assert_eq!(scopes, [&*all, "three", "three", rows, rows]);
    }

    #[test]
    fn what_is_shown_as_code_is_no_mark() {
        for text in [
            "```html\n<!-- docgen allow(a): why -->\n```\n",
            "Write `<!-- docgen allow(a): why -->`.\n",
            "docgen allow(a): why\n",
        ] {
            assert_eq!(marks(text), [], "{text}");
        }
    }

    #[test]
    fn code_in_a_line_of_its_own_is_no_sample() {
        let text = "```x``` inline ````\n\n<!-- docgen allow(a): why -->\none\n";
        assert_eq!(scopes(text), [(vec!["a"], "one")]);
        let text = "~~~ a`b\n<!-- docgen allow(a): why -->\n~~~\n";
        assert_eq!(marks(text), []);
    }

    #[test]
    fn a_mark_without_a_reason_is_known_as_such() {
        for text in [
            "<!-- docgen allow(a) -->",
            "<!-- docgen allow(a): -->",
            "# docgen allow(a)\n",
        ] {
            let marks = marks(text);
            assert_eq!(
                marks.iter().map(|mark| mark.has_reason).collect::<Vec<_>>(),
                [false],
                "{text}"
            );
        }
    }
}
