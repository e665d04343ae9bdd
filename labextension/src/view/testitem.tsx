import * as React from 'react';

import type { ProblemSession } from '../model/session';
import { CommandIDs } from '../tokens';
import type { IFault, ITest, ITestResult } from '../wire';
import { useView } from './context';
import { Inline } from './inline';
import { Outcome, Row, wantedText } from './outcome';
import { milliseconds, testStatusName } from './wording';

/** A test that has not run: what it calls and what it wants. */
export function WaitingTest(props: { test: ITest }): React.ReactElement {
  const { trans } = useView();
  const { test } = props;
  const wanted = wantedText(test.expected, trans);
  return (
    <li className="jp-CodifyTest" data-status="waiting" data-test={test.id}>
      <div className="jp-CodifyTest-header">
        <Status status="waiting" />
        <span className="jp-CodifyTest-name">
          <Name test={test} />
          {wanted && (
            <>
              <span className="jp-CodifyTest-arrow" aria-hidden="true">
                →
              </span>
              <span className="jp-CodifyHiddenText">
                {trans.__('expected')}
              </span>
              <code>{wanted}</code>
            </>
          )}
        </span>
        {test.visibility !== 'public' && (
          <span className="jp-CodifyTest-time">
            {trans.__('when you submit')}
          </span>
        )}
      </div>
    </li>
  );
}

/** The result of a test; failing ones stand open. */
export function JudgedTest(props: {
  test: ITestResult;
  /** Whose code it is, to go to its lines; null for one that is looked at. */
  session: ProblemSession | null;
  /** What stopped the code before any test; said once, above the tests. */
  stopped: IFault | null;
}): React.ReactElement {
  const { test, session, stopped } = props;
  const { trans } = useView();
  const failing = test.status !== 'passed' && test.status !== 'skipped';
  const itself = !stopped || test.error?.message !== stopped.message;
  const telling = failing && itself;
  const [open, setOpen] = React.useState(telling);
  React.useEffect(() => setOpen(telling), [telling]);
  const button = React.useRef<HTMLButtonElement>(null);
  const focused = session !== null && session.focusedTest === test.id;
  React.useEffect(() => {
    if (focused) {
      setOpen(true);
      button.current?.focus();
      button.current?.scrollIntoView?.({ block: 'nearest' });
    }
  }, [focused]);
  const details = hasDetails(test);
  const header = (
    <>
      <Status status={test.status} />
      <span className="jp-CodifyTest-name">
        <Name test={test} />
      </span>
      <span className="jp-CodifyHiddenText">
        {testStatusName(test.status, trans)}
      </span>
      {test.runtime_ms !== undefined && (
        <span className="jp-CodifyTest-time">
          {milliseconds(test.runtime_ms)}
        </span>
      )}
    </>
  );
  return (
    <li
      className="jp-CodifyTest"
      data-status={test.status}
      data-test={test.id}
      data-visibility={test.visibility}
    >
      {details ? (
        <button
          ref={button}
          className="jp-CodifyTest-header"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {header}
        </button>
      ) : (
        <div className="jp-CodifyTest-header">{header}</div>
      )}
      {details && open && (
        <div className="jp-CodifyTest-details">
          <Details test={test} />
          {test.error && itself && (
            <Fault
              fault={test.error}
              session={session}
              told={test.error.message === test.message}
            />
          )}
          {failing && session && <Actions test={test} session={session} />}
        </div>
      )}
    </li>
  );
}

function hasDetails(test: ITestResult): boolean {
  return (
    test.visibility === 'public' ||
    !!(test.message || test.error || test.expected)
  );
}

function Details(props: { test: ITestResult }): React.ReactElement {
  const { trans } = useView();
  const { test } = props;
  const ownName = !!test.call && test.name !== test.call;
  return (
    <>
      {test.message && (
        <p className="jp-CodifyTest-message">
          <Inline text={test.message} />
        </p>
      )}
      <dl className="jp-CodifyCompare">
        {test.given && <Row name={trans.__('given')}>{test.given}</Row>}
        {ownName && <Row name={trans.__('call')}>{test.call}</Row>}
        {test.stdin && <Row name={trans.__('input')}>{test.stdin}</Row>}
        {test.code && <Row name={trans.__('test')}>{test.code}</Row>}
        <Outcome
          expected={test.expected}
          got={test.status === 'passed' ? undefined : test.got}
        />
        {test.stdout && test.expected?.stdout === undefined && (
          <Row name={trans.__('printed')}>{test.stdout}</Row>
        )}
      </dl>
    </>
  );
}

/** An exception, as far as the student's own lines go. */
export function Fault(props: {
  fault: IFault;
  session: ProblemSession | null;
  /** Whether its message stands there already. */
  told?: boolean;
}): React.ReactElement {
  const { trans } = useView();
  const { fault, session } = props;
  // A comprehension is a frame of its own on the same line: once is enough.
  const frames = (fault.frames ?? []).filter(
    (frame, index, all) => frame.line !== all[index - 1]?.line
  );
  return (
    <div className="jp-CodifyFault">
      {!props.told && (
        <p>
          <strong>{fault.type}</strong>
          {fault.message && (
            <>
              : <Inline text={fault.message} />
            </>
          )}
        </p>
      )}
      {frames.length > 0 && (
        <ol>
          {frames.map((frame, index) => (
            <li key={index}>
              {session ? (
                <LineButton session={session} line={frame.line} />
              ) : (
                trans.__('line %1', frame.line)
              )}{' '}
              {frame.function !== '<module>' && <span>{frame.function}</span>}
              <code>{frame.source}</code>
            </li>
          ))}
        </ol>
      )}
      {frames.length === 0 && fault.line && session && (
        <LineButton session={session} line={fault.line} />
      )}
    </div>
  );
}

function Actions(props: {
  test: ITestResult;
  session: ProblemSession;
}): React.ReactElement {
  const { commands, trans } = useView();
  const { test, session } = props;
  const ask = () => {
    const shown = test.call ?? test.name;
    session.conversation.draft = trans.__(
      'Why does the test "%1" fail?',
      shown.length > 200 ? `${shown.slice(0, 200)}…` : shown
    );
    void commands.execute(CommandIDs.openPanel, { part: 'tutor' });
  };
  return (
    <div className="jp-CodifyTest-actions">
      <button className="jp-CodifyLink" onClick={ask}>
        {trans.__('Ask the tutor')}
      </button>
    </div>
  );
}

function LineButton(props: {
  session: ProblemSession;
  line: number;
}): React.ReactElement {
  const { binding, trans } = useView();
  const { session, line } = props;
  return (
    <button
      className="jp-CodifyLink jp-CodifyGoToLine"
      onClick={() => void binding.goToLine(session.slug, line)}
    >
      {trans.__('Go to line %1', line)}
    </button>
  );
}

function Name(props: { test: ITest }): React.ReactElement {
  const { test } = props;
  return test.call && test.name === test.call ? (
    <code>{test.call}</code>
  ) : (
    <>{test.name}</>
  );
}

/** A sign by shape and by colour; the words stand beside it, hidden. */
function Status(props: {
  status: ITestResult['status'] | 'waiting';
}): React.ReactElement {
  const sign = { passed: '✓', waiting: '○', skipped: '–' } as {
    [status: string]: string;
  };
  return (
    <span className="jp-CodifyTest-status" aria-hidden="true">
      {sign[props.status] ?? '✗'}
    </span>
  );
}
