use super::*;

#[derive(Default)]
struct Names(Vec<String>);

impl Sink for Names {
    fn event(&mut self, event: &Event<'_>) {
        self.0.push(match event {
            Event::AppStart(start) => format!("start {}", start.name),
            Event::AppEnd(_) => "end".to_owned(),
            other => format!("{other:?}"),
        });
    }
}

fn read(text: &[u8], chunk: usize) -> (Vec<String>, LineReport) {
    let mut names = Names::default();
    let (report, error) = read_stream(&mut &*text, Reading { chunk, ..Reading::default() }, &mut names);
    assert!(error.is_none());
    (names.0, report)
}

const START: &str = r#"{"Event":"SparkListenerApplicationStart","App Name":"a"}"#;
const END: &str = r#"{"Event":"SparkListenerApplicationEnd","Timestamp":5}"#;

fn check(text: &str, names: &[&str], lines: u64, rejected: u64) -> LineReport {
    let (whole, report) = read(text.as_bytes(), 1 << 20);
    assert_eq!(whole, names, "{text}");
    assert_eq!((report.lines, report.rejected), (lines, rejected), "{text}");
    for chunk in [1, 7, 64] {
        assert_eq!(read(text.as_bytes(), chunk), (whole.clone(), report.clone()), "chunks of {chunk}");
    }
    report
}

#[test]
fn lines_in_all_their_clothes() {
    check(&format!("{START}\n{END}\n"), &["start a", "end"], 2, 0);
    check(&format!("\u{feff}{START}\r\n\r\n\r\n{END}"), &["start a", "end"], 2, 0);
    check(&format!("[{START},\n{END}]\n"), &["start a", "end"], 2, 0);
    check("", &[], 0, 0);
}

#[test]
fn pretty_printed_events_are_read() {
    let pretty = "[\n  {\n    \"Event\": \"SparkListenerApplicationStart\",\n\n    \"App Name\": \"a\"\n  },\n  {\n    \"Event\": \"SparkListenerApplicationEnd\"\n  }\n]\n";
    check(pretty, &["start a", "end"], 9, 0);
}

#[test]
fn a_cut_line_costs_no_other() {
    let cut = &START[..30];
    let report = check(&format!("{START}\n{cut}\n{END}\n"), &["start a", "end"], 3, 1);
    assert_eq!(report.first_rejected.map(|at| at.line), Some(2));
    let report = check(&format!("{START}\n{cut}"), &["start a"], 2, 1);
    assert!(report.last_line_cut);
    assert_eq!(report.first_rejected.map(|at| at.offset), Some(START.len() as u64 + 1 + 30));
}

#[test]
fn garbage_is_counted_and_placed() {
    let report = check(&format!("hello\n{START}\n{{\"a\":1}}\n"), &["start a"], 3, 2);
    assert_eq!(report.first_rejected, Some(RejectedLine { line: 1, offset: 0, expected: "a JSON object" }));
}

#[test]
fn a_line_beyond_the_limit_is_passed_over() {
    let long = format!("{{\"Event\":\"x\",\"a\":\"{}\"}}", "y".repeat(5_000));
    let text = format!("{START}\n{long}\n{END}\n");
    for chunk in [16, 1 << 20] {
        let mut names = Names::default();
        let (report, _) = read_stream(&mut text.as_bytes(), Reading { chunk, longest_line: 200 }, &mut names);
        assert_eq!((names.0, report.rejected), (vec!["start a".to_owned(), "end".to_owned()], 1));
    }
}

#[test]
fn a_last_line_beyond_the_limit_counts_as_cut_in_steps_of_any_size() {
    let text = format!("{START}\n{}", "y".repeat(500));
    let report =
        |chunk| read_stream(&mut text.as_bytes(), Reading { chunk, longest_line: 200 }, &mut Names::default()).0;
    assert!(report(1 << 20).last_line_cut);
    for chunk in [1, 7, 64, 201, 500] {
        assert_eq!(report(chunk), report(1 << 20), "chunks of {chunk}");
    }
}

#[test]
fn a_sink_is_asked_to_go_on_in_the_midst_of_a_long_line() {
    struct Stops(u32);
    impl Sink for Stops {
        fn event(&mut self, _: &Event<'_>) {}
        fn proceed(&mut self, _: &LineReport) -> bool {
            self.0 += 1;
            self.0 < 3
        }
    }
    let text = "y".repeat(1000);
    let (report, _) = read_stream(&mut text.as_bytes(), Reading { chunk: 10, longest_line: 900 }, &mut Stops(0));
    assert_eq!((report.stopped, report.bytes), (true, 30));
}
