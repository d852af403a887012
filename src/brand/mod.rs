//! Brands: the same content under another name.
//!
//! A brand works on what markdown made of a page, so that headings, tables, links, titles, the page's markdown and all
//! that is made of them say the same: `terms` knows what stands in the place of what, `omission` which parts are left
//! out, `rewriting` what becomes of a tree. The ids of headings stay those of the content, so that links hold.

mod omission;
mod rewriting;
mod terms;

use std::borrow::Cow;

use serde_json::{Map, Value as Json};

use crate::config::{Brand, Config, LeftOut, TitlePart};
use crate::markdown::tree::{NodeId, Tree};
use crate::page::{Page, READ_KEYS, folded_text, heading_level};
use omission::Omission;
use rewriting::{Rewriter, Rewriting};
use terms::Terms;

/// A brand, ready to be put on pages.
#[derive(Debug)]
pub struct Branding {
    brand: Brand,
    terms: Terms,
    /// The address of the content's own site, and that of the brand's.
    addresses: [SiteAddress; 2],
    /// The site's title under the brand.
    pub title: String,
    /// The site's description under the brand.
    pub description: Option<String>,
    /// The names of other brands, which no reader of this one is to see.
    pub foreign: Vec<ForeignName>,
}

/// A name that is not the brand's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignName {
    /// The name.
    pub name: String,
    /// The brand whose it is; nothing where it is what the brand replaces by its own name.
    pub of: Option<String>,
}

/// Where a site stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SiteAddress {
    url: String,
    base_url: String,
}

/// What a page's body is under a brand.
#[derive(Debug)]
pub struct BrandedBody<'a> {
    /// Its tree.
    pub tree: Tree<'a>,
    /// The text that it was made of, changed alike.
    pub text: String,
}

impl Branding {
    /// A brand of a config.
    pub fn new(brand: &Brand, config: &Config) -> Self {
        let terms = Terms::new(&brand.terms);
        let own = SiteAddress {
            url: config.url.clone(),
            base_url: config.base_url.clone(),
        };
        let of_brand = SiteAddress {
            url: brand.url.clone().unwrap_or_else(|| own.url.clone()),
            base_url: brand.base_url.clone().unwrap_or_else(|| own.base_url.clone()),
        };
        let replaced = |text: &String| terms.replaced(text).into_owned();
        Self {
            title: brand.title.clone().unwrap_or_else(|| replaced(&config.title)),
            description: brand.description.clone().or(config.description.as_ref().map(replaced)),
            foreign: foreign_names(brand, config),
            addresses: [own, of_brand],
            brand: brand.clone(),
            terms,
        }
    }

    /// What the config calls it.
    pub fn name(&self) -> &str {
        &self.brand.name
    }

    /// All that its pages hang on, as a text.
    pub fn key(&self) -> String {
        format!("{:?} {:?} {:?}", self.brand, self.addresses, self.foreign)
    }

    /// What it says in place of the theme's `theme.yml`.
    pub fn theme(&self) -> &Map<String, Json> {
        &self.brand.theme
    }

    /// How it tells the day on which a page was last modified, if it does; nothing for as the site does.
    pub fn last_modified(&self) -> Option<&Option<String>> {
        self.brand.last_modified.as_ref()
    }

    /// The site's address without its path.
    pub fn url(&self) -> &str {
        &self.addresses[1].url
    }

    /// The path of the site's address.
    pub fn base_url(&self) -> &str {
        &self.addresses[1].base_url
    }

    /// Whether a page with this HTML may show one of the names that are not its own: most do not.
    pub fn may_leak(&self, html: &str) -> bool {
        self.foreign.iter().any(|foreign| {
            // Markup may stand between its words, and an entity in them.
            let first = foreign.name.split(' ').next().unwrap_or_default();
            first.contains(['&', '<', '>', '"']) || html.contains(first)
        })
    }

    /// A text without markup as its readers see it.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.terms.replaced(text)
    }

    /// Whether it has no page made of the file at `source`, in the guide of that folder.
    pub fn leaves_out(&self, source: &str, guide: Option<&str>) -> bool {
        let in_guide = guide.and_then(|guide| source.strip_prefix(guide)?.strip_prefix('/'));
        let is_it = |part: &LeftOut| matches!(part, LeftOut::Page(path) if path == source || Some(&**path) == in_guide);
        self.brand.leave_out.iter().any(is_it)
    }

    /// Front matter with what readers see of it as they see it: what [`READ_KEYS`] and `credentials` name. Nothing where
    /// that is the same.
    pub fn front_matter<'c>(
        &self,
        front_matter: &Map<String, Json>,
        credentials: impl Iterator<Item = &'c str>,
    ) -> Option<Map<String, Json>> {
        let mut new: Option<Map<String, Json>> = None;
        for key in READ_KEYS.into_iter().chain(credentials) {
            if let Some(Json::String(value)) = front_matter.get(key)
                && let Cow::Owned(text) = self.terms.replaced(value)
            {
                let new = new.get_or_insert_with(|| front_matter.clone());
                new.insert(key.to_owned(), Json::String(text));
            }
        }
        new
    }

    /// What a page is called where its title stands alone, by the brand's pattern; nothing where that has no more to say
    /// than its title.
    pub fn full_title(&self, page: &Page) -> Option<String> {
        let [before, behind] = self.around_title(page)?;
        Some(format!("{before}{}{behind}", self.terms.replaced(&page.title)))
    }

    /// What becomes of the body of `page`, whose tree was made of `text`; nothing where it stays as it is.
    pub fn body<'a>(&self, page: &Page, tree: &Tree<'a>, text: &str) -> Option<BrandedBody<'a>> {
        let rewriting = self.rewriting(page, tree, text);
        (!rewriting.is_empty()).then(|| BrandedBody {
            tree: rewriting.tree(tree, text),
            text: rewriting.source(text),
        })
    }

    fn rewriting(&self, page: &Page, tree: &Tree<'_>, text: &str) -> Rewriting {
        let title = self
            .around_title(page)
            .and_then(|around| Some((title_heading(page, tree)?, around)));
        let rewriter = Rewriter {
            terms: &self.terms,
            address: &|address| self.address(address),
            title,
            omission: Omission::of(&self.brand.leave_out, tree),
        };
        rewriter.rewriting(tree, text)
    }

    /// What the brand's pattern puts before and behind the title of a page: nothing where the page lacks one of its
    /// values, or where its title has them already.
    fn around_title(&self, page: &Page) -> Option<[String; 2]> {
        let pattern = self.brand.page_title.as_ref()?;
        let title = page.title.to_lowercase();
        let mut is_new = true;
        let mut text = |part: &TitlePart| match part {
            TitlePart::Text(text) => Some(text.clone()),
            TitlePart::Value(key) => {
                let value = page.front_matter_text(key)?;
                is_new &= !title.contains(&value.to_lowercase());
                Some(self.terms.replaced(&value).into_owned())
            }
        };
        let before: String = pattern.before.iter().map(&mut text).collect::<Option<_>>()?;
        let behind: String = pattern.after.iter().map(&mut text).collect::<Option<_>>()?;
        is_new.then_some([before, behind])
    }

    /// An address of the content's own site as it is under the brand; nothing where it is the same.
    fn address(&self, address: &str) -> Option<String> {
        let [own, of_brand] = &self.addresses;
        if own == of_brand {
            return None;
        }
        let whole = format!("{}{}", own.url, own.base_url);
        let is_end = |rest: &&str| rest.is_empty() || rest.starts_with(['/', '?', '#']);
        if !own.url.is_empty()
            && let Some(rest) = address.strip_prefix(&whole).filter(is_end)
        {
            return Some(format!("{}{}{rest}", of_brand.url, of_brand.base_url));
        }
        let rest = address.strip_prefix(&own.base_url)?;
        let is_path = rest.starts_with('/') && !rest.starts_with("//");
        (is_path && own.base_url != of_brand.base_url).then(|| format!("{}{rest}", of_brand.base_url))
    }
}

/// The heading that is a page's title: the first one, of level 1, where it says the same.
fn title_heading(page: &Page, tree: &Tree<'_>) -> Option<NodeId> {
    let heading = tree
        .in_order()
        .into_iter()
        .find(|&id| tree.element(id).is_some_and(|element| heading_level(element).is_some()))?;
    let is_first = tree.element(heading).and_then(heading_level) == Some(1);
    let is_title = || folded_text(tree, heading).to_lowercase() == page.title.trim().to_lowercase();
    (is_first && is_title()).then_some(heading)
}

/// The names of other brands, and what `brand` replaces by a name of its own.
fn foreign_names(brand: &Brand, config: &Config) -> Vec<ForeignName> {
    let others = config.brands.iter().filter(|other| other.name != brand.name);
    let of_others = others.flat_map(|other| other.names.iter().map(|name| (name, Some(&other.name))));
    let replaced = brand.terms.iter().filter(|(_, instead)| brand.names.contains(instead));
    let mut names: Vec<ForeignName> = Vec::new();
    for (name, of) in of_others.chain(replaced.map(|(term, _)| (term, None))) {
        if !brand.names.contains(name) && names.iter().all(|known| known.name != *name) {
            let (name, of) = (name.clone(), of.cloned());
            names.push(ForeignName { name, of });
        }
    }
    names
}

#[cfg(test)]
mod tests;
