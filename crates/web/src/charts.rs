//! Drawings of figures. Each has its table or its sentence beside it.
//!
//! Lines over a number axis are drawn by uPlot ([`line`]), bars and points as SVG, the timeline on a canvas of our own. Colours
//! are those of `tokens.css`, read by [`colour`].

pub(crate) mod colour;
pub(crate) mod histogram;
pub(crate) mod line;
pub(crate) mod scatter;
pub(crate) mod spread;
pub(crate) mod stacked;
pub(crate) mod ticks;
mod uplot;
