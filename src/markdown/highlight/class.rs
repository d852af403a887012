//! The classes that tokens have, which scopes of TextMate grammars they stand for, and their colours.

use std::fmt::Write;

use syntect::parsing::Scope;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Attribute,
    Comment,
    Constant,
    Deleted,
    Function,
    Inserted,
    Keyword,
    Number,
    String,
    Type,
    Variable,
}

/// Each class, its letter, and its colour on a light and on a dark page. All have a contrast of at least 4.5
/// (WCAG AA) with [`LIGHT`] and [`DARK`].
const CLASSES: [(Class, char, &str, &str); 11] = [
    (Class::Attribute, 'a', "#0550ae", "#79c0ff"),
    (Class::Comment, 'c', "#59636e", "#9198a1"),
    (Class::Constant, 'l', "#0550ae", "#79c0ff"),
    (Class::Deleted, 'd', "#82071e", "#ffa198"),
    (Class::Function, 'f', "#6639ba", "#d2a8ff"),
    (Class::Inserted, 'i', "#116329", "#7ee787"),
    (Class::Keyword, 'k', "#b31d28", "#ff7b72"),
    (Class::Number, 'n', "#0550ae", "#79c0ff"),
    (Class::String, 's', "#0a3069", "#a5d6ff"),
    (Class::Type, 't', "#116329", "#7ee787"),
    (Class::Variable, 'v', "#953800", "#ffa657"),
];

/// The darkest background behind code on a light page that the colours are made for, and the lightest on a dark one.
#[cfg(test)]
const LIGHT: &str = "#eff2f5";
#[cfg(test)]
const DARK: &str = "#212830";

impl Class {
    /// The name of the class in HTML.
    pub(super) fn letter(self) -> char {
        CLASSES[self as usize].1
    }

    /// What this class is inside a token of the class `around`: the string that is a key is a key.
    pub(super) fn within(self, around: Option<Class>) -> Class {
        match (around, self) {
            (Some(around @ (Class::Attribute | Class::Comment)), Class::String) => around,
            _ => self,
        }
    }
}

/// What a scope makes of the token inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It has a class.
    Class(Class),
    /// It has none, whatever stands around it: code in a string.
    Plain,
    /// It is what stands around it.
    AsAround,
}

/// Scopes by prefix. The first one that fits counts; what fits none is what stands around it. Plain identifiers and
/// punctuation have no class on purpose: they are most of a text.
const SCOPES: [(&str, Meaning); 33] = [
    ("comment", Meaning::Class(Class::Comment)),
    ("string", Meaning::Class(Class::String)),
    ("constant.numeric", Meaning::Class(Class::Number)),
    ("constant", Meaning::Class(Class::Constant)),
    ("keyword.operator.word", Meaning::Class(Class::Keyword)),
    ("keyword.operator", Meaning::Plain),
    ("keyword", Meaning::Class(Class::Keyword)),
    ("storage", Meaning::Class(Class::Keyword)),
    ("entity.name.function", Meaning::Class(Class::Function)),
    ("support.function", Meaning::Class(Class::Function)),
    ("variable.function", Meaning::Class(Class::Function)),
    ("entity.name.tag", Meaning::Class(Class::Type)),
    ("entity.name.type", Meaning::Class(Class::Type)),
    ("entity.name.class", Meaning::Class(Class::Type)),
    ("entity.name.struct", Meaning::Class(Class::Type)),
    ("entity.name.enum", Meaning::Class(Class::Type)),
    ("entity.name.interface", Meaning::Class(Class::Type)),
    ("entity.name.namespace", Meaning::Class(Class::Type)),
    ("entity.name.section", Meaning::Class(Class::Type)),
    ("entity.other.inherited-class", Meaning::Class(Class::Type)),
    ("support.class", Meaning::Class(Class::Type)),
    ("support.type.property-name", Meaning::Class(Class::Attribute)),
    ("support.type", Meaning::Class(Class::Type)),
    ("entity.other.attribute-name", Meaning::Class(Class::Attribute)),
    ("meta.mapping.key", Meaning::Class(Class::Attribute)),
    ("variable.parameter", Meaning::Class(Class::Variable)),
    ("variable.language", Meaning::Class(Class::Constant)),
    ("variable.other.readwrite.shell", Meaning::Class(Class::Variable)),
    ("variable.other.php", Meaning::Class(Class::Variable)),
    ("markup.inserted", Meaning::Class(Class::Inserted)),
    ("markup.deleted", Meaning::Class(Class::Deleted)),
    ("markup.heading", Meaning::Class(Class::Keyword)),
    ("meta.interpolation", Meaning::Plain),
];

/// [`SCOPES`] as syntect compares them.
#[derive(Debug)]
pub(super) struct Scopes(Vec<(Scope, Meaning)>);

impl Scopes {
    pub(super) fn new() -> Self {
        let scopes = SCOPES.iter().map(|(name, meaning)| {
            let scope = Scope::new(name).expect("a scope has at most eight parts, and these have fewer");
            (scope, *meaning)
        });
        Self(scopes.collect())
    }

    /// What tokens in `scope` are.
    pub(super) fn class(&self, scope: Scope) -> Meaning {
        self.0
            .iter()
            .find(|(prefix, _)| prefix.is_prefix_of(scope))
            .map_or(Meaning::AsAround, |(_, meaning)| *meaning)
    }
}

/// The classes as CSS.
pub(super) fn style_sheet() -> String {
    let colours = |dark: bool| {
        CLASSES
            .iter()
            .fold(String::new(), |mut css, (_, letter, light, on_dark)| {
                let colour = if dark { on_dark } else { light };
                write!(css, "--code-{letter}:{colour};").expect("writing to a string does not fail");
                css
            })
    };
    let (light, dark) = (colours(false), colours(true));
    let mut css = format!(
        ":root{{{light}}}\n\
         @media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n\
         [data-theme=dark]{{{dark}}}\n"
    );
    for (_, letter, ..) in CLASSES {
        writeln!(css, "pre code .{letter}{{color:var(--code-{letter})}}").expect("writing to a string does not fail");
    }
    css
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of `#rrggbb` (WCAG 2.2).
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).expect("a colour is hexadecimal");
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn colours_can_be_read() {
        let contrast = |a: &str, b: &str| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for (class, _, light, dark) in CLASSES {
            assert!(contrast(light, LIGHT) >= 4.5, "{class:?} {}", contrast(light, LIGHT));
            assert!(contrast(dark, DARK) >= 4.5, "{class:?} {}", contrast(dark, DARK));
        }
    }

    #[test]
    fn classes_stand_in_the_order_of_their_table() {
        for (at, (class, ..)) in CLASSES.iter().enumerate() {
            assert_eq!(*class as usize, at);
        }
        assert!(style_sheet().contains("pre code .k{color:var(--code-k)}"));
    }
}
