//! Bytes in and out: variable-length integers and strings.

/// Collects bytes.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    /// Seven bits a byte, lowest first; the top bit says that more follow.
    pub(super) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    /// Small numbers of either sign stay short: 0, -1, 1, -2 become 0, 1, 2, 3.
    pub(super) fn signed(&mut self, value: i64) {
        self.unsigned(((value << 1) ^ (value >> 63)) as u64);
    }

    /// The length, then the text.
    pub(super) fn text(&mut self, text: &str) {
        self.unsigned(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

/// Reads what [`Writer`] wrote. Past the end, everything is 0 and [`Reader::broken`] is set, so that the readers
/// above stay straight and the check is made once.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    pub(super) broken: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, broken: false }
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else {
            self.broken = true;
            return 0;
        };
        self.rest = rest;
        *first
    }

    pub(super) fn unsigned(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
        }
        self.broken = true;
        0
    }

    pub(super) fn signed(&mut self) -> i64 {
        let value = self.unsigned();
        (value >> 1) as i64 ^ -((value & 1) as i64)
    }

    /// A number of things that each take at least one byte, so never more than bytes are left.
    pub(super) fn count(&mut self) -> usize {
        let count = self.unsigned();
        if count > self.rest.len() as u64 {
            self.broken = true;
            return 0;
        }
        count as usize
    }

    pub(super) fn text(&mut self) -> &'a str {
        let count = self.count();
        let (text, rest) = self.rest.split_at(count);
        self.rest = rest;
        std::str::from_utf8(text).unwrap_or_else(|_| {
            self.broken = true;
            ""
        })
    }

    /// Whether everything was read, and nothing beyond.
    pub(super) fn finished(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let mut writer = Writer::default();
        for value in [0, 1, 127, 128, u64::MAX] {
            writer.unsigned(value);
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            writer.signed(value);
        }
        writer.text("naïve");
        let mut reader = Reader::new(&writer.0);
        for value in [0, 1, 127, 128, u64::MAX] {
            assert_eq!(reader.unsigned(), value);
        }
        for value in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(reader.signed(), value);
        }
        assert_eq!(reader.text(), "naïve");
        assert!(reader.finished());
    }

    #[test]
    fn a_cut_end_is_noticed() {
        let mut writer = Writer::default();
        writer.text("hello");
        for cut in 0..writer.0.len() {
            let mut reader = Reader::new(&writer.0[..cut]);
            reader.text();
            assert!(!reader.finished() || cut == 0 && reader.broken);
        }
    }
}
