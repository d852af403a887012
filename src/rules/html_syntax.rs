//! HTML that a browser has to guess at.
//!
//! ## What it does
//! Finds what the HTML Standard calls a parse error, wherever raw HTML stands on a page: `</br>`, end tags that end
//! nothing, elements that are not closed where HTML asks for it (`<p>`, `<li>`, `<td>` and the like may stay open), tags
//! that cross, mistyped attributes, `<your key>` that is taken for a tag. What counts is the page with its includes, so
//! that an include may begin what the page ends. A value without quotes is fine. An HTML file without front matter is
//! copied; if it is no whole page, but a part of one, that is found, too.
//!
//! ## Why it matters
//! Browsers mend such HTML, each mistake in its own way: text vanishes, or all that follows is bold. docgen mends it
//! too, but what you see is not what you wrote.
//!
//! ## Example
//! ```markdown
//! First line</br>second line. <b>Save your <your key>.
//! ```
//!
//! ## Use instead
//! ```markdown
//! First line<br>second line. <b>Save</b> your `<your key>`.
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::Severity;

pub(super) struct HtmlSyntax;

impl Rule for HtmlSyntax {
    fn meta(&self) -> Meta {
        Meta {
            id: "html-syntax",
            group: Group::Writing,
            severity: Severity::Warning,
            source: include_str!("html_syntax.rs"),
        }
    }

    fn has_fixes(&self) -> bool {
        true
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }
}
