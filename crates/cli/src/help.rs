//! What each command is for, which options it takes, and an example: the table that the parser holds commands to, and
//! that `--help` prints.

use std::fmt::Write;

/// An option.
pub(crate) struct Opt {
    /// As it is typed, without hyphens; `o` and `h` are letters.
    pub(crate) name: &'static str,
    /// What stands behind it; empty for a switch.
    value: &'static str,
    /// What it does, with its unit and what holds without it.
    does: &'static str,
}

/// A command.
pub(crate) struct Cmd {
    pub(crate) name: &'static str,
    /// What it is for, in a line.
    does: &'static str,
    /// What it is given.
    paths: &'static str,
    /// Groups of options.
    options: &'static [&'static [Opt]],
    /// What is worth knowing beside.
    more: &'static str,
    example: &'static str,
}

const fn opt(name: &'static str, value: &'static str, does: &'static str) -> Opt {
    Opt { name, value, does }
}

const LOGS: &str =
    "PATH: a log file, a rolled log's folder, a zip of the History Server, a folder of logs, or a session";

/// Options of every command that reads logs.
const READING: &[Opt] = &[opt("trust-size", "", "read files that unpack to suspiciously much")];
/// Options of commands that print figures.
const FORMAT: &[Opt] = &[opt("format", "text|json", "how the result is written; text if absent")];
const HASH: &[Opt] = &[opt("no-hash", "", "leave out the files' SHA-256")];
const HOUSE: &[Opt] = &[
    opt("house", "FILE", "rules, rates and prices in one file, as the house command writes it"),
    opt("catalogue", "FILE", "a newer price file; may be given several times, later ones hold"),
];
const MACHINES: &[Opt] = &[
    opt("current", "CLOUD:TYPE", "the machine that the run was on, where its log does not tell: aws:m5.xlarge"),
    opt("current-region", "REGION", "its region; one main region of its cloud if absent"),
    opt("rates", "FILE", "discounts and own rates (CSV)"),
];
const WHERE: &[Opt] = &[
    opt("clouds", "A,B", "aws, gcp, azure, onprem; the run's own if its log tells, else all"),
    opt("regions", "A,B", "regions; one main region of each cloud if absent"),
    opt("policy", "FILE", "rules that clusters must keep (JSON)"),
];
const GOAL: &[Opt] = &[
    opt("deadline", "TIME", "the run must end within this: 90s, 30m, 1.5h, 2d"),
    opt("budget-usd", "AMOUNT", "the run may cost this, in US dollars"),
    opt("goal", "WORD", "cheapest, fastest or balanced; cheapest if absent"),
];
const VEIL: &[Opt] = &[
    opt("o", "OUT", "the file to write; one that exists is not written over"),
    opt("redact", "", "replace names by tokens before anything is computed"),
    opt(
        "key",
        "FILE",
        "the key to replace names under, 16 bytes at least; with it the same name has the same token \
         in each file. Without it one is made for this once",
    ),
];

/// All commands, in the order of the overview.
pub(crate) const COMMANDS: &[Cmd] = &[
    Cmd {
        name: "profile",
        does: "what the run spent, where, and what holds it back",
        paths: LOGS,
        options: &[MACHINES, HOUSE, FORMAT, HASH, READING],
        more: "With the machine named, findings are told in dollars too.",
        example: "afterglow profile eventlog_v2_app-1 --current aws:m5.xlarge",
    },
    Cmd {
        name: "predict",
        does: "how the run scales, with 80 % intervals",
        paths: LOGS,
        options: &[
            &[
                opt("slots", "A,B", "task slots; 1 to 4 times the observed ones if absent"),
                opt("data-scale", "A,B", "amounts of data as multiples of the observed one; 1.0 if absent"),
                opt("instance", "CLOUD:TYPE", "other machines: aws:m7g.2xlarge"),
                opt("conf", "KEY=VALUE", "a setting to change; may be given several times"),
            ],
            HOUSE,
            FORMAT,
            HASH,
            READING,
        ],
        more: "Several runs of one program calibrate each other.",
        example: "afterglow predict app-1.zstd --slots 16,32,64 --data-scale 1.0,2.0",
    },
    Cmd {
        name: "advise",
        does: "which cluster to take",
        paths: LOGS,
        options: &[
            WHERE,
            GOAL,
            MACHINES,
            &[opt("window", "FROM-TO", "the runs, in this order, one after another in a window of UTC: 22:00-06:00")],
            HOUSE,
            FORMAT,
            HASH,
            READING,
        ],
        more: "Costs are in US dollars, of the catalogue's day or of the prices that are given.",
        example: "afterglow advise app-1.zstd --clouds aws --deadline 30m --goal cheapest",
    },
    Cmd {
        name: "emit",
        does: "configuration to paste for a choice of the advice",
        paths: LOGS,
        options: &[
            &[
                opt("choice", "N", "the rank of the choice, from 1; 1 if absent"),
                opt(
                    "as",
                    "KIND,KIND",
                    "spark-submit (if absent), spark-defaults, emr, emr-fleet, emr-serverless, \
                     dataproc, dataproc-workflow, dataproc-autoscaling, databricks, hdinsight, kubernetes, \
                     terraform, or all that suit",
                ),
                opt("o", "FOLDER", "one file for each kind; needed for several"),
            ],
            WHERE,
            GOAL,
            MACHINES,
            HOUSE,
            READING,
        ],
        more: "",
        example: "afterglow emit app-1.zstd --as all -o configuration",
    },
    Cmd {
        name: "report",
        does: "the report of a run as a page that stands alone, or as Markdown for a ticket",
        paths: LOGS,
        options: &[VEIL, MACHINES, HOUSE, READING],
        more: "OUT ending in .md gives Markdown, any other HTML. The same log, version and settings give the same \
               bytes, here and on the page.",
        example: "afterglow report app-1.zstd -o app-1.html",
    },
    Cmd {
        name: "verify",
        does: "whether each number of a report stands: recomputes it from its files",
        paths: "PATH: a report (HTML, Markdown or JSON), then the files that it was made from",
        options: &[
            HOUSE,
            &[
                opt("policy", "FILE", "the rules that were asked with"),
                opt("rates", "FILE", "the rates that were asked with"),
                opt("key", "FILE", "the key that its names were replaced under"),
            ],
            FORMAT,
            READING,
        ],
        more: "Exit: 0 all stands, 4 something differs, 5 it cannot be judged: a file or the house is missing or \
               another, or another engine made it. Files are found by their hash, under whatever name.",
        example: "afterglow verify app-1.html app-1.zstd --house house.json",
    },
    Cmd {
        name: "trace",
        does: "the run as a trace for Perfetto and the Firefox Profiler",
        paths: LOGS,
        options: &[VEIL, READING],
        more: "Chrome's JSON trace-event format, in microseconds from the run's begin. Of more than 1,000,000 tasks \
               the longest are written.",
        example: "afterglow trace app-1.zstd -o app-1.trace.json",
    },
    Cmd {
        name: "session",
        does: "the run as a file that opens again without its log",
        paths: LOGS,
        options: &[VEIL, &[opt("current", "CLOUD:TYPE", "the machine that the run was on, to be remembered")], READING],
        more: "A gzip of what is read of the log, with secrets in settings masked. All commands and the page take it \
               for the log. One file holds one run.",
        example: "afterglow session app-1.zstd -o app-1.afterglow",
    },
    Cmd {
        name: "table",
        does: "runtimes from a table of past runs, without any log",
        paths: "PATH: CSV files",
        options: &[
            &[
                opt("nodes", "COLUMN", "the column of the scale-out; by its name if absent, as the others"),
                opt("runtime", "COLUMN", "the column of the runtime"),
                opt("runtime-unit", "UNIT", "ms, s, min or h; the one in the column's name if absent, else s"),
                opt("data", "COLUMN", "the column of the amount of data"),
                opt("machine", "COLUMN", "the column of the machine type"),
                opt("job", "COLUMN", "the column of the job"),
                opt("class", "COLUMN", "the column of what jobs are alike"),
                opt("ignore", "COLUMN", "a column that tells nothing; may be given several times"),
                opt("stop-below", "SHARE", "the gain, as a share from 0 to 1, below which no trial is proposed; 0.05"),
                opt("of", "JOB", "the job asked about, which may be new; that with most rows if absent"),
                opt("like", "CLASS", "the class that a job without runs is like"),
                opt("at", "NAME=VALUE,..", "a configuration to predict: nodes=8,data=100,machine=m5.xlarge"),
            ],
            FORMAT,
        ],
        more: "",
        example: "afterglow table runs.csv --at nodes=8,machine=m5.xlarge",
    },
    Cmd {
        name: "rightsize",
        does: "smaller machines for any job, from samples of its use",
        paths: "PATH: CSV or JSON files of CloudWatch, Prometheus, sadf, Ganglia; several are one answer",
        options: &[
            &[
                opt("percentile", "P", "what processor, network and disk are sized by, above 0 to 100; 95"),
                opt("time", "COLUMN", "the column of the time; by its name if absent, as the others"),
                opt("host", "COLUMN", "the column of the machine's name"),
                opt("cpu", "COLUMN", "the column of the processor's use"),
                opt("memory", "COLUMN", "the column of the memory's use"),
                opt("network", "COLUMN", "the column of the network's use"),
                opt("disk", "COLUMN", "the column of the disk's use"),
                opt("ignore", "COLUMN", "a column that tells nothing; may be given several times"),
            ],
            WHERE,
            MACHINES,
            HOUSE,
            FORMAT,
        ],
        more: "",
        example: "afterglow rightsize cpu.csv memory.csv --current aws:m5.2xlarge",
    },
    Cmd {
        name: "house",
        does: "policy, rates and newer price files as one file to hand on",
        paths: "PATH: the files to put together",
        options: &[&[opt("o", "OUT", "the file to write")]],
        more: "",
        example: "afterglow house policy.json rates.csv -o house.json",
    },
    Cmd {
        name: "inventory",
        does: "what sensitive content a log has: secrets, names, addresses, numbers",
        paths: LOGS,
        options: &[FORMAT, READING],
        more: "The whole text is looked through, also of events that nothing else is made of and of lines that are none. \
               Values are masked. Kinds are told by their form and by their keys: something can be missed, and one \
               thing taken for another.",
        example: "afterglow inventory app-1.zstd",
    },
    Cmd {
        name: "redact",
        does: "the same log without its text",
        paths: "PATH: one log",
        options: &[&[
            opt("o", "OUT", "the file to write; one that exists is not written over"),
            opt("key", "FILE", "the key, 16 bytes at least; one is made for this once if absent"),
        ]],
        more: "Figures, findings and predictions stay. The key is not written anywhere.",
        example: "afterglow redact app-1.zstd -o app-1.redacted.json",
    },
];

/// The command of a name.
pub(crate) fn command(name: &str) -> Option<&'static Cmd> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// Options that go with every command.
const ALWAYS: [&str; 4] = ["h", "help", "V", "version"];

/// The name under which an option stands in the table.
fn listed(option: &str) -> &str {
    match option {
        "output" => "o",
        "catalog" => "catalogue",
        other => other,
    }
}

impl Cmd {
    /// Its options.
    pub(crate) fn opts(&self) -> impl Iterator<Item = &'static Opt> {
        self.options.iter().flat_map(|group| group.iter())
    }

    /// Why an option does not go with it: one that changes nothing would be taken for one that did.
    pub(crate) fn refuses(&self, option: &str) -> Option<String> {
        let name = listed(option);
        if ALWAYS.contains(&name) || self.opts().any(|opt| opt.name == name) {
            return None;
        }
        let takers: Vec<&str> =
            COMMANDS.iter().filter(|cmd| cmd.opts().any(|opt| opt.name == name)).map(|cmd| cmd.name).collect();
        Some(format!("{} goes with {}, not with {}", typed(name), takers.join(", "), self.name))
    }

    /// What `afterglow COMMAND --help` prints.
    pub(crate) fn help(&self) -> String {
        let mut out =
            format!("afterglow {} PATH... [options]\n\n{}\n{}\n\nOptions\n", self.name, self.does, self.paths);
        for opt in self.opts() {
            let head = format!("  {} {}", typed(opt.name), opt.value);
            wrapped(&mut out, &format!("{head:<26} "), opt.does);
        }
        if !self.more.is_empty() {
            out.push('\n');
            wrapped(&mut out, "", self.more);
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "\nExample\n  {}", self.example);
        out
    }
}

fn typed(name: &str) -> String {
    if name.len() == 1 { format!("-{name}") } else { format!("--{name}") }
}

/// What `afterglow --help` prints.
pub(crate) fn overview() -> String {
    let mut out = "afterglow COMMAND PATH... [options]\n\nCommands\n".to_owned();
    for command in COMMANDS {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {:<10} {}", command.name, command.does);
    }
    out.push_str(
        "  help       this, or with the name of a command its options; as --help behind it\n  \
         version    the version\n\n\
         Exit: 0 done, 1 bad usage, 2 nothing could be read, 3 partly read; of verify 4 something differs, 5 cannot \
         be judged.\nNothing is sent anywhere.",
    );
    out
}

/// Text broken at 100 characters, each line behind `margin` or as many spaces.
fn wrapped(out: &mut String, margin: &str, text: &str) {
    let indent = margin.chars().count();
    let mut line = margin.to_owned();
    for word in text.split_whitespace() {
        if line.chars().count() > indent && line.chars().count() + word.chars().count() >= 100 {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(indent);
        }
        if line.chars().count() > indent {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The options that the parser's source takes.
    fn parsed() -> BTreeSet<String> {
        let source = include_str!("args.rs");
        let mut found = BTreeSet::new();
        for arm in source.split("Arg::").skip(1).filter(|arm| arm.starts_with("Long(") || arm.starts_with("Short(")) {
            let inside = arm.split(')').next().unwrap_or_default();
            let quote = if arm.starts_with("Long(") { '"' } else { '\'' };
            found.extend(inside.split(quote).skip(1).step_by(2).map(|name| listed(name).to_owned()));
        }
        found
    }

    #[test]
    fn what_is_parsed_is_listed_and_the_other_way_round() {
        let listed: BTreeSet<String> = COMMANDS.iter().flat_map(Cmd::opts).map(|opt| opt.name.to_owned()).collect();
        let parsed: BTreeSet<String> =
            parsed().into_iter().filter(|name| !ALWAYS.contains(&name.as_str()) && name != "Long").collect();
        assert_eq!(listed, parsed);
    }

    #[test]
    fn every_command_says_what_it_is_for() {
        for command in COMMANDS {
            let help = command.help();
            assert!(help.contains("Example\n  afterglow ") && help.lines().all(|line| line.chars().count() <= 100));
            assert!(overview().contains(command.name));
            let names: Vec<&str> = command.opts().map(|opt| opt.name).collect();
            let once: BTreeSet<&str> = names.iter().copied().collect();
            assert_eq!(names.len(), once.len(), "{}: an option stands twice", command.name);
        }
        assert!(command("trace").and_then(|trace| trace.refuses("slots")).is_some_and(|why| why.contains("predict")));
    }
}
