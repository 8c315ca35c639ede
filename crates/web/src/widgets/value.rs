//! A figure with its kind: from it follow how it reads, its exact form, how it sorts and how it is exported.

use std::cmp::Ordering;

use crate::words::format;

/// A figure or a text of a table's cell. `Unknown` is what the log does not tell; it is never shown as 0.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A text; of the log, or ours.
    Text(String),
    /// A state such as `failed`.
    Status(String),
    /// A length of time in ms.
    Ms(f64),
    /// A size of data in bytes.
    Bytes(f64),
    /// A size of memory in bytes.
    Memory(f64),
    /// A number of things.
    Count(f64),
    /// An id: a number that is not counted.
    Id(i64),
    /// A share of 0 to 1.
    Share(f64),
    /// How many times as much.
    Times(f64),
    /// US dollars.
    Usd(f64),
    /// Not known.
    Unknown,
}

impl Value {
    /// A figure where there is one.
    pub(crate) fn maybe<T>(value: Option<T>, kind: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Unknown, kind)
    }

    /// A figure of a unit that the engine names.
    pub(crate) fn of_unit(value: f64, unit: &str) -> Self {
        match unit {
            "ms" => Self::Ms(value),
            "bytes" => Self::Bytes(value),
            "memory" => Self::Memory(value),
            // Beyond the whole, a ratio compares two things: 16.5 times reads better than 1650 %.
            "ratio" if value > 1.5 => Self::Times(value),
            "ratio" => Self::Share(value),
            "usd" => Self::Usd(value),
            _ => Self::Count(value),
        }
    }

    /// As a person reads it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Status(text) => text.clone(),
            Self::Ms(ms) => format::duration(*ms),
            Self::Bytes(bytes) => format::bytes(*bytes),
            Self::Memory(bytes) => format::memory(*bytes),
            Self::Count(count) if count.fract() != 0.0 => format::plain(*count),
            Self::Count(count) => format::count(*count),
            Self::Id(id) => id.to_string(),
            Self::Share(ratio) => format::share(*ratio),
            Self::Times(factor) => format::times(*factor),
            Self::Usd(dollars) => format::usd(*dollars),
            Self::Unknown => format::UNKNOWN.to_owned(),
        }
    }

    /// The exact value with its unit, for the `title`.
    pub(crate) fn exact(&self) -> String {
        match self {
            Self::Text(text) | Self::Status(text) => text.clone(),
            Self::Ms(ms) => format!("{} ms", format::plain(*ms)),
            Self::Bytes(bytes) | Self::Memory(bytes) => format!("{} bytes", format::count(*bytes)),
            Self::Count(count) => format::plain(*count),
            Self::Id(id) => id.to_string(),
            Self::Share(ratio) => format!("{} %", format::plain(ratio * 100.0)),
            Self::Times(factor) => format::plain(*factor),
            Self::Usd(dollars) => format!("$ {dollars}"),
            Self::Unknown => "not known from this log".to_owned(),
        }
    }

    /// As another program reads it: a plain number in the unit of the column, or the text; empty for unknown.
    pub(crate) fn raw(&self) -> String {
        match self {
            Self::Text(text) | Self::Status(text) => text.clone(),
            Self::Id(id) => id.to_string(),
            Self::Unknown => String::new(),
            other => other.number().map(|number| number.to_string()).unwrap_or_default(),
        }
    }

    /// For JSON exports.
    pub(crate) fn json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) | Self::Status(text) => text.clone().into(),
            Self::Id(id) => (*id).into(),
            other => other.number().map_or(serde_json::Value::Null, Into::into),
        }
    }

    fn number(&self) -> Option<f64> {
        match self {
            Self::Text(_) | Self::Status(_) | Self::Unknown => None,
            Self::Id(id) => Some(*id as f64),
            Self::Ms(n)
            | Self::Bytes(n)
            | Self::Memory(n)
            | Self::Count(n)
            | Self::Share(n)
            | Self::Times(n)
            | Self::Usd(n) => Some(*n),
        }
    }

    /// The order in a sorted column, least first; unknown before all.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        if let (Self::Text(a) | Self::Status(a), Self::Text(b) | Self::Status(b)) = (self, other) {
            return a.cmp(b);
        }
        let key = |value: &Self| value.number().unwrap_or(f64::NEG_INFINITY);
        key(self).total_cmp(&key(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_never_zero() {
        let unknown = Value::maybe(None, Value::Ms);
        assert_eq!(unknown.shown(), "–");
        assert_eq!(unknown.raw(), "");
        assert_eq!(unknown.json(), serde_json::Value::Null);
        assert_eq!(unknown.order(&Value::Ms(0.0)), Ordering::Less);
    }

    #[test]
    fn the_exact_value_stands_behind_the_short_one() {
        let value = Value::Bytes(1_234_567_890.0);
        assert_eq!((value.shown().as_str(), value.exact().as_str()), ("1.2 GB", "1,234,567,890 bytes"));
        assert_eq!(value.raw(), "1234567890");
    }
}
