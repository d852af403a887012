//! A site as the readers of a brand get it.

use std::collections::HashSet;
use std::sync::Arc;

use super::{History, Lookups, Site, guides, posts};
use crate::brand::Branding;
use crate::index::Index;
use crate::page::Page;
use crate::url::unescape;

impl Site {
    /// The same site under a brand. `pages` are its pages as that brand has them, each in the place of the one that
    /// they are made of; those that the brand leaves out are not taken, nor what leads to them.
    pub fn of_brand(&self, branding: Arc<Branding>, index: &Index, pages: &[Arc<Page>]) -> Self {
        let is_left_out = |page: &&Arc<Page>| branding.leaves_out(&page.source, page.guide.as_deref());
        let gone: Vec<&Arc<Page>> = pages.iter().filter(is_left_out).collect();
        let pages: Vec<Arc<Page>> = pages.iter().filter(|page| !is_left_out(page)).cloned().collect();
        let urls: HashSet<_> = gone.iter().map(|page| unescape(&page.url)).collect();
        let mut files = self.files.clone();
        for page in &gone {
            files.remove(&page.output);
        }
        for redirect in &index.redirects {
            let to = redirect.to.strip_prefix(&self.base_url).unwrap_or(&redirect.to);
            if [to, &redirect.to].into_iter().any(|to| urls.contains(&unescape(to))) {
                files.remove(&redirect.output);
            }
        }
        Self {
            title: branding.title.clone(),
            description: branding.description.clone(),
            language: self.language.clone(),
            url: branding.url().to_owned(),
            base_url: branding.base_url().to_owned(),
            repository: self.repository.clone(),
            search: self.search,
            history: History {
                format: branding.last_modified().unwrap_or(&self.history.format).clone(),
                ..self.history.clone()
            },
            image_sizes: self.image_sizes.clone(),
            guides: guides(&pages, &index.redirects),
            posts: posts(&pages, index),
            files,
            of_plugins: self.of_plugins.clone(),
            is_finished: self.is_finished,
            lookups: Lookups::default(),
            identity: self.identity.clone(),
            kinds: self.kinds.clone(),
            required_kinds: self.required_kinds.clone(),
            placeholders: self.placeholders.clone(),
            rules: self.rules.clone(),
            variants: self.variants.clone(),
            other_files: self.other_files.clone(),
            texts: self.texts.clone(),
            registry: self.registry.with_labels(|label| branding.text(label).into_owned()),
            catalogue: self.catalogue.clone(),
            schemas: Arc::clone(&self.schemas),
            today: self.today,
            brand: Some(branding),
            pages,
        }
    }
}
