//! What customers and vendors name, where no test of one canary in all places would put it: words that begin like
//! Spark's, numbers in strings, escapes, keys twice, keys that are names, fields of vendors.

mod common;

use afterglow_redact::Redactor;

/// Words that must not come out; each line below has one at least.
const NAMES: [&str; 9] = [
    "zebrawort",
    "4111111111111111",
    "8182838485868788",
    "10.77.204",
    "akiaiosfodnn7example",
    "de8937040",
    "x_abc_def_ghi",
    "204-118",
    "71727374757",
];

const LINES: &[&str] = &[
    r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.1-zebrawort-7"}"#,
    r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.1-amzn-zebrawort"}"#,
    r#"{"Event":"SparkListenerLogStart","Spark Version":"3.5.4111111111111111"}"#,
    r#"{"Event":"DBCEventLoggingListenerMetadata","Spark Version":"3.4.1-zebrawort","Rollover Number":1,"SparkContext Id":"8182838485868788"}"#,
    r#"{"Event":"SparkListenerResourceProfileAdded","Resource Profile Id":1,"Executor Resource Requests":{"gpu":{"Resource Name":"gpu","Amount":1,"Discovery Script":"/opt/zebrawort/getGpus.sh","Vendor":"zebrawort.com"},"zebrawort.com/fpga":{"Amount":2}},"Task Resource Requests":{"zebrawort":{"Amount":0.5}}}"#,
    r#"{"Event":"SparkListenerExecutorAdded","Timestamp":1700000000000,"Executor ID":"4111111111111111","Executor Info":{"Host":"10.77.204.118","Total Cores":4,"Attributes":{"CONTAINER_ID":"zebrawort"},"Resources":{"gpu":{"addresses":["zebrawort0"]}}}}"#,
    r#"{"Event":"SparkListenerExecutorAdded","Timestamp":1700000000000,"Executor ID":"x_abc_def_ghi_jkm","Executor Info":{"Host":"ip-10-77-204-118.us-west-2.zebrawort.internal","Total Cores":4}}"#,
    r#"{"Event":"SparkListenerApplicationStart","App Name":"Spark shell zebrawort","App ID":"local-4111111111111111","Timestamp":1700000000000,"User":"zebrawort","App Attempt ID":"71727374757"}"#,
    r#"{"Event":"SparkListenerApplicationStart","App N\u0061me":"\u007aebrawort","App Name":"zebrawort","App ID":"app-20240501-zebrawort","User":"a","User":"\u007a\u0065brawort"}"#,
    r#"{"\u0045vent":"SparkListenerApplicationStart","App Name":"zebrawort"}"#,
    r#"{"Event":"SparkListenerApplicationStart","Event":"zebrawort","App Name":{"zebrawort":"zebrawort"}}"#,
    r#"{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.\u007aebrawort":"x","spark.executor.mem\u006fry":"zebrawort","spark.executor.memory":"4g","spark.executor.memory":"zebrawort","spark.executor.instances":"4111111111111111","spark.sql.zebrawort":"1","spark.master":"k8s://https://zebrawort:6443","spark.serializer":"com.zebrawort.Ser","spark.sql.extensions":"com.zebrawort.Ext","spark.emr.zebrawort":"zebrawort","spark.glue.JOB_NAME":"zebrawort","spark.databricks.clusterUsageTags.clusterOwnerOrgId":"8182838485868788","spark.databricks.clusterUsageTags.zoneId":"zebrawort-west-2a","spark.databricks.workerNodeTypeId":"zebrawort.2xlarge","spark.databricks.clusterUsageTags.sparkVersion":"13.3.x-scala2.12-zebrawort","spark.driver.extraJavaOptions":"-Dzebrawort=1 -XX:+UseG1GC","spark.hadoop.fs.s3a.access.key":"AKIAIOSFODNN7EXAMPLE","spark.executor.resource.gpu.discoveryScript":"/opt/zebrawort","spark.submit.deployMode":"zebrawort"},"JVM Information":{"Java Version":"17.0.2 (zebrawort Inc.)","Scala Version":"version 2.12.18-zebrawort"},"Metrics Properties":{"*.sink.zebrawort":"zebrawort"}}"#,
    r#"{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":[["spark.zebrawort","zebrawort"],["spark.executor.memory","zebrawort"]]}"#,
    r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":1,"Stage Attempt ID":0,"Stage Name":"Listing leaf files and directories for 40 paths:<br/>s3://zebrawort/...","Number of Tasks":1,"RDD Info":[{"RDD ID":3,"Name":"*(1) Project [zebrawort#12 AS zebrawort]","Scope":"{\"id\":\"1\",\"name\":\"WholeStageCodegen (1) zebrawort\"}"},{"RDD ID":5,"Name":"In-memory table zebrawort","Scope":"not json zebrawort"}],"Failure Reason":"Job aborted due to stage failure: most recent failure: zebrawort (10.77.204.118 executor 7): com.zebrawort.billing.PayrollOutOfMemoryError: cannot charge 4111111111111111\n\tat com.zebrawort.billing.Charge$.apply(Charge.scala:42)\n\tat org.apache.spark.zebrawort.Foo(Zebrawort.scala:12)","Accumulables":[{"ID":1,"Name":"zebrawort","Value":"zebrawort"},{"ID":3,"Name":"AKIAIOSFODNN7EXAMPLE","Value":{"zebrawort":"zebrawort"}},{"ID":4,"Name":"internal.metrics.zebrawort","Value":5},{"ID":5,"Name":"zebrawort.metric","Value":5,"Metadata":"sql"}]}}"#,
    r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":1,"Stage Name":"zebrawort at count at NativeMethodAccessorImpl.java:0","Number of Tasks":1}}"#,
    r#"{"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":1,"Stage Name":"run at ThreadPoolExecutor.java:1149 zebrawort","Number of Tasks":1}}"#,
    r#"{"Event":"SparkListenerJobStart","Job ID":0,"Stage IDs":[1],"Properties":{"spark.job.tags":"zebrawort,zebrawort2","spark.scheduler.pool":"8182838485868788","spark.jobGroup.id":"8182838485868788","spark.databricks.notebook.path":"/Users/zebrawort@x.example/nb","spark.databricks.job.id":"71727374757","callSite.short":"zebrawort at zebrawort.py:3","zebrawort":"zebrawort"}}"#,
    r#"{"Event":"SparkListenerTaskEnd","Stage ID":1,"Stage Attempt ID":0,"Task Type":"zebrawort","Task End Reason":{"Reason":"ExceptionFailure","Class Name":"com.zebrawort.ZebrawortException$Inner","Description":"password=zebrawort","Full Stack Trace":"Caused by: scala.MatchError: (zebrawort,4111111111111111)\n  File \"/srv/zebrawort/job.py\", line 7, in zebrawort"},"Task Info":{"Task ID":5,"Host":"zebrawort.example","Executor ID":"zebrawort-exec-7","Accumulables":[{"ID":1,"Name":"zebrawort","Update":"zebrawort","Value":{"AKIAIOSFODNN7EXAMPLE":1}}]}}"#,
    r#"{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":1,"description":"SELECT zebrawort","sparkPlanInfo":{"nodeName":"Sc\u0061n zebrawort","simpleString":"FileScan parquet hr.zebrawort[salary_zebrawort#12L,cаfé_zebrawort#9] DataFilters: [(iban#13 = DE89370400440532013000)], PushedFilters: [EqualTo(iban,DE89370400440532013000), In(card, [4111111111111111])]","metadata":{"\u007aebrawort":"x","Form\u0061t":"zebrawort","Location":"s3://zebrawort"},"metrics":[{"name":"zebrawort rows","accumulatorId":5,"metricType":"v2Custom_com.zebrawort.Metric"}],"children":[{"nodeName":"Execute InsertIntoHadoopFsRelationCommand","simpleString":"Execute InsertIntoHadoopFsRelationCommand s3://zebrawort/x, `spark_catalog`.`zebrawort`.`first zebrawort`","children":[]},{"nodeName":"PhotonZebrawortGroupingAgg","simpleString":"MapPartitions com.zebrawort.Job$$Lambda$4111111111111111/0x0000zebrawort@5f2a","children":[]}]},"jobTags":["zebrawort"]}"#,
    r#"{"Event":"com.zebrawort.SparkListenerExecutorExcluded","time":1,"executorId":"zebrawort"}"#,
    r#"{"Event":"org.apache.spark.scheduler.SparkListenerNodeExcludedZebrawort","time":1,"hostId":"zebrawort"}"#,
    r#"{"Event":"SparkListenerZebrawort","x":"zebrawort"}"#,
    r#"{"Event":"org.apache.spark.sql.streaming.StreamingQueryListener$QueryProgressEvent","progress":{"id":"zebrawort","runId":"zebrawort","name":"zebrawort","timestamp":"2024-05-01T12:34:56.789Z","batchId":1,"durationMs":{"triggerExecution":5,"zebrawort":5},"stateOperators":[{"operatorName":"zebrawort","customMetrics":{"zebrawort":1}}],"sources":[{"description":"KafkaV2[Subscribe[zebrawort]]","startOffset":{"zebrawort":{"0":1}},"metrics":{"zebrawort":"1"}},{"description":"zebrawort[Subscribe]"}],"sink":{"description":"ForeachBatchSink zebrawort"},"observedMetrics":{"zebrawort":{"x":"zebrawort"}}}}"#,
    r#"{"Event":"SparkListenerBlockUpdated","Block Updated Info":{"Block Manager ID":{"Executor ID":"zebrawort"},"Block ID":"broadcast_zebrawort","Memory Size":1}}"#,
    r#"{"Event":"AfterglowSession","Format":1,"log":"zebrawort","warnings":[{"code":"zebrawort","message":"zebrawort"}]}"#,
    r#"{"Event":"AfterglowCompacted","x":"zebrawort","y":{"zebrawort":1}}"#,
];

#[test]
fn no_name_of_a_customer_comes_out() {
    let mut redactor = Redactor::new(common::KEY);
    for line in LINES {
        let mut out = Vec::new();
        // What is no event to the reader is not written at all.
        let _ = redactor.line(line.as_bytes(), &mut out);
        let text = String::from_utf8(out).expect("ASCII").to_lowercase();
        for name in NAMES {
            assert!(!text.contains(name), "{name} of {line} is in {text}");
        }
    }
    let log = format!("{}\ngarbage of zebrawort\n{{\"Event\":\"Spark", LINES.join("\n"));
    let mut out = Vec::new();
    redactor.redact(&mut log.as_bytes(), &mut out).expect("memory does not fail");
    assert!(!String::from_utf8_lossy(&out).to_lowercase().contains("zebrawort"));
}

#[test]
fn very_long_names_and_names_of_the_vocabulary_become_tokens_too() {
    let long = "zebrawort".repeat(100_000);
    let mut out = Vec::new();
    let line =
        format!(r#"{{"Event":"SparkListenerApplicationStart","App Name":"{long}","User":"count","App ID":"{long}"}}"#);
    Redactor::new(common::KEY).line(line.as_bytes(), &mut out).expect("an event");
    let text = String::from_utf8(out).expect("ASCII");
    assert!(!text.contains("zebra") && !text.contains("\"count\"") && text.len() < 400, "{text}");
}
