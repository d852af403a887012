//! Reads the registry from the data files. What is wrong with it stops docgen: a row that is dropped would be missed by
//! nobody until its table is wrong.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::{Parameter, Registry, Scope, text_of};
use crate::config::Config;
use crate::data::Data;
use crate::error::Error;
use crate::finding::nearest;
use crate::source::Sources;
use crate::yaml::pointer_part;

/// The data file that is the registry where the config names none.
const DEFAULT_NAME: &str = "parameters";

/// The members of a row, each with an example.
const MEMBERS: [(&str, &str); 3] = [
    ("credential", "apiKey"),
    ("parameter", "oauth.api.key"),
    ("label", "API Key"),
];

impl Registry {
    /// The registry among the data files, or the common parameters where there is none.
    ///
    /// A file that merely has the default name is not taken for one: other sites have parameters of other things.
    ///
    /// # Errors
    /// The config names a data file that is not there, or the registry is none.
    pub fn load(config: &Config, sources: &Sources, data: &Data) -> Result<Self, Error> {
        let found = match &config.parameters {
            Some(name) => Some(data.find_for(name, config, "/docgen/parameters", sources)?),
            None => data.find(DEFAULT_NAME).filter(|(_, value)| has_credentials(value, 0)),
        };
        match found {
            Some((pointer, value)) => Reader { sources, data }.registry(value, &pointer),
            None => Ok(Self::common()),
        }
    }
}

/// Whether there are rows in it that have, or were probably meant to have, a credential.
fn has_credentials(value: &Json, depth: usize) -> bool {
    const DEEPEST: usize = 4;
    let is_credential = |key: &str| key == MEMBERS[0].0 || nearest(key, [MEMBERS[0].0]).is_some();
    match value {
        _ if depth > DEEPEST => false,
        Json::Array(items) => items.iter().any(|item| has_credentials(item, depth + 1)),
        Json::Object(members) => members
            .iter()
            .any(|(key, value)| (is_credential(key) && value.is_string()) || has_credentials(value, depth + 1)),
        _ => false,
    }
}

/// Reads the registry, and knows where it is wrong.
#[derive(Clone, Copy)]
struct Reader<'r> {
    sources: &'r Sources,
    data: &'r Data,
}

impl Reader<'_> {
    fn error(&self, pointer: &str, message: impl Into<String>, hint: impl Into<String>) -> Error {
        self.data.error(self.sources, pointer, message.into(), hint.into())
    }

    fn registry(self, value: &Json, pointer: &str) -> Result<Registry, Error> {
        let Json::Object(modes) = value else {
            let hint = format!(
                "write the rows below their mode, such as `oauth2:`; those of one mode may be a file of their own, such \
                 as `_data{pointer}/oauth2.csv`"
            );
            return Err(self.error(pointer, "the registry is no list of authentication modes", hint));
        };
        let mut parameters = Vec::new();
        for (mode, rows) in modes {
            let pointer = format!("{pointer}/{}", pointer_part(mode));
            match rows {
                Json::Object(guides) if mode == "guides" => {
                    for (guide, rows) in guides {
                        let pointer = format!("{pointer}/{}", pointer_part(guide));
                        parameters.extend(self.rows(rows, &pointer, &Scope::Guide(guide.clone()))?);
                    }
                }
                Json::Null => {}
                _ if mode == "guides" => {
                    let message = "`guides` is no list of guides";
                    let hint = "write the rows below the guide's `elementKey`, and that below `guides:`";
                    return Err(self.error(&pointer, message, hint));
                }
                rows => parameters.extend(self.rows(rows, &pointer, &Scope::Mode(mode.clone()))?),
            }
        }
        Ok(Registry {
            parameters,
            is_of_site: true,
        })
    }

    fn rows(self, rows: &Json, pointer: &str, scope: &Scope) -> Result<Vec<Parameter>, Error> {
        match rows {
            Json::Null => Ok(Vec::new()),
            Json::Array(rows) => {
                // An empty line of a table has nothing in its cells.
                let is_empty = |row: &Json| match row {
                    Json::Object(cells) => !cells.is_empty() && cells.values().all(Json::is_null),
                    _ => false,
                };
                let each = rows.iter().enumerate().filter(|(_, row)| !is_empty(row));
                each.map(|(at, row)| self.row(row, &format!("{pointer}/{at}"), scope))
                    .collect()
            }
            _ => Err(self.error(
                pointer,
                "a list of rows is expected here",
                "begin each row with `-`, as in `- credential: apiKey`",
            )),
        }
    }

    fn row(self, row: &Json, pointer: &str, scope: &Scope) -> Result<Parameter, Error> {
        let members = || MEMBERS.iter().map(|(member, _)| *member);
        const SHAPE: &str = "a row has `credential` and `parameter`, and may have a `label`";
        let Json::Object(row) = row else {
            return Err(self.error(pointer, "this is no row of the registry", SHAPE));
        };
        for key in row.keys().filter(|key| members().all(|member| member != *key)) {
            // What else a row has is the author's own, for Liquid.
            if let Some(known) = nearest(key, members())
                && !row.contains_key(known)
            {
                let pointer = format!("{pointer}/{}", pointer_part(key));
                let hint = format!("did you mean `{known}`?");
                return Err(self.error(&pointer, format!("a row has no `{key}`"), hint));
            }
        }
        let text = |(member, example): (&str, &str)| match row.get(member) {
            Some(Json::Array(_) | Json::Object(_)) => {
                let hint = format!("`{member}` is one name, such as `{example}`");
                Err(self.error(&format!("{pointer}/{member}"), "a text is expected here", hint))
            }
            value => Ok(value.and_then(text_of).map(Cow::into_owned)),
        };
        let [credential, parameter, label] = MEMBERS;
        let required = |member: (&str, &str)| {
            let missing = || self.error(pointer, format!("this row has no `{}`", member.0), SHAPE);
            text(member)?.ok_or_else(missing)
        };
        Ok(Parameter {
            credential: required(credential)?,
            name: required(parameter)?,
            label: text(label)?,
            scope: scope.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::UTC;

    fn load<const N: usize>(config: &str, files: [(&str, &str); N]) -> Result<Registry, Error> {
        let config_file = [("_config.yml", config)];
        let sources = Sources::in_memory(config_file.into_iter().chain(files));
        let is_data = |path: &str| path.starts_with("_data/");
        let data = sources.iter().filter(|source| is_data(&source.path));
        let data: Vec<_> = data.map(|source| source.id).collect();
        let data = Data::read(&sources, &data, &UTC).expect("it can be read");
        let config = Config::parse(config).expect("it is right");
        Registry::load(&config, &sources, &data)
    }

    /// The names, each with whose it is.
    fn parameters(registry: &Registry) -> Vec<String> {
        let scope = |scope: &Scope| match scope {
            Scope::Mode(mode) => mode.clone(),
            Scope::Guide(guide) => format!("guide {guide}"),
        };
        let shown = |parameter: &Parameter| format!("{} of {}", parameter.name, scope(&parameter.scope));
        registry.parameters.iter().map(shown).collect()
    }

    const REGISTRY: &str = "oauth2:\n- {credential: apiKey, parameter: oauth.api.key, note: ours}\n\
                            basic:\n- {credential: username, parameter: username}\n\
                            later:\n\
                            guides:\n  crm: [{credential: encryptedKey, parameter: private.key}]\n  42: [{credential: site, parameter: site.id}]\n";

    #[test]
    fn rows_are_read_by_mode_and_by_guide() {
        let registry = load("", [("_data/parameters.yml", REGISTRY)]).expect("it is right");
        let expected = [
            "oauth.api.key of oauth2",
            "username of basic",
            "private.key of guide crm",
            "site.id of guide 42",
        ];
        assert_eq!(parameters(&registry), expected);
    }

    #[test]
    fn the_registry_is_found_by_its_name() {
        let rows = "[{\"credential\": \"apiKey\", \"parameter\": \"own\"}]";
        let object = format!("{{\"oauth2\": {rows}}}");
        for (config, path, text) in [
            ("", "_data/parameters.json", object.as_str()),
            ("docgen: {parameters: own}", "_data/own.json", &object),
            ("docgen: {parameters: a/own}", "_data/a/own.json", &object),
            ("docgen: {parameters: my own}", "_data/my own.json", &object),
            ("", "_data/parameters/oauth2.json", rows),
            (
                "",
                "_data/parameters/oauth2.csv",
                "credential,parameter,label\napiKey,own,\n",
            ),
        ] {
            let registry = load(config, [(path, text)]).expect("it is right");
            assert_eq!(parameters(&registry), ["own of oauth2"], "{path}");
        }
    }

    #[test]
    fn without_a_registry_the_common_parameters_are_known() {
        for files in [
            ("_data/other.yml", "a: 1"),
            ("_data/parameters.yml", "# nothing yet"),
            (
                "_data/parameters.yml",
                "- {name: page, parameter: query, type: integer}",
            ),
        ] {
            let registry = load("", [files]).expect("it is not there");
            assert!(registry.knows("oauth.api.key"), "{files:?}");
        }
    }

    fn told(error: &Error) -> String {
        format!("{error}; {}", error.hint().unwrap_or_default())
    }

    #[test]
    fn a_misspelt_registry_is_an_error_with_the_nearest_data_file() {
        for (name, hint) in [
            ("paramters", "did you mean `parameters`?"),
            ("own.yml", "did you mean `own`?"),
            ("a/onw", "did you mean `a/own`?"),
            ("registry", "it is the name of a file in `_data`, without its ending"),
        ] {
            let config = format!("title: x\ndocgen:\n  parameters: {name}\n");
            let files = [
                ("_data/parameters.yml", REGISTRY),
                ("_data/own.yml", ""),
                ("_data/a/own.yml", ""),
            ];
            let error = load(&config, files).expect_err("there is none");
            assert_eq!(
                told(&error),
                format!("_config.yml:3:3: there is no data file `{name}`; {hint}")
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_registry_is_an_error_with_its_place() {
        const SHAPE: &str = "a row has `credential` and `parameter`, and may have a `label`";
        for (path, text, expected) in [
            (
                "_data/parameters.yml",
                "oauth2:\n  - credentail: apiKey\n    parameter: oauth.api.key\n",
                "_data/parameters.yml:2:5: a row has no `credentail`; did you mean `credential`?".to_owned(),
            ),
            (
                "_data/parameters.yml",
                "oauth2:\n- {credential: a, parameter: b, lable: c}\n",
                "_data/parameters.yml:2:33: a row has no `lable`; did you mean `label`?".to_owned(),
            ),
            (
                "_data/parameters.yml",
                "oauth2:\n  - credential: apiKey\n",
                format!("_data/parameters.yml:2:5: this row has no `parameter`; {SHAPE}"),
            ),
            (
                "_data/parameters.json",
                "{\"oauth2\": [\n\t{\"credential\": \"a\", \"parameter\": \"\"}\n]}",
                format!("_data/parameters.json:2:2: this row has no `parameter`; {SHAPE}"),
            ),
            (
                "_data/parameters.yml",
                "oauth2: [{credential: a, parameter: [b]}]\n",
                "_data/parameters.yml:1:26: a text is expected here; `parameter` is one name, such as `oauth.api.key`"
                    .to_owned(),
            ),
            (
                "_data/parameters.yml",
                "oauth2: {credential: a, parameter: b}\n",
                "_data/parameters.yml:1:1: a list of rows is expected here; begin each row with `-`, as in `- credential: apiKey`"
                    .to_owned(),
            ),
            (
                "_data/parameters.yml",
                "oauth2: [{credential: a, parameter: b}, c]\n",
                format!("_data/parameters.yml:1:41: this is no row of the registry; {SHAPE}"),
            ),
            (
                "_data/parameters.yml",
                "guides:\n- {credential: a, parameter: b}\n",
                "_data/parameters.yml:1:1: `guides` is no list of guides; write the rows below the guide's `elementKey`, and that below `guides:`"
                    .to_owned(),
            ),
            (
                "_data/parameters.csv",
                "credential,parameter\napiKey,oauth.api.key\n",
                "_data/parameters.csv:1:1: the registry is no list of authentication modes; write the rows below their mode, such as `oauth2:`; those of one mode may be a file of their own, such as `_data/parameters/oauth2.csv`"
                    .to_owned(),
            ),
            (
                "_data/parameters/oauth2.csv",
                "credential,paramter\napiKey,oauth.api.key\n",
                "_data/parameters/oauth2.csv:1:12: a row has no `paramter`; did you mean `parameter`?".to_owned(),
            ),
            (
                "_data/parameters/oauth2.csv",
                "credential,parameter\napiKey,oauth.api.key\napiSecret,\n",
                format!("_data/parameters/oauth2.csv:3:1: this row has no `parameter`; {SHAPE}"),
            ),
        ] {
            let error = load("", [(path, text)]).expect_err("it is wrong");
            assert_eq!(told(&error), expected);
        }
    }

    #[test]
    fn a_registry_that_the_config_names_has_to_be_one() {
        let error = load("docgen: {parameters: p}", [("_data/p.yml", "# nothing\n")]).expect_err("it is empty");
        assert!(
            error
                .to_string()
                .starts_with("_data/p.yml:1:1: the registry is no list"),
            "{error}"
        );
    }
}
