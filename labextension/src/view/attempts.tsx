import * as React from 'react';

import { begun, concluded } from '../model/judgement';
import type { ProblemSession } from '../model/session';
import type { ICount, ISubmission, SubmissionStatus } from '../wire';
import { Code } from './code';
import { useChanges, useView } from './context';
import { Failure, Skeleton } from './states';
import { Results } from './tests';
import { moment, submissionStatusName } from './wording';

/**
 * Every attempt at the problem, and one of them in full.
 */
export function AttemptsPanel(): React.ReactElement | null {
  const { model, trans } = useView();
  const session = model.current;
  useChanges(model, session, session?.attempts ?? null);
  if (!session) {
    return null;
  }
  const { list, openId } = session.attempts;
  if (!list.value) {
    return list.error ? (
      <Failure error={list.error} onRetry={() => void list.load()} />
    ) : (
      <Skeleton />
    );
  }
  if (openId !== null) {
    return <Attempt key={openId} session={session} id={openId} />;
  }
  if (list.value.length === 0) {
    return (
      <div className="jp-CodifyEmpty">
        <p>{trans.__('No attempts yet. Each submission is kept here.')}</p>
      </div>
    );
  }
  return (
    <ol className="jp-CodifyAttempts" reversed>
      {list.value.map(submission => (
        <li key={submission.id}>
          <button
            className="jp-CodifyAttempts-item"
            data-status={submission.status}
            data-submission={submission.id}
            onClick={() => session.attempts.show(submission.id)}
          >
            <AttemptLine submission={submission} />
          </button>
        </li>
      ))}
    </ol>
  );
}

/** An attempt in one line: verdict, counts, time. */
export function AttemptLine(props: {
  submission: ISubmission;
}): React.ReactElement {
  const { trans } = useView();
  const { submission } = props;
  const counts = [
    count(submission.public, (passed, total) =>
      trans.__('%1 of %2 public', passed, total)
    ),
    count(submission.hidden, (passed, total) =>
      trans.__('%1 of %2 hidden', passed, total)
    )
  ].filter(text => text);
  return (
    <>
      <span className="jp-CodifyTest-status" aria-hidden="true">
        {mark(submission.status)}
      </span>
      <span className="jp-CodifyAttempts-verdict">
        {submissionStatusName(submission.status, trans)}
      </span>
      <span className="jp-CodifyAttempts-counts">{counts.join(' · ')}</span>
      <time dateTime={submission.created_at}>
        {moment(submission.created_at)}
      </time>
    </>
  );
}

function mark(status: SubmissionStatus): string {
  return status === 'accepted' ? '✓' : status === 'withheld' ? '•' : '✗';
}

function count(
  value: ICount | null | undefined,
  say: (passed: number, total: number) => string
): string {
  return value && value.total > 0 ? say(value.passed, value.total) : '';
}

function Attempt(props: {
  session: ProblemSession;
  id: number;
}): React.ReactElement {
  const { binding, trans } = useView();
  const { session, id } = props;
  const { attempts } = session;
  const [comparing, setComparing] = React.useState(false);
  const result = attempts.result(id);
  const beforeId = attempts.previous(id);
  const before =
    comparing && beforeId !== null ? attempts.result(beforeId) : null;
  const code = result.value?.submission.code ?? '';
  return (
    <section
      className="jp-CodifyAttempt"
      aria-label={trans.__('Attempt')}
      data-submission={id}
    >
      <div className="jp-CodifyAttempt-toolbar">
        <button className="jp-CodifyButton" onClick={() => attempts.show(null)}>
          <span aria-hidden="true">‹ </span>
          {trans.__('All attempts')}
        </button>
        {beforeId !== null && (
          <button
            className="jp-CodifyButton"
            aria-pressed={comparing}
            onClick={() => setComparing(!comparing)}
          >
            {trans.__('Changes since the one before')}
          </button>
        )}
        <button
          className="jp-CodifyButton"
          disabled={!result.value}
          onClick={() => void binding.restore(session.slug, code)}
        >
          {trans.__('Restore into the cell')}
        </button>
      </div>
      {result.error && (
        <Failure error={result.error} onRetry={() => void result.load()} />
      )}
      {!result.value && !result.error && <Skeleton />}
      {result.value && (
        <>
          <div
            className="jp-CodifyAttempts-item"
            data-status={result.value.submission.status}
          >
            <AttemptLine submission={result.value.submission} />
          </div>
          {before?.error && <Failure error={before.error} />}
          <Code
            code={code}
            before={before?.value?.submission.code ?? null}
            label={trans.__('Code of this attempt')}
          />
          {result.value.verdict && (
            <Results
              session={null}
              judgement={concluded(
                begun('submission', code),
                result.value.verdict
              )}
            />
          )}
        </>
      )}
    </section>
  );
}
