//! What keeps a filter's work bounded: a short template must not make a text or a list that fills the memory.

use crate::liquid::value::{Array, Object, Value};

use super::FilterError;

/// The longest text that a filter makes out of many, in bytes.
const TEXT: usize = 16 << 20;

/// The most elements that a filter looks at or makes, those of lists in lists included.
const ELEMENTS: usize = 1_000_000;

/// How deep lists and objects that templates make may be nested: they are walked by recursion.
pub(super) const DEPTH: usize = 64;

/// Holds that a text of `length` bytes may be made.
pub(super) fn text(length: usize) -> Result<(), FilterError> {
    if length > TEXT {
        return Err(FilterError(format!(
            "would make a text of more than {} MiB",
            TEXT >> 20
        )));
    }
    Ok(())
}

/// The elements that a list filter works on (Liquid's `InputIterator`): a list's, those of lists in it included; a
/// range's; nothing for `nil`; any other value as the only one.
pub(super) fn elements<'a>(input: Value<'a>) -> Result<Vec<Value<'a>>, FilterError> {
    match input {
        Value::Array(list) => {
            let mut found = Vec::with_capacity(list.len());
            flatten(&list, &mut found)?;
            Ok(found)
        }
        Value::Range(first, last) => {
            if usize::try_from(last.saturating_sub(first)).is_ok_and(|length| length >= ELEMENTS) {
                return Err(too_many());
            }
            Ok((first..=last).map(Value::Integer).collect())
        }
        Value::Nil | Value::Undefined(_) | Value::Empty | Value::Blank => Ok(Vec::new()),
        other => Ok(vec![other]),
    }
}

/// A list of `items`, some of which may be lists or objects that a template made.
pub(super) fn nested<'a>(items: Vec<Value<'a>>) -> Result<Value<'a>, FilterError> {
    let list = Value::array(items);
    let mut left = ELEMENTS;
    weigh(&list, DEPTH, &mut left)?;
    Ok(list)
}

fn flatten<'a>(list: &Array<'a>, found: &mut Vec<Value<'a>>) -> Result<(), FilterError> {
    for item in list.iter() {
        match item {
            Value::Array(inner) => flatten(&inner, found)?,
            item => found.push(item),
        }
        if found.len() > ELEMENTS {
            return Err(too_many());
        }
    }
    Ok(())
}

/// Counts what `value` holds, as often as it is there: a list may stand twice in another. Data counts as one: there is
/// no more of it than there is in the files.
fn weigh(value: &Value<'_>, depth: usize, left: &mut usize) -> Result<(), FilterError> {
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(FilterError("would nest lists too deeply".to_owned()));
    };
    *left = left.checked_sub(1).ok_or_else(too_many)?;
    match value {
        Value::Array(Array::Made(items)) => items.iter().try_for_each(|item| weigh(item, deeper, left)),
        Value::Object(Object::Made(members)) => members.iter().try_for_each(|(_, item)| weigh(item, deeper, left)),
        _ => Ok(()),
    }
}

fn too_many() -> FilterError {
    FilterError(format!("works on {ELEMENTS} elements at most"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquid::filters::Arguments;
    use crate::liquid::filters::testing::{SITE, plain};

    #[test]
    fn a_range_that_fills_the_memory_is_refused() {
        let long = Value::Range(i64::MIN, i64::MAX);
        assert_eq!(elements(long).err(), Some(too_many()));
        assert_eq!(elements(Value::Range(3, 1)).map(|found| found.len()), Ok(0));
    }

    #[test]
    fn a_list_pushed_into_itself_ends_in_an_error() {
        let push = plain("push");
        let mut list = Value::array([Value::Integer(1)]);
        let error = (0..100).find_map(|_| {
            let arguments = Arguments {
                positional: vec![list.clone()],
                named: Vec::new(),
            };
            match push(list.clone(), &arguments, &SITE) {
                Ok(longer) => {
                    list = longer;
                    None
                }
                Err(error) => Some(error),
            }
        });
        assert_eq!(error, Some(too_many()));
    }

    #[test]
    fn a_replacement_in_every_gap_is_bounded() {
        let long = "x".repeat(5000);
        let arguments = Arguments {
            positional: vec![Value::from(""), Value::from(&*long)],
            named: Vec::new(),
        };
        let replace = plain("replace");
        assert!(replace(Value::from(&*long), &arguments, &SITE).is_err());
    }
}
