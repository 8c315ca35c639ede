//! Results as text for a terminal. Text of the log is stripped of control characters: it could move the cursor or
//! recolour the screen.

use afterglow_engine::contract::ProfileJson;

/// A profile.
pub(crate) fn profile(profile: &ProfileJson) -> String {
    let totals = &profile.totals;
    let mut out = String::new();
    let name = profile.app.name.as_deref().unwrap_or("(no application name)");
    line(&mut out, &format!("{name}  {}", profile.app.id.as_deref().unwrap_or("")));
    line(&mut out, &format!("  jobs {}  stages {}  tasks {}", totals.jobs, totals.stages, totals.tasks));
    out
}

/// Appends a line, made harmless.
fn line(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !c.is_control()));
    out.push('\n');
}
