//! What a config names, which has to be there: a misspelt folder, guide or kind would switch rules off, and nobody would
//! notice.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::config::{LeftOut, ancestors};
use crate::error::Error;
use crate::finding::nearest;
use crate::page::{Block, Procedure, Section};
use crate::rules::{OptionKind, RULES};
use crate::site::{Guide, Site};
use crate::theme::Theme;
use crate::yaml::pointer_part;

use super::Project;

/// Refuses a config that names what is not there.
pub(super) fn refuse_unknown(project: &Project, site: &Site) -> Result<(), Error> {
    refuse_scaffold(project)?;
    refuse_guides(project, site)?;
    refuse_kinds(project, site)?;
    refuse_variants(project, site)?;
    refuse_left_out(project, site)
}

/// Refuses templates for layouts that the theme does not have where it has one of nearly that name: they may be another
/// theme's.
pub(super) fn refuse_layouts(project: &Project, theme: &Theme) -> Result<(), Error> {
    for (layout, template) in &project.config.layouts {
        if !theme.has_layout(template)
            && let Some(meant) = nearest(template, theme.layouts())
        {
            let pointer = format!("/docgen/layouts/{}", pointer_part(layout));
            let message = format!("the theme has no layout `{template}`");
            return Err(error(project, &pointer, message, Some(meant), ""));
        }
    }
    Ok(())
}

fn error(project: &Project, pointer: &str, message: String, meant: Option<&str>, otherwise: &str) -> Error {
    let hint = meant.map_or_else(|| otherwise.to_owned(), |meant| format!("did you mean `{meant}`?"));
    project.config.error(project.sources.files(), pointer, message, hint)
}

fn refuse_scaffold(project: &Project) -> Result<(), Error> {
    let Some(folder) = project.config.scaffold.as_deref().filter(|folder| !folder.is_empty()) else {
        return Ok(());
    };
    if !project.scaffold.is_empty() {
        return Ok(());
    }
    // What begins with `_` has not been listed.
    let parent = folder
        .trim_end_matches('/')
        .rsplit_once('/')
        .map_or("", |(parent, _)| parent);
    let beside = RefCell::new(Vec::new());
    project.sources.files().list(&|path| {
        beside.borrow_mut().push(path.to_owned());
        path == parent || ancestors(parent).any(|folder| folder == path)
    })?;
    let beside = beside.into_inner();
    let message = format!("the scaffold `{folder}` has no page");
    let meant = nearest(folder, beside.iter().map(String::as_str));
    let otherwise = "name the folder of the pages that guides are begun from";
    Err(error(project, "/docgen/scaffold", message, meant, otherwise))
}

/// Refuses patterns of guides that match no folder where one is near: a site may yet have no guide.
fn refuse_guides(project: &Project, site: &Site) -> Result<(), Error> {
    let folders: BTreeSet<&str> = site.pages.iter().flat_map(|page| ancestors(&page.source)).collect();
    for (at, pattern) in project.config.guides.iter().flatten().enumerate() {
        if folders.iter().any(|folder| pattern.is_match(folder)) {
            continue;
        }
        let pattern = pattern.glob().glob();
        let is_open = |part: &&str| !part.contains(['*', '?', '[', '{']);
        let fixed: Vec<&str> = pattern.split('/').take_while(is_open).collect();
        let fixed = fixed.join("/");
        if folders.contains(&*fixed) {
            continue;
        }
        if let Some(meant) = nearest(&fixed, folders.iter().copied()) {
            let pointer = match project
                .config
                .site
                .get("docgen")
                .and_then(|own| own.pointer("/guides/0"))
            {
                Some(_) => format!("/docgen/guides/{at}"),
                None => "/docgen/guides".to_owned(),
            };
            let message = format!("no folder is called as `{pattern}` says");
            return Err(error(project, &pointer, message, Some(meant), ""));
        }
    }
    Ok(())
}

/// Refuses kinds that no page can have.
fn refuse_kinds(project: &Project, site: &Site) -> Result<(), Error> {
    let required = site.required_kinds.iter().cloned();
    let mut asked_for: Vec<(String, String)> = required
        .map(|kind| ("/docgen/required_kinds".to_owned(), kind))
        .collect();
    for rule in RULES {
        let id = rule.meta().id;
        for option in rule.options().iter().filter(|option| option.kind == OptionKind::Kinds) {
            let pointer = format!("/docgen/rules/{id}/{}", option.name);
            let kinds = site.option_texts(id, option.name).into_iter().flatten();
            asked_for.extend(kinds.map(|kind| (pointer.clone(), kind)));
        }
    }
    let of_pages = || site.pages.iter().filter_map(|page| page.kind.as_deref());
    let is_known = |kind: &str| site.kinds.contains(kind) || of_pages().any(|known| known == kind);
    // One that cannot be read may say that it is of the kind.
    let is_certain = site.pages.iter().all(|page| page.is_readable);
    let mut unknown = asked_for.into_iter().filter(|(_, kind)| is_certain && !is_known(kind));
    let Some((pointer, kind)) = unknown.next() else {
        return Ok(());
    };
    let known = site.kinds.iter().map(String::as_str).chain(of_pages());
    let message = format!("there is no kind `{kind}` of pages");
    let otherwise = format!("say which pages are of that kind: `kinds: {{{kind}: {kind}*.md}}` below `docgen:`");
    Err(error(project, &pointer, message, nearest(&kind, known), &otherwise))
}

fn refuse_variants(project: &Project, site: &Site) -> Result<(), Error> {
    for (at, variants) in site.variants.iter().enumerate() {
        let Some(name) = variants.guides.iter().find(|name| site.find_guide(name).is_none()) else {
            continue;
        };
        let meant = nearest(name, site.guides.iter().map(Guide::name));
        let pointer = format!("/docgen/variants/{at}/guides");
        let message = format!("there is no guide `{name}`");
        return Err(error(project, &pointer, message, meant, "name the folder of a guide"));
    }
    Ok(())
}

/// Refuses parts that a brand leaves out of a content that has none such.
fn refuse_left_out(project: &Project, site: &Site) -> Result<(), Error> {
    // One that cannot be read may have the part.
    if !site.pages.iter().all(|page| page.is_readable) {
        return Ok(());
    }
    let headings = || {
        site.pages
            .iter()
            .flat_map(|page| &page.headings)
            .map(|heading| heading.text.as_str())
    };
    let sources = || site.pages.iter().map(|page| &*page.source);
    for brand in &project.config.brands {
        for (at, part) in brand.leave_out.iter().enumerate() {
            let (kind, name, is_there, meant) = match part {
                LeftOut::Heading(name) => {
                    let is_it = |heading: &str| heading.to_lowercase() == name.to_lowercase();
                    ("heading", name, headings().any(is_it), nearest(name, headings()))
                }
                LeftOut::Procedure(words) => ("procedure", words, has_lead_in(site, words), None),
                LeftOut::Page(path) => {
                    let in_guide = format!("/{path}");
                    let is_it = |source: &str| source == path || source.ends_with(&in_guide);
                    ("page", path, sources().any(is_it), nearest(path, sources()))
                }
            };
            if !is_there {
                let pointer = format!("/docgen/brands/{}/leave_out/{at}/{kind}", pointer_part(&brand.name));
                let message = format!("there is no {kind} `{name}` that could be left out");
                let otherwise = "name it as the content has it, before any term is replaced";
                return Err(error(project, &pointer, message, meant, otherwise));
            }
        }
    }
    Ok(())
}

/// Whether some procedure has these words in its lead-in.
fn has_lead_in(site: &Site, words: &str) -> bool {
    let words = words.to_lowercase();
    let sections = site.pages.iter().flat_map(|page| &page.sections);
    sections.flat_map(Section::all_blocks).any(|block| match block {
        Block::Procedure(Procedure {
            lead_in: Some(lead_in), ..
        }) => lead_in.text.to_lowercase().contains(&words),
        _ => false,
    })
}
