import * as React from 'react';

import { useChanges, useView } from '../view/context';
import { Failure, Skeleton } from '../view/states';
import { useClass } from './context';

/** Students who may need a hand, and why. */
export function RiskPage(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const { value, error } = model.atRisk;
  if (!value) {
    return error ? (
      <Failure error={error} onRetry={() => void model.atRisk.load()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  return (
    <div className="jp-CodifyClass-text">
      {value.students.length === 0 ? (
        <p className="jp-CodifyEmpty">
          {trans.__('No rule holds for anybody just now.')}
        </p>
      ) : (
        <ul className="jp-CodifyClass-list">
          {value.students.map(one => (
            <li key={one.student}>
              <button
                className="jp-CodifyLink"
                onClick={() =>
                  model.open({ kind: 'student', student: one.student })
                }
              >
                {model.nameOf(one.student, one)}
              </button>
              <ul>
                {one.reasons.map(reason => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{trans.__('The rules')}</summary>
        <p>
          {trans.__(
            'These are counts, no predictions: they say where to look, not what to think of somebody.'
          )}
        </p>
        <ul className="jp-CodifyClass-rules">
          {value.rules.map(rule => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
