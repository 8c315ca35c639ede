//! The three tables that decode sequences, and the codes that they stand for (RFC 8878, section 3.1.1.3.2).

use super::fse::{Distribution, MAX_LOG};

/// One state of a table: a code's base value and extra bits, and the way to the next state.
#[derive(Clone, Copy, Default)]
pub(super) struct State {
    pub(super) base: u32,
    pub(super) next: u16,
    /// Bits to add to `base`.
    pub(super) extra: u8,
    /// Bits to add to `next`.
    pub(super) width: u8,
}

pub(super) type States = [State; 1 << MAX_LOG];

/// The decoding table of one kind of codes, as the last block left it.
pub(super) struct Table {
    codes: &'static Codes,
    /// The table that the format itself gives, built once: small frames mostly use it.
    given: Box<States>,
    /// The last one read from the stream.
    own: Box<States>,
    own_log: u32,
    current: Option<Current>,
}

#[derive(Clone, Copy)]
enum Current {
    Given,
    Own,
}

/// What one of the three kinds of codes means.
pub(super) struct Codes {
    max_log: u32,
    /// Base value and extra bits by code.
    values: &'static [(u32, u8)],
    given: &'static [i16],
    given_log: u32,
}

impl Table {
    pub(super) fn new(codes: &'static Codes) -> Self {
        let empty = || Box::new([State::default(); 1 << MAX_LOG]);
        let mut this = Self { codes, given: empty(), own: empty(), own_log: 0, current: None };
        fill(&mut this.given, &Distribution::given(codes.given, codes.given_log), codes);
        this
    }

    /// Forgets the table, at the start of a frame.
    pub(super) fn reset(&mut self) {
        self.current = None;
    }

    /// The states in use, of which the first `1 << log` count, and the log.
    pub(super) fn states(&self) -> (&States, u32) {
        match self.current {
            Some(Current::Own) => (&self.own, self.own_log),
            _ => (&self.given, self.codes.given_log),
        }
    }

    /// Sets the table as the block's `mode` says; gives the number of bytes used from `data`.
    pub(super) fn set(&mut self, mode: u8, data: &[u8]) -> Option<usize> {
        match mode {
            0 => {
                self.current = Some(Current::Given);
                Some(0)
            }
            1 => {
                let code = usize::from(*data.first()?);
                let &(base, extra) = self.codes.values.get(code)?;
                self.own[0] = State { base, extra, next: 0, width: 0 };
                (self.own_log, self.current) = (0, Some(Current::Own));
                Some(1)
            }
            2 => {
                let Codes { max_log, values, .. } = self.codes;
                let (distribution, used) = Distribution::read(data, *max_log, values.len())?;
                fill(&mut self.own, &distribution, self.codes)?;
                (self.own_log, self.current) = (distribution.log, Some(Current::Own));
                Some(used)
            }
            _ => self.current.map(|_| 0),
        }
    }
}

fn fill(states: &mut States, distribution: &Distribution, codes: &Codes) -> Option<()> {
    distribution.spread(|state, symbol, width, next| {
        let (base, extra) = codes.values[usize::from(symbol)];
        states[state] = State { base, next, extra, width };
    })
}

/// Each code begins where the one before it, with its extra bits, ends.
const fn values<const N: usize>(first: u32, extra: [u8; N]) -> [(u32, u8); N] {
    let mut values = [(first, 0); N];
    let mut code = 0;
    while code < N {
        if code > 0 {
            values[code].0 = values[code - 1].0 + (1 << extra[code - 1]);
        }
        values[code].1 = extra[code];
        code += 1;
    }
    values
}

/// How many literals are copied before a match.
pub(super) const LITERAL_LENGTHS: Codes = Codes {
    max_log: 9,
    values: &values(
        0,
        [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14,
            15, 16,
        ],
    ),
    given: &[
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
    ],
    given_log: 6,
};

/// How long a match is.
pub(super) const MATCH_LENGTHS: Codes = Codes {
    max_log: 9,
    values: &values(
        3,
        [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1,
            2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
        ],
    ),
    given: &[
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
    given_log: 6,
};

/// How far back a match lies; values of 1 to 3 mean recent offsets.
pub(super) const OFFSETS: Codes = Codes {
    max_log: 8,
    values: &values(
        1,
        [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
            29, 30, 31,
        ],
    ),
    given: &[1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
    given_log: 5,
};

#[cfg(test)]
mod tests {
    use super::{LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS};

    #[test]
    fn codes_end_where_the_format_says() {
        assert_eq!(LITERAL_LENGTHS.values.last(), Some(&(65_536, 16)));
        assert_eq!(MATCH_LENGTHS.values.last(), Some(&(65_539, 16)));
        assert_eq!(OFFSETS.values.last(), Some(&(1 << 31, 31)));
    }
}
