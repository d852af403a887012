//! One finding in the look of rustc. Authors' texts may be anything, so what is shown of them is bounded (see
//! `Excerpt`) and cannot command the terminal (see `harmless`).

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer};

use super::excerpt::{Excerpt, PATH};
use crate::finding::{Finding, Label, Severity, counted};
use crate::report::{Style, one_line};
use crate::source::{Location, Sources};

/// The most labels that are shown.
const MAX_LABELS: usize = 6;

/// The most include tags that are named.
const MAX_VIA: usize = 5;

/// The finding as people read it: several lines, the last without a line end. `sources` holds the files that it is
/// about; of a file that is not among them, the place is told without an excerpt.
pub fn render(finding: &Finding, sources: &Sources, style: Style) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(one_line(&finding.message)).id(finding.rule);
    let mut group = Group::with_title(title);
    // The locations of the snippets, in their order.
    let mut places = vec![&finding.location];

    let shown = &finding.labels[..finding.labels.len().min(MAX_LABELS)];
    let excerpt = Excerpt::of_finding(finding, shown, sources);
    let (shared, apart): (Vec<&Label>, Vec<&Label>) = shown
        .iter()
        .partition(|label| excerpt.as_ref().is_some_and(|excerpt| excerpt.shows(&label.location)));
    group = match &excerpt {
        Some(excerpt) => group.element(
            excerpt
                .snippet()
                .annotation(excerpt.annotation(AnnotationKind::Primary, &finding.location, ""))
                .annotations(
                    shared
                        .iter()
                        .map(|label| excerpt.annotation(AnnotationKind::Context, &label.location, &label.message)),
                ),
        ),
        None => group.element(Origin::path(PATH.to_string())),
    };
    for label in apart {
        places.push(&label.location);
        group = match Excerpt::new(&label.location, &[], sources, &finding.hidden) {
            Some(excerpt) => group.element(excerpt.snippet().annotation(excerpt.annotation(
                AnnotationKind::Context,
                &label.location,
                &label.message,
            ))),
            None => group
                .element(Origin::path(PATH.to_string()))
                .element(Level::NOTE.message(one_line(&label.message))),
        };
    }
    let notes = [
        finding
            .labels
            .len()
            .checked_sub(MAX_LABELS)
            .filter(|&more| more > 0)
            .map(|more| format!("and {}", counted(more, "more place"))),
        included(&finding.via),
        on_pages(finding),
    ];
    group = group.elements(
        notes
            .into_iter()
            .flatten()
            .map(|note| Level::NOTE.message(one_line(&note))),
    );
    group = group.elements(finding.hint.iter().map(|hint| Level::HELP.message(one_line(hint))));

    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    // Excerpts are cut already, and better: not by the width of what stands beside them.
    let rendered = renderer.term_width(usize::from(u16::MAX)).render(&[group]);
    with_places(&rendered, &places)
}

/// The report with the real places where the renderer wrote [`PATH`] and its own idea of line and column: it counts
/// them in the excerpt.
fn with_places(rendered: &str, places: &[&Location]) -> String {
    let mut parts = rendered.split(PATH);
    let mut report = parts.next().unwrap_or_default().to_owned();
    for (part, location) in parts.zip(places) {
        report.push_str(&place(location));
        report.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    report
}

fn place(location: &Location) -> String {
    let path = one_line(&location.path);
    format!("{path}:{}:{}", location.start.line, location.start.column)
}

/// `included at a.md:1:1, from b.md:2:1`; of many, the inner ones and the outermost.
fn included(via: &[Location]) -> Option<String> {
    let (outermost, inner) = via.split_last()?;
    let named = inner.len().min(MAX_VIA - 1);
    let mut chain: Vec<String> = inner[..named].iter().map(place).collect();
    chain.push(place(outermost));
    let hidden = inner.len() - named;
    if hidden > 0 {
        chain[named - 1].push_str(&format!(", through {hidden} more"));
    }
    Some(format!("included at {}", chain.join(", from ")))
}

/// `on 150 pages: a.md, b.md and 148 more`, if it is more than one.
fn on_pages(finding: &Finding) -> Option<String> {
    let pages = &finding.pages;
    let named = match pages.as_slice() {
        [] | [_] => return None,
        [a, b] => format!("{a} and {b}"),
        [a, b, c] => format!("{a}, {b} and {c}"),
        [a, b, more @ ..] => format!("{a}, {b} and {} more", more.len()),
    };
    Some(format!("on {}: {named}", counted(pages.len(), "page")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::finding::Hidden;
    use crate::report::human::excerpt::MAX_WIDTH;
    use crate::source::Place;
    use crate::span::Span;

    fn at(sources: &Sources, path: &str, span: Span) -> Location {
        let file = sources.find(path).expect("the test has the file");
        sources.location(Place { file, span })
    }

    /// The place of `what` in the file.
    fn find(sources: &Sources, path: &str, what: &str) -> Location {
        let text = sources.text(sources.find(path).expect("the test has the file"));
        let start = text.find(what).expect("the test has the words");
        at(sources, path, Span::new(start, start + what.len()))
    }

    fn plain(finding: &Finding, sources: &Sources) -> String {
        render(finding, sources, Style::Plain)
    }

    /// A finding at the span of a text, rendered.
    fn told(text: &str, span: Span) -> String {
        let sources = Sources::in_memory([("a.md", text)]);
        plain(&Finding::error("r", at(&sources, "a.md", span), "m"), &sources)
    }

    #[test]
    fn a_finding_is_told_with_all_that_belongs_to_it() {
        let include = "Use {{ include.kye }} here.\n";
        let sources = Sources::in_memory([
            ("_includes/key.md", include),
            ("docs/x.md", "# Title\n\n{% include key.md key=\"a\" %}\n"),
            ("docs/y.md", "{% include_relative x.md %}\n"),
        ]);
        let mut finding = Finding::error(
            "undefined-variable",
            find(&sources, "_includes/key.md", "include.kye"),
            "`include.kye` is not defined",
        )
        .with_label(find(&sources, "docs/x.md", "key=\"a\""), "this is what is passed")
        .with_via(vec![
            find(&sources, "docs/x.md", "{% include key.md key=\"a\" %}"),
            find(&sources, "docs/y.md", "{% include_relative x.md %}"),
        ])
        .with_hint("did you mean `include.key`?");
        finding.pages = (1..=150).map(|page| Arc::from(format!("docs/{page}.md"))).collect();
        assert_eq!(
            plain(&finding, &sources),
            "\
error[undefined-variable]: `include.kye` is not defined
 --> _includes/key.md:1:8
  |
1 | Use {{ include.kye }} here.
  |        ^^^^^^^^^^^
  |
 ::: docs/x.md:3:19
  |
3 | {% include key.md key=\"a\" %}
  |                   ------- this is what is passed
  |
  = note: included at docs/x.md:3:1, from docs/y.md:1:1
  = note: on 150 pages: docs/1.md, docs/2.md and 148 more
  = help: did you mean `include.key`?"
        );
    }

    #[test]
    fn labels_nearby_share_the_excerpt() {
        let text = "heading: A\nlayout: x\nlayout2: y\nb: 1\nheading: B\n";
        let sources = Sources::in_memory([("a.md", text)]);
        let finding = Finding::warning(
            "duplicate-key",
            find(&sources, "a.md", "heading: B"),
            "`heading` is set twice",
        )
        .with_label(find(&sources, "a.md", "heading: A"), "first here");
        assert_eq!(
            plain(&finding, &sources),
            "\
warning[duplicate-key]: `heading` is set twice
 --> a.md:5:1
  |
1 | heading: A
  | ---------- first here
...
5 | heading: B
  | ^^^^^^^^^^"
        );
    }

    #[test]
    fn an_empty_place_gets_a_caret() {
        assert_eq!(
            told("one\ntwo\n", Span::at(5)),
            "\
error[r]: m
 --> a.md:2:2
  |
2 | two
  |  ^"
        );
        assert_eq!(
            told("one\n", Span::at(4)),
            "\
error[r]: m
 --> a.md:2:1
  |
2 |
  | ^"
        );
        assert_eq!(
            told("one", Span::at(3)),
            "\
error[r]: m
 --> a.md:1:4
  |
1 | one
  |    ^"
        );
    }

    #[test]
    fn carets_stand_under_what_is_seen() {
        let text = "\u{feff}\tü漢{{ x }}\u{1b}[2J\u{9b}1m\r\n";
        let start = text.find("{{").expect("it is there");
        assert_eq!(
            told(text, Span::new(start, start + 7)),
            "\
error[r]: m
 --> a.md:1:4
  |
1 |     ü漢{{ x }}␛[2J�1m
  |        ^^^^^^^"
        );
    }

    #[test]
    fn a_few_lines_are_shown_and_many_are_not() {
        assert_eq!(
            told("a\nb\nc\nd\n", Span::new(2, 6)),
            "\
error[r]: m
 --> a.md:2:1
  |
2 | / b
3 | | c
  | |_^"
        );
        let many = "line\n".repeat(50_000);
        assert_eq!(
            told(&many, Span::new(6, 100_000)),
            "\
error[r]: m
 --> a.md:2:2
  |
2 | line
  |  ^^^ (up to line 20001)"
        );
    }

    #[test]
    fn a_long_line_is_cut_to_what_is_meant() {
        let text = format!("{}{{{{ x }}}}{}", "ab ".repeat(100_000), " cd".repeat(100_000));
        assert_eq!(told(&text, Span::new(300_000, 300_007)), "\
error[r]: m
 --> a.md:1:300001
  |
1 | ... ab ab ab ab ab ab ab ab ab ab ab ab ab {{ x }} cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd cd c...
  |                                            ^^^^^^^");
        let whole = told(&text, Span::new(0, text.len()));
        assert!(
            whole.lines().all(|line| line.chars().count() <= MAX_WIDTH + 12),
            "{whole}"
        );
    }

    #[test]
    fn labels_are_bounded() {
        let text = "word ".repeat(30);
        let sources = Sources::in_memory([("a.md", text.clone()), ("b.md", text)]);
        let mut finding = Finding::error("r", find(&sources, "a.md", "word"), "m");
        for label in 0..20 {
            finding = finding.with_label(at(&sources, "b.md", Span::new(label * 5, label * 5 + 4)), "too");
        }
        let report = plain(&finding, &sources);
        assert_eq!(report.matches("too").count(), MAX_LABELS);
        assert!(report.ends_with("= note: and 14 more places"), "{report}");
    }

    #[test]
    fn long_chains_are_bounded() {
        let sources = Sources::in_memory([("a.md", "1\n2\n3\n4\n5\n6\n7\n8\n")]);
        let via: Vec<Location> = (0..8).map(|line| at(&sources, "a.md", Span::at(2 * line))).collect();
        assert_eq!(included(&via[..0]), None);
        assert_eq!(included(&via[..1]).as_deref(), Some("included at a.md:1:1"));
        assert_eq!(
            included(&via[..2]).as_deref(),
            Some("included at a.md:1:1, from a.md:2:1")
        );
        assert_eq!(
            included(&via).as_deref(),
            Some("included at a.md:1:1, from a.md:2:1, from a.md:3:1, from a.md:4:1, through 3 more, from a.md:8:1")
        );
    }

    #[test]
    fn a_file_without_text_is_named() {
        let sources = Sources::in_memory([("a.md", "")]);
        let finding = Finding::error(
            "unreadable",
            at(&sources, "a.md", Span::at(0)),
            "the file cannot be read",
        )
        .with_hint("look at it");
        assert_eq!(
            plain(&finding, &sources),
            "\
error[unreadable]: the file cannot be read
--> a.md:1:1
 = help: look at it"
        );
    }

    #[test]
    fn nothing_commands_the_terminal() {
        let sources = Sources::in_memory([("\u{1b}[2J.md", "\u{1b}]0;x\u{7}\u{202e}y")]);
        let here = at(&sources, "\u{1b}[2J.md", Span::new(0, 4));
        let finding = Finding::error("r", here.clone(), "\u{1b}[31mred\u{9b}")
            .with_label(here.clone(), "\u{1b}[31m")
            .with_via(vec![here])
            .with_hint("\u{1b}[31m\tred\n\tred");
        let report = plain(&finding, &sources);
        assert!(
            !report.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}'),
            "{report:?}"
        );
    }

    #[test]
    fn what_is_hidden_is_starred_wherever_an_excerpt_shows_it() {
        let text = "# T\n\nuser: ü, key: (abcü), 漢 old: (defg) end\n\n-BEGIN-\nhij\nkl\n-END-\n";
        let sources = Sources::in_memory([("a.md", text), ("b.md", text)]);
        let span = |what| find(&sources, "a.md", what).span;
        let spans = || [span("abcü"), span("defg"), span("-BEGIN-\nhij\nkl\n-END-")];
        let path = Arc::from("a.md");
        let finding = |what| {
            Finding::error("r", find(&sources, "a.md", what), "m").with_hidden(Hidden::new(&path, text, &spans()))
        };
        assert_eq!(
            plain(
                &finding("defg").with_label(find(&sources, "a.md", "abcü"), "too"),
                &sources
            ),
            "\
error[r]: m
 --> a.md:3:31
  |
3 | user: ü, key: (****), 漢 old: (****) end
  |                ---- too        ^^^^"
        );
        assert_eq!(
            plain(&finding("-BEGIN-\nhij\nkl\n-END-"), &sources),
            "\
error[r]: m
 --> a.md:5:1
  |
5 | / *******
6 | | ***
7 | | **
8 | | *****
  | |_____^"
        );
        let elsewhere = finding("end").with_label(find(&sources, "b.md", "defg"), "not hidden");
        assert_eq!(plain(&elsewhere, &sources).matches("defg").count(), 1);
    }

    #[test]
    fn no_message_makes_a_line_of_its_own() {
        let sources = Sources::in_memory([("a.md", "text")]);
        let finding = Finding::error("r", at(&sources, "a.md", Span::new(0, 4)), "no key `a\n::error::b`");
        let report = plain(&finding, &sources);
        assert!(report.starts_with("error[r]: no key `a␊::error::b`\n"), "{report}");
    }

    #[test]
    fn colours_are_only_what_is_asked_for() {
        let sources = Sources::in_memory([("a.md", "text")]);
        let finding = Finding::error("r", at(&sources, "a.md", Span::new(0, 4)), "m").with_hint("h");
        let coloured = render(&finding, &sources, Style::Coloured);
        assert!(
            coloured.contains("\u{1b}[") && coloured.contains("a.md:1:1"),
            "{coloured:?}"
        );
        assert!(!plain(&finding, &sources).contains('\u{1b}'));
    }

    proptest! {
        #[test]
        fn any_place_of_any_text_is_told_in_bounds(
            text in "([a-z ü漢\u{0}-\u{20}\u{200d}\u{301}\u{feff}{}()/]{0,12}\r?\n?){0,30}",
            stretch in prop::sample::select(vec![1, 1, 1, 100]),
            places in prop::collection::vec((0..400_usize, 0..200_usize), 1..5),
        ) {
            let text = text.repeat(stretch);
            let sources = Sources::in_memory([("a.md", text.as_str())]);
            let mut places = places.into_iter().map(|(start, length)| {
                let start = text.floor_char_boundary((start * stretch).min(text.len()));
                let end = text.floor_char_boundary((start + length * stretch).min(text.len()));
                at(&sources, "a.md", Span::new(start, end.max(start)))
            });
            let here = places.next().expect("there is one at least");
            let told = format!("a.md:{}:{}", here.start.line, here.start.column);
            let mut finding = Finding::error("r", here, "m");
            let alone = plain(&finding, &sources);
            prop_assert!(alone.contains('^') || text.is_empty(), "{}", alone);
            for place in places {
                finding = finding.with_label(place, "label");
            }
            let report = plain(&finding, &sources);
            let place = report.lines().nth(1).expect("the place follows the message").trim_start();
            prop_assert_eq!(place, format!("--> {told}"), "{}", report);
            prop_assert_eq!(report.matches("label").count(), finding.labels.len(), "{}", report);
            prop_assert!(report.lines().count() < 120, "{}", report);
        }
    }
}
