//! Tables, columns and literals of plans and statements.

use super::Kind;
use super::find::Finds;

/// A longer text in quotes is no literal, in bytes.
const LONGEST: usize = 2_000;
/// What stands before a number sign in plans and is no column.
const NO_COLUMNS: [&str; 8] = ["subquery", "dynamicpruning", "id", "plan_id", "scalar", "existence", "exists", "issue"];
/// Words behind a table's keyword that are none.
const NO_TABLES: [&str; 20] = [
    "select",
    "if",
    "not",
    "exists",
    "only",
    "lateral",
    "table",
    "overwrite",
    "into",
    "values",
    "view",
    "temporary",
    "the",
    "a",
    "this",
    "as",
    "or",
    "replace",
    "set",
    "external",
];

/// What a plan's or a statement's text holds; in others only quoted literals.
pub(super) fn scan<'a>(text: &'a str, finds: &mut Finds<'a>) {
    literals(text, finds);
    columns(text, finds);
    schema(text, finds);
    scans(text, finds);
    quoted_names(text, finds);
    if is_statement(text) {
        tables(text, finds);
    }
    pushed(text, finds);
}

fn in_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Text in single quotes, where a quote can open and close. A doubled quote is part of it.
fn literals<'a>(text: &'a str, finds: &mut Finds<'a>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find('\'') {
        let open = at + found;
        at = open + 1;
        let opens = open == 0
            || matches!(bytes[open - 1], b' ' | b'(' | b'=' | b',' | b'<' | b'>' | b'[' | b'\n' | b'\t' | b':');
        if !opens {
            continue;
        }
        let mut end = at;
        let near = at + LONGEST + 4;
        while let Some(found) = bytes[end..near.clamp(end, bytes.len())].iter().position(|byte| *byte == b'\'') {
            end += found;
            if bytes.get(end + 1) != Some(&b'\'') || end > at + LONGEST {
                break;
            }
            end += 2;
        }
        let closes = bytes.get(end) == Some(&b'\'')
            && bytes.get(end + 1).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        if closes && end > at && end - at <= LONGEST {
            finds.add(Kind::Literal, &text[at..end]);
            at = end + 1;
        }
    }
}

/// Columns by their expression ids, `name#12`, and what they are compared with where it stands without quotes.
fn columns<'a>(text: &'a str, finds: &mut Finds<'a>) {
    for (at, _) in text.match_indices('#') {
        let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 9 {
            continue;
        }
        let before = &text[..at];
        let name = match before.strip_suffix('`') {
            Some(inside) => inside.rsplit('`').next().unwrap_or_default(),
            None => &before[before.trim_end_matches(in_name).len()..],
        };
        if name.is_empty() || NO_COLUMNS.contains(&name) || name.len() > 256 {
            continue;
        }
        finds.add(Kind::Column, name);
        let behind = &text[at + 1 + digits..];
        compared(behind.strip_prefix('L').unwrap_or(behind), finds);
    }
}

/// The literal behind a column and a comparison.
fn compared<'a>(behind: &'a str, finds: &mut Finds<'a>) {
    const SIGNS: [&str; 8] = ["<=>", "<=", ">=", "=", "<", ">", "LIKE", "IN"];
    let Some(rest) = behind.strip_prefix(' ') else { return };
    let Some(rest) = SIGNS.iter().find_map(|sign| rest.strip_prefix(sign)?.strip_prefix(' ')) else { return };
    let mut list = rest.strip_prefix('(').unwrap_or(rest);
    let end = list.find([')', '\n', '#']).unwrap_or(list.len());
    // Before a number sign stands another column.
    let other = list[end..].starts_with('#');
    list = &list[..end];
    if other {
        list = list.rsplit_once(',').map_or("", |(before, _)| before);
    }
    let list = list.split(" AND ").next().unwrap_or_default().split(" OR ").next().unwrap_or_default();
    for one in list.split(',').map(str::trim) {
        // What has a bracket is a call.
        if !one.is_empty() && one.len() <= LONGEST && !one.contains(['(', '\'']) {
            finds.add(Kind::Literal, one);
        }
    }
}

/// Columns of a schema: `struct<a:int,b:struct<c:string>>`.
fn schema<'a>(text: &'a str, finds: &mut Finds<'a>) {
    let Some(first) = text.find("struct<") else { return };
    // Where a name may begin.
    let mut begin = None;
    for (at, letter) in text[first..].char_indices() {
        let at = first + at;
        match letter {
            '<' => begin = text[..at].ends_with("struct").then_some(at + 1),
            ',' => begin = Some(at + 1),
            ':' => {
                let name = begin.take().and_then(|begin| text.get(begin..at)).unwrap_or_default();
                let typed = text[at + 1..].starts_with(|letter: char| letter.is_ascii_lowercase());
                if typed && !name.is_empty() && name.len() <= 256 && !name.contains([' ', '=', '[']) {
                    finds.add(Kind::Column, name);
                }
            }
            '(' | ')' | '>' | '\n' => begin = None,
            _ => {}
        }
    }
}

/// Tables that scans and relations name: `FileScan parquet db.t[`, `BatchScan db.t[`, `JDBCRelation(db.t)`.
fn scans<'a>(text: &'a str, finds: &mut Finds<'a>) {
    let name = |text: &'a str| {
        let end =
            text.find(|letter: char| !in_name(letter) && !matches!(letter, '.' | '`' | '-')).unwrap_or(text.len());
        text[..end].trim_end_matches('.')
    };
    for (at, head) in text.match_indices("Scan ") {
        let first = name(&text[at + head.len()..]);
        let behind = &text[at + head.len() + first.len()..];
        let second = behind.strip_prefix(' ').map(name).unwrap_or_default();
        // A format stands before the table, and a connector's scan has none.
        if second.contains('.') || !second.is_empty() && behind[1 + second.len()..].is_empty() {
            finds.add(Kind::Table, second);
        } else if first.contains('.') {
            finds.add(Kind::Table, first);
        }
    }
    for head in ["JDBCRelation(", "Relation "] {
        for (at, _) in text.match_indices(head) {
            let name = name(&text[at + head.len()..]);
            if name.contains('.') || head.ends_with('(') {
                finds.add(Kind::Table, name);
            }
        }
    }
}

/// Names of several parts in backquotes.
fn quoted_names<'a>(text: &'a str, finds: &mut Finds<'a>) {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let begin = at + found;
        let mut end = begin;
        // `a`.`b`.`c`
        while let Some(close) = text.get(end + 1..).and_then(|rest| rest.find('`')) {
            end += close + 2;
            if !text[end..].starts_with(".`") {
                break;
            }
            end += 1;
        }
        if end == begin {
            return;
        }
        let name = &text[begin..end];
        if name.contains("`.`") && name.len() <= LONGEST {
            finds.add(Kind::Table, name);
        }
        at = end;
    }
}

/// Whether a text is a statement of SQL, or holds one.
fn is_statement(text: &str) -> bool {
    const VERBS: [&str; 12] = [
        "select", "insert", "with", "create", "merge", "update", "delete", "drop", "alter", "truncate", "refresh",
        "describe",
    ];
    let begin = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '(');
    let verb = begin.split(|letter: char| !letter.is_ascii_alphabetic()).next().unwrap_or_default();
    VERBS.iter().any(|known| verb.eq_ignore_ascii_case(known))
        || text.contains("SELECT ") && text.contains("FROM ")
        || text.contains("select ") && text.contains(" from ")
}

/// Tables behind their keywords.
fn tables<'a>(text: &'a str, finds: &mut Finds<'a>) {
    const KEYWORDS: [&str; 7] = ["from", "join", "into", "update", "table", "view", "exists"];
    let mut after = false;
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ',' | ';');
    for word in text.split(is_between) {
        if word.is_empty() {
            continue;
        }
        let keyword = KEYWORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
        let skipped = NO_TABLES.iter().any(|known| word.eq_ignore_ascii_case(known));
        if after && !keyword && !skipped {
            let named = word.len() <= 256
                && word.matches('`').count().is_multiple_of(2)
                && word.starts_with(|letter: char| letter.is_alphabetic() || matches!(letter, '_' | '`'))
                && word.chars().all(|letter| in_name(letter) || matches!(letter, '.' | '`' | '-' | '/' | ':'));
            if named {
                finds.add(Kind::Table, word);
            }
        }
        after = keyword || after && skipped;
    }
}

/// Filters that a source takes: `EqualTo(name,Ann)`, `In(id, [1,2])`.
fn pushed<'a>(text: &'a str, finds: &mut Finds<'a>) {
    const FILTERS: [&str; 11] = [
        "EqualTo(",
        "EqualNullSafe(",
        "GreaterThan(",
        "GreaterThanOrEqual(",
        "LessThan(",
        "LessThanOrEqual(",
        "In(",
        "StringStartsWith(",
        "StringEndsWith(",
        "StringContains(",
        "IsNotNull(",
    ];
    for filter in FILTERS {
        for (at, _) in text.match_indices(filter) {
            if text[..at].ends_with(|letter: char| letter.is_ascii_lowercase()) {
                continue;
            }
            let inside = &text[at + filter.len()..];
            let inside = &inside[..inside.find([')', '(']).unwrap_or(inside.len())];
            let (column, values) = inside.split_once(',').unwrap_or((inside, ""));
            if !column.is_empty()
                && column.len() <= 256
                && column.chars().all(|letter| in_name(letter) || letter == '.')
            {
                finds.add(Kind::Column, column);
                for value in values.split(',').map(|value| value.trim().trim_matches(['[', ']'])) {
                    if value.len() <= LONGEST {
                        finds.add(Kind::Literal, value);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, kind: Kind) -> Vec<&str> {
        let mut finds = Finds::default();
        scan(text, &mut finds);
        let mut all: Vec<&str> = finds.0.into_iter().filter(|one| one.kind == kind).map(|one| one.text).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn plans_name_columns_tables_and_literals() {
        let plan = "Filter (isnotnull(salary#12L) AND (name#13 = Ann B)) +- FileScan parquet hr.people[salary#12L,name#13] \
                    PushedFilters: [EqualTo(name,Ann B), In(dept, [7,8])], ReadSchema: struct<salary:bigint,name:struct<last:string>,dept:int>";
        assert_eq!(found(plan, Kind::Column), ["dept", "last", "name", "salary"]);
        assert_eq!(found(plan, Kind::Table), ["hr.people"]);
        assert_eq!(found(plan, Kind::Literal), ["7", "8", "Ann B"]);
        assert_eq!(found("Scan parquet default.orders", Kind::Table), ["default.orders"]);
        assert_eq!(found("Scan JDBCRelation(payroll.staff) [numPartitions=1]", Kind::Table), ["payroll.staff"]);
        assert_eq!(found("BatchScan cat.db.t[a#1]", Kind::Table), ["cat.db.t"]);
        assert_eq!(found("HiveTableRelation [`db`.`t`, x]", Kind::Table), ["`db`.`t`"]);
        for none in [
            "Exchange hashpartitioning(x, 200), [id=#35]",
            "Subquery subquery#12",
            "ticket #48213",
            "Scan ExistingRDD",
            "don't can't",
        ] {
            assert!(
                found(none, Kind::Column).is_empty()
                    && found(none, Kind::Table).is_empty()
                    && found(none, Kind::Literal).is_empty(),
                "{none}"
            );
        }
    }

    #[test]
    fn statements_name_tables_and_literals() {
        let text = "SELECT a FROM hr.people p JOIN `x y`.z ON 1=1 WHERE n = 'O''Neil' AND d IN ('a', 'b')";
        assert_eq!(found(text, Kind::Table), ["hr.people"]);
        assert_eq!(found(text, Kind::Literal), ["O''Neil", "a", "b"]);
        assert_eq!(found("insert into table db.t select 1", Kind::Table), ["db.t"]);
        assert_eq!(found("create table if not exists pay as select 1", Kind::Table), ["pay"]);
        assert!(found("copied from the table into it", Kind::Table).is_empty());
        assert_eq!(found("The value 'abc' of the type", Kind::Literal), ["abc"]);
    }
}
