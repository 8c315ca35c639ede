//! Instance names taken apart: a line of types that differ only in size, and the size.

use crate::Cloud;

/// The place of the size in a line: `m7g.*`, `n2-standard-*`, `Standard_D*ds_v5`.
const HOLE: char = '*';

/// Splits a name into line and size. A name without a recognisable size is a line of its own, with an empty size.
pub(super) fn split(cloud: Cloud, name: &str) -> (String, &str) {
    let (start, end) = match cloud {
        Cloud::Aws => (name.find('.').map_or(name.len(), |dot| dot + 1), name.len()),
        Cloud::Gcp | Cloud::OnPremises => last_number(name),
        Cloud::Azure => number_from(name, name.find('_').map_or(0, |u| u + 1)),
    };
    (format!("{}{HOLE}{}", &name[..start], &name[end..]), &name[start..end])
}

/// The inverse of [`split`].
pub(super) fn join(line: &str, size: &str) -> String {
    line.replacen(HOLE, size, 1)
}

/// The last run of digits behind a dash, as in `c4d-highmem-96-lssd` and `a2-highgpu-1g`.
fn last_number(name: &str) -> (usize, usize) {
    let starts = name.rmatch_indices('-').map(|(dash, _)| dash + 1);
    let mut sizes = starts.filter(|s| name[*s..].starts_with(|c: char| c.is_ascii_digit()));
    sizes.next().map_or((name.len(), name.len()), |start| number_from(name, start))
}

fn number_from(name: &str, from: usize) -> (usize, usize) {
    let digit = |c: char| c.is_ascii_digit();
    let start = name[from..].find(digit).map_or(name.len(), |at| from + at);
    let end = name[start..].find(|c| !digit(c)).map_or(name.len(), |at| start + at);
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart_and_together() {
        for (cloud, name, line, size) in [
            (Cloud::Aws, "m7g.2xlarge", "m7g.*", "2xlarge"),
            (Cloud::Aws, "u7i-12tb.224xlarge", "u7i-12tb.*", "224xlarge"),
            (Cloud::Gcp, "c4d-highmem-96-lssd", "c4d-highmem-*-lssd", "96"),
            (Cloud::Gcp, "a2-highgpu-1g", "a2-highgpu-*g", "1"),
            (Cloud::Gcp, "e2-medium", "e2-medium*", ""),
            (Cloud::Azure, "Standard_D16ds_v5", "Standard_D*ds_v5", "16"),
            (Cloud::Azure, "Standard_NC96ads_A100_v4", "Standard_NC*ads_A100_v4", "96"),
        ] {
            assert_eq!(split(cloud, name), (line.to_owned(), size), "{name}");
            assert_eq!(join(line, size), name);
        }
    }
}
