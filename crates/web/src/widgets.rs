//! The parts that every view is made of.

pub(crate) mod away;
pub(crate) mod badge;
pub(crate) mod chooser;
pub(crate) mod clock;
pub(crate) mod copy;
pub(crate) mod icon;
pub(crate) mod in_force;
pub(crate) mod machine;
pub(crate) mod menu;
pub(crate) mod plain_table;
pub(crate) mod progress_bar;
pub(crate) mod range_chip;
pub(crate) mod resized;
pub(crate) mod skeleton;
pub(crate) mod table;
pub(crate) mod term;
pub(crate) mod value;
