//! The catalogue: which connectors there are, by a data file, so that each of them has a guide and no guide is of none.
//!
//! It is a list of entries (or a table), each with a member that says which guide it is of, or a mapping of entries by
//! that name:
//!
//! ```yaml
//! - {elementKey: hubspot, name: HubSpot}
//! - {elementKey: paypalv2, name: PayPal}
//! ```

use serde_json::Value as Json;

use crate::config::Config;
use crate::data::{Data, Places};
use crate::error::Error;
use crate::finding::nearest;
use crate::source::{Location, Sources};
use crate::yaml::pointer_part;

/// The connectors that there are.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The data file's name, as the config has it.
    pub data: String,
    /// The front matter key by which pages say which entry their guide is of.
    pub matches: String,
    /// The connectors, in the order of the file.
    pub entries: Vec<Entry>,
}

/// A connector.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What its guide goes by.
    pub name: String,
    /// Where the catalogue says so.
    pub location: Location,
}

impl Catalogue {
    /// The catalogue that the config names.
    ///
    /// # Errors
    /// The config names a data file that is not there, or one that is no catalogue. An entry that does not say which
    /// guide it is of would be missed by nobody.
    pub fn load(config: &Config, sources: &Sources, data: &Data) -> Result<Option<Self>, Error> {
        let Some(asked) = &config.catalogue else {
            return Ok(None);
        };
        let (pointer, value) = data.find_for(&asked.data, config, &asked.pointer, sources)?;
        let mut reader = Reader {
            key: &asked.key,
            sources,
            data,
            places: data.places(sources),
            entries: Vec::new(),
        };
        reader.read(value, &pointer)?;
        Ok(Some(Self {
            data: asked.data.clone(),
            matches: asked.matches.clone(),
            entries: reader.entries,
        }))
    }
}

struct Reader<'r> {
    key: &'r str,
    sources: &'r Sources,
    data: &'r Data,
    places: Places<'r>,
    entries: Vec<Entry>,
}

impl Reader<'_> {
    fn read(&mut self, value: &Json, pointer: &str) -> Result<(), Error> {
        match value {
            Json::Null => {}
            Json::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.item(item, &format!("{pointer}/{at}"))?;
                }
            }
            Json::Object(members) => {
                for (name, value) in members {
                    self.member(name, value, &format!("{pointer}/{}", pointer_part(name)))?;
                }
            }
            _ => return Err(self.error(pointer, "the catalogue is no list of entries")),
        }
        Ok(())
    }

    /// An entry of a list. One whose name is left empty has no guide, and is to have none.
    fn item(&mut self, item: &Json, pointer: &str) -> Result<(), Error> {
        let Json::Object(members) = item else {
            return match text_of(item) {
                Some(name) => {
                    self.add(&name, |places| places.value(pointer));
                    Ok(())
                }
                None => Err(self.error(pointer, "this is no entry of a catalogue")),
            };
        };
        let Some(value) = members.get(self.key) else {
            let message = format!("this entry of the catalogue has no `{}`", self.key);
            return match nearest(self.key, members.keys().map(String::as_str)) {
                Some(known) => Err(self.error_with_hint(pointer, message, format!("did you mean `{known}`?"))),
                None => Err(self.error(pointer, message)),
            };
        };
        // An empty cell of a table.
        if value.is_null() {
            return Ok(());
        }
        let pointer = format!("{pointer}/{}", pointer_part(self.key));
        let Some(name) = text_of(value) else {
            return Err(self.error(&pointer, format!("`{}` is no name of a guide", self.key)));
        };
        self.add(&name, |places| places.value(&pointer));
        Ok(())
    }

    /// An entry of a mapping, which goes by its own member or else by its place in the mapping.
    fn member(&mut self, name: &str, value: &Json, pointer: &str) -> Result<(), Error> {
        match value {
            Json::Object(members) if members.contains_key(self.key) => self.item(value, pointer),
            Json::Array(_) => Err(self.error(pointer, "this is no entry of a catalogue, but a list")),
            _ => {
                self.add(name, |places| places.key(pointer));
                Ok(())
            }
        }
    }

    fn add(&mut self, name: &str, place: impl FnOnce(&mut Places<'_>) -> Location) {
        if name.is_empty() {
            return;
        }
        let location = place(&mut self.places);
        self.entries.push(Entry {
            name: name.to_owned(),
            location,
        });
    }

    fn error(&self, pointer: &str, message: impl Into<String>) -> Error {
        let hint = format!(
            "give each entry `{}: NAME`, or say in `_config.yml` which member has the name: `catalogue: {{data: ..., key: \
             ...}}`",
            self.key
        );
        self.error_with_hint(pointer, message, hint)
    }

    fn error_with_hint(&self, pointer: &str, message: impl Into<String>, hint: String) -> Error {
        self.data.error(self.sources, pointer, message.into(), hint)
    }
}

/// A text or number without white space at its ends, empty for null; nothing for what can be no name.
fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::Null => Some(String::new()),
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::UTC;

    fn load(setting: &str, file: (&str, &str)) -> Result<Vec<String>, String> {
        let text = format!("docgen: {{catalogue: {setting}}}\n");
        let config = Config::parse(&text).expect("the config is right");
        let sources = Sources::in_memory([("_config.yml", text.as_str()), file]);
        let file = sources.find(file.0).expect("it was just put there");
        let data = Data::read(&sources, &[file], &UTC).expect("it can be read");
        let catalogue = Catalogue::load(&config, &sources, &data).map_err(|error| {
            let hint = error.hint().unwrap_or_default();
            format!("{error}; {hint}")
        })?;
        let entries = catalogue.expect("the config asks for it").entries.into_iter();
        Ok(entries
            .map(|entry| format!("{}:{}", entry.name, entry.location.start.line))
            .collect())
    }

    #[test]
    fn entries_are_found_in_all_shapes_of_data() {
        for (setting, path, text, expected) in [
            (
                "c",
                "_data/c.yml",
                "- elementKey: a\n- {elementKey: 7}\n",
                vec!["a:1", "7:2"],
            ),
            ("c", "_data/c.yml", "- a\n- 7\n-\n", vec!["a:1", "7:2"]),
            (
                "c",
                "_data/c.yml",
                "a: {name: A}\nb:\n  elementKey: x\nc:\n",
                vec!["a:1", "x:3", "c:4"],
            ),
            (
                "{data: c/all, key: id}",
                "_data/c.json",
                "{\"all\": [\n{\"id\": 3}]}",
                vec!["3:2"],
            ),
            (
                "{data: c, key: id}",
                "_data/c.csv",
                "n,id\nA,a\nB,\nC,c\n",
                vec!["a:2", "c:4"],
            ),
            ("c", "_data/c.yml", "", vec![]),
        ] {
            assert_eq!(
                load(setting, (path, text)),
                Ok(expected.into_iter().map(str::to_owned).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_catalogue_is_an_error_with_its_place() {
        for (setting, text, expected) in [
            ("d", "- a", "_config.yml:1:10: there is no data file `d`; "),
            (
                "c",
                "- elementKey: a\n- elementkey: b\n",
                "_data/c.yml:2:3: this entry of the catalogue has no `elementKey`; did you mean `elementkey`?",
            ),
            (
                "c",
                "- {id: a}\n",
                "_data/c.yml:1:3: this entry of the catalogue has no `elementKey`; give each",
            ),
            (
                "c",
                "crm: [a]\n",
                "_data/c.yml:1:1: this is no entry of a catalogue, but a list; ",
            ),
            ("c", "- [a]\n", "_data/c.yml:1:3: this is no entry of a catalogue; "),
            (
                "c",
                "- elementKey: [a]\n",
                "_data/c.yml:1:3: `elementKey` is no name of a guide; ",
            ),
            ("c", "text\n", "_data/c.yml:1:1: the catalogue is no list of entries; "),
        ] {
            let error = load(setting, ("_data/c.yml", text)).expect_err("it is wrong");
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
