//! What is said of zones.

pub(crate) const TURN: &str = "Turn to the other zone (u)";
