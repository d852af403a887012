//! Words in running text and in names.

pub(super) use crate::english::{Word, words};

/// Where `words` stand in `text` in their own letter case, with no letter or digit beside them.
pub(super) fn find_whole<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_free = move |&(at, found): &(usize, &str)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(words).filter(is_free).map(|(at, _)| at)
}

/// The words of a name: of `apiKey`, `api.key` and `API_KEY`, two.
pub(super) fn parts(name: &str) -> impl Iterator<Item = &str> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    parts.flat_map(|part| {
        let bytes = part.as_bytes();
        let mut start = 0;
        let ends = (1..=part.len()).filter(move |&at| {
            at == bytes.len() || bytes[at].is_ascii_uppercase() && !bytes[at - 1].is_ascii_uppercase()
        });
        ends.map(move |end| &part[std::mem::replace(&mut start, end)..end])
            .collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_words_are_left_aside() {
        let places: Vec<_> = find_whole("Boxer, Box | DropBox Box", "Box").collect();
        assert_eq!(places, [7, 21]);
    }

    #[test]
    fn names_are_written_in_many_ways() {
        for name in ["apiKey", "api.key", "API_KEY", "-api--key-"] {
            let parts: Vec<_> = parts(name).map(str::to_lowercase).collect();
            assert_eq!(parts, ["api", "key"], "{name}");
        }
        assert_eq!(parts("callbackURL").collect::<Vec<_>>(), ["callback", "URL"]);
    }
}
