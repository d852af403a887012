//! Where the keys and values of a YAML text stand.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::Value as Json;

use super::timestamp::{may_be_one, timestamp};
use super::{AmbiguousScalar, in_yaml_1_1};
use crate::date::Zone;
use crate::span::Span;

/// Where a key and its value stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key; of a list's element, the element.
    pub key: Span,
    /// The value, as far as it is a scalar; of a list or mapping, its first character.
    pub value: Span,
}

impl Entry {
    /// The same in a text that this one's text stands in at `offset`.
    pub fn shifted(self, offset: usize) -> Self {
        Self {
            key: self.key.shifted(offset),
            value: self.value.shifted(offset),
        }
    }
}

/// The places of all keys and values in a YAML text. Of a text that does not parse, those up to the place where it
/// stops. It takes memory in proportion to the text, however deep its values and however long its keys are.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// In the order of the text: a value comes after the one that it is in.
    nodes: Vec<Node>,
    /// The nodes by the node that they are in and their name there; of a key given twice, the last.
    by_name: HashMap<(usize, Name), usize>,
    /// The keys that their mapping has already.
    repeated: Vec<(Arc<str>, Span)>,
    /// The values that a later one of the same key makes void.
    void: HashSet<usize>,
    /// What YAML 1.1 reads differently.
    ambiguous: Vec<(usize, Json)>,
    /// The plain scalars that begin as dates do, as they are written.
    times: Vec<(usize, String)>,
}

#[derive(Clone, Debug)]
struct Node {
    /// The node that it is in; the root is in none.
    parent: Option<usize>,
    name: Name,
    entry: Entry,
}

/// What a value is called where it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Name {
    Key(Arc<str>),
    Item(usize),
}

/// A mapping or list that has begun.
struct Level {
    node: usize,
    kind: LevelKind,
}

enum LevelKind {
    Mapping { key: Option<(Arc<str>, Span)> },
    List { length: usize },
}

impl Outline {
    /// Reads the places of `text`.
    pub fn new(text: &str) -> Self {
        let mut outline = Self::default();
        let mut bytes = Bytes {
            rest: text.char_indices(),
            characters: 0,
            length: text.len(),
        };
        let mut levels: Vec<Level> = Vec::new();
        // This parser takes no tab after a colon, where Psych does; a blank is as long.
        let without_tabs = text.replace('\t', " ");
        let mut parser = Parser::new_from_str(&without_tabs);
        while let Some(Ok((event, span))) = parser.next_event() {
            if matches!(event, Event::SequenceEnd | Event::MappingEnd) {
                levels.pop();
            }
            let start = bytes.at(span.start.index());
            let scalar = match &event {
                Event::Scalar(text, style, ..) => Some((&**text, *style)),
                Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_) => None,
                _ => continue,
            };
            let end = match scalar {
                Some(_) => bytes.at(span.end.index()).max(start),
                None => start,
            };
            let here = Span::new(start, end);
            let (parent, name, key) = match levels.last_mut() {
                None => (None, Name::Key(Arc::from("")), here),
                Some(Level { node, kind }) => match kind {
                    LevelKind::Mapping { key: key @ None } => {
                        *key = Some((Arc::from(scalar.map_or("", |(text, _)| text)), here));
                        continue;
                    }
                    LevelKind::Mapping { key: key @ Some(_) } => {
                        let (name, span) = key.take().expect("it was just seen");
                        (Some(*node), Name::Key(name), span)
                    }
                    LevelKind::List { length } => {
                        *length += 1;
                        (Some(*node), Name::Item(*length - 1), here)
                    }
                },
            };
            let node = outline.add(parent, name, Entry { key, value: here });
            if let Some((text, ScalarStyle::Plain)) = scalar {
                if let Some(value) = in_yaml_1_1(text) {
                    outline.ambiguous.push((node, value));
                } else if may_be_one(text) {
                    outline.times.push((node, text.to_owned()));
                }
            }
            let kind = match event {
                Event::MappingStart(..) => LevelKind::Mapping { key: None },
                Event::SequenceStart(..) => LevelKind::List { length: 0 },
                _ => continue,
            };
            levels.push(Level { node, kind });
        }
        outline
    }

    fn add(&mut self, parent: Option<usize>, name: Name, entry: Entry) -> usize {
        let node = self.nodes.len();
        if let Some(parent) = parent
            && let Some(earlier) = self.by_name.insert((parent, name.clone()), node)
        {
            self.void.insert(earlier);
            if let Name::Key(key) = &name {
                self.repeated.push((Arc::clone(key), entry.key));
            }
        }
        self.nodes.push(Node { parent, name, entry });
        node
    }

    /// Where the key and value at a JSON pointer (`/redirect_from/0`) stand.
    pub fn find(&self, pointer: &str) -> Option<Entry> {
        let mut node = 0;
        for name in pointer.split('/').skip(1) {
            let key = Name::Key(name.replace("~1", "/").replace("~0", "~").into());
            node = match (self.by_name.get(&(node, key)), name.parse()) {
                (Some(&below), _) => below,
                (None, Ok(item)) => *self.by_name.get(&(node, Name::Item(item)))?,
                (None, Err(_)) => return None,
            };
        }
        Some(self.nodes.get(node)?.entry)
    }

    /// The keys that their mapping has already, each where it is given again.
    pub(super) fn repeated_keys(&self) -> impl Iterator<Item = (&str, Span)> {
        self.repeated.iter().map(|(key, span)| (&**key, *span))
    }

    /// Makes of the ambiguous scalars in `value`, which is this text's, what they are in YAML 1.1, and tells of them.
    /// Times are settled too, but no one takes them for anything else.
    pub(super) fn settle_ambiguous(&self, value: &mut Json, zone: &Zone) -> Vec<AmbiguousScalar> {
        let written = |(node, text): &(usize, String)| Some((*node, Json::String(timestamp(text, zone)?)));
        let times: Vec<(usize, Json)> = self.times.iter().filter_map(written).collect();
        let mut found = Vec::new();
        let mut ways = Ways::default();
        for (node, time) in &times {
            if ways.add(self, *node) {
                ways.values.insert(*node, time);
            }
        }
        for (node, value) in &self.ambiguous {
            if ways.add(self, *node) {
                ways.values.insert(*node, value);
                found.push(AmbiguousScalar {
                    span: self.nodes[*node].entry.value,
                    value: value.clone(),
                });
            }
        }
        if !ways.values.is_empty() {
            ways.settle(self, 0, value);
        }
        found
    }
}

/// The ways from the root to some values, so that each step on them is taken once.
#[derive(Default)]
struct Ways<'o> {
    below: HashMap<usize, Vec<usize>>,
    values: HashMap<usize, &'o Json>,
    /// Whether the nodes asked for are in force, themselves and all that they are in.
    in_force: HashMap<usize, bool>,
}

impl Ways<'_> {
    /// Adds the way to `node`, unless a later value makes it void; says whether it did.
    fn add(&mut self, outline: &Outline, node: usize) -> bool {
        let mut way = Vec::new();
        let mut next = Some(node);
        let mut is_in_force = true;
        while let Some(node) = next {
            if let Some(&known) = self.in_force.get(&node) {
                is_in_force = known;
                break;
            }
            way.push(node);
            next = outline.nodes[node].parent;
        }
        for node in way.into_iter().rev() {
            is_in_force = is_in_force && !outline.void.contains(&node);
            self.in_force.insert(node, is_in_force);
            if let Some(parent) = outline.nodes[node].parent {
                self.below.entry(parent).or_default().push(node);
            }
        }
        is_in_force
    }

    /// Nests no deeper than `value` does, which the parser bounds.
    fn settle(&self, outline: &Outline, node: usize, value: &mut Json) {
        if let Some(settled) = self.values.get(&node) {
            *value = (*settled).clone();
        }
        for &below in self.below.get(&node).into_iter().flatten() {
            let member = match (&outline.nodes[below].name, &mut *value) {
                (Name::Key(key), Json::Object(members)) => members.get_mut(&**key),
                (Name::Item(item), Json::Array(items)) => items.get_mut(*item),
                _ => None,
            };
            if let Some(member) = member
                && self.in_force.get(&below) == Some(&true)
            {
                self.settle(outline, below, member);
            }
        }
    }
}

/// The parser counts characters; everything else here counts bytes. Places only ever go forward.
struct Bytes<'t> {
    rest: std::str::CharIndices<'t>,
    characters: usize,
    length: usize,
}

impl Bytes<'_> {
    fn at(&mut self, character: usize) -> usize {
        if character > self.characters {
            let skipped = character - self.characters - 1;
            self.characters = character;
            self.rest.nth(skipped);
        }
        self.rest.clone().next().map_or(self.length, |(at, _)| at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_values_are_found_by_pointer_and_counted_in_bytes() {
        let text = "ü: 'x y'\nlist:\n  - eins\nmap: {a: b}\n1: one\na/b~c: d\ntwice: 1\ntwice: 2\n";
        let outline = Outline::new(text);
        let found = |pointer: &str| {
            let entry = outline.find(pointer)?;
            let range = |span: Span| &text[span.start..span.end];
            Some((range(entry.key), range(entry.value)))
        };
        for (pointer, expected) in [
            ("", Some(("", ""))),
            ("/ü", Some(("ü", "'x y'"))),
            ("/list", Some(("list", ""))),
            ("/list/0", Some(("eins", "eins"))),
            ("/list/1", None),
            ("/map", Some(("map", ""))),
            ("/map/a", Some(("a", "b"))),
            ("/1", Some(("1", "one"))),
            ("/a~1b~0c", Some(("a/b~c", "d"))),
            ("/twice", Some(("twice", "2"))),
            ("/nothing/at/all", None),
        ] {
            assert_eq!(found(pointer), expected, "{pointer}");
        }
        assert_eq!(Outline::new("").find(""), None);
        assert_eq!(
            Outline::new("a: 1\nb: [1, {c\n").find("/a").map(|entry| entry.key),
            Some(Span::new(0, 1))
        );
    }
}
