//! The registry of parameters: which credential of a provider goes into which parameter of the platform.
//!
//! It is a data file (`_data/parameters.yml`): lists of rows by authentication mode, and under `guides` what single
//! guides need besides, by `elementKey`:
//!
//! ```yaml
//! oauth2:
//!   - {credential: apiKey, parameter: oauth.api.key, label: API Key}
//! guides:
//!   infusionsoftcrm:
//!     - {credential: encryptedKey, parameter: infusionsoft.private.key, label: Infusionsoft Encrypted Key}
//! ```

use serde_json::{Map, Value as Json};

/// The parameters that are known.
#[derive(Clone, Debug)]
pub struct Registry {
    parameters: Vec<Parameter>,
}

/// A parameter of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The front matter key that holds the provider's word for it: `apiKey`.
    pub credential: String,
    /// Its name: `oauth.api.key`.
    pub name: String,
    /// What the platform's user interface calls it: `API Key`.
    pub label: Option<String>,
    /// Whose it is.
    pub scope: Scope,
}

/// Which guides a parameter is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of an authentication mode: `oauth2`.
    Mode(String),
    /// The one with that `elementKey`.
    Guide(String),
}

/// What is known without a registry.
const COMMON: [(&str, &str, &str, &str); 5] = [
    ("oauth2", "apiKey", "oauth.api.key", "API Key"),
    ("oauth2", "apiSecret", "oauth.api.secret", "API Secret"),
    ("oauth2", "callbackURL", "oauth.callback.url", "Callback URL"),
    ("basic", "username", "username", "User Name"),
    ("basic", "password", "password", "Password"),
];

impl Registry {
    /// The registry in the site's data, or the common parameters where there is none.
    pub fn new(data: Option<&Json>) -> Self {
        let Some(Json::Object(modes)) = data else {
            return Self::common();
        };
        let mut parameters = Vec::new();
        for (mode, rows) in modes {
            match rows {
                Json::Object(guides) if mode == "guides" => {
                    for (guide, rows) in guides {
                        parameters.extend(read_rows(rows, &Scope::Guide(guide.clone())));
                    }
                }
                rows => parameters.extend(read_rows(rows, &Scope::Mode(mode.clone()))),
            }
        }
        Self { parameters }
    }

    fn common() -> Self {
        let parameter = |(mode, credential, name, label): (&str, &str, &str, &str)| Parameter {
            credential: credential.to_owned(),
            name: name.to_owned(),
            label: Some(label.to_owned()),
            scope: Scope::Mode(mode.to_owned()),
        };
        Self {
            parameters: COMMON.into_iter().map(parameter).collect(),
        }
    }

    /// Whether some guide has a parameter of that name.
    pub fn knows(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }

    /// The parameters of a page: those of its `authentication` mode (of all modes, where it names none) and those
    /// of its guide alone.
    pub fn of_page(&self, front_matter: &Map<String, Json>) -> impl Iterator<Item = &Parameter> {
        let text = |key: &str| front_matter.get(key).and_then(Json::as_str).map(str::to_owned);
        let (mode, guide) = (text("authentication"), text("elementKey"));
        let is_known_mode = mode.as_ref().is_some_and(|mode| {
            self.parameters
                .iter()
                .any(|parameter| matches!(&parameter.scope, Scope::Mode(known) if known == mode))
        });
        self.parameters.iter().filter(move |parameter| match &parameter.scope {
            Scope::Mode(known) => !is_known_mode || mode.as_ref() == Some(known),
            Scope::Guide(known) => guide.as_ref() == Some(known),
        })
    }
}

fn read_rows(rows: &Json, scope: &Scope) -> Vec<Parameter> {
    let text = |row: &Json, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    let read = |row: &Json| {
        Some(Parameter {
            credential: text(row, "credential")?,
            name: text(row, "parameter")?,
            label: text(row, "label"),
            scope: scope.clone(),
        })
    };
    rows.as_array().into_iter().flatten().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_page_has_the_parameters_of_its_mode_and_its_guide() {
        let registry = Registry::new(Some(&json!({
            "oauth2": [{"credential": "apiKey", "parameter": "oauth.api.key"}],
            "basic": [{"credential": "username", "parameter": "username"}],
            "guides": {"crm": [{"credential": "encryptedKey", "parameter": "private.key"}]},
        })));
        let names = |front_matter: Json| -> Vec<String> {
            let front_matter = front_matter.as_object().expect("an object").clone();
            registry
                .of_page(&front_matter)
                .map(|parameter| parameter.name.clone())
                .collect()
        };
        assert_eq!(
            names(json!({"authentication": "oauth2", "elementKey": "crm"})),
            ["oauth.api.key", "private.key"]
        );
        assert_eq!(names(json!({"authentication": "basic"})), ["username"]);
        assert_eq!(
            names(json!({"authentication": "by letter"})),
            ["oauth.api.key", "username"]
        );
    }
}
