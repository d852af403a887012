//! The files that a theme makes of a site beside its pages.

use super::{CATALOGUE, Theme, finder};
use crate::error::Error;
use crate::site::Site;

/// A file that a theme makes of the site as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    /// What the finder looks into.
    FindIndex,
    /// `llms.txt`
    ListForAgents,
    /// `robots.txt`
    Robots,
    /// The page that lists all guides.
    Catalogue,
    /// `404.html`
    NotFound,
    /// The start page, where the site has none.
    Home,
    /// `sitemap.xml`
    Sitemap,
}

impl Addition {
    const ALL: [Self; 7] = [
        Self::FindIndex,
        Self::ListForAgents,
        Self::Robots,
        Self::Catalogue,
        Self::NotFound,
        Self::Home,
        Self::Sitemap,
    ];

    /// Its path in the output folder.
    pub fn output(self) -> &'static str {
        match self {
            Self::FindIndex => finder::PATH,
            Self::ListForAgents => "llms.txt",
            Self::Robots => "robots.txt",
            Self::Catalogue => CATALOGUE,
            Self::NotFound => "404.html",
            Self::Home => "index.html",
            Self::Sitemap => "sitemap.xml",
        }
    }
}

impl Theme {
    /// What the theme adds to the site, whether the site has files of its own there or not.
    pub fn additions(&self, site: &Site) -> Vec<Addition> {
        let all = Addition::ALL.into_iter();
        all.filter(|&addition| self.adds(site, addition)).collect()
    }

    /// Whether `addition` is one of what the theme adds to the site.
    pub(super) fn adds(&self, site: &Site, addition: Addition) -> bool {
        match addition {
            Addition::FindIndex => self.has_finder(),
            Addition::ListForAgents | Addition::Robots | Addition::Catalogue => !self.makes_fragments(),
            Addition::NotFound => true,
            Addition::Home => !self.makes_fragments() && site.pages.iter().all(|page| page.output != "index.html"),
            // It holds whole addresses only.
            Addition::Sitemap => !site.url.is_empty(),
        }
    }

    /// One of the files that the theme adds to the site; nothing where it is none of them.
    ///
    /// # Errors
    /// As [`Theme::render_page`].
    pub fn render_addition(&self, site: &Site, addition: Addition) -> Result<Option<String>, Error> {
        match addition {
            Addition::FindIndex => Ok(self.finder_index(site)),
            Addition::ListForAgents => Ok(self.list_for_agents(site)),
            Addition::Robots => Ok(self.robots(site)),
            Addition::Catalogue => self.render_catalogue(site),
            Addition::NotFound => self.render_not_found(site).map(Some),
            Addition::Home => self.render_home(site),
            Addition::Sitemap => self.render_sitemap(site),
        }
    }
}
