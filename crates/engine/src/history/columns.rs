//! Which column is what, by its name in the header.

use afterglow_catalog::Csv;

use crate::PastRunsQuery;
use crate::view::ColumnView;

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Machine,
    /// The name of the program or job that a row is a run of.
    Job,
    /// What jobs are alike, in the user's own words.
    Class,
    Nodes,
    Data,
    Runtime,
    /// Of one machine for an hour.
    Price,
    /// Of the run.
    Cost,
    Feature,
    Ignored,
}

impl Role {
    const ALL: [Self; 10] = [
        Self::Machine,
        Self::Job,
        Self::Class,
        Self::Nodes,
        Self::Data,
        Self::Runtime,
        Self::Price,
        Self::Cost,
        Self::Feature,
        Self::Ignored,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Job => "job",
            Self::Class => "class",
            Self::Nodes => "nodes",
            Self::Data => "data",
            Self::Runtime => "runtime",
            Self::Price => "price",
            Self::Cost => "cost",
            Self::Feature => "feature",
            Self::Ignored => "ignored",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether one column at most has it.
    const fn is_single(self) -> bool {
        !matches!(self, Self::Feature | Self::Ignored)
    }

    /// Whether its cells are words and no numbers.
    const fn is_text(self) -> bool {
        matches!(self, Self::Machine | Self::Job | Self::Class)
    }

    /// The names that tell it, without units, the surest first.
    const fn names(self) -> &'static str {
        match self {
            Self::Machine => {
                "machine_type instance_type vm_type node_type worker_type vm_size vm_name machine_name instance_name \
                 machine instance vm flavor flavour sku"
            }
            Self::Job => "job job_name workload workload_name algorithm program application app app_name",
            Self::Class => "class job_class workload_class",
            Self::Nodes => {
                "nodes num_nodes node_count number_of_nodes workers num_workers worker_count machines num_machines \
                 machine_count number_of_machines instances instance_count num_instances vms num_vms vm_count hosts \
                 servers cluster_size scale_out scaleout executors num_executors executor_count slots task_slots \
                 total_cores cores"
            }
            Self::Data => {
                "data_size data input_size input input_data dataset_size dataset data_volume data_amount volume size \
                 scale_factor records"
            }
            Self::Runtime => {
                "runtime run_time gross_runtime wall_time wall wall_clock wallclock duration elapsed elapsed_time \
                 execution_time exec_time job_time total_time makespan time"
            }
            Self::Price => {
                "price vm_cost vm_price machine_cost machine_price instance_cost instance_price node_cost node_price"
            }
            Self::Cost => "cost total_cost run_cost job_cost cost_total",
            Self::Feature | Self::Ignored => "",
        }
    }
}

/// A column with its role.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its place in a row.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) why: String,
}

impl Column {
    pub(super) fn view(&self) -> ColumnView {
        ColumnView { name: self.name.clone(), role: self.role.word().to_owned(), why: self.why.clone() }
    }

    pub(super) fn ignore(&mut self, why: &str) {
        (self.role, self.why) = (Role::Ignored, why.to_owned());
    }
}

/// What a row's scale-out counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Machines,
    Executors,
    Cores,
}

/// More columns than this are not looked at.
pub(super) const MOST_COLUMNS: usize = 64;
/// More features than this are not taken: a table has too few rows to tell what each does.
const MOST_FEATURES: usize = 8;
/// A column is one of numbers if at least this share of its cells are.
const NUMERIC: f64 = 0.5;

/// Gives each column its role. A role that the query gives goes before the one that the name tells; the word of an
/// unknown role or column is told in `notes`.
pub(super) fn columns(csv: &Csv, query: &PastRunsQuery, notes: &mut Vec<String>) -> Vec<Column> {
    let mut columns: Vec<Column> = (0..csv.titles.len().min(MOST_COLUMNS))
        .map(|at| Column { at, name: csv.titles[at].clone(), role: Role::Ignored, why: String::new() })
        .collect();
    let given = given(&mut columns, query, notes);
    let numeric: Vec<bool> = columns.iter().map(|column| is_numeric(csv, column.at)).collect();
    let keys: Vec<String> = columns.iter().map(|column| key(&column.name)).collect();
    for role in Role::ALL.into_iter().filter(|role| role.is_single()) {
        if columns.iter().any(|column| given[column.at] && column.role == role) {
            continue;
        }
        let fits = |at: usize| !given[at] && columns[at].why.is_empty() && numeric[at] != role.is_text();
        let named =
            role.names().split(' ').find_map(|name| (0..columns.len()).find(|&at| fits(at) && keys[at] == name));
        let hourly = || (0..columns.len()).find(|&at| fits(at) && role == Role::Price && is_hourly(&columns[at].name));
        if let Some(at) = named.or_else(hourly) {
            (columns[at].role, columns[at].why) = (role, "by its name".to_owned());
        }
    }
    let mut features = 0;
    for column in columns.iter_mut().filter(|column| column.why.is_empty()) {
        if !numeric[column.at] {
            column.ignore("not numbers");
        } else if is_label(&column.name) {
            column.ignore("names a run by its name, and measures nothing");
        } else if features >= MOST_FEATURES {
            column.ignore("more features than the rows can tell apart");
        } else {
            features += 1;
            (column.role, column.why) = (Role::Feature, "a column of numbers".to_owned());
        }
    }
    columns
}

/// Gives the roles of the query, and says which columns have one.
fn given(columns: &mut [Column], query: &PastRunsQuery, notes: &mut Vec<String>) -> Vec<bool> {
    let mut given = vec![false; columns.len()];
    for (name, word) in &query.roles {
        let Some(role) = Role::parse(word) else {
            notes.push(format!("There is no role {word:?} for a column."));
            continue;
        };
        let Some(at) = columns.iter().position(|column| column.name.eq_ignore_ascii_case(name.trim())) else {
            notes.push(format!("The header has no column named {name:?}."));
            continue;
        };
        // Of two columns for one role the later word counts; the other one is taken by its name again.
        if let Some(before) =
            columns.iter().position(|column| role.is_single() && given[column.at] && column.role == role)
        {
            given[before] = false;
            columns[before].why = String::new();
        }
        given[at] = true;
        (columns[at].role, columns[at].why) = (role, "as you chose".to_owned());
    }
    given
}

/// What the scale-out counts, by the column's name.
pub(super) fn counts(name: &str) -> Counts {
    let key = key(name);
    let has = |word: &str| key.contains(word);
    if has("executor") {
        Counts::Executors
    } else if has("slot") || has("core") {
        Counts::Cores
    } else {
        Counts::Machines
    }
}

/// The unit of a runtime in ms: by the query, else by the column's name; and whether it had to be assumed.
pub(super) fn unit_ms(name: &str, asked: Option<&str>) -> (f64, bool) {
    let unit = |word: &str| match word {
        "ms" | "millis" | "msec" | "milliseconds" => Some(1.0),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1e3),
        "min" | "mins" | "minute" | "minutes" => Some(6e4),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3.6e6),
        _ => None,
    };
    if let Some(unit) = asked.and_then(unit) {
        return (unit, false);
    }
    words(name).iter().rev().find_map(|word| unit(word)).map_or((1e3, true), |unit| (unit, false))
}

fn is_numeric(csv: &Csv, at: usize) -> bool {
    let numbers = csv.rows.iter().filter(|row| matches!(csv.number(row, at), Ok(Some(_)))).count();
    numbers > 0 && numbers as f64 >= NUMERIC * csv.rows.len() as f64
}

/// Whether a column numbers the runs.
fn is_label(name: &str) -> bool {
    const LABELS: [&str; 10] =
        ["id", "uuid", "index", "idx", "timestamp", "date", "datetime", "epoch", "seed", "repetition"];
    words(name).iter().any(|word| LABELS.contains(&word.as_str()))
}

/// Whether a column has money for an hour.
fn is_hourly(name: &str) -> bool {
    let words = words(name);
    let any = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    any(&["hour", "hourly", "h"]) && any(&["price", "cost", "usd", "eur", "rate", "dollars"])
}

/// The name in lower case, with `_` between its words and without units; a unit alone tells what it measures.
fn key(name: &str) -> String {
    const SIZES: &str = "kb kib mb mib gb gib tb tib bytes";
    const TIMES: &str =
        "ms millis msec milliseconds s sec secs second seconds min mins minute minutes h hr hrs hour hours";
    const OTHERS: &str = "usd eur in";
    let mut words = words(name);
    let is = |word: &str, of: &str| of.split(' ').any(|one| one == word);
    if let [one] = words.as_slice() {
        if is(one, SIZES) {
            return "data".to_owned();
        } else if is(one, TIMES) {
            return "time".to_owned();
        }
    }
    words.retain(|word| ![SIZES, TIMES, OTHERS].iter().any(|units| is(word, units)));
    words.join("_")
}

/// The words of a name: `dataSize (GB)` has data, size, gb.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(text: &str, query: &PastRunsQuery) -> Vec<(String, &'static str)> {
        let columns = columns(&Csv::parse(text), query, &mut Vec::new());
        columns.into_iter().map(|column| (column.name, column.role.word())).collect()
    }

    fn words_of(header: &str, row: &str) -> Vec<&'static str> {
        roles(&format!("{header}\n{row}\n"), &PastRunsQuery::default()).into_iter().map(|one| one.1).collect()
    }

    #[test]
    fn columns_are_told_by_their_names_in_any_case() {
        for (header, row, wanted) in [
            ("Machine Type,Nodes,Data (GB),Runtime (s)", "m5.xlarge,4,10,60", ["machine", "nodes", "data", "runtime"]),
            ("vm,numWorkers,input_gb,duration", "x,4,10,60", ["machine", "nodes", "data", "runtime"]),
            (
                "instance_type\tinstance_count\tdata_size_MB\tgross_runtime",
                "x\t4\t1\t6",
                ["machine", "nodes", "data", "runtime"],
            ),
            ("Instance;SCALE_OUT;size;seconds", "x;4;1,5;6", ["machine", "nodes", "data", "runtime"]),
            ("iterations,slots,GB,elapsed_ms", "4,4,10,60", ["feature", "nodes", "data", "runtime"]),
            ("comment,executors,exp_id,wall", "x,4,10,60", ["ignored", "nodes", "ignored", "runtime"]),
            ("price_per_hour,nodes,cost,time", "4,4,10,60", ["price", "nodes", "cost", "runtime"]),
        ] {
            assert_eq!(words_of(header, row), wanted, "{header}");
        }
    }

    #[test]
    fn one_scale_out_is_taken_and_others_are_features() {
        assert_eq!(words_of("slots,instance_count,time", "16,2,60"), ["feature", "nodes", "runtime"]);
    }

    #[test]
    fn a_role_that_is_chosen_goes_before_the_name() {
        let choose = |name: &str, role: &str| (name.to_owned(), role.to_owned());
        let query = PastRunsQuery {
            roles: vec![choose("Total", "runtime"), choose("lost", "data"), choose("time", "odd")],
            ..PastRunsQuery::default()
        };
        let text = "nodes,total,time\n1,2,3\n";
        let mut notes = Vec::new();
        let columns = columns(&Csv::parse(text), &query, &mut notes);
        let roles: Vec<Role> = columns.iter().map(|column| column.role).collect();
        assert_eq!(roles, [Role::Nodes, Role::Runtime, Role::Feature]);
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert_eq!(columns[1].why, "as you chose");
    }

    #[test]
    fn units_come_from_the_name_unless_they_are_asked_for() {
        assert_eq!(unit_ms("runtime_ms", None), (1.0, false));
        assert_eq!(unit_ms("Runtime (min)", None), (6e4, false));
        assert_eq!(unit_ms("time", None), (1e3, true));
        assert_eq!(unit_ms("time", Some("h")), (3.6e6, false));
        assert_eq!(
            (counts("num_executors"), counts("slots"), counts("nodes")),
            (Counts::Executors, Counts::Cores, Counts::Machines)
        );
    }
}
