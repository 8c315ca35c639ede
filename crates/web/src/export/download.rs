//! A text saved as a file, by the browser's own download. Nothing is sent.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long the address of the download stays valid; Safari reads it late.
const KEEP_MS: u32 = 60_000;

/// Saves `text` under `name`.
pub(crate) fn save(name: &str, kind: &str, text: &str) {
    save_parts(name, kind, &[text]);
}

/// Saves several texts, one after the other, as one file.
pub(crate) fn save_parts(name: &str, kind: &str, parts: &[impl AsRef<str>]) {
    if let Err(error) = try_save(name, kind, parts) {
        web_sys::console::error_2(&"The file could not be saved.".into(), &error);
    }
}

fn try_save(name: &str, kind: &str, parts: &[impl AsRef<str>]) -> Result<(), wasm_bindgen::JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(&format!("{kind};charset=utf-8"));
    let parts: js_sys::Array = parts.iter().map(|part| wasm_bindgen::JsValue::from_str(part.as_ref())).collect();
    save_as(name, &Blob::new_with_str_sequence_and_options(&parts, &options)?)
}

/// Saves a file that the browser holds.
pub(crate) fn save_blob(name: &str, blob: &Blob) {
    if let Err(error) = save_as(name, blob) {
        web_sys::console::error_2(&"The file could not be saved.".into(), &error);
    }
}

/// A file name by the application's id, of letters and digits alone: what a log says is no path.
pub(crate) fn name_of(id: Option<&str>, ending: &str) -> String {
    let id = id.unwrap_or("run");
    let safe = id.chars().filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')).take(80);
    format!("afterglow-{}.{ending}", safe.collect::<String>())
}

/// A name that is one on every system, whatever it is made of: no path, no hidden file, no device, no sign that turns
/// the writing direction, and not longer than file systems take.
fn plain_name(name: &str) -> String {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let sign = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    let plain: String = name.chars().take(120).map(sign).collect();
    let plain = plain.trim_matches(['.', '-']);
    let stem = plain.split('.').next().unwrap_or_default().trim_end_matches(|letter: char| letter.is_ascii_digit());
    if plain.is_empty() || DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        return format!("afterglow-{plain}");
    }
    plain.to_owned()
}

fn save_as(name: &str, blob: &Blob) -> Result<(), wasm_bindgen::JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(&plain_name(name));
    anchor.click();
    gloo::timers::callback::Timeout::new(KEEP_MS, move || {
        // An address that is gone already needs no care.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{name_of, plain_name};

    #[test]
    fn what_a_log_says_is_no_path() {
        for (id, name) in [
            (Some("application_17_0042"), "afterglow-application_17_0042.html"),
            (Some("../../etc/passwd"), "afterglow-etcpasswd.html"),
            (Some("\u{202e}lmth.exe\\CON\0"), "afterglow-lmthexeCON.html"),
            (Some("💡"), "afterglow-.html"),
            (None, "afterglow-run.html"),
        ] {
            assert_eq!(name_of(id, "html"), name);
        }
        assert!(name_of(Some(&"a".repeat(9_999)), "html").len() < 120);
    }

    #[test]
    fn names_are_ones_on_every_system() {
        for (name, plain) in [
            ("Stages.csv", "Stages.csv"),
            ("Slots, by time.csv", "Slots--by-time.csv"),
            ("a/b\\c:d.csv", "a-b-c-d.csv"),
            ("..\\.htaccess", "htaccess"),
            ("CON", "afterglow-CON"),
            ("nul.txt", "afterglow-nul.txt"),
            ("LPT1.csv", "afterglow-LPT1.csv"),
            ("\u{202e}vsc.exe", "vsc.exe"),
            ("x. ", "x"),
            ("", "afterglow-"),
        ] {
            assert_eq!(plain_name(name), plain);
        }
        assert!(plain_name(&"é".repeat(9_999)).len() <= 130 && plain_name(&"a".repeat(9_999)).len() == 120);
    }
}
