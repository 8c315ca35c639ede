//! Sentences of the views of SQL.

pub(crate) const ROOT_HINT: &str =
    "The execution that this one ran inside of; its own number where it ran inside of none";
pub(crate) const CHILDREN: &str =
    "Spark ran these on the way to it. Their jobs and their times are theirs, and are not in the figures above.";
pub(crate) const PROPERTIES: &str =
    "What the session of this query had set, apart from how the application was started.";
pub(crate) const STATEMENTS: &str =
    "Of the Thrift server (JDBC and ODBC) and of Spark Connect. Of each text the first 400 characters are shown.";
pub(crate) const SERVED_BEYOND: &str = "The first 5,000 statements and sessions are kept.";
