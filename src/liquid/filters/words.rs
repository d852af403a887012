//! Filters that count and join words.

use crate::liquid::value::Value;

use super::strings::is_space;
use super::{Arguments, FilterError, Filtered, Site, limits, whole_number};

/// `truncatewords`: the first so many words (15), with one blank between them, and an ellipsis (`...`) if there are more
/// (Liquid).
pub(super) fn truncatewords<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [count, ellipsis]) = arguments.take()?;
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let count = usize::try_from(count.map_or(Ok(15), whole_number)?).unwrap_or(0).max(1);
    let dots = Value::from("...");
    let ellipsis = ellipsis.unwrap_or(&dots).to_plain_text();
    let text = input.into_plain_text();
    let mut words = text.split(is_space).filter(|word| !word.is_empty());
    let kept: Vec<&str> = words.by_ref().take(count).collect();
    // As in Ruby, white space after the last word counts as one more, empty word.
    let has_more = words.next().is_some() || kept.len() == count && text.ends_with(is_space);
    if !has_more {
        return Ok(Value::String(text));
    }
    Ok(Value::from(kept.join(" ") + &ellipsis))
}

/// `number_of_words`: with the mode `cjk` (or `auto`, if there is any) every Chinese, Japanese or Korean character counts
/// as one (Jekyll).
pub(super) fn number_of_words<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [mode]) = arguments.take()?;
    let text = input.into_plain_text();
    let characters = match mode.map(Value::to_plain_text).as_deref() {
        Some("cjk" | "auto") => text.chars().filter(|c| is_cjk(*c)).count(),
        _ => 0,
    };
    let words = if characters == 0 {
        text.split(is_space).filter(|word| !word.is_empty()).count()
    } else {
        let apart = |c| is_space(c) || is_cjk(c);
        text.split(apart).filter(|word| !word.is_empty()).count()
    };
    Ok(Value::Integer(crate::liquid::value::to_i64(characters + words)))
}

/// `array_to_sentence_string`: `a, b, and c`, or with another word than `and` (Jekyll).
pub(super) fn array_to_sentence_string<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [connector]) = arguments.take()?;
    let and = Value::from("and");
    let connector = connector.unwrap_or(&and).to_plain_text();
    if input.is_empty() {
        return Ok(Value::from(""));
    }
    let Value::Array(list) = &input else {
        return Err(FilterError(format!("wants a list, was given {}", input.kind())));
    };
    let mut items: Vec<Value<'a>> = list.iter().collect();
    let Some(last) = items.pop() else {
        return Ok(Value::from(""));
    };
    let last = last.to_plain_text();
    let sentence = match &items[..] {
        [] => return Ok(Value::from(last.into_owned())),
        // Ruby joins lists in lists too, but shows those that it does not join.
        [first] => format!("{} {connector} {last}", first.to_plain_text()),
        _ => {
            let mut joined = String::new();
            for item in limits::elements(Value::array(items))? {
                item.write_text(&mut joined);
                joined.push_str(", ");
                limits::text(joined.len())?;
            }
            format!("{joined}{connector} {last}")
        }
    };
    Ok(Value::from(sentence))
}

/// Whether a character is of the scripts Han, Hiragana, Katakana or Hangul, by their blocks.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}'
        | '\u{2E80}'..='\u{2FD5}'
        | '々' | '〇' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303B}'
        | '\u{3041}'..='\u{3096}' | '\u{309D}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}' | '\u{30FD}'..='\u{30FF}'
        | '\u{3131}'..='\u{318E}' | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97C}' | '\u{AC00}'..='\u{D7FB}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF6F}' | '\u{FF71}'..='\u{FFDC}'
        | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn words() {
        check(
            r#"
            "Ground control to  Major Tom." | truncatewords: 3 => "Ground control to..."
            "Ground  control" | truncatewords: 3 => "Ground  control"
            "Ground  control" | truncatewords => "Ground  control"
            "  a  b   c " | truncatewords: 2 => "a b..."
            "  a  b   c " | truncatewords: 3 => "a b c..."
            "a b c" | truncatewords: 0 => "a..."
            "a b c" | truncatewords: -1 => "a..."
            "a b c" | truncatewords: "2", "--" => "a b--"
            null | truncatewords: 1 => null
            "one two  three" | number_of_words => 3
            "你好hello世界world" | number_of_words => 1
            "你好hello世界world" | number_of_words: "cjk" => 6
            "你好hello世界world" | number_of_words: "auto" => 6
            "hello  world" | number_of_words: "auto" => 2
            null | number_of_words => 0
            "#,
        );
    }

    #[test]
    fn sentences() {
        check(
            r#"
            [] | array_to_sentence_string => ""
            ["a"] | array_to_sentence_string => "a"
            ["a", 1] | array_to_sentence_string => "a and 1"
            ["a", "b", null] | array_to_sentence_string => "a, b, and "
            ["a", "b", "c"] | array_to_sentence_string: "or" => "a, b, or c"
            [[1, 2], [3]] | array_to_sentence_string => "[1, 2] and [3]"
            [[1, 2], 3, 4] | array_to_sentence_string => "1, 2, 3, and 4"
            "" | array_to_sentence_string => ""
            "abc" | array_to_sentence_string => error: wants a list, was given a text
            "#,
        );
    }
}
