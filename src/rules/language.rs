//! Which language a page is in, for the rules that know English.

use super::words::{Word, words};
use crate::page::{Page, Prose};
use crate::site::Site;

/// The running text of a page that is in English, as far as the text, the page and the site say.
pub(super) fn english<'p>(page: &'p Page, site: &Site) -> impl Iterator<Item = &'p Prose> {
    let of_page = page.front_matter_text("lang");
    let of_page = of_page.as_deref().or(page.language.as_deref());
    let is_english = is_english(of_page.unwrap_or(&site.language));
    let texts = page.prose.iter();
    texts.filter(move |text| text.language.as_deref().map_or(is_english, self::is_english))
}

fn is_english(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or(language);
    primary.eq_ignore_ascii_case("en")
}

/// Whether the text of a page reads like English. Many pages in other languages do not say so, and short ones have few
/// words to tell by.
pub(super) fn reads_as_english(page: &Page) -> bool {
    /// Common words that no other language has.
    const ENGLISH: [&str; 18] = [
        "and", "by", "from", "has", "have", "if", "into", "must", "not", "should", "that", "the", "this", "when",
        "which", "with", "you", "your",
    ];
    /// Common words that are another language's, too: "is" and "of" are Dutch, "to" is Polish, "are" Romanian.
    const SHARED: [&str; 9] = ["an", "are", "be", "can", "for", "in", "is", "of", "to"];
    let is_in = |list: &[&str], word: &Word<'_>| list.iter().any(|known| known.eq_ignore_ascii_case(word.text));
    let (mut all, mut english, mut shared) = (0, 0, 0);
    for word in page.prose.iter().flat_map(|prose| words(&prose.text)) {
        all += 1;
        english += usize::from(is_in(&ENGLISH, &word));
        shared += usize::from(is_in(&SHARED, &word));
    }
    english > 0 && (english + shared) * 20 > all
}
