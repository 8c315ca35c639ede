//! The address: which view of which run is shown. Never data of a log.
//!
//! Everything stands behind the `#`, so that it works from `file://` and is sent to no server. The first part is the
//! version of the scheme; an older one is read by an upgrader in [`parse`], so that old links always open.

/// The number of a run in this page, counted from 1 in the order of opening.
pub(crate) type RunNo = u32;

/// A place in the page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Route {
    /// The page without a run in view.
    #[default]
    Home,
    /// A view of one run.
    Run {
        /// Which run.
        run: RunNo,
        /// Which view of it.
        view: View,
    },
    /// Two or more runs side by side.
    Compare,
    /// A table of past runs.
    Table,
    /// Samples of machines' use.
    Usage,
    /// How right the predictions are.
    Accuracy,
    /// The user's own rules, rates and prices.
    House,
    /// What the page itself may do.
    Guard,
}

/// A view of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum View {
    /// The verdict, the totals and the findings.
    Summary,
    /// Executors and tasks over time.
    Timeline,
    /// The table of jobs.
    Jobs,
    /// The table of stages.
    Stages,
    /// One stage attempt with its tasks.
    Stage {
        /// The stage.
        id: i64,
        /// The attempt.
        attempt: u32,
    },
    /// The table of all tasks.
    Tasks,
    /// The table of SQL executions.
    Sql,
    /// One SQL execution with its plan.
    SqlExecution {
        /// The execution.
        id: i64,
        /// The node of its plan that is looked at, if one is named.
        node: Option<u32>,
    },
    /// Executors and their memory.
    Executors,
    /// What other numbers of slots would do.
    Scaling,
    /// Which cluster to take.
    Advice,
    /// Settings of the run.
    Configuration,
    /// Batches of a streaming query.
    Streaming,
    /// What was read of the log, and what was not.
    LogQuality,
}

impl View {
    /// The views with a link of their own, in the order of the page's list.
    pub(crate) const LISTED: [Self; 12] = [
        Self::Summary,
        Self::Timeline,
        Self::Jobs,
        Self::Stages,
        Self::Tasks,
        Self::Sql,
        Self::Executors,
        Self::Scaling,
        Self::Advice,
        Self::Configuration,
        Self::Streaming,
        Self::LogQuality,
    ];

    /// The view in the list under which this one stands.
    pub(crate) fn listed(self) -> Self {
        match self {
            Self::Stage { .. } => Self::Stages,
            Self::SqlExecution { .. } => Self::Sql,
            other => other,
        }
    }

    /// One SQL execution.
    pub(crate) const fn sql(id: i64) -> Self {
        Self::SqlExecution { id, node: None }
    }

    /// Its address behind that of the run.
    pub(crate) fn print(self) -> String {
        match self {
            Self::Summary => "summary".to_owned(),
            Self::Timeline => "timeline".to_owned(),
            Self::Jobs => "jobs".to_owned(),
            Self::Stages => "stages".to_owned(),
            Self::Stage { id, attempt } => format!("stages/{id}.{attempt}"),
            Self::Tasks => "tasks".to_owned(),
            Self::Sql => "sql".to_owned(),
            Self::SqlExecution { id, node: None } => format!("sql/{id}"),
            Self::SqlExecution { id, node: Some(node) } => format!("sql/{id}.{node}"),
            Self::Executors => "executors".to_owned(),
            Self::Scaling => "scaling".to_owned(),
            Self::Advice => "advice".to_owned(),
            Self::Configuration => "configuration".to_owned(),
            Self::Streaming => "streaming".to_owned(),
            Self::LogQuality => "log".to_owned(),
        }
    }

    fn parse(name: &str, item: Option<&str>) -> Option<Self> {
        Some(match (name, item) {
            ("summary", None) => Self::Summary,
            ("timeline", None) => Self::Timeline,
            ("jobs", None) => Self::Jobs,
            ("stages", None) => Self::Stages,
            ("stages", Some(item)) => {
                let (id, attempt) = item.split_once('.')?;
                Self::Stage { id: id.parse().ok()?, attempt: attempt.parse().ok()? }
            }
            ("tasks", None) => Self::Tasks,
            ("sql", None) => Self::Sql,
            ("sql", Some(item)) => match item.split_once('.') {
                Some((id, node)) => Self::SqlExecution { id: id.parse().ok()?, node: Some(node.parse().ok()?) },
                None => Self::sql(item.parse().ok()?),
            },
            ("executors", None) => Self::Executors,
            ("scaling", None) => Self::Scaling,
            ("advice", None) => Self::Advice,
            ("configuration", None) => Self::Configuration,
            ("streaming", None) => Self::Streaming,
            ("log", None) => Self::LogQuality,
            _ => return None,
        })
    }
}

impl Route {
    /// The address of a view.
    pub(crate) fn run(run: RunNo, view: View) -> Self {
        Self::Run { run, view }
    }
}

/// The part of the address from the `#` on.
pub(crate) fn print(route: &Route) -> String {
    match route {
        Route::Home => "#/v1".to_owned(),
        Route::Compare => "#/v1/compare".to_owned(),
        Route::Table => "#/v1/table".to_owned(),
        Route::Usage => "#/v1/use".to_owned(),
        Route::Accuracy => "#/v1/accuracy".to_owned(),
        Route::House => "#/v1/house".to_owned(),
        Route::Guard => "#/v1/guard".to_owned(),
        Route::Run { run, view } => format!("#/v1/run/{run}/{}", view.print()),
    }
}

/// A view by its address behind that of the run.
pub(crate) fn view(address: &str) -> Option<View> {
    let (name, item) = address.split_once('/').map_or((address, None), |(name, item)| (name, Some(item)));
    View::parse(name, item)
}

/// The inverse of [`print`]. What cannot be read leads home; a run without a view leads to its summary.
pub(crate) fn parse(hash: &str) -> Route {
    // What stands behind a `?` narrows the view; the state reads it.
    let hash = hash.split_once('?').map_or(hash, |(path, _)| path);
    let mut parts = hash.trim_start_matches('#').split('/').filter(|part| !part.is_empty());
    if parts.next() != Some("v1") {
        return Route::Home;
    }
    match parts.next() {
        Some("compare") => Route::Compare,
        Some("table") => Route::Table,
        Some("use") => Route::Usage,
        Some("accuracy") => Route::Accuracy,
        Some("house") => Route::House,
        Some("guard") => Route::Guard,
        Some("run") => {
            let Some(run) = parts.next().and_then(|run| run.parse().ok()) else { return Route::Home };
            let view = parts.next().map_or(Some(View::Summary), |name| View::parse(name, parts.next()));
            Route::Run { run, view: view.unwrap_or(View::Summary) }
        }
        _ => Route::Home,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_and_parsing_are_inverse() {
        let mut routes = vec![Route::Home, Route::Compare, Route::Table, Route::Usage, Route::Accuracy];
        routes.extend([Route::House, Route::Guard]);
        let node = View::SqlExecution { id: 7, node: Some(12) };
        let items = [View::Stage { id: 12, attempt: 3 }, View::sql(7), node];
        routes.extend(View::LISTED.into_iter().chain(items).map(|view| Route::run(4, view)));
        for route in routes {
            assert_eq!(parse(&print(&route)), route);
        }
    }

    #[test]
    fn what_cannot_be_read_leads_home() {
        for hash in ["", "#", "#/", "#/v0/run/1/summary", "#/v1/run", "#/v1/run/x", "#top", "#/v1/%00"] {
            assert_eq!(parse(hash), Route::Home, "{hash}");
        }
        assert_eq!(parse("#/v1/run/2"), Route::run(2, View::Summary));
        assert_eq!(parse("#/v1/run/2/nowhere"), Route::run(2, View::Summary));
        assert_eq!(parse("#/v1/run/2/stages/9"), Route::run(2, View::Summary));
    }
}
