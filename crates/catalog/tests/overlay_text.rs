//! An overlay kept as tables and read back is the same overlay to whoever asks the catalogue.

use afterglow_catalog::import::import;
use afterglow_catalog::{Catalog, Cloud, Market, Overlay, OverlayText};

fn read(text: &str) -> Overlay {
    import(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

/// Keeps and reads back, and holds the second to the first.
fn kept(overlay: &Overlay) -> Overlay {
    let text = overlay.to_text();
    let back = Overlay::from_text(&text);
    assert_eq!(back.issues, []);
    assert_eq!(back.offers, overlay.offers, "prices come back as they were");
    assert_eq!((&back.families, &back.fees), (&overlay.families, &overlay.fees));
    assert_eq!(back.to_text(), text, "and are kept in the same way again");
    assert_eq!(back.date(), overlay.date());
    back
}

#[test]
fn types_and_what_is_known_of_them() {
    let overlay = read(
        r#"{"InstanceTypes":[
          {"InstanceType":"m9z.2xlarge","BareMetal":true,
           "ProcessorInfo":{"SupportedArchitectures":["arm64"],"SustainedClockSpeedInGhz":3.1},
           "VCpuInfo":{"DefaultVCpus":8,"DefaultCores":8,"DefaultThreadsPerCore":1},"MemoryInfo":{"SizeInMiB":32768},
           "InstanceStorageInfo":{"TotalSizeInGB":474,"Disks":[{"SizeInGB":474,"Count":1,"Type":"ssd"}]},
           "NetworkInfo":{"NetworkCards":[{"BaselineBandwidthInGbps":3.75,"PeakBandwidthInGbps":15.0}]}}]}"#,
    );
    let (before, after) = (&overlay.instances[0], &kept(&overlay).instances[0]);
    assert!(before.local_disk.total.unwrap().0.abs_diff(after.local_disk.total.unwrap().0) <= 1 << 10);
    let mut same = after.clone();
    same.local_disk.total = before.local_disk.total;
    assert_eq!(&same, before);
}

#[test]
fn a_spot_history_keeps_its_range_its_day_and_its_samples() {
    let rows: Vec<String> = [("eu-west-1a", "0.20", "02"), ("eu-west-1b", "0.15", "01"), ("eu-west-1b", "0.18", "03")]
        .map(|(zone, price, day)| {
            format!(
                r#"{{"AvailabilityZone":"{zone}","InstanceType":"m5.2xlarge","ProductDescription":"Linux/UNIX","SpotPrice":"{price}","Timestamp":"2026-08-{day}T10:00:00.000Z"}}"#
            )
        })
        .into();
    let overlay = read(&format!(r#"{{"SpotPriceHistory":[{}]}}"#, rows.join(",")));
    let back = kept(&overlay);
    assert_eq!(back.spot_samples, overlay.spot_samples);
    let (catalog, _) = Catalog::builtin().with_overlay(&back);
    let spot = catalog.spot(catalog.find_id("aws:m5.2xlarge").unwrap(), "eu-west-1").unwrap();
    assert_eq!((spot.low.0, spot.mid.0, spot.high.0, spot.basis.word()), (0.15, 0.18, 0.20, "spot_history"));
    assert_eq!(spot.date.to_string(), "2026-08-03");
}

#[test]
fn own_prices_and_buckets() {
    let overlay = read(
        "cloud,region,instance_type,on_demand_usd_per_hour,spot_usd_per_hour,interruption_bucket,savings_over_od_pct,od_date\n\
         aws,eu-west-1,m5.xlarge,0.2,0.08,5-10%,60,2026-07-01\naws,eu-west-1,\"x, \"\"y\"\"\",0.3,,,,2026-07-01\n\
         gcp,europe-west4,n2-standard-8,0.4,,,,\n",
    );
    assert_eq!(overlay.offers.len(), 5);
    kept(&overlay);
}

#[test]
fn fees_and_prices_of_families() {
    let fees = read(
        "platform,cloud,region,instance_type,fee_usd_per_hour,date\nemr,aws,eu-west-1,m5.xlarge,0.05,2026-07-01\n\
         emr,aws,,m5.2xlarge,0.1,2026-07-02\ndatabricks,azure,westeurope,Standard_D8s_v5,0.3,\n",
    );
    assert_eq!((fees.fees.len(), fees.issues.len()), (3, 0), "{:?}", fees.issues);
    assert_eq!(kept(&fees).fees[1].region, None, "all regions stay all regions");

    let sku = |what: &str, unit: &str, nanos: u32| {
        format!(
            r#"{{"skuId":"X","description":"N2D AMD Instance {what} running in Americas","category":{{"serviceDisplayName":"Compute Engine",
            "resourceFamily":"Compute","resourceGroup":"CPU","usageType":"OnDemand"}},"serviceRegions":["us-central1"],
            "pricingInfo":[{{"summary":"","pricingExpression":{{"usageUnit":"{unit}","displayQuantity":1,"tieredRates":[
            {{"startUsageAmount":0,"unitPrice":{{"currencyCode":"USD","units":"0","nanos":{nanos}}}}}]}},
            "effectiveTime":"2026-11-01T08:00:00.000Z"}}],"serviceProviderName":"Google"}}"#
        )
    };
    let skus = [sku("Core", "h", 27_000_000), sku("Ram", "GiBy.h", 4_000_000)].join(",");
    let skus = read(&format!(r#"{{"skus":[{skus}],"nextPageToken":""}}"#));
    assert_eq!(skus.families.len(), 2, "{:?}", skus.issues);
    kept(&skus);
}

#[test]
fn a_hostile_table_is_answered_by_line_and_column() {
    let prices = "cloud,region,instance_type,terms,usd_per_hour,low,high,savings_pct,basis,date,source\n\
        aws,eu-west-1,m5.xlarge,on_demand,-1,,,,own,2026-07-01,x\n\
        moon,eu-west-1,m5.xlarge,on_demand,1,,,,own,2026-07-01,x\n\
        aws,eu-west-1,m5.xlarge,often,1,,,,own,2026-07-01,x\n\
        aws,eu-west-1,m5.xlarge,on_demand,0.2,,,,own,2026-07-01,x\n";
    let text = OverlayText {
        prices: prices.to_owned(),
        spot_samples: "zone\nx".to_owned(),
        instances: "<b>".to_owned(),
        ..OverlayText::default()
    };
    let overlay = Overlay::from_text(&text);
    let told: Vec<String> = overlay.issues.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    assert!(told[1].contains("line 2, column 5 (usd_per_hour): -1 is no price"), "{told:?}");
    assert!(told[2].contains("“moon”") && told[3].contains("“often”") && told[4].contains("milliseconds"), "{told:?}");
    let (catalog, _) = Catalog::builtin().with_overlay(&overlay);
    let price = catalog.price(catalog.find(Cloud::Aws, "m5.xlarge").unwrap(), "eu-west-1", Market::OnDemand);
    assert_eq!(price.map(|price| price.usd_per_hour.0), Some(0.2), "the rest holds");
}

#[test]
fn kept_prices_are_held_to_the_limits_of_price_files() {
    let header = "cloud,region,instance_type,terms,usd_per_hour,low,high,savings_pct,basis,date,source\n";
    let row = |terms: &str| format!("aws,us-east-1,m5.large,{terms},,listed,2026-01-01,x\n");
    let offers = |rows: &[&str]| {
        let prices = rows.iter().fold(header.to_owned(), |text, terms| text + &row(terms));
        Overlay::from_text(&OverlayText { prices, ..OverlayText::default() })
    };
    let good = offers(&["on_demand,0.1,,", "spot_range,0.2,0.1,0.3"]);
    assert_eq!((good.offers.len(), good.issues.len()), (2, 0), "{:?}", good.issues);
    for wrong in [
        "on_demand,0,,",
        "on_demand,-1,,",
        "on_demand,1e300,,",
        "on_demand,nan,,",
        "spot_range,0.4,0.1,0.3",
        "spot_range,0.1,0.2,0.3",
    ] {
        let read = offers(&[wrong]);
        assert_eq!((read.offers.len(), read.issues.len()), (0, 1), "{wrong}");
    }
    let fee = |terms: &str| {
        let fees = format!("platform,cloud,region,terms,instance_type,amount,basis,date,source\n{terms},own,,x\n");
        Overlay::from_text(&OverlayText { fees, ..OverlayText::default() })
    };
    assert_eq!(fee("emr,aws,,machine,m5.large,0").fees.len(), 1, "a contract may waive a fee");
    assert_eq!(fee("emr,aws,,machine,m5.large,1e9").fees.len(), 0);
    assert_eq!(fee("databricks,aws,,dbu_per_hour,m5.large,1e9").fees.len(), 0);
}

#[test]
fn regions_have_a_limit_and_are_never_mixed_up() {
    let row = |at: i32| format!("aws,own-{at},m5.large,{}\n", 0.1 + f64::from(at % 7));
    let rows: Vec<String> = (0..70_000).map(row).collect();
    let prices = format!("cloud,region,instance_type,on_demand_usd_per_hour\n{}", rows.concat());
    let (catalog, issues) = Catalog::builtin().with_overlay(&read(&prices));
    assert!(issues.iter().any(|issue| issue.place == "regions"), "{issues:?}");
    let own = catalog.with_overlay(&read("cloud,region,instance_type,on_demand_usd_per_hour\naws,x,m5.large,1\n")).1;
    assert_eq!(own.len(), 1, "{own:?}");
    let own = "kind,cloud,instance,cores,memory_gib,count,usd_per_hour\nnode,onprem,box,8,32,4,1\n";
    let (rates, _) = afterglow_catalog::Rates::parse(own);
    assert!(!rates.is_empty());
    assert!(catalog.with_rates(&rates).1.iter().any(|issue| issue.what.contains("regions")));
}
