/**
 * Which cell belongs to which problem: by what the cell says itself first,
 * by its metadata last, because cells are copied, split and retyped.
 */

/** A cell, as far as the question needs it. */
export interface ICell {
  id: string;
  type: string;
  source: string;
  /** `codify.slug` of the cell's metadata. */
  slug?: string;
}

/** An entry of `codify.problems` in the notebook's metadata. */
export interface INotebookProblem {
  slug: string;
  id?: string;
  entry_names?: string[];
}

/** What a cell belongs to: a slug, several that are possible, or nothing. */
export type Belonging = string | string[] | null;

const SLUG = '[a-z0-9][a-z0-9-]{0,79}';
const DIRECTIVE = new RegExp(`^#\\|\\s*codify:\\s*(${SLUG})\\s*$`);
const DEFINITION =
  /^(?:(?:async\s+)?def\s+(\w+)\s*\(|class\s+(\w+)|(\w+)\s*(?::[^=]*)?=(?!=))/gm;

/** The slug in a cell's first line `#| codify: <slug>`. */
export function directiveSlug(source: string): string | null {
  const first = source.trimStart().split('\n', 1)[0].trim();
  return DIRECTIVE.exec(first)?.[1] ?? null;
}

/** The names that a cell defines at top level. */
export function definedNames(source: string): Set<string> {
  const names = new Set<string>();
  for (const match of source.matchAll(DEFINITION)) {
    names.add(match[1] ?? match[2] ?? match[3]);
  }
  return names;
}

/** The problem that a cell belongs to. */
export function belongsTo(
  cell: ICell,
  problems: readonly INotebookProblem[]
): Belonging {
  if (cell.type !== 'code') {
    return null;
  }
  const directive = directiveSlug(cell.source);
  if (directive) {
    return directive;
  }
  const names = definedNames(cell.source);
  const defined = problems
    .filter(one => one.entry_names?.some(name => names.has(name)))
    .map(one => one.slug);
  if (defined.length === 1) {
    return defined[0];
  }
  if (defined.length > 1) {
    return cell.slug && defined.includes(cell.slug) ? cell.slug : defined;
  }
  return cell.slug ?? null;
}

/** All problems of a notebook: those it declares, then those cells name. */
export function problemsOf(
  cells: readonly ICell[],
  problems: readonly INotebookProblem[]
): string[] {
  const slugs = new Set(problems.map(one => one.slug));
  for (const cell of cells) {
    const slug = belongsTo(cell, problems);
    if (typeof slug === 'string') {
      slugs.add(slug);
    }
  }
  return [...slugs];
}

/** What the panels should show: a problem, or a question. */
export interface ITarget {
  slug: string | null;
  /** Slugs to ask about. */
  choices: string[];
}

/**
 * The problem to show for an active cell.
 *
 * @param shown - the problem that is shown now: a scratch cell keeps it.
 */
export function targetOf(
  active: ICell | null,
  cells: readonly ICell[],
  problems: readonly INotebookProblem[],
  shown: string | null
): ITarget {
  const belonging = active ? belongsTo(active, problems) : null;
  if (typeof belonging === 'string') {
    return { slug: belonging, choices: [] };
  }
  const possible = belonging ?? problemsOf(cells, problems);
  if (shown !== null && possible.includes(shown)) {
    return { slug: shown, choices: [] };
  }
  return possible.length === 1
    ? { slug: possible[0], choices: [] }
    : { slug: null, choices: possible };
}

/**
 * The cells that may be the solution of a problem, the one to take first when
 * it is clear: the active cell if it belongs, else the only one that does.
 */
export function solutionCells(
  slug: string,
  active: ICell | null,
  cells: readonly ICell[],
  problems: readonly INotebookProblem[]
): { cell: ICell | null; candidates: ICell[] } {
  const belonging = cells.filter(cell => belongsTo(cell, problems) === slug);
  if (active && belonging.some(cell => cell.id === active.id)) {
    return { cell: active, candidates: belonging };
  }
  if (belonging.length > 0) {
    const cell = belonging.length === 1 ? belonging[0] : null;
    return { cell, candidates: belonging };
  }
  const free = cells.filter(
    cell =>
      cell.type === 'code' &&
      cell.source.trim() !== '' &&
      belongsTo(cell, problems) === null
  );
  return { cell: null, candidates: free };
}
