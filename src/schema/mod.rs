//! What front matter and pages of each kind have to be, as JSON Schema 2020-12.
//!
//! Built in are lenient schemas for the kinds `setup`, `authenticate` and `overview`. A site replaces them, or adds
//! those of further kinds, by `_schemas/<kind>.front-matter.json` and `_schemas/<kind>.page.json`; the latter
//! describes the JSON of [`Page`](crate::page::Page). The `description` of what a schema asks for becomes the
//! message where a page lacks it. `words` has the rest of the wording.

mod words;

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value as Json};

use crate::error::Error;
use crate::source::{FileId, Sources};
use crate::span::LineIndex;
use crate::yaml;
pub use words::{Subject, Violation};

/// The most violations that are told of one page; more of them would hide what is wrong.
const MAX_VIOLATIONS: usize = 20;

/// The kinds with built-in schemas.
const BUILT_IN_KINDS: [&str; 3] = ["setup", "authenticate", "overview"];

/// The schemas of all kinds.
#[derive(Debug, Default)]
pub struct Schemas {
    front_matter: BTreeMap<String, Schema>,
    page: BTreeMap<String, Schema>,
}

/// A schema, ready to judge.
#[derive(Debug)]
pub struct Schema {
    json: Json,
    validator: Validator,
}

impl Schemas {
    /// The built-in schemas, and those of the source folder in their place.
    pub fn load(sources: &Sources, files: &[FileId]) -> Result<Self, Error> {
        let mut schemas = Self::default();
        for kind in BUILT_IN_KINDS {
            let built_in = |text| Schema::parse(text).expect("the built-in schemas are right, as a test holds");
            schemas
                .front_matter
                .insert(kind.to_owned(), built_in(include_str!("guide.front-matter.json")));
            schemas
                .page
                .insert(kind.to_owned(), built_in(include_str!("guide.page.json")));
        }
        for &file in files {
            let path = sources.path(file);
            let text = sources.whole_text(file)?;
            let invalid = |at: Option<usize>, message: String, hint: Option<String>| Error::Invalid {
                path: path.to_string(),
                at: at.map(|at| LineIndex::new(text).line_column(text, at)),
                message,
                hint,
            };
            let name = path.rsplit('/').next().unwrap_or(path);
            let (kind, of_kind) = match (name.strip_suffix(".front-matter.json"), name.strip_suffix(".page.json")) {
                (Some(kind), _) => (kind, &mut schemas.front_matter),
                (_, Some(kind)) => (kind, &mut schemas.page),
                _ => {
                    let hint = "a schema is called `<kind>.front-matter.json` or `<kind>.page.json`".to_owned();
                    return Err(invalid(
                        None,
                        "this is no schema that docgen knows what to do with".to_owned(),
                        Some(hint),
                    ));
                }
            };
            let schema = Schema::parse(text).map_err(|(at, message)| invalid(at, message, None))?;
            of_kind.insert(kind.to_owned(), schema);
        }
        Ok(schemas)
    }

    /// The kinds that have a schema.
    pub fn kinds(&self) -> impl Iterator<Item = &String> {
        self.front_matter.keys().chain(self.page.keys())
    }

    /// The schema of the front matter of pages of `kind`.
    pub fn front_matter(&self, kind: &str) -> Option<&Schema> {
        self.front_matter.get(kind)
    }

    /// The schema of the page model of pages of `kind`.
    pub fn page(&self, kind: &str) -> Option<&Schema> {
        self.page.get(kind)
    }
}

impl Schema {
    /// Reads a schema; an error has the byte where the text stops being JSON, if that is what is wrong.
    fn parse(text: &str) -> Result<Self, (Option<usize>, String)> {
        let bare = text.trim_start_matches('\u{feff}');
        let mark = text.len() - bare.len();
        let json = yaml::parse_json(bare)
            .map_err(|error| (Some(mark + error.at), format!("this is not JSON: {}", error.message)))?
            .value;
        match jsonschema::draft202012::new(&json) {
            Ok(validator) => Ok(Self { json, validator }),
            Err(error) => Err((
                None,
                format!(
                    "this is no JSON Schema: {error} (at `{}`)",
                    error.instance_path().as_str()
                ),
            )),
        }
    }

    /// The members of an instance that the schema asks anything of; nothing where it may ask of any.
    pub fn members(&self) -> Option<Vec<&str>> {
        const WITH_PROPERTIES: [&str; 8] = [
            "$schema",
            "$id",
            "$comment",
            "title",
            "description",
            "type",
            "properties",
            "required",
        ];
        let json = self.json.as_object()?;
        if json.keys().any(|keyword| !WITH_PROPERTIES.contains(&keyword.as_str())) {
            return None;
        }
        let properties = json.get("properties").and_then(Json::as_object);
        let required = json.get("required").and_then(Json::as_array);
        let properties = properties.into_iter().flat_map(Map::keys).map(String::as_str);
        Some(
            properties
                .chain(required.into_iter().flatten().filter_map(Json::as_str))
                .collect(),
        )
    }

    /// What of `instance` is not as the schema asks, told of pages of `kind`.
    pub fn violations(&self, instance: &Json, kind: &str) -> Vec<Violation> {
        if self.validator.is_valid(instance) {
            return Vec::new();
        }
        let errors = self.validator.iter_errors(instance);
        let mut violations: Vec<Violation> = errors
            .flat_map(|error| words::violations(&self.json, &error, kind))
            .collect();
        if violations.len() > MAX_VIOLATIONS {
            let more = violations.len() - MAX_VIOLATIONS;
            violations.truncate(MAX_VIOLATIONS);
            violations.push(Violation {
                pointer: String::new(),
                subject: Subject::Value,
                message: "more things are not as the schema asks".to_owned(),
                hint: Some(format!("the other {more} are told when these are mended")),
            });
        }
        violations
    }

    /// The members that the schema has something to say about, each with its description.
    pub fn properties(&self) -> Option<&Map<String, Json>> {
        self.json.get("properties")?.as_object()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_of_properties_asks_for_these_members_only() {
        let members = |text| {
            let schema = Schema::parse(text).expect("it is a schema");
            let members = schema.members()?;
            Some(members.into_iter().map(str::to_owned).collect::<Vec<_>>())
        };
        let asks = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        assert_eq!(
            members(r#"{"required": ["a"], "properties": {"b": {"type": "string"}}}"#),
            asks(&["b", "a"])
        );
        assert_eq!(members(r#"{"properties": {}, "additionalProperties": false}"#), None);
        assert_eq!(members(r##"{"$ref": "#/$defs/x", "$defs": {"x": {}}}"##), None);
        assert_eq!(members("true"), None);
    }

    #[test]
    fn a_sites_schema_replaces_the_built_in_one() {
        let sources = Sources::in_memory([("_schemas/setup.front-matter.json", r#"{"required": ["owner"]}"#)]);
        let files: Vec<_> = sources.iter().map(|source| source.id).collect();
        let schemas = Schemas::load(&sources, &files).expect("the schema is right");
        let of = |kind: &str| {
            schemas
                .front_matter(kind)
                .expect("there is one")
                .violations(&json!({"heading": "x", "title": "y"}), kind)
        };
        assert_eq!(of("setup").len(), 1);
        assert_eq!(of("overview"), []);
    }

    #[test]
    fn a_schema_that_is_no_text_is_an_error() {
        let (path, too_large) = ("_schemas/setup.page.json", vec![b' '; crate::source::MAX_TEXT + 1]);
        for (content, message) in [
            (b"{\"description\":\n\"caf\xe9\"}".to_vec(), ":2:5: this is not UTF-8"),
            (
                too_large,
                ": the file has more than the 16777216 bytes that docgen reads",
            ),
        ] {
            let sources = Sources::in_memory([(path, content)]);
            let files: Vec<_> = sources.iter().map(|source| source.id).collect();
            let error = Schemas::load(&sources, &files).expect_err("it cannot be read");
            assert_eq!(error.to_string(), format!("{path}{message}"));
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_schema() {
        assert!(Schema::parse("\u{feff}{}").is_ok());
        let (at, _) = Schema::parse("\u{feff}{").map(|_| ()).expect_err("it is not closed");
        assert_eq!(at, Some(3));
    }

    #[test]
    fn a_broken_schema_is_an_error_with_its_place() {
        for (path, text, message) in [
            (
                "_schemas/setup.page.json",
                "{\n \"type\": }",
                "_schemas/setup.page.json:2:10: this is not JSON: expected value",
            ),
            (
                "_schemas/setup.page.json",
                "{\"type\": 3}",
                "_schemas/setup.page.json: this is no JSON Schema",
            ),
            (
                "_schemas/setup.json",
                "{}",
                "_schemas/setup.json: this is no schema that docgen knows",
            ),
        ] {
            let sources = Sources::in_memory([(path, text)]);
            let files: Vec<_> = sources.iter().map(|source| source.id).collect();
            let error = Schemas::load(&sources, &files).expect_err("it is broken").to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
