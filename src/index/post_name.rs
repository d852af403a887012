//! What the name of a document's file says: `2018-02-20-release.md` (`Document::DATE_FILENAME_MATCHER`).

use super::address::parts;

/// A file's name, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PostName<'n> {
    /// `2018-02-20`, whether there is such a day or not.
    pub(super) date: Option<&'n str>,
    /// `release`
    pub(super) slug: &'n str,
    /// `.md`
    pub(super) extension: &'n str,
}

/// Takes the name of the file at `path` apart.
pub(super) fn parse(path: &str) -> PostName<'_> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, extension)) = name
        .rfind('.')
        .map(|dot| name.split_at(dot))
        .filter(|(_, e)| e.len() > 1)
    else {
        return PostName {
            date: None,
            slug: parts(name).stem,
            extension: "",
        };
    };
    let (date, slug) = match date_length(stem) {
        Some(length) => (Some(&stem[..length]), &stem[length + 1..]),
        None => (None, stem),
    };
    PostName {
        date,
        slug: slug.trim_end_matches('.'),
        extension,
    }
}

/// The length of the date that a name begins with, if a hyphen follows it.
fn date_length(stem: &str) -> Option<usize> {
    let mut at = 0;
    for (most, least) in [(4, 2), (2, 1), (2, 1)] {
        let digits = stem[at..].bytes().take_while(u8::is_ascii_digit).count();
        if !(least..=most).contains(&digits) || stem.as_bytes().get(at + digits) != Some(&b'-') {
            return None;
        }
        at += digits + 1;
    }
    Some(at - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_dates_and_slugs() {
        for (path, date, slug, extension) in [
            ("_posts/2018-02-20-a-b.md", Some("2018-02-20"), "a-b", ".md"),
            ("x/_posts/18-2-3-a.min.html", Some("18-2-3"), "a.min", ".html"),
            ("2018-02-20-.md", Some("2018-02-20"), "", ".md"),
            ("2018-02-20.md", None, "2018-02-20", ".md"),
            ("2018-02-201-a.md", None, "2018-02-201-a", ".md"),
            ("20185-02-20-a.md", None, "20185-02-20-a", ".md"),
            ("_guides/a...md", None, "a", ".md"),
            ("_guides/LICENSE", None, "LICENSE", ""),
        ] {
            let expected = PostName { date, slug, extension };
            assert_eq!(parse(path), expected, "{path}");
        }
    }
}
