import * as React from 'react';

import { useChanges, useView } from '../view/context';
import { Failure, Skeleton } from '../view/states';
import { Chart } from './chart';
import { itemChart, WEAK } from './charts';
import { useClass } from './context';
import type { IItem } from './wire';
import { percent } from './wording';

/** The problems of a set, and how each does its work. */
export function ProblemsPage(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const { value, error } = model.items;
  if (!value) {
    return error ? (
      <Failure error={error} onRetry={() => void model.items.load()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  const told = value.filter(one => one.discrimination !== null);
  return (
    <div className="jp-CodifyClass-text">
      <section className="jp-CodifyClass-figures">
        <h3>{trans.__('How the problems do their work')}</h3>
        <div>
          {told.length > 1 && (
            <Chart spec={colours => itemChart(value, colours, trans)} />
          )}
          <Items items={value} />
        </div>
      </section>
      <p className="jp-CodifyClass-note">
        {trans.__(
          'Counted are first tries. Discrimination is the correlation of the score here with the mean score at the other problems of the set: below %1 a problem hardly tells who can do what. It needs ten students.',
          WEAK
        )}
      </p>
    </div>
  );
}

function Items(props: { items: IItem[] }): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const columns = [
    trans.__('problem'),
    trans.__('tried'),
    trans.__('solved'),
    trans.__('at the first try'),
    trans.__('mean first score'),
    trans.__('discrimination')
  ];
  return (
    <table className="jp-CodifyClass-table">
      <caption className="jp-CodifyHiddenText">
        {trans.__('The problems of the set')}
      </caption>
      <thead>
        <tr>
          {columns.map(name => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.items.map(one => (
          <tr key={one.problem}>
            <th scope="row">
              <button
                className="jp-CodifyLink"
                data-problem={one.problem}
                onClick={() =>
                  model.open({ kind: 'report', problem: one.problem })
                }
              >
                {one.title}
              </button>
            </th>
            <td>{one.tried}</td>
            <td>{one.solved}</td>
            <td>{percent(one.tried ? one.solved_first / one.tried : null)}</td>
            <td>{percent(one.facility)}</td>
            <td
              data-weak={
                (one.discrimination !== null && one.discrimination < WEAK) ||
                undefined
              }
            >
              {one.discrimination === null
                ? '–'
                : one.discrimination.toFixed(2)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
