//! How the items of a list are numbered, as a reader sees it.

use crate::markdown::tree::Element;

/// How the items of a list are marked, as browsers do it.
pub(super) struct Numbering {
    style: Style,
    /// The number of the first item.
    pub(super) start: i64,
}

#[derive(Clone, Copy)]
enum Style {
    Bullet,
    Decimal,
    LowerLetter,
    UpperLetter,
    LowerRoman,
    UpperRoman,
}

impl Numbering {
    pub(super) const BULLETS: Self = Self {
        style: Style::Bullet,
        start: 1,
    };

    /// The numbering of an `ol`.
    pub(super) fn of(element: &Element<'_>) -> Self {
        Self {
            style: match element.attribute("type") {
                Some("a") => Style::LowerLetter,
                Some("A") => Style::UpperLetter,
                Some("i") => Style::LowerRoman,
                Some("I") => Style::UpperRoman,
                _ => Style::Decimal,
            },
            start: integer(element.attribute("start")).unwrap_or(1),
        }
    }

    /// The marker of the item with that number.
    pub(super) fn marker(&self, number: i64) -> String {
        let positive = usize::try_from(number).ok().filter(|&number| number > 0);
        match (self.style, positive) {
            (Style::Bullet, _) => "•".to_owned(),
            (Style::LowerLetter, Some(number)) => letters(number),
            (Style::UpperLetter, Some(number)) => letters(number).to_ascii_uppercase(),
            (Style::LowerRoman, Some(number)) if number < 4000 => roman(number),
            (Style::UpperRoman, Some(number)) if number < 4000 => roman(number).to_ascii_uppercase(),
            _ => number.to_string(),
        }
    }
}

/// An attribute's number. What no browser takes for one is none.
pub(super) fn integer(attribute: Option<&str>) -> Option<i64> {
    attribute?.trim().parse::<i32>().ok().map(i64::from)
}

/// 1 is `a`, 26 is `z`, 27 is `aa`.
fn letters(mut number: usize) -> String {
    let mut text = Vec::new();
    while number > 0 {
        number -= 1;
        text.push(char::from(b"abcdefghijklmnopqrstuvwxyz"[number % 26]));
        number /= 26;
    }
    text.iter().rev().collect()
}

fn roman(mut number: usize) -> String {
    const VALUES: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut text = String::new();
    for (value, sign) in VALUES {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_those_of_browsers() {
        let marker = |style, number| Numbering { style, start: 1 }.marker(number);
        for (style, number, expected) in [
            (Style::Decimal, 10, "10"),
            (Style::Decimal, -1, "-1"),
            (Style::LowerLetter, 2, "b"),
            (Style::LowerLetter, 28, "ab"),
            (Style::LowerLetter, 0, "0"),
            (Style::UpperLetter, 26, "Z"),
            (Style::LowerRoman, 14, "xiv"),
            (Style::UpperRoman, 4, "IV"),
            (Style::UpperRoman, 5000, "5000"),
            (Style::Bullet, 3, "•"),
        ] {
            assert_eq!(marker(style, number), expected);
        }
        assert_eq!(integer(Some("18446744073709551615")), None);
    }
}
