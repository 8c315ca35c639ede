//! What the list of commands says.

pub(crate) const TITLE: &str = "Go to, or do";
pub(crate) const BUTTON: &str = "Find";
/// The same where only its picture is seen; what is seen elsewhere is a part of it.
pub(crate) const BUTTON_NAME: &str = "Find Ctrl K";
pub(crate) const PLACEHOLDER: &str = "A view, an action; a stage, query, executor or finding by number or name";
pub(crate) const NOTHING: &str = "Nothing of this name";
pub(crate) const HOW: &str = "↑ ↓ to choose, Enter to go, Esc to close";

pub(crate) const VIEW: &str = "view";
pub(crate) const STAGE: &str = "stage";
pub(crate) const SQL: &str = "SQL";
pub(crate) const EXECUTOR: &str = "executor";
pub(crate) const FINDING: &str = "finding";
pub(crate) const PAGE: &str = "page";
pub(crate) const SAMPLE: &str = "sample";
pub(crate) const ACTION: &str = "action";
pub(crate) const EXPORT: &str = "export";

pub(crate) const HOME: &str = "Home";
pub(crate) const KEYS: &str = "Keyboard and help";
pub(crate) const LIGHT: &str = "Theme: light";
pub(crate) const DARK: &str = "Theme: dark";
pub(crate) const SYSTEM: &str = "Theme: as the system has it";
pub(crate) const ZONE: &str = "Times of day: UTC or the log's zone";
pub(crate) const PRINT: &str = "Print this view, or save it as PDF";

/// A file to save.
pub(crate) fn save(form: &str) -> String {
    format!("Save: {form}")
}

/// Closing a run.
pub(crate) fn close(no: u32, name: &str) -> String {
    format!("Close run {no}: {name}")
}

/// A sample to open.
pub(crate) fn sample(title: &str) -> String {
    format!("Open the sample “{title}”")
}

/// How many there are to choose from, for those who hear the page.
pub(crate) fn choices(count: usize) -> String {
    match count {
        0 => NOTHING.to_owned(),
        1 => "1 choice".to_owned(),
        many => format!("{many} choices"),
    }
}
