//! What differs between two texts, word by word.

use similar::{Algorithm, ChangeTag, TextDiff};

/// Words of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Words of both.
    Same(String),
    /// Words of the first text.
    Removed(String),
    /// Words of the second text.
    Added(String),
}

/// The longest texts that are compared word by word, in bytes. Of longer ones all words differ.
const MAX_TEXT: usize = 16 * 1024;

/// What differs between two texts, in order.
pub(super) fn changes(left: &str, right: &str) -> Vec<Change> {
    if left.len().max(right.len()) > MAX_TEXT {
        return vec![Change::Removed(left.to_owned()), Change::Added(right.to_owned())];
    }
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .diff_words(left, right);
    let mut changes: Vec<Change> = Vec::new();
    for change in diff.iter_all_changes() {
        let words = change.value();
        match (change.tag(), changes.last_mut()) {
            (ChangeTag::Equal, Some(Change::Same(text)))
            | (ChangeTag::Delete, Some(Change::Removed(text)))
            | (ChangeTag::Insert, Some(Change::Added(text))) => text.push_str(words),
            (ChangeTag::Equal, _) => changes.push(Change::Same(words.to_owned())),
            (ChangeTag::Delete, _) => changes.push(Change::Removed(words.to_owned())),
            (ChangeTag::Insert, _) => changes.push(Change::Added(words.to_owned())),
        }
    }
    changes
}

/// Changes in one line: `click [-Save-]{+Submit+} and`, with a few words around each.
pub fn in_one_line(changes: Vec<Change>) -> String {
    const AROUND: usize = 3;
    let last = changes.len().saturating_sub(1);
    let mut line = String::new();
    for (at, change) in changes.into_iter().enumerate() {
        match change {
            Change::Same(text) => {
                let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
                let (start, end) = (if at == 0 { 0 } else { AROUND }, if at == last { 0 } else { AROUND });
                if words.len() > start + end + 1 {
                    line.extend(words[..start].iter().copied());
                    line.push_str("... ");
                    line.extend(words[words.len() - end..].iter().copied());
                } else {
                    line.push_str(&text);
                }
            }
            Change::Removed(text) => line.push_str(&format!("[-{text}-]")),
            Change::Added(text) => line.push_str(&format!("{{+{text}+}}")),
        }
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_stand_beside_each_other() {
        let told = changes("Click Save and log out.", "Click Submit and log out.");
        let expected = [
            Change::Same("Click ".to_owned()),
            Change::Removed("Save".to_owned()),
            Change::Added("Submit".to_owned()),
            Change::Same(" and log out.".to_owned()),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn one_line_has_a_few_words_around_each_change() {
        let (left, right) = (
            "Open the menu at the top right, click Save and then log out of the account.",
            "Open the menu at the top right, click Submit and then log out of the account.",
        );
        let expected = "... top right, click [-Save-]{+Submit+} and then ...";
        assert_eq!(in_one_line(changes(left, right)), expected);
        assert_eq!(in_one_line(changes("a b", "a c")), "a [-b-]{+c+}");
    }
}
