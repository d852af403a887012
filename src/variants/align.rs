//! Pairs the parts of two pages: the order-keeping pairing of the greatest likeness.

use super::part::{Part, PartKind};
use super::{Outcome, Pair};

/// The largest table of likenesses that is made, in fields. Where more parts than that differ, none are paired.
const MAX_FIELDS: usize = 1 << 20;

/// How alike two texts must be to be versions of one: the share of their words that they have in common, in thousandths.
const ALIKE: u32 = 600;

/// Two parts that belong together.
fn pair<'s>(left: &'s Part<'s>, right: &'s Part<'s>) -> Pair<'s> {
    Pair {
        left: Some(left),
        right: Some(right),
        outcome: match left.has_same_text(right) {
            _ if left.is_same(right) => Outcome::Same,
            true => Outcome::Within,
            false => Outcome::Changed,
        },
        pairs: align(&left.parts, &right.parts),
    }
}

/// Pairs parts that stand beside each other.
pub(super) fn align<'s>(left: &'s [Part<'s>], right: &'s [Part<'s>]) -> Vec<Pair<'s>> {
    let start = left
        .iter()
        .zip(right)
        .take_while(|(one, other)| one.is_same(other))
        .count();
    let (left_rest, right_rest) = (&left[start..], &right[start..]);
    let from_end = left_rest.iter().rev().zip(right_rest.iter().rev());
    let end = from_end.take_while(|(one, other)| one.is_same(other)).count();
    let middle = (
        &left_rest[..left_rest.len() - end],
        &right_rest[..right_rest.len() - end],
    );
    let mut pairs: Vec<Pair<'s>> = left[..start]
        .iter()
        .zip(right)
        .map(|(one, other)| pair(one, other))
        .collect();
    pairs.extend(middle_pairs(middle.0, middle.1));
    let ends = left[left.len() - end..].iter().zip(&right[right.len() - end..]);
    pairs.extend(ends.map(|(one, other)| pair(one, other)));
    pairs
}

/// Pairs what stands between the parts that both sides begin and end with.
fn middle_pairs<'s>(left: &'s [Part<'s>], right: &'s [Part<'s>]) -> Vec<Pair<'s>> {
    if left.len().saturating_mul(right.len()) > MAX_FIELDS {
        let lefts = left.iter().map(|part| single(Some(part), None));
        return lefts.chain(right.iter().map(|part| single(None, Some(part)))).collect();
    }
    let matches = most_alike(left, right);
    let (mut is_left_free, mut is_right_free) = (vec![true; left.len()], vec![true; right.len()]);
    for &(one, other) in &matches {
        (is_left_free[one], is_right_free[other]) = (false, false);
    }
    // What is left over on both sides has moved.
    let mut moved: Vec<Option<usize>> = vec![None; left.len()];
    let mut is_moved_here = vec![false; right.len()];
    for (at, part) in left.iter().enumerate().filter(|&(at, _)| is_left_free[at]) {
        let is_same =
            |&other: &usize| is_right_free[other] && !is_moved_here[other] && is_counterpart(part, &right[other]);
        if let Some(other) = (0..right.len()).find(is_same) {
            moved[at] = Some(other);
            is_moved_here[other] = true;
        }
    }
    let mut pairs = Vec::with_capacity(left.len().max(right.len()));
    let (mut next_left, mut next_right) = (0, 0);
    for (left_at, right_at) in matches.into_iter().chain([(left.len(), right.len())]) {
        for at in next_left..left_at {
            pairs.push(match moved[at] {
                Some(other) => Pair {
                    outcome: Outcome::Moved,
                    ..pair(&left[at], &right[other])
                },
                None => single(Some(&left[at]), None),
            });
        }
        let only_right = (next_right..right_at).filter(|&at| !is_moved_here[at]);
        pairs.extend(only_right.map(|at| single(None, Some(&right[at]))));
        if left_at < left.len() {
            pairs.push(pair(&left[left_at], &right[right_at]));
        }
        (next_left, next_right) = (left_at + 1, right_at + 1);
    }
    pairs
}

fn single<'s>(left: Option<&'s Part<'s>>, right: Option<&'s Part<'s>>) -> Pair<'s> {
    Pair {
        left,
        right,
        outcome: Outcome::Single,
        pairs: Vec::new(),
    }
}

/// The pairs, in order, whose likenesses add up to the most (as in the longest common subsequence).
fn most_alike(left: &[Part<'_>], right: &[Part<'_>]) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    // From each field on, the most that can be had.
    let mut most = vec![0_u32; (left.len() + 1) * width];
    let mut alike = vec![0_u32; left.len() * right.len()];
    for one in (0..left.len()).rev() {
        for other in (0..right.len()).rev() {
            let likeness = likeness(&left[one], &right[other]);
            alike[one * right.len() + other] = likeness;
            let together = match likeness {
                0 => 0,
                likeness => likeness + most[(one + 1) * width + other + 1],
            };
            let apart = most[(one + 1) * width + other].max(most[one * width + other + 1]);
            most[one * width + other] = together.max(apart);
        }
    }
    let mut matches = Vec::new();
    let (mut one, mut other) = (0, 0);
    while one < left.len() && other < right.len() {
        let likeness = alike[one * right.len() + other];
        let here = most[one * width + other];
        if likeness > 0 && here == likeness + most[(one + 1) * width + other + 1] {
            matches.push((one, other));
            (one, other) = (one + 1, other + 1);
        } else if here == most[(one + 1) * width + other] {
            one += 1;
        } else {
            other += 1;
        }
    }
    matches
}

/// Whether two parts are one by what names them, whatever they consist of. Lines are named by nothing.
fn is_counterpart(one: &Part<'_>, other: &Part<'_>) -> bool {
    one.has_same_text(other) && !one.key.is_empty() && one.kind != PartKind::Line
}

/// How alike two parts are, in thousandths; 0 where they are no versions of one.
fn likeness(one: &Part<'_>, other: &Part<'_>) -> u32 {
    if one.kind != other.kind {
        return 0;
    }
    // A little more for what is the same throughout, so that of equal rows or steps the right ones meet.
    if one.has_same_text(other) {
        return if one.is_same(other) { 1_100 } else { 1_000 };
    }
    match one.kind {
        // A section is another one as soon as its heading is.
        PartKind::Section | PartKind::Heading => 0,
        // A row is known by its first cell.
        PartKind::Row if first_cell(&one.key) == first_cell(&other.key) => 900,
        PartKind::Row => 0,
        PartKind::Code | PartKind::List => 0,
        PartKind::Table
        | PartKind::Quote
        | PartKind::Paragraph
        | PartKind::Item
        | PartKind::Procedure
        | PartKind::Step
        | PartKind::Line
        | PartKind::Callout => {
            let common = common(&one.words, &other.words);
            let all = one.words.len() + other.words.len();
            let likeness = u32::try_from(2_000 * common / all.max(1)).unwrap_or(0);
            if likeness >= ALIKE { likeness } else { 0 }
        }
    }
}

fn first_cell(row: &str) -> &str {
    row.split(" | ").next().unwrap_or(row)
}

/// How many elements two sorted lists have in common.
fn common(one: &[u64], other: &[u64]) -> usize {
    let (mut left, mut right, mut count) = (0, 0, 0);
    while left < one.len() && right < other.len() {
        match one[left].cmp(&other[right]) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                left += 1;
                right += 1;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Provenance;
    use crate::source::{Location, Sources};

    fn here() -> Provenance {
        let sources = Sources::in_memory([("a.md", "")]);
        let place = crate::source::Place {
            file: sources.find("a.md").expect("it was just put there"),
            span: crate::span::Span::at(0),
        };
        let via: [Location; 0] = [];
        Provenance {
            location: sources.location(place),
            via: via.into(),
        }
    }

    /// How parts pair: `=text`, `~text`, `>text` for moved, `-text`, `+text`.
    fn paired(kind: PartKind, left: &[&'static str], right: &[&'static str]) -> Vec<String> {
        let at = here();
        let parts = |texts: &[&'static str]| -> Vec<Part<'_>> {
            texts
                .iter()
                .map(|&text| Part::new(kind, text, &at, Vec::new(), &[]))
                .collect()
        };
        let (left, right) = (parts(left), parts(right));
        let sign = |pair: &Pair<'_>| match (pair.outcome, pair.left.is_some()) {
            (Outcome::Same | Outcome::Within, _) => '=',
            (Outcome::Changed, _) => '~',
            (Outcome::Moved, _) => '>',
            (Outcome::Single, true) => '-',
            (Outcome::Single, false) => '+',
        };
        let pairs = align(&left, &right);
        pairs
            .iter()
            .map(|pair| format!("{}{}", sign(pair), pair.part().text))
            .collect()
    }

    #[test]
    fn what_is_alike_is_paired_and_the_rest_stands_alone() {
        let steps = |left: &[&'static str], right: &[&'static str]| paired(PartKind::Step, left, right);
        assert_eq!(steps(&["a", "b", "c"], &["a", "c"]), ["=a", "-b", "=c"]);
        assert_eq!(
            steps(&["open the old menu", "x"], &["open the new menu", "x"]),
            ["~open the old menu", "=x"]
        );
        assert_eq!(steps(&["log in"], &["click save"]), ["-log in", "+click save"]);
        assert_eq!(steps(&[], &["a"]), ["+a"]);
    }

    #[test]
    fn sections_are_known_by_their_headings_and_rows_by_their_first_cells() {
        assert_eq!(
            paired(PartKind::Section, &["Set up the app"], &["Set up the apps"]),
            ["-Set up the app", "+Set up the apps"]
        );
        assert_eq!(
            paired(PartKind::Row, &["id | `a`", "key | `b`"], &["key | b"]),
            ["-id | `a`", "~key | `b`"]
        );
    }

    #[test]
    fn what_stands_elsewhere_has_moved() {
        assert_eq!(
            paired(PartKind::Section, &["a", "b", "c"], &["c", "a", "b"]),
            ["=a", "=b", ">c"]
        );
    }
}
