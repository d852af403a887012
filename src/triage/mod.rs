//! Which findings are told: those that no author's mark allows.

pub mod marks;
