//! `defaults`: front matter that pages have without saying so (Jekyll's `FrontmatterDefaults`).

use globset::GlobMatcher;
use serde_json::{Map, Value as Json};

use super::{Config, Reader, ancestors};
use crate::error::Error;

/// The most that `defaults` may come to, in bytes of JSON: each page gets values of its own of them.
const MAX_DEFAULTS: usize = 64 * 1024;

/// Front matter that pages have without saying so.
#[derive(Debug)]
pub struct FrontMatterDefaults {
    /// What the paths of those that are meant begin with, or a pattern of folders and files; empty for all.
    pub path: String,
    /// `pages`, `posts` or a collection's name; nothing for all.
    pub page_type: Option<String>,
    /// The values.
    pub values: Map<String, Json>,
    pattern: Option<GlobMatcher>,
    /// How long the path is as it is written, in characters.
    length: usize,
}

impl FrontMatterDefaults {
    /// Whether the page at `path` is meant; static files have no type.
    pub fn applies_to(&self, path: &str, page_type: &str) -> bool {
        if self.page_type.as_deref().is_some_and(|wanted| wanted != page_type) {
            return false;
        }
        match &self.pattern {
            Some(pattern) => ancestors(path).chain([path]).any(|folder| pattern.is_match(folder)),
            // `doc` means `docs/a.md` and `document.md`, and `/docs` nothing, as in Jekyll.
            None => path.starts_with(&self.path),
        }
    }

    /// What Jekyll compares: the length of the path, then whether there is a type.
    fn specificity(&self) -> (usize, bool) {
        (self.length, self.page_type.is_some())
    }
}

/// Puts `values` over `defaults`, nested mappings over nested ones, as Jekyll does (`Utils.deep_merge_hashes`): the keys of
/// the defaults come first, and what is empty gives way to them.
pub fn fill_in(values: &mut Map<String, Json>, defaults: Map<String, Json>) {
    if defaults.is_empty() {
        return;
    }
    let own = std::mem::replace(values, defaults);
    for (key, value) in own {
        match (values.get_mut(&key), value) {
            (Some(Json::Object(defaults)), Json::Object(mut own)) => {
                fill_in(&mut own, std::mem::take(defaults));
                *defaults = own;
            }
            (Some(_), Json::Null) => {}
            (_, value) => {
                values.insert(key, value);
            }
        }
    }
}

impl Config {
    /// The front matter that a page has without saying so, by Jekyll's rule (`FrontmatterDefaults#all`): the longest
    /// path wins, of equally long ones the one with a type, of those the later; nested mappings are merged.
    pub fn defaults_of(&self, path: &str, page_type: &str) -> Map<String, Json> {
        let mut values = Map::new();
        let mut strongest: Option<&FrontMatterDefaults> = None;
        for defaults in self
            .defaults
            .iter()
            .filter(|defaults| defaults.applies_to(path, page_type))
        {
            if strongest.is_none_or(|strongest| defaults.specificity() >= strongest.specificity()) {
                let weaker = std::mem::replace(&mut values, defaults.values.clone());
                fill_in(&mut values, weaker);
                strongest = Some(defaults);
            } else {
                fill_in(&mut values, defaults.values.clone());
            }
        }
        values
    }
}

impl Reader<'_> {
    pub(super) fn defaults(
        &self,
        value: Option<&Json>,
        collections_dir: &str,
    ) -> Result<Vec<FrontMatterDefaults>, Error> {
        let items = match value {
            None | Some(Json::Null) => return Ok(Vec::new()),
            Some(Json::Array(items)) => items,
            Some(_) => return Err(self.error("/defaults", "`defaults` is a list of scopes and values")),
        };
        if value.is_some_and(|value| value.to_string().len() > MAX_DEFAULTS) {
            let message = format!("`defaults` come to more than {MAX_DEFAULTS} bytes");
            let hint = "each page gets them; put what is long into a file in _data".to_owned();
            return Err(self.error_with_hint("/defaults", message, hint));
        }
        let each = items.iter().enumerate();
        each.map(|(at, item)| {
            let pointer = format!("/defaults/{at}");
            let scope = self.map(item.get("scope"), &format!("{pointer}/scope"))?;
            let from_scope = |key: &str| {
                self.string(
                    scope.and_then(|scope| scope.get(key)),
                    &format!("{pointer}/scope/{key}"),
                )
            };
            let path = from_scope("path")?.unwrap_or_default();
            // The paths of documents do not have the folder of all collections.
            let inner = match collections_dir {
                "" => &path,
                folder => path
                    .strip_prefix(folder)
                    .and_then(|rest| rest.strip_prefix('/'))
                    .unwrap_or(&path),
            };
            let pattern = if path.contains('*') {
                self.globs(Some(&Json::String(inner.to_owned())), &pointer)?.pop()
            } else {
                None
            };
            Ok(FrontMatterDefaults {
                page_type: from_scope("type")?.map(|page_type| match page_type.as_str() {
                    // Their former names.
                    "page" | "post" | "draft" => format!("{page_type}s"),
                    _ => page_type,
                }),
                values: self
                    .map(item.get("values"), &format!("{pointer}/values"))?
                    .cloned()
                    .unwrap_or_default(),
                length: path.trim_start_matches('/').chars().count(),
                path: inner.to_owned(),
                pattern,
            })
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_apply_by_folder_type_and_pattern() {
        let config = Config::parse(concat!(
            "defaults:\n",
            "- {scope: {path: docs, type: pages}, values: {a: 1}}\n",
            "- {scope: {path: 'docs/*/x'}, values: {b: 1}}\n",
        ))
        .expect("the config is right");
        let applies = |path, page_type| -> Vec<bool> {
            config
                .defaults
                .iter()
                .map(|defaults| defaults.applies_to(path, page_type))
                .collect()
        };
        assert_eq!(applies("docs/a.md", "pages"), [true, false]);
        assert_eq!(applies("docs2/a.md", "pages"), [true, false]);
        assert_eq!(applies("docs/y/x/a.md", "posts"), [false, true]);
    }

    #[test]
    fn of_several_defaults_jekylls_choice_wins() {
        let defaults = |scopes: &str| {
            let config = Config::parse(&format!("defaults: [{scopes}]\n")).expect("the config is right");
            Json::Object(config.defaults_of("docs/a.md", "pages"))
        };
        for (scopes, expected) in [
            // Equally long: the later.
            (
                "{scope: {path: docs}, values: {a: 1}}, {scope: {path: docs}, values: {a: 2}}",
                serde_json::json!({"a": 2}),
            ),
            // Equally long: a type is more than none.
            (
                "{scope: {path: docs, type: pages}, values: {a: 1}}, {scope: {path: docs}, values: {a: 2}}",
                serde_json::json!({"a": 1}),
            ),
            // The length of the path is more than a type.
            (
                "{scope: {path: docs}, values: {a: 1}}, {scope: {path: '', type: pages}, values: {a: 2}}",
                serde_json::json!({"a": 1}),
            ),
            (
                "{scope: {path: docs}, values: {a: {x: 1, y: 1}}}, {scope: {path: ''}, values: {a: {x: 2, z: 2}}}",
                serde_json::json!({"a": {"x": 1, "y": 1, "z": 2}}),
            ),
        ] {
            assert_eq!(defaults(scopes), expected, "{scopes}");
        }
    }

    #[test]
    fn the_keys_of_defaults_come_first_and_empty_values_give_way() {
        let map = |json: Json| json.as_object().cloned().unwrap_or_default();
        let mut values = map(serde_json::json!({"a": {"x": 1, "y": 1}, "b": null, "c": null}));
        fill_in(&mut values, map(serde_json::json!({"b": 2, "a": {"z": 2, "x": 2}})));
        let expected = r#"{"b":2,"a":{"z":2,"x":1,"y":1},"c":null}"#;
        assert_eq!(Json::Object(values).to_string(), expected);
    }
}
