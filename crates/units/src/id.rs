//! Ids as Spark numbers them, each a type of its own so that they cannot be mixed.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(pub $inner);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// `Job ID`.
    JobId(i64);
    /// `Stage ID`, without the attempt.
    StageId(i64);
    /// `Task ID`: one attempt at one partition, unique in an application.
    TaskId(i64);
    /// `executionId` of a SQL execution.
    SqlId(i64);
    /// The id of an accumulator, unique in an application; a SQL metric is found by it.
    AccumulatorId(i64);
    /// The row of an executor in the profile's executor table (executor ids are strings in Spark).
    ExecutorIx(u32);
}

/// One attempt of one stage. A stage that is run again keeps its id and counts up the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct StageKey {
    /// `Stage ID`.
    pub id: StageId,
    /// `Stage Attempt ID`, 0 for the first.
    pub attempt: u32,
}

impl std::fmt::Display for StageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.attempt == 0 { write!(f, "{}", self.id) } else { write!(f, "{}.{}", self.id, self.attempt) }
    }
}
