//! What Liquid makes of what is not Liquid: where its strict grammar fails, Jekyll warns and looks for anything that
//! could be meant, by regular expressions. These are scanners that find the same, so that what has been told as a
//! mistake still shows what it shows in Jekyll.

use std::collections::HashMap;

use super::expression::{literal, operator, range};
use super::filters;
use super::lexer::Slice;
use super::syntax::{Comparison, Condition, Connective, Expression, FilterCall, Filtered, Step, Test, Variable};

/// How deep ranges and indexes may nest.
const MAX_DEPTH: usize = 100;

/// The first fragment of `text`: something in quotes, or a run of anything but blanks, commas, `|` and single quotes
/// (Liquid's `QuotedFragment`).
pub(super) fn fragment<'s>(text: Slice<'s>) -> Option<Slice<'s>> {
    let mut rest = text;
    while let Some(first) = rest.text.chars().next() {
        let length = fragment_length(rest.text);
        if length > 0 {
            return Some(rest.to(length));
        }
        rest = rest.from(first.len_utf8());
    }
    None
}

/// The bytes of the fragment that `text` begins with, if it does.
fn fragment_length(text: &str) -> usize {
    if let Some(length) = quoted_length(text) {
        return length;
    }
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match quoted_length(&text[at..]) {
            Some(length) => at += length,
            None if c.is_ascii_whitespace() || matches!(c, '\u{b}' | ',' | '|' | '"' | '\'') => break,
            None => at += c.len_utf8(),
        }
    }
    at
}

/// The bytes of the text in quotes that `text` begins with, if it does.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text[1..].find(quote).map(|end| end + 2)
}

/// What follows `part` in `whole`.
fn after<'s>(whole: Slice<'s>, part: Slice<'s>) -> Slice<'s> {
    whole.from(part.span().end - whole.at)
}

/// The value that the first fragment names; nil where there is none.
pub(super) fn first_expression<'s>(text: Slice<'s>) -> Expression<'s> {
    fragment(text).map_or(Expression::Nil, expression)
}

/// The value that a fragment names.
pub(super) fn expression<'s>(text: Slice<'s>) -> Expression<'s> {
    expression_within(text, 0)
}

fn expression_within<'s>(text: Slice<'s>, depth: usize) -> Expression<'s> {
    let text = text.trim();
    if depth > MAX_DEPTH {
        return Expression::Nil;
    }
    let is_in = |quote| text.text.len() > 1 && text.text.starts_with(quote) && text.text.ends_with(quote);
    if is_in('"') || is_in('\'') {
        return Expression::String(&text.text[1..text.text.len() - 1]);
    }
    if let Some((first, last)) = range_ends(text) {
        let (first, last) = (expression_within(first, depth + 1), expression_within(last, depth + 1));
        return range(first, last, text.span());
    }
    if let Some(number) = number(text) {
        return number;
    }
    literal(text.text).unwrap_or_else(|| variable(text, depth))
}

/// The ends of `(first..last)`.
fn range_ends<'s>(text: Slice<'s>) -> Option<(Slice<'s>, Slice<'s>)> {
    let inside = text.text.strip_prefix('(')?.strip_suffix(')')?;
    let inside = text.from(1).to(inside.len()).trim();
    let run = inside.text.find(char::is_whitespace).unwrap_or(inside.text.len());
    let (first, last) = match inside.from(run).trim_start() {
        rest if rest.text.starts_with("..") => (inside.to(run), rest.from(2)),
        _ => {
            let dots = inside.text[..run].rfind("..")?;
            (inside.to(dots), inside.from(dots + 2))
        }
    };
    let last = last.trim();
    let are_ends = !first.text.is_empty() && !last.text.is_empty() && !last.text.contains(char::is_whitespace);
    are_ends.then_some((first, last))
}

/// `-1`, and what begins with digits and has points: `1.5.2` is 1.5.
fn number<'s>(text: Slice<'s>) -> Option<Expression<'s>> {
    let digits = text.text.strip_prefix('-').unwrap_or(text.text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_number {
        return None;
    }
    let sign = text.text.len() - digits.len();
    let second_point = digits.match_indices('.').nth(1).map_or(digits.len(), |(at, _)| at);
    let number = &text.text[..sign + second_point];
    match digits.contains('.') {
        true => number.parse().ok().map(Expression::Float),
        false => Some(number.parse().map_or(Expression::String(number), Expression::Integer)),
    }
}

/// The names and indexes in `text`, whatever stands between them.
fn variable<'s>(text: Slice<'s>, depth: usize) -> Expression<'s> {
    let ends = index_ends(text.text);
    let mut steps = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.text.chars().next() {
        let name = rest.text.find(|c| !is_name(c)).unwrap_or(rest.text.len());
        let taken = if let Some(end) = ends.get(&(rest.at - text.at)) {
            let inside = end - (rest.at - text.at) - 1;
            let index = rest.from(1).to(inside);
            steps.push(Step::Index(expression_within(index, depth + 1)));
            inside + 2
        } else if name > 0 {
            let length = name + usize::from(rest.text[name..].starts_with('?'));
            steps.push(Step::Name(&rest.text[..length]));
            length
        } else {
            first.len_utf8()
        };
        rest = rest.from(taken);
    }
    if steps.is_empty() {
        return Expression::Nil;
    }
    let root = steps.remove(0);
    Expression::Variable(Box::new(Variable {
        text: text.text,
        root,
        steps,
    }))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Where each `[` of `text` is closed that has something in it, by where it stands.
fn index_ends(text: &str) -> HashMap<usize, usize> {
    let mut open = Vec::new();
    let mut ends = HashMap::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => open.push(at),
            b']' => {
                if let Some(start) = open.pop().filter(|start| start + 1 < at) {
                    ends.insert(start, at);
                }
            }
            _ => {}
        }
    }
    ends
}

/// `expression | filter: argument`, as far as it can be made out.
pub(super) fn filtered<'s>(markup: Slice<'s>) -> Filtered<'s> {
    let Some(input) = fragment(markup) else {
        return Filtered {
            input: Expression::Nil,
            filters: Vec::new(),
        };
    };
    let rest = after(markup, input);
    let mut filters = Vec::new();
    if let Some(pipe) = rest.text.find('|') {
        let mut rest = rest.from(pipe + 1);
        while !rest.text.is_empty() {
            let chunk = rest.to(chunk_length(rest.text));
            filters.extend(filter_call(chunk));
            rest = after(rest, chunk);
            // What ends a chunk is a `|` or a quote that is not closed.
            rest = rest.from(rest.text.len().min(1));
        }
    }
    Filtered {
        input: expression(input),
        filters,
    }
}

/// The bytes up to a `|` or a single quote.
fn chunk_length(text: &str) -> usize {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match fragment_length(&text[at..]) {
            0 if matches!(c, '|' | '"' | '\'') => break,
            0 => at += c.len_utf8(),
            length => at += length,
        }
    }
    at
}

fn filter_call<'s>(chunk: Slice<'s>) -> Option<FilterCall<'s>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = chunk.text.find(is_word)?;
    let name = chunk.from(start);
    let name = name.to(name.text.find(|c| !is_word(c)).unwrap_or(name.text.len()));
    let mut call = FilterCall {
        name: name.text,
        span: name.span(),
        filter: filters::find(name.text),
        positional: Vec::new(),
        named: Vec::new(),
    };
    let mut rest = chunk;
    while let Some(sign) = rest.text.find([':', ',']) {
        let argument = rest.from(sign + 1).trim_start();
        rest = match (attribute(argument), fragment_length(argument.text)) {
            (Some((name, value)), _) => {
                call.named.push((name, expression(value)));
                after(rest, value)
            }
            (None, 0) => rest.from(sign + 1),
            (None, length) => {
                call.positional.push(expression(argument.to(length)));
                after(rest, argument.to(length))
            }
        };
    }
    Some(call)
}

/// All of `name: value` in `markup`.
pub(super) fn attributes<'s>(markup: Slice<'s>) -> Vec<(&'s str, Slice<'s>)> {
    let mut found = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.text.find(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        rest = rest.from(start);
        rest = match attribute(rest) {
            Some((name, value)) => {
                found.push((name, value));
                after(rest, value)
            }
            None => rest.from(rest.text.find(|c| !is_name(c)).unwrap_or(rest.text.len())),
        };
    }
    found
}

/// The `name: value` that `text` begins with.
fn attribute<'s>(text: Slice<'s>) -> Option<(&'s str, Slice<'s>)> {
    let length = text.text.find(|c| !is_name(c)).unwrap_or(text.text.len());
    let colon = text.from(length).trim_start();
    if length == 0 || text.text.starts_with('-') || !colon.text.starts_with(':') {
        return None;
    }
    let value = colon.from(1).trim_start();
    let value = value.to(fragment_length(value.text));
    (!value.text.is_empty()).then_some((&text.text[..length], value))
}

/// The tests of a condition, or nothing where there is none to be made out.
pub(super) fn condition<'s>(markup: Slice<'s>) -> Option<Condition<'s>> {
    let mut tests = Vec::new();
    let mut connectives = Vec::new();
    let mut rest = markup.trim();
    let mut start = rest;
    while !rest.text.is_empty() {
        if let Some((connective, length)) = connective(rest.text) {
            tests.push(test(start.to(rest.at - start.at))?);
            connectives.push(connective);
            rest = rest.from(length).trim_start();
            start = rest;
            continue;
        }
        let length = match fragment_length(rest.text) {
            0 => rest.text.chars().next().map_or(0, char::len_utf8),
            length => length,
        };
        rest = rest.from(length).trim_start();
    }
    tests.push(test(start)?);
    let mut tests = tests.into_iter();
    Some(Condition {
        first: tests.next()?,
        rest: connectives.into_iter().zip(tests).collect(),
    })
}

/// The `and` or `or` that `text` begins with.
fn connective(text: &str) -> Option<(Connective, usize)> {
    let found = [("and", Connective::And), ("or", Connective::Or)];
    let (word, connective) = found.into_iter().find(|(word, _)| text.starts_with(word))?;
    let is_whole = !text[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    is_whole.then_some((connective, word.len()))
}

/// `left operator right`, of which only the left must be there.
fn test<'s>(text: Slice<'s>) -> Option<Test<'s>> {
    let left = fragment(text)?;
    let rest = after(text, left).trim_start();
    let is_sign = |c: char| c.is_ascii_lowercase() || matches!(c, '=' | '!' | '<' | '>' | '_');
    let sign = rest.to(rest.text.find(|c| !is_sign(c)).unwrap_or(rest.text.len()));
    if sign.text.is_empty() {
        return Some(Test::Truth(expression(left)));
    }
    let right = after(rest, sign).trim_start();
    let right = right.to(fragment_length(right.text));
    let Some(operator) = operator(sign.text) else {
        return Some(Test::Never);
    };
    Some(Test::Comparison(Box::new(Comparison {
        left: expression(left),
        operator,
        right: match right.text {
            "" => Expression::Nil,
            _ => expression(right),
        },
        span: text.trim().span(),
    })))
}

/// The values of a `when`: fragments joined by `or` and commas.
pub(super) fn alternatives<'s>(markup: Slice<'s>) -> Vec<Expression<'s>> {
    let mut values = Vec::new();
    let mut next = fragment(markup);
    while let Some(value) = next {
        values.push(expression(value));
        let rest = after(markup, value);
        let joined = rest.trim_start();
        let joined = match joined.text.strip_prefix(',') {
            Some(_) => Some(joined.from(1)),
            None => {
                let word = joined.text.strip_prefix("or");
                let is_word = word.is_some_and(|rest| rest.starts_with(char::is_whitespace));
                (is_word && joined.at > rest.at).then(|| joined.from(2))
            }
        };
        next = joined.map(Slice::trim_start).and_then(|text| {
            let length = fragment_length(text.text);
            (length > 0).then(|| text.to(length))
        });
    }
    values
}

/// `variable in collection` at the start of `markup`, and what follows.
pub(super) fn each<'s>(markup: Slice<'s>) -> Option<(&'s str, Slice<'s>, Slice<'s>)> {
    let name = markup.to(markup.text.find(|c| !is_name(c)).unwrap_or(markup.text.len()));
    let rest = after(markup, name);
    let word = rest.trim_start();
    let collection = word.from(word.text.strip_prefix("in").map(|_| 2)?);
    let has_blanks = word.at > rest.at && collection.text.starts_with(char::is_whitespace);
    let collection = collection.trim_start();
    let collection = collection.to(fragment_length(collection.text));
    let is_sound = has_blanks && !name.text.is_empty() && !collection.text.is_empty();
    is_sound.then(|| (name.text, collection, after(markup, collection)))
}

/// What stands in `text` between commas, each by its first fragment.
pub(super) fn list<'s>(text: Slice<'s>) -> Vec<Expression<'s>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some(value) = fragment(rest) {
        values.push(expression(value));
        rest = after(rest, value);
        match rest.text.find(',') {
            Some(comma) => rest = rest.from(comma + 1),
            None => break,
        }
    }
    values
}

/// The first text in quotes, and its place.
pub(super) fn quoted<'s>(text: Slice<'s>) -> Option<Slice<'s>> {
    let start = text.text.find(['"', '\''])?;
    let length = quoted_length(&text.text[start..])?;
    Some(text.from(start + 1).to(length - 2))
}
