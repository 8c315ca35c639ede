//! Text that does nothing to a terminal but appear: names of files and texts of logs could move its cursor, recolour it,
//! give it commands, or turn the direction in which it is read.

/// A letter as it may be printed.
fn sign(letter: char) -> char {
    // Line ends and marks of direction, seen or not, and letters that are only tags.
    let unseen = matches!(
        letter,
        '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    if letter.is_control() || unseen { ' ' } else { letter }
}

/// A text on one line.
pub(crate) fn line(text: &str) -> String {
    text.chars().map(sign).collect()
}

/// A text of several lines.
pub(crate) fn lines(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '\n' | '\t') { letter } else { sign(letter) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        let evil = "a\u{1b}]0;x\u{7}b\u{9b}31mc\u{202e}d\u{2066}e\r\nf\u{7f}g\u{200f}h\u{e0041}i\u{2028}j\u{8}k";
        assert_eq!(line(evil), "a ]0;x b 31mc d e  f g h i j k");
        assert_eq!(lines("a\n\tb\r\u{1b}[2J"), "a\n\tb  [2J");
        assert_eq!(line("Zoë · 表 💡"), "Zoë · 表 💡");
    }
}
