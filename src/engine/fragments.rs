//! Parts of pages that go into the site as pages: HTML without front matter is copied, whatever it is.

use rayon::prelude::*;

use super::Project;
use crate::error::Error;
use crate::finding::Finding;
use crate::page;
use crate::source::Place;
use crate::span::Span;

/// The bytes at a file's start that tell whether it is a whole page; blanks may stand before it begins.
const START: usize = 1024;

/// What is wrong with copied HTML files that are no documents of their own.
///
/// # Errors
/// If one cannot be read.
pub(super) fn findings(project: &Project) -> Result<Vec<Finding>, Error> {
    let Project { sources, index, .. } = project;
    let copied = index.static_files.par_iter().map(|(file, _)| *file);
    let finding = |file| {
        let path = sources.path(file);
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !["html", "htm"].iter().any(|html| html.eq_ignore_ascii_case(ending)) {
            return Ok(None);
        }
        let start = sources
            .files()
            .read_start(path, START)
            .map_err(|error| Error::read(&**path, error))?;
        // What is no UTF-8 may be whole or not.
        let is_utf_16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
        if is_utf_16 {
            return Ok(None);
        }
        let start = String::from_utf8_lossy(&start);
        let start = start.trim_start_matches('\u{feff}').trim_start();
        // A comment or a declaration may stand before; what has no tag at all is there for a program to find.
        let may_be_whole = page::is_document(start) || start.starts_with("<!--") || start.starts_with("<?xml");
        if may_be_whole || !start.contains('<') {
            return Ok(None);
        }
        let place = Place {
            file,
            span: Span::at(0),
        };
        let message = "this is no whole page, and readers can open it as one: it is copied as it is";
        Ok(Some(
            Finding::warning("html-syntax", sources.location(place), message).with_hint(
                "a page begins with `<!doctype html>`, or with front matter; put what others include into `_includes`, or \
                 give its folder a name that begins with `_`",
            ),
        ))
    };
    let found: Result<Vec<Option<Finding>>, Error> = copied.map(finding).collect();
    Ok(found?.into_iter().flatten().collect())
}
