//! Points in time in the zone that a log names, by the browser's own table of zones.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::format;

/// Swedish writes dates as ISO 8601 does, whatever the browser's own language is.
const LOCALE: &str = "sv-SE";

/// A point in time, milliseconds since 1970, by the clocks of a zone: `2026-11-21 03:54:32 Europe/Berlin`. `None` where the
/// browser knows no such zone, or it is UTC under another name.
pub(crate) fn in_zone(milliseconds: i64, zone: &str) -> Option<String> {
    let (zone, written) = (by_browser(zone)?, zone);
    let options = Object::new();
    for (name, value) in [("timeZone", zone.as_str()), ("dateStyle", "short"), ("timeStyle", "medium")] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    // A zone that is not known is an exception, so the constructor is called where one can be caught.
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let maker: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    let made = Reflect::construct(&maker, &Array::of2(&LOCALE.into(), &options)).ok()?;
    let format: Function = Reflect::get(&made, &"format".into()).ok()?.dyn_into().ok()?;
    let text = format.call1(&made, &(milliseconds as f64).into()).ok()?.as_string()?;
    Some(format!("{text} {written}"))
}

/// The same in UTC, or in the zone of the log where that is wished and known.
pub(crate) fn shown(milliseconds: i64, zone: Option<&str>, of_log: bool) -> String {
    let there = zone.filter(|_| of_log).and_then(|zone| in_zone(milliseconds, zone));
    there.unwrap_or_else(|| format::date_time(milliseconds))
}

/// A zone as browsers name it: Java's `GMT+02:00` is their `+02:00`. `None` for UTC.
fn by_browser(zone: &str) -> Option<String> {
    let bare = ["UTC", "GMT", "UT", "Z"].iter().find_map(|name| zone.strip_prefix(name)).unwrap_or(zone);
    let is_utc = bare.is_empty() || bare == "0" || matches!(zone, "Etc/UTC" | "Etc/GMT" | "Etc/UCT" | "Zulu" | "UCT");
    if is_utc || matches!(bare, "+00:00" | "-00:00" | "+0" | "-0") {
        return None;
    }
    // A bare number of hours is padded; `+5` is no offset to a browser.
    let Some((sign @ ("+" | "-"), rest)) = bare.split_at_checked(1) else { return Some(zone.to_owned()) };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "00"));
    Some(format!("{sign}{hours:0>2}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::by_browser;

    #[test]
    fn zones_are_named_as_browsers_name_them() {
        assert_eq!(by_browser("Europe/Berlin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(by_browser("GMT+02:00").as_deref(), Some("+02:00"));
        assert_eq!(by_browser("UTC-7").as_deref(), Some("-07:00"));
        assert_eq!(by_browser("+05:30").as_deref(), Some("+05:30"));
        for utc in ["UTC", "GMT", "Z", "Etc/UTC", "GMT0", "+00:00", "UTC+0"] {
            assert_eq!(by_browser(utc), None, "{utc}");
        }
    }
}
