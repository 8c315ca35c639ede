// The logs that the tests drop, and what the command line says of them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync, openSync, writeSync, closeSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const fixtures = resolve(import.meta.dirname, '../../fixtures');

/** The first file in a fixture's log folder, or the file that is named. */
export function fixture(path) {
  const found = join(fixtures, path);
  return /\.\w+$/.test(basename(path)) ? found : join(found, 'log', readdirSync(join(found, 'log')).sort()[0]);
}

/** What each input in `bad/` is owed. */
export const bad = JSON.parse(readFileSync(join(fixtures, 'bad/expected.json'), 'utf8'));

/** The profile of a log by the command line, as JSON; `null` where no command line was built. */
export function profile(path) {
  return told(['profile', path]);
}

/** What a table of past runs tells by the command line, as JSON; `null` where no command line was built. */
export function pastRuns(path, words) {
  return told(['table', path, ...words]);
}

/** What samples of use tell by the command line, as JSON; `null` where no command line was built. */
export function rightsize(path, words) {
  return told(['rightsize', path, ...words]);
}

/** What sensitive content a log has by the command line, as JSON; `null` where no command line was built. */
export function inventory(path) {
  return told(['inventory', path]);
}

function told(words) {
  if (!process.env.AFTERGLOW_CLI) return null;
  const run = () => execFileSync(process.env.AFTERGLOW_CLI, [...words, '--format', 'json'], {
    encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return JSON.parse(run());
  } catch (error) {
    // Exit status 3 is an input that was read in part: the JSON is whole all the same.
    if (error.status === 3) return JSON.parse(error.stdout);
    throw error;
  }
}

/** A folder for files of one test; `remove` takes it away. */
export function folder() {
  const path = mkdtempSync(join(tmpdir(), 'afterglow-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes a plain log of about `megabytes` into `folder`: a real one with its task ends repeated. */
export function bigLog(folder, megabytes) {
  const lines = readFileSync(fixture('3.5.9/local/none'), 'utf8').split('\n').filter(Boolean);
  const ends = `${lines.filter((line) => line.startsWith('{"Event":"SparkListenerTaskEnd"')).join('\n')}\n`;
  const last = lines.pop();
  const path = join(folder, 'big.log');
  const file = openSync(path, 'w');
  writeSync(file, `${lines.join('\n')}\n`);
  const chunk = ends.repeat(Math.max(1, Math.floor((1 << 20) / ends.length)));
  for (let written = 0; written < megabytes << 20; written += chunk.length) writeSync(file, chunk);
  writeSync(file, `${last}\n`);
  closeSync(file);
  return path;
}

/** A copy of a text log under another name. */
export function copyAs(folder, name, path) {
  const target = join(folder, name);
  writeFileSync(target, readFileSync(path));
  return target;
}
