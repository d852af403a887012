//! What programs read that work for people: the site's pages as markdown, and `llms.txt`, which lists them.

use super::{address, language, links};
use crate::page::Page;
use crate::site::{Address, Site};
use crate::url::escape_path;

/// The output path of a page's markdown, which lies beside the page; nothing for a page that was not markdown.
pub(super) fn output(page: &Page) -> Option<String> {
    page.markdown.as_ref()?;
    Some(format!("{}.md", page.output.strip_suffix(".html")?))
}

/// A page as markdown: what Liquid made of its file, below its title. Its links are whole addresses where the site's own
/// is known; else they lead where they led, since it lies beside the page.
pub(super) fn markdown(site: &Site, page: &Page) -> Option<String> {
    let text = links::with_whole_addresses(page.markdown.as_deref()?, &|href| whole_address(site, page, href));
    let mut markdown = String::with_capacity(text.len() + page.full_title().len() + 4);
    if page.headings.iter().all(|heading| heading.level != 1) {
        markdown.push_str(&format!("# {}\n\n", page.full_title()));
    }
    markdown.push_str(text.trim());
    markdown.push('\n');
    Some(markdown)
}

/// The address in the world of what `href`, a link on `page` to a place of the site, leads to.
fn whole_address(site: &Site, page: &Page, href: &str) -> Option<String> {
    let path = match site.resolve(page, href) {
        Address::Inside { path } | Address::WithoutBase { output: path } => path,
        Address::Elsewhere | Address::Outside => return None,
    };
    let rest = href.find(['?', '#']).map_or("", |at| &href[at..]);
    Some(address::absolute(site, &format!("/{}", escape_path(&path)))? + rest)
}

/// `llms.txt` as llmstxt.org has it: the site's name and what it is about, then the pages by guides.
pub(super) fn list(site: &Site) -> String {
    let title = match &*site.title {
        "" => "Guides",
        title => title,
    };
    let mut list = format!("# {title}\n");
    if let Some(description) = &site.description {
        list.push_str(&format!("\n> {}\n", line(description)));
    }
    let sections = site
        .guides
        .iter()
        .map(|guide| (language::title_of(guide), guide.pages.clone()));
    let is_alone = |position: &usize| site.pages[*position].guide.is_none();
    let others: Vec<usize> = (0..site.pages.len()).filter(is_alone).collect();
    for (title, pages) in sections.chain([("Other pages".to_owned(), others)]) {
        let entries: Vec<String> = pages
            .iter()
            .filter_map(|&page| entry(site, &site.pages[page]))
            .collect();
        if !entries.is_empty() {
            list.push_str(&format!("\n## {}\n\n{}", line(&title), entries.concat()));
        }
    }
    list
}

fn entry(site: &Site, page: &Page) -> Option<String> {
    let output = output(page)?;
    let link = address::link("", &output);
    let url = address::absolute(site, &link).unwrap_or(link);
    let title = line(&page.title).replace(['[', ']'], "");
    let description = page.front_matter_text("description");
    let description = description.map_or_else(String::new, |text| format!(": {}", line(&text)));
    Some(format!("- [{title}]({url}){description}\n"))
}

/// A text as one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
