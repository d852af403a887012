//! Which findings are told: those that no author's mark allows, in the part of the site that is asked for, and that no
//! baseline knows.

pub mod baseline;
pub mod marks;
pub mod scope;
