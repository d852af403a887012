//! The values of Liquid.
//!
//! A value borrows from the site's data and from the templates' texts wherever it can (`'a`), so that looking
//! something up copies nothing. How values print, compare and count as true follows Shopify's Liquid 5 and, where
//! Jekyll's objects are concerned, Ruby.

use std::borrow::Cow;
use std::fmt::Write;
use std::rc::Rc;

use serde_json::Value as Json;

use super::loops::Loop;

/// A value in a template.
#[derive(Clone, Debug, Default)]
pub enum Value<'a> {
    /// `nil`: defined, and nothing.
    #[default]
    Nil,
    /// What nothing defines: behaves as `nil`, and remembers the variable as the template wrote it.
    Undefined(&'a str),
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    String(Cow<'a, str>),
    /// A list.
    Array(Array<'a>),
    /// Names with values.
    Object(Object<'a>),
    /// `(1..5)`, both ends included.
    Range(i64, i64),
    /// The literal `empty`, which equals what is empty.
    Empty,
    /// The literal `blank`, which equals what is blank.
    Blank,
}

/// A list: part of the site's data, or made by a template.
#[derive(Clone, Debug)]
pub enum Array<'a> {
    /// A list in the data.
    Data(&'a [Json]),
    /// A list that a filter made.
    Made(Rc<[Value<'a>]>),
}

/// Names with values: part of the site's data, made by a template, or answered by Rust code.
#[derive(Clone, Debug)]
pub enum Object<'a> {
    /// An object in the data.
    Data(&'a serde_json::Map<String, Json>),
    /// An object that a filter or a tag made, in its order.
    Made(Rc<[(Cow<'a, str>, Value<'a>)]>),
    /// An object whose members are looked up when they are asked for (a *drop* in Liquid's words).
    Drop(&'a dyn Drop),
    /// One of several such objects that know each other, as a post knows the next: their family, and its number there.
    Member(&'a dyn Family, usize),
    /// `forloop` or `tablerowloop`.
    Loop(Rc<Loop<'a>>),
}

/// An object whose members are made when a template asks for them, such as `site`.
pub trait Drop: std::fmt::Debug {
    /// The member `name`, or nothing if there is none.
    fn get<'a>(&'a self, name: &str) -> Option<Value<'a>>;

    /// The names of all members.
    fn names(&self) -> Vec<&str>;
}

/// Objects that lead to each other, such as pages: each has a number.
pub trait Family: std::fmt::Debug {
    /// The member `name` of the object of that number, or nothing if it has none.
    fn get<'a>(&'a self, number: usize, name: &str) -> Option<Value<'a>>;

    /// Whether any of the objects has a member `name` of its own.
    fn has(&self, name: &str) -> bool;

    /// The names of the members that an object shows where it is written out whole. Those that lead to its kin are none
    /// of them: the writing would have no end.
    fn names(&self, number: usize) -> Vec<&str>;
}

impl<'a> Array<'a> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Data(items) => items.len(),
            Self::Made(items) => items.len(),
        }
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `index`.
    pub fn get(&self, index: usize) -> Option<Value<'a>> {
        match self {
            Self::Data(items) => items.get(index).map(Value::from),
            Self::Made(items) => items.get(index).cloned(),
        }
    }

    /// The elements in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Value<'a>> + ExactSizeIterator + use<'a> {
        let this = self.clone();
        (0..self.len()).map(move |index| this.get(index).unwrap_or_default())
    }
}

impl<'a> Object<'a> {
    /// The member `name`.
    pub fn get(&self, name: &str) -> Option<Value<'a>> {
        match self {
            Self::Data(members) => members.get(name).map(Value::from),
            Self::Made(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone()),
            Self::Drop(object) => object.get(name),
            Self::Member(family, number) => family.get(*number, name),
            Self::Loop(running) => running.get(name),
        }
    }

    /// The members in their order.
    pub fn members(&self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        match self {
            Self::Data(members) => members
                .iter()
                .map(|(key, value)| (Cow::Borrowed(key.as_str()), Value::from(value)))
                .collect(),
            Self::Made(members) => members.to_vec(),
            Self::Drop(object) => object
                .names()
                .into_iter()
                .map(|name| (Cow::Borrowed(name), object.get(name).unwrap_or_default()))
                .collect(),
            Self::Member(family, number) => family
                .names(*number)
                .into_iter()
                .map(|name| (Cow::Borrowed(name), family.get(*number, name).unwrap_or_default()))
                .collect(),
            Self::Loop(running) => {
                let members = running.names().iter().copied();
                members
                    .map(|name| (Cow::Borrowed(name), running.get(name).unwrap_or_default()))
                    .collect()
            }
        }
    }

    /// The names of the members in their order. No member is made for them.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Data(members) => members.keys().map(String::as_str).collect(),
            Self::Made(members) => members.iter().map(|(name, _)| &**name).collect(),
            Self::Drop(object) => object.names(),
            Self::Member(family, number) => family.names(*number),
            Self::Loop(running) => running.names().to_vec(),
        }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Data(members) => members.len(),
            Self::Made(members) => members.len(),
            Self::Drop(object) => object.names().len(),
            Self::Member(family, number) => family.names(*number).len(),
            Self::Loop(running) => running.names().len(),
        }
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'a> Value<'a> {
    /// A list of `items`.
    pub fn array(items: impl IntoIterator<Item = Value<'a>>) -> Self {
        Self::Array(Array::Made(items.into_iter().collect()))
    }

    /// An object of `members`.
    pub fn object(members: impl IntoIterator<Item = (Cow<'a, str>, Value<'a>)>) -> Self {
        Self::Object(Object::Made(members.into_iter().collect()))
    }

    /// Whether it is `nil` or undefined.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil | Self::Undefined(_))
    }

    /// Whether a condition holds for it: all but `nil` and `false` are true, the empty string and 0 too.
    pub fn is_truthy(&self) -> bool {
        !matches!(self, Self::Nil | Self::Undefined(_) | Self::Bool(false))
    }

    /// Whether it equals `empty`: a text, list or object that holds nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::String(text) => text.is_empty(),
            Self::Array(items) => items.is_empty(),
            Self::Object(members) => members.is_empty(),
            _ => false,
        }
    }

    /// Whether it equals `blank`: `nil`, `false`, white space, or what holds nothing.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Nil | Self::Undefined(_) | Self::Bool(false) => true,
            Self::String(text) => text.chars().all(char::is_whitespace),
            _ => self.is_empty(),
        }
    }

    /// What `{{ }}` prints for it. Lists print their elements one after the other.
    pub fn to_text(&self) -> Cow<'a, str> {
        match self {
            Self::String(text) => text.clone(),
            Self::Nil | Self::Undefined(_) | Self::Empty | Self::Blank => Cow::Borrowed(""),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            _ => {
                let mut text = String::new();
                self.write_text(&mut text);
                Cow::Owned(text)
            }
        }
    }

    /// The text that a filter for texts works on, which is Ruby's `to_s`: as it prints, but a list as `inspect` has it.
    pub fn to_plain_text(&self) -> Cow<'_, str> {
        match self {
            Self::String(text) => Cow::Borrowed(text),
            Self::Array(_) => Cow::Owned(self.inspect()),
            other => other.to_text(),
        }
    }

    /// As [`Value::to_plain_text`], without a copy where it is a text already.
    pub fn into_plain_text(self) -> Cow<'a, str> {
        match self {
            Self::String(text) => text,
            Self::Array(_) => Cow::Owned(self.inspect()),
            other => other.to_text(),
        }
    }

    /// The value as Ruby's `inspect` shows it: `[1, "x", nil]`.
    pub fn inspect(&self) -> String {
        let mut text = String::new();
        self.write_inspected(&mut text);
        text
    }

    /// Appends what `{{ }}` prints for it.
    pub fn write_text(&self, out: &mut String) {
        match self {
            Self::Nil | Self::Undefined(_) | Self::Empty | Self::Blank => {}
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Integer(value) => write_to(out, format_args!("{value}")),
            Self::Float(value) => out.push_str(&float_text(*value)),
            Self::String(text) => out.push_str(text),
            Self::Range(first, last) => write_to(out, format_args!("{first}..{last}")),
            Self::Array(items) => items.iter().for_each(|item| item.write_text(out)),
            Self::Object(Object::Loop(running)) => out.push_str(running.class()),
            Self::Object(_) => self.write_inspected(out),
        }
    }

    /// Appends the value as Ruby's `inspect` shows it, which is how objects print: `{"a"=>1}`.
    fn write_inspected(&self, out: &mut String) {
        match self {
            Self::Nil | Self::Undefined(_) | Self::Empty | Self::Blank => out.push_str("nil"),
            Self::String(text) => write_quoted(out, text),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.write_inspected(out);
                }
                out.push(']');
            }
            Self::Object(Object::Loop(running)) => out.push_str(running.class()),
            Self::Object(object) => {
                out.push('{');
                for (index, (key, value)) in object.members().iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    write_quoted(out, key);
                    out.push_str("=>");
                    value.write_inspected(out);
                }
                out.push('}');
            }
            _ => self.write_text(out),
        }
    }

    /// The elements that `for` and the list filters see: a list's, a range's, an object's `[name, value]` pairs;
    /// nothing for `nil`, and the value itself otherwise.
    pub fn elements(&self) -> Vec<Value<'a>> {
        match self {
            Self::Nil | Self::Undefined(_) | Self::Empty | Self::Blank => Vec::new(),
            Self::Array(items) => items.iter().collect(),
            Self::Range(first, last) => (*first..=*last).map(Value::Integer).collect(),
            Self::Object(object) => object
                .members()
                .into_iter()
                .map(|(key, value)| Value::array([Value::String(key), value]))
                .collect(),
            other => vec![other.clone()],
        }
    }

    /// The member or element that `self[index]` names.
    pub fn lookup(&self, index: &Value<'_>) -> Option<Value<'a>> {
        match (self, index) {
            (Self::Object(object), Value::String(name)) => object.get(name),
            // The names in JSON are texts, while YAML's may have been numbers.
            (Self::Object(object), Value::Integer(_) | Value::Float(_) | Value::Bool(_)) => {
                object.get(&index.to_text())
            }
            (Self::Array(items), Value::Integer(at)) => position(*at, items.len()).and_then(|at| items.get(at)),
            _ => None,
        }
    }

    /// The member that `self.name` names, which may be `size`, `first` or `last`.
    pub fn member(&self, name: &str) -> Option<Value<'a>> {
        let count = |count: usize| Some(Value::Integer(to_i64(count)));
        match (self, name) {
            (Self::Object(object), _) => object.get(name).or_else(|| match (object, name) {
                (Object::Loop(_), _) => None,
                (_, "size") => count(object.len()),
                (_, "first") => self.elements().into_iter().next(),
                _ => None,
            }),
            (Self::Array(items), "size") => count(items.len()),
            (Self::Array(items), "first") => items.get(0),
            (Self::Array(items), "last") => items.get(items.len().wrapping_sub(1)),
            (Self::String(text), "size") => count(text.chars().count()),
            (Self::Range(first, last), "size") => {
                Some(Value::Integer(last.saturating_sub(*first).saturating_add(1).max(0)))
            }
            (Self::Range(first, _), "first") => Some(Value::Integer(*first)),
            (Self::Range(_, last), "last") => Some(Value::Integer(*last)),
            // Ruby's, in bytes.
            (Self::Integer(_), "size") => count(size_of::<i64>()),
            _ => None,
        }
    }

    /// Whether the two are equal (`==`). Numbers compare by value, texts never equal numbers.
    pub fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Self::Empty, value) => value.is_empty(),
            (value, Value::Empty) => value.is_empty(),
            (Self::Blank, value) => value.is_blank(),
            (value, Value::Blank) => value.is_blank(),
            (a, b) if a.is_nil() || b.is_nil() => a.is_nil() && b.is_nil(),
            (Self::Bool(a), Value::Bool(b)) => a == b,
            (Self::Integer(a), Value::Integer(b)) => a == b,
            (Self::Integer(_) | Self::Float(_), Value::Integer(_) | Value::Float(_)) => self.as_f64() == other.as_f64(),
            (Self::String(a), Value::String(b)) => a == b,
            (Self::Range(a, b), Value::Range(c, d)) => (a, b) == (c, d),
            (Self::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| a.equals(&b))
            }
            (Self::Object(Object::Member(_, a)), Value::Object(Object::Member(_, b))) => a == b,
            (Self::Object(a), Value::Object(b)) => {
                a.len() == b.len()
                    && a.members()
                        .iter()
                        .all(|(key, value)| b.get(key).is_some_and(|other| value.equals(&other)))
            }
            _ => false,
        }
    }

    /// Whether `other` is in it: a part of a text, an element of a list, a name of an object, a number of a range.
    /// Nothing contains `nil` or `false`.
    pub fn contains(&self, other: &Value<'_>) -> bool {
        match self {
            _ if !other.is_truthy() => false,
            Self::String(text) => text.contains(&*other.to_plain_text()),
            Self::Array(items) => items.iter().any(|item| item.equals(other)),
            Self::Object(object) => matches!(other, Value::String(name) if object.get(name).is_some()),
            Self::Range(first, last) => {
                let number = other.as_f64();
                number.is_some_and(|n| {
                    Value::Integer(*first).as_f64() <= Some(n) && Some(n) <= Value::Integer(*last).as_f64()
                })
            }
            _ => false,
        }
    }

    /// The number that it is, for a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as Ruby compares an Integer with a Float")]
            Self::Integer(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The value as authors are told of it: what it is, or what kind of thing.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Integer(_) | Self::Float(_) | Self::Bool(_) => self.to_text().into_owned(),
            Self::String(text) if text.chars().count() <= 20 => format!("the text `{text}`"),
            _ => self.kind().to_owned(),
        }
    }

    /// What kind of value it is, in an author's words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Nil | Self::Undefined(_) => "nil",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Float(_) => "a number",
            Self::String(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
            Self::Range(..) => "a range",
            Self::Empty => "empty",
            Self::Blank => "blank",
        }
    }
}

impl<'a> From<&'a Json> for Value<'a> {
    fn from(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Nil,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(value) => Self::Integer(value),
                None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Self::String(Cow::Borrowed(text)),
            Json::Array(items) => Self::Array(Array::Data(items)),
            Json::Object(members) => Self::Object(Object::Data(members)),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::String(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::String(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self::String(text)
    }
}

/// A count as Liquid's integer.
pub fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A position counted from the start, or from the end if negative.
fn position(at: i64, length: usize) -> Option<usize> {
    if at < 0 {
        length.checked_sub(usize::try_from(at.unsigned_abs()).ok()?)
    } else {
        usize::try_from(at).ok()
    }
}

/// A text as Ruby's `inspect` shows it.
fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\u{7}' => out.push_str("\\a"),
            '\u{1b}' => out.push_str("\\e"),
            // It would be replaced in Ruby.
            '#' if matches!(rest.peek(), Some('{' | '$' | '@')) => out.push_str("\\#"),
            '\u{7f}' => out.push_str("\\x7F"),
            c if c.is_control() => write_to(out, format_args!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The whole number that a text begins with, or 0 (Ruby's `to_i`).
pub(crate) fn leading_integer(text: &str) -> i64 {
    let text = text.trim_start();
    let sign = usize::from(text.starts_with(['-', '+']));
    let mut digits = text[..sign].to_owned();
    let mut previous = '_';
    for c in text[sign..].chars() {
        match c {
            '0'..='9' => digits.push(c),
            '_' if previous != '_' => {}
            _ => break,
        }
        previous = c;
    }
    let limit = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    match digits.len() > sign {
        true => digits.parse().unwrap_or(limit),
        false => 0,
    }
}

/// A float as Ruby prints it: always with a fraction, and with an exponent where that is shorter.
fn float_text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = value.abs();
    let is_long = magnitude >= 1e15 && value.fract() == 0.0;
    if magnitude != 0.0 && (magnitude < 1e-4 || is_long) {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let point = if mantissa.contains('.') { "" } else { ".0" };
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ('-', digits),
            None => ('+', exponent),
        };
        return format!("{mantissa}{point}e{sign}{digits:0>2}");
    }
    format!("{value:?}")
}

fn write_to(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_print_as_ruby_prints_them() {
        let data = serde_json::json!({"a": [1, "x", null], "b": 1.0});
        let cases = [
            (Value::Float(1.0), "1.0"),
            (Value::Float(1e20), "1.0e+20"),
            (Value::Float(0.00001), "1.0e-05"),
            (Value::Float(1e15), "1.0e+15"),
            (Value::Float(1e15 + 0.5), "1000000000000000.5"),
            (Value::Float(123_456_789_012_345.0), "123456789012345.0"),
            (Value::Range(1, 3), "1..3"),
            (Value::array([Value::from("a"), Value::Nil, Value::Integer(2)]), "a2"),
            (Value::from(&data), r#"{"a"=>[1, "x", nil], "b"=>1.0}"#),
            (Value::Undefined("page.x"), ""),
        ];
        for (value, expected) in cases {
            assert_eq!(value.to_text(), expected);
        }
    }

    #[test]
    fn negative_indexes_count_from_the_end() {
        let list = Value::array([Value::Integer(1), Value::Integer(2)]);
        let at = |index| {
            list.lookup(&Value::Integer(index))
                .map(|value| value.to_text().into_owned())
        };
        assert_eq!(at(-1).as_deref(), Some("2"));
        assert_eq!(at(-3), None);
        assert_eq!(at(2), None);
    }

    #[test]
    fn blank_and_empty_are_not_the_same() {
        assert!(Value::from(" ").equals(&Value::Blank));
        assert!(!Value::from(" ").equals(&Value::Empty));
        assert!(Value::from("").equals(&Value::Empty));
        assert!(!Value::Nil.equals(&Value::Empty));
    }
}
