//! Newer catalogue files, as the providers' tools write them, made small.

use afterglow_catalog::import::{ImportError, ImportFormat, import, recognise};
use afterglow_catalog::{Catalog, Cloud, InterruptionBucket, Market, Overlay, PriceBasis};

fn read(text: &str) -> Overlay {
    import(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn price(catalog: &Catalog, id: &str, region: &str, market: Market) -> Option<(f64, PriceBasis)> {
    let found = catalog.price(catalog.find_id(id)?, region, market)?;
    Some((found.usd_per_hour.0, found.basis))
}

#[test]
fn ec2_instance_types() {
    let overlay = read(
        r#"{"InstanceTypes":[
          {"InstanceType":"m9z.2xlarge","BareMetal":false,"BurstablePerformanceSupported":false,
           "ProcessorInfo":{"SupportedArchitectures":["arm64"],"SustainedClockSpeedInGhz":3.1},
           "VCpuInfo":{"DefaultVCpus":8,"DefaultCores":8,"DefaultThreadsPerCore":1},"MemoryInfo":{"SizeInMiB":32768},
           "InstanceStorageInfo":{"TotalSizeInGB":474,"Disks":[{"SizeInGB":474,"Count":1,"Type":"ssd"}]},
           "EbsInfo":{"EbsOptimizedInfo":{"BaselineThroughputInMBps":312.5,"MaximumThroughputInMBps":1250.0,
                      "BaselineIops":12000,"MaximumIops":40000}},
           "NetworkInfo":{"NetworkCards":[{"BaselineBandwidthInGbps":3.75,"PeakBandwidthInGbps":15.0}]}},
          {"InstanceType":"broken"},
          {"InstanceType":"m5.2xlarge","VCpuInfo":{"DefaultVCpus":8},"MemoryInfo":{"SizeInMiB":32768}}]}"#,
    );
    assert_eq!((overlay.instances.len(), overlay.issues.len()), (2, 1), "{:?}", overlay.issues);
    assert_eq!(overlay.issues[0].place, "InstanceTypes[1]");
    let (catalog, _) = Catalog::builtin().with_overlay(&overlay);
    let new = catalog.find(Cloud::Aws, "m9z.2xlarge").expect("the new type");
    assert_eq!((new.vcpus.0, new.memory.gib(), new.arch.word(), &*new.family), (8, 32.0, "arm64", "m9z"));
    assert_eq!(new.network.baseline.map(|g| g.0), Some(3.75));
    assert_eq!(new.local_disk.total.map(|b| b.0), Some(474_000_000_000));
    let known = catalog.find(Cloud::Aws, "m5.2xlarge").expect("a known type");
    assert!(known.scores.geekbench_single.is_some(), "measured scores stay");
    assert!(known.network.baseline.is_some(), "what the file does not say stays");
}

#[test]
fn ec2_spot_history() {
    let row = |zone: &str, what: &str, price: &str, time: &str| {
        format!(
            r#"{{"AvailabilityZone":"{zone}","InstanceType":"m5.2xlarge","ProductDescription":"{what}","SpotPrice":"{price}","Timestamp":"{time}"}}"#
        )
    };
    let rows = [
        row("eu-west-1a", "Linux/UNIX", "0.20", "2026-08-02T10:00:00.000Z"),
        row("eu-west-1b", "Linux/UNIX", "0.15", "2026-08-01T10:00:00+00:00"),
        row("eu-west-1b", "Linux/UNIX", "0.18", "2026-08-01T11:00:00+00:00"),
        row("eu-west-1b", "Windows", "0.50", "2026-08-01T11:00:00+00:00"),
        row("eu-west-1b", "Linux/UNIX", "cheap", "2026-08-01T11:00:00+00:00"),
    ];
    let overlay = read(&format!(r#"{{"SpotPriceHistory":[{}]}}"#, rows.join(",")));
    assert_eq!((overlay.spot_samples.len(), overlay.passed_over, overlay.issues.len()), (3, 1, 1));
    assert!(overlay.spot_samples.is_sorted_by_key(|sample| sample.at));
    let (catalog, issues) = Catalog::builtin().with_overlay(&overlay);
    assert_eq!(issues, []);
    let spot = catalog.spot(catalog.find_id("aws:m5.2xlarge").expect("a type"), "eu-west-1").expect("a price");
    assert_eq!((spot.low.0, spot.mid.0, spot.high.0), (0.15, 0.18, 0.20));
    assert_eq!((spot.basis, spot.date.to_string().as_str()), (PriceBasis::SpotHistory, "2026-08-02"));
}

#[test]
fn spot_advisor() {
    let overlay = read(
        r#"{"global_rate":"<10%","instance_types":{"m5.2xlarge":{"cores":8}},"ranges":[{"index":0,"label":"<5%"}],
            "spot_advisor":{"us-east-1":{"Linux":{"m5.2xlarge":{"s":70,"r":1},"m5.large":{"s":70,"r":9}},
                                         "Windows":{"m5.2xlarge":{"s":20,"r":4}}}}}"#,
    );
    assert_eq!((overlay.offers.len(), overlay.passed_over, overlay.issues.len()), (1, 1, 1));
    let (catalog, _) = Catalog::builtin().with_overlay(&overlay);
    let m5 = catalog.find_id("aws:m5.2xlarge").expect("a type");
    assert_eq!(catalog.interruption(m5, "us-east-1"), Some(InterruptionBucket::From5To10));
    let (spot, basis) = price(&catalog, "aws:m5.2xlarge", "us-east-1", Market::Spot).expect("a price");
    assert!((spot - 0.384 * 0.3).abs() < 1e-12 && basis == PriceBasis::SpotAdvisor);
}

#[test]
fn azure_prices_without_windows() {
    let item = |product: &str, sku: &str, price: f64, kind: &str| {
        format!(
            r#"{{"currencyCode":"EUR","retailPrice":{price},"armRegionName":"westeurope","armSkuName":"Standard_D8s_v5",
               "productName":"{product}","skuName":"{sku}","serviceName":"Virtual Machines","type":"{kind}",
               "unitOfMeasure":"1 Hour","reservationTerm":"1 Year","effectiveStartDate":"2026-09-01T00:00:00Z"}}"#
        )
    };
    let items = [
        item("Virtual Machines DSv5 Series", "D8s v5", 0.5, "Consumption"),
        item("Virtual Machines DSv5 Series Windows", "D8s v5", 0.9, "Consumption"),
        item("Virtual Machines DSv5 Series", "D8s v5 Spot", 0.1, "Consumption"),
        item("Virtual Machines DSv5 Series", "D8s v5 Low Priority", 0.2, "Consumption"),
        item("Virtual Machines DSv5 Series", "D8s v5", 2628.0, "Reservation"),
    ];
    let page = format!(r#"{{"BillingCurrency":"EUR","Items":[{}]}}"#, items.join(","));
    for text in [page.clone(), format!("[{page}]")] {
        let overlay = read(&text);
        assert_eq!((overlay.offers.len(), overlay.passed_over), (3, 2));
        assert!(overlay.issues[0].what.contains("EUR"), "{:?}", overlay.issues);
        let (catalog, _) = Catalog::builtin().with_overlay(&overlay);
        let of = |market| price(&catalog, "azure:Standard_D8s_v5", "westeurope", market).map(|(price, _)| price);
        assert_eq!((of(Market::OnDemand), of(Market::Spot), of(Market::Reserved1y)), (Some(0.5), Some(0.1), Some(0.3)));
    }
}

#[test]
fn azure_skus_and_gcp_types() {
    let overlay = read(
        r#"[{"resourceType":"disks","name":"Premium_LRS","capabilities":[],"locationInfo":[]},
            {"resourceType":"virtualMachines","name":"Standard_Z8s_v9","locations":["eastus"],"capabilities":[
              {"name":"vCPUs","value":"8"},{"name":"MemoryGB","value":"32"},{"name":"CpuArchitectureType","value":"Arm64"},
              {"name":"UncachedDiskBytesPerSecond","value":"201326592"},{"name":"UncachedDiskIOPS","value":"12800"}]}]"#,
    );
    assert_eq!((overlay.instances.len(), overlay.passed_over), (1, 1));
    assert_eq!(overlay.instances[0].remote_disk.iops.baseline, Some(12_800));

    let overlay = read(
        r#"[{"name":"z9-standard-8","guestCpus":8,"memoryMb":32768,"zone":"us-central1-a","isSharedCpu":false},
            {"name":"z9-standard-8","guestCpus":8,"memoryMb":32768,"zone":"us-central1-b","isSharedCpu":false}]"#,
    );
    assert_eq!((overlay.instances.len(), overlay.passed_over), (1, 1));
    assert_eq!(&*overlay.instances[0].family, "z9");
}

#[test]
fn skypilot_and_own_tables() {
    let overlay = read(
        "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone\n\
         m5.2xlarge,,,8,32,,0.40,0.16,us-east-1,us-east-1a\nm5.2xlarge,,,8,32,,0.40,0.12,us-east-1,us-east-1b\n\
         n2-standard-8,,,8,32,,0.39,,us-central1,us-central1-a\nnew.type,,,8,32,,0.1,oops,us-east-1,us-east-1b\n",
    );
    let (catalog, strays) = Catalog::builtin().with_overlay(&overlay);
    assert_eq!(price(&catalog, "aws:m5.2xlarge", "us-east-1", Market::OnDemand).map(|p| p.0), Some(0.40));
    let spot = catalog.spot(catalog.find_id("aws:m5.2xlarge").expect("a type"), "us-east-1").expect("a range");
    assert_eq!((spot.low.0, spot.high.0), (0.12, 0.16));
    assert_eq!((overlay.issues.len(), strays.len()), (1, 1));

    let overlay = read(
        "cloud;instance_type;vcpus;memory_gib;network_gbps_baseline;cpu_score_single;flags\n\
         onprem;blade;32;256;2,5;1500;bare_metal\nonprem;half;;256;;;\nmoon;x;1;1;;;\nonprem;odd;4;16;fast;;\n",
    );
    assert_eq!((overlay.instances.len(), overlay.issues.len()), (2, 3), "{:?}", overlay.issues);
    assert_eq!(overlay.instances[0].network.baseline.map(|g| g.0), Some(2.5));
    let (catalog, _) = Catalog::builtin().with_overlay(&overlay);
    let prices = read("cloud,region,instance_type,on_demand_usd_per_hour\nonprem,basement,blade,0.75\n");
    let wrong = read(
        "cloud;region;instance_type;on_demand_usd_per_hour;currency\nonprem;b;blade;-0,75;EUR\nonprem;b;blade;1e6;EUR\n\
         onprem;b;blade;0,5;EUR\n",
    );
    let issues: Vec<String> = wrong.issues.iter().map(ToString::to_string).collect();
    assert!(wrong.offers.len() == 1 && issues.len() == 3, "{issues:?}");
    assert!(issues[0].starts_with("line 2, column 4") && issues[2].contains("EUR"), "{issues:?}");
    let (catalog, _) = catalog.with_overlay(&prices);
    assert_eq!(price(&catalog, "onprem:blade", "basement", Market::OnDemand), Some((0.75, PriceBasis::Own)));
}

#[test]
fn other_files_are_refused_with_a_reason() {
    for text in ["", "hello", "{\"Event\":\"Start\"}", "a,b,c\n1,2,3", "\u{1}\u{2}"] {
        assert!(matches!(import(text.as_bytes()), Err(ImportError::Unknown { .. })), "{text:?}");
    }
    let cut = import(&br#"{"SpotPriceHistory":[{"AvailabilityZone":"eu-west-1a","Insta"#[..]);
    let Err(error @ ImportError::Json { .. }) = cut else { panic!("{cut:?}") };
    assert!(error.to_string().contains("line 1"), "{error}");
    let row = r#"{"AvailabilityZone":"eu-west-1a","InstanceType":"m5.large","SpotPrice":"0.02","Timestamp":"2026-08-01T10:00:00Z"}"#;
    let kept = read(&format!("{{\"SpotPriceHistory\":[{row},\n{}", &row[..30]));
    assert_eq!((kept.offers.len(), kept.issues.len(), kept.issues[0].line), (1, 1, Some(2)), "what came before holds");
    assert_eq!(recognise(b"[{\"guestCpus\":1}]"), Some(ImportFormat::GcpTypes));
}

#[test]
fn no_cut_or_garbled_file_panics() {
    let whole = [
        r#"{"InstanceTypes":[{"InstanceType":"a.b","VCpuInfo":{"DefaultVCpus":4294967295},"MemoryInfo":{"SizeInMiB":18446744073709551615}}]}"#,
        r#"{"spot_advisor":{"r":{"Linux":{"m5.large":{"s":300,"r":1}}}}}"#,
        r#"[{"name":"x","guestCpus":1,"memoryMb":18446744073709551615}]"#,
        r#"[{"Items":[{"retailPrice":-1e308,"armRegionName":"x"}]},{"Items":7}]"#,
        "cloud,instance_type,vcpus,memory_gib\naws,m5.large,1e300,-5\naws,\"m5,\n\n\"\"\"",
        "InstanceType,Price,SpotPrice,Region\né,1,2,ü\n,,,\n\"",
    ];
    for text in whole {
        for cut in 0..=text.len() {
            if let Ok(overlay) = import(&text.as_bytes()[..cut]) {
                Catalog::builtin().with_overlay(&overlay);
            }
        }
        let shuffled: Vec<u8> = text.bytes().map(|byte| byte ^ (byte % 5 == 0) as u8).collect();
        drop(import(shuffled.as_slice()));
    }
}

#[test]
fn a_table_of_past_runs_is_no_price_file() {
    for header in [
        "cloud,instance_type,vcpus,memory_gib,nodes,runtime_s",
        "instance_type,dbu_per_hour,nodes,runtime_s",
        "instance_type,dbu_per_hour,num_workers,duration_ms",
    ] {
        assert_eq!(recognise(header.as_bytes()), None, "{header}");
    }
    assert_eq!(recognise(b"cloud,instance_type,vcpus,memory_gib"), Some(ImportFormat::OwnInstances));
    assert_eq!(recognise(b"instance_type,dbu_per_hour"), Some(ImportFormat::DatabricksRates));
}

#[test]
fn of_millions_of_wrong_rows_the_first_are_told() {
    let row = r#"{"AvailabilityZone":"us-east-1a","InstanceType":"m5.large","SpotPrice":"-1","Timestamp":"x"}"#;
    let rows = vec![row; 3000].join(",");
    let overlay = import(format!(r#"{{"SpotPriceHistory":[{rows},1,2,3]}}"#).as_bytes()).unwrap();
    assert!(overlay.issues.len() <= 202, "{}", overlay.issues.len());
}

#[test]
fn a_type_of_an_impossible_size_is_told_of_and_not_taken() {
    let one = |cores: &str, mb: &str| format!(r#"{{"name":"n2-x-{cores}","guestCpus":{cores},"memoryMb":{mb}}}"#);
    let rows = [
        one("4", "16384"),
        one("8", "18446744073709551615"),
        one("16", "0"),
        one("0", "1024"),
        one("4294967295", "1024"),
    ];
    let overlay = import(format!("[{}]", rows.join(",")).as_bytes()).unwrap();
    assert_eq!((overlay.instances.len(), overlay.issues.len()), (1, 4), "{:?}", overlay.issues);
    assert_eq!(overlay.issues[0].place, "n2-x-8");
    let back = Overlay::from_text(&overlay.to_text());
    assert_eq!((back.instances.len(), back.issues.len()), (1, 0), "what is used comes back");
}

#[test]
fn figures_that_no_table_holds_are_told_of_and_not_taken() {
    let overlay = read(
        r#"{"InstanceTypes":[{"InstanceType":"m9z.2xlarge","ProcessorInfo":{"SustainedClockSpeedInGhz":-3.1},
           "VCpuInfo":{"DefaultVCpus":8,"DefaultCores":4294967295},"MemoryInfo":{"SizeInMiB":32768},
           "EbsInfo":{"EbsOptimizedInfo":{"BaselineThroughputInMBps":312.1234567,"BaselineIops":4294967295,"MaximumIops":40000}}}]}"#,
    );
    assert_eq!((overlay.instances.len(), overlay.issues.len()), (1, 1), "{:?}", overlay.issues);
    assert!(overlay.issues[0].what.starts_with("3 of its figures"), "{:?}", overlay.issues);
    assert_eq!(overlay.instances[0].remote_disk.iops.burst, Some(40_000));
    let back = Overlay::from_text(&overlay.to_text());
    assert_eq!((back.to_text(), back.issues.len()), (overlay.to_text(), 0));
}

#[test]
fn nothing_below_zero_is_nothing() {
    let overlay = read("cloud,region,instance_type,on_demand_usd_per_hour\naws,eu-west-1,m5.xlarge,-0\n");
    assert_eq!(Overlay::from_text(&overlay.to_text()).to_text(), overlay.to_text());
}
