import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Observable } from '../model/observable';
import type { IJudgement } from '../model/judgement';
import type { ProblemSession } from '../model/session';
import { CommandIDs } from '../tokens';
import type { IProblem, ITest } from '../wire';
import { useChanges, useView } from './context';
import { Inline } from './inline';
import { Markdown } from './markdown';
import { Failure, Skeleton } from './states';
import { Fault, JudgedTest, WaitingTest } from './testitem';
import { milliseconds } from './wording';

/** Whether tests and tutor stand side by side or behind each other. */
export interface IRoom extends Observable {
  readonly narrow: boolean;
}

/**
 * The tests: before a run what they want, after it what came.
 */
export function TestsPanel(props: { room: IRoom }): React.ReactElement | null {
  const { model } = useView();
  const session = model.current;
  useChanges(model, session, session?.conversation ?? null, props.room);
  if (!session) {
    return null;
  }
  const { value: problem, error } = session.problem;
  if (!problem) {
    return error ? (
      <Failure error={error} onRetry={() => void session.problem.load()} />
    ) : (
      <Skeleton />
    );
  }
  const judgement = session.judgement;
  return (
    <div
      className="jp-CodifyTests"
      data-activity={session.activity}
      aria-busy={session.activity !== 'idle'}
      data-outdated={
        session.activity !== 'idle' && judgement?.verdict ? 'true' : undefined
      }
    >
      <Summary session={session} problem={problem} />
      {session.failure && <Failure error={session.failure} />}
      {judgement?.kind === 'submission' &&
        judgement.verdict?.status === 'accepted' && (
          <Onwards session={session} />
        )}
      {props.room.narrow && <HintLine session={session} />}
      {judgement ? (
        <Results
          session={session}
          judgement={judgement}
          expected={problem.tests}
        />
      ) : (
        <ul className="jp-CodifyTestList">
          {problem.tests.map(test => (
            <WaitingTest key={test.id} test={test} />
          ))}
        </ul>
      )}
      {judgement?.kind !== 'submission' && <Unseen problem={problem} />}
    </div>
  );
}

/** The results of a judgement, one list. */
export function Results(props: {
  /** Whose newest judgement it is; null for one that is looked back at. */
  session: ProblemSession | null;
  judgement: IJudgement;
  /** The tests that may still be to come. */
  expected?: readonly ITest[];
}): React.ReactElement {
  const { trans } = useView();
  const { session, judgement, expected = [] } = props;
  const verdict = judgement.verdict;
  const arrived = new Set(judgement.tests.map(test => test.id));
  // A run leaves out the tests that only a submission meets.
  const waiting =
    verdict && judgement.kind === 'submission'
      ? []
      : expected.filter(test => !arrived.has(test.id));
  return (
    <>
      {verdict?.error && (
        <div className="jp-CodifyTests-fault">
          <Fault fault={verdict.error} session={session} />
        </div>
      )}
      {verdict?.stdout && (
        <details className="jp-CodifyTests-output">
          <summary>{trans.__('Printed while the code was loaded')}</summary>
          <pre>{verdict.stdout}</pre>
        </details>
      )}
      <ul className="jp-CodifyTestList">
        {judgement.tests.map(test => (
          <JudgedTest
            key={test.id}
            test={test}
            session={session}
            stopped={verdict?.error ?? null}
          />
        ))}
        {waiting.map(test => (
          <WaitingTest key={test.id} test={test} />
        ))}
      </ul>
    </>
  );
}

function Summary(props: {
  session: ProblemSession;
  problem: IProblem;
}): React.ReactElement {
  const { commands, trans } = useView();
  const { session, problem } = props;
  const { judgement, activity } = session;
  const busy = activity !== 'idle';
  const runtime = judgement?.verdict?.runtime_ms;
  return (
    <div className="jp-CodifySummary">
      <Segments problem={problem} judgement={judgement} />
      <div className="jp-CodifySummary-text" role="status">
        <strong>
          <Inline text={sentence(session, problem, trans)} />
        </strong>
        {session.stale && !busy && (
          <span className="jp-CodifyStale">
            {trans.__('The code has changed since.')}
          </span>
        )}
      </div>
      {busy ? (
        <button
          className="jp-CodifyButton"
          onClick={() => void commands.execute(CommandIDs.stop)}
        >
          {trans.__('Stop')}
        </button>
      ) : (
        runtime !== undefined && (
          <span className="jp-CodifyTest-time">{milliseconds(runtime)}</span>
        )
      )}
    </div>
  );
}

function sentence(
  session: ProblemSession,
  problem: IProblem,
  trans: TranslationBundle
): string {
  const { judgement, activity } = session;
  if (activity === 'running') {
    return trans.__('Running the tests…');
  }
  if (activity === 'interrupted') {
    return trans.__('Your submission is kept and waits for the server.');
  }
  if (activity === 'submitting') {
    const total = problem.hidden_tests + publicTests(problem).length;
    const done = judgement?.verdict === null ? judgement.tests.length : 0;
    return trans.__('Judging: %1 of %2 tests', done, total);
  }
  if (judgement?.verdict) {
    return judgement.verdict.summary;
  }
  if (judgement) {
    return trans.__('Stopped before a verdict.');
  }
  const count = publicTests(problem).length;
  return trans._n('%1 public test', '%1 public tests', count);
}

function publicTests(problem: IProblem): ITest[] {
  return problem.tests.filter(test => test.visibility === 'public');
}

/** A bar with one segment per test. */
function Segments(props: {
  problem: IProblem;
  judgement: IJudgement | null;
}): React.ReactElement {
  const results = props.judgement?.tests ?? [];
  const total = publicTests(props.problem).length + props.problem.hidden_tests;
  const states: string[] = results.map(test =>
    test.status === 'passed' ? 'passed' : 'failed'
  );
  while (states.length < total) {
    states.push('waiting');
  }
  return (
    <span className="jp-CodifySegments" aria-hidden="true">
      {states.map((state, index) => (
        <span key={index} data-state={state} />
      ))}
    </span>
  );
}

/** In a narrow column the tutor is behind a tab: its first words stand here. */
function HintLine(props: {
  session: ProblemSession;
}): React.ReactElement | null {
  const { commands, trans } = useView();
  const hint = props.session.conversation.lastHint;
  const submission = props.session.judgement?.submission;
  if (!hint?.text || hint.submission_id !== (submission?.id ?? NaN)) {
    return null;
  }
  return (
    <div className="jp-CodifyHintLine">
      <Markdown source={hint.text.trim().split('\n', 1)[0]} />
      <button
        className="jp-CodifyLink"
        onClick={() =>
          void commands.execute(CommandIDs.openPanel, { part: 'tutor' })
        }
      >
        {trans.__('Read on in the tutor')}
      </button>
    </div>
  );
}

function Unseen(props: { problem: IProblem }): React.ReactElement | null {
  const { trans } = useView();
  const { problem } = props;
  const named = problem.tests.length - publicTests(problem).length;
  const count = problem.hidden_tests - named;
  if (count <= 0) {
    return null;
  }
  return (
    <p className="jp-CodifyUnseen">
      {named > 0
        ? trans._n(
            'and %1 more hidden test when you submit',
            'and %1 more hidden tests when you submit',
            count
          )
        : trans._n(
            '%1 hidden test runs when you submit',
            '%1 hidden tests run when you submit',
            count
          )}
    </p>
  );
}

/** After an accepted attempt: where to go from here. */
function Onwards(props: {
  session: ProblemSession;
}): React.ReactElement | null {
  const { model, commands, trans } = useView();
  useChanges(model.catalogue);
  const { next } = model.catalogue;
  React.useEffect(() => next.ensure(), [next]);
  const problem = next.value?.problem;
  if (!problem || problem.slug === props.session.slug) {
    return null;
  }
  return (
    <div className="jp-CodifyOnwards">
      <button
        className="jp-CodifyButton jp-mod-primary"
        onClick={() =>
          void commands.execute(CommandIDs.openProblem, { slug: problem.slug })
        }
      >
        {trans.__('Next: %1', problem.title)}
      </button>
    </div>
  );
}
