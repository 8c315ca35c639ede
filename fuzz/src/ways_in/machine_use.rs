//! Any text as samples of machines' use: the same answer twice, percentiles in their order, no figure that is none.
//!
//! The first bytes pick the question, and where the text is parted into two files.

use afterglow_engine::{MachineUseQuery, Reply, is_machine_use, machine_use_in};

use super::kit::{choices, figures_are_numbers, input, number, pick};

const ROLES: [&str; 8] = ["time", "host", "cpu", "memory", "network", "disk", "ignored", "none such"];

pub(crate) fn law(data: &[u8]) {
    let Some(([kind, percentile, part, role], bytes)) = choices(data) else { return };
    let bytes = &bytes[..bytes.len().min(60_000)];
    let (one, two) = bytes.split_at(if kind & 1 == 0 { bytes.len() } else { bytes.len() * usize::from(part) / 255 });
    let mut files = vec![input("cpu.csv", one)];
    if !two.is_empty() {
        files.push(input("memory.json", two));
    }
    let text = String::from_utf8_lossy(one);
    let titles: Vec<&str> = text.lines().next().unwrap_or_default().split([',', ';', '\t']).collect();
    let title = titles[usize::from(part) % titles.len()].trim_matches('"').to_owned();
    let query = MachineUseQuery {
        current_instance: (kind & 2 != 0).then(|| "aws:m5.2xlarge".to_owned()),
        percentile: (kind & 4 != 0).then(|| number(percentile)),
        columns: if kind & 8 == 0 { Vec::new() } else { vec![(title, pick(&ROLES, role).to_owned())] },
        ..MachineUseQuery::default()
    };
    for file in &files {
        is_machine_use(file.as_ref());
    }
    let view = machine_use_in(&files, &query);
    figures_are_numbers(&view);
    assert!(view.hosts.len() as u64 <= view.hosts_total);
    for host in &view.hosts {
        assert!(host.from_ms <= host.to_ms && host.samples <= view.samples, "{host:?}");
        for figures in [host.cpu, host.memory, host.network, host.disk].into_iter().flatten() {
            assert!(figures.p50 <= figures.p95 && figures.p95 <= figures.p99 && figures.p99 <= figures.max, "{host:?}");
        }
    }
    assert_eq!(view, machine_use_in(&files, &query), "asked twice");
    let reply = Reply::MachineUse(Box::new(view));
    let bytes = reply.to_bytes().expect("an answer is plain data");
    assert_eq!(Reply::from_bytes(&bytes).expect("the same build"), reply);
}
