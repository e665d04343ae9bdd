import * as React from 'react';

import { begun, concluded } from '../model/judgement';
import { AttemptLine } from '../view/attempts';
import { Code } from '../view/code';
import { useChanges, useView } from '../view/context';
import { Message } from '../view/message';
import { Failure, Skeleton } from '../view/states';
import { Results } from '../view/tests';
import type { IMessage, IVerdict } from '../wire';
import { useClass } from './context';
import type { Page } from './model';
import { cellSign, cellWords } from './wording';

type StudentPageKind = Extract<Page, { kind: 'student' }>;

/** One student: the problems, the attempts at one of them, one attempt. */
export function StudentPage(props: {
  page: StudentPageKind;
}): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const { page } = props;
  const student = model.student(page.student);
  const problems = model.grid.value?.problems ?? [];
  return (
    <article className="jp-CodifyClass-student">
      <h2>{model.nameOf(page.student)}</h2>
      <div className="jp-CodifyClass-columns">
        <nav aria-label={trans.__('Problems')}>
          <ul className="jp-CodifyClass-problems">
            {problems.map((problem, at) => {
              const given = !student?.not_given.includes(problem.id);
              const cell = student?.cells[at] ?? null;
              return (
                <li key={problem.id}>
                  <button
                    aria-current={page.problem === problem.slug || undefined}
                    data-problem={problem.slug}
                    onClick={() =>
                      model.replace({
                        kind: 'student',
                        student: page.student,
                        problem: problem.slug
                      })
                    }
                  >
                    <span
                      className="jp-CodifyClass-key"
                      data-state={cell?.state ?? 'none'}
                      aria-hidden="true"
                    >
                      {cellSign(cell)}
                    </span>
                    <span>{problem.title}</span>
                    <span className="jp-CodifyClass-quiet">
                      {cellWords(cell, given, Date.now(), trans)}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </nav>
        {page.problem === undefined ? (
          <p className="jp-CodifyEmpty">{trans.__('Choose a problem.')}</p>
        ) : (
          <Attempts
            key={page.problem}
            page={{ ...page, problem: page.problem }}
          />
        )}
      </div>
    </article>
  );
}

function Attempts(props: {
  page: StudentPageKind & { problem: string };
}): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const { page } = props;
  const list = model.attempts(page.student, page.problem);
  if (!list.value) {
    return list.error ? (
      <Failure error={list.error} onRetry={() => void list.load()} />
    ) : (
      <Skeleton />
    );
  }
  const { attempts } = list.value;
  if (attempts.length === 0) {
    return (
      <p className="jp-CodifyEmpty">
        {trans.__('Nothing was submitted to this problem yet.')}
      </p>
    );
  }
  const chosen = page.attempt ?? attempts[0].id;
  return (
    <div className="jp-CodifyClass-attempts">
      <h3>
        {trans._n('%1 attempt', '%1 attempts', attempts.length)}
        {attempts.length >= PAGE && trans.__(' or more: the newest')}
      </h3>
      <ol className="jp-CodifyAttempts" reversed>
        {attempts.map(submission => (
          <li key={submission.id}>
            <button
              className="jp-CodifyAttempts-item"
              data-status={submission.status}
              data-submission={submission.id}
              aria-current={submission.id === chosen || undefined}
              onClick={() => model.replace({ ...page, attempt: submission.id })}
            >
              <AttemptLine submission={submission} />
            </button>
          </li>
        ))}
      </ol>
      <Attempt key={chosen} page={page} id={chosen} />
    </div>
  );
}

/** How many attempts the server gives at a time. */
const PAGE = 50;

function Attempt(props: {
  page: StudentPageKind & { problem: string };
  id: number;
}): React.ReactElement {
  const model = useClass();
  const { page, id } = props;
  const attempt = model.attempt(page.student, page.problem, id);
  if (!attempt.value) {
    return attempt.error ? (
      <Failure error={attempt.error} onRetry={() => void attempt.load()} />
    ) : (
      <Skeleton />
    );
  }
  const { submission, before, verdict, messages } = attempt.value;
  return (
    <section data-attempt={id}>
      <CodeAndVerdict
        code={submission.code ?? ''}
        before={before}
        verdict={verdict}
      />
      <Chat messages={messages} asker={model.nameOf(page.student)} />
    </section>
  );
}

/** Code with what has changed since the attempt before, and its verdict. */
export function CodeAndVerdict(props: {
  code: string;
  before: string | null;
  verdict: IVerdict | null;
}): React.ReactElement {
  const { trans } = useView();
  const [comparing, setComparing] = React.useState(false);
  const { code, before, verdict } = props;
  return (
    <>
      {before !== null && (
        <button
          className="jp-CodifyButton jp-CodifyClass-compare"
          aria-pressed={comparing}
          onClick={() => setComparing(!comparing)}
        >
          {trans.__('Changes since the one before')}
        </button>
      )}
      <Code
        code={code}
        before={comparing ? before : null}
        label={trans.__('Code of this attempt')}
      />
      {verdict && (
        <>
          <p className="jp-CodifyClass-summary">{verdict.summary}</p>
          <Results
            session={null}
            judgement={concluded(begun('submission', code), verdict)}
          />
        </>
      )}
    </>
  );
}

/** A conversation to look at. */
export function Chat(props: {
  messages: IMessage[];
  asker: string;
}): React.ReactElement {
  const { trans } = useView();
  return (
    <details className="jp-CodifyClass-chat" open={props.messages.length < 12}>
      <summary>
        {trans._n(
          'Conversation about the problem: %1 message',
          'Conversation about the problem: %1 messages',
          props.messages.length
        )}
      </summary>
      <div className="jp-CodifyTutor-messages">
        {props.messages.map(message => (
          <Message key={message.id} message={message} asker={props.asker} />
        ))}
      </div>
    </details>
  );
}
