//! The page model: what a rendered page *is*. Rules, schemas and themes see this, never the markdown.
//!
//! [`Page`] serialises to the versioned JSON that `docgen inspect` prints and that page schemas describe.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::source::Location;

/// The version of the page model's JSON. It changes when a member is removed or changes its meaning.
pub const MODEL_VERSION: u32 = 1;

/// A rendered page.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// [`MODEL_VERSION`].
    pub version: u32,
    /// The path of its file in the source folder.
    pub source: Arc<str>,
    /// Its URL from the site's root: `/docs/x/setup.html`.
    pub url: String,
    /// Its path in the output folder: `docs/x/setup.html`.
    pub output: String,
    /// What the page is in its guide: `setup`, `authenticate`, ...
    pub kind: Option<String>,
    /// The folder of its guide.
    pub guide: Option<Arc<str>>,
    /// The language folder inside the guide that it stands in.
    pub language: Option<String>,
    /// Its title: `title`, else the first heading, else the file name.
    pub title: String,
    /// Its front matter, defaults included.
    pub front_matter: Map<String, Json>,
    /// All headings, in order.
    pub headings: Vec<Heading>,
    /// All links, in order.
    pub links: Vec<Link>,
    /// All images, in order.
    pub images: Vec<Image>,
    /// The HTML of its content.
    #[serde(skip)]
    pub html: String,
}

/// A heading.
#[derive(Clone, Debug, Serialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text, without markup.
    pub text: String,
    /// The anchor that links name.
    pub id: String,
    /// Where it stands.
    pub at: Location,
}

/// A link.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it goes, as written.
    pub href: String,
    /// Its text, without markup.
    pub text: String,
    /// Where it stands.
    pub at: Location,
}

/// An image.
#[derive(Clone, Debug, Serialize)]
pub struct Image {
    /// Its file or URL, as written.
    pub src: String,
    /// Its alternative text.
    pub alt: String,
    /// Where it stands.
    pub at: Location,
}
