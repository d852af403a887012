//! Liquid with positions.

pub mod filters;
pub mod value;
