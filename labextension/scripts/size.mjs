/**
 * Print what the extension costs at the start of JupyterLab: the gzipped size
 * of the JavaScript that is loaded then, and of what is loaded later.
 *
 * What is loaded by `import()` only counts as later, all else as loaded at
 * start, styles included. With `--json`, for programs; exit code 1 above the budget.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET = 60 * 1024;
const folder = new URL(
  '../../codify_jupyter/labextension/static/',
  import.meta.url
).pathname;

const files = readdirSync(folder).filter(name => name.endsWith('.js'));
const text = Object.fromEntries(
  files.map(name => [name, readFileSync(join(folder, name), 'utf8')])
);
if (!files.some(name => name.startsWith('remoteEntry.'))) {
  console.error('There is no build: run "jlpm build:prod" first.');
  process.exit(2);
}

const size = names =>
  names.reduce((sum, name) => sum + gzipSync(text[name]).length, 0);

// The entry is named by the remote entry; what other files ask for by id is
// asked for by an `import()`.
const ids = files
  .filter(name => !name.startsWith('remoteEntry.'))
  .flatMap(name => [...text[name].matchAll(/\b\w+\.e\("?([\w-]+)"?\)/g)])
  .map(([, id]) => id);
const later = files.filter(name => ids.some(id => name.startsWith(`${id}.`)));
const atStart = files.filter(name => !later.includes(name));
const result = {
  start_gzip_bytes: size(atStart),
  later_gzip_bytes: size(later),
  budget_bytes: BUDGET,
  start: atStart,
  later
};

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(result));
} else {
  const kilo = bytes => `${(bytes / 1024).toFixed(1)} kB`;
  console.log(`at start: ${kilo(result.start_gzip_bytes)} gzipped`);
  console.log(`later:    ${kilo(result.later_gzip_bytes)} gzipped`);
  console.log(`budget:   ${kilo(BUDGET)} at start`);
}
process.exitCode = result.start_gzip_bytes <= BUDGET ? 0 : 1;
