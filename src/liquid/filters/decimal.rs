//! Decimal numbers, because templates count as Ruby's `BigDecimal` does: `1.1 | plus: 2.2` is 3.3.
//!
//! What goes in and out are floats of 17 digits at most, so 38 digits are enough to add, multiply and divide them without
//! an error that shows; a crate for numbers of any size would be a dependency for this one file. An operation whose result
//! does not fit answers nothing, and the caller works with floats.

use std::cmp::Ordering;

/// `digits` times ten to the `exponent`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// The decimal that a float prints as; none for what is not finite.
    pub(super) fn from_f64(value: f64) -> Option<Self> {
        Self::parse(&format!("{value:e}"))
    }

    /// The decimal that a text such as `-1.50` or `1.5e-7` writes.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let exponent: i32 = exponent.parse().ok()?;
        Some(Self {
            digits: format!("{whole}{fraction}").parse().ok()?,
            exponent: exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?,
        })
    }

    /// The nearest float.
    pub(super) fn to_f64(self) -> f64 {
        format!("{}e{}", self.digits, self.exponent)
            .parse()
            .expect("digits, an `e` and an exponent are a float")
    }

    /// The whole number that it is, if it is one and fits.
    pub(super) fn to_i128(self) -> Option<i128> {
        self.at(0)
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        let (a, b, exponent) = self.align(other)?;
        Some(Self {
            digits: a.checked_add(b)?,
            exponent,
        })
    }

    pub(super) fn multiply(self, other: Self) -> Option<Self> {
        Some(Self {
            digits: self.digits.checked_mul(other.digits)?,
            exponent: self.exponent.checked_add(other.exponent)?,
        })
    }

    /// The quotient to 18 digits at least; none for a divisor of zero.
    pub(super) fn divide(self, other: Self) -> Option<Self> {
        let mut digits = self.digits;
        let mut exponent = self.exponent.checked_sub(other.exponent)?;
        while digits != 0
            && let Some(longer) = digits.checked_mul(10)
        {
            digits = longer;
            exponent = exponent.checked_sub(1)?;
        }
        let quotient = digits.checked_div(other.digits)?;
        let exact = digits == quotient * other.digits;
        (exact || quotient.unsigned_abs() > 10u128.pow(18)).then_some(Self {
            digits: quotient,
            exponent,
        })
    }

    /// What a division to the next lower whole number leaves: it has the sign of `other`, as in Ruby.
    pub(super) fn modulo(self, other: Self) -> Option<Self> {
        let (a, b, exponent) = self.align(other)?;
        let rest = a.checked_rem(b)?;
        let digits = if rest != 0 && (rest < 0) != (b < 0) {
            rest + b
        } else {
            rest
        };
        Some(Self { digits, exponent })
    }

    /// Cut to `places` digits after the point (before it, where negative), `cut` saying to which neighbour.
    pub(super) fn cut(self, places: i32, cut: Cut) -> Option<Self> {
        let surplus = self.exponent.checked_neg()?.checked_sub(places)?;
        if surplus <= 0 {
            return Some(self);
        }
        // With more surplus digits than there are digits, only the sign counts.
        let (digits, unit) = match u32::try_from(surplus)
            .ok()
            .and_then(|surplus| 10i128.checked_pow(surplus))
        {
            Some(unit) => (self.digits, unit),
            None => (self.digits.signum(), 10),
        };
        let (floor, rest) = (digits.div_euclid(unit), digits.rem_euclid(unit));
        let up = match cut {
            Cut::Floor => false,
            Cut::Ceil => rest > 0,
            Cut::Round if self.digits < 0 => rest > unit / 2,
            Cut::Round => rest >= unit / 2,
        };
        Some(Self {
            digits: floor + i128::from(up),
            exponent: places.checked_neg()?,
        })
    }

    /// How the two compare by value.
    pub(super) fn compare(self, other: Self) -> Ordering {
        match self.align(other) {
            Some((a, b, _)) => a.cmp(&b),
            None => self.to_f64().total_cmp(&other.to_f64()),
        }
    }

    pub(super) fn negate(self) -> Option<Self> {
        Some(Self {
            digits: self.digits.checked_neg()?,
            ..self
        })
    }

    fn align(self, other: Self) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        Some((self.at(exponent)?, other.at(exponent)?, exponent))
    }

    /// The digits with another exponent, if nothing is lost.
    fn at(self, exponent: i32) -> Option<i128> {
        if self.digits == 0 {
            return Some(0);
        }
        let shift = self.exponent.checked_sub(exponent)?;
        let unit = 10i128.checked_pow(shift.unsigned_abs())?;
        if shift >= 0 {
            self.digits.checked_mul(unit)
        } else {
            (self.digits % unit == 0).then_some(self.digits / unit)
        }
    }
}

impl From<i128> for Decimal {
    fn from(value: i128) -> Self {
        Self {
            digits: value,
            exponent: 0,
        }
    }
}

/// To which neighbour a number is cut.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    /// The next lower one.
    Floor,
    /// The next higher one.
    Ceil,
    /// The nearest, and of two the one that is farther from zero.
    Round,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_float_survives(value in any::<f64>()) {
            match Decimal::from_f64(value) {
                Some(decimal) => prop_assert!(decimal.to_f64() == value),
                None => prop_assert!(!value.is_finite()),
            }
        }

        #[test]
        fn a_quotient_is_as_near_as_a_float_can_be(a in -1e9..1e9, b in 1e-9..1e9) {
            let (x, y) = (Decimal::from_f64(a).unwrap(), Decimal::from_f64(b).unwrap());
            let quotient = x.divide(y).unwrap().to_f64();
            // Both floats stand for decimals half a unit away at most, and both quotients are rounded.
            prop_assert!((quotient - a / b).abs() <= (a / b).abs() * 2.0 * f64::EPSILON);
        }
    }
}
