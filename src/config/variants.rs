//! `docgen.variants`: guides that are to be alike, and what may differ between them.

use serde_json::Value as Json;

use super::{Reader, below};
use crate::error::Error;

/// Guides that are alike: the REST and the CRM guide of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variants {
    /// The guides' folders, by path or last name. The others are held against the first.
    pub guides: Vec<String>,
    /// What may differ between them.
    pub may_differ: Vec<MayDiffer>,
}

/// A part of guides that may differ between variants, with all that it consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MayDiffer {
    /// The section of this heading.
    Heading(String),
    /// The procedures whose lead-in has these words.
    Procedure(String),
    /// The page of this path in the guide, which not all of them have to have: `oauth.md`.
    Page(String),
    /// What names this credential (a front matter key), its parameter or its label.
    Credential(String),
    /// What has these words.
    Text(String),
}

impl Variants {
    /// Whether not all of the guides have to have the page at the path `name` in them.
    pub fn may_lack(&self, name: &str) -> bool {
        let is_it = |entry: &MayDiffer| matches!(entry, MayDiffer::Page(path) if path.trim_matches('/') == name);
        self.may_differ.iter().any(is_it)
    }
}

impl Reader<'_> {
    pub(super) fn variants(&self, value: Option<&Json>) -> Result<Vec<Variants>, Error> {
        const POINTER: &str = "/docgen/variants";
        let each = self.list(value, POINTER)?.iter().enumerate();
        let variants = |(at, item)| {
            let pointer = format!("{POINTER}/{at}");
            let item = self.map(Some(item), &pointer)?;
            let get = |key| item.and_then(|item| item.get(key));
            if let Some(item) = item {
                self.refuse_unknown(item, &pointer, &["guides", "may_differ"])?;
            }
            let guides = self.strings(get("guides"), &format!("{pointer}/guides"))?;
            if guides.len() < 2 {
                return Err(self.error(&pointer, "variants are two guides or more: `guides: [a, b]`"));
            }
            let pointer = format!("{pointer}/may_differ");
            let each = self.list(get("may_differ"), &pointer)?.iter().enumerate();
            let may_differ = each.map(|(at, item)| self.may_differ(item, &format!("{pointer}/{at}")));
            Ok(Variants {
                guides,
                may_differ: may_differ.collect::<Result<_, _>>()?,
            })
        };
        each.map(variants).collect()
    }

    fn may_differ(&self, item: &Json, pointer: &str) -> Result<MayDiffer, Error> {
        let entry: Vec<_> = self.map(Some(item), pointer)?.into_iter().flatten().collect();
        let [(kind, words)] = &entry[..] else {
            return Err(self.error(
                pointer,
                "one thing that may differ is expected here: `{heading: Events}`",
            ));
        };
        let pointer = below(pointer, kind);
        let Some(words) = self.string(Some(words), &pointer)? else {
            return Err(self.error(&pointer, "a text is expected here"));
        };
        match kind.as_str() {
            "heading" => Ok(MayDiffer::Heading(words)),
            "procedure" => Ok(MayDiffer::Procedure(words)),
            "page" => Ok(MayDiffer::Page(words)),
            "credential" => Ok(MayDiffer::Credential(words)),
            "text" => Ok(MayDiffer::Text(words)),
            _ => {
                let message = format!("nothing that may differ is called `{kind}`");
                let hint = "it is heading, procedure, page, credential or text".to_owned();
                Err(self.error_with_hint(&pointer, message, hint))
            }
        }
    }

    pub(super) fn list<'j>(&self, value: Option<&'j Json>, pointer: &str) -> Result<&'j [Json], Error> {
        match value {
            None | Some(Json::Null) => Ok(&[]),
            Some(Json::Array(items)) => Ok(items),
            Some(_) => Err(self.error(pointer, "a list is expected here")),
        }
    }
}
