//! What the laws share: choices taken from the first bytes, inputs in memory, and looking for figures that are none.

use std::rc::Rc;

use afterglow_engine::{BytesInput, Input, Session};

/// The first bytes of a case are its choices; the rest is the file.
pub(crate) fn choices<const N: usize>(data: &[u8]) -> Option<([u8; N], &[u8])> {
    data.split_first_chunk().map(|(choices, rest)| (*choices, rest))
}

/// One of a list.
pub(crate) fn pick<T: Copy>(all: &[T], choice: u8) -> T {
    all[usize::from(choice) % all.len()]
}

/// A number from a byte: mostly small ones, and those at the edges.
pub(crate) fn number(choice: u8) -> f64 {
    const EDGES: [f64; 16] = [
        0.0,
        -0.0,
        -1.0,
        1e-300,
        1e300,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        f64::EPSILON,
        4e9,
        1e18,
        0.5,
        -1e-9,
        1e6,
    ];
    EDGES.get(usize::from(choice)).copied().unwrap_or_else(|| (f64::from(choice) - 15.0) / 8.0)
}

/// A file in memory.
pub(crate) fn input(name: &str, bytes: &[u8]) -> Rc<dyn Input> {
    Rc::new(BytesInput::new(name, bytes))
}

/// A session that opened these files.
pub(crate) fn opened(inputs: &[Rc<dyn Input>]) -> Session {
    let mut session = Session::default();
    let told = session.open(inputs, &mut |_| true);
    for failure in &told.failures {
        assert!(!failure.message.contains('\n'), "a failure is one line: {}", failure.message);
    }
    assert_eq!(told.runs.len(), session.len());
    session
}

/// Fails where a value holds a figure that is none: an answer has no number, or a real one.
pub(crate) fn figures_are_numbers(value: &impl std::fmt::Debug) {
    let shown = format!("{value:?}");
    let (mut bare, mut quoted, mut escaped) = (String::new(), false, false);
    for letter in shown.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted => bare.push(letter),
            _ => {}
        }
    }
    let mut words = bare.split(|letter: char| !letter.is_alphanumeric());
    assert!(words.all(|word| word != "NaN" && word != "inf"), "no number: {shown}");
}
