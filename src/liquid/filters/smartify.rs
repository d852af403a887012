//! `smartify`: typographic quotes, dashes and ellipses, by the rules of kramdown's SmartyPants.

use crate::liquid::value::Value;

use super::{Arguments, Filtered, Site, html, limits};

/// `smartify`: `"a" -- b...` becomes `“a” – b…`; tags and code are left alone, and what is left of `<`, `>` and `&` is
/// escaped: the result is HTML (Jekyll).
pub(super) fn smartify<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let text = input.into_plain_text();
    if !text.contains(['"', '\'', '-', '.', '<', '>', '&']) {
        return Ok(Value::String(text));
    }
    let smart = smart(&text);
    limits::text(smart.len())?;
    Ok(Value::from(smart))
}

/// What stands for what, the longer first.
const SYMBOLS: &[(&str, &str)] = &[
    ("---", "—"),
    ("--", "–"),
    ("...", "…"),
    ("<< ", "«\u{a0}"),
    (" >>", "\u{a0}»"),
    ("<<", "«"),
    (">>", "»"),
];

/// Elements whose content is no prose.
const VERBATIM: &[&str] = &["code", "kbd", "math", "pre", "samp", "script", "style", "textarea"];

fn smart(text: &str) -> String {
    let mut smart = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text;
    let mut before = None;
    let mut ends = Ends::default();
    while let Some(c) = rest.chars().next() {
        let tag = tag_length(rest, &mut ends);
        if let Some((symbol, sign)) = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol)) {
            smart.push_str(sign);
            rest = &rest[symbol.len()..];
            before = symbol.chars().next_back();
        } else if tag > 0 {
            smart.push_str(&rest[..tag]);
            rest = &rest[tag..];
            before = None;
        } else {
            let after = &rest[c.len_utf8()..];
            let opens = matches!(c, '"' | '\'') && !closes(c, before, after);
            match c {
                '"' => smart.push(if opens { '“' } else { '”' }),
                '\'' => smart.push(if opens { '‘' } else { '’' }),
                '&' if html::is_entity(after) => smart.push('&'),
                c => match html::entity(c) {
                    Some(entity) => smart.push_str(entity),
                    None => smart.push(c),
                },
            }
            rest = after;
            // After a quote that opens another may open, as after a bracket.
            before = Some(if opens { '(' } else { c });
        }
    }
    smart
}

/// Whether a quote closes, rather than opens, something.
fn closes(quote: char, before: Option<char>, after: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut next = after.chars();
    let (first, second) = (next.next(), next.next());
    let Some(first) = first else {
        return true;
    };
    // The '90s.
    let decade = second.is_some_and(|c| c.is_ascii_digit()) && first.is_ascii_digit() && next.next() == Some('s');
    if quote == '\'' && decade {
        return true;
    }
    if matches!(first, '*' | '_') && second.is_some_and(|c| !c.is_whitespace()) {
        return false;
    }
    let at_start = before.is_none_or(char::is_whitespace);
    if at_start && matches!(first, '"' | '\'') && first != quote && second.is_some_and(is_word) {
        return false;
    }
    if first.is_ascii_punctuation() && !second.is_some_and(is_word) && !after[1..].starts_with("..") {
        return true;
    }
    if before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '\\' | '[' | '{' | '(' | '-')) {
        return true;
    }
    first.is_whitespace() || first == 's' && !second.is_some_and(is_word)
}

/// The length of a tag or comment at the start, with its content where that is no prose; 0 if there is none.
fn tag_length(text: &str, ends: &mut Ends) -> usize {
    let Some(inner) = text.strip_prefix('<') else {
        return 0;
    };
    if inner.starts_with("!--") {
        return ends.find(text, "-->").map_or(0, |at| at + 3);
    }
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return 0;
    }
    let Some(end) = ends.find(text, ">").map(|at| at + 1) else {
        return 0;
    };
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or(name);
    if inner.starts_with('/') || !VERBATIM.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return end;
    }
    ends.find(&text[end..], &format!("</{name}")).map_or(end, |at| end + at)
}

/// The ends that are not to come any more, so that they are not searched for at each of many starts.
#[derive(Debug, Default)]
struct Ends {
    missing: Vec<String>,
}

impl Ends {
    fn find(&mut self, text: &str, end: &str) -> Option<usize> {
        if self.missing.iter().any(|missing| missing == end) {
            return None;
        }
        let found = text.find(end);
        if found.is_none() {
            self.missing.push(end.to_owned());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn quotes_look_the_right_way() {
        check(
            r#"
            "It's \"quoted\"" | smartify => "It’s “quoted”"
            "'a' 'tis '90s rock'n'roll" | smartify => "‘a’ ‘tis ’90s rock’n’roll"
            "say \"hi.\" \"x\"y \"1\" a\"b c\" d" | smartify => "say “hi.” “x”y “1” a”b c” d"
            "'quoted 'nested' it's O'Reilly the 80's '80s' (\"x\")" | smartify => "‘quoted ‘nested’ it’s O’Reilly the 80’s ’80s’ (“x”)"
            "\"'a' b\" \"...\" \"*x*\"" | smartify => "“‘a’ b” “…” “*x*”"
            "a - b -- c---d .... << e >> <<f>>" | smartify => "a - b – c—d …. «\u00a0e\u00a0» «f»"
            "<b a='x'>'q'</b> <code>'--'</code> 1 < 2" | smartify => "<b a='x'>‘q’</b> <code>'--'</code> 1 &lt; 2"
            "<b>x</b>'s y <i>z</i>'q' <b>x</b>'" | smartify => "<b>x</b>’s y <i>z</i>‘q’ <b>x</b>’"
            "a & b &amp; c > d <f" | smartify => "a &amp; b &amp; c &gt; d &lt;f"
            "it's <!-- 'c' --> ('y')" | smartify => "it’s <!-- 'c' --> (‘y’)"
            "plain" | smartify => "plain"
            null | smartify => ""
            "#,
        );
    }
}
