//! Attribute lists: `{: .class #id key="value" name}`, and lists that have a name, `{:name: .class}`.
//!
//! A list on a line of its own is for the block that it stands right below, or else for the next one; a list right after
//! a span is for that. Followed is kramdown's `parse_attribute_list` and `update_attr_with_ial`.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::builder::Attributes;

/// What an attribute list says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AttributeList {
    /// Names and values, in their order; the classes are one value.
    pub(crate) attributes: Vec<(String, String)>,
    /// The names of other lists that count too, and the marks that stand for something else (`toc`).
    pub(crate) names: Vec<String>,
}

/// The lists that have a name.
pub(crate) type Named = HashMap<String, AttributeList>;

/// How many more lists the lists that one list names may name in their turn.
const MAX_NAMED: usize = 100;

/// The most bytes that an attribute list has. Without a limit, braces that are never closed would cost the square of the
/// length.
const MAX_LIST: usize = 4096;

impl AttributeList {
    /// Reads what stands behind the colon. What cannot be read is left out.
    pub(crate) fn read(text: &str) -> Self {
        let mut list = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let len = list.item(rest);
            rest = rest[len..].trim_start();
        }
        list
    }

    /// Reads the item that `text` begins with; gives its length.
    fn item(&mut self, text: &str) -> usize {
        let name = name(text);
        if let Some(quoted) = text[name.len()..].strip_prefix('=')
            && !name.is_empty()
            && let Some(mark) = quoted.chars().next().filter(|mark| matches!(mark, '"' | '\''))
            && let Some(end) = end_of_value(&quoted[1..], mark)
        {
            let mut value = String::with_capacity(end);
            let mut chars = quoted[1..=end].chars().peekable();
            while let Some(c) = chars.next() {
                if c != '\\' || !chars.peek().is_some_and(|next| *next == '}' || *next == mark) {
                    value.push(c);
                }
            }
            self.set(name, value);
            return name.len() + 1 + 1 + end + 1;
        }
        let len = text.find(char::is_whitespace).unwrap_or(text.len());
        let word = &text[..len];
        if name.len() == len {
            self.names.push(word.to_owned());
        } else {
            self.shorthands(word);
        }
        len
    }

    /// Reads `.class#id`.
    fn shorthands(&mut self, word: &str) {
        let is_mark = |c| matches!(c, '.' | '#');
        let mut rest = word;
        while let Some(mark) = rest.chars().next().filter(|c| is_mark(*c)) {
            let len = rest[1..].find(is_mark).map_or(rest.len(), |len| len + 1);
            let value = &rest[1..len];
            match mark {
                _ if value.is_empty() => {}
                '#' => {
                    if value.starts_with(|c: char| c.is_ascii_alphabetic()) {
                        self.set("id", value.to_owned());
                    }
                }
                _ => self.set("class", value.to_owned()),
            }
            rest = &rest[len..];
        }
    }

    /// HTML knows a name in small letters only.
    fn set(&mut self, name: &str, value: String) {
        let name = &*name.to_ascii_lowercase();
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, classes)) if name == "class" => {
                classes.push(' ');
                classes.push_str(&value);
            }
            Some((_, known)) => *known = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// Adds to a list of the same name what another says.
    pub(crate) fn extend(&mut self, other: Self) {
        self.names.extend(other.names);
        for (name, value) in other.attributes {
            self.set(&name, value);
        }
    }

    /// Gives the attributes, and those of the lists that it names, to an element.
    pub(crate) fn apply(&self, named: &Named, attributes: &mut Attributes<'_>) {
        let mut left = MAX_NAMED;
        self.apply_within(named, attributes, &mut left);
    }

    fn apply_within(&self, named: &Named, attributes: &mut Attributes<'_>, left: &mut usize) {
        for list in self.names.iter().filter_map(|name| named.get(name)) {
            let Some(less) = left.checked_sub(1) else {
                return;
            };
            *left = less;
            list.apply_within(named, attributes, left);
        }
        for (name, value) in &self.attributes {
            match attributes.iter_mut().find(|(known, _)| known == name) {
                Some((_, classes)) if name == "class" => {
                    let both = format!("{classes} {value}");
                    *classes = Cow::Owned(both.trim_start().to_owned());
                }
                Some((_, known)) => *known = Cow::Owned(value.clone()),
                None => attributes.push((Cow::Owned(name.clone()), Cow::Owned(value.clone()))),
            }
        }
    }
}

/// The name that `text` begins with: a word that may have hyphens in it.
pub(crate) fn name(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let len = match text.starts_with(is_word) {
        true => text.find(|c| !is_word(c) && c != '-').unwrap_or(text.len()),
        false => 0,
    };
    &text[..len]
}

/// Where the value ends that `text` begins with: at the `mark` that no backslash stands before.
fn end_of_value(text: &str, mark: char) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(mark)?;
        if !text[..at].ends_with('\\') {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The attribute list in braces that `text` begins with: what stands between `{` and `}`, both left out.
pub(crate) fn braces(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?;
    let inside = &inside[..inside.floor_char_boundary(MAX_LIST)];
    let mut from = 0;
    loop {
        let at = from + memchr::memchr2(b'}', b'\n', &inside.as_bytes()[from..])?;
        if inside[at..].starts_with('\n') {
            return None;
        }
        if !inside[..at].ends_with('\\') {
            return Some(&inside[..at]);
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let list = AttributeList::read(text);
        (list.attributes, list.names)
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn items_are_classes_ids_pairs_and_names() {
        assert_eq!(
            read(" .a #b .c key=\"a \\\"b\\\" .c\" toc d='}'"),
            (
                pairs(&[("class", "a c"), ("id", "b"), ("key", "a \"b\" .c"), ("d", "}")]),
                vec!["toc".to_owned()]
            )
        );
        assert_eq!(read(".a.b#c"), (pairs(&[("class", "a b"), ("id", "c")]), vec![]));
    }

    #[test]
    fn what_is_no_item_is_left_out() {
        assert_eq!(read("a= \"x .b ! #1 #"), (pairs(&[("class", "b")]), vec![]));
        assert_eq!(read(""), (vec![], vec![]));
    }

    #[test]
    fn names_of_attributes_are_one_in_capitals_or_not() {
        let expected = pairs(&[("target", "c"), ("class", "x y")]);
        assert_eq!(read("target='a' tArget='c' .x CLASS=\"y\""), (expected, vec![]));
    }

    #[test]
    fn lists_that_name_each_other_come_to_an_end() {
        let mut named = Named::new();
        named.insert("a".to_owned(), AttributeList::read("b b .x"));
        named.insert("b".to_owned(), AttributeList::read("a a .y"));
        let mut attributes = Attributes::new();
        AttributeList::read("a #z").apply(&named, &mut attributes);
        assert!(attributes[0].1.len() < 1000);
        assert_eq!(attributes.last().map(|(name, _)| &**name), Some("id"));
    }

    #[test]
    fn braces_end_at_the_first_that_is_not_escaped() {
        assert_eq!(braces("{:a \\} b} c}"), Some(":a \\} b"));
        assert_eq!(braces("{:a\n}"), None);
    }
}
