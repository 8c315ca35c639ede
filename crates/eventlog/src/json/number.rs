//! Numbers out of bytes.

/// The whole number at the head of the bytes and its length; `None` with a length if it does not fit, saturated by
/// the caller's second look as a float. A length of 0 means that no digit stands there.
#[inline]
pub(super) fn leading_int(bytes: &[u8]) -> (Option<i64>, usize) {
    let negative = bytes.first() == Some(&b'-');
    let mut at = usize::from(negative);
    let mut value = 0u64;
    // Nineteen digits cannot overflow a u64.
    let last = bytes.len().min(at + 19);
    while at < last && bytes[at].is_ascii_digit() {
        value = value * 10 + u64::from(bytes[at] - b'0');
        at += 1;
    }
    if at == usize::from(negative) || bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return (None, 0);
    }
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    (Some(if negative { -value } else { value }), at)
}

/// A whole number that stands in quotes.
pub(super) fn int_in_text(inside: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(inside).ok()?.trim();
    text.parse().ok().or_else(|| float(text.as_bytes()).map(|value| value as i64))
}

/// A finite number.
pub(super) fn float(raw: &[u8]) -> Option<f64> {
    std::str::from_utf8(raw).ok()?.trim().parse::<f64>().ok().filter(|value| value.is_finite())
}
