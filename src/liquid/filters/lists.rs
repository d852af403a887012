//! Filters that take lists apart and put them together.

use std::collections::HashSet;

use crate::liquid::value::{Array, Object, Value, to_i64};

use super::{Arguments, FilterError, Filtered, Site, limits, part, select, whole_number};

/// `first`: the first element (Liquid).
pub(super) fn first<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(match input {
        Value::Array(list) => list.get(0).unwrap_or_default(),
        Value::Range(first, last) if first <= last => Value::Integer(first),
        Value::Object(_) => input.elements().into_iter().next().unwrap_or_default(),
        _ => Value::Nil,
    })
}

/// `last`: the last element (Liquid).
pub(super) fn last<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(match input {
        Value::Array(list) => list.iter().next_back().unwrap_or_default(),
        Value::Range(first, last) if first <= last => Value::Integer(last),
        _ => Value::Nil,
    })
}

/// `size`: how many elements, members or characters there are (Liquid).
pub(super) fn size<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(Value::Integer(match input {
        Value::Array(list) => to_i64(list.len()),
        Value::Object(object) => to_i64(object.len()),
        Value::String(text) => to_i64(text.chars().count()),
        Value::Range(first, last) => last.saturating_sub(first).saturating_add(1).max(0),
        // Ruby's integers tell how many bytes they take.
        Value::Integer(_) => 8,
        _ => 0,
    }))
}

/// `slice`: so many elements or characters (1) from a position, that counts from the end if negative (Liquid).
pub(super) fn slice<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([start], [length]) = arguments.take()?;
    let start = whole_number(start)?;
    let length = length.filter(|length| !length.is_nil()).map_or(Ok(1), whole_number)?;
    let window = |size: usize| {
        let start = match usize::try_from(start.unsigned_abs()) {
            Ok(back) if start < 0 => size.checked_sub(back)?,
            Ok(start) if start <= size => start,
            _ => return None,
        };
        Some((start, usize::try_from(length).ok()?))
    };
    if let Value::Array(list) = input {
        let (start, length) = window(list.len()).unwrap_or_default();
        return Ok(match list {
            Array::Data(items) => Value::Array(Array::Data(&items[start..][..length.min(items.len() - start)])),
            made @ Array::Made(_) => Value::array(made.iter().skip(start).take(length)),
        });
    }
    Ok(part(input.into_plain_text(), |text| {
        let Some((start, length)) = window(text.chars().count()) else {
            return "";
        };
        let offset = |text: &str, count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
        let text = &text[offset(text, start)..];
        &text[..offset(text, length)]
    }))
}

/// `join`: the elements' texts with something (a blank) between them (Liquid).
pub(super) fn join<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [glue]) = arguments.take()?;
    let space = Value::from(" ");
    let glue = glue.unwrap_or(&space).to_plain_text();
    let mut joined = String::new();
    for (index, item) in limits::elements(input)?.iter().enumerate() {
        if index > 0 {
            joined.push_str(&glue);
        }
        item.write_text(&mut joined);
        limits::text(joined.len())?;
    }
    Ok(Value::from(joined))
}

/// `concat`: the elements, then those of another list (Liquid).
pub(super) fn concat<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [other] = arguments.exactly()?;
    let Value::Array(other) = other else {
        return Err(FilterError(format!("wants a list, was given {}", other.kind())));
    };
    let mut items = limits::elements(input)?;
    items.extend(other.iter());
    limits::nested(items)
}

/// `reverse`: the elements, the last one first (Liquid).
pub(super) fn reverse<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    Ok(Value::array(limits::elements(input)?.into_iter().rev()))
}

/// `compact`: without `nil`, or without what has `nil` for a property (Liquid).
pub(super) fn compact<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [property]) = arguments.take()?;
    let mut kept = Vec::new();
    for item in limits::elements(input)? {
        match select::member_or_self(&item, property)? {
            None => return Ok(Value::Nil),
            Some(found) if found.is_nil() => {}
            Some(_) => kept.push(item),
        }
    }
    Ok(Value::array(kept))
}

/// `uniq`: of equal elements, or of those with an equal property, the first (Liquid).
pub(super) fn uniq<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [property]) = arguments.take()?;
    let items = limits::elements(input)?;
    if items.len() < 2 {
        // Ruby does not ask for the property then.
        return Ok(Value::array(items));
    }
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in items {
        let Some(found) = select::member_or_self(&item, property)? else {
            return Ok(Value::Nil);
        };
        if seen.insert(identity(&found)) {
            kept.push(item);
        }
    }
    Ok(Value::array(kept))
}

/// `map`: one property of each element (Liquid).
pub(super) fn map<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [property] = arguments.exactly()?;
    let items = limits::elements(input)?;
    let mut properties = Vec::with_capacity(items.len());
    for item in items {
        properties.push(select::member(&item, property)?.unwrap_or_default());
    }
    Ok(Value::array(properties))
}

/// `push`: the list with one more element at its end (Jekyll).
pub(super) fn push<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [item] = arguments.exactly()?;
    match input {
        Value::Array(list) => limits::nested(list.iter().chain([item.clone()]).collect()),
        other => Ok(other),
    }
}

/// `unshift`: the list with one more element at its start (Jekyll).
pub(super) fn unshift<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [item] = arguments.exactly()?;
    match input {
        Value::Array(list) => limits::nested([item.clone()].into_iter().chain(list.iter()).collect()),
        other => Ok(other),
    }
}

/// `pop`: the list without so many elements (1) at its end (Jekyll).
pub(super) fn pop<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [count]) = arguments.take()?;
    match input {
        Value::Array(list) => {
            let kept = list.len().saturating_sub(removed(count)?);
            Ok(Value::array(list.iter().take(kept)))
        }
        other => Ok(other),
    }
}

/// `shift`: the list without so many elements (1) at its start (Jekyll).
pub(super) fn shift<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [count]) = arguments.take()?;
    match input {
        Value::Array(list) => Ok(Value::array(list.iter().skip(removed(count)?))),
        other => Ok(other),
    }
}

/// `sample`: an element at random, or a list of so many; the same of the same list in every build (Jekyll, where it is
/// another each time).
pub(super) fn sample<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [count]) = arguments.take()?;
    let Value::Array(list) = &input else {
        return Ok(input);
    };
    // What is no number counts as 1.
    let count = count.and_then(|count| whole_number(count).ok()).unwrap_or(1);
    let size = usize::try_from(count).map_err(|_| FilterError(format!("cannot take {count} elements")))?;
    let seed = input.inspect();
    let mut drawn: Vec<_> = (0..list.len())
        .map(|at| (*blake3::hash(format!("{at} {seed}").as_bytes()).as_bytes(), at))
        .collect();
    drawn.sort_unstable();
    let mut items = drawn.into_iter().take(size).filter_map(|(_, at)| list.get(at));
    Ok(match count {
        1 => items.next().unwrap_or_default(),
        _ => Value::array(items),
    })
}

fn removed(count: Option<&Value<'_>>) -> Result<usize, FilterError> {
    let count = count.map_or(Ok(1), whole_number)?;
    usize::try_from(count).map_err(|_| FilterError(format!("cannot remove {count} elements")))
}

/// A text that equal values share, and no others: 1 and 1.0 are different elements in Ruby.
pub(super) fn identity(value: &Value<'_>) -> String {
    match value {
        // What Rust code answers is made anew each time: it is told apart by where it lives.
        Value::Object(Object::Drop(object)) => format!("{:p}", std::ptr::from_ref(*object)),
        Value::Object(Object::Member(family, number)) => format!("{:p} {number}", std::ptr::from_ref(*family)),
        other => other.inspect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::testing::{SITE, check};

    #[test]
    fn ends_sizes_and_slices() {
        check(
            r#"
            [1, [2], "x"] | first => 1
            [1, [2], "x"] | last => "x"
            {"a": 1, "b": 2} | first => ["a", 1]
            {"a": 1} | last => null
            "abc" | first => null
            [] | first => null
            "xé" | size => 2
            {"a": 1} | size => 1
            [1, [2, 3]] | size => 2
            5 | size => 8
            1.5 | size => 0
            null | size => 0
            [1, [2], "x"] | slice: 1 => [[2]]
            [1, [2], "x"] | slice: -2, 5 => [[2], "x"]
            [1, 2] | push: 3 | slice: -2, 5 => [2, 3]
            [1] | slice: 1, 5 => []
            [1] | slice: 2, 5 => []
            [1] | slice: -2, 5 => []
            "Liquid" | slice: -3, 2 => "ui"
            "Liquid" | slice: 2, -1 => ""
            "Liquid" | slice: 9, 1 => ""
            "Liquid" | slice: "2", "3" => "qui"
            "éàü" | slice: 1, null => "à"
            12345 | slice: 1, 2 => "23"
            null | slice: 1, 2 => ""
            "Liquid" | slice: 1.0 => error: 1.0 is not a whole number
            "#,
        );
        let range = |filter: crate::liquid::filters::PlainFilter| {
            filter(Value::Range(1, 5), &Arguments::default(), &SITE).map(|value| value.to_text().into_owned())
        };
        assert_eq!(range(size).as_deref(), Ok("5"));
        assert_eq!(range(last).as_deref(), Ok("5"));
        assert_eq!(range(join).as_deref(), Ok("1 2 3 4 5"));
    }

    #[test]
    fn lists_in_lists_are_flattened() {
        check(
            r#"
            [1, [2, [3, null]], "x"] | join: "-" => "1-2-3--x"
            {"a": 1} | join => "{\"a\"=>1}"
            [1, [2, [3, null]], "x"] | reverse => ["x", null, 3, 2, 1]
            [1, [2, [3, null]], "x"] | compact => [1, 2, 3, "x"]
            [1, [2]] | concat: [[3]] => [1, 2, [3]]
            null | concat: [1] => [1]
            [] | concat: "x" => error: wants a list, was given a text
            [[{"n": 1}], {"n": 2}, {}] | map: "n" => [1, 2, null]
            {"a": 1} | map: "a" => [1]
            5 | map: "a" => error: cannot select `a` of a number
            [1, 1.0, [1, "1"], null, null] | uniq => [1, 1.0, "1", null]
            "#,
        );
    }

    #[test]
    fn samples_are_the_same_in_every_build() {
        check(
            r#"
            [1, 2, 3, 4] | sample => 2
            [1, 2, 3, 4] | sample: 9 | sort => [1, 2, 3, 4]
            [1, 2, 3, 4] | sample: 2 | size => 2
            [1] | sample: "x" => 1
            [] | sample => null
            [] | sample: 2 => []
            "abc" | sample => "abc"
            [1] | sample: -1 => error: cannot take -1 elements
            "#,
        );
    }

    #[test]
    fn lists_by_property_and_by_position() {
        check(
            r#"
            [{"n": 1}, {"n": null}, {}] | compact: "n" => [{"n": 1}]
            [{"n": 1, "m": 1}, {"n": 1, "m": 2}, {}] | uniq: "n" => [{"n": 1, "m": 1}, {}]
            ["ab", "cb", "d"] | map: "b" => ["b", "b", null]
            ["ab", "cb", "d"] | map: -1 => ["b", "b", "d"]
            [{"n": 1}, 1.5, null] | map: "n" => [1, null, null]
            [{"n": 1}, true] | uniq: "n" => null
            [true] | uniq: "n" => [true]
            [{"n": 1}, null] | compact: "n" => null
            "abc" | map: true => error: cannot select `true` of a text
            [1, [2]] | push: [3] => [1, [2], [3]]
            [1, [2]] | unshift: "q" => ["q", 1, [2]]
            {"a": 1} | push: 4 => {"a": 1}
            [1, 2, 3] | pop => [1, 2]
            [1, 2, 3] | pop: 2 => [1]
            [1, 2, 3] | shift: "9" => []
            [1, 2, 3] | shift => [2, 3]
            [1] | pop: -2 => error: cannot remove -2 elements
            "#,
        );
    }
}
