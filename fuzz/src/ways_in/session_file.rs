//! Any text, packed by gzip, as a session's file: opened or refused, and a session of what was opened opens again with
//! the same figures.

use std::io::Write;

use afterglow_engine::{Machines, Reply, Request, SessionSettings};
use afterglow_eventlog::secret::mask;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::kit::{figures_are_numbers, input, opened};

pub(crate) fn law(text: &[u8]) {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = packer.write_all(text).and_then(|()| packer.finish()).expect("memory does not fail");
    let inputs = [input("a run.afterglow", &packed)];
    let before = opened(&inputs);
    let Some(run) = before.run(0).filter(|_| before.len() == 1) else { return };
    figures_are_numbers(&before.ask(0, &Request::Summary(Machines::default())));
    let settings = SessionSettings { view: Some("stages".to_owned()), ..SessionSettings::default() };
    let mut file = Vec::new();
    run.session(&inputs, &settings, &mut file).expect("the file did not change");
    let after = opened(&[input("again", &file)]);
    let again = after.run(0).expect("a session opens again");
    assert_eq!(run.profile().totals, again.profile().totals);
    let text = |reply: Reply| match reply {
        // A session has its secrets masked, and a fuzzer makes up such.
        Reply::Streaming(view) => format!("{view:?}").split('"').map(|text| mask("", text).0).collect::<String>(),
        other => panic!("no answer: {other:?}"),
    };
    assert_eq!(text(before.ask(0, &Request::Streaming)), text(after.ask(0, &Request::Streaming)));
    let note = again.card(0).session.expect("it is a session's");
    assert_eq!(note.settings.view.as_deref(), Some("stages"));
}
