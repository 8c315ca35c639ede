//! Helpers and pauses do not show: a log that is read by many, or while it grows, gives what it gives when it is read at
//! once.

use std::path::PathBuf;
use std::rc::Rc;

use afterglow_engine::{Ahead, BytesInput, Helper, Input, Intake, Opened, Session, Sharing, Step, Stride, Trust};
use afterglow_testkit::{digest, inputs};

fn paths() -> Vec<PathBuf> {
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    let bad = afterglow_testkit::bad_inputs().into_iter().map(|bad| bad.path);
    let shared = afterglow_testkit::shared_logs().into_iter().map(|log| log.path);
    fixtures.chain(bad).chain(shared).collect()
}

/// Numbers that look random and are the same in every run (the constants are those of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Everything that a session tells of its runs, and what became of the drop.
fn outcome(session: &Session, opened: &Opened) -> (Vec<u64>, String) {
    let digests = (0..session.len() as u32).filter_map(|run| session.run(run)).map(|run| digest(run.profile()));
    (digests.collect(), told(session, opened))
}

fn told(session: &Session, opened: &Opened) -> String {
    let texts = (0..session.len() as u32).map(|run| session.ask(run, &afterglow_engine::Request::ProfileJson));
    format!("{opened:?} {:?}", texts.collect::<Vec<_>>())
}

/// Fails with the first place where two outcomes differ.
fn same((digests, told): &(Vec<u64>, String), (others, expected): &(Vec<u64>, String), what: &str) {
    if told != expected {
        let at = told.bytes().zip(expected.bytes()).take_while(|(left, right)| left == right).count();
        let around = |text: &str| {
            let text = text.as_bytes();
            String::from_utf8_lossy(&text[at.saturating_sub(200).min(text.len())..(at + 200).min(text.len())])
                .into_owned()
        };
        panic!("{what}: told\n{}\nand not\n{}", around(told), around(expected));
    }
    assert_eq!(digests, others, "{what}: other profiles");
}

/// Reads with helpers who are slow, quick and lost by turns; tells how many blocks were theirs.
fn helped(inputs: &[Rc<dyn Input>], sharing: Sharing, helpers: usize, seed: u64) -> (Session, Opened, u32) {
    let helper = Helper::new(inputs, Trust::Wary);
    let mut working: Vec<Option<Ahead>> = (0..helpers).map(|_| None).collect();
    let mut session = Session::default();
    let mut intake = Intake::new(inputs, Trust::Wary, Some(sharing));
    let mut dice = Dice(seed);
    let mut blocks = 0;
    loop {
        let place = dice.below(helpers as u64) as usize;
        if working[place].is_none()
            && let Some(order) = intake.order(helpers)
        {
            match helper.begin(order) {
                Some(ahead) => working[place] = Some(ahead),
                None => intake.lost(order),
            }
        }
        if let Some(ahead) = &mut working[place] {
            let order = ahead.order();
            let step = if dice.below(40) == 0 { Stride::Lost } else { ahead.step() };
            match step {
                Stride::Went => {}
                Stride::Block(block) => {
                    blocks += 1;
                    if block.last {
                        working[place] = None;
                    }
                    intake.arrived(block);
                }
                Stride::Lost => {
                    working[place] = None;
                    intake.lost(order);
                }
            }
        }
        if dice.below(2) == 0 && intake.step(&mut session) == Step::Done {
            break;
        }
    }
    (session, intake.opened(), blocks)
}

#[test]
fn any_number_of_helpers_gives_the_same() {
    let (mut logs, mut blocks) = (0, 0);
    for path in paths() {
        let inputs = inputs(&path);
        let mut session = Session::default();
        let opened = session.open(&inputs, &mut |_| true);
        let alone = outcome(&session, &opened);
        for (helpers, piece, block) in [(1, 65_537, 50_000), (3, 8 << 20, 1 << 20)] {
            let help = Sharing { worth_from: 0, piece, block };
            let (session, opened, theirs) = helped(&inputs, help, helpers, 7);
            blocks += theirs;
            same(&outcome(&session, &opened), &alone, &format!("{}: {helpers} helpers", path.display()));
        }
        logs += session.len();
    }
    println!("{logs} runs are the same with helpers, who sent {blocks} blocks");
    assert!(blocks > logs as u32, "helpers were of use");
}

#[test]
fn blocks_of_any_size_give_the_same() {
    for fixture in afterglow_testkit::fixtures() {
        let inputs = inputs(&fixture.path);
        if inputs.iter().map(|input| input.len()).sum::<u64>() > 300_000 {
            continue;
        }
        let mut session = Session::default();
        let opened = session.open(&inputs, &mut |_| true);
        let alone = outcome(&session, &opened);
        for (piece, block) in [(1_000, 1_000), (999, 7), (4_096, 1_000_000)] {
            let help = Sharing { worth_from: 0, piece, block };
            let (session, opened, _) = helped(&inputs, help, 2, u64::from(piece));
            same(&outcome(&session, &opened), &alone, &format!("{}: blocks of {block}", fixture.name));
        }
    }
}

/// The files of a log, cut to so many bytes altogether.
fn first(files: &[(String, Vec<u8>)], mut length: usize) -> Vec<Rc<dyn Input>> {
    let mut drop: Vec<Rc<dyn Input>> = Vec::new();
    for (name, bytes) in files {
        let cut = bytes.len().min(length);
        length -= cut;
        if cut > 0 {
            drop.push(Rc::new(BytesInput::new(name.as_str(), &bytes[..cut])));
        }
    }
    drop
}

fn files(path: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let read = |input: &Rc<dyn Input>| {
        let mut bytes = Vec::new();
        input.open().and_then(|mut reader| reader.read_to_end(&mut bytes)).expect("a fixture can be read");
        (input.path().to_owned(), bytes)
    };
    inputs(path).iter().map(read).collect()
}

#[test]
fn a_log_that_grew_gives_what_the_whole_log_gives() {
    let (mut grown, mut went_on) = (0, 0);
    let fixtures = afterglow_testkit::fixtures().into_iter().map(|fixture| fixture.path);
    let shared = afterglow_testkit::shared_logs().into_iter().map(|log| log.path);
    for path in fixtures.chain(shared) {
        let files = files(&path);
        let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        let whole = first(&files, total);
        let mut at_once = Session::default();
        let opened = at_once.open(&whole, &mut |_| true);
        if total > 8 << 20 || opened.runs.len() != 1 {
            continue;
        }
        let mut dice = Dice(total as u64);
        for _ in 0..4 {
            let cut = dice.below(total as u64) as usize;
            let mut session = Session::default();
            if session.open(&first(&files, cut), &mut |_| true).runs.len() != 1 {
                continue;
            }
            // Again in the middle of what is missing, and then to the end.
            for length in [cut + (total - cut) / 2, total] {
                let on = match session.read_on(0, &first(&files, length)) {
                    Ok(on) => on,
                    Err(why) => panic!("{}: {}", path.display(), why.because),
                };
                went_on += u32::from(!on.anew);
            }
            let opened = Opened::default();
            same(&outcome(&session, &opened), &outcome(&at_once, &opened), &format!("{} cut at {cut}", path.display()));
            grown += 1;
        }
    }
    println!("{grown} logs were read while they grew, {went_on} times without a second reading");
    assert!(went_on > grown, "plain logs go on where they were");
}

#[test]
fn what_is_not_the_log_of_the_run_is_refused() {
    let log = |id: &str, rest: &str| {
        let start = format!(r#"{{"Event":"SparkListenerApplicationStart","App Name":"{id}","App ID":"{id}"}}"#);
        let input: Rc<dyn Input> = Rc::new(BytesInput::new("log", format!("{start}\n{rest}").into_bytes()));
        vec![input]
    };
    let mut session = Session::default();
    assert_eq!(session.open(&log("a", ""), &mut |_| true).runs.len(), 1);
    let refused = session.read_on(0, &log("b", "and more")).expect_err("another application");
    assert!(refused.because.contains("another run (b)"), "{}", refused.because);
    assert_eq!(session.run(0).map(|run| run.profile().app.name.as_str()), Some("a"), "the run is as it was");
    assert!(session.read_on(0, &[]).is_err());
    assert!(session.read_on(1, &log("a", "")).is_err());
    let same = session.read_on(0, &log("a", "")).expect("the log itself");
    assert_eq!((same.new_bytes, same.anew), (0, false));
}

#[test]
fn an_event_that_was_none_after_all_has_the_log_read_anew() {
    let log = |text: &str| vec![Rc::new(BytesInput::new("log", text.as_bytes())) as Rc<dyn Input>];
    let start = r#"{"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"a"}"#;
    let end = r#"{"Event":"SparkListenerApplicationEnd","Timestamp":5}"#;
    let (begun, whole) = (format!("{start}\n{end}"), format!("{start}\n{end} and more\n"));
    let mut session = Session::default();
    assert!(session.open(&log(&begun), &mut |_| true).runs[0].complete, "an event may lack its newline");
    let on = session.read_on(0, &log(&whole)).expect("the same log");
    assert!(on.anew && !on.card.complete, "{on:?}");
}

#[test]
fn a_block_of_other_lines_is_condensed_in_time() {
    // Copying what stands before each line anew would take minutes here.
    let block = "{\"Event\":\"SparkListenerBlockUpdated\"}\n".repeat(200_000);
    let condensed = afterglow_eventlog::Condensed::tasks(block.as_bytes()).into_bytes();
    assert!(condensed.len() < block.len() + 100);
}

#[test]
fn the_parts_of_a_log_may_not_be_a_bomb_together() {
    let pack = |bytes: &[u8]| afterglow_testkit::pack::gzip(bytes);
    let start = "{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"a\",\"App ID\":\"a\"}\n";
    let blank = [start.as_bytes(), " ".repeat(64 << 20).as_bytes(), b"\n"].concat();
    // Packed twice: eight members of 64 MB each, in about a kilobyte.
    let part = pack(&pack(&blank).repeat(8));
    let parts: Vec<Rc<dyn Input>> = (1..=3)
        .map(|number| {
            Rc::new(BytesInput::new(format!("eventlog_v2_a/events_{number}_a.gz"), part.clone())) as Rc<dyn Input>
        })
        .collect();
    let mut wary = Session::default();
    let opened = wary.open(&parts, &mut |_| true);
    assert_eq!(opened.failures.iter().map(|failure| failure.code.as_str()).collect::<Vec<_>>(), ["too-large"]);
    assert!(opened.runs[0].partial, "what was read until then is shown");
    let mut asked = Session::default();
    assert_eq!(asked.open_with(&parts, Trust::Asked, &mut |_| true).failures, []);
}
