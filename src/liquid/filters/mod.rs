//! The filters: one file a family, one table of all names.
//!
//! They follow Shopify's Liquid 5 and, where Jekyll defines or redefines a filter, Jekyll 4.3. A filter neither panics
//! nor makes much of little (`limits`): what it cannot do is a [`FilterError`] for the author.

mod base64;
mod dates;
mod decimal;
mod expressions;
mod html;
mod json;
mod limits;
mod lists;
mod numbers;
mod replace;
mod select;
pub mod slug;
mod smartify;
mod sort;
mod strings;
mod urls;
mod words;

#[cfg(test)]
mod testing;

use std::borrow::Cow;

pub(super) use urls::relative_url;

use super::syntax::{self, Condition};
use super::value::Value;
use crate::date::Zone;

/// What a filter is given besides its input.
#[derive(Debug, Default)]
pub struct Arguments<'a> {
    /// `{{ x | filter: 1, 2 }}`
    pub positional: Vec<Value<'a>>,
    /// `{{ x | filter: name: 1 }}`
    pub named: Vec<(&'a str, Value<'a>)>,
}

impl<'a> Arguments<'a> {
    /// The positional argument at `index`.
    pub fn get(&self, index: usize) -> Option<&Value<'a>> {
        self.positional.get(index)
    }

    /// Holds that there are no arguments.
    fn none(&self) -> Result<(), FilterError> {
        self.exactly::<0>().map(|_| ())
    }

    /// The positional arguments, of which there must be `N`.
    fn exactly<const N: usize>(&self) -> Result<[&Value<'a>; N], FilterError> {
        let (required, []) = self.take()?;
        Ok(required)
    }

    /// The positional arguments: `R` that must be there, then up to `O` that may be. None may be named.
    fn take<const R: usize, const O: usize>(&self) -> Result<Taken<'_, 'a, R, O>, FilterError> {
        if let Some((name, _)) = self.named.first() {
            return Err(FilterError(format!("takes no argument named `{name}`")));
        }
        self.take_positional()
    }

    /// As [`Arguments::take`], for a filter that looks at the named ones itself.
    fn take_positional<const R: usize, const O: usize>(&self) -> Result<Taken<'_, 'a, R, O>, FilterError> {
        let given = self.positional.len();
        if given < R || given > R + O {
            let wanted = match (R, O) {
                (0, 0) => "no argument".to_owned(),
                (0, 1) => "at most 1 argument".to_owned(),
                (0, most) => format!("at most {most} arguments"),
                (1, 0) => "1 argument".to_owned(),
                (least, 0) => format!("{least} arguments"),
                (least, 1) => format!("{least} or {} arguments", least + 1),
                (least, more) => format!("{least} to {} arguments", least + more),
            };
            return Err(FilterError(format!("takes {wanted}, was given {given}")));
        }
        Ok((
            std::array::from_fn(|index| &self.positional[index]),
            std::array::from_fn(|index| self.positional.get(R + index)),
        ))
    }
}

/// The arguments that must be there, and those that may be.
type Taken<'x, 'a, const R: usize, const O: usize> = ([&'x Value<'a>; R], [Option<&'x Value<'a>>; O]);

/// What filters may ask of the site.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// `url:` of the config, without a slash at its end.
    pub url: &'a str,
    /// `baseurl:` of the config, empty or with a slash at its start and none at its end.
    pub base_url: &'a str,
    /// Makes HTML of markdown, for `markdownify`.
    pub markdown: &'a (dyn Fn(&str) -> String + Sync),
    /// The time of the build, in seconds since 1970.
    pub now: i64,
    /// The zone that times are shown in.
    pub zone: &'a Zone,
}

impl std::fmt::Debug for Site<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site")
            .field("url", &self.url)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// Why a filter could not do its work, as the author is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError(pub String);

/// What a filter makes.
type Filtered<'a> = Result<Value<'a>, FilterError>;

/// A filter: its input, its arguments, the site.
pub(crate) type PlainFilter = for<'a> fn(Value<'a>, &Arguments<'a>, &Site<'a>) -> Result<Value<'a>, FilterError>;

/// A filter that evaluates expressions: its input, its arguments, the page's variables.
pub(crate) type ExpressionFilter =
    for<'a> fn(Value<'a>, &Arguments<'a>, &mut dyn Scope<'a>) -> Result<Value<'a>, FilterError>;

/// A filter, by what it needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Filter {
    /// It looks at its input and its arguments.
    Plain(PlainFilter),
    /// It evaluates an expression.
    Expression(ExpressionFilter),
}

/// The variables of the page that is being rendered.
pub(crate) trait Scope<'a> {
    /// The text, for as long as the page is rendered: expressions refer to what they are written in.
    fn keep(&mut self, text: Cow<'a, str>) -> Result<&'a str, FilterError>;

    /// Whether a condition holds where `variable` is `item`.
    fn holds(&mut self, condition: &Condition<'a>, variable: &'a str, item: Value<'a>) -> bool;

    /// What an expression comes to where `variable` is `item`.
    fn value(&mut self, expression: &syntax::Filtered<'a>, variable: &'a str, item: Value<'a>) -> Value<'a>;
}

/// The filter of that name.
pub(crate) fn find(name: &str) -> Option<Filter> {
    let plain = || FILTERS.binary_search_by(|(known, _)| (*known).cmp(name)).ok();
    let expression = || EXPRESSION_FILTERS.iter().find(|(known, _)| *known == name);
    plain()
        .map(|at| Filter::Plain(FILTERS[at].1))
        .or_else(|| expression().map(|(_, filter)| Filter::Expression(*filter)))
}

/// The names of all filters.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let expressions = EXPRESSION_FILTERS.iter().map(|(name, _)| *name);
    FILTERS.iter().map(|(name, _)| *name).chain(expressions)
}

/// The filters that evaluate expressions.
const EXPRESSION_FILTERS: &[(&str, ExpressionFilter)] = &[
    ("find_exp", expressions::find_exp),
    ("group_by_exp", expressions::group_by_exp),
    ("where_exp", expressions::where_exp),
];

/// All others, sorted by name.
const FILTERS: &[(&str, PlainFilter)] = &[
    ("abs", numbers::abs),
    ("absolute_url", urls::absolute_url),
    ("append", strings::append),
    ("array_to_sentence_string", words::array_to_sentence_string),
    ("at_least", numbers::at_least),
    ("at_most", numbers::at_most),
    ("base64_decode", base64::base64_decode),
    ("base64_encode", base64::base64_encode),
    ("base64_url_safe_decode", base64::base64_url_safe_decode),
    ("base64_url_safe_encode", base64::base64_url_safe_encode),
    ("capitalize", strings::capitalize),
    ("ceil", numbers::ceil),
    ("cgi_escape", urls::url_encode),
    ("compact", lists::compact),
    ("concat", lists::concat),
    ("date", dates::date),
    ("date_to_long_string", dates::date_to_long_string),
    ("date_to_rfc822", dates::date_to_rfc822),
    ("date_to_string", dates::date_to_string),
    ("date_to_xmlschema", dates::date_to_xmlschema),
    ("default", select::default),
    ("divided_by", numbers::divided_by),
    ("downcase", strings::downcase),
    ("escape", html::escape),
    ("escape_once", html::escape_once),
    ("find", select::find),
    ("find_index", select::find_index),
    ("first", lists::first),
    ("floor", numbers::floor),
    ("group_by", select::group_by),
    // Liquid's other name for `escape`.
    ("h", html::escape),
    ("has", select::has),
    ("inspect", json::inspect),
    ("join", lists::join),
    ("jsonify", json::jsonify),
    ("last", lists::last),
    ("lstrip", strings::lstrip),
    ("map", lists::map),
    ("markdownify", html::markdownify),
    ("minus", numbers::minus),
    ("modulo", numbers::modulo),
    ("newline_to_br", html::newline_to_br),
    ("normalize_whitespace", strings::normalize_whitespace),
    ("number_of_words", words::number_of_words),
    ("plus", numbers::plus),
    ("pop", lists::pop),
    ("prepend", strings::prepend),
    ("push", lists::push),
    ("reject", select::reject),
    ("relative_url", urls::relative_url),
    ("remove", replace::remove),
    ("remove_first", replace::remove_first),
    ("remove_last", replace::remove_last),
    ("replace", replace::replace),
    ("replace_first", replace::replace_first),
    ("replace_last", replace::replace_last),
    ("reverse", lists::reverse),
    ("round", numbers::round),
    ("rstrip", strings::rstrip),
    ("sample", lists::sample),
    ("shift", lists::shift),
    ("size", lists::size),
    ("slice", lists::slice),
    ("slugify", slug::slugify),
    ("smartify", smartify::smartify),
    ("sort", sort::sort),
    ("sort_natural", sort::sort_natural),
    ("split", strings::split),
    ("strip", strings::strip),
    ("strip_html", html::strip_html),
    ("strip_index", urls::strip_index),
    ("strip_newlines", strings::strip_newlines),
    ("sum", numbers::sum),
    ("times", numbers::times),
    ("to_integer", numbers::to_integer),
    ("truncate", strings::truncate),
    ("truncatewords", words::truncatewords),
    ("uniq", lists::uniq),
    ("unshift", lists::unshift),
    ("upcase", strings::upcase),
    ("uri_escape", urls::uri_escape),
    ("url_decode", urls::url_decode),
    ("url_encode", urls::url_encode),
    ("where", select::filter_where),
    ("xml_escape", html::xml_escape),
];

/// The part of a text that `choose` answers: borrowed where the text is.
fn part<'a>(text: Cow<'a, str>, choose: impl Fn(&str) -> &str) -> Value<'a> {
    Value::String(match text {
        Cow::Borrowed(text) => Cow::Borrowed(choose(text)),
        Cow::Owned(text) if choose(&text).len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(choose(&text).to_owned()),
    })
}

/// The whole number that an argument gives, as a number or as a text (Liquid's `to_integer`).
fn whole_number(value: &Value<'_>) -> Result<i64, FilterError> {
    match value {
        Value::Integer(number) => Ok(*number),
        Value::String(text) => text
            .trim()
            .parse()
            .map_err(|_| FilterError(format!("`{text}` is not a whole number"))),
        Value::Float(_) => Err(FilterError(format!("{} is not a whole number", value.to_text()))),
        other => Err(FilterError(format!("wants a whole number, was given {}", other.kind()))),
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{SITE, check};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(FILTERS.is_sorted_by(|(a, _), (b, _)| a < b));
        assert!(names().all(|name| find(name).is_some()));
        assert!(find("wher").is_none());
    }

    #[test]
    fn a_wrong_number_of_arguments_is_said() {
        check(
            r#"
            "a" | upcase: 1 => error: takes no argument, was given 1
            "a" | append => error: takes 1 argument, was given 0
            "a" | replace_last: "a" => error: takes 2 arguments, was given 1
            "a" | slice => error: takes 1 or 2 arguments, was given 0
            "a" | truncate: 1, 2, 3 => error: takes at most 2 arguments, was given 3
            "a" | where => error: takes 1 or 2 arguments, was given 0
            "#,
        );
        let named = Arguments {
            positional: Vec::new(),
            named: vec![("x", Value::Nil)],
        };
        let error = strings::upcase(Value::Nil, &named, &SITE).expect_err("upcase takes no argument");
        assert_eq!(error.0, "takes no argument named `x`");
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            ".{0,12}",
            "[ a-cA-C0-9._%&<>\"'/\\\\\u{301}é日\n\t:?#=-]{0,24}",
            "-?[0-9]{1,45}(\\.[0-9]{0,45})?",
            Just("<script<!--<style".to_owned()),
        ]
    }

    fn any_value() -> impl Strategy<Value = Value<'static>> {
        let leaf = prop_oneof![
            Just(Value::Nil),
            Just(Value::Undefined("x")),
            Just(Value::Empty),
            Just(Value::Blank),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Integer),
            (-9i64..99).prop_map(Value::Integer),
            any::<f64>().prop_map(Value::Float),
            (-9.0..99.0).prop_map(Value::Float),
            (any::<i64>(), any::<i64>()).prop_map(|(first, last)| Value::Range(first, last)),
            (-5i64..5, -5i64..5).prop_map(|(first, last)| Value::Range(first, last)),
            any_text().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::array),
                proptest::collection::vec(("[ab]".prop_map(Cow::Owned), inner), 0..3).prop_map(Value::object),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_filter_panics(input in any_value(), positional in proptest::collection::vec(any_value(), 0..4)) {
            for (_, filter) in FILTERS {
                for given in 0..=positional.len() {
                    let arguments = Arguments { positional: positional[..given].to_vec(), named: Vec::new() };
                    if let Ok(value) = filter(input.clone(), &arguments, &SITE) {
                        prop_assert!(value.to_text().len() < 1_000_000);
                    }
                }
            }
        }

        #[test]
        fn no_filter_panics_on_lists(items in proptest::collection::vec(any_value(), 0..40), key in "[ab]") {
            let list = Value::array(items);
            for positional in [Vec::new(), vec![Value::from(key)]] {
                let arguments = Arguments { positional, named: Vec::new() };
                for (_, filter) in FILTERS {
                    if let Ok(value) = filter(list.clone(), &arguments, &SITE) {
                        prop_assert!(value.to_text().len() < 1_000_000);
                    }
                }
            }
        }
    }
}
