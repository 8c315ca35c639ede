//! What the wishes of the advice say.

pub(crate) const NOT_AN_AMOUNT: &str = "Not counted: it must be greater than 0";

/// The heading over the choices that are worth a look, and what they are.
pub(crate) const WORTH: (&str, &str) =
    ("Worth a look", "The best for the goal first; none of the others is beaten in both time and cost.");
/// The same where none keeps the limits.
pub(crate) const NEAREST: (&str, &str) = (
    "The nearest, none of them a choice",
    "No cluster keeps the limits. The first misses them least; none of the others is beaten in both time and cost.",
);

/// What the first one is called: where it keeps the limits, and where none does.
pub(crate) const FIRST: [&str; 2] = ["First choice", "Nearest"];
