//! `docgen.catalogue`: the data file that lists the connectors, and how its entries and the guides know each other.

use serde_json::Value as Json;

use super::Reader;
use crate::error::Error;

/// What ties entries to guides where the config says nothing.
const KEY: &str = "elementKey";

/// Which data file is the catalogue: `elements`, or `{data: elements, key: id, matches: elementId}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueConfig {
    /// The file's name below `_data` without its ending.
    pub data: String,
    /// The member of its entries that says which guide they are of; `elementKey` where the config says nothing.
    pub key: String,
    /// The front matter key that has the same value; where the config says nothing, the one that is called like `key`.
    pub matches: String,
    /// Where in the config the file is named.
    pub pointer: String,
}

impl Reader<'_> {
    pub(super) fn catalogue(&self, value: Option<&Json>) -> Result<Option<CatalogueConfig>, Error> {
        const POINTER: &str = "/docgen/catalogue";
        let (own, pointer) = match value {
            None | Some(Json::Null) => return Ok(None),
            Some(Json::Object(own)) => (Some(own), format!("{POINTER}/data")),
            Some(_) => (None, POINTER.to_owned()),
        };
        if let Some(own) = own {
            self.refuse_unknown(own, POINTER, &["data", "key", "matches"])?;
        }
        let get = |key: &str| {
            let value = own.and_then(|own| own.get(key));
            self.string(value, &format!("{POINTER}/{key}"))
        };
        let data = if own.is_some() {
            get("data")?
        } else {
            self.string(value, POINTER)?
        };
        let Some(data) = data else {
            let message = "the catalogue is a data file: `{data: elements, key: elementKey}`";
            return Err(self.error(POINTER, message));
        };
        let key = get("key")?.unwrap_or_else(|| KEY.to_owned());
        let matches = get("matches")?.unwrap_or_else(|| key.clone());
        Ok(Some(CatalogueConfig {
            data,
            key,
            matches,
            pointer,
        }))
    }
}
