//! A session saved of a log without an end: only the log itself has more.

use afterglow_engine::{Session, SessionSettings};

use super::kit::{Ended, Log, input};

#[test]
fn a_session_of_a_cut_log_says_what_it_is_and_goes_on_in_the_log_alone() {
    let log = Log::new().executor(1, 0).job(0, 0, 60_000, &[(1, 0, 60_000)], Ended::Well).end(70_000).bytes();
    let cut = input(log[..log.len() - 20].to_vec());
    let mut read = Session::default();
    read.open(std::slice::from_ref(&cut), &mut |_| true);
    let mut file = Vec::new();
    read.run(0).expect("a run").session(&[cut], &SessionSettings::default(), &mut file).expect("memory does not fail");

    let mut session = Session::default();
    let opened = session.open(&[input(file.clone())], &mut |_| true);
    let card = &opened.runs[0];
    assert!(!card.complete && card.session.is_some(), "{card:?}");
    // The session's file never has more, and the log has all.
    let same = session.read_on(0, &[input(file)]).expect("the same file");
    assert!(same.new_bytes == 0 && !same.card.complete);
    let whole = session.read_on(0, &[input(log)]).expect("its log");
    assert!(whole.card.complete && whole.card.session.is_none(), "{whole:?}");
}
