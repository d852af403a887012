//! Filters that change a text: its case, its ends, its length.

use std::borrow::Cow;

use crate::liquid::value::Value;

use super::{Arguments, Filtered, Site, limits, part, whole_number};

/// `append`: the text, then the argument (Liquid).
pub(super) fn append<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [suffix] = arguments.exactly()?;
    let suffix = suffix.to_plain_text();
    let text = input.into_plain_text();
    if suffix.is_empty() {
        return Ok(Value::String(text));
    }
    limits::text(text.len() + suffix.len())?;
    let mut text = text.into_owned();
    text.push_str(&suffix);
    Ok(Value::from(text))
}

/// `prepend`: the argument, then the text (Liquid).
pub(super) fn prepend<'a>(input: Value<'a>, arguments: &Arguments<'a>, site: &Site<'a>) -> Filtered<'a> {
    let [prefix] = arguments.exactly()?;
    let after = Arguments {
        positional: vec![input],
        named: Vec::new(),
    };
    append(prefix.clone(), &after, site)
}

/// `capitalize`: the first letter large, all others small (Liquid).
pub(super) fn capitalize<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    let mut rest = text.chars();
    let Some(first) = rest.next() else {
        return Ok(Value::String(text));
    };
    Ok(Value::from(
        first.to_uppercase().collect::<String>() + &rest.as_str().to_lowercase(),
    ))
}

/// `downcase`: all letters small (Liquid).
pub(super) fn downcase<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    Ok(
        if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
            Value::String(text)
        } else {
            Value::from(text.to_lowercase())
        },
    )
}

/// `upcase`: all letters large (Liquid).
pub(super) fn upcase<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    Ok(
        if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase()) {
            Value::String(text)
        } else {
            Value::from(text.to_uppercase())
        },
    )
}

/// `strip`: without white space at both ends (Liquid).
pub(super) fn strip<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(part(input.into_plain_text(), |text| text.trim_matches(is_stripped)))
}

/// `lstrip`: without white space at the start (Liquid).
pub(super) fn lstrip<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(part(input.into_plain_text(), |text| {
        text.trim_start_matches(is_stripped)
    }))
}

/// `rstrip`: without white space at the end (Liquid).
pub(super) fn rstrip<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(part(input.into_plain_text(), |text| text.trim_end_matches(is_stripped)))
}

/// `strip_newlines`: without line ends (Liquid).
pub(super) fn strip_newlines<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    Ok(if text.contains('\n') {
        Value::from(text.replace("\r\n", "").replace('\n', ""))
    } else {
        Value::String(text)
    })
}

/// `normalize_whitespace`: every run of white space as one blank, none at the ends (Jekyll).
pub(super) fn normalize_whitespace<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    let mut normal = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !normal.is_empty() {
            normal.push(' ');
        }
        normal.push_str(word);
    }
    Ok(Value::from(normal))
}

/// `split`: the parts between separators, as Ruby's `split` has them: none that are empty at the end; a blank separates
/// words, an empty separator characters (Liquid).
pub(super) fn split<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [separator] = arguments.exactly()?;
    let separator = separator.to_plain_text();
    let parts = match input.into_plain_text() {
        Cow::Borrowed(text) => parts(text, &separator).into_iter().map(Value::from).collect(),
        Cow::Owned(text) => parts(&text, &separator)
            .into_iter()
            .map(|part| Value::from(part.to_owned()))
            .collect::<Vec<_>>(),
    };
    limits::nested(parts)
}

/// `truncate`: the text, cut to so many characters (50) of which the ellipsis (`...`) takes its share (Liquid).
pub(super) fn truncate<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [length, ellipsis]) = arguments.take()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let length = length.map_or(Ok(50), whole_number)?;
    let is_negative = length < 0;
    let length = usize::try_from(length).unwrap_or(0);
    let ellipsis = ellipsis.map_or(Cow::Borrowed("..."), Value::to_plain_text);
    let text = input.into_plain_text();
    if text.chars().nth(length).is_none() && !is_negative {
        return Ok(Value::String(text));
    }
    let kept = length.saturating_sub(ellipsis.chars().count());
    let end = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    Ok(Value::from(format!("{}{ellipsis}", &text[..end])))
}

/// What Ruby's `\s` matches.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// What Ruby's `strip` takes off.
pub(super) fn is_stripped(c: char) -> bool {
    c == '\0' || is_space(c)
}

fn parts<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    if separator == " " {
        return text.split(is_space).filter(|word| !word.is_empty()).collect();
    }
    let mut parts: Vec<&str> = if separator.is_empty() {
        text.char_indices()
            .map(|(at, c)| &text[at..at + c.len_utf8()])
            .collect()
    } else {
        text.split(separator).collect()
    };
    while parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::testing::{SITE, check};

    #[test]
    fn case_and_ends() {
        check(
            r#"
            "hELLO wORLD" | capitalize => "Hello world"
            "éA" | capitalize => "Éa"
            "" | capitalize => ""
            "ßa" | upcase => "SSA"
            5 | upcase => "5"
            null | upcase => ""
            "ÀB" | downcase => "àb"
            "a" | append: 5 => "a5"
            "a" | append: null => "a"
            null | append: "x" => "x"
            "a" | prepend: "b" => "ba"
            "a" | prepend: [1, [2, null]] => "[1, [2, nil]]a"
            " \t\u00a0x\u3000 \n" | strip => "\u00a0x\u3000"
            " \t\u00a0x\u3000 \n" | lstrip => "\u00a0x\u3000 \n"
            " \t\u00a0x\u3000 \n" | rstrip => " \t\u00a0x\u3000"
            "a\nb\r\nc\rd" | strip_newlines => "abc\rd"
            " a \n\t b " | normalize_whitespace => "a b"
            " \t\u00a0x\u3000 \n" | normalize_whitespace => "\u00a0x\u3000"
            "#,
        );
    }

    #[test]
    fn split_is_as_in_ruby() {
        check(
            r#"
            "a,b,,c,," | split: "," => ["a", "b", "", "c"]
            " a  b " | split: " " => ["a", "b"]
            " a  b " | split: "" => [" ", "a", " ", " ", "b", " "]
            " a  b " | split: "  " => [" a", "b "]
            "" | split: "," => []
            ",," | split: "," => []
            null | split: "," => []
            "a1b" | split: 1 => ["a", "b"]
            "a b" | split: null => ["a", " ", "b"]
            "#,
        );
    }

    #[test]
    fn truncate_counts_the_ellipsis() {
        check(
            r#"
            "Ground control to Major Tom." | truncate: 20 => "Ground control to..."
            "Ground control to Major Tom." | truncate: 25, ", and so on" => "Ground control, and so on"
            "Ground control to Major Tom." | truncate: 20, "" => "Ground control to Ma"
            "abcdef" | truncate: 6 => "abcdef"
            "abcdef" | truncate: "5" => "ab..."
            "abcdef" | truncate: 2 => "..."
            "abcdef" | truncate: -5 => "..."
            "abcdef" | truncate: 5, "0123456789" => "0123456789"
            "日本語日本語" | truncate: 5 => "日本..."
            null | truncate: 5 => null
            null | truncate: "x" => null
            "" | truncate: -1, "!" => "!"
            "abc" | truncate: "x" => error: `x` is not a whole number
            "abc" | truncate: null => error: wants a whole number, was given nil
            "#,
        );
    }

    #[test]
    fn a_part_of_a_borrowed_text_is_borrowed() {
        for filter in [strip, lstrip, rstrip, downcase] {
            let found = filter(Value::from(" a "), &Arguments::default(), &SITE);
            assert!(matches!(found, Ok(Value::String(Cow::Borrowed(_)))));
        }
    }
}
