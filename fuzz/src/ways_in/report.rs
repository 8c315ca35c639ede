//! Any bytes as a report to be verified: a report or a reason in one line, and the same twice.

use afterglow_engine::audit::read_report;

pub(crate) fn law(bytes: &[u8]) {
    match (read_report(bytes), read_report(bytes)) {
        (Ok(_), Ok(_)) => {}
        (Err(why), Err(again)) => {
            assert_eq!(why.to_string(), again.to_string());
            assert!(!why.to_string().chars().any(char::is_control), "{why}");
        }
        _ => panic!("the same bytes are a report once and none once"),
    }
}
