//! When pages were last modified.

use serde_json::Value as Json;

use super::Site;
use crate::date::{Time, Zone};
use crate::modified::Modified;
use crate::page::Page;

/// The front matter key that says it, whatever the repository does.
const KEY: &str = "last_modified_at";

/// What is known of when files were modified, and how that is told.
#[derive(Clone, Debug)]
pub struct History {
    /// When each file was.
    pub files: Modified,
    /// The format, as of `strftime`; nothing where pages are not to say it.
    pub format: Option<String>,
    /// The zone.
    pub zone: Zone,
}

impl Site {
    /// When a page was last modified: as its front matter says, else when the newest of the files was that it is made
    /// of, the includes that it read among them. Nothing where that is not known.
    pub fn last_modified(&self, page: &Page) -> Option<Time> {
        let History { files, zone, .. } = &self.history;
        let said = page.front_matter.get(KEY).and_then(Json::as_str);
        let said = said.and_then(|text| Time::parse(text, &Time::after_1970(0, zone), zone));
        said.map(|time| time.in_zone(zone)).or_else(|| {
            let of_page = files.of(&page.source)?;
            let newest = page.includes.iter().filter_map(|path| files.of(path)).max();
            Some(Time::after_1970(
                newest.map_or(of_page, |newest| newest.max(of_page)),
                zone,
            ))
        })
    }

    /// That time as readers are told it; nothing where they are not.
    pub fn last_modified_text(&self, page: &Page) -> Option<String> {
        let format = self.history.format.as_deref()?;
        let time = self.last_modified(page)?;
        Some(
            time.format(format)
                .expect("the format could be used when the config was read"),
        )
    }
}
