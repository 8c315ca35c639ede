//! Samples as JSON: CloudWatch's answers, Prometheus's HTTP API, `sadf -j`.

use serde_json::{Deserializer, Value};

use super::issues;
use super::meaning::{Per, named};
use super::sar;
use super::series::{Key, Point, Reading};
use super::time::{epoch, time};
use afterglow_units::Timestamp;

/// Statistics of a data point, the one that is taken first: an average says what a sample of any other tool says.
const STATISTICS: [&str; 3] = ["Average", "Sum", "Maximum"];

/// Whether a text may be such JSON, by its first letter and the names that the tools write.
pub(super) fn is_document(text: &str) -> bool {
    const MARKS: [&str; 4] = ["\"MetricDataResults\"", "\"Datapoints\"", "\"resultType\"", "\"sysstat\""];
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
        && MARKS.iter().any(|mark| text.contains(mark))
}

/// Takes the samples of all values in a text; several may stand one behind the other.
pub(super) fn read(reading: &mut Reading, file: usize, text: &str) {
    for value in Deserializer::from_str(text.trim_start_matches('\u{feff}')).into_iter::<Value>() {
        match value {
            Ok(value) => one(reading, file, &value, 0),
            Err(error) => {
                let why = format!("column {}: {error}; what stands before is used", error.column());
                return reading.wrong(file, error.line(), "", why);
            }
        }
    }
}

fn one(reading: &mut Reading, file: usize, value: &Value, depth: u32) {
    if let Some(list) = value.as_array().filter(|_| depth < 2) {
        for value in list {
            one(reading, file, value, depth + 1);
        }
    } else if let Some(results) = value["MetricDataResults"].as_array() {
        for result in results {
            metric_data(reading, file, result);
        }
    } else if let Some(points) = value["Datapoints"].as_array() {
        statistics(reading, file, value["Label"].as_str().unwrap_or_default(), points);
    } else if let Some(series) = value["data"]["result"].as_array() {
        for series in series {
            prometheus(reading, file, series);
        }
    } else if let Some(hosts) = value["sysstat"]["hosts"].as_array() {
        for host in hosts {
            sar::read_host(reading, file, host);
        }
    }
}

fn instant(value: &Value) -> Option<Timestamp> {
    value.as_f64().and_then(epoch).or_else(|| value.as_str().and_then(time))
}

/// A number, also one in a text, as Prometheus has them; `NaN` is one that `Reading` will tell of.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// `get-metric-data`: times and values in two lists.
fn metric_data(reading: &mut Reading, file: usize, result: &Value) {
    let label = result["Label"].as_str().or(result["Id"].as_str()).unwrap_or_default();
    let (times, values) = (result["Timestamps"].as_array(), result["Values"].as_array());
    let (Some(times), Some(values)) = (times, values) else {
        return reading.wrong(file, 0, label, "has no Timestamps and Values");
    };
    if times.len() != values.len() {
        reading.wrong(file, 0, label, format!("has {} Timestamps and {} Values", times.len(), values.len()));
    }
    let points = times.iter().zip(values).map(|(at, value)| (instant(at), number(value)));
    take(reading, file, label, label.to_lowercase().contains("sum"), points.collect());
}

/// `get-metric-statistics`: objects with a time and the statistics that were asked for.
fn statistics(reading: &mut Reading, file: usize, label: &str, points: &[Value]) {
    let has = |statistic: &str| points.iter().any(|point| point[statistic].is_number());
    // Of counts the sum says more: a mean does not tell the time that it is of.
    let counts = named(label, false).is_some_and(|told| told.meaning.per == Per::Period);
    let first = Some("Sum").filter(|sum| counts && has(sum));
    let Some(statistic) = first.or_else(|| STATISTICS.into_iter().find(|one| has(one))) else {
        return reading.wrong(file, 0, label, "has no Average, Sum or Maximum");
    };
    if statistic == "Maximum" {
        reading.notes.push(format!("“{}” has maxima alone; they are taken for what they are.", issues::name(label)));
    }
    let points = points.iter().map(|point| (instant(&point["Timestamp"]), number(&point[statistic])));
    take(reading, file, label, statistic == "Sum", points.collect());
}

/// A series of a matrix or a vector: its labels, and values of a time and a text each.
fn prometheus(reading: &mut Reading, file: usize, series: &Value) {
    let labels = series["metric"].as_object();
    let name = labels.and_then(|labels| labels.get("__name__")).and_then(Value::as_str).unwrap_or_default();
    let others = labels.into_iter().flatten().filter(|label| label.0 != "__name__");
    let pair =
        |(key, value): (&String, &Value)| format!("{key}=\"{}\"", value.as_str().unwrap_or_default().replace(',', " "));
    let full = format!("{name}{{{}}}", others.map(pair).collect::<Vec<_>>().join(","));
    // A matrix has many values, a vector one.
    let values = series["values"].as_array().map_or(std::slice::from_ref(&series["value"]), Vec::as_slice);
    let points = values.iter().map(|pair| (instant(&pair[0]), number(&pair[1])));
    take(reading, file, &full, false, points.collect());
}

fn take(reading: &mut Reading, file: usize, label: &str, sum: bool, points: Vec<(Option<Timestamp>, Option<f64>)>) {
    let Some(told) = named(label, false) else {
        return reading.ignored.push((file, issues::name(label)));
    };
    // Series of one metric are one column, whose units are settled together.
    let column = label.split('{').next().filter(|name| !name.is_empty()).unwrap_or(told.meaning.kind.word());
    for (at, value) in points {
        let (Some(at), Some(value)) = (at, value) else {
            reading.wrong(file, 0, label, "a point without a time or a number; it is left out");
            continue;
        };
        let key = Key {
            file,
            column: issues::name(column),
            host: told.host.clone().unwrap_or_default(),
            kind: told.meaning.kind,
            part: told.part.clone(),
        };
        reading.add(key, told.meaning, sum, Point { at, value, line: 0 });
    }
}
