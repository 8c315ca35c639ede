//! What a series is, by its name: a column's title, a label, a metric with its labels.

use super::issues;
use super::known::known;
use super::unit::{Unit, unit, words};

/// What a series counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    CpuBusy,
    CpuIdle,
    CpuWait,
    CpuSteal,
    CpuUser,
    CpuSystem,
    CpuNice,
    CpuIrq,
    CpuSoft,
    Cores,
    MemUsed,
    MemAvailable,
    MemFree,
    MemCache,
    MemBuffers,
    MemTotal,
    NetIn,
    NetOut,
    Net,
    DiskRead,
    DiskWrite,
    Disk,
}

impl Kind {
    pub(super) const COUNT: usize = 22;

    /// How it is told.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::CpuBusy => "CPU used",
            Self::CpuIdle => "CPU idle",
            Self::CpuWait => "CPU waiting for disks",
            Self::CpuSteal => "CPU taken by other guests",
            Self::CpuUser => "CPU in programs",
            Self::CpuSystem => "CPU in the system",
            Self::CpuNice => "CPU in programs of low priority",
            Self::CpuIrq => "CPU in interrupts",
            Self::CpuSoft => "CPU in soft interrupts",
            Self::Cores => "number of cores",
            Self::MemUsed => "memory used",
            Self::MemAvailable => "memory available",
            Self::MemFree => "memory free",
            Self::MemCache => "memory in caches",
            Self::MemBuffers => "memory in buffers",
            Self::MemTotal => "memory of the machine",
            Self::NetIn => "network received",
            Self::NetOut => "network sent",
            Self::Net => "network",
            Self::DiskRead => "disk read",
            Self::DiskWrite => "disk written",
            Self::Disk => "disk read and written",
        }
    }

    pub(super) fn is_memory(self) -> bool {
        (Self::MemUsed..=Self::MemTotal).contains(&self)
    }

    pub(super) fn is_cpu(self) -> bool {
        self <= Self::CpuSoft
    }

    pub(super) fn is_network(self) -> bool {
        matches!(self, Self::NetIn | Self::NetOut | Self::Net)
    }

    pub(super) fn is_disk(self) -> bool {
        matches!(self, Self::DiskRead | Self::DiskWrite | Self::Disk)
    }

    /// Whether parts are averaged (each a share of the machine's, or the number of its cores once more) rather than
    /// added up, as the bytes and cores of containers are. `amount` tells cores and bytes from shares.
    pub(super) fn is_mean(self, amount: bool) -> bool {
        (!amount && (self.is_cpu() || self.is_memory())) || self == Self::Cores
    }
}

/// What numbers are told per.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    /// As they are, or a second.
    Gauge,
    /// The time since the sample before: CloudWatch's bytes.
    Period,
    /// All until now: Prometheus's counters.
    Counter,
}

/// What a series is taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meaning {
    pub(super) kind: Kind,
    /// `None` where the name tells none.
    pub(super) unit: Option<Unit>,
    pub(super) per: Per,
    /// Whether the name is one that a tool is documented to write.
    pub(super) sure: bool,
}

/// A series by its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) meaning: Meaning,
    /// The host, where the name has one.
    pub(super) host: Option<String>,
    /// The device, the interface, the core.
    pub(super) part: String,
}

/// Statistics in names, which are no hosts.
const STATISTICS: [&str; 11] =
    ["average", "avg", "maximum", "max", "minimum", "min", "sum", "samplecount", "mean", "last", "value"];

/// What a name tells.
pub(super) fn named(name: &str, ganglia: bool) -> Option<Named> {
    let (bare, labels) = labelled(name);
    if bare.contains("container_") && is_group(&labels) {
        return None;
    }
    let tokens: Vec<&str> =
        bare.split(|c: char| c.is_whitespace() || "\"'(),;[]".contains(c)).filter(|token| !token.is_empty()).collect();
    let mut found = None;
    for (at, token) in tokens.iter().enumerate() {
        if let Some(meaning) = known(&token.to_ascii_lowercase(), ganglia) {
            found = Some((at, meaning));
            break;
        }
    }
    let (meaning, rest) = match found {
        Some((at, mut meaning)) => {
            // A rate of a counter is no counter any more.
            if tokens[..at].iter().any(|token| matches!(*token, "rate" | "irate" | "deriv")) {
                meaning.per = Per::Gauge;
            }
            let rest = tokens.iter().enumerate().filter(|one| one.0 != at).map(|one| *one.1).collect();
            (meaning, rest)
        }
        // Labels of a mode make a series one of a processor, whatever it is called.
        None if labels.iter().any(|label| label.0 == "mode") && !bare.contains("guest") => {
            (Meaning { kind: Kind::CpuUser, unit: Some(Unit::Share), per: Per::Gauge, sure: true }, Vec::new())
        }
        None => (by_words(bare)?, Vec::new()),
    };
    of(meaning, &labels, &rest)
}

/// Whether a series of containers is of a group of them, which the containers themselves tell once more.
fn is_group(labels: &[(&str, &str)]) -> bool {
    let of = |name: &str| labels.iter().find(|label| label.0 == name).map(|label| label.1);
    of("id").is_some()
        && of("container").is_none_or(|name| name.is_empty() || name == "POD")
        && of("interface").is_none()
}

/// The meaning with what its labels and the words beside it add.
fn of(mut meaning: Meaning, labels: &[(&str, &str)], rest: &[&str]) -> Option<Named> {
    let label = |names: &[&str]| names.iter().find_map(|name| labels.iter().find(|label| label.0 == *name));
    if let Some((_, mode)) = label(&["mode"]).filter(|_| meaning.kind.is_cpu()) {
        meaning.kind = mode_of(mode)?;
    }
    let host = label(&["instance", "node", "host", "hostname", "nodename", "InstanceId", "instance_id", "pod"]);
    let mut words = rest.iter().filter(|word| {
        let lower = word.to_ascii_lowercase();
        !STATISTICS.contains(&lower.as_str()) && unit(word).is_none() && lower != "-" && lower != ":"
    });
    // In a legend such as "i-0123 CPUUtilization", one word beside the name is the host.
    let beside = words.next().filter(|_| words.next().is_none());
    Some(Named {
        meaning,
        host: host.map(|label| label.1).or(beside.copied()).map(issues::name),
        part: part(labels, host.map(|label| label.0)),
    })
}

/// What tells a series from the others of its host and kind: the device, interface or core first.
fn part(labels: &[(&str, &str)], host: Option<&str>) -> String {
    type Labels<'a> = Vec<&'a (&'a str, &'a str)>;
    const DEVICES: [&str; 3] = ["device", "interface", "cpu"];
    let own = |name: &str| Some(name) != host && !["__name__", "job", "mode"].contains(&name);
    let (devices, others): (Labels<'_>, Labels<'_>) =
        labels.iter().filter(|label| own(label.0)).partition(|label| DEVICES.contains(&label.0));
    let values: Vec<&str> = devices.iter().chain(&others).map(|label| label.1).collect();
    issues::name(&values.join("/"))
}

/// The kind of a processor's mode; guests are counted in user time already.
pub(super) fn mode_of(mode: &str) -> Option<Kind> {
    Some(match mode {
        "idle" => Kind::CpuIdle,
        "iowait" => Kind::CpuWait,
        "steal" => Kind::CpuSteal,
        "user" => Kind::CpuUser,
        "system" => Kind::CpuSystem,
        "nice" => Kind::CpuNice,
        "irq" => Kind::CpuIrq,
        "softirq" => Kind::CpuSoft,
        _ => return None,
    })
}

/// A name as Prometheus writes it, without its labels, and the labels.
fn labelled(name: &str) -> (&str, Vec<(&str, &str)>) {
    let Some((before, behind)) = name.split_once('{') else { return (name, Vec::new()) };
    let inside = behind.split_once('}').map_or(behind, |parts| parts.0);
    let labels = inside.split(',').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches(['"', '\'', '~'])))
    });
    (before, labels.collect())
}

/// What the words of a name tell that no tool is known for.
fn by_words(name: &str) -> Option<Meaning> {
    let words = words(name);
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let has = |any: &str| lower.iter().any(|word| any.split(' ').any(|one| one == word));
    if has(
        "swap limit request quota credit credits temperature temp frequency freq price cost errors error drops dropped \
            packets pkts ops iops count queue await latency guest load runtime duration",
    ) && !has("cores")
    {
        return None;
    }
    let cpu = has("cpu cpus processor processors prozessor cpuload");
    let memory = has("mem memory ram arbeitsspeicher speicher heap rss");
    let receives = has("in rx recv received receive download ingress inbound");
    let sends = has("out tx sent send transmit transmitted upload egress outbound");
    let kind = if memory && !has("bandwidth") {
        memory_kind(&has)
    } else if cpu {
        cpu_kind(&has)
    } else if has("disk disks ebs volume volumes storage blockdevice hdd ssd io") {
        if has("used free percent % utilization utilisation util space size capacity busy") {
            return None;
        }
        match (has("read reads reading"), has("write writes written writing")) {
            (true, false) => Kind::DiskRead,
            (false, true) => Kind::DiskWrite,
            _ => Kind::Disk,
        }
    } else if has("network net nic bandwidth traffic eth0 netzwerk") {
        match (receives, sends) {
            (true, false) => Kind::NetIn,
            (false, true) => Kind::NetOut,
            _ => Kind::Net,
        }
    } else if has("cores vcpus") && !has("used busy") {
        Kind::Cores
    } else {
        return None;
    };
    let mut unit = words.iter().rev().find_map(|word| unit(word));
    // What makes no sense for the kind is no unit of it.
    unit = unit.filter(|unit| match unit {
        Unit::Cores(_) => kind.is_cpu(),
        Unit::Percent | Unit::Share => kind.is_cpu() || kind.is_memory(),
        Unit::Bytes { .. } | Unit::Bits(_) => !kind.is_cpu() && kind != Kind::Cores,
    });
    Some(Meaning { kind, unit, per: Per::Gauge, sure: false })
}

fn memory_kind(has: &impl Fn(&str) -> bool) -> Kind {
    if has("total size capacity") {
        Kind::MemTotal
    } else if has("available avail") {
        Kind::MemAvailable
    } else if has("free") {
        Kind::MemFree
    } else if has("cache cached") {
        Kind::MemCache
    } else if has("buffers buffered") {
        Kind::MemBuffers
    } else {
        Kind::MemUsed
    }
}

fn cpu_kind(has: &impl Fn(&str) -> bool) -> Kind {
    if has("idle") {
        Kind::CpuIdle
    } else if has("iowait wait wio") {
        Kind::CpuWait
    } else if has("steal stolen") {
        Kind::CpuSteal
    } else if has("user usr") {
        Kind::CpuUser
    } else if has("system sys kernel") {
        Kind::CpuSystem
    } else if has("nice") {
        Kind::CpuNice
    } else if has("irq") {
        Kind::CpuIrq
    } else if has("softirq") {
        Kind::CpuSoft
    } else if has("num number total") {
        Kind::Cores
    } else {
        Kind::CpuBusy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> Option<(Kind, Option<&'static str>)> {
        named(name, false).map(|one| (one.meaning.kind, one.meaning.unit.map(Unit::word)))
    }

    #[test]
    fn plain_names_are_told_by_their_words() {
        for (name, wanted) in [
            ("cpu", Some((Kind::CpuBusy, None))),
            ("CPU (%)", Some((Kind::CpuBusy, Some("per cent")))),
            ("cpu_cores_used", Some((Kind::CpuBusy, Some("cores")))),
            ("Processor usage", Some((Kind::CpuBusy, None))),
            ("memory_gib", Some((Kind::MemUsed, Some("bytes")))),
            ("memUsedPercent", Some((Kind::MemUsed, Some("per cent")))),
            ("ram total (GB)", Some((Kind::MemTotal, Some("bytes")))),
            ("network_in_mbps", Some((Kind::NetIn, Some("bits")))),
            ("net tx (MB/s)", Some((Kind::NetOut, Some("bytes")))),
            ("disk_read_kb", Some((Kind::DiskRead, Some("bytes")))),
            ("disk used %", None),
            ("cpu credit balance", None),
            ("swap_used", None),
            ("load average", None),
            ("notes", None),
            ("cores", Some((Kind::Cores, None))),
        ] {
            assert_eq!(kind(name), wanted, "{name}");
        }
    }

    #[test]
    fn names_of_tools_are_known_with_host_and_part() {
        let told = named("i-0abc1234 CPUUtilization Average", false).expect("CloudWatch");
        assert_eq!((told.meaning.kind, told.host.as_deref()), (Kind::CpuBusy, Some("i-0abc1234")));
        let told = named(r#"rate(node_network_receive_bytes_total{device="eth0",instance="a:9100"}[5m])"#, false);
        let told = told.expect("Prometheus");
        assert_eq!((told.meaning.kind, told.meaning.per), (Kind::NetIn, Per::Gauge));
        assert_eq!((told.host.as_deref(), told.part.as_str()), (Some("a:9100"), "eth0"));
        let told = named(r#"node_cpu_seconds_total{cpu="3",mode="idle",instance="a"}"#, false).expect("Prometheus");
        assert_eq!((told.meaning.kind, told.meaning.per, told.part.as_str()), (Kind::CpuIdle, Per::Counter, "3"));
        assert_eq!(named(r#"node_cpu_seconds_total{mode="guest"}"#, false), None);
        let told = named("instance:node_cpu_utilisation:rate5m", false).expect("a rule");
        assert_eq!((told.meaning.kind, told.meaning.unit), (Kind::CpuBusy, Some(Unit::Share)));
        assert_eq!(kind("kbmemused"), Some((Kind::MemUsed, Some("bytes"))));
        let factor = |ganglia| named("mem_total", ganglia).and_then(|one| one.meaning.unit).map(|one| one.factor(true));
        assert_eq!((factor(true), factor(false)), (Some(1024.0), Some(1.0)));
    }

    #[test]
    fn hostile_names_do_no_harm() {
        for name in ["{", "}{", "a{b", "=", "{=}", "%", "\u{0}", "rate(", &"x".repeat(10_000)] {
            let _ = named(name, false);
        }
        let told = named(r#"cpu{instance="<img src=x>"}"#, false).expect("a processor");
        assert_eq!(told.host.as_deref(), Some("<img src=x>"));
    }
}
