//! JSON as it is written: numbers stay the digits that stand there, and no key counts twice.
//!
//! A reader that rounds would not see that the last digit of a number was altered, and one that takes the last of two
//! equal keys would not see the first.

use std::collections::HashSet;

use serde_json::{Map, Number, Value};

/// Deeper nesting is none of ours.
const DEEPEST: usize = 64;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    /// Its digits.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// What is no JSON of ours, and where, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) what: &'static str,
    /// Whether the text ended too early.
    pub(super) ended: bool,
}

impl Json {
    /// Reads one value and nothing behind it.
    pub(super) fn parse(text: &str) -> Result<Self, Broken> {
        let mut reader = Reader { text, at: 0 };
        reader.space();
        let value = reader.value(0)?;
        reader.space();
        if reader.at < text.len() { Err(reader.broken("something behind the end")) } else { Ok(value) }
    }

    /// A field of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The same for serde, each number as near as its type can be; `None` where one is beyond it.
    pub(super) fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(is) => Value::Bool(*is),
            Self::Number(digits) => {
                let whole =
                    digits.parse::<u64>().map(Number::from).or_else(|_| digits.parse::<i64>().map(Number::from));
                Value::Number(whole.ok().or_else(|| Number::from_f64(digits.parse().ok()?))?)
            }
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => Value::Array(items.iter().map(Self::value).collect::<Option<_>>()?),
            Self::Object(fields) => Value::Object(
                fields.iter().map(|(key, value)| Some((key.clone(), value.value()?))).collect::<Option<Map<_, _>>>()?,
            ),
        })
    }
}

/// A number's value as a text: numbers are equal when these are, however they are written.
pub(super) fn exact(digits: &str) -> String {
    let (sign, rest) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (mantissa, power) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let Ok(power) = power.parse::<i64>() else { return digits.to_owned() };
    let all = format!("{whole}{part}");
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return format!("{sign}0");
    }
    let zeros = all.len() - all.trim_end_matches('0').len();
    let power = power.saturating_sub(part.len() as i64).saturating_add(zeros as i64);
    format!("{sign}{significant}e{power}")
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn broken(&self, what: &'static str) -> Broken {
        Broken { at: self.at, what, ended: self.at >= self.text.len() }
    }

    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        self.at += self.rest().iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.rest().first() == Some(&byte);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, depth: usize) -> Result<Json, Broken> {
        if depth > DEEPEST {
            return Err(self.broken("deeper nesting than a report has"));
        }
        match self.rest().first() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
                    if self.rest().starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                let begun = ["null", "true", "false"].iter().any(|word| word.as_bytes().starts_with(self.rest()));
                Err(Broken { ended: begun, ..self.broken("no value") })
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Broken> {
        self.at += 1;
        let (mut fields, mut known) = (Vec::new(), HashSet::new());
        self.space();
        if self.take(b'}') {
            return Ok(Json::Object(fields));
        }
        loop {
            self.space();
            if self.rest().first() != Some(&b'"') {
                return Err(self.broken("no key"));
            }
            let begin = self.at;
            let key = self.string()?;
            if !known.insert(key.clone()) {
                return Err(Broken { at: begin, what: "a key for the second time", ended: false });
            }
            self.space();
            if !self.take(b':') {
                return Err(self.broken("no colon behind a key"));
            }
            self.space();
            fields.push((key, self.value(depth + 1)?));
            self.space();
            if self.take(b'}') {
                return Ok(Json::Object(fields));
            }
            if !self.take(b',') {
                return Err(self.broken("neither a comma nor the end of an object"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Json, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Json::List(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Json::List(items));
            }
            if !self.take(b',') {
                return Err(self.broken("neither a comma nor the end of a list"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Broken> {
        let begin = self.at;
        self.at += 1;
        let mut escaped = false;
        loop {
            let Some(&byte) = self.rest().first() else { return Err(self.broken("no end of a text")) };
            self.at += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => break,
                _ => {}
            }
        }
        let written = self.text.get(begin..self.at).unwrap_or_default();
        serde_json::from_str(written).map_err(|_| Broken { at: begin, what: "no text of JSON", ended: false })
    }

    fn digits(&mut self) -> usize {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        count
    }

    fn number(&mut self) -> Result<Json, Broken> {
        let begin = self.at;
        self.take(b'-');
        let zero = self.rest().first() == Some(&b'0');
        let whole = self.digits();
        let part = !self.take(b'.') || self.digits() > 0;
        let mut power = true;
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            power = self.digits() > 0;
        }
        if whole == 0 || (zero && whole > 1) || !part || !power {
            return Err(self.broken("no number"));
        }
        Ok(Json::Number(self.text.get(begin..self.at).unwrap_or_default().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_equal_by_their_digits() {
        for (one, other, equal) in [
            ("1", "1.0", true),
            ("1e2", "100", true),
            ("0.10", "1E-1", true),
            ("0.30000000000000004", "0.30000000000000005", false),
            ("-0", "0", false),
            ("0e9", "0.00", true),
            ("1e99999999999999999999", "1e99999999999999999999", true),
            ("12", "120", false),
        ] {
            assert_eq!(exact(one) == exact(other), equal, "{one} {other}");
        }
    }

    #[test]
    fn what_is_no_json_of_ours_is_told_with_its_place() {
        for (text, at, ended) in [
            ("", 0, true),
            ("{\"a\":1,\"a\":2}", 7, false),
            ("[1,2", 4, true),
            ("{\"a\": tr", 6, true),
            ("{\"a\": \"b", 8, true),
            ("01", 2, true),
            ("1.", 2, true),
            ("[] x", 3, false),
            ("{'a':1}", 1, false),
            ("\"\\ud800\"", 0, false),
        ] {
            let broken = Json::parse(text).expect_err(text);
            assert_eq!((broken.at, broken.ended), (at, ended), "{text}: {broken:?}");
        }
        assert!(Json::parse(&"[".repeat(100_000)).is_err());
        let value = Json::parse(" {\"a\\n\": [1.50, -2, null, true, \"\\u00e9\"]} ").expect("JSON");
        let Some(Json::List(items)) = value.get("a\n") else { panic!("a list") };
        assert_eq!((&items[0], items[4].text()), (&Json::Number("1.50".to_owned()), Some("é")));
        assert_eq!(value.value(), Some(serde_json::json!({"a\n": [1.5, -2, null, true, "é"]})));
    }
}
