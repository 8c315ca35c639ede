//! How the page looks, kept by the browser if it allows. Nothing of a log is kept.

use gloo::events::EventListener;
use leptos::prelude::*;

const THEME: &str = "afterglow.theme";
const ZONE: &str = "afterglow.zone";
const ZONE_OF_LOG: &str = "log";

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word kept, and the value of `data-theme`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that the button leads to.
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    fn parse(word: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The preferences.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prefs {
    /// Light or dark.
    pub(crate) theme: RwSignal<Theme>,
    /// Whether times of day are in the zone that the log names, and not in UTC.
    pub(crate) zone_of_log: RwSignal<bool>,
    /// Whether the system is dark.
    system_dark: RwSignal<bool>,
}

impl Prefs {
    /// As kept, or the defaults where nothing is kept or nothing may be. Follows the system from now on.
    pub(crate) fn load() -> Self {
        let zone_of_log = RwSignal::new(kept(ZONE).is_some_and(|zone| zone == ZONE_OF_LOG));
        let theme = kept(THEME).as_deref().map(Theme::parse).unwrap_or_default();
        let system_dark = RwSignal::new(false);
        if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
            system_dark.set(query.matches());
            let now = query.clone();
            EventListener::new(&query, "change", move |_| system_dark.set(now.matches())).forget();
        }
        apply(theme);
        Self { theme: RwSignal::new(theme), zone_of_log, system_dark }
    }

    /// Changes the theme and keeps it.
    pub(crate) fn set_theme(self, theme: Theme) {
        // The document first: whoever follows the signal reads the new colours.
        apply(theme);
        self.theme.set(theme);
        keep(THEME, theme.word());
    }

    /// Turns times of day from UTC to the log's zone, or back, and keeps that.
    pub(crate) fn turn_zone(self) {
        let of_log = !self.zone_of_log.get_untracked();
        self.zone_of_log.set(of_log);
        keep(ZONE, if of_log { ZONE_OF_LOG } else { "utc" });
    }

    /// For drawings that must follow a change of colours.
    pub(crate) fn track_look(self) {
        self.theme.track();
        self.system_dark.track();
    }
}

fn apply(theme: Theme) {
    if let Some(root) = document().document_element() {
        // The attribute is a plain word of ours; the call cannot fail.
        let _ = root.set_attribute("data-theme", theme.word());
    }
}

fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn keep(name: &str, word: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage only means that the choice ends with the page.
        let _ = storage.set_item(name, word);
    }
}

/// The browser's storage; some modes and policies forbid it.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
