//! What a page is under each brand of a build, made of the same tree.

use std::sync::Arc;

use super::pipeline::Pipeline;
use crate::brand::Branding;
use crate::index::Format;
use crate::liquid::Expanded;
use crate::markdown::Body;
use crate::page::{self, Asides, Page, Rendered};

impl Pipeline<'_> {
    /// The page `plain` as the readers of a brand get it: itself, where that is the same.
    pub(super) fn branded(
        &self,
        position: usize,
        expanded: &Expanded,
        body: &Body<'_>,
        plain: &Arc<Page>,
        branding: &Branding,
    ) -> Arc<Page> {
        let project = self.project();
        let indexed = project.index.page(position);
        let front_matter = branding.front_matter(&plain.front_matter, project.registry.credentials());
        let full_title = branding.full_title(plain);
        let branded = branding.body(plain, &body.tree, &expanded.text);
        let is_same = front_matter.is_none() && full_title.is_none() && branded.is_none();
        if is_same && !branding.may_leak(&plain.html) {
            return Arc::clone(plain);
        }
        let html = match &branded {
            Some(_) if page::is_document(&expanded.text) => None,
            Some(branded) => Some(self.html(indexed.format, &branded.tree, &expanded.text)),
            None => Some(plain.html.clone()),
        };
        let rendered = Rendered {
            indexed,
            expanded,
            tree: branded.as_ref().map_or(&body.tree, |branded| &branded.tree),
            asides: match html.as_deref().is_none_or(|html| branding.may_leak(html)) {
                true => Asides::Kept,
                false => Asides::Dropped,
            },
            html: html.unwrap_or_default(),
            problems: Vec::new(),
            front_matter,
        };
        let (mut page, _) = page::build(rendered, &project.sources, &project.registry);
        page.title = branding.text(&plain.title).into_owned();
        page.full_title = full_title;
        let text = branded.map_or_else(|| expanded.text.clone(), |branded| branded.text);
        if page::is_document(&expanded.text) {
            page.html = text;
        } else if plain.markdown.is_some() && indexed.format == Format::Markdown {
            page.markdown = Some(text);
        }
        Arc::new(page)
    }
}
