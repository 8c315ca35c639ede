//! A type on a platform, with the executors that fit and the places where it is sold.

use std::sync::Arc;

use afterglow_catalog::{Instance, Platform};
use afterglow_units::Bytes;

use crate::driver::Driver;
use crate::need::Need;
use crate::price::{Extras, Rate, SYSTEM_VOLUME};
use crate::shape::Shape;

/// A type on a platform.
#[derive(Debug, Clone)]
pub(crate) struct Site<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) platform: Platform,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) offers: Vec<Offer>,
}

/// A place where it is sold, and how.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) region: Arc<str>,
    pub(crate) rates: Vec<Rate>,
    pub(crate) extras: Extras,
    pub(crate) driver: Option<Driver>,
}

impl Site<'_> {
    /// The volume of each of `workers`: the system's, and shuffle files where the machine's own disks do not hold them.
    pub(crate) fn volume(&self, need: &Need, workers: u32) -> Bytes {
        volume(self.instance, need, workers)
    }
}

/// The volume of each of `workers` machines of a type.
pub(crate) fn volume(instance: &Instance, need: &Need, workers: u32) -> Bytes {
    let files = need.disk_of_worker(workers);
    let own = &instance.local_disk;
    let held = own.included() && own.total.is_some_and(|total| total >= files);
    if held { SYSTEM_VOLUME } else { SYSTEM_VOLUME + files }
}
