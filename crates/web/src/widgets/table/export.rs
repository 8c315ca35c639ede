//! A table taken along whole, read in parts: the page never holds more than one part as rows.

use std::future::Future;

use super::column::Column;
use super::source::Wanted;
use crate::export::csv;
use crate::worker::client::Trouble;

/// Rows of a part: what the main thread decodes and writes well within a frame's patience.
const PART: usize = 2_000;

/// The file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Json,
}

impl Format {
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Json => "application/json",
        }
    }

    /// The text of one part; `rows` is `None` at the end of the table.
    pub(super) fn part<R>(self, columns: &[Column<R>], first: bool, rows: Option<&[R]>) -> String {
        match (self, rows) {
            (Self::Csv, None) => String::new(),
            (Self::Csv, Some(rows)) => {
                let header = columns.iter().map(|column| column.key.to_owned()).collect();
                let cells = rows.iter().map(|row| columns.iter().map(|column| (column.value)(row).raw()).collect());
                csv::lines(first.then_some(header).into_iter().chain(cells))
            }
            (Self::Json, None) => if first { "[]" } else { "\n]" }.to_owned(),
            (Self::Json, Some(rows)) => {
                let mut out = String::new();
                for (at, row) in rows.iter().enumerate() {
                    out.push_str(if first && at == 0 { "[\n" } else { ",\n" });
                    let fields = columns.iter().map(|column| (column.key.to_owned(), (column.value)(row).json()));
                    out.push_str(&serde_json::Value::Object(fields.collect()).to_string());
                }
                out
            }
        }
    }
}

/// The texts of all parts of a table, in order.
///
/// # Errors
/// What kept a part from being read: then there is no file, rather than half of one.
pub(super) async fn whole<R, F>(
    wanted: &Wanted,
    part: &(impl Fn(Wanted) -> F + ?Sized),
    write: impl Fn(bool, Option<&[R]>) -> String,
) -> Result<Vec<String>, Trouble>
where
    F: Future<Output = Result<Vec<R>, Trouble>>,
{
    let mut parts = Vec::new();
    let mut from = 0;
    loop {
        let rows = part(Wanted { from, count: PART, ..wanted.clone() }).await?;
        if !rows.is_empty() {
            parts.push(write(from == 0, Some(&rows)));
        }
        from += rows.len();
        if rows.len() < PART {
            parts.push(write(from == 0, None));
            return Ok(parts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::value::Value;

    static COLUMNS: [Column<i64>; 1] = [Column::new("id", "Id", 60, |row| Value::Id(*row))];

    #[test]
    fn parts_make_one_file() {
        let parts = |format: Format| {
            [(true, Some(&[1, 2][..])), (false, Some(&[3])), (false, None)]
                .map(|(first, rows)| format.part(&COLUMNS, first, rows))
                .concat()
        };
        assert_eq!(parts(Format::Csv), "id\r\n1\r\n2\r\n3\r\n");
        assert_eq!(parts(Format::Json), "[\n{\"id\":1},\n{\"id\":2},\n{\"id\":3}\n]");
        assert_eq!(Format::Json.part(&COLUMNS, true, None), "[]");
    }
}
