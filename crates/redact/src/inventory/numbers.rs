//! Numbers that may be those of cards and accounts.

use super::Kind;
use super::find::Finds;

/// Digits of a card's number.
const CARD: std::ops::RangeInclusive<usize> = 13..=19;
/// Signs of an international account number.
const IBAN: std::ops::RangeInclusive<usize> = 15..=34;
/// Digits from which on a number is long.
const LONG: usize = 12;
/// Milliseconds since 1970 that are times of a log's clock: the years 2005 to 2040.
const TIMES: std::ops::Range<u64> = 1_104_537_600_000..2_208_988_800_000;

/// Cards and other long numbers, and accounts.
pub(super) fn scan<'a>(text: &'a str, finds: &mut Finds<'a>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = at == 0 || !in_number(bytes[at - 1]);
        let length = match bytes[at] {
            b'0'..=b'9' if begins => number(text, at, finds),
            b'A'..=b'Z' if begins => iban(text, at, finds),
            _ => 0,
        };
        at += length.max(1);
    }
}

/// What a number does not stand right behind: it would be part of a name, of a fraction or of a UUID.
fn in_number(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-') || !byte.is_ascii()
}

/// A number from a byte on, digits with single spaces or hyphens between them; gives its length where it is one.
fn number<'a>(text: &'a str, from: usize, finds: &mut Finds<'a>) -> usize {
    let bytes = text.as_bytes();
    let run = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (grouped, digits) = grouped(&bytes[from..], u8::is_ascii_digit);
    let ends = |length: usize| {
        let behind = &bytes[from + length..];
        !matches!(
            behind,
            [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | 128..=255, ..] | [b'.', b'0'..=b'9', ..]
        )
    };
    // A card's groups are of four digits, or of four, six and five.
    let like_card = grouped > run && (run == 4 || run == 6);
    let alone = &digits[..run.min(digits.len())];
    let card = [(grouped, &digits[..]), (run, alone)].into_iter().find(|(length, digits)| {
        (*length == run || like_card) && CARD.contains(&digits.len()) && ends(*length) && is_card(digits)
    });
    if let Some((length, _)) = card {
        finds.add(Kind::Card, &text[from..from + length]);
        return length;
    }
    let time = run == 13 && text[from..from + run].parse().is_ok_and(|time: u64| TIMES.contains(&time));
    if run >= LONG && ends(run) && !time {
        finds.add(Kind::LongNumber, &text[from..from + run]);
    }
    run
}

/// The length of groups with single spaces or hyphens between them, and their signs.
fn grouped(bytes: &[u8], sign: impl Fn(&u8) -> bool) -> (usize, Vec<u8>) {
    let mut signs = Vec::new();
    let mut length = 0;
    for (at, byte) in bytes.iter().enumerate().take(64) {
        if sign(byte) {
            signs.push(*byte);
            length = at + 1;
        } else if !matches!(byte, b' ' | b'-') || at > length {
            break;
        }
    }
    (length, signs)
}

/// The check digit of cards, after Luhn. No network's numbers begin otherwise.
fn is_card(digits: &[u8]) -> bool {
    let double = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, byte)| if at % 2 == 1 { double(u32::from(byte - b'0')) } else { u32::from(byte - b'0') })
        .sum();
    matches!(digits.first(), Some(b'2'..=b'6')) && sum.is_multiple_of(10) && digits.iter().any(|d| *d != digits[0])
}

/// An account from a byte on, in one or in groups of four; gives its length where it is one.
fn iban<'a>(text: &'a str, from: usize, finds: &mut Finds<'a>) -> usize {
    let bytes = &text.as_bytes()[from..];
    if !matches!(bytes, [_, b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9', ..]) {
        return 0;
    }
    let sign = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let run = bytes.iter().take_while(|byte| sign(byte)).count();
    let ends = |length: usize| bytes.get(length).is_none_or(|byte| !in_number(*byte) || matches!(byte, b'.' | b'-'));
    if IBAN.contains(&run) && ends(run) && is_iban(&bytes[..run]) {
        finds.add(Kind::Iban, &text[from..from + run]);
        return run;
    }
    if run != 4 {
        return 0;
    }
    // What follows the last group may look like one more: the longest that fits holds.
    let (length, _) = grouped(bytes, sign);
    let fits = (15..=length).rev().find(|length| {
        let signs: Vec<u8> = bytes[..*length].iter().copied().filter(|byte| sign(byte)).collect();
        sign(&bytes[length - 1]) && ends(*length) && IBAN.contains(&signs.len()) && is_iban(&signs)
    });
    if let Some(length) = fits {
        finds.add(Kind::Iban, &text[from..from + length]);
    }
    fits.unwrap_or(0)
}

/// The check digits of an account, after ISO 7064 (modulo 97).
fn is_iban(signs: &[u8]) -> bool {
    let (head, rest) = signs.split_at(4);
    let rest = rest.iter().chain(head).fold(0u32, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, &str)> {
        let mut finds = Finds::default();
        scan(text, &mut finds);
        finds.0.into_iter().map(|found| (found.kind, found.text)).collect()
    }

    #[test]
    fn checked_numbers_are_told_from_others() {
        assert_eq!(found("pay 4111111111111111 now"), [(Kind::Card, "4111111111111111")]);
        assert_eq!(
            found("4111 1111 1111 1111, 3782-822463-10005"),
            [(Kind::Card, "4111 1111 1111 1111"), (Kind::Card, "3782-822463-10005")]
        );
        assert_eq!(found("4111111111111112"), [(Kind::LongNumber, "4111111111111112")]);
        assert_eq!(found("to DE89370400440532013000."), [(Kind::Iban, "DE89370400440532013000")]);
        assert_eq!(found("GB82 WEST 1234 5698 7654 32 AND"), [(Kind::Iban, "GB82 WEST 1234 5698 7654 32")]);
        assert_eq!(found("acct=123456789012"), [(Kind::LongNumber, "123456789012")]);
    }

    #[test]
    fn other_figures_are_none() {
        for text in [
            "1700000000000",
            "application_1700000000000_0042",
            "12345678901",
            "0.1234567890123",
            "0b1f0c52-7a3e-4c52-8d51-123456789012",
            "DE89370400440532013001X",
            "0000000000",
            "part-00000",
            "é4111111111111111",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
