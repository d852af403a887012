//! Filters that choose elements by a property, or a value by whether it is there.

use std::borrow::Cow;

use crate::liquid::value::{Value, to_i64};

use super::{Arguments, FilterError, Filtered, Site, limits};

/// `default`: the argument, where the value is `nil`, `false` or empty; `allow_false: true` lets `false` be (Liquid).
pub(super) fn default<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [fallback]) = arguments.take_positional()?;
    let mut allow_false = false;
    for (name, value) in &arguments.named {
        match *name {
            "allow_false" => allow_false = value.is_truthy(),
            other => return Err(FilterError(format!("takes no argument named `{other}`"))),
        }
    }
    let is_missing = match input {
        Value::Bool(value) => !value && !allow_false,
        _ => !input.is_truthy() || input.is_empty(),
    };
    Ok(match fallback {
        Some(fallback) if is_missing => fallback.clone(),
        None if is_missing => Value::from(""),
        _ => input,
    })
}

/// `where`: the elements with that value of a property, compared as texts, or as any element of a list; without a value
/// those for which the property holds (Jekyll; Liquid for one argument).
pub(super) fn filter_where<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let wanted = Wanted::of(arguments)?;
    let Some(items) = candidates(&input).filter(|_| !wanted.is_void()) else {
        return Ok(input);
    };
    Ok(Value::array(items?.into_iter().filter(|item| wanted.accepts(item))))
}

/// `reject`: the elements without that value of a property; without a value those for which the property does not hold
/// (Liquid, which compares values, while Jekyll's `where` compares texts).
pub(super) fn reject<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let mut kept = Vec::new();
    let is_complete = each_with(input, arguments, |item, _, holds| {
        if !holds {
            kept.push(item);
        }
        true
    })?;
    Ok(if is_complete { Value::array(kept) } else { Value::Nil })
}

/// `find`: the first element that `where` would choose (Jekyll).
pub(super) fn find<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let wanted = Wanted::of(arguments)?;
    let Some(items) = candidates(&input).filter(|_| !wanted.is_void()) else {
        return Ok(input);
    };
    Ok(items?.into_iter().find(|item| wanted.accepts(item)).unwrap_or_default())
}

/// `find_index`: the position of the first element with that value of a property (Liquid, comparing as `reject`).
pub(super) fn find_index<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let mut found = Value::Nil;
    each_with(input, arguments, |_, at, holds| {
        if holds {
            found = Value::Integer(to_i64(at));
        }
        !holds
    })?;
    Ok(found)
}

/// `has`: whether any element has that value of a property (Liquid, comparing as `reject`).
pub(super) fn has<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let mut found = false;
    let is_complete = each_with(input, arguments, |_, _, holds| {
        found |= holds;
        !holds
    })?;
    Ok(if is_complete || found {
        Value::Bool(found)
    } else {
        Value::Nil
    })
}

/// Shows each element with its position and whether it has the value that is asked for, for as long as `go_on` says so;
/// answers whether all have properties, as far as they were looked at.
fn each_with<'a>(
    input: Value<'a>,
    arguments: &Arguments<'a>,
    mut go_on: impl FnMut(Value<'a>, usize, bool) -> bool,
) -> Result<bool, FilterError> {
    let ([property], [value]) = arguments.take()?;
    let value = value.filter(|value| !value.is_nil());
    for (at, item) in limits::elements(input)?.into_iter().enumerate() {
        let Some(found) = member(&item, property)? else {
            return Ok(false);
        };
        let holds = value.map_or_else(|| found.is_truthy(), |value| found.equals(value));
        if !go_on(item, at, holds) {
            break;
        }
    }
    Ok(true)
}

/// `group_by`: for each value of a property, as a text, an object of its `name`, `items` and `size` (Jekyll).
pub(super) fn group_by<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [property] = arguments.exactly()?;
    let Some(items) = candidates(&input) else {
        return Ok(input);
    };
    let property = property.to_plain_text();
    let named = items?.into_iter().map(|item| {
        let name = path(&item, &property).into_plain_text();
        (Value::String(name), item)
    });
    grouped(named, |name| name.to_plain_text().into_owned())
}

/// Objects of the elements that have one name, in the order in which names come first; names are one by what `identity`
/// makes of them.
pub(super) fn grouped<'a>(
    named: impl Iterator<Item = (Value<'a>, Value<'a>)>,
    identity: impl Fn(&Value<'a>) -> String,
) -> Filtered<'a> {
    let mut groups: Vec<(Value<'a>, Vec<Value<'a>>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (name, item) in named {
        let at = *places.entry(identity(&name)).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, members)) => members.push(item),
            None => groups.push((name, vec![item])),
        }
    }
    let groups = groups.into_iter().map(|(name, members)| {
        let size = Value::Integer(to_i64(members.len()));
        Value::object([
            (Cow::Borrowed("name"), name),
            (Cow::Borrowed("items"), Value::array(members)),
            (Cow::Borrowed("size"), size),
        ])
    });
    limits::nested(groups.collect())
}

/// The property of an element, for Liquid's own filters, which ask with Ruby's `[]`: a part of a text by the part itself
/// or its place. Nothing for what has no properties; an error where the property is of a wrong kind.
pub(super) fn member<'a>(item: &Value<'a>, property: &Value<'_>) -> Result<Option<Value<'a>>, FilterError> {
    match (item, property) {
        (Value::Object(object), property) => Ok(Some(object.get(&property.to_plain_text()).unwrap_or_default())),
        (Value::String(text), Value::String(part)) => Ok(Some(part_of(text, part))),
        (Value::String(text), Value::Integer(at)) => Ok(Some(character(text, *at))),
        #[expect(clippy::cast_possible_truncation, reason = "as Ruby finds a place in a text")]
        (Value::String(text), Value::Float(at)) => Ok(Some(character(text, *at as i64))),
        (Value::String(_) | Value::Integer(_), property) => Err(FilterError(format!(
            "cannot select `{}` of {}",
            property.to_text(),
            item.kind()
        ))),
        _ => Ok(None),
    }
}

/// Whether an element may have properties (Ruby's `respond_to?(:[])`).
pub(super) fn has_members(item: &Value<'_>) -> bool {
    matches!(item, Value::Object(_) | Value::String(_) | Value::Integer(_))
}

fn part_of<'a>(text: &str, part: &str) -> Value<'a> {
    if text.contains(part) {
        Value::from(part.to_owned())
    } else {
        Value::Nil
    }
}

fn character<'a>(text: &str, at: i64) -> Value<'a> {
    let Ok(steps) = usize::try_from(at.unsigned_abs()) else {
        return Value::Nil;
    };
    let found = match steps.checked_sub(1) {
        Some(back) if at < 0 => text.chars().rev().nth(back),
        _ => text.chars().nth(steps),
    };
    found.map_or(Value::Nil, |c| Value::from(c.to_string()))
}

/// The property of an element, or the element itself where none is named; nothing for what has no properties.
pub(super) fn member_or_self<'a>(
    item: &Value<'a>,
    property: Option<&Value<'_>>,
) -> Result<Option<Value<'a>>, FilterError> {
    match property {
        Some(property) if !property.is_nil() => member(item, property),
        _ => Ok(Some(item.clone())),
    }
}

/// The property of an element, for Jekyll's filters: `a.b` looks into objects, and a text that writes a number is one.
pub(super) fn path<'a>(item: &Value<'a>, property: &str) -> Value<'a> {
    let mut found = item.clone();
    let is_path = property.contains('.');
    for name in property.split('.') {
        found = match found {
            Value::Object(object) => object.get(name).unwrap_or_default(),
            Value::String(text) => part_of(&text, name),
            // As in Jekyll: what has no members ends in `false`, not in `nil`.
            Value::Nil | Value::Undefined(_) | Value::Bool(_) | Value::Float(_) if is_path => Value::Bool(false),
            _ => return Value::Nil,
        };
    }
    let Value::String(text) = &found else {
        return found;
    };
    number(text).unwrap_or(found)
}

/// The number that a text writes, as Jekyll sees it when it sorts and compares.
fn number<'a>(text: &str) -> Option<Value<'a>> {
    let text = text.trim_matches(super::strings::is_space);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = digits.len() > usize::from(digits.contains('.'))
        && (whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    if digits.contains('.') {
        return text.parse().ok().map(Value::Float);
    }
    // A number that does not fit stays a text: Ruby would keep its digits too.
    text.parse().ok().map(Value::Integer)
}

/// What the elements are held against.
struct Wanted<'x, 'a> {
    property: &'x Value<'a>,
    value: Option<&'x Value<'a>>,
}

impl<'x, 'a> Wanted<'x, 'a> {
    fn of(arguments: &'x Arguments<'a>) -> Result<Self, FilterError> {
        let ([property], [value]) = arguments.take()?;
        Ok(Self { property, value })
    }

    /// Whether no property is named, or a list is asked for: Jekyll answers with the input then.
    fn is_void(&self) -> bool {
        !self.property.is_truthy() || matches!(self.value, Some(Value::Array(_) | Value::Object(_)))
    }

    fn accepts(&self, item: &Value<'_>) -> bool {
        let found = path(item, &self.property.to_plain_text());
        match self.value {
            None => found.is_truthy(),
            Some(wanted) if wanted.is_nil() => found.is_nil(),
            Some(wanted) => {
                let text = wanted.to_plain_text();
                match &found {
                    Value::Array(list) => {
                        // `empty` and `blank` ask for a list that prints nothing.
                        let is_literal = matches!(wanted, Value::Empty | Value::Blank);
                        is_literal && list.is_empty() || list.iter().any(|item| item.to_plain_text() == text)
                    }
                    _ if found.is_nil() => matches!(wanted, Value::Empty | Value::Blank),
                    other => other.to_plain_text() == text,
                }
            }
        }
    }
}

/// The elements to choose from: a list's, an object's values; nothing for what is neither.
pub(super) fn candidates<'a>(input: &Value<'a>) -> Option<Result<Vec<Value<'a>>, FilterError>> {
    match input {
        Value::Array(list) => Some(Ok(list.iter().collect())),
        Value::Object(object) => Some(Ok(object.members().into_iter().map(|(_, value)| value).collect())),
        Value::Range(..) => Some(limits::elements(input.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::testing::{SITE, check};

    #[test]
    fn where_compares_texts() {
        check(
            r#"
            [{"s": "x", "n": 1}, {"s": ["x", "y"]}, {"s": "z"}, {}] | where: "s", "x" => [{"s": "x", "n": 1}, {"s": ["x", "y"]}]
            [{"v": "10"}, {"v": 10}, {"v": 1}] | where: "v", 10 => [{"v": "10"}, {"v": 10}]
            [{"v": "007"}] | where: "v", "007" => []
            [{"v": true}, {"v": "true"}] | where: "v", true => [{"v": true}, {"v": "true"}]
            [{"n": null}, {"n": 1}, {}] | where: "n", null => [{"n": null}, {}]
            [{"n": false}, {"n": 1}, {}] | where: "n" => [{"n": 1}]
            [{"a": {"b": 2}}, {"a": 1}] | where: "a.b", 2 => [{"a": {"b": 2}}]
            {"k": {"a": 1}, "l": {"a": 2}} | where: "a", 1 => [{"a": 1}]
            ["a", 1, null] | where: "a", "a" => ["a"]
            [{"a": true}, {"b": null}] | where: "a.b", null => []
            [{"a": [1]}] | where: "a", [1] => [{"a": [1]}]
            "abc" | where: "a", "x" => "abc"
            [1] | where: null, "x" => [1]
            "#,
        );
        let missing = Arguments {
            positional: vec![Value::from("a"), Value::Empty],
            named: Vec::new(),
        };
        let data = serde_json::json!([{"a": ""}, {"a": []}, {}, {"a": "x"}]);
        let found = filter_where(Value::from(&data), &missing, &SITE).map(|value| value.elements().len());
        assert_eq!(found, Ok(3));
    }

    #[test]
    fn find_agrees_with_where() {
        check(
            r#"
            [{"s": "y"}, {"s": ["x"]}, {"s": "x"}] | find: "s", "x" => {"s": ["x"]}
            [{"s": "y"}] | find: "s", "x" => null
            "#,
        );
    }

    #[test]
    fn the_others_compare_values() {
        check(
            r#"
            [{"s": "x", "n": 1}, {"s": ["x"]}, {"s": "z"}] | reject: "s", "x" => [{"s": ["x"]}, {"s": "z"}]
            [{"s": 1}, {"s": false}, {}] | reject: "s" => [{"s": false}, {}]
            [{"s": 1}, {"s": "1"}] | reject: "s", 1 => [{"s": "1"}]
            {"s": 1} | reject: "s", 2 => [{"s": 1}]
            null | reject: "s" => []
            [{"s": 1}, 1.5] | reject: "s" => null
            [{"s": "y"}, [{"s": "x"}]] | find_index: "s", "x" => 1
            [{"s": "y"}] | find_index: "s", "x" => null
            null | find_index: "s" => null
            [{"s": "y"}] | has: "s" => true
            [{"s": "y"}] | has: "s", "x" => false
            [] | has: "s" => false
            [1] | has: "s" => error: cannot select `s` of a number
            "#,
        );
    }

    #[test]
    fn groups() {
        check(
            r#"
            [{"v": 1, "i": 1}, {"v": "a"}, {"v": "1"}, {}] | group_by: "v" => [{"name": "1", "items": [{"v": 1, "i": 1}, {"v": "1"}], "size": 2}, {"name": "a", "items": [{"v": "a"}], "size": 1}, {"name": "", "items": [{}], "size": 1}]
            [{"v": ["x", "y"]}] | group_by: "v" | map: "name" => ["[\"x\", \"y\"]"]
            5 | group_by: "s" => 5
            "#,
        );
    }

    #[test]
    fn default_stands_in_for_nothing() {
        check(
            r#"
            null | default: "d" => "d"
            false | default: "d" => "d"
            "" | default: "d" => "d"
            [] | default: "d" => "d"
            {} | default: "d" => "d"
            "  " | default: "d" => "  "
            0 | default: "d" => 0
            true | default: "d" => true
            null | default => ""
            "#,
        );
        let named = |name| Arguments {
            positional: vec![Value::from("d")],
            named: vec![(name, Value::Bool(true))],
        };
        let found = default(Value::Bool(false), &named("allow_false"), &SITE);
        assert!(matches!(found, Ok(Value::Bool(false))));
        assert!(default(Value::Bool(false), &named("allow"), &SITE).is_err());
    }
}
