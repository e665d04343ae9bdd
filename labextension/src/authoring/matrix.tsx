import * as React from 'react';

import type { TestStatus } from '../wire';
import { useView } from '../view/context';
import { Inline } from '../view/inline';
import {
  milliseconds,
  submissionStatusName,
  testStatusName
} from '../view/wording';
import { useCheck } from './context';
import type { ICell, IRow, Report } from './report';
import { programName } from './words';

const SIGNS: { [status in TestStatus]: string } = {
  passed: '✓',
  failed: '✗',
  error: '!',
  timeout: '◷',
  memory: '◷',
  output: '◷',
  skipped: '–'
};

/** The author's programs by the tests: what passed, and what should not have. */
export function Matrix(props: { report: Report }): React.ReactElement | null {
  const { trans } = useView();
  const model = useCheck();
  const { report } = props;
  const [chosen, choose] = React.useState<string | null>(null);
  const { rows, unfailed, slowest } = report;
  if (!report.view) {
    return null;
  }
  const detail = rows
    .flatMap(row => row.cells.map(cell => ({ row, cell })))
    .find(({ row, cell }) => key(row, cell) === chosen);
  return (
    <>
      <div className="jp-CodifyMatrix">
        <table>
          <caption className="jp-CodifyHiddenText">
            {trans.__('Which program passes which test')}
          </caption>
          <thead>
            <tr>
              <td />
              {report.view.tests.map(test => (
                <th
                  key={test.id}
                  scope="col"
                  data-unfailed={unfailed.has(test.id) || undefined}
                >
                  <button
                    className="jp-CodifyMatrix-test"
                    title={
                      unfailed.has(test.id)
                        ? trans.__('%1: nothing fails this test', test.name)
                        : test.name
                    }
                    onClick={() => model.goTo(test.place)}
                  >
                    {test.id}
                    {unfailed.has(test.id) && (
                      <span className="jp-CodifyHiddenText">
                        {trans.__('nothing fails this test')}
                      </span>
                    )}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.program.name} data-program={row.program.name}>
                <th scope="row">
                  <button
                    className="jp-CodifyLink"
                    title={rowTitle(row, trans)}
                    onClick={() => model.goTo(row.program.place)}
                  >
                    {programName(row.program.name, trans)}
                  </button>
                </th>
                {row.cells.map(cell => (
                  <td
                    key={cell.test.id}
                    data-test={cell.test.id}
                    data-status={cell.status ?? 'waiting'}
                    data-surprise={cell.surprise || undefined}
                  >
                    <Cell
                      cell={cell}
                      chosen={chosen === key(row, cell)}
                      onChoose={() => choose(key(row, cell))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="jp-CodifyMatrix-detail" role="status">
        {detail?.cell.why ? (
          <>
            <strong>{programName(detail.row.program.name, trans)}</strong>,{' '}
            <strong>{detail.cell.test.id}</strong>:{' '}
            <Inline text={detail.cell.why} />
          </>
        ) : (
          <span className="jp-CodifyMatrix-legend">
            {trans.__(
              '✓ passed  ✗ failed  ! stopped with an error  ◷ met a limit  – not run. Red: not as it must be. Press a sign to see why.'
            )}
          </span>
        )}
      </p>
      {slowest && (
        <p className="jp-CodifyCheck-note">
          {trans.__('The reference’s slowest test:')} <code>{slowest.id}</code>,{' '}
          {milliseconds(slowest.runtime_ms)}
        </p>
      )}
    </>
  );
}

function Cell(props: {
  cell: ICell;
  chosen: boolean;
  onChoose: () => void;
}): React.ReactElement {
  const { trans } = useView();
  const { cell, chosen, onChoose } = props;
  if (cell.status === null) {
    return (
      <span>
        <span aria-hidden="true">·</span>
        <span className="jp-CodifyHiddenText">
          {trans.__('not judged yet')}
        </span>
      </span>
    );
  }
  const content = (
    <>
      <span aria-hidden="true">{SIGNS[cell.status]}</span>
      <span className="jp-CodifyHiddenText">
        {testStatusName(cell.status, trans)}
        {cell.surprise && `, ${trans.__('not as it must be')}`}
      </span>
    </>
  );
  return cell.why ? (
    <button
      className="jp-CodifyMatrix-cell"
      aria-pressed={chosen}
      title={cell.why.replace(/`/g, '')}
      onClick={onChoose}
    >
      {content}
    </button>
  ) : (
    <span className="jp-CodifyMatrix-cell">{content}</span>
  );
}

function rowTitle(row: IRow, trans: Parameters<typeof programName>[1]): string {
  const { verdict } = row;
  return verdict
    ? `${submissionStatusName(verdict.status, trans)}, ${milliseconds(verdict.runtime_ms)}`
    : trans.__('not judged yet');
}

function key(row: IRow, cell: ICell): string {
  return `${row.program.name}\n${cell.test.id}`;
}
