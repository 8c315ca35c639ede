//! A document as plain data, before it is HTML or Markdown.

/// A piece of a document, top to bottom.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A section's heading.
    Heading(String),
    /// A heading inside a section, with a remark beside it.
    Point { title: String, remark: String },
    /// A paragraph.
    Text(String),
    /// A paragraph that matters most where it stands.
    Strong(String),
    /// A paragraph in smaller letters.
    Small(String),
    /// Sentences one below the other.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// Lines to paste.
    Code(String),
    /// What the document was made from, for a program to read.
    Record(String),
    /// Parts of a whole as a bar: label, share from 0 to 1.
    Bar(Vec<(String, f64)>),
    /// A curve with its interval, each point as (at, low, mid, high).
    Curve { title: String, along: String, up: fn(f64) -> String, points: Vec<[f64; 4]> },
}

/// A table: what it shows, a head, rows. Columns from `numbers` on hold figures.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub(super) caption: String,
    /// Empty for a table of names and values.
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) numbers: usize,
}

impl Table {
    /// Names and their values.
    pub(super) fn of_pairs(rows: impl IntoIterator<Item = (String, String)>) -> Self {
        let rows = rows.into_iter().map(|(name, value)| vec![name, value]).collect();
        Self { rows, numbers: usize::MAX, ..Self::default() }
    }
}

/// A document with its title.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    pub(super) title: String,
    pub(super) blocks: Vec<Block>,
}

impl Document {
    pub(super) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    pub(super) fn text(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.blocks.push(Block::Text(text));
        }
    }

    /// A section of sentences, if there are any.
    pub(super) fn list(&mut self, heading: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.heading(heading);
            self.blocks.push(Block::List(lines));
        }
    }

    /// A table, if it has rows.
    pub(super) fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }
}
