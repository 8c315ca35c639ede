//! Trace events as JSON, one a line, as they are written.

use std::io::{self, Write};

use serde::Serialize;

use super::Traced;

/// One event.
#[derive(Serialize)]
pub(super) struct Event<'a> {
    ph: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    pid: u32,
    tid: u32,
    ts: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<u64>,
    /// The scope of an instant: its process.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Args::is_none")]
    args: Args<'a>,
}

/// What an event tells beside its times.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(super) enum Args<'a> {
    None,
    Name {
        name: &'a str,
    },
    Sort {
        sort_index: u32,
    },
    Task(&'a TaskArgs<'a>),
    Stage {
        attempt: u32,
        tasks: u64,
        status: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        failure: Option<&'a str>,
    },
    Reason {
        reason: &'a str,
    },
    Error {
        error: &'a str,
    },
    Slots {
        slots: f64,
    },
    Tasks {
        tasks: f64,
    },
    Bytes {
        bytes: f64,
    },
}

/// A task's figures; those that its log does not tell are left out.
#[derive(Serialize)]
pub(super) struct TaskArgs<'a> {
    pub(super) task: i64,
    pub(super) stage: i64,
    pub(super) stage_attempt: u32,
    pub(super) index: u32,
    pub(super) attempt: u32,
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speculative: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gc_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) input_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) output_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shuffle_read_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shuffle_write_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) disk_spilled_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) peak_execution_bytes: Option<u64>,
}

impl<'a> Args<'a> {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }

    /// A text of the log under `reason` or `error`, where there is one.
    pub(super) fn of(key: &str, text: Option<&'a str>) -> Self {
        match (key, text) {
            (_, None) => Self::None,
            ("error", Some(error)) => Self::Error { error },
            (_, Some(reason)) => Self::Reason { reason },
        }
    }
}

impl<'a> Event<'a> {
    fn new(ph: &'static str, name: &'a str, pid: u32, tid: u32, ts: u64, args: Args<'a>) -> Self {
        Self { ph, name, cat: None, pid, tid, ts, dur: None, s: None, args }
    }

    /// The name of a process or a thread.
    pub(super) fn named(kind: &'a str, pid: u32, tid: u32, name: &'a str) -> Self {
        Self::new("M", kind, pid, tid, 0, Args::Name { name })
    }

    /// The place of a process or a thread among the others.
    pub(super) fn sorted(kind: &'a str, pid: u32, tid: u32, sort_index: u32) -> Self {
        Self::new("M", kind, pid, tid, 0, Args::Sort { sort_index })
    }

    /// What lasted from `ts` for `dur` microseconds.
    pub(super) fn complete(name: &'a str, pid: u32, tid: u32, ts: u64, dur: u64, args: Args<'a>) -> Self {
        let cat = Some(if matches!(args, Args::Task(_)) { "task" } else { "driver" });
        Self { cat, dur: Some(dur), ..Self::new("X", name, pid, tid, ts, args) }
    }

    /// What happened to a process.
    pub(super) fn instant(name: &'a str, pid: u32, ts: u64, args: Args<'a>) -> Self {
        Self { cat: Some("executor"), s: Some("p"), ..Self::new("i", name, pid, 0, ts, args) }
    }

    /// A figure of a process from `ts` on.
    pub(super) fn counter(name: &'a str, pid: u32, ts: u64, unit: &str, value: f64) -> Self {
        let args = match unit {
            "slots" => Args::Slots { slots: value },
            "tasks" => Args::Tasks { tasks: value },
            _ => Args::Bytes { bytes: value },
        };
        Self::new("C", name, pid, 0, ts, args)
    }
}

/// The file around the events.
pub(super) struct Writer<'a> {
    out: &'a mut dyn Write,
    first: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n")?;
        Ok(Self { out, first: true })
    }

    pub(super) fn event(&mut self, event: &Event<'_>) -> io::Result<()> {
        if !std::mem::take(&mut self.first) {
            self.out.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut self.out, event).map_err(io::Error::from)
    }

    pub(super) fn end(self, by: &str, traced: &Traced) -> io::Result<()> {
        let Traced { tasks, left_out } = traced;
        let other = serde_json::json!({ "by": by, "tasks": tasks, "tasks_left_out": left_out });
        writeln!(self.out, "\n],\"otherData\":{other}}}")
    }
}
