//! YAML as Jekyll's files hold it: values as JSON, and where each key and value stands.
//!
//! Plain scalars are read as Jekyll reads them, by YAML 1.1 as Ruby's Psych understands it: `No` is false, `012` is 10
//! (to YAML 1.2 both are texts; [`Yaml::ambiguous_scalars`] has them). A key given twice keeps its last value, as in
//! Ruby, and is told of. Aliases and nesting are bounded by the parser.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

use crate::span::Span;

/// What a YAML text says.
#[derive(Debug)]
pub struct Yaml {
    /// The value.
    pub value: Json,
    /// The keys that a mapping has already, each where it is given again.
    pub duplicate_keys: Vec<DuplicateKey>,
    /// The plain scalars that YAML 1.1 and 1.2 read differently.
    pub ambiguous_scalars: Vec<AmbiguousScalar>,
}

/// A key that its mapping has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key.
    pub key: String,
    /// Where it is given again.
    pub span: Span,
}

/// Why a text is no YAML.
#[derive(Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What the parser says, without a place.
    pub message: String,
    /// The byte of the text at which it stopped.
    pub at: usize,
}

/// Reads a YAML text; an empty one is `null`.
pub fn parse(text: &str) -> Result<Yaml, YamlError> {
    let duplicate_keys = RefCell::new(Vec::new());
    let reader = AnyValue {
        duplicate_keys: &duplicate_keys,
    };
    if text.lines().all(|line| line.trim().is_empty() || line.starts_with('#')) {
        return Ok(Yaml::from(Json::Null));
    }
    match reader.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(mut value) => {
            let ambiguous_scalars = ambiguous_scalars(text);
            for scalar in &ambiguous_scalars {
                if let Some(place) = value.pointer_mut(&scalar.pointer) {
                    *place = scalar.value.clone();
                }
            }
            Ok(Yaml {
                value,
                duplicate_keys: duplicate_places(text, duplicate_keys.into_inner()),
                ambiguous_scalars,
            })
        }
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index().min(text.len()));
            let message = error.to_string();
            // The place is told by `at`; the parser's own is relative to this text, not to the file.
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            Err(YamlError { message, at })
        }
    }
}

/// Reads a JSON text, which Jekyll takes for YAML too.
///
/// # Errors
/// Those of JSON, which say more about it than YAML's.
pub fn parse_json(text: &str) -> Result<Yaml, serde_json::Error> {
    let duplicate_keys = RefCell::new(Vec::new());
    let reader = AnyValue {
        duplicate_keys: &duplicate_keys,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = reader.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(Yaml {
        duplicate_keys: duplicate_places(text, duplicate_keys.into_inner()),
        ..Yaml::from(value)
    })
}

impl From<Json> for Yaml {
    fn from(value: Json) -> Self {
        Self {
            value,
            duplicate_keys: Vec::new(),
            ambiguous_scalars: Vec::new(),
        }
    }
}

/// A key as a part of a JSON pointer.
pub fn pointer_part(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Reads any YAML value.
#[derive(Clone, Copy)]
struct AnyValue<'r> {
    duplicate_keys: &'r RefCell<Vec<String>>,
}

impl<'de> DeserializeSeed<'de> for AnyValue<'_> {
    type Value = Json;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyValue<'_> {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        // JSON has no infinity and no NaN: they stay the words that YAML writes for them.
        Ok(Number::from_f64(value).map_or_else(|| Json::String(format!(".{value}").to_lowercase()), Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = members.next_key_seed(self)? {
            let value = members.next_value_seed(self)?;
            let key = match key {
                Json::String(key) => key,
                Json::Null => String::new(),
                Json::Bool(_) | Json::Number(_) => key.to_string(),
                Json::Array(_) | Json::Object(_) => {
                    return Err(A::Error::custom("a key must be a text, not a list or mapping"));
                }
            };
            if key == "<<" {
                merged.push(value);
            } else if object.insert(key.clone(), value).is_some() {
                self.duplicate_keys.borrow_mut().push(key);
            }
        }
        for value in merged {
            merge(&mut object, value);
        }
        Ok(Json::Object(object))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Json, A::Error> {
        // A tag (`!date 2020-01-01`) says nothing that docgen uses.
        let (_, content) = tagged.variant_seed(self)?;
        content.newtype_variant_seed(self)
    }
}

/// Adds the members of a merge key's value (`<<: *base`) that `object` does not have itself.
fn merge(object: &mut Map<String, Json>, value: Json) {
    match value {
        Json::Object(members) => {
            for (key, value) in members {
                object.entry(key).or_insert(value);
            }
        }
        Json::Array(list) => list.into_iter().for_each(|value| merge(object, value)),
        _ => {}
    }
}

/// Whether a value means "no": `false`, and the words `no`, `off` and `false`.
pub fn is_no(value: Option<&Json>) -> bool {
    match value {
        Some(Json::Bool(value)) => !value,
        Some(Json::String(word)) => matches!(word.to_ascii_lowercase().as_str(), "no" | "off" | "false"),
        _ => false,
    }
}

/// Where a key and its value stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path as a JSON pointer: `/redirect_from/0`.
    pub pointer: String,
    /// The key; of a list's element, the element.
    pub key: Span,
    /// The value, as far as it is a scalar; of a list or mapping, its first character.
    pub value: Span,
}

/// The places of all keys and values in a YAML text, in its order. Of a text that does not parse, those up to the
/// place where it stops.
pub fn entries(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    walk(text, |visit| {
        entries.push(Entry {
            pointer: visit.pointer.to_owned(),
            key: visit.key,
            value: visit.value,
        });
    });
    entries
}

/// A plain scalar that YAML 1.1 and 1.2 read differently: `yes`, `012`, `1:30`, `1_000`.
#[derive(Clone, Debug, PartialEq)]
pub struct AmbiguousScalar {
    /// Its path as a JSON pointer.
    pub pointer: String,
    /// Where it stands.
    pub span: Span,
    /// What it is in YAML 1.1.
    pub value: Json,
}

fn ambiguous_scalars(text: &str) -> Vec<AmbiguousScalar> {
    let mut found = Vec::new();
    // Most front matter has nothing that looks like one; the parser that knows places is only asked then.
    let might_be = |word: &str| in_yaml_1_1(word.trim_end_matches([']', '}'])).is_some();
    if !text.lines().any(|line| line.split([' ', ',', '[', '{']).any(might_be)) {
        return found;
    }
    // Of a key given twice only the last value counts: up to where what stands at a pointer or below it is void.
    let mut void_before: HashMap<String, usize> = HashMap::new();
    walk(text, |visit| {
        if visit.is_repeated {
            void_before.insert(visit.pointer.to_owned(), visit.key.start);
        }
        if let Some((text, ScalarStyle::Plain)) = visit.scalar
            && let Some(value) = in_yaml_1_1(text)
        {
            found.push(AmbiguousScalar {
                pointer: visit.pointer.to_owned(),
                span: visit.value,
                value,
            });
        }
    });
    if !void_before.is_empty() {
        let is_void = |scalar: &AmbiguousScalar| {
            let ends = scalar.pointer.match_indices('/').map(|(at, _)| at);
            ends.chain([scalar.pointer.len()])
                .filter_map(|end| void_before.get(&scalar.pointer[..end]))
                .any(|&from| scalar.span.start < from)
        };
        found.retain(|scalar| !is_void(scalar));
    }
    found
}

/// Where the keys stand that mappings have already, of which `keys` is told.
fn duplicate_places(text: &str, keys: Vec<String>) -> Vec<DuplicateKey> {
    let mut duplicates = Vec::new();
    if keys.is_empty() {
        return duplicates;
    }
    let mut unplaced: BTreeMap<String, usize> = BTreeMap::new();
    for key in keys {
        *unplaced.entry(key).or_default() += 1;
    }
    walk(text, |visit| {
        let name = visit.pointer.rsplit('/').next().unwrap_or(visit.pointer);
        let name = name.replace("~1", "/").replace("~0", "~");
        if visit.is_repeated
            && let Some(count @ 1..) = unplaced.get_mut(&name)
        {
            *count -= 1;
            duplicates.push(DuplicateKey {
                key: name,
                span: visit.key,
            });
        }
    });
    // Two spellings of one key (`1` and `0x1`, `~` and nothing) have no place in common.
    let unplaced = unplaced.into_iter().filter(|(_, count)| *count > 0);
    duplicates.extend(unplaced.map(|(key, _)| DuplicateKey { key, span: Span::at(0) }));
    duplicates
}

/// What a plain scalar is to Psych, where YAML 1.2 reads it as something else.
fn in_yaml_1_1(scalar: &str) -> Option<Json> {
    if scalar.is_empty() || scalar.len() > 20 {
        return None;
    }
    match scalar.to_ascii_lowercase().as_str() {
        // `y` and `n` are texts to Psych too.
        "yes" | "on" => return Some(Json::Bool(true)),
        "no" | "off" => return Some(Json::Bool(false)),
        _ => {}
    }
    let (sign, digits) = match scalar.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, scalar.strip_prefix('+').unwrap_or(scalar)),
    };
    let is_all = |digits: &str, allowed: std::ops::RangeInclusive<u8>| digits.bytes().all(|b| allowed.contains(&b));
    let number = if digits.len() > 1 && digits.starts_with('0') && is_all(digits, b'0'..=b'7') {
        i64::from_str_radix(digits, 8).ok()
    } else if digits.contains(':') {
        let parts: Vec<&str> = digits.split(':').collect();
        let is_sexagesimal = (2..=3).contains(&parts.len())
            && parts.iter().all(|part| !part.is_empty() && is_all(part, b'0'..=b'9'))
            && parts[1..].iter().all(|part| part.len() == 2 && *part < "60");
        let add = |sum: i64, part: &&str| sum.checked_mul(60)?.checked_add(part.parse().ok()?);
        // Psych takes `1:30` for hours and minutes.
        let seconds = parts.iter().try_fold(0, add).and_then(|sum| match parts.len() {
            2 => sum.checked_mul(60),
            _ => Some(sum),
        });
        seconds.filter(|_| is_sexagesimal)
    } else if digits.contains(['_', ',']) && digits.starts_with(|c: char| matches!(c, '1'..='9')) {
        let bare: String = digits.chars().filter(|c| !matches!(c, '_' | ',')).collect();
        if is_all(&bare, b'0'..=b'9') {
            bare.parse().ok()
        } else {
            None
        }
    } else {
        None
    };
    number.map(|number: i64| Json::from(sign * number))
}

/// A value that [`walk`] comes to.
struct Visit<'v> {
    pointer: &'v str,
    /// Its key; of a list's element, the element.
    key: Span,
    value: Span,
    /// Of a scalar, its text and style.
    scalar: Option<(&'v str, ScalarStyle)>,
    /// Whether its mapping has the key already.
    is_repeated: bool,
}

/// Calls `visit` with every value of a text.
fn walk(text: &str, mut visit: impl FnMut(Visit<'_>)) {
    enum Level {
        Mapping {
            key: Option<(String, Span)>,
            keys: HashSet<String>,
            length: usize,
        },
        Sequence {
            next: usize,
            length: usize,
        },
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
    let mut bytes = Bytes {
        rest: text.char_indices(),
        characters: 0,
        length: text.len(),
    };
    let mut pointer = String::new();
    let mut levels: Vec<Level> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        let is_end = matches!(event, Event::SequenceEnd | Event::MappingEnd);
        if is_end {
            levels.pop();
        }
        let start = bytes.at(span.start.index());
        let scalar = match &event {
            Event::Scalar(text, style, ..) => Some((&**text, *style)),
            Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_) => None,
            _ => continue,
        };
        let end = if scalar.is_some() {
            bytes.at(span.end.index()).max(start)
        } else {
            start
        };
        let here = Span::new(start, end);
        match levels.last_mut() {
            Some(Level::Mapping {
                key: key @ None,
                length,
                ..
            }) => {
                pointer.truncate(*length);
                let name = scalar.map_or_else(String::new, |(text, _)| pointer_part(text));
                pointer.push('/');
                pointer.push_str(&name);
                *key = Some((name, here));
                continue;
            }
            Some(Level::Mapping { key, keys, .. }) => {
                let (is_repeated, key) = match key.take() {
                    Some((name, span)) => (!keys.insert(name), span),
                    None => (false, here),
                };
                visit(Visit {
                    pointer: &pointer,
                    key,
                    value: here,
                    scalar,
                    is_repeated,
                });
            }
            Some(Level::Sequence { next, length }) => {
                pointer.truncate(*length);
                pointer.push('/');
                pointer.push_str(&next.to_string());
                *next += 1;
                visit(Visit {
                    pointer: &pointer,
                    key: here,
                    value: here,
                    scalar,
                    is_repeated: false,
                });
            }
            None => visit(Visit {
                pointer: &pointer,
                key: here,
                value: here,
                scalar,
                is_repeated: false,
            }),
        }
        match event {
            Event::MappingStart(..) => levels.push(Level::Mapping {
                key: None,
                keys: HashSet::new(),
                length: pointer.len(),
            }),
            Event::SequenceStart(..) => levels.push(Level::Sequence {
                next: 0,
                length: pointer.len(),
            }),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_that_jekyll_reads() {
        let text = "a: client_id # note\nb: yes\nc: -012\nd: [1, 2.5, null, off]\ne: {f: 'no'}\n<<: {a: 1, g: 2}\n1: one\nh: 09\n";
        let yaml = parse(text).expect("it is YAML");
        assert_eq!(
            yaml.value,
            serde_json::json!({
                "a": "client_id", "b": true, "c": -10, "d": [1, 2.5, null, false], "e": {"f": "no"}, "1": "one", "h": "09", "g": 2
            })
        );
        assert_eq!(yaml.duplicate_keys, []);
    }

    #[test]
    fn a_key_given_twice_keeps_its_last_value_and_is_told() {
        for (text, value, places) in [
            ("a: 1\na: 2\n", serde_json::json!({"a": 2}), vec![("a", 5)]),
            (
                "a: 1\na: 2\nm: {a: 3}\n",
                serde_json::json!({"a": 2, "m": {"a": 3}}),
                vec![("a", 5)],
            ),
            (
                "m: {a: 1}\nm: {a: 3}\n",
                serde_json::json!({"m": {"a": 3}}),
                vec![("m", 10)],
            ),
            ("a: yes\na: text\n", serde_json::json!({"a": "text"}), vec![("a", 7)]),
            ("a: text\na: yes\n", serde_json::json!({"a": true}), vec![("a", 8)]),
        ] {
            let yaml = parse(text).expect("Ruby takes it too");
            let told: Vec<_> = yaml
                .duplicate_keys
                .iter()
                .map(|duplicate| (duplicate.key.as_str(), duplicate.span.start))
                .collect();
            assert_eq!((yaml.value, told), (value, places), "{text}");
        }
    }

    #[test]
    fn an_error_names_its_place() {
        let error = parse("a: 1\nb: [1, 2\nc: 3\n").expect_err("the list is not closed");
        assert!(error.at >= 5, "{error:?}");
        assert!(!error.message.contains("line"), "{error:?}");
    }

    #[test]
    fn aliases_that_explode_are_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let below = format!("*a{}, ", level - 1).repeat(10);
            bomb.push_str(&format!("a{level}: &a{level} [{}]\n", below.trim_end_matches(", ")));
        }
        assert!(parse(&bomb).is_err());
    }

    #[test]
    fn entries_know_keys_and_values_in_bytes() {
        let text = "ü: 'x y'\nlist:\n  - eins\nmap: {a: b}\n";
        let shown: Vec<_> = entries(text)
            .into_iter()
            .map(|entry| {
                let range = |span: Span| &text[span.start..span.end];
                (
                    entry.pointer.clone(),
                    range(entry.key).to_owned(),
                    range(entry.value).to_owned(),
                )
            })
            .collect();
        let expected = [
            ("", "", ""),
            ("/ü", "ü", "'x y'"),
            ("/list", "list", ""),
            ("/list/0", "eins", "eins"),
            ("/map", "map", ""),
            ("/map/a", "a", "b"),
        ];
        let expected: Vec<_> = expected
            .map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()))
            .into();
        assert_eq!(shown, expected);
    }

    #[test]
    fn scalars_that_yaml_1_1_reads_differently() {
        let text = "a: yes\nb: 'no'\nc: 012\nd: 1:30\ne: 12:75\nf: [on, x]\ng: it is on\nh: 1_000\ni: a_b\n";
        let yaml = parse(text).expect("it is YAML");
        let shown =
            |scalar: &AmbiguousScalar| format!("{} {}", &text[scalar.span.start..scalar.span.end], scalar.value);
        let shown: Vec<_> = yaml.ambiguous_scalars.iter().map(shown).collect();
        assert_eq!(shown, ["yes true", "012 10", "1:30 5400", "on true", "1_000 1000"]);
    }
}
