//! Sessions and statements of the Thrift server and of Connect.

use crate::event::{Served, ServedStep, Server};
use crate::json::{Cursor, Step};

use super::{some_text, text, timestamp};

/// Which event of which server a class is.
pub(super) fn class(name: &str) -> Option<(Server, ServedStep)> {
    let (server, rest) = Served::CLASSES.iter().find_map(|(server, head)| Some((*server, name.strip_prefix(head)?)))?;
    let found = Served::STEPS.iter().find(|(of, _, end)| *of == server && *end == rest);
    found.map(|(server, step, _)| (*server, *step))
}

pub(super) fn served<'a>(cursor: &mut Cursor<'a>, (server, step): (Server, ServedStep)) -> Step<Served<'a>> {
    let mut served = Served { server, step, ..Served::default() };
    cursor.object(|cursor, key| {
        match key {
            b"id" | b"operationId" => served.statement = text(cursor)?,
            b"sessionId" => served.session = text(cursor)?,
            b"startTime" | b"finishTime" | b"closeTime" | b"eventTime" => served.at = timestamp(cursor)?,
            b"userName" => {
                if let Some(user) = some_text(cursor)? {
                    served.user = user;
                }
            }
            b"userId" if served.user.is_empty() => served.user = text(cursor)?,
            b"ip" => served.from = text(cursor)?,
            b"statement" | b"statementText" => served.text = text(cursor)?,
            b"groupId" | b"jobTag" | b"jobGroupId" => served.tie = text(cursor)?,
            b"errorMsg" | b"errorMessage" => served.error = some_text(cursor)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(served)
}

#[cfg(test)]
mod tests {
    use super::class;
    use crate::event::{ServedStep, Server};

    #[test]
    fn classes_are_told_by_server_and_step() {
        for (name, expected) in [
            (
                "org.apache.spark.sql.hive.thriftserver.ui.SparkListenerThriftServerOperationFinish",
                Some((Server::Thrift, ServedStep::Finished)),
            ),
            (
                "org.apache.spark.sql.connect.service.SparkListenerConnectOperationFinished",
                Some((Server::Connect, ServedStep::Finished)),
            ),
            (
                "org.apache.spark.sql.connect.service.SparkListenerConnectSessionStarted",
                Some((Server::Connect, ServedStep::SessionStarted)),
            ),
            ("org.apache.spark.sql.connect.service.SparkListenerConnectServiceStarted", None),
            ("org.apache.spark.sql.hive.thriftserver.ui.SparkListenerThriftServerOperationParsed", None),
        ] {
            assert_eq!(class(name), expected, "{name}");
        }
    }
}
