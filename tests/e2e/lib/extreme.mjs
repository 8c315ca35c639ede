// Logs at the ends of what Spark can write: more of everything than a screen holds, and next to nothing.

import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Names that would break a layout, or act, if they were anything but text. */
export const NAMES = [
  'n'.repeat(10_000),
  '<img src=x onerror="globalThis.ran = 1"><script>globalThis.ran = 1</script>',
  'מכירות לפי אזור \u202egnp.exe',
  '👩‍👩‍👧‍👦'.repeat(300),
  'a name with many short words '.repeat(200),
];

const BEGIN = 1_795_000_000_000;
const DAY = 24 * 3_600_000;
const SQL = 'org.apache.spark.sql.execution.ui.SparkListenerSQLExecution';

/** A run of `days` days: `executions` queries of `stages` stages with one task each, one executor after the other. */
export function endless(folder, { executions, stages, executors, days }) {
  const count = executions * stages;
  const step = days * DAY / count;
  return written(folder, 'endless.log', function* lines() {
    yield* start('endless', NAMES[0]);
    for (let at = 0; at < executors; at += 1) yield added(at, BEGIN + Math.floor(at * days * DAY / executors / 2));
    for (let sql = 0; sql < executions; sql += 1) {
      const begin = Math.floor(BEGIN + sql * stages * step);
      const name = sql < NAMES.length ? NAMES[sql] : `query ${sql} over ${NAMES[2]}`;
      yield { Event: `${SQL}Start`, executionId: sql, description: name, details: name, physicalPlanDescription: name, time: begin,
        sparkPlanInfo: { nodeName: name, simpleString: name, children: [], metadata: {}, metrics: [] } };
      const infos = Array.from({ length: stages }, (_, at) => stage(sql * stages + at, `${at} of ${name.slice(0, 200)}`));
      yield { Event: 'SparkListenerJobStart', 'Job ID': sql, 'Submission Time': begin, 'Stage Infos': infos,
        'Stage IDs': infos.map((info) => info['Stage ID']), Properties: { 'spark.sql.execution.id': String(sql) } };
      for (const [at, info] of infos.entries()) {
        const from = Math.floor(begin + at * step);
        const to = Math.floor(from + step / 2);
        yield* ran({ ...info, 'Submission Time': from }, from, to, String((sql * stages + at) % Math.max(1, Math.floor(executors / 2))));
      }
      const end = Math.floor(begin + stages * step) - 1;
      yield { Event: 'SparkListenerJobEnd', 'Job ID': sql, 'Completion Time': end, 'Job Result': { Result: 'JobSucceeded' } };
      yield { Event: `${SQL}End`, executionId: sql, time: end };
    }
    for (let at = executors / 2; at < executors; at += 1) {
      yield { Event: 'SparkListenerExecutorRemoved', Timestamp: BEGIN + days * DAY - 1, 'Executor ID': String(at), 'Removed Reason': NAMES[at % NAMES.length] };
    }
    yield { Event: 'SparkListenerApplicationEnd', Timestamp: BEGIN + days * DAY };
  });
}

/** A run of two milliseconds with one task. `id` is the application's. */
export function instant(folder, name, id) {
  return written(folder, name, function* lines() {
    yield* start(id, NAMES[1]);
    yield added(0, BEGIN);
    yield { Event: 'SparkListenerJobStart', 'Job ID': 0, 'Submission Time': BEGIN, 'Stage Infos': [stage(0, NAMES[3])], 'Stage IDs': [0], Properties: {} };
    yield* ran({ ...stage(0, NAMES[3]), 'Submission Time': BEGIN }, BEGIN, BEGIN + 1, '0');
    yield { Event: 'SparkListenerJobEnd', 'Job ID': 0, 'Completion Time': BEGIN + 2, 'Job Result': { Result: 'JobSucceeded' } };
    yield { Event: 'SparkListenerApplicationEnd', Timestamp: BEGIN + 2 };
  });
}

function* start(id, name) {
  yield { Event: 'SparkListenerLogStart', 'Spark Version': '3.5.1' };
  yield { Event: 'SparkListenerApplicationStart', 'App Name': name, 'App ID': id, Timestamp: BEGIN, User: 'u' };
}

function added(at, time) {
  const info = { Host: `host-${at}`, 'Total Cores': 4, 'Log Urls': {}, Attributes: {}, Resources: {} };
  return { Event: 'SparkListenerExecutorAdded', Timestamp: time, 'Executor ID': String(at), 'Executor Info': info };
}

function stage(id, name) {
  return { 'Stage ID': id, 'Stage Attempt ID': 0, 'Stage Name': name, 'Number of Tasks': 1, 'RDD Info': [], 'Parent IDs': [], Details: name, Accumulables: [] };
}

/** A stage that ran its one task. */
function* ran(info, from, to, executor) {
  const id = info['Stage ID'];
  const at = { 'Stage ID': id, 'Stage Attempt ID': 0 };
  const task = { 'Task ID': id, Index: 0, Attempt: 0, 'Launch Time': from, 'Executor ID': executor, Host: `host-${executor}`, Locality: 'ANY', Speculative: false,
    'Getting Result Time': 0, 'Finish Time': to, Failed: false, Killed: false, Accumulables: [] };
  yield { Event: 'SparkListenerStageSubmitted', 'Stage Info': info, Properties: {} };
  yield { Event: 'SparkListenerTaskStart', ...at, 'Task Info': { ...task, 'Finish Time': 0 } };
  yield { Event: 'SparkListenerTaskEnd', ...at, 'Task Type': 'ResultTask', 'Task End Reason': { Reason: 'Success' }, 'Task Info': task,
    'Task Metrics': { 'Executor Deserialize Time': 0, 'Executor Run Time': to - from, 'Executor CPU Time': (to - from) * 900_000, 'JVM GC Time': 0, 'Result Size': 1 } };
  yield { Event: 'SparkListenerStageCompleted', 'Stage Info': { ...info, 'Completion Time': to } };
}

/** Writes events, one a line, some thousand at a time. */
function written(folder, name, events) {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  let text = '';
  for (const event of events()) {
    text += `${JSON.stringify(event)}\n`;
    if (text.length > 1 << 22) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
  return path;
}
