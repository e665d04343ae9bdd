import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

import { useChanges, useView } from '../view/context';
import { AwayBanner, Failure, Skeleton } from '../view/states';
import { ClassContext, useClass } from './context';
import { GridPage } from './grid';
import { InboxPage } from './inboxview';
import { ClassModel, Page } from './model';
import { ProblemsPage } from './problems';
import { ReportPage } from './report';
import { RiskPage } from './risk';
import { SetsPage } from './setsview';
import { StudentPage } from './student';

/**
 * A course, as its instructors see it.
 *
 * `shown` says that the panel has come into sight: what does not change by
 * itself may have changed meanwhile.
 */
export function ClassPanel(props: {
  course: string;
  shown?: ISignal<object, void>;
}): React.ReactElement {
  const { model } = useView();
  const { course, shown: inSight } = props;
  const [shown] = React.useState(() => new ClassModel(model.client, course));
  React.useEffect(() => {
    shown.start();
    return () => shown.stop();
  }, [shown]);
  React.useEffect(() => {
    const refresh = () => shown.replace(shown.page);
    inSight?.connect(refresh);
    return () => void inSight?.disconnect(refresh);
  }, [shown, inSight]);
  return (
    <ClassContext.Provider value={shown}>
      <div className="jp-CodifyClass">
        <AwayBanner />
        <Header />
        <Tabs />
        <Content />
      </div>
    </ClassContext.Provider>
  );
}

function Header(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const grid = model.grid.value;
  return (
    <header className="jp-CodifyClass-header">
      <h2>{grid?.course.title ?? model.course}</h2>
      {grid && grid.sets.length > 0 && model.root.kind !== 'sets' && (
        <label>
          <span className="jp-CodifyHiddenText">{trans.__('Set')}</span>
          <select
            value={grid.set}
            onChange={event => model.chooseSet(event.target.value)}
          >
            {grid.sets.map(set => (
              <option key={set.slug} value={set.slug}>
                {set.title}
              </option>
            ))}
            {grid.sets.length > 1 && (
              <option value="*">{trans.__('All sets')}</option>
            )}
          </select>
        </label>
      )}
      <Live live={model.live} />
      <button
        className="jp-CodifyButton"
        aria-pressed={model.anonymous}
        title={trans.__('Show nicknames, for a projector')}
        onClick={() => {
          model.anonymous = !model.anonymous;
        }}
      >
        {trans.__('Hide names')}
      </button>
    </header>
  );
}

function Live(props: { live: boolean | null }): React.ReactElement {
  const { trans } = useView();
  const words =
    props.live === null
      ? trans.__('Connecting…')
      : props.live
        ? trans.__('Live')
        : trans.__('Not live: connecting again…');
  return (
    <span
      className="jp-CodifyClass-live"
      role="status"
      data-live={String(props.live)}
    >
      {words}
    </span>
  );
}

function Tabs(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const { open } = model.inbox.counts;
  const tabs: [Page['kind'], string][] = [
    ['grid', trans.__('Students')],
    ['problems', trans.__('Problems')],
    ['risk', trans.__('At risk')],
    ['questions', trans.__('Questions')],
    ['sets', trans.__('Sets')]
  ];
  const root = model.root.kind;
  const go = (kind: Page['kind']) => model.open({ kind } as Page);
  return (
    <div
      className="jp-CodifyClass-tabs"
      role="tablist"
      tabIndex={-1}
      aria-label={trans.__('Parts of the class view')}
      onKeyDown={event => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) {
          const at = tabs.findIndex(([kind]) => kind === root);
          const [kind] = tabs[(at + step + tabs.length) % tabs.length];
          go(kind);
          const list = event.currentTarget;
          requestAnimationFrame(() =>
            list.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
          );
        }
      }}
    >
      {tabs.map(([kind, name]) => (
        <button
          key={kind}
          role="tab"
          aria-selected={kind === root}
          tabIndex={kind === root ? 0 : -1}
          onClick={() => go(kind)}
        >
          {name}
          {kind === 'questions' && open > 0 && (
            <span
              className="jp-CodifyClass-badge"
              aria-label={trans._n('%1 waits', '%1 wait', open)}
            >
              {open}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function Content(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const { grid, page } = model;
  if (!grid.value) {
    return grid.error ? (
      <Failure error={grid.error} onRetry={() => void grid.load()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  const inside = page.kind === 'report' || page.kind === 'student';
  return (
    <div className="jp-CodifyClass-page" role="tabpanel">
      {grid.error && (
        <Failure error={grid.error} onRetry={() => void grid.load()} />
      )}
      {inside && (
        <button
          className="jp-CodifyButton jp-CodifyClass-back"
          onClick={() => model.back()}
        >
          <span aria-hidden="true">‹ </span>
          {trans.__('Back')}
        </button>
      )}
      <Shown page={page} />
    </div>
  );
}

function Shown(props: { page: Page }): React.ReactElement {
  const { page } = props;
  switch (page.kind) {
    case 'grid':
      return <GridPage />;
    case 'problems':
      return <ProblemsPage />;
    case 'risk':
      return <RiskPage />;
    case 'questions':
      return <InboxPage />;
    case 'sets':
      return <SetsPage />;
    case 'report':
      return <ReportPage key={page.problem} problem={page.problem} />;
    case 'student':
      return <StudentPage page={page} />;
  }
}
