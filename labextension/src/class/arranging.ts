import type { ICell, IClassGrid, IClassStudent } from './wire';

/** How the grid's rows are ordered. */
export type Order = 'name' | 'stuck' | 'solved' | 'activity';

/** Which rows are shown, and in which order. */
export interface IArrangement {
  /** Part of a name, in any case. */
  text: string;
  /** Null for all. */
  section: string | null;
  /** Only those who are stuck, or wait for an answer. */
  needy: boolean;
  order: Order;
}

export const PLAIN: IArrangement = {
  text: '',
  section: null,
  needy: false,
  order: 'name'
};

/** `Student 2` comes before `Student 10`. */
const collator = new Intl.Collator(undefined, { numeric: true });

/** Whether the student is stuck at this moment. */
export function isStuck(cell: ICell | null, now: number): boolean {
  return cell?.stuck_until ? Date.parse(cell.stuck_until) > now : false;
}

/** The students to show, in order. */
export function arrange(
  students: readonly IClassStudent[],
  how: IArrangement,
  nameOf: (student: IClassStudent) => string,
  now: number
): IClassStudent[] {
  const wanted = how.text.trim().toLocaleLowerCase();
  const rank = ranks[how.order];
  return students
    .filter(
      one =>
        nameOf(one).toLocaleLowerCase().includes(wanted) &&
        (how.section === null || one.section === how.section) &&
        (!how.needy || needs(one, now) > 0)
    )
    .map(one => ({ one, rank: rank(one, now), name: nameOf(one) }))
    .sort((a, b) => a.rank - b.rank || collator.compare(a.name, b.name))
    .map(({ one }) => one);
}

/** The smaller the higher up. */
const ranks: {
  [order in Order]: (student: IClassStudent, now: number) => number;
} = {
  name: () => 0,
  stuck: (student, now) => -needs(student, now),
  solved: student => -solved(student),
  activity: student =>
    -Math.max(
      0,
      ...student.cells.map(cell => Date.parse(cell?.last_at ?? '') || 0)
    )
};

/** In how many problems a student needs somebody; a question counts most. */
function needs(student: IClassStudent, now: number): number {
  return student.cells.reduce(
    (sum, cell) =>
      sum + (isStuck(cell, now) ? 1 : 0) + 100 * (cell?.open_questions ?? 0),
    0
  );
}

export function solved(student: IClassStudent): number {
  return student.cells.filter(cell => cell?.state === 'solved').length;
}

/** The sections that there are. */
export function sections(grid: IClassGrid): string[] {
  const found = new Set(grid.students.map(one => one.section));
  return [...found].filter(one => one !== null).sort() as string[];
}

/** What a column sums up to. */
export interface IColumn {
  opened: number;
  trying: number;
  solved: number;
  stuck: number;
}

export function columns(grid: IClassGrid, now: number): IColumn[] {
  return grid.problems.map((_, at) => {
    const column = { opened: 0, trying: 0, solved: 0, stuck: 0 };
    for (const { cells } of grid.students) {
      const cell = cells[at];
      if (cell) {
        column[cell.state]++;
        column.stuck += isStuck(cell, now) ? 1 : 0;
      }
    }
    return column;
  });
}

/**
 * The grid after some cells have changed; null when one of them is of a
 * student or a problem that the grid does not know. Rows without a change
 * stay the same objects.
 */
export function withCells(
  grid: IClassGrid,
  changes: readonly (ICell & { student: number; problem: number })[]
): IClassGrid | null {
  const places = new Map(grid.problems.map((one, at) => [one.id, at]));
  const known = new Set(grid.students.map(one => one.id));
  const byStudent = new Map<number, Map<number, ICell>>();
  for (const { student, problem, ...cell } of changes) {
    if (!known.has(student)) {
      return null;
    }
    const at = places.get(problem);
    if (at !== undefined) {
      const row = byStudent.get(student) ?? new Map<number, ICell>();
      byStudent.set(student, row.set(at, cell));
    }
  }
  return {
    ...grid,
    students: grid.students.map(student => {
      const row = byStudent.get(student.id);
      return row
        ? {
            ...student,
            cells: student.cells.map((cell, at) => row.get(at) ?? cell)
          }
        : student;
    })
  };
}
