//! The run as a trace in Chrome's JSON trace-event format, which Perfetto and the Firefox Profiler open.
//!
//! Processes are the driver and the executors, threads are slots. Times are microseconds from the run's begin. Source:
//! "Trace Event Format" (Google, 2016), sections on complete, instant, counter and metadata events.

mod event;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use afterglow_profile::{Executor, Profile, TaskRow, TaskStatus, interval};
use afterglow_units::{Millis, Timestamp, shown};

use crate::answer;
use crate::lanes::Lanes;
use crate::run::Run;
use event::{Args, Event, TaskArgs, Writer};

/// So many tasks are written at most: beyond, the viewers' tabs run out of memory.
pub const MOST_TASKS: usize = 1_000_000;
/// The process of what the driver knows; executors follow. Viewers take 0 for the machine's idle time.
const DRIVER: u32 = 1;
/// Names longer than this are cut: a viewer shows them in one line.
const LONGEST_NAME: usize = 200;

/// What a trace came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traced {
    /// Tasks that are in it.
    pub tasks: u64,
    /// Tasks that are not, the shortest ones, since there are more than [`MOST_TASKS`].
    pub left_out: u64,
}

impl Run {
    /// Writes the run as a trace.
    ///
    /// # Errors
    /// What the writer says.
    pub fn trace(&self, out: &mut dyn Write) -> io::Result<Traced> {
        self.trace_of(MOST_TASKS, out)
    }

    fn trace_of(&self, most: usize, out: &mut dyn Write) -> io::Result<Traced> {
        let mut buffered = BufWriter::with_capacity(1 << 18, out);
        let trace = Trace { run: self, profile: &self.profile, begin: self.profile.app.begin().unwrap_or_default() };
        let mut writer = Writer::new(&mut buffered)?;
        let traced = trace.write(most, &mut writer)?;
        writer.end(&format!("afterglow {}", env!("CARGO_PKG_VERSION")), &traced)?;
        buffered.flush()?;
        Ok(traced)
    }
}

struct Trace<'a> {
    run: &'a Run,
    profile: &'a Profile,
    begin: Timestamp,
}

impl Trace<'_> {
    fn write(&self, most: usize, out: &mut Writer<'_>) -> io::Result<Traced> {
        let name = shown::clipped(self.run.name(), LONGEST_NAME);
        out.event(&Event::named("process_name", DRIVER, 0, &format!("Driver of {name}")))?;
        out.event(&Event::sorted("process_sort_index", DRIVER, 0, 0))?;
        let mut thread = 0;
        self.driver(&mut thread, out)?;
        let tasks = self.tasks(most);
        let traced = Traced { tasks: tasks.len() as u64, left_out: (self.shown().count() - tasks.len()) as u64 };
        if traced.left_out > 0 {
            let text = format!("{} tasks, the shortest, are left out: a trace holds {most}", traced.left_out);
            out.event(&Event::instant(&text, DRIVER, 0, Args::None))?;
        }
        self.executors(&tasks, &mut thread, out)?;
        self.counters(out)?;
        Ok(traced)
    }

    /// Microseconds from the run's begin. What the log says to be before it stands at the begin.
    fn us(&self, at: Timestamp) -> u64 {
        at.since(self.begin).0.saturating_mul(1000)
    }

    /// What the driver knows: when it ran alone, and the lanes of executions, jobs and stages.
    fn driver(&self, thread: &mut u32, out: &mut Writer<'_>) -> io::Result<()> {
        let profile = self.profile;
        let end = profile.app.end().unwrap_or(self.begin);
        let busy = profile.stages.iter().filter_map(|stage| Some((stage.first_launch?, stage.last_finish?))).collect();
        let gaps = interval::gaps(&interval::union(busy), self.begin, end);
        let alone = gaps.into_iter().map(|(from, to)| (from, to, "no task runs".to_owned(), Args::None));
        self.packed("Driver only", alone.collect(), thread, out)?;
        let sql = profile.sql.iter().filter_map(|execution| {
            let from = execution.started?;
            let name = format!("SQL {}: {}", execution.id.0, execution.description);
            Some((from, execution.ended.unwrap_or(end), name, Args::of("error", execution.error.as_deref())))
        });
        self.packed("SQL", sql.collect(), thread, out)?;
        let jobs = profile.jobs.iter().filter_map(|job| {
            let name = format!("job {}: {}", job.id.0, job.description.as_deref().unwrap_or(&job.name));
            Some((job.submitted?, job.completed.unwrap_or(end), name, Args::of("error", job.error.as_deref())))
        });
        self.packed("Jobs", jobs.collect(), thread, out)?;
        let stages = profile.stages.iter().filter_map(|stage| {
            let (from, to) = stage.span()?;
            let args = Args::Stage {
                attempt: stage.key.attempt,
                tasks: stage.sums.tasks,
                status: answer::stage_status(stage.status),
                failure: stage.failure.as_deref(),
            };
            Some((from, to, format!("stage {}: {}", stage.key.id.0, stage.name), args))
        });
        self.packed("Stages", stages.collect(), thread, out)
    }

    /// Spans on as many threads as keep them apart.
    fn packed(
        &self,
        kind: &str,
        mut spans: Vec<(Timestamp, Timestamp, String, Args<'_>)>,
        thread: &mut u32,
        out: &mut Writer<'_>,
    ) -> io::Result<()> {
        spans.sort_by_key(|(from, to, ..)| (*from, *to));
        let mut lanes = Lanes::default();
        let mut threads: Vec<u32> = Vec::new();
        for (from, to, name, args) in &spans {
            let (from, to) = (self.us(*from), self.us(*to));
            let lane = lanes.place(from, to.max(from));
            if lane == threads.len() {
                *thread += 1;
                threads.push(*thread);
                let label = if lane == 0 { kind.to_owned() } else { format!("{kind} {}", lane + 1) };
                out.event(&Event::named("thread_name", DRIVER, *thread, &label))?;
                out.event(&Event::sorted("thread_sort_index", DRIVER, *thread, *thread))?;
            }
            out.event(&Event::complete(
                &shown::clipped(name, LONGEST_NAME),
                DRIVER,
                threads[lane],
                from,
                to.max(from) - from,
                *args,
            ))?;
        }
        Ok(())
    }

    /// Rows of tasks that took a slot.
    fn shown(&self) -> impl Iterator<Item = usize> {
        let tasks = &self.profile.tasks;
        (0..tasks.len()).filter(|&row| tasks.status(row) != TaskStatus::Resubmitted)
    }

    /// The rows that are written, by executor and launch: all of them, or the longest ones.
    fn tasks(&self, most: usize) -> Vec<usize> {
        let tasks = &self.profile.tasks;
        let mut rows: Vec<usize> = self.shown().collect();
        if rows.len() > most {
            rows.sort_by_key(|&row| (std::cmp::Reverse(tasks.duration(row)), row));
            rows.truncate(most);
        }
        rows.sort_by_key(|&row| (tasks.executor(row).0, tasks.launched(row), row));
        rows
    }

    fn executors(&self, tasks: &[usize], thread: &mut u32, out: &mut Writer<'_>) -> io::Result<()> {
        let table = &self.profile.tasks;
        let reasons = reasons(self.profile);
        let mut left = tasks;
        for (at, executor) in self.profile.executors.iter().enumerate() {
            let process = DRIVER + 1 + at as u32;
            let count = left.partition_point(|&row| table.executor(row).0 as usize <= at);
            let (own, rest) = left.split_at(count);
            left = rest;
            let name = format!("executor {} on {}", executor.id, executor.host);
            out.event(&Event::named("process_name", process, 0, &shown::clipped(&name, LONGEST_NAME)))?;
            out.event(&Event::sorted("process_sort_index", process, 0, process))?;
            self.life(executor, process, out)?;
            let mut lanes = Lanes::default();
            let first = *thread + 1;
            for &row in own {
                let task = table.row(row);
                let from = self.us(task.launched);
                let to = self.us(task.finished()).max(from);
                let lane = lanes.place(from, to) as u32;
                if first + lane > *thread {
                    *thread += 1;
                    out.event(&Event::named("thread_name", process, *thread, &format!("slot {}", lane + 1)))?;
                    out.event(&Event::sorted("thread_sort_index", process, *thread, *thread))?;
                }
                self.task(&task, (process, first + lane), (from, to - from), &reasons, out)?;
            }
        }
        Ok(())
    }

    fn task(
        &self,
        task: &TaskRow,
        (process, thread): (u32, u32),
        (from, length): (u64, u64),
        reasons: &Reasons,
        out: &mut Writer<'_>,
    ) -> io::Result<()> {
        let stage = self.profile.stages[task.stage as usize].key;
        let known = |of: Millis| task.has_metrics.then_some(of.0);
        let bytes = |of: afterglow_units::Bytes| task.has_metrics.then_some(of.0);
        let args = TaskArgs {
            task: task.id.0,
            stage: stage.id.0,
            stage_attempt: stage.attempt,
            index: task.index,
            attempt: task.attempt,
            status: answer::task_status(task.status),
            reason: reasons.get(&(stage.id.0, stage.attempt, task.status as u8)).and_then(Option::as_deref),
            speculative: task.speculative.then_some(true),
            run_ms: known(task.run),
            gc_ms: known(task.gc),
            input_bytes: bytes(task.input),
            output_bytes: bytes(task.output),
            shuffle_read_bytes: bytes(task.shuffle_read()),
            shuffle_write_bytes: bytes(task.shuffle_write),
            disk_spilled_bytes: bytes(task.disk_spilled),
            peak_execution_bytes: bytes(task.peak_execution),
        };
        // Viewers colour and sum up by name.
        let name = format!("stage {}", stage.id.0);
        out.event(&Event::complete(&name, process, thread, from, length, Args::Task(&args)))
    }

    /// When an executor came and went, and the memory that it had meanwhile.
    fn life(&self, executor: &Executor, process: u32, out: &mut Writer<'_>) -> io::Result<()> {
        if let Some(at) = executor.added {
            out.event(&Event::instant("executor added", process, self.us(at), Args::None))?;
        }
        if let Some(pool) = executor.pool {
            let from = executor.added.unwrap_or(self.begin);
            out.event(&Event::counter("storage and execution memory", process, self.us(from), "bytes", pool.0 as f64))?;
        }
        let Some(at) = executor.removed else { return Ok(()) };
        if executor.pool.is_some() {
            out.event(&Event::counter("storage and execution memory", process, self.us(at), "bytes", 0.0))?;
        }
        let reason = Args::of("reason", executor.removed_reason.as_deref());
        out.event(&Event::instant("executor removed", process, self.us(at), reason))
    }

    /// Slots that there are and tasks that run, whenever the one changes and in so many means of the other.
    fn counters(&self, out: &mut Writer<'_>) -> io::Result<()> {
        const MEANS: usize = 1_000;
        let mut steps: BTreeMap<u64, i64> = BTreeMap::new();
        for executor in &self.profile.executors {
            let Some(cores) = executor.cores else { continue };
            let slots = i64::from(cores.0 / self.profile.task_cpus(executor.resource_profile));
            *steps.entry(self.us(executor.added.unwrap_or(self.begin))).or_default() += slots;
            if let Some(removed) = executor.removed {
                *steps.entry(self.us(removed)).or_default() -= slots;
            }
        }
        let mut slots = 0;
        for (at, step) in steps {
            slots += step;
            out.event(&Event::counter("slots", DRIVER, at, "slots", slots as f64))?;
        }
        let wall = self.profile.app.wall().map_or(0, |wall| wall.0);
        for (at, tasks) in answer::running_tasks(self.profile, MEANS).into_iter().enumerate() {
            let at = (wall as f64 * 1e3 * at as f64 / MEANS as f64) as u64;
            out.event(&Event::counter("running tasks (mean)", DRIVER, at, "tasks", (tasks * 1e3).round() / 1e3))?;
        }
        Ok(())
    }
}

/// Why the tasks of a stage attempt ended so: alike ones are kept together, so it is known where all read alike.
type Reasons = BTreeMap<(i64, u32, u8), Option<String>>;

fn reasons(profile: &Profile) -> Reasons {
    let mut reasons = Reasons::new();
    for failure in &profile.failures {
        let first = failure.message.lines().next().unwrap_or_default();
        let text = [failure.class.as_str(), first].into_iter().filter(|text| !text.is_empty());
        let text = shown::clipped(&text.collect::<Vec<_>>().join(": "), LONGEST_NAME);
        let key = (failure.stage.id.0, failure.stage.attempt, failure.status as u8);
        reasons.entry(key).and_modify(|known| *known = None).or_insert(Some(text));
    }
    reasons
}

#[cfg(test)]
mod tests;
