//! What sensitive content logs have. It is not told from a run, which keeps only what its reader reads, but from the
//! text of the log, which is read once more.

use std::io::{self, Read, Write};
use std::rc::Rc;

use afterglow_eventlog::Failure;
use afterglow_eventlog::discover::{Log, PartReader, discover};
use afterglow_eventlog::source::Input;
use afterglow_redact::inventory::{Found, Inventory};
use afterglow_redact::{RedactError, Redactor};

use crate::view::{InventoryPlace, InventoryRow, InventoryView};
use crate::{FailureView, Progress, Trust};

/// Places of a kind that are told.
const MOST_PLACES: usize = 20;
/// Stored bytes between two words about progress.
const TOLD_EVERY: u64 = 1 << 20;

/// The inventories of all logs that are found, and what of the inputs could not be read.
pub fn inventories(inputs: &[Rc<dyn Input>], trust: Trust) -> (Vec<InventoryView>, Vec<FailureView>) {
    let found = discover(inputs, &trust.limits());
    let views = found.logs.iter().map(|log| inventory(log, None, &mut |_| {})).collect();
    (views, found.failures.iter().map(FailureView::of).collect())
}

/// The inventory of one log among the inputs, by its name. Under a key it is that of the log with names replaced, to
/// whose name that one belongs. `told` hears how far it is, every MiB of stored bytes.
///
/// # Errors
/// A sentence: the log is not there any more.
pub fn inventory_of(
    inputs: &[Rc<dyn Input>],
    trust: Trust,
    log: &str,
    key: Option<&[u8]>,
    told: &mut dyn FnMut(Progress),
) -> Result<InventoryView, String> {
    let found = discover(inputs, &trust.limits());
    let mut redactor = key.map(Redactor::new);
    let mut is_it =
        |other: &Log| redactor.as_mut().map_or_else(|| other.name == log, |new| new.file_name(&other.name) == log);
    let at = found.logs.iter().position(&mut is_it);
    // A session is called as the log was that it was made from.
    match (at.and_then(|at| found.logs.get(at)), &found.logs[..]) {
        (Some(log), _) | (None, [log]) => Ok(inventory(log, key, told)),
        _ => Err(found
            .failures
            .first()
            .map_or_else(|| "The log is not among the files any more: open it again.".to_owned(), ToString::to_string)),
    }
}

fn inventory(log: &Log, key: Option<&[u8]>, told: &mut dyn FnMut(Progress)) -> InventoryView {
    let mut taking = Taking(Inventory::default());
    let mut redactor = key.map(Redactor::new);
    let name = redactor.as_mut().map_or_else(|| log.name.clone(), |redactor| redactor.file_name(&log.name));
    let mut failures = Vec::new();
    let whole = Progress { log: name.clone(), bytes_total: log.stored_bytes(), ..Progress::default() };
    let mut before = 0;
    for part in &log.parts {
        let read = part.open().and_then(|reader| {
            let mut reader = Telling { reader, whole: &whole, before, said: 0, told };
            let read = match &mut redactor {
                None => taking.0.read(&mut reader),
                Some(redactor) => match redactor.redact(&mut reader, &mut taking) {
                    Ok(_) => Ok(()),
                    Err(RedactError::Read { source, .. } | RedactError::Write { source }) => Err(source),
                },
            };
            read.map_err(|source| Failure::from_read(&part.name, &source))
        });
        taking.0.end_part();
        before += part.stored_bytes;
        if let Err(failure) = read {
            let name = redactor.as_mut().map(|redactor| redactor.file_name(&part.name));
            failures.push(name.map_or_else(|| failure.to_string(), |name| format!("{name} cannot be read to its end")));
        }
    }
    let bytes = taking.0.bytes();
    InventoryView { log: name, bytes, failures, rows: taking.0.finish().into_iter().map(row).collect() }
}

/// A part of a log that tells how far it is read.
struct Telling<'a> {
    reader: PartReader,
    /// The log, of which nothing is read.
    whole: &'a Progress,
    /// Stored bytes of the parts before.
    before: u64,
    said: u64,
    told: &'a mut dyn FnMut(Progress),
}

impl Read for Telling<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let stored = self.reader.stored_position();
        if stored >= self.said.saturating_add(TOLD_EVERY) {
            self.said = stored;
            (self.told)(Progress { bytes_read: self.before.saturating_add(stored), ..self.whole.clone() });
        }
        self.reader.read(into)
    }
}

/// A redacted log on its way into its inventory.
struct Taking(Inventory);

impl Write for Taking {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn row(found: Found) -> InventoryRow {
    let others: u64 = found.places.iter().skip(MOST_PLACES).map(|(_, count)| count).sum();
    let places = found.places.into_iter().take(MOST_PLACES);
    InventoryRow {
        kind: found.kind.name().to_owned(),
        distinct: found.distinct,
        at_least: found.at_least,
        occurrences: found.occurrences,
        places: places.map(|(place, count)| InventoryPlace { place, count }).collect(),
        elsewhere: found.elsewhere.saturating_add(others),
        samples: found.samples,
    }
}

#[cfg(test)]
mod tests {
    use afterglow_eventlog::source::BytesInput;

    use super::*;

    const LOG: &str = concat!(
        r#"{"Event":"SparkListenerApplicationStart","App Name":"pay","App ID":"app-1","Timestamp":5,"User":"bob"}"#,
        "\n",
        r#"{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.acme.password":"swordfish"}}"#,
        "\n",
        r#"{"Event":"com.acme.Own","mail":"ann@bank.example"}"#,
        "\nWARN token=abcdef\n",
    );

    fn input(name: &str) -> Rc<dyn Input> {
        Rc::new(BytesInput::new(name, LOG.as_bytes()))
    }

    fn kinds(view: &InventoryView) -> Vec<(&str, u64)> {
        view.rows.iter().map(|row| (row.kind.as_str(), row.distinct)).collect()
    }

    #[test]
    fn the_whole_text_is_looked_through() {
        let (views, failures) = inventories(&[input("app-1")], Trust::Wary);
        let [view] = &views[..] else { panic!("one log: {failures:?}") };
        assert_eq!(kinds(view), [("secret", 2), ("user", 1), ("email", 1)]);
        assert_eq!((view.bytes, view.log.as_str()), (LOG.len() as u64, "app-1"));
    }

    #[test]
    fn a_log_is_found_by_its_name_and_under_a_key_nothing_is_left() {
        let inputs = [input("a/app-1"), input("b/app-2")];
        let names: Vec<String> = inventories(&inputs, Trust::Wary).0.into_iter().map(|view| view.log).collect();
        let view = inventory_of(&inputs, Trust::Wary, &names[1], None, &mut |_| {}).expect("it is there");
        assert_eq!(view.log, names[1]);
        assert!(inventory_of(&inputs, Trust::Wary, "other", None, &mut |_| {}).is_err());
        let key: &[u8] = b"a key for tests, of thirty-two b";
        let veiled = Redactor::new(key).file_name(&names[0]);
        let view = inventory_of(&inputs, Trust::Wary, &veiled, Some(key), &mut |_| {}).expect("it is there");
        // A token in the place of the user's name is all that looks like something.
        assert_eq!(kinds(&view), [("user", 1)]);
    }

    #[test]
    fn a_long_log_tells_how_far_it_is() {
        let long = LOG.repeat(12_000);
        let input: Rc<dyn Input> = Rc::new(BytesInput::new("app-1", long.as_bytes()));
        let mut told = Vec::new();
        let view = inventory_of(&[input], Trust::Wary, "app-1", None, &mut |now| told.push(now)).expect("it is there");
        assert_eq!(view.bytes, long.len() as u64);
        assert!(told.len() > 1 && told.is_sorted_by_key(|now| now.bytes_read), "{told:?}");
        assert!(told.iter().all(|now| now.bytes_total == view.bytes && now.bytes_read <= view.bytes), "{told:?}");
    }
}
