//! What sensitive content a log has.

use afterglow_engine::contract::InventoryJson;

use super::format::{Page, bytes};

/// Places of a kind that are printed.
const PLACES: usize = 8;

/// The kinds that were found, with counts, masked values and places.
pub(crate) fn inventory(inventory: &InventoryJson) -> String {
    let (view, mut page) = (&inventory.view, Page::default());
    page.line(&view.log);
    page.line(&format!("  {} looked through", bytes(view.bytes)));
    if view.rows.is_empty() {
        page.line("  nothing was recognised");
    }
    for row in &view.rows {
        page.blank();
        let least = if row.at_least { "at least " } else { "" };
        page.row(&row.kind, &format!("{least}{} distinct, {} in all", row.distinct, row.occurrences));
        page.row("  such as", &row.samples.join("  "));
        for place in row.places.iter().take(PLACES) {
            page.line(&format!("    {:>9}  {}", place.count, place.place));
        }
        let others = row.places.iter().skip(PLACES).fold(row.elsewhere, |sum, place| sum.saturating_add(place.count));
        if others > 0 {
            page.line(&format!("    {others:>9}  in other places"));
        }
    }
    page.blank();
    page.wrapped(
        "  ",
        "Rule of thumb: kinds are told by their form and by their keys. Something can be missed, and one thing taken for \
         another. To hand the log over, take `afterglow redact`, which keeps only words that it knows.",
    );
    page.text()
}
