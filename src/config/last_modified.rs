//! `docgen.last_modified`: how the day is told on which a page was last modified, and whether it is told.
//!
//! ```yaml
//! docgen:
//!   last_modified: {format: "%m/%d/%Y %l:%M %P %Z"}   # or false
//! ```

use serde_json::Value as Json;

use super::Reader;
use crate::date::{Time, UTC};
use crate::error::Error;

/// How the day is told where the config says nothing.
const FORMAT: &str = "%Y-%m-%d";

impl Reader<'_> {
    /// The format that stands at `pointer`; nothing where pages are not to say when they were last modified.
    pub(super) fn last_modified(&self, value: Option<&Json>, pointer: &str) -> Result<Option<String>, Error> {
        if value == Some(&Json::Bool(false)) {
            return Ok(None);
        }
        let format = match value {
            None | Some(Json::Null | Json::Bool(true)) => None,
            Some(Json::Object(own)) => {
                self.refuse_unknown(own, pointer, &["format"])?;
                self.string(own.get("format"), &format!("{pointer}/format"))?
            }
            Some(_) => {
                let message = "`last_modified` is `false`, or says how to tell the day: `{format: \"%Y-%m-%d\"}`";
                return Err(self.error(pointer, message));
            }
        };
        let format = format.unwrap_or_else(|| FORMAT.to_owned());
        if let Err(error) = Time::after_1970(0, &UTC).format(&format) {
            let pointer = format!("{pointer}/format");
            return Err(self.error(&pointer, format!("the format `{format}` {error}")));
        }
        Ok(Some(format))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn the_day_is_told_as_the_config_says() {
        let format = |text: &str| Config::parse(text).expect("it is right").last_modified;
        assert_eq!(format("title: x").as_deref(), Some("%Y-%m-%d"));
        assert_eq!(format("docgen: {last_modified: false}"), None);
        assert_eq!(
            format("docgen: {last_modified: {format: '%d.%m.%Y'}}").as_deref(),
            Some("%d.%m.%Y")
        );
    }

    #[test]
    fn what_is_no_format_is_an_error_with_its_place() {
        for (text, expected) in [
            (
                "docgen:\n  last_modified: {fromat: x}",
                "2:19: there is no setting `fromat`",
            ),
            (
                "docgen:\n  last_modified: {format: '%'}",
                "2:19: the format `%` ends within a directive: write `%%` for `%`",
            ),
            (
                "docgen:\n  last_modified: '%Y'",
                "2:3: `last_modified` is `false`, or says how to tell the day: `{format: \"%Y-%m-%d\"}`",
            ),
        ] {
            let error = Config::parse(text).expect_err("it is wrong").to_string();
            assert_eq!(error, format!("_config.yml:{expected}"));
        }
    }
}
