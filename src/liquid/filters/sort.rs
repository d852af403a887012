//! Filters that put elements in order.

use std::cmp::Ordering;

use crate::liquid::value::Value;

use super::{Arguments, FilterError, Filtered, Site, limits, select};

/// `sort`: in ascending order, of the elements (`nil` last) or of one property of each (`nil` first, unless a second
/// argument says `last`); equal ones keep their order (Jekyll).
pub(super) fn sort<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [property, nils]) = arguments.take()?;
    let nils_first = match nils.map(Value::to_plain_text).as_deref() {
        Some("first") => true,
        Some("last") => false,
        None => property.is_some_and(|property| !property.is_nil()),
        Some(other) => return Err(FilterError(format!("wants `first` or `last`, was given `{other}`"))),
    };
    let items = match input {
        Value::Array(list) => list.iter().collect(),
        Value::Object(_) => input.elements(),
        Value::Range(..) => limits::elements(input)?,
        other => return Err(FilterError(format!("cannot sort {}", other.kind()))),
    };
    let mut keyed: Vec<(Value<'a>, Value<'a>)> = match property {
        Some(property) if !property.is_nil() => {
            let property = property.to_plain_text();
            let keyed = items.into_iter().map(|item| (select::path(&item, &property), item));
            let mut keyed: Vec<_> = keyed.collect();
            if incomparable(&keyed).is_some() {
                // Jekyll compares texts then.
                for (key, _) in keyed.iter_mut().filter(|(key, _)| !key.is_nil()) {
                    *key = Value::String(std::mem::take(key).into_plain_text());
                }
            }
            keyed
        }
        _ => {
            let keyed: Vec<_> = items.into_iter().map(|item| (item.clone(), item)).collect();
            if let Some((one, other)) = incomparable(&keyed) {
                return Err(FilterError(format!(
                    "cannot compare {} with {}",
                    one.kind(),
                    other.kind()
                )));
            }
            keyed
        }
    };
    keyed.sort_by(|(a, _), (b, _)| match (a.is_nil(), b.is_nil()) {
        (false, false) => compare(a, b),
        (a, b) if nils_first => b.cmp(&a),
        (a, b) => a.cmp(&b),
    });
    Ok(Value::array(keyed.into_iter().map(|(_, item)| item)))
}

/// `sort_natural`: by their texts, or those of one property, without regard to case; `nil` last (Liquid).
pub(super) fn sort_natural<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [property]) = arguments.take()?;
    let property = property.filter(|property| !property.is_nil());
    let items = limits::elements(input)?;
    if property.is_some() && !items.iter().all(select::has_members) {
        return Ok(Value::Nil);
    }
    if items.len() < 2 {
        return Ok(Value::array(items));
    }
    let mut keyed = Vec::new();
    for item in items {
        let key = select::member_or_self(&item, property)?.unwrap_or_default();
        // Ruby's `casecmp` folds ASCII only.
        keyed.push((key.is_nil(), key.to_plain_text().to_ascii_lowercase(), item));
    }
    keyed.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    // Liquid takes one `nil` to be more than another, which puts the last one first.
    let nils = keyed.iter().position(|(is_nil, ..)| *is_nil).unwrap_or(keyed.len());
    keyed[nils..].reverse();
    Ok(Value::array(keyed.into_iter().map(|(_, _, item)| item)))
}

/// Two keys that have no order: of different kinds, or objects.
fn incomparable<'x, 'a>(keyed: &'x [(Value<'a>, Value<'a>)]) -> Option<(&'x Value<'a>, &'x Value<'a>)> {
    let mut keys = keyed.iter().map(|(key, _)| key).filter(|key| !key.is_nil());
    let first = keys.next()?;
    keys.find(|key| rank(key) != rank(first) || matches!(key, Value::Object(_)))
        .map(|key| (first, key))
}

/// A total order, even of what cannot be compared: sorting relies on that.
fn compare(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Float(a), Value::Float(b)) => compare_floats(*a, *b),
        (Value::Integer(a), Value::Float(b)) => compare_mixed(*a, *b),
        (Value::Float(a), Value::Integer(b)) => compare_mixed(*b, *a).reverse(),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => a
            .iter()
            .zip(b.iter())
            .map(|(a, b)| compare(&a, &b))
            .find(|order| order.is_ne())
            .unwrap_or(a.len().cmp(&b.len())),
        _ => rank(a).cmp(&rank(b)),
    }
}

/// By value, so that 0.0 equals -0.0; what is no number comes last.
fn compare_floats(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// By exact value: rounding the integer would make the order depend on the neighbours.
fn compare_mixed(integer: i64, float: f64) -> Ordering {
    // The first float beyond 64 bits.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() || float >= LIMIT {
        return Ordering::Less;
    }
    if float < -LIMIT {
        return Ordering::Greater;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is whole and within the bounds of 64 bits"
    )]
    let whole = float.trunc() as i64;
    integer.cmp(&whole).then(compare_floats(0.0, float.fract()))
}

fn rank(value: &Value<'_>) -> u8 {
    match value {
        Value::Nil | Value::Undefined(_) => 0,
        Value::Bool(_) => 1,
        Value::Integer(_) | Value::Float(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
        Value::Range(..) => 6,
        Value::Empty | Value::Blank => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::testing::check;
    use proptest::prelude::*;

    #[test]
    fn elements() {
        check(
            r#"
            [3, 1.5, 2] | sort => [1.5, 2, 3]
            ["b", "A", "a", null, "C"] | sort => ["A", "C", "a", "b", null]
            [[2, 1], [1, "x"], [1]] | sort => [[1], [1, "x"], [2, 1]]
            {"b": 1, "a": 2} | sort => [["a", 2], ["b", 1]]
            [3, "a"] | sort => error: cannot compare a number with a text
            [{}, {}] | sort => error: cannot compare an object with an object
            null | sort => error: cannot sort nil
            ["b", "A", "a", "C", null, 1] | sort_natural => [1, "A", "a", "b", "C", null]
            "#,
        );
    }

    #[test]
    fn properties() {
        check(
            r#"
            [{"n": "b"}, {"n": null}, {"n": "B"}, {}] | sort: "n" => [{"n": null}, {}, {"n": "B"}, {"n": "b"}]
            [{"n": "b"}, {"n": null}, {"n": "B"}] | sort: "n", "last" => [{"n": "B"}, {"n": "b"}, {"n": null}]
            [{"v": 2}, {"v": "10"}, {"v": 1.5}] | sort: "v" => [{"v": 1.5}, {"v": 2}, {"v": "10"}]
            [{"v": "x"}, {"v": ["x"]}, {"v": "007"}] | sort: "v" => [{"v": "007"}, {"v": ["x"]}, {"v": "x"}]
            [{"v": 1, "i": 1}, {"v": 0}, {"v": 1, "i": 2}] | sort: "v" => [{"v": 0}, {"v": 1, "i": 1}, {"v": 1, "i": 2}]
            [{"a": {"b": 2}}, {"a": {"b": 1}}] | sort: "a.b" => [{"a": {"b": 1}}, {"a": {"b": 2}}]
            [{"n": "b"}] | sort: "n", "foo" => error: wants `first` or `last`, was given `foo`
            [{"n": "b"}, {"n": null}, {"n": "A"}] | sort_natural: "n" => [{"n": "A"}, {"n": "b"}, {"n": null}]
            [{"n": "b"}, 1.5] | sort_natural: "n" => null
            [{"i": 1}, {"n": "b"}, {"i": 2}] | sort_natural: "n" => [{"n": "b"}, {"i": 2}, {"i": 1}]
            "#,
        );
    }

    proptest! {
        #[test]
        fn numbers_have_a_total_order(
            near in any::<i64>(),
            shifts in proptest::array::uniform3((-2i64..3, any::<bool>())),
        ) {
            #[expect(clippy::cast_precision_loss, reason = "the loss is what is tested")]
            let [a, b, c] = shifts.map(|(shift, float)| match near.saturating_add(shift) {
                value if float => Value::Float(value as f64),
                value => Value::Integer(value),
            });
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}
