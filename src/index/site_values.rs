//! What Liquid's `site` and `page` are.

use serde_json::{Map, Value as Json, json};

use super::{Format, IndexedPage};
use crate::liquid::value::{Array, Drop, Object, Value};
use crate::source::FileId;

/// What Liquid's `site` answers: the config's keys, data and pages.
#[derive(Debug)]
pub struct SiteValues {
    config: Map<String, Json>,
    data: Map<String, Json>,
    static_files: Vec<Json>,
    /// What `page` is to each page's own Liquid, and to others as a member of `site.pages`.
    pages: Vec<PageValues>,
    time: String,
}

#[derive(Debug)]
struct PageValues {
    values: Map<String, Json>,
    is_html: bool,
}

fn static_file_values(path: &str) -> Json {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (basename, extension) = name
        .rsplit_once('.')
        .map_or((name, String::new()), |(stem, ext)| (stem, format!(".{ext}")));
    json!({"path": format!("/{path}"), "name": name, "basename": basename, "extname": extension})
}

fn page_values(page: &IndexedPage) -> PageValues {
    let mut values = page.front_matter.clone();
    let name = page.path.rsplit('/').next().unwrap_or(&page.path);
    // As in Jekyll this is the folder of the URL, not of the source.
    let dir = page.url.rfind('/').map_or("/", |slash| &page.url[..=slash]);
    values.insert("dir".to_owned(), dir.into());
    values.insert("name".to_owned(), name.into());
    values.insert("path".to_owned(), (*page.path).into());
    values.insert("url".to_owned(), page.url.as_str().into());
    PageValues {
        values,
        is_html: page.format != Format::Other,
    }
}

impl SiteValues {
    /// The values of a site whose static files are copied to the given paths.
    pub(super) fn new(
        config: Map<String, Json>,
        data: Map<String, Json>,
        static_files: &[(FileId, String)],
        pages: &[IndexedPage],
        time: &str,
    ) -> Self {
        Self {
            config,
            data,
            static_files: static_files.iter().map(|(_, path)| static_file_values(path)).collect(),
            pages: pages.iter().map(page_values).collect(),
            time: time.to_owned(),
        }
    }

    /// What `page` is in the Liquid of the page at position `page`.
    pub fn page(&self, page: usize) -> Value<'_> {
        Value::Object(Object::Data(&self.pages[page].values))
    }
}

impl Drop for SiteValues {
    fn get<'a>(&'a self, name: &str) -> Option<Value<'a>> {
        let page_list = |pages: &mut dyn Iterator<Item = &'a PageValues>| {
            Value::array(pages.map(|page| Value::Object(Object::Data(&page.values))))
        };
        match name {
            "data" => Some(Value::Object(Object::Data(&self.data))),
            "pages" => Some(page_list(&mut self.pages.iter())),
            "html_pages" => Some(page_list(&mut self.pages.iter().filter(|page| page.is_html))),
            "static_files" => Some(Value::Array(Array::Data(&self.static_files))),
            "time" => Some(Value::from(self.time.as_str())),
            "posts" | "documents" | "collections" => Some(Value::Array(Array::Data(&[]))),
            _ => self.config.get(name).map(Value::from),
        }
    }

    fn names(&self) -> Vec<&str> {
        let own = [
            "data",
            "pages",
            "html_pages",
            "static_files",
            "time",
            "posts",
            "documents",
            "collections",
        ];
        own.into_iter()
            .chain(self.config.keys().map(String::as_str).filter(|key| !own.contains(key)))
            .collect()
    }
}
