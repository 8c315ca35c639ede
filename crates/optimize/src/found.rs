//! A cluster that was looked at.

use crate::goal::Wall;
use crate::price::Hourly;
use crate::shape::Shape;

/// A cluster of the space: where it stands there, and what was reckoned for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) site: u32,
    pub(crate) offer: u16,
    pub(crate) rate: u16,
    pub(crate) workers: u32,
    pub(crate) shape: Shape,
    pub(crate) wall: Wall,
    pub(crate) cost: f64,
    pub(crate) hourly: Hourly,
}

/// A finalist: what was found, and what an exact replay says.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub(crate) found: Found,
    pub(crate) replayed: bool,
    pub(crate) keeps: bool,
}
