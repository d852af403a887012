//! What breaks a schema, in the words of somebody who writes pages.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value as Json;

use crate::finding::nearest;

/// Something that is not as a schema asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What it is about, as a JSON pointer into the instance; what is missing has the pointer it would have.
    pub pointer: String,
    /// Whether the member's name is wrong, or its value.
    pub subject: Subject,
    /// What is wrong: lower case, one fact, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// What of a member is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Its name: nothing of that name is known.
    Name,
    /// Its value.
    Value,
    /// That it is not there.
    Absence,
}

/// The violations that a validator's error stands for: one, but for members that are not known, each of which is one.
pub(super) fn violations(schema: &Json, error: &ValidationError<'_>, kind: &str) -> Vec<Violation> {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|name| unknown_member(schema, error, name, kind))
            .collect(),
        _ => vec![violation(schema, error, kind)],
    }
}

fn unknown_member(schema: &Json, error: &ValidationError<'_>, name: &str, kind: &str) -> Violation {
    let known = schema.pointer(&sibling(error.schema_path().as_str(), "properties"));
    let known = known
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str());
    Violation {
        pointer: format!("{}/{name}", error.instance_path().as_str()),
        subject: Subject::Name,
        message: format!("`{name}` is not known on pages of kind `{kind}`"),
        hint: nearest(name, known).map(|known| format!("did you mean `{known}`?")),
    }
}

fn violation(schema: &Json, error: &ValidationError<'_>, kind: &str) -> Violation {
    let pointer = error.instance_path().as_str();
    let name = last_name(pointer);
    let instance: &Json = error.instance();
    let asked = description(schema, error.schema_path().as_str());
    let mut hint = None;
    let (mut at, mut subject) = (pointer.to_owned(), Subject::Value);
    let message = match error.kind() {
        ValidationErrorKind::Required { property } => {
            let property = property.as_str().unwrap_or_default();
            let described = description(
                schema,
                &sibling(error.schema_path().as_str(), &format!("properties/{property}/type")),
            );
            hint = described.map(|description| format!("it is {description}"));
            (at, subject) = (format!("{pointer}/{property}"), Subject::Absence);
            format!("`{property}` is missing")
        }
        ValidationErrorKind::Type { .. } if instance.is_null() => {
            hint = asked.map(|description| format!("it is {description}"));
            format!("`{name}` has no value")
        }
        ValidationErrorKind::Type { kind } => {
            hint = asked.map(|description| format!("it is {description}"));
            format!("`{name}` is {}, but must be {}", kind_of(instance), types(kind))
        }
        ValidationErrorKind::MinLength { limit: 1 } => {
            hint = asked.map(|description| format!("it is {description}"));
            format!("`{name}` is empty")
        }
        _ if asked.is_some() => {
            let asked = asked.unwrap_or_default();
            match instance {
                Json::String(text) => format!("`{name}` is `{}`, but must be {asked}", shortened(text)),
                Json::Number(_) | Json::Bool(_) => format!("`{name}` is `{instance}`, but must be {asked}"),
                _ => format!("a page of kind `{kind}` needs {asked}"),
            }
        }
        ValidationErrorKind::Constant { expected_value } => format!(
            "`{name}` is `{}`, but must be `{}`",
            plain(instance),
            plain(expected_value)
        ),
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = options.as_array().into_iter().flatten().map(plain).collect();
            hint = nearest(&plain(instance), options.iter().map(String::as_str))
                .map(|known| format!("did you mean `{known}`?"));
            format!(
                "`{name}` is `{}`, but must be one of `{}`",
                plain(instance),
                options.join("`, `")
            )
        }
        ValidationErrorKind::Pattern { pattern } => {
            format!("`{name}` is `{}`, which does not match `{pattern}`", plain(instance))
        }
        ValidationErrorKind::MinItems { limit } => {
            format!("`{name}` has {} items, but needs at least {limit}", length(instance))
        }
        ValidationErrorKind::MaxItems { limit } => {
            format!("`{name}` has {} items, but may have {limit} at most", length(instance))
        }
        ValidationErrorKind::Contains => format!("nothing in `{name}` is what a page of kind `{kind}` needs there"),
        _ => format!(
            "`{name}` is not as a page of kind `{kind}` needs it: {}",
            shortened(&error.to_string())
        ),
    };
    Violation {
        pointer: at,
        subject,
        message,
        hint,
    }
}

/// The `description` beside the keyword at `schema_path` that is broken. That of the schema as a whole says nothing
/// about what is wrong.
fn description<'s>(schema: &'s Json, schema_path: &str) -> Option<&'s str> {
    let (parent, _) = schema_path.rsplit_once('/')?;
    if parent.is_empty() {
        return None;
    }
    schema.pointer(parent)?.get("description")?.as_str()
}

/// The path of another keyword in the same schema object.
fn sibling(schema_path: &str, keyword: &str) -> String {
    let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
    format!("{parent}/{keyword}")
}

/// The last part of a pointer that is a name: `/sections/0/blocks/2` is about `blocks`.
fn last_name(pointer: &str) -> &str {
    let is_name = |part: &&str| !part.is_empty() && !part.bytes().all(|b| b.is_ascii_digit());
    pointer.rsplit('/').find(is_name).unwrap_or("the page")
}

fn kind_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "empty",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "a list of `key: value`",
    }
}

fn types(kind: &TypeKind) -> String {
    let word = |name: &str| match name {
        "null" => "empty",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a text",
        "array" => "a list",
        _ => "a list of `key: value`",
    };
    match kind {
        TypeKind::Single(single) => word(&single.to_string()).to_owned(),
        TypeKind::Multiple(several) => {
            let words: Vec<&str> = several.iter().map(|single| word(&single.to_string())).collect();
            words.join(" or ")
        }
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => shortened(text),
        other => shortened(&other.to_string()),
    }
}

fn length(value: &Json) -> usize {
    value.as_array().map_or(0, Vec::len)
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Schema;
    use serde_json::json;

    #[test]
    fn violations_are_told_in_an_authors_words() {
        let schema = Schema::parse(
            r#"{
              "required": ["heading"],
              "properties": {
                "heading": {"type": "string", "description": "the name of the guide"},
                "order": {"type": ["integer", "null"]},
                "mode": {"enum": ["oauth2", "basic"]},
                "title": {"minLength": 1},
                "steps": {"minItems": 2},
                "sections": {"allOf": [{"description": "a section `Create an Application`", "contains": {"const": 1}}]}
              },
              "additionalProperties": false
            }"#,
        )
        .expect("it is a schema");
        for (instance, pointer, message, hint) in [
            (
                json!({}),
                "/heading",
                "`heading` is missing",
                Some("it is the name of the guide"),
            ),
            (
                json!({"heading": 3}),
                "/heading",
                "`heading` is a number, but must be a text",
                Some("it is the name of the guide"),
            ),
            (
                json!({"heading": "", "order": "x"}),
                "/order",
                "`order` is a text, but must be empty or a whole number",
                None,
            ),
            (
                json!({"heading": "", "mode": "oauth"}),
                "/mode",
                "`mode` is `oauth`, but must be one of `oauth2`, `basic`",
                Some("did you mean `oauth2`?"),
            ),
            (json!({"heading": "", "title": ""}), "/title", "`title` is empty", None),
            (
                json!({"heading": "", "steps": [1]}),
                "/steps",
                "`steps` has 1 items, but needs at least 2",
                None,
            ),
            (
                json!({"heading": "", "sections": []}),
                "/sections",
                "a page of kind `setup` needs a section `Create an Application`",
                None,
            ),
            (
                json!({"heading": "", "titel": ""}),
                "/titel",
                "`titel` is not known on pages of kind `setup`",
                Some("did you mean `title`?"),
            ),
        ] {
            let violations = schema.violations(&instance, "setup");
            let told: Vec<_> = violations
                .iter()
                .map(|told| (told.pointer.as_str(), told.message.as_str(), told.hint.as_deref()))
                .collect();
            assert_eq!(told, [(pointer, message, hint)]);
        }
    }
}
