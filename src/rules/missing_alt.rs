//! An image that says nothing to those who do not see it.
//!
//! ## What it does
//! Finds images without alternative text, and with one that is no description: `image`, `Alt Text`, `Screenshot 2`, a
//! file name. `alt=""` in raw HTML is HTML's own way to say that an image is a decoration, and is fine; so are
//! `role="presentation"` and `aria-hidden="true"`. Markdown has no such way: `![](x.png)` lacks its text.
//!
//! ## Why it matters
//! Screen readers, search engines and readers whose connection drops the image get the alternative text instead. In a
//! setup guide the image is often the only place that says where to click.
//!
//! ## Example
//! ```markdown
//! ![image](img/api-keys.png)
//! ```
//!
//! ## Use instead
//! ```markdown
//! ![The API Keys page with the button Create Key](img/api-keys.png)
//! ```

use super::{Group, Meta, Needs, Rule};
use crate::finding::{Finding, Severity};
use crate::page::{Image, Page};
use crate::site::Site;
use crate::url::image_ending;

const ID: &str = "missing-alt";

/// Words that say only that there is an image, and those that may stand beside them.
const IMAGE: [&str; 11] = [
    "alt",
    "alternative",
    "image",
    "img",
    "photo",
    "pic",
    "picture",
    "placeholder",
    "screenshot",
    "shot",
    "untitled",
];
const BESIDE: [&str; 7] = ["a", "an", "caption", "description", "here", "screen", "text"];

pub(super) struct MissingAlt;

impl Rule for MissingAlt {
    fn meta(&self) -> Meta {
        Meta {
            id: ID,
            group: Group::Links,
            severity: Severity::Warning,
            source: include_str!("missing_alt.rs"),
        }
    }

    fn needs(&self) -> Needs {
        Needs::Pages
    }

    fn check_page(&self, page: &Page, _site: &Site) -> Vec<Finding> {
        let finding = |image: &Image| {
            let message = match image.alt.as_deref().map(str::trim) {
                None => format!("the image `{}` has no alternative text", image.src.trim()),
                Some(alt) if is_useless(alt) => {
                    format!("the alternative text `{alt}` says nothing of the image")
                }
                Some(_) => return None,
            };
            if page.has_undefined(&image.at) {
                return None;
            }
            let finding = Finding::warning(ID, image.at.location.clone(), message);
            let hint = "say what it shows, for those who do not see it";
            Some(finding.with_hint(hint).with_via(image.at.via.to_vec()))
        };
        page.images.iter().filter_map(finding).collect()
    }
}

/// Whether an alternative text that is not empty describes nothing.
fn is_useless(alt: &str) -> bool {
    let is_of = |list: &[&str], word: &str| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    let words = || alt.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let says_image = words().any(|word| is_of(&IMAGE, word));
    let says_no_more = words().all(|word| is_of(&IMAGE, word) || is_of(&BESIDE, word));
    // A file name without its ending may be a description: `sign-in`, `client_id`.
    let is_file_name = image_ending(alt).is_some() && !alt.contains(char::is_whitespace);
    (says_image && says_no_more) || is_file_name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_told_from_fillers() {
        for alt in [
            "image",
            "Alt Text",
            "Screenshot 2",
            "screen shot-01",
            "api-keys.PNG",
            "img/x.gif",
            "an image here",
        ] {
            assert!(is_useless(alt), "{alt}");
        }
        for alt in [
            "",
            "Text",
            "Image of the API key",
            "Stripe",
            "2",
            "Step 1",
            "Save as keys.png",
            "sign-in",
            "설정",
        ] {
            assert!(!is_useless(alt), "{alt}");
        }
    }
}
