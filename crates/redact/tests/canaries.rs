//! Canaries of thirty kinds and more, planted in every text of an event log, never come out.

mod common;

use afterglow_redact::{Fate, Redactor};
use serde_json::{Value, json};

/// What a log may hold that nobody else should see, each with the word `KANARI` or digits that stand for it.
const CANARIES: &[&str] = &[
    "KANARI",
    "kanari@acme.example",
    "bob.kanari",
    "AKIAKANARI7EXAMPLE00",
    "password=KANARI",
    "Bearer eyJKANARI.eyJKANARI.KANARI",
    "jdbc:postgresql://db.kanari.example:5432/payroll?user=kanari&password=kanari",
    "mongodb+srv://kanari:kanari@cluster.kanari.example/kanari",
    "https://kanari.blob.core.windows.net/kanari?sig=kanari%2Fkanari&se=2030",
    "s3a://kanari-bucket/kanari/part-00000-kanari.snappy.parquet",
    "abfss://kanari@kanari.dfs.core.windows.net/kanari",
    "gs://kanari/kanari",
    "hdfs://kanari:8020/user/kanari",
    "/home/kanari/kanari.py",
    "C:\\Users\\Kanari\\kanari.csv",
    "\\\\kanari\\share$\\kanari",
    "SELECT kanari FROM kanari.kanari WHERE name = 'Kanari O''Kanari' AND ssn = '987-65-4321'",
    "'; DROP TABLE kanari; --",
    "4111 1111 1111 1111",
    "4111111111111111",
    "DE89370400440532013000",
    "+49 1512 3456789",
    "10.77.204.118",
    "fe80::1ff:fe23:4567:890a",
    "kanari-worker-7.prod.kanari.example",
    "ip-10-77-204-118.kanari.compute.internal",
    "com.kanari.KanariException",
    "org.apache.spark.kanari.KanariScanExec",
    "at com.kanari.Kanari.kanari(Kanari.scala:12)",
    "File \"/srv/kanari/kanari.py\", line 7, in kanari",
    "Job aborted: java.lang.OutOfMemoryError: kanari\n\tat com.kanari.Kanari.run(Kanari.java:3)",
    "count at Kanari.scala:12",
    "collect at /home/kanari/kanari.py:3",
    "Scan parquet kanari.kanari",
    "PhotonKanariScan kanari",
    "WholeStageCodegen (kanari)",
    "FileScan parquet [kanari#12L] Location: InMemoryFileIndex[s3://kanari/kanari], PartitionFilters: [kanari#13 = kanari]",
    "internal.kanari",
    "v2Custom_com.kanari.Kanari",
    "kanari#48213",
    "<script>kanari</script>",
    "=HYPERLINK(\"https://kanari.example\",\"kanari\")",
    "\u{1b}[31mkanari\u{7}",
    "каnаri-KANARI-カナリア",
    "💡kanari💡",
    "\u{202e}iranak KANARI",
    "3.5.1-kanari",
    "spark://kanari.example:7077",
    "-Dkanari=kanari -XX:OnOutOfMemoryError=kanari",
    "kanari_kanari.kanari$kanari",
    "rdd_kanari_3",
    "application_1700000000000_kanari",
];

/// Digits of canaries that are nothing but digits, and words of those in other scripts.
const DIGITS: &[&str] = &[
    "4111",
    "1111",
    "4321",
    "987-65",
    "8937",
    "3456",
    "48213",
    "204.118",
    "fe80",
    "890a",
    "カナリア",
    "каnаri",
    "iranak",
];

/// Every text of an event is the canary, keys of maps as well.
fn lines(canary: &str) -> Vec<Value> {
    let rdd = json!({"RDD ID": 3, "Name": canary, "Scope": json!({"id": "1", "name": canary}).to_string(), "Callsite": canary, "Parent IDs": []});
    let stage = json!({"Stage ID": 1, "Stage Attempt ID": 0, "Stage Name": canary, "Number of Tasks": 1, "Details": canary,
        "RDD Info": [rdd], "Failure Reason": canary,
        "Accumulables": [{"ID": 9, "Name": canary, "Value": canary, "Metadata": canary}, {"ID": 10, "Name": canary, "Value": "7"}]});
    let properties = json!({"spark.job.description": canary, "spark.jobGroup.id": canary, "spark.job.tags": format!("{canary},{canary}"), "spark.scheduler.pool": canary,
        "callSite.short": canary, "callSite.long": canary, "sql.streaming.queryId": canary, "streaming.sql.batchId": "3", canary: canary});
    let node = json!({"nodeName": canary, "simpleString": canary, "metadata": {canary: canary, "Location": canary, "PartitionFilters": canary},
        "metrics": [{"name": canary, "accumulatorId": 4, "metricType": canary}],
        "children": [{"nodeName": format!("Filter {canary}"), "simpleString": canary.repeat(40), "children": [], "metadata": {}, "metrics": []}]});
    let confs = json!({canary: canary, "spark.master": canary, "spark.executor.memory": canary, "spark.serializer": canary,
        "spark.executor.extraJavaOptions": canary, "spark.databricks.workerNodeTypeId": canary, "spark.emr.kanari": canary,
        "spark.databricks.clusterUsageTags.region": canary, "spark.databricks.clusterUsageTags.sparkVersion": canary,
        "AWS_REGION": canary, "spark.app.name": canary, "hdp.version": canary, "spark.cluster.type": canary});
    let sql = "org.apache.spark.sql.execution.ui.";
    let stream = "org.apache.spark.sql.streaming.StreamingQueryListener$";
    let thrift = "org.apache.spark.sql.hive.thriftserver.ui.SparkListenerThriftServer";
    let connect = "org.apache.spark.sql.connect.service.SparkListenerConnect";
    let manager = json!({"Executor ID": canary, "Host": canary, "Port": 1});
    let info = json!({"Task ID": 5, "Index": 0, "Attempt": 0, "Launch Time": 10, "Finish Time": 20, "Executor ID": canary, "Host": canary,
        "Locality": canary, "Accumulables": [{"ID": 1, "Name": canary, "Update": canary}]});
    let end = |reason: Value| json!({"Event": "SparkListenerTaskEnd", "Stage ID": 1, "Stage Attempt ID": 0, "Task Type": canary, "Task End Reason": reason, "Task Info": info});
    vec![
        json!({"Event": "SparkListenerLogStart", "Spark Version": canary}),
        json!({"Event": "DBCEventLoggingListenerMetadata", "Spark Version": canary, "Rollover Number": 0, "SparkContext Id": canary}),
        json!({"Event": "SparkListenerApplicationStart", "App Name": canary, "App ID": canary, "Timestamp": 1, "User": canary, "App Attempt ID": canary, "Driver Logs": {"stdout": canary}}),
        json!({"Event": "SparkListenerEnvironmentUpdate", "JVM Information": {"Java Version": canary, "Java Home": canary, canary: canary},
            "Spark Properties": confs, "Hadoop Properties": confs, "System Properties": confs, "Classpath Entries": {canary: canary}}),
        json!({"Event": "SparkListenerResourceProfileAdded", "Resource Profile Id": 0, "Executor Resource Requests": {canary: {"Amount": 1, "Vendor": canary}}, "Task Resource Requests": {canary: {"Amount": 0.5}}}),
        json!({"Event": "SparkListenerExecutorAdded", "Timestamp": 1, "Executor ID": canary, "Executor Info": {"Host": canary, "Total Cores": 2, "Log Urls": {canary: canary}, "Attributes": {canary: canary}}}),
        json!({"Event": "SparkListenerExecutorRemoved", "Timestamp": 1, "Executor ID": canary, "Removed Reason": canary}),
        json!({"Event": "org.apache.spark.scheduler.SparkListenerNodeExcluded", "time": 1, "hostId": canary}),
        json!({"Event": "com.kanari.SparkListenerExecutorExcluded", "time": 1, "executorId": canary}),
        json!({"Event": "SparkListenerBlockManagerAdded", "Block Manager ID": manager, "Timestamp": 1}),
        json!({"Event": "SparkListenerBlockManagerRemoved", "Block Manager ID": manager, "Timestamp": 1}),
        json!({"Event": "SparkListenerBlockUpdated", "Block Updated Info": {"Block Manager ID": manager, "Block ID": canary, "Memory Size": 1}}),
        json!({"Event": "SparkListenerJobStart", "Job ID": 0, "Submission Time": 1, "Stage Infos": [stage], "Stage IDs": [1], "Properties": properties}),
        json!({"Event": "SparkListenerJobEnd", "Job ID": 0, "Completion Time": 2, "Job Result": {"Result": canary, "Exception": {"Message": canary, "Stack Trace": [{"Declaring Class": canary}]}}}),
        json!({"Event": "SparkListenerStageSubmitted", "Stage Info": stage, "Properties": properties}),
        json!({"Event": "SparkListenerStageCompleted", "Stage Info": stage}),
        json!({"Event": "SparkListenerTaskStart", "Stage ID": 1, "Stage Attempt ID": 0, "Task Info": info}),
        end(json!({"Reason": canary})),
        end(
            json!({"Reason": "ExceptionFailure", "Class Name": canary, "Description": canary, "Full Stack Trace": canary, "Stack Trace": [{"Declaring Class": canary, "Method Name": canary, "File Name": canary}]}),
        ),
        end(json!({"Reason": "FetchFailed", "Block Manager Address": manager, "Shuffle ID": 1, "Message": canary})),
        end(
            json!({"Reason": "ExecutorLostFailure", "Executor ID": canary, "Exit Caused By App": false, "Loss Reason": canary}),
        ),
        end(json!({"Reason": "TaskKilled", "Kill Reason": canary})),
        json!({"Event": "SparkListenerStageExecutorMetrics", "Executor ID": canary, "Stage ID": 1, "Stage Attempt ID": 0, "Executor Metrics": {"JVMHeapMemory": 5, canary: 7}}),
        json!({"Event": format!("{sql}SparkListenerSQLExecutionStart"), "executionId": 1, "description": canary, "details": canary, "physicalPlanDescription": canary, "sparkPlanInfo": node, "time": 1, "modifiedConfigs": confs, "jobTags": [canary]}),
        json!({"Event": format!("{sql}SparkListenerSQLExecutionEnd"), "executionId": 1, "time": 2, "errorMessage": canary}),
        json!({"Event": format!("{sql}SparkListenerSQLAdaptiveExecutionUpdate"), "executionId": 1, "physicalPlanDescription": canary, "sparkPlanInfo": node}),
        json!({"Event": format!("{sql}SparkListenerSQLAdaptiveSQLMetricUpdates"), "executionId": 1, "sqlPlanMetrics": [{"name": canary, "accumulatorId": 4, "metricType": canary}]}),
        json!({"Event": format!("{stream}QueryStartedEvent"), "id": canary, "runId": canary, "name": canary, "timestamp": "2024-05-01T12:34:56.789Z"}),
        json!({"Event": format!("{stream}QueryProgressEvent"), "progress": {"id": canary, "runId": canary, "name": canary, "timestamp": canary, "batchId": 1,
            "durationMs": {canary: 5}, "eventTime": {"watermark": canary}, "stateOperators": [{"operatorName": canary, "numRowsTotal": 1}],
            "sources": [{"description": canary, "startOffset": canary, "endOffset": {canary: 5}, "latestOffset": canary, "numInputRows": 1}],
            "sink": {"description": canary}, "observedMetrics": {canary: canary}}}),
        json!({"Event": format!("{stream}QueryTerminatedEvent"), "id": canary, "runId": canary, "exception": canary}),
        json!({"Event": format!("{thrift}SessionCreated"), "ip": canary, "sessionId": canary, "userName": canary, "startTime": 1}),
        json!({"Event": format!("{thrift}OperationStart"), "id": canary, "sessionId": canary, "statement": canary, "groupId": canary, "startTime": 1, "userName": canary}),
        json!({"Event": format!("{thrift}OperationParsed"), "id": canary, "executionPlan": canary}),
        json!({"Event": format!("{thrift}OperationError"), "id": canary, "errorMsg": canary, "errorTrace": canary, "finishTime": 2}),
        json!({"Event": format!("{connect}OperationStarted"), "jobTag": canary, "operationId": canary, "eventTime": 1, "sessionId": canary, "userId": canary, "userName": canary, "statementText": canary, "sparkSessionTags": [canary], "extraTags": {canary: canary}}),
        json!({"Event": format!("{connect}OperationFailed"), "jobTag": canary, "operationId": canary, "eventTime": 2, "errorMessage": canary}),
        json!({"Event": "com.kanari.KanariEvent", "statement": canary}),
        json!({"Event": format!("{sql}SparkListenerEffectiveSQLConf"), "confs": canary}),
    ]
}

#[test]
fn no_canary_survives() {
    assert!(CANARIES.len() >= 30);
    for canary in CANARIES {
        let mut redactor = Redactor::new(common::KEY);
        let mut out = Vec::new();
        for line in lines(canary) {
            redactor.line(line.to_string().as_bytes(), &mut out).expect("an event");
        }
        let text = String::from_utf8(out).expect("ASCII");
        assert!(!text.to_lowercase().contains("kanari"), "{canary}: {}", around(&text, "kanari"));
        for digits in DIGITS {
            assert!(!text.contains(digits), "{canary}: {}", around(&text, digits));
        }
    }
}

/// The place of a leak, for the message.
fn around(text: &str, word: &str) -> String {
    let at = text.to_lowercase().find(word).unwrap_or_default();
    text[at.saturating_sub(150)..(at + 80).min(text.len())].to_owned()
}

#[test]
fn the_key_is_not_written_and_matters() {
    let line =
        json!({"Event": "SparkListenerApplicationStart", "App Name": "payroll", "User": "swordfish", "Timestamp": 1})
            .to_string();
    let redact = |key: &str| {
        let mut out = Vec::new();
        let fate = Redactor::new(key.as_bytes()).line(line.as_bytes(), &mut out);
        assert_eq!(fate, Ok(Fate::Kept));
        String::from_utf8(out).expect("ASCII")
    };
    assert!(!redact("swordfish").contains("swordfish"));
    assert_eq!(redact("one"), redact("one"));
    assert_ne!(redact("one"), redact("two"));
}

#[test]
fn damaged_streams_stay_damaged() {
    let log = b"{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.1\"}\n[garbage of kanari]\n{\"Event\":\"SparkListenerApplicationEnd\",\"Timest";
    let mut out = Vec::new();
    let mut redactor = Redactor::new(common::KEY);
    let report = redactor.redact(&mut &log[..], &mut out).expect("memory does not fail");
    assert_eq!((report.events_kept, report.lines_rejected), (1, 2));
    let again = Redactor::new(common::KEY).redact(&mut &out[..], &mut Vec::new()).expect("memory does not fail");
    assert_eq!((again.events_kept, again.lines_rejected), (1, 2));
    assert!(!String::from_utf8_lossy(&out).contains("kanari"));
}
