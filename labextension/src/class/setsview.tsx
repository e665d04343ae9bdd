import { Dialog, showDialog } from '@jupyterlab/apputils';
import * as React from 'react';

import { useChanges, useView } from '../view/context';
import { FirstProblem } from '../view/firstproblem';
import { Failure, Skeleton } from '../view/states';
import { useClass } from './context';
import { CopyLink } from './copylink';
import { MendingPanel } from './mendingview';
import { isOlder, stateWords, versionWords, waits } from './setwords';
import type { ITaughtProblem, ITaughtSet } from './wire';

/** The sets of the course: who sees them, since when, in which versions. */
export function SetsPage(): React.ReactElement {
  const model = useClass();
  useChanges(model);
  const { list } = model.sets;
  if (!list.value) {
    return list.error ? (
      <Failure error={list.error} onRetry={() => void list.load()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  return (
    <div className="jp-CodifySets">
      {list.error && (
        <Failure error={list.error} onRetry={() => void list.load()} />
      )}
      {list.value.length === 0 && <Nothing />}
      {list.value.map(set => (
        <Card key={set.slug} set={set} />
      ))}
    </div>
  );
}

function Nothing(): React.ReactElement {
  const { trans } = useView();
  return (
    <FirstProblem
      title={trans.__('No set yet')}
      text={trans.__(
        'Write a problem and send it here: “Send” stands in its Problem check.'
      )}
    />
  );
}

function Card(props: { set: ITaughtSet }): React.ReactElement {
  const { trans } = useView();
  const { sets } = useClass();
  const { set } = props;
  const { busy, failure, mending } = sets;
  // Open by itself where there is something to see; what was let count, too.
  const restless = set.problems.some(
    one => isOlder(one) || one.outdated > 0 || mending?.problem === one.slug
  );
  const [chosen, setChosen] = React.useState<boolean | null>(null);
  const open = chosen ?? restless;
  return (
    <section
      className="jp-CodifySets-set"
      aria-label={set.title}
      data-set={set.slug}
      data-state={set.state}
      data-waits={waits(set) || undefined}
    >
      <h3>{set.title}</h3>
      <p className="jp-CodifySets-state">
        <span>{stateWords(set, trans)}</span>
      </p>
      {set.words.length > 0 && (
        <p className="jp-CodifyClass-quiet">{set.words.join(' ')}</p>
      )}
      <div className="jp-CodifySets-actions">
        <PublishButtons set={set} />
        <button
          className="jp-CodifyButton"
          disabled={busy !== null}
          title={trans.__('Download the grades as CSV')}
          onClick={async () => {
            const text = await sets.grades(set.slug);
            if (text !== null) {
              Private.save(`${set.slug}-grades.csv`, text);
            }
          }}
        >
          {trans.__('Grades')}
        </button>
        {set.state !== 'withdrawn' && <CopyLink set={set} />}
      </div>
      {failure?.set === set.slug && <Failure error={failure.error} />}
      <details open={open}>
        <summary
          onClick={event => {
            event.preventDefault();
            setChosen(!open);
          }}
        >
          {trans._n('%1 problem', '%1 problems', set.problems.length)}
        </summary>
        <ul>
          {set.problems.map(problem => (
            <Item key={problem.slug} set={set} problem={problem} />
          ))}
        </ul>
      </details>
    </section>
  );
}

function PublishButtons(props: { set: ITaughtSet }): React.ReactElement {
  const { trans } = useView();
  const { sets } = useClass();
  const { set } = props;
  const withdraw = async () => {
    const { button } = await showDialog({
      title: trans.__('Withdraw %1?', set.title),
      body: trans.__(
        'Students see it no more. What they have handed in and its grades stay, and you may publish it again.'
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.warnButton({ label: trans.__('Withdraw') })
      ]
    });
    if (button.accept) {
      await sets.withdraw(set.slug);
    }
  };
  return (
    <>
      {(set.state !== 'published' || waits(set)) && (
        <button
          className="jp-CodifyButton jp-mod-primary"
          disabled={sets.busy !== null}
          onClick={() => void sets.publish(set.slug)}
        >
          {set.state === 'published'
            ? trans.__('Publish again')
            : trans.__('Publish')}
        </button>
      )}
      {set.state !== 'withdrawn' && (
        <button
          className="jp-CodifyButton"
          disabled={sets.busy !== null}
          onClick={() => void withdraw()}
        >
          {trans.__('Withdraw…')}
        </button>
      )}
    </>
  );
}

function Item(props: {
  set: ITaughtSet;
  problem: ITaughtProblem;
}): React.ReactElement {
  const { trans } = useView();
  const { sets } = useClass();
  const { set, problem } = props;
  const { mending } = sets;
  const shown = mending?.problem === problem.slug;
  // A problem may stand in several sets, and is judged once for all of them.
  const here =
    shown &&
    sets.list.value!.find(one =>
      one.problems.some(({ slug }) => slug === problem.slug)
    )?.slug === set.slug;
  return (
    <li data-problem={problem.slug}>
      <div className="jp-CodifySets-problem">
        <span>{problem.title}</span>
        <span className="jp-CodifyClass-quiet">
          {versionWords(problem, trans)}
        </span>
        {problem.outdated > 0 && !shown && (
          <button
            className="jp-CodifyButton"
            onClick={() => sets.mend(problem.slug)}
          >
            {trans.__('Judge again…')}
          </button>
        )}
      </div>
      {here && <MendingPanel mending={mending!} title={problem.title} />}
    </li>
  );
}

namespace Private {
  /** Let the browser save a text as a file. */
  export function save(name: string, text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
}
