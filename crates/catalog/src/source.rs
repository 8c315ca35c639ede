//! Who is behind the short codes of the `sources` fields, and under which licence.

/// A source of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// The code that stands in the data.
    pub code: &'static str,
    /// The public name.
    pub name: &'static str,
    /// What was taken from it.
    pub gives: &'static str,
    /// The licence of what was taken.
    pub licence: &'static str,
}

/// Every source of the built-in data that has a code. Tables with a `source` column name theirs in full.
pub const SOURCES: [Source; 10] = [
    Source {
        code: "KPA",
        name: "aws/karpenter-provider-aws",
        gives: "AWS hardware and us-east-1 prices",
        licence: "Apache-2.0",
    },
    Source { code: "KPZ", name: "Azure/karpenter-provider-azure", gives: "Azure prices", licence: "Apache-2.0" },
    Source {
        code: "KPG",
        name: "cloudpilot-ai/karpenter-provider-gcp",
        gives: "Google Cloud on-demand and spot prices",
        licence: "Apache-2.0",
    },
    Source {
        code: "CYP",
        name: "Cyclenerd/google-cloud-pricing-cost-calculator",
        gives: "Google Cloud hardware",
        licence: "Apache-2.0",
    },
    Source {
        code: "CYM",
        name: "Cyclenerd/google-cloud-compute-machine-types",
        gives: "Google Cloud bandwidth, disks, CoreMark",
        licence: "Apache-2.0; Google's text under CC BY 4.0",
    },
    Source {
        code: "SCD",
        name: "SpareCores/sc-data-dumps (Spare Cores, https://sparecores.com)",
        gives: "hardware of types, disk counts of AWS and Azure",
        licence: "CC BY-SA 4.0",
    },
    Source {
        code: "SCI",
        name: "SpareCores/sc-inspector-data (Spare Cores, https://sparecores.com)",
        gives: "processor models, physical cores, benchmarks",
        licence: "CC BY-SA 4.0",
    },
    Source {
        code: "VAN",
        name: "vantage-sh/ec2instances.info",
        gives: "CoreMark and EMR facts of AWS types",
        licence: "MIT",
    },
    Source {
        code: "SHOP",
        name: "yeo/ec2.shop",
        gives: "AWS on-demand and reserved prices by region, EBS prices",
        licence: "MIT",
    },
    Source { code: "CAS", name: "kubernetes/autoscaler", gives: "hardware of some types", licence: "Apache-2.0" },
];

/// More, whose facts were read by hand from the providers' pages (all but the first two on 2026-11-21, in stored copies).
pub const READ_BY_HAND: [Source; 9] = [
    Source {
        code: "UG",
        name: "Amazon EC2 User Guide",
        gives: "network, EBS and instance store limits",
        licence: "CC BY-SA 4.0 (facts)",
    },
    Source {
        code: "MSL",
        name: "Microsoft Learn, VM size pages (MicrosoftDocs/azure-compute-docs)",
        gives: "disk and network limits of Azure sizes",
        licence: "CC BY 4.0",
    },
    Source {
        code: "AWT",
        name: "Amazon EC2 pricing, data transfer within a region, as repeated in aws-samples/sample-apex-skills",
        gives: "price of traffic between availability zones",
        licence: "facts",
    },
    Source {
        code: "GVN",
        name: "Google Cloud, network pricing (cloud.google.com/vpc/network-pricing)",
        gives: "price of traffic between zones",
        licence: "facts",
    },
    Source {
        code: "MSR",
        name: "Microsoft Learn, what are Azure availability zones (MicrosoftDocs/reliability-docs)",
        gives: "price of traffic between availability zones",
        licence: "CC BY 4.0",
    },
    Source {
        code: "EMS",
        name: "Amazon EMR Serverless User Guide and API Reference",
        gives: "sizes of workers and the least time that is charged",
        licence: "facts",
    },
    Source { code: "GLU", name: "AWS Glue Developer Guide, worker types", gives: "sizes of workers", licence: "facts" },
    Source {
        code: "DPS",
        name: "Google Cloud, Dataproc Serverless pricing and Spark properties",
        gives: "units of a worker, sizes, and the least time that is charged",
        licence: "facts; text CC BY 4.0",
    },
    Source {
        code: "SYN",
        name: "Microsoft Learn, Apache Spark pool configurations in Azure Synapse Analytics",
        gives: "sizes of nodes",
        licence: "CC BY 4.0",
    },
];

/// The source of a code; `None` for an unknown one. Fields may hold several codes, joined by `+` or `;`.
pub fn source_of(code: &str) -> Option<&'static Source> {
    SOURCES.iter().chain(&READ_BY_HAND).find(|source| source.code == code)
}
