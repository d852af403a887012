//! Which findings are told: those that no author's mark allows and that echo no other, in the part of the site that is asked for, and that no
//! baseline knows; of those that all pages of a finished site have alike, one.

pub mod baseline;
pub mod echoes;
pub mod marks;
pub mod repeats;
pub mod scope;
