import { PathExt } from '@jupyterlab/coreutils';

/** What is checked: a notebook, or the folder that a file belongs to. */
export interface ITarget {
  kind: 'notebook' | 'folder';
  /** For the contents API. */
  path: string;
}

/** The files of a problem's folder but the wrong solutions. */
export const PARTS = [
  'problem.md',
  'starter.py',
  'solution.py',
  'tests.yaml',
  'checks.py'
];

const HEADER = /^codify\s*:\s*\d+\s*(#.*)?$/m;

/** Whether a notebook holds problems: one begins with its front matter. */
export function holdsHeader(
  cells: Iterable<{ type: string; source: string }>
): boolean {
  for (const { type, source } of cells) {
    // Some editors know no raw cells and make them Markdown, within `---`.
    const front = type === 'raw' || /^\s*---\s*$/m.test(source);
    if (type !== 'code' && front && HEADER.test(source)) {
      return true;
    }
  }
  return false;
}

/** The folder whose problem a file may be part of; null when it is none. */
export function folderOf(path: string): string | null {
  const folder = PathExt.dirname(path);
  if (PathExt.basename(folder) === 'wrong' && path.endsWith('.py')) {
    return PathExt.dirname(folder);
  }
  return PARTS.includes(PathExt.basename(path)) ? folder : null;
}
