//! YAML as Jekyll's files hold it: values as JSON, and where each key and value stands.
//!
//! Plain scalars are read as Jekyll reads them, by YAML 1.1 as Ruby's Psych understands it: `No` is false, `012` is 10
//! (to YAML 1.2 both are texts), `12e5` is a text (to YAML 1.2 a number); [`Yaml::ambiguous_scalars`] has them. A key given twice keeps its last value, as in
//! Ruby, and is told of. Nesting is bounded by the parser; what aliases make of a text is bounded here.

mod outline;
mod timestamp;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

use crate::date::Zone;
use crate::span::Span;
pub use outline::{Entry, Outline};
use timestamp::may_be_one;

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

/// What a value takes beside its text, in bytes.
const VALUE_SIZE: usize = 32;

/// What values may take in all, for each byte of the text: no text comes near without aliases, since two bytes make
/// three values at the most.
const GROWTH: usize = 2 * VALUE_SIZE;

/// What values may take in every text, in bytes: small ones have use for aliases too.
const ALWAYS: usize = 256 * 1024;

/// The most brackets that may be open; the parser itself refuses what is more than 128 deep.
const MAX_OPEN: usize = 1000;

/// A key that its mapping has already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key.
    pub key: String,
    /// Where it is given again.
    pub span: Span,
}

/// Why a text is no YAML, or no JSON.
#[derive(Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What the parser says, without a place.
    pub message: String,
    /// The byte of the text at which it stopped.
    pub at: usize,
}

/// Reads a YAML text; an empty one is `null`. Dates and times are texts as Ruby prints them, told in `zone`.
pub fn parse(text: &str, zone: &Zone) -> Result<Yaml, YamlError> {
    if text.lines().all(|line| line.trim().is_empty() || line.starts_with('#')) {
        return Ok(Yaml::from(Json::Null));
    }
    if let Some(at) = too_deep(text) {
        let message = format!("more than {MAX_OPEN} brackets are open");
        return Err(YamlError { message, at });
    }
    let duplicate_keys = RefCell::new(Vec::new());
    let reader = AnyValue {
        duplicate_keys: &duplicate_keys,
        room: &room_for(text),
    };
    match reader.deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(mut value) => {
            // Most front matter has nothing that looks like one; the parser that knows places is only asked then.
            let might_be = |word: &str| may_be_one(word) || in_yaml_1_1(word.trim_end_matches([']', '}'])).is_some();
            // A comma stands between values, or in a number.
            let might_hold = |word: &str| might_be(word) || word.split(',').any(might_be);
            let mut words = text.lines().flat_map(|line| line.split([' ', '\t', '[', '{']));
            let ambiguous_scalars = if words.any(might_hold) {
                Outline::new(text).settle_ambiguous(&mut value, zone)
            } else {
                Vec::new()
            };
            Ok(Yaml {
                value,
                duplicate_keys: duplicate_places(text, duplicate_keys.into_inner()),
                ambiguous_scalars,
            })
        }
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index().min(text.len()));
            Err(YamlError {
                message: without_place(&error),
                at,
            })
        }
    }
}

/// Where more brackets are open than the parser has time for: at each token it looks at all of them. Brackets in texts
/// count too, but nobody opens so many without closing them.
fn too_deep(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_OPEN
    })
}

/// Reads a JSON text, which Jekyll takes for YAML too.
///
/// # Errors
/// Those of JSON, which say more about it than YAML's.
pub fn parse_json(text: &str) -> Result<Yaml, YamlError> {
    let duplicate_keys = RefCell::new(Vec::new());
    let reader = AnyValue {
        duplicate_keys: &duplicate_keys,
        room: &room_for(text),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = reader
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    let value = value.map_err(|error| {
        let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        YamlError {
            message: without_place(&error),
            at: at.min(text.len()),
        }
    })?;
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

/// What a parser says, but for the place: that is relative to the text, not to the file that it stands in.
fn without_place(error: &impl std::fmt::Display) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

/// A key as a part of a JSON pointer.
pub fn pointer_part(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// What the values of a text may take, in bytes.
fn room_for(text: &str) -> Cell<usize> {
    Cell::new(text.len() * GROWTH + ALWAYS)
}

/// Reads any YAML value.
#[derive(Clone, Copy)]
struct AnyValue<'r> {
    duplicate_keys: &'r RefCell<Vec<String>>,
    /// How many bytes the values to come may take.
    room: &'r Cell<usize>,
}

impl AnyValue<'_> {
    /// Makes a value that has a text of `length` bytes, if there is room for it.
    fn make<E: serde::de::Error>(self, length: usize, value: impl FnOnce() -> Json) -> Result<Json, E> {
        match self.room.get().checked_sub(VALUE_SIZE + length) {
            Some(room) => {
                self.room.set(room);
                Ok(value())
            }
            None => Err(E::custom("its aliases repeat more than docgen takes")),
        }
    }
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

    fn visit_unit<E: serde::de::Error>(self) -> Result<Json, E> {
        self.make(0, || Json::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Json, E> {
        self.make(0, || Json::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Json, E> {
        self.make(0, || Json::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Json, E> {
        self.make(0, || value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Json, E> {
        self.make(0, || value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
        // JSON has no infinity and no NaN: they stay the words that YAML writes for them.
        let word = || Json::String(format!(".{value}").to_lowercase());
        self.make(0, || Number::from_f64(value).map_or_else(word, Json::Number))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Json, E> {
        self.make(value.len(), || Json::String(value.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Json, E> {
        self.make(value.len(), || Json::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        self.make(0, || Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        let mut merged = Map::new();
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
                merge(&mut merged, value);
            } else if object.insert(key.clone(), value).is_some() {
                self.duplicate_keys.borrow_mut().push(key);
            }
        }
        // To Ruby what is merged comes first.
        for (key, value) in object {
            merged.insert(key, value);
        }
        self.make(0, || Json::Object(merged))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Json, A::Error> {
        // A tag (`!date 2020-01-01`) says nothing that docgen uses.
        let (_, content) = tagged.variant_seed(self)?;
        content.newtype_variant_seed(self)
    }
}

/// Adds the members of a merge key's value (`<<: *base`) that `object` does not have.
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

/// A plain scalar that YAML 1.1 and 1.2 read differently: `yes`, `012`, `1:30`, `1_000`.
#[derive(Clone, Debug, PartialEq)]
pub struct AmbiguousScalar {
    /// Where it stands.
    pub span: Span,
    /// What it is in YAML 1.1.
    pub value: Json,
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
    for (name, span) in Outline::new(text).repeated_keys() {
        if let Some(count @ 1..) = unplaced.get_mut(name) {
            *count -= 1;
            duplicates.push(DuplicateKey {
                key: name.to_owned(),
                span,
            });
        }
    }
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
        word if is_number_today_only(word) => return Some(Json::from(scalar)),
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

/// Whether YAML 1.2 takes a plain scalar in small letters for a number, and Psych for a text: `0o17`, and `12e5`, since to
/// Psych an exponent comes behind a point and has a sign.
fn is_number_today_only(scalar: &str) -> bool {
    let digits = scalar.strip_prefix(['-', '+']).unwrap_or(scalar);
    let is_all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(octal) = digits.strip_prefix("0o") {
        return is_all_digits(octal);
    }
    let Some((mantissa, exponent)) = digits.split_once('e') else {
        return false;
    };
    let unsigned = exponent.strip_prefix(['-', '+']);
    let is_float_to_psych = mantissa.contains('.') && unsigned.is_some();
    is_all_digits(&mantissa.replacen('.', "", 1)) && is_all_digits(unsigned.unwrap_or(exponent)) && !is_float_to_psych
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::UTC;

    #[test]
    fn values_are_those_that_jekyll_reads() {
        let text = "a: client_id # note\nb: yes\nc: -012\nd: [1, 2.5, null, off]\ne: {f: 'no'}\n<<: {a: 1, g: 2}\n1: one\nh: 09\n";
        let yaml = parse(text, &UTC).expect("it is YAML");
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
            let yaml = parse(text, &UTC).expect("Ruby takes it too");
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
        let error = parse("a: 1\nb: [1, 2\nc: 3\n", &UTC).expect_err("the list is not closed");
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
        assert!(parse(&bomb, &UTC).is_err());
    }

    #[test]
    fn what_aliases_make_of_a_text_is_bounded_by_its_bytes_too() {
        let long = "x".repeat(100_000);
        let members: String = (0..1000).map(|n| format!("k{n}: value, ")).collect();
        for bomb in [
            format!("a: &a {long}\nb: [{}]\n", "*a, ".repeat(200)),
            format!("? &a {long}\n: [{}]\n", "*a, ".repeat(200)),
            format!("a: &a {{{members}}}\nb:\n  <<: [{}]\n", "*a, ".repeat(90)),
        ] {
            let error = parse(&bomb, &UTC).expect_err("it is too much");
            assert!(
                error.message.ends_with("its aliases repeat more than docgen takes"),
                "{error:?}"
            );
        }
        let base = "base: &base {a: 1, b: text, c: [1, 2, 3]}\n";
        let uses: String = (0..500).map(|n| format!("u{n}: {{<<: *base, a: {n}}}\n")).collect();
        assert!(parse(&format!("{base}{uses}"), &UTC).is_ok());
    }

    #[test]
    fn no_text_without_aliases_is_too_much() {
        for dense in ["{a}", "[]", "[a: ]", "\"\\L\""] {
            let text = format!("[{}]", format!("{dense},").repeat(100_000));
            parse(&text, &UTC).expect(dense);
        }
    }

    #[test]
    fn a_scalar_is_read_alike_whatever_stands_beside_it() {
        for (text, value) in [
            ("a: 1,500\n", serde_json::json!({"a": 1500})),
            ("a: 1,500\nb: off\n", serde_json::json!({"a": 1500, "b": false})),
            ("a: [1,off]\n", serde_json::json!({"a": [1, false]})),
            (
                "a:\toff\nb:\tT\nc: no\n",
                serde_json::json!({"a": false, "b": "T", "c": false}),
            ),
            ("a: b\t\nc: no\t# d\n", serde_json::json!({"a": "b", "c": false})),
            (
                "a: [1,\toff]\nb:\t'\t'\nc: no\n",
                serde_json::json!({"a": [1, false], "b": "\t", "c": false}),
            ),
        ] {
            assert_eq!(parse(text, &UTC).expect("Ruby takes it too").value, value, "{text:?}");
        }
    }

    #[test]
    fn what_is_merged_comes_first_and_gives_way() {
        let text = "a: &a {x: 1, y: 1}\nb: {k: 1, y: 2, <<: *a}\n";
        let yaml = parse(text, &UTC).expect("Ruby takes it too");
        assert_eq!(yaml.value["b"].to_string(), r#"{"x":1,"y":2,"k":1}"#);
    }

    #[test]
    fn numbers_of_yaml_1_2_that_are_texts_to_psych() {
        let text = "sha: 12e5\nb: [1.5e3, 1.5e+3, -1E-2]\nc: 0o17\nd: 1e\ne: e3\nf: '1e3'\n";
        let yaml = parse(text, &UTC).expect("Ruby takes it too");
        let expected = serde_json::json!({
            "sha": "12e5", "b": ["1.5e3", 1500.0, "-1E-2"], "c": "0o17", "d": "1e", "e": "e3", "f": "1e3"
        });
        assert_eq!(yaml.value, expected);
        assert_eq!(yaml.ambiguous_scalars.len(), 4);
    }

    #[test]
    fn scalars_that_yaml_1_1_reads_differently() {
        let text = "a: yes\nb: 'no'\nc: 012\nd: 1:30\ne: 12:75\nf: [on, x]\ng: it is on\nh: 1_000\ni: a_b\n";
        let yaml = parse(text, &UTC).expect("it is YAML");
        let shown =
            |scalar: &AmbiguousScalar| format!("{} {}", &text[scalar.span.start..scalar.span.end], scalar.value);
        let shown: Vec<_> = yaml.ambiguous_scalars.iter().map(shown).collect();
        assert_eq!(shown, ["yes true", "012 10", "1:30 5400", "on true", "1_000 1000"]);
    }
}
