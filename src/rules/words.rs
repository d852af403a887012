//! Words in running text, for the rules that look for names.

/// Where `words` stand in `text` in their own letter case, with no letter or digit beside them.
pub(super) fn find_whole<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_free = move |&(at, found): &(usize, &str)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(words).filter(is_free).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_words_are_left_aside() {
        let places: Vec<_> = find_whole("Boxer, Box | DropBox Box", "Box").collect();
        assert_eq!(places, [7, 21]);
    }
}
