//! The page model as JSON, or single members of it: most schemas ask for few, and places take the most of its making.

use serde_json::{Map, Value as Json};

use super::Page;

impl Page {
    /// The members of the page model called `names`; those that it does not have are left out.
    pub fn json_of(&self, names: &[&str]) -> Json {
        let member = |name: &&str| Some(((*name).to_owned(), self.member(name)?));
        Json::Object(names.iter().filter_map(member).collect::<Map<_, _>>())
    }

    fn member(&self, name: &str) -> Option<Json> {
        let member = match name {
            "version" => serde_json::to_value(self.version),
            "source" => serde_json::to_value(&self.source),
            "url" => serde_json::to_value(&self.url),
            "output" => serde_json::to_value(&self.output),
            "kind" => serde_json::to_value(&self.kind),
            "guide" => serde_json::to_value(&self.guide),
            "language" => serde_json::to_value(&self.language),
            "title" => serde_json::to_value(&self.title),
            "front_matter" => serde_json::to_value(&self.front_matter),
            "headings" => serde_json::to_value(&self.headings),
            "ids" => serde_json::to_value(&self.ids),
            "sections" => serde_json::to_value(&self.sections),
            "credentials" => serde_json::to_value(&self.credentials),
            "further_credentials" => serde_json::to_value(&self.further_credentials),
            "links" => serde_json::to_value(&self.links),
            "images" => serde_json::to_value(&self.images),
            "variables" => serde_json::to_value(&self.variables),
            "includes" => serde_json::to_value(&self.includes),
            _ => return None,
        };
        Some(member.expect("the page model is JSON"))
    }
}
