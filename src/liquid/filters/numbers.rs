//! Arithmetic.
//!
//! Whole numbers stay whole: those that do not fit 64 bits are texts, and where 128 do not suffice floats, while Ruby's
//! would grow. Where a fraction takes part, decimals are used, as in Ruby. A text that writes a number is one; what is no number counts as 0.

use std::cmp::Ordering;

use crate::liquid::value::Value;

use super::decimal::{Cut, Decimal};
use super::{Arguments, FilterError, Filtered, Site, limits, select};

/// `abs`: without its sign (Liquid).
pub(super) fn abs<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    let number = Number::of(&input);
    Ok(match number.compare(Number::Integer(0)) {
        Ordering::Less => Number::Integer(0).minus(number).into(),
        _ => number.into(),
    })
}

/// `at_least`: the number, or the argument if that is larger (Liquid).
pub(super) fn at_least<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [least] = arguments.exactly()?;
    let (number, least) = (Number::of(&input), Number::of(least));
    Ok(if number.compare(least).is_lt() { least } else { number }.into())
}

/// `at_most`: the number, or the argument if that is smaller (Liquid).
pub(super) fn at_most<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [most] = arguments.exactly()?;
    let (number, most) = (Number::of(&input), Number::of(most));
    Ok(if number.compare(most).is_gt() { most } else { number }.into())
}

/// `plus` (Liquid).
pub(super) fn plus<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [other] = arguments.exactly()?;
    Ok(Number::of(&input).plus(Number::of(other)).into())
}

/// `minus` (Liquid).
pub(super) fn minus<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [other] = arguments.exactly()?;
    Ok(Number::of(&input).minus(Number::of(other)).into())
}

/// `times` (Liquid).
pub(super) fn times<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [other] = arguments.exactly()?;
    Ok(Number::of(&input)
        .combine(Number::of(other), i128::checked_mul, Decimal::multiply, |a, b| a * b)
        .into())
}

/// `divided_by`: of two whole numbers the next lower whole one (Liquid). A division by 0.0 is an error too, where Ruby
/// answers `Infinity`: no author wants to read that.
pub(super) fn divided_by<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [other] = arguments.exactly()?;
    let (number, divisor) = (Number::of(&input), divisor(other)?);
    let floored = |a: i128, b: i128| {
        let quotient = a.checked_div(b)?;
        Some(quotient - i128::from(a % b != 0 && (a < 0) != (b < 0)))
    };
    Ok(number.combine(divisor, floored, Decimal::divide, |a, b| a / b).into())
}

/// `modulo`: the rest of a division, with the sign of the divisor (Liquid).
pub(super) fn modulo<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let [other] = arguments.exactly()?;
    let (number, divisor) = (Number::of(&input), divisor(other)?);
    let floored = |a: i128, b: i128| {
        let rest = a.checked_rem(b)?;
        Some(if rest != 0 && (rest < 0) != (b < 0) {
            rest + b
        } else {
            rest
        })
    };
    let float = |a: f64, b: f64| a - b * (a / b).floor();
    Ok(number.combine(divisor, floored, Decimal::modulo, float).into())
}

/// `floor`: the next lower whole number (Liquid).
pub(super) fn floor<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    whole(Number::of(&input), Cut::Floor)
}

/// `ceil`: the next higher whole number (Liquid).
pub(super) fn ceil<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    whole(Number::of(&input), Cut::Ceil)
}

/// `round`: the nearest number of so many digits after the point (none), halves away from zero (Liquid).
pub(super) fn round<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [places]) = arguments.take()?;
    // No float has digits beyond these places, and none is so large.
    const MOST: i128 = 400;
    let places = match places.map_or(Number::Integer(0), Number::of) {
        Number::Integer(places) => places.clamp(-MOST, MOST),
        other => whole_part(other).unwrap_or(0).clamp(-MOST, MOST),
    };
    let number = Number::of(&input);
    let places = i32::try_from(places).expect("it was clamped");
    if places == 0 {
        return whole(number, Cut::Round);
    }
    let rounded = match number {
        Number::Integer(_) if places > 0 => None,
        _ => number.decimal().and_then(|decimal| decimal.cut(places, Cut::Round)),
    };
    Ok(match rounded {
        Some(rounded) if places < 0 => whole_value(rounded),
        Some(rounded) => Value::Float(rounded.to_f64()),
        None => number.into(),
    })
}

/// `sum`: of all elements, or of one property of each (Liquid).
pub(super) fn sum<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    let ([], [property]) = arguments.take()?;
    let mut sum = Number::Integer(0);
    for item in limits::elements(input)? {
        match property {
            Some(property) if !property.is_nil() => {
                let found = select::member(&item, property)?.unwrap_or_default();
                for item in limits::elements(found)? {
                    sum = sum.plus(Number::of(&item));
                }
            }
            _ => sum = sum.plus(Number::of(&item)),
        }
    }
    Ok(sum.into())
}

/// `to_integer`: the whole part of a number, 1 and 0 for true and false (Jekyll).
pub(super) fn to_integer<'a>(input: Value<'a>, arguments: &Arguments<'a>, _: &Site<'a>) -> Filtered<'a> {
    arguments.none()?;
    match input {
        Value::Bool(value) => Ok(Value::Integer(value.into())),
        #[expect(clippy::cast_possible_truncation, reason = "it fits, being less than 10^38")]
        Value::Float(number) if number.abs() < 1e38 => Ok(Number::Integer(number.trunc() as i128).into()),
        Value::Nil | Value::Undefined(_) | Value::Integer(_) | Value::Float(_) | Value::String(_) => {
            match Number::of(&input) {
                number @ Number::Integer(_) => Ok(number.into()),
                number if number.compare(Number::Integer(0)).is_lt() => whole(number, Cut::Ceil),
                number => whole(number, Cut::Floor),
            }
        }
        other => Err(FilterError(format!("cannot make a number of {}", other.kind()))),
    }
}

/// A number as Liquid counts with it.
#[derive(Clone, Copy, Debug)]
enum Number {
    Integer(i128),
    Decimal(Decimal),
    /// What no decimal holds: an infinity, or a number that is far too large.
    Float(f64),
}

impl Number {
    /// The number that a value is or, being a text, writes; 0 for anything else.
    fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Integer(number) => Self::Integer((*number).into()),
            Value::Float(number) => Decimal::from_f64(*number).map_or(Self::Float(*number), Self::Decimal),
            Value::String(text) => Self::parse(text),
            _ => Self::Integer(0),
        }
    }

    /// `1.5` is a decimal; anything else is the whole number that it begins with, or 0.
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text),
        };
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if rest
            .split_once('.')
            .is_some_and(|(a, b)| are_digits(a) && are_digits(b))
        {
            return Decimal::parse(text).map_or_else(|| Self::float(text), Self::Decimal);
        }
        let rest = if sign.is_empty() {
            rest.strip_prefix('+').unwrap_or(rest)
        } else {
            rest
        };
        let mut digits = String::from(sign);
        let mut previous = '_';
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                // Ruby reads `1_000`, not `1__000`.
                '_' if previous != '_' => {}
                _ => break,
            }
            previous = c;
        }
        if digits.len() == sign.len() {
            return Self::Integer(0);
        }
        digits.parse().map_or_else(|_| Self::float(&digits), Self::Integer)
    }

    fn float(digits: &str) -> Self {
        Self::Float(digits.parse().expect("digits with a sign and a point are a float"))
    }

    fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(Decimal::from(number)),
            Self::Decimal(number) => Some(number),
            Self::Float(_) => None,
        }
    }

    fn to_f64(self) -> f64 {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "where integers end, Liquid goes on with floats here"
            )]
            Self::Integer(number) => number as f64,
            Self::Decimal(number) => number.to_f64(),
            Self::Float(number) => number,
        }
    }

    fn plus(self, other: Self) -> Self {
        self.combine(other, i128::checked_add, Decimal::add, |a, b| a + b)
    }

    fn minus(self, other: Self) -> Self {
        let decimals = |a: Decimal, b: Decimal| a.add(b.negate()?);
        self.combine(other, i128::checked_sub, decimals, |a, b| a - b)
    }

    /// An operation on the most exact kind of number that holds both and the result.
    fn combine(
        self,
        other: Self,
        integers: impl Fn(i128, i128) -> Option<i128>,
        decimals: impl Fn(Decimal, Decimal) -> Option<Decimal>,
        floats: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let exact = match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => integers(a, b).map(Self::Integer),
            _ => self
                .decimal()
                .zip(other.decimal())
                .and_then(|(a, b)| decimals(a, b))
                .map(Self::Decimal),
        };
        exact.unwrap_or_else(|| Self::Float(floats(self.to_f64(), other.to_f64())))
    }

    fn compare(self, other: Self) -> Ordering {
        match (self.decimal(), other.decimal()) {
            (Some(a), Some(b)) => a.compare(b),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl From<Number> for Value<'_> {
    fn from(number: Number) -> Self {
        match number {
            // A text that writes a number is one to every filter.
            Number::Integer(number) => {
                i64::try_from(number).map_or_else(|_| Self::from(number.to_string()), Self::Integer)
            }
            Number::Decimal(number) => Self::Float(number.to_f64()),
            Number::Float(number) => Self::Float(number),
        }
    }
}

fn divisor(value: &Value<'_>) -> Result<Number, FilterError> {
    let number = Number::of(value);
    if number.to_f64() == 0.0 {
        return Err(FilterError("cannot divide by 0".to_owned()));
    }
    Ok(number)
}

/// The number without a fraction.
fn whole<'a>(number: Number, cut: Cut) -> Filtered<'a> {
    match number {
        Number::Integer(_) => Ok(number.into()),
        Number::Decimal(decimal) => Ok(decimal.cut(0, cut).map_or(number.into(), whole_value)),
        Number::Float(float) if float.is_finite() => Ok(Value::Float(float)),
        Number::Float(_) => Err(FilterError(format!("cannot round {}", Value::from(number).to_text()))),
    }
}

fn whole_value<'a>(decimal: Decimal) -> Value<'a> {
    decimal.to_i128().map_or_else(
        || Value::Float(decimal.to_f64()),
        |number| Number::Integer(number).into(),
    )
}

fn whole_part(number: Number) -> Option<i128> {
    number.decimal()?.cut(0, Cut::Floor)?.to_i128()
}

#[cfg(test)]
mod tests {
    use crate::liquid::filters::testing::check;

    #[test]
    fn texts_that_write_numbers() {
        check(
            r#"
            "10" | plus: 2 => 12
            "x" | plus: 2 => 2
            " 12abc" | plus: 2 => 14
            "1_000" | plus: 2 => 1002
            "+5" | plus: 2 => 7
            ".5" | plus: 2 => 2
            "5." | plus: 2 => 7
            " 1.5 " | plus: 2 => 3.5
            "1.5e3" | plus: 1 => 2
            "-1.5" | plus: 2 => 0.5
            true | plus: 2 => 2
            [1] | plus: 2 => 2
            null | plus: 2 => 2
            "5.9" | to_integer => 5
            -5.9 | to_integer => -5
            3.0744573456182584e18 | to_integer => 3074457345618258432
            true | to_integer => 1
            null | to_integer => 0
            [1] | to_integer => error: cannot make a number of a list
            "#,
        );
    }

    #[test]
    fn decimals_are_exact() {
        check(
            r#"
            1.1 | plus: 2.2 => 3.3
            1.0 | minus: 0.9 => 0.1
            0.1 | minus: 0.1 => 0.0
            0.1 | times: 3 => 0.3
            0.3 | divided_by: 0.1 => 3.0
            10 | divided_by: 3.0 => 3.3333333333333335
            2 | divided_by: 3.0 => 0.6666666666666666
            1.005 | round: 2 => 1.01
            1e20 | times: 1e20 => 1e40
            1e300 | plus: 1e-300 => 1e300
            [0.1, 0.2, 0.3] | sum => 0.6
            "#,
        );
    }

    #[test]
    fn whole_numbers_stay_whole() {
        check(
            r#"
            7 | divided_by: 2 => 3
            -7 | divided_by: 2 => -4
            7 | divided_by: 2.0 => 3.5
            7.0 | divided_by: 2 => 3.5
            -7 | modulo: 3 => 2
            7 | modulo: -3 => -2
            7.5 | modulo: -2 => -0.5
            "24" | modulo: "7" => 3
            9223372036854775807 | plus: 1 => "9223372036854775808"
            9223372036854775807 | plus: 1 | minus: 1 => 9223372036854775807
            -9223372036854775808 | abs => "9223372036854775808"
            -9223372036854775808 | divided_by: -1 => "9223372036854775808"
            1e20 | ceil | divided_by: 3 => "33333333333333333333"
            1 | divided_by: 0 => error: cannot divide by 0
            1.0 | divided_by: "0.0" => error: cannot divide by 0
            7 | modulo: 0 => error: cannot divide by 0
            "#,
        );
    }

    #[test]
    fn rounding_and_bounds() {
        check(
            r#"
            2.5 | round => 3
            -2.5 | round => -3
            -0.5 | round => -1
            0.4 | round => 0
            1234 | round: -2 => 1200
            1250 | round: -2 => 1300
            -1250 | round: -2 => -1300
            12 | round: -9 => 0
            1234.567 | round: -2 => 1200
            12.5 | round: -1 => 10
            1234.567 | round: 10 => 1234.567
            1.55 | round: "1" => 1.6
            1.5 | round: null => 2
            3 | round: 2 => 3
            1e-300 | ceil => 1
            "4.6" | floor => 4
            -4.6 | floor => -5
            -4.2 | ceil => -4
            "abc" | ceil => 0
            1e20 | floor => "100000000000000000000"
            1e40 | floor => 1e40
            -5 | abs => 5
            "-1.5" | abs => 1.5
            5 | at_least: 7.5 => 7.5
            "5" | at_most: 7.5 => 5
            5 | at_least: "x" => 5
            [3, "1", [2.5], "x", null] | sum => 6.5
            [{"v": 2}, {"v": "10"}, {"v": 1.5}, {}] | sum: "v" => 13.5
            [{"v": [1, [2]]}, true, null] | sum: "v" => 3
            "#,
        );
    }
}
