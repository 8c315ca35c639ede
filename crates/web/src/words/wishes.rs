//! What the wishes of the advice say.

pub(crate) const NOT_AN_AMOUNT: &str = "Not counted: it must be greater than 0";
