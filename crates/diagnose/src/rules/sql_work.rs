//! Code that Spark cannot look into: Python, user-defined functions, row objects.

use afterglow_units::Basis;

use crate::detector::{Case, Detector, Group};
use crate::finding::Finding;
use crate::plan::{Node, all_node_times};
use crate::saving;
use crate::thresholds as limit;
use crate::words::{share, time};

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        code: "python-udf",
        title: "Python functions take much of the time",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "over 20 % of the SQL task time in stages with Python functions that are not vectorised",
        source: "own",
        needs: "plans",
        mistaken: "functions that do what Spark has no function for",
        find: python,
    },
    Detector {
        code: "row-at-a-time",
        title: "Rows are turned into objects",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "over 20 % of the SQL task time in stages with DeserializeToObject, MapElements or typed lambdas",
        source: "own",
        needs: "plans",
        mistaken: "work that needs objects",
        find: objects,
    },
    Detector {
        code: "native-engine",
        title: "A native engine could take most of the SQL work",
        basis: Basis::Rule,
        group: Group::Sql,
        threshold: "over half of the SQL task time in operators that native engines have",
        source: "the supported-operator lists of RAPIDS Accelerator, Gluten and Comet",
        needs: "plans with metrics",
        mistaken: "storage-bound work, which no engine speeds up",
        find: native,
    },
];

/// Task time of SQL stages in which any of `names` ran, and of all SQL stages, ms.
fn shared(case: &Case<'_>, names: &[&str]) -> (f64, f64, Vec<(afterglow_units::SqlId, u32)>, f64) {
    let mut nodes: Vec<Node<'_>> = Vec::new();
    let mut rows = std::collections::BTreeSet::new();
    for at in case.plans.nodes() {
        if names.iter().any(|name| at.op.name.starts_with(name)) {
            rows.extend(case.plans.stages_near(at));
            nodes.push(at);
        }
    }
    let all: f64 = case.done().filter(|stage| stage.sql.is_some()).map(|stage| stage.duration.sum).sum();
    let here: f64 = rows.iter().map(|&row| case.stages[row].duration.sum).sum();
    let wall: f64 = rows.iter().map(|&row| case.stages[row].wall * case.stages[row].weight()).sum();
    (here, all, nodes.iter().map(|at| (at.execution.id, at.index)).collect(), wall)
}

fn python(case: &Case<'_>) -> Vec<Finding> {
    let (here, all, nodes, wall) = shared(case, &["BatchEvalPython", "PythonUDTF", "BatchEvalPythonUDTF"]);
    if all <= 0.0 || here < limit::PYTHON_SHARE * all {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("{} of the SQL task time is in stages with row-wise Python functions.", share(here / all)),
            format!("Each row is pickled, sent to a Python process and back; these stages took {}.", time(wall)),
            "Use Spark's own functions; else vectorised ones (pandas_udf, mapInPandas, Arrow-optimised UDFs).",
        )
        .nodes(nodes.into_iter().take(8))
        .saves(saving::between(0.0, wall * 0.3, wall * 0.7))
        .sure(0.5)
        .set(
            "spark.sql.execution.pythonUDF.arrow.enabled",
            case.conf().get("spark.sql.execution.pythonUDF.arrow.enabled"),
            "true",
        )
        .ratio("of SQL task time", here / all),
    ]
}

fn objects(case: &Case<'_>) -> Vec<Finding> {
    let (here, all, nodes, wall) =
        shared(case, &["DeserializeToObject", "MapElements", "MapPartitions", "SerializeFromObject", "AppendColumns"]);
    if all <= 0.0 || here < limit::PYTHON_SHARE * all {
        return Vec::new();
    }
    vec![
        Finding::new(
            format!("{} of the SQL task time is in stages that turn rows into JVM objects.", share(here / all)),
            "Typed lambdas keep Spark from generating code, from pushing filters and from reading fewer columns.",
            "Write it with columns and Spark's functions, or keep the typed part small and late.",
        )
        .nodes(nodes.into_iter().take(8))
        .saves(saving::between(0.0, wall * 0.1, wall * 0.4))
        .sure(0.3)
        .ratio("of SQL task time", here / all),
    ]
}

fn native(case: &Case<'_>) -> Vec<Finding> {
    let Some(native) = crate::plan::native_share(case.profile) else { return Vec::new() };
    if !native.engines.is_empty() || native.could_take < 0.5 {
        return Vec::new();
    }
    let sql: f64 = all_node_times(case.profile).iter().flat_map(|(_, times)| times).map(|time| time.task_ms).sum();
    vec![
        Finding::new(
            format!(
                "{} of the SQL task time is in operators that Photon, RAPIDS, Gluten and Comet have as well, by their lists of them.",
                share(native.could_take)
            ),
            format!(
                "That is {} of task time; by how much such an engine would shorten it, no log of Spark can tell.",
                time(sql * native.could_take)
            ),
            "Try one on a copy of this job before a decision.",
        )
        .sure(0.3)
        .ratio("of SQL task time", native.could_take),
    ]
}
