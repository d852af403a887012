//! The template pages that guides are begun from: what an author who begins one finds in their front matter.

use serde_json::{Map, Value as Json};

use crate::date::Zone;
use crate::front_matter;
use crate::source::{FileId, Sources};

/// The scaffold's pages; none where the site has none.
#[derive(Clone, Debug, Default)]
pub struct Scaffold {
    pages: Vec<ScaffoldPage>,
}

#[derive(Clone, Debug)]
struct ScaffoldPage {
    front_matter: Map<String, Json>,
    text: String,
}

impl Scaffold {
    /// Reads the scaffold's files.
    pub fn read(sources: &Sources, files: &[FileId], zone: &Zone) -> Self {
        let page = |&file: &FileId| ScaffoldPage {
            front_matter: front_matter::parse(sources, file, zone).front_matter,
            text: sources.text(file).to_owned(),
        };
        Self {
            pages: files.iter().map(page).collect(),
        }
    }

    /// Whether the site has none.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The values of a front matter key, once a page.
    pub fn values(&self, key: &str) -> impl Iterator<Item = String> {
        self.pages
            .iter()
            .filter_map(move |page| match page.front_matter.get(key)? {
                Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
                Json::Number(number) => Some(number.to_string()),
                _ => None,
            })
    }

    /// The front matter keys of its pages.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pages
            .iter()
            .flat_map(|page| page.front_matter.keys().map(String::as_str))
    }

    /// Whether a page of it has that text somewhere.
    pub fn contains(&self, text: &str) -> bool {
        self.pages.iter().any(|page| page.text.contains(text))
    }
}
