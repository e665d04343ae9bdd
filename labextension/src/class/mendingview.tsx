import * as React from 'react';

import { useView } from '../view/context';
import { Failure, Skeleton } from '../view/states';
import { useClass } from './context';
import type { IChange, Mending } from './mending';
import { percent } from './wording';

/** What judging a problem again would change, and the way to let it count. */
export function MendingPanel(props: {
  mending: Mending;
  title: string;
}): React.ReactElement {
  const { trans } = useView();
  const { sets } = useClass();
  const { mending, title } = props;
  const { value, failure, applied, judging } = mending;
  return (
    <section
      className="jp-CodifyMending"
      aria-label={trans.__('Judging %1 again', title)}
      data-state={applied ? 'applied' : (value?.state ?? 'beginning')}
      data-complete={value?.complete || undefined}
    >
      <p role="status">{statusWords(mending, trans)}</p>
      {judging && (
        <progress
          aria-label={trans.__('Judged')}
          max={value!.outdated}
          value={value!.judged}
        />
      )}
      {failure && (
        <Failure error={failure} onRetry={() => void mending.begin()} />
      )}
      {!value && !failure && <Skeleton lines={2} />}
      {value && !applied && <Changes mending={mending} />}
      <div className="jp-CodifySets-actions">
        {!applied && (
          <button
            className="jp-CodifyButton jp-mod-primary"
            disabled={!mending.ready}
            onClick={() => void sets.letCount()}
          >
            {trans.__('Let it count')}
          </button>
        )}
        {judging && (
          <button
            className="jp-CodifyButton"
            onClick={() => void mending.stop()}
          >
            {trans.__('Stop')}
          </button>
        )}
        {!judging && !applied && value && !value.complete && (
          <button
            className="jp-CodifyButton"
            onClick={() => void mending.begin()}
          >
            {trans.__('Go on')}
          </button>
        )}
        {!judging && (
          <button className="jp-CodifyButton" onClick={() => sets.leave()}>
            {applied ? trans.__('Close') : trans.__('Leave it')}
          </button>
        )}
      </div>
    </section>
  );
}

function Changes(props: { mending: Mending }): React.ReactElement {
  const { trans } = useView();
  const { mending } = props;
  const { now_passed, now_failed } = mending.value!;
  return (
    <div className="jp-CodifyMending-changes">
      <People title={trans.__('Who rises')} changes={mending.rise} />
      <People title={trans.__('Who falls')} changes={mending.fall}>
        {trans.__('They keep their better result.')}
      </People>
      <Tests title={trans.__('Passed now')} tests={now_passed} />
      <Tests title={trans.__('Failed now')} tests={now_failed} />
    </div>
  );
}

function People(props: {
  title: string;
  changes: IChange[];
  children?: string;
}): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const { changes } = props;
  const students = model.grid.value?.students ?? [];
  const nameOf = (login: string) => {
    const known = students.find(one => one.name === login);
    if (known) {
      return model.nameOf(known.id, known);
    }
    return model.anonymous ? '…' : login;
  };
  return (
    <div>
      <h4>{props.title}</h4>
      {changes.length === 0 ? (
        <p className="jp-CodifyClass-quiet">{trans.__('nobody')}</p>
      ) : (
        <ul>
          {changes.map(one => (
            <li key={one.student}>
              {trans.__(
                '%1: %2 → %3',
                nameOf(one.student),
                percent(one.before),
                percent(one.after)
              )}
              {one.submissions > 1 &&
                ` (${trans.__('%1 submissions', one.submissions)})`}
            </li>
          ))}
        </ul>
      )}
      {changes.length > 0 && props.children && (
        <p className="jp-CodifyClass-quiet">{props.children}</p>
      )}
    </div>
  );
}

function Tests(props: {
  title: string;
  tests: { [test: string]: number };
}): React.ReactElement {
  const { trans } = useView();
  const tests = Object.entries(props.tests);
  return (
    <div>
      <h4>{props.title}</h4>
      {tests.length === 0 ? (
        <p className="jp-CodifyClass-quiet">{trans.__('no test')}</p>
      ) : (
        <ul>
          {tests.map(([test, count]) => (
            <li key={test}>
              <code>{test}</code>:{' '}
              {trans._n('%1 submission', '%1 submissions', count)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type Trans = ReturnType<typeof useView>['trans'];

function statusWords(mending: Mending, trans: Trans): string {
  const { applied, value } = mending;
  if (applied) {
    const words = [
      trans._n(
        'It counts: %1 result is by the newest tests now.',
        'It counts: %1 results are by the newest tests now.',
        applied.changed
      )
    ];
    if (applied.kept > 0) {
      words.push(
        trans._n(
          '%1 submission keeps its better result.',
          '%1 submissions keep their better result.',
          applied.kept
        )
      );
    }
    if (applied.told > 0) {
      words.push(
        trans._n(
          '%1 student finds a note in the chat.',
          '%1 students find a note in the chat.',
          applied.told
        )
      );
    }
    return words.join(' ');
  }
  if (!value) {
    return trans.__('Judging begins…');
  }
  const judged = trans.__(
    '%1 of %2 submissions are judged by the newest tests; nothing counts yet.',
    value.judged,
    value.outdated
  );
  switch (value.state) {
    case 'stopped':
      return value.complete ? judged : `${trans.__('Stopped.')} ${judged}`;
    case 'failed':
      return `${trans.__('Judging came to a halt; the server’s log says why.')} ${judged}`;
    default:
      return judged;
  }
}
