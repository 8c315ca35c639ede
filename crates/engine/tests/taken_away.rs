//! What is taken away of a log whose every text tries to be something else.

use std::rc::Rc;

use afterglow_engine::{BytesInput, Input, Machines, Session, SessionSettings};

/// Texts that end quotes, cells, lines and comments, and that are markup, links, formulas and commands of terminals.
const EVIL: [&str; 12] = [
    r"<script>evil(1)</script>",
    r"<img src=x onerror=evil(1)>",
    r"[evil](javascript:evil) ![evil](https://evil.example/x.png)",
    r"https://evil.example/x www.evil.example mailto:evil@evil.example",
    r"| evil | --- | `evil` ~~evil~~ **evil**",
    r"\n# evil\n\n```\nevil\n- [x] evil",
    r"- evil\r\n1. evil\n===\n> evil",
    r"</title></style></svg><svg onload=evil(1)>",
    r"&lt;script&gt; &#91;evil&#93;",
    r#"\"},{\"ph\":\"X\",\"name\":\"evil\"}]"#,
    r"\u001b]0;evil\u0007\u009b31m\u202e\u2066evil\u2028",
    r#"@everyone #1 $x^2$ =HYPERLINK(\"https://evil.example\")"#,
];

fn log(evil: &str) -> Vec<u8> {
    let stage = |id: u32| {
        format!(
            r#"{{"Stage ID":{id},"Stage Attempt ID":0,"Stage Name":"{evil}","Number of Tasks":2,"Details":"{evil}","Submission Time":1000,"Completion Time":90000,"RDD Info":[{{"RDD ID":1,"Name":"{evil}"}}],"Accumulables":[{{"ID":1,"Name":"{evil}","Value":"{evil}"}}]}}"#
        )
    };
    let task = |id: u32, reason: &str| {
        format!(
            r#"{{"Event":"SparkListenerTaskEnd","Stage ID":1,"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":{reason},"Task Info":{{"Task ID":{id},"Index":{id},"Attempt":0,"Launch Time":1500,"Finish Time":89000,"Executor ID":"{evil}","Host":"{evil}"}},"Task Metrics":{{"Executor Run Time":80000,"Executor CPU Time":70000000000}}}}"#
        )
    };
    [
        format!(r#"{{"Event":"SparkListenerLogStart","Spark Version":"3.5.1 {evil}"}}"#),
        format!(r#"{{"Event":"SparkListenerApplicationStart","App Name":"{evil}","App ID":"{evil}","Timestamp":1000,"User":"{evil}"}}"#),
        format!(r#"{{"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{{"spark.{evil}":"{evil}","spark.x.password":"12345678 {evil}","spark.master":"{evil}","spark.executor.memory":"{evil}","spark.executor.extraJavaOptions":"{evil}"}}}}"#),
        format!(r#"{{"Event":"SparkListenerExecutorAdded","Timestamp":1000,"Executor ID":"{evil}","Executor Info":{{"Host":"{evil}","Total Cores":2}}}}"#),
        format!(r#"{{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart","executionId":1,"description":"{evil}","physicalPlanDescription":"{evil}","sparkPlanInfo":{{"nodeName":"{evil}","simpleString":"{evil}","metadata":{{"{evil}":"{evil}"}},"children":[],"metrics":[]}},"time":1000}}"#),
        format!(r#"{{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1000,"Stage Infos":[{}],"Stage IDs":[1],"Properties":{{"spark.job.description":"{evil}","spark.sql.execution.id":"1"}}}}"#, stage(1)),
        task(1, r#"{"Reason":"Success"}"#),
        task(2, &format!(r#"{{"Reason":"ExceptionFailure","Class Name":"{evil}","Description":"{evil}","Full Stack Trace":"{evil}"}}"#)),
        format!(r#"{{"Event":"SparkListenerExecutorRemoved","Timestamp":80000,"Executor ID":"{evil}","Removed Reason":"{evil}"}}"#),
        format!(r#"{{"Event":"SparkListenerStageCompleted","Stage Info":{}}}"#, stage(1)),
        format!(r#"{{"Event":"com.{evil}","x":"{evil}"}}"#),
        r#"{"Event":"SparkListenerApplicationEnd","Timestamp":95000}"#.to_owned(),
    ]
    .join("\n")
    .into_bytes()
}

fn turns(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Markdown without what stands between fences, which nothing renders.
fn outside_of_code(text: &str) -> String {
    let mut fence: Option<String> = None;
    let mut out = String::new();
    for line in text.lines() {
        let ticks: String = line.chars().take_while(|letter| *letter == '`').collect();
        match &fence {
            None if ticks.len() >= 3 => fence = Some(ticks),
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    assert!(fence.is_none(), "a fence stays open");
    out
}

/// Without what a backslash makes plain text.
fn unescaped_only(text: &str) -> String {
    let mut letters = text.chars();
    let mut out = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next().map(|_| '·')),
            other => out.push(other),
        }
    }
    out
}

#[test]
fn texts_of_a_log_stay_texts() {
    for evil in EVIL {
        let name = "events\u{202e}<b>.log";
        let inputs: Vec<Rc<dyn Input>> = vec![Rc::new(BytesInput::new(name, log(evil)))];
        let mut session = Session::default();
        session.open(&inputs, &mut |_| true);
        let run = session.run(0).expect("a run");
        assert_eq!(run.profile().tasks.len(), 2, "{evil}");

        let page = run.report(&Machines::default(), &inputs);
        for markup in ["<script", "<img", "onerror=evil(1)>", "<svg onload", "</style></svg>"] {
            assert!(!page.contains(markup), "{markup} in the report of {evil}");
        }
        assert!(!page.chars().any(turns), "{evil}");

        let ticket = unescaped_only(&outside_of_code(&run.ticket(&Machines::default(), &inputs)));
        for markup in [
            "<script",
            "<img",
            "<svg",
            "](",
            "https://evil",
            "www.evil",
            "@evil",
            "@every",
            "~~",
            "\n> ",
            "\n1. evil",
            "\n===",
        ] {
            assert!(!ticket.contains(markup), "{markup} in the ticket of {evil}:\n{ticket}");
        }
        assert!(!ticket.chars().any(turns), "{evil}");
        for line in ticket.lines().filter(|line| line.contains("evil")) {
            assert!(!line.contains("| evil") && !line.contains("`evil"), "{line}");
        }

        let mut trace = Vec::new();
        run.trace(&mut trace).expect("memory does not fail");
        let trace: serde_json::Value = serde_json::from_slice(&trace).expect("JSON");
        let events = trace["traceEvents"].as_array().expect("events");
        assert!(!events.iter().any(|event| event["name"] == "evil"), "{evil}");

        let mut file = Vec::new();
        run.session(&inputs, &SessionSettings::default(), &mut file).expect("memory does not fail");
        let mut again = Session::default();
        again.open(&[Rc::new(BytesInput::new("x.afterglow", file))], &mut |_| true);
        assert_eq!(
            again.run(0).map(|run| run.profile().app.name.clone()),
            Some(run.profile().app.name.clone()),
            "{evil}"
        );
    }
}
