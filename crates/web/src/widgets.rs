//! The parts that every view is made of.

pub(crate) mod badge;
pub(crate) mod copy;
pub(crate) mod icon;
pub(crate) mod machine;
pub(crate) mod menu;
pub(crate) mod skeleton;
pub(crate) mod table;
pub(crate) mod value;
