import * as React from 'react';

import { useChanges, useView } from '../view/context';
import { FirstProblem } from '../view/firstproblem';
import { columns, IColumn, isStuck, solved } from './arranging';
import { useClass } from './context';
import { Legend, Toolbar } from './gridbar';
import { moveTo } from './gridkeys';
import type { IClassStudent, ICourseProblem } from './wire';
import { cellSign, cellWords } from './wording';

/** Students by problems. */
export function GridPage(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const grid = model.grid.value!;
  if (grid.problems.length === 0) {
    return (
      <FirstProblem
        title={trans.__('No set belongs to this course yet')}
        text={trans.__(
          'Write a problem and send it to the course: “Send” stands in its Problem check.'
        )}
      />
    );
  }
  if (grid.students.length === 0) {
    return (
      <div className="jp-CodifyEmpty">
        <h2>{trans.__('Nobody is here yet')}</h2>
        <p>
          {trans.__(
            'Students appear here when they first open Codify, or when you enter the class list with "codify roster".'
          )}
        </p>
      </div>
    );
  }
  return (
    <>
      <Toolbar />
      <Grid />
      <Legend />
    </>
  );
}

function Grid(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const table = React.useRef<HTMLTableElement>(null);
  const grid = model.grid.value!;
  const rows = model.rows;
  const now = Date.now();
  const sums = columns(grid, now);

  // One cell is in the order of the tab key; arrow keys go to the others.
  React.useEffect(() => {
    const cells = table.current!;
    if (!cells.querySelector('[tabindex="0"]')) {
      cells.rows[Math.min(1, cells.rows.length - 1)].cells[0].tabIndex = 0;
    }
  });
  React.useEffect(() => {
    const { left } = model;
    if (left) {
      model.left = null;
      const row = [...table.current!.rows].find(
        one => one.dataset.student === String(left.student ?? '')
      );
      focus(table.current!, row?.cells[left.column]);
    }
  }, [model]);

  const enter = (cell: HTMLTableCellElement) => {
    const row = cell.parentElement as HTMLTableRowElement;
    const student = row.dataset.student ? Number(row.dataset.student) : null;
    const problem = grid.problems[cell.cellIndex - 1]?.slug;
    if (student === null && problem === undefined) {
      return;
    }
    model.left = { student, column: cell.cellIndex };
    if (student === null) {
      model.open({ kind: 'report', problem: problem! });
    } else {
      model.open({ kind: 'student', student, problem });
    }
  };
  const cellOf = (target: EventTarget) =>
    (target as HTMLElement).closest<HTMLTableCellElement>('td, th');

  return (
    <div
      className="jp-CodifyClass-scroller"
      role="presentation"
      onClick={event => {
        const cell = cellOf(event.target);
        if (cell) {
          enter(cell);
        }
      }}
      onKeyDown={event => {
        const cell = cellOf(event.target);
        if (!cell) {
          return;
        }
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          enter(cell);
          return;
        }
        const next = moveTo(table.current!, cell, event.key, event.ctrlKey);
        if (next) {
          event.preventDefault();
          focus(table.current!, next);
        }
      }}
    >
      <table
        ref={table}
        className="jp-CodifyClass-grid"
        role="grid"
        aria-label={trans.__('Students by problems')}
        aria-rowcount={rows.length + 1}
        aria-colcount={grid.problems.length + 1}
      >
        <thead>
          <tr data-student="">
            <th scope="col" tabIndex={-1}>
              {trans.__('Student')}
            </th>
            {grid.problems.map((problem, at) => (
              <Column
                key={problem.id}
                problem={problem}
                sums={sums[at]}
                students={grid.students.length}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(student => (
            <Row
              key={student.id}
              student={student}
              problems={grid.problems}
              name={model.nameOf(student.id, student)}
              // Only who may be stuck changes as time goes by.
              now={student.cells.some(cell => cell?.stuck_until) ? now : 0}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p className="jp-CodifyEmpty">{trans.__('No student fits.')}</p>
      )}
    </div>
  );
}

function focus(table: HTMLTableElement, cell?: HTMLTableCellElement): void {
  if (cell) {
    for (const one of table.querySelectorAll<HTMLElement>('[tabindex="0"]')) {
      one.tabIndex = -1;
    }
    cell.tabIndex = 0;
    cell.focus();
  }
}

function Column(props: {
  problem: ICourseProblem;
  sums: IColumn;
  students: number;
}): React.ReactElement {
  const { trans } = useView();
  const { problem, sums, students } = props;
  const share = (count: number) => `${(100 * count) / (students || 1)}%`;
  return (
    <th
      scope="col"
      tabIndex={-1}
      data-problem={problem.slug}
      title={problem.title}
      aria-label={trans.__(
        '%1: solved by %2 of %3, %4 stuck now. Open the report',
        problem.title,
        sums.solved,
        students,
        sums.stuck
      )}
    >
      <span className="jp-CodifyClass-column">{problem.title}</span>
      <span className="jp-CodifyClass-share" aria-hidden="true">
        <span data-state="solved" style={{ width: share(sums.solved) }} />
        <span data-state="trying" style={{ width: share(sums.trying) }} />
        <span data-state="opened" style={{ width: share(sums.opened) }} />
      </span>
      <span className="jp-CodifyClass-sum">
        {sums.solved}/{students}
      </span>
    </th>
  );
}

const Row = React.memo(
  (props: {
    student: IClassStudent;
    problems: ICourseProblem[];
    name: string;
    now: number;
  }): React.ReactElement => {
    const { trans } = useView();
    const { student, problems, name, now } = props;
    return (
      <tr data-student={student.id}>
        <th scope="row" tabIndex={-1} title={name}>
          <span className="jp-CodifyClass-rowhead">
            <span className="jp-CodifyClass-name">{name}</span>
            <span className="jp-CodifyClass-sum">
              {solved(student)}/{problems.length - student.not_given.length}
            </span>
          </span>
        </th>
        {student.cells.map((cell, at) => {
          const given = !student.not_given.includes(problems[at].id);
          const words = cellWords(cell, given, now, trans);
          return (
            <td
              key={at}
              role="gridcell"
              tabIndex={-1}
              data-state={cell?.state ?? (given ? 'none' : 'not-given')}
              data-stuck={isStuck(cell, now) || undefined}
              aria-label={words}
              title={words}
            >
              <span aria-hidden="true">
                {cellSign(cell)}
                {cell && cell.tries > (cell.state === 'solved' ? 1 : 0) && (
                  <span className="jp-CodifyClass-tries">{cell.tries}</span>
                )}
                {isStuck(cell, now) && (
                  <span className="jp-CodifyClass-mark">!</span>
                )}
                {cell && cell.open_questions > 0 && (
                  <span className="jp-CodifyClass-mark">?</span>
                )}
              </span>
            </td>
          );
        })}
      </tr>
    );
  }
);
