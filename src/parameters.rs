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

//!
//! A folder of data files may hold the same: `_data/parameters/oauth2.csv`. `reader` makes the registry of it.

mod reader;

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::finding::nearest;
use crate::liquid::value::Value;

/// The parameters that are known.
#[derive(Clone, Debug)]
pub struct Registry {
    parameters: Vec<Parameter>,
    /// Whether the site has it, so that what is not in it is no parameter.
    is_of_site: bool,
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

/// A parameter and what a page's front matter holds for it.
#[derive(Clone, Debug)]
pub struct Declared<'p> {
    /// The parameter.
    pub parameter: &'p Parameter,
    /// The provider's word, as Liquid prints it, without blanks at its ends.
    pub term: Cow<'p, str>,
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
    /// What is known without a registry.
    pub fn common() -> Self {
        let parameter = |(mode, credential, name, label): (&str, &str, &str, &str)| Parameter {
            credential: credential.to_owned(),
            name: name.to_owned(),
            label: Some(label.to_owned()),
            scope: Scope::Mode(mode.to_owned()),
        };
        Self {
            parameters: COMMON.into_iter().map(parameter).collect(),
            is_of_site: false,
        }
    }

    /// Whether the site has none of its own.
    pub fn is_common(&self) -> bool {
        !self.is_of_site
    }

    /// Whether some guide has a parameter of that name.
    pub fn knows(&self, name: &str) -> bool {
        self.named(name).is_some()
    }

    fn named(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The names of all parameters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().map(|parameter| parameter.name.as_str())
    }

    /// What the platform's user interface calls the parameter of that name, where that is known.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.named(name)?.label.as_deref()
    }

    /// The front matter key that holds the provider's word for the parameter of that name.
    pub fn credential(&self, name: &str) -> Option<&str> {
        Some(&self.named(name)?.credential)
    }

    /// The front matter keys that hold the provider's words for them.
    pub fn credentials(&self) -> impl Iterator<Item = &str> {
        self.parameters.iter().map(|parameter| parameter.credential.as_str())
    }

    /// The same parameters, called otherwise in the platform's user interface.
    pub fn with_labels(&self, label: impl Fn(&str) -> String) -> Self {
        let mut registry = self.clone();
        for parameter in &mut registry.parameters {
            parameter.label = parameter.label.as_deref().map(&label);
        }
        registry
    }

    /// Whether it is known that nothing has a parameter of that name: a site without a registry of its own may have
    /// others than the common ones.
    pub fn lacks(&self, name: &str) -> bool {
        self.is_of_site && !self.knows(name)
    }

    /// The known name that `name` was probably meant to be.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names())
    }

    /// The parameters of a page: those of its `authentication` mode (of all modes, where it names none) and those
    /// of its guide alone.
    pub fn of_page<'p>(&'p self, front_matter: &'p Map<String, Json>) -> impl Iterator<Item = &'p Parameter> {
        let mode = front_matter.get("authentication").and_then(text_of);
        self.of_mode(mode, front_matter)
    }

    /// The same for an authentication mode.
    fn of_mode<'p>(
        &'p self,
        mode: Option<Cow<'p, str>>,
        front_matter: &'p Map<String, Json>,
    ) -> impl Iterator<Item = &'p Parameter> {
        let guide = front_matter.get("elementKey").and_then(text_of);
        let mode = mode.filter(|mode| modes(self.parameters.iter()).any(|known| known == *mode));
        self.parameters.iter().filter(move |parameter| match &parameter.scope {
            Scope::Mode(known) => mode.as_deref().is_none_or(|mode| mode == known),
            Scope::Guide(known) => guide.as_deref() == Some(known),
        })
    }

    /// The mode whose parameters `names` are, where that is not the page's own: a page may show how each mode goes.
    pub fn other_mode<'p>(&'p self, names: &[&str], front_matter: &Map<String, Json>) -> Option<&'p str> {
        let is_named = |parameter: &&Parameter| names.contains(&parameter.name.as_str());
        if self.of_page(front_matter).any(|parameter| is_named(&parameter)) {
            return None;
        }
        let named = self.parameters.iter().filter(is_named);
        modes(named).next()
    }

    /// Those of a page's parameters that its front matter holds a credential for.
    pub fn declared<'p>(&'p self, front_matter: &'p Map<String, Json>) -> impl Iterator<Item = Declared<'p>> {
        declared(self.of_page(front_matter), front_matter)
    }

    /// The same as if the page were of another authentication mode.
    pub fn declared_in<'p>(
        &'p self,
        mode: &'p str,
        front_matter: &'p Map<String, Json>,
    ) -> impl Iterator<Item = Declared<'p>> {
        declared(self.of_mode(Some(Cow::Borrowed(mode)), front_matter), front_matter)
    }
}

fn modes<'p>(parameters: impl Iterator<Item = &'p Parameter>) -> impl Iterator<Item = &'p str> {
    parameters.filter_map(|parameter| match &parameter.scope {
        Scope::Mode(mode) => Some(mode.as_str()),
        Scope::Guide(_) => None,
    })
}

fn declared<'p>(
    parameters: impl Iterator<Item = &'p Parameter>,
    front_matter: &'p Map<String, Json>,
) -> impl Iterator<Item = Declared<'p>> {
    parameters.filter_map(|parameter| {
        let term = front_matter.get(&parameter.credential).and_then(text_of)?;
        Some(Declared { parameter, term })
    })
}

/// A value as Liquid prints it, without blanks at its ends; nothing for one that an `if` takes for nothing, or that is
/// blank, and for lists and mappings.
fn text_of(value: &Json) -> Option<Cow<'_, str>> {
    let text = match value {
        Json::Null | Json::Bool(false) | Json::Array(_) | Json::Object(_) => return None,
        Json::String(text) => Cow::Borrowed(text.trim()),
        Json::Bool(true) | Json::Number(_) => Value::from(value).to_text(),
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn registry() -> Registry {
        let mode = |mode: &str| Scope::Mode(mode.to_owned());
        let guide = |guide: &str| Scope::Guide(guide.to_owned());
        let parameters = [
            ("apiKey", "oauth.api.key", mode("oauth2")),
            ("username", "username", mode("basic")),
            ("encryptedKey", "private.key", guide("crm")),
            ("site", "site.id", guide("42")),
        ];
        let parameters = parameters.map(|(credential, name, scope)| Parameter {
            credential: credential.to_owned(),
            name: name.to_owned(),
            label: None,
            scope,
        });
        Registry {
            parameters: parameters.into(),
            is_of_site: true,
        }
    }

    fn names(registry: &Registry, front_matter: Json) -> Vec<String> {
        let front_matter = front_matter.as_object().expect("an object").clone();
        let parameters = registry.of_page(&front_matter);
        parameters.map(|parameter| parameter.name.clone()).collect()
    }

    #[test]
    fn a_page_has_the_parameters_of_its_mode_and_its_guide() {
        let registry = registry();
        for (front_matter, expected) in [
            (
                json!({"authentication": "oauth2", "elementKey": "crm"}),
                vec!["oauth.api.key", "private.key"],
            ),
            (json!({"authentication": "basic"}), vec!["username"]),
            (
                json!({"authentication": "basic", "elementKey": 42}),
                vec!["username", "site.id"],
            ),
            (
                json!({"authentication": "by letter"}),
                vec!["oauth.api.key", "username"],
            ),
        ] {
            assert_eq!(names(&registry, front_matter.clone()), expected, "{front_matter}");
        }
    }

    #[test]
    fn credentials_are_what_liquid_prints() {
        let registry = registry();
        for (value, term) in [
            (json!(" client_id "), Some("client_id")),
            (json!(12345), Some("12345")),
            (json!(1.50), Some("1.5")),
            (json!(true), Some("true")),
            (json!(false), None),
            (json!(null), None),
            (json!(""), None),
            (json!(["client_id"]), None),
        ] {
            let front_matter = json!({"authentication": "oauth2", "apiKey": value});
            let front_matter = front_matter.as_object().expect("an object");
            let terms: Vec<_> = registry.declared(front_matter).map(|declared| declared.term).collect();
            assert_eq!(terms.first().map(|term| &**term), term, "{value}");
        }
    }
}
