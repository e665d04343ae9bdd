import * as React from 'react';

import { useChanges, useView } from '../view/context';
import { Message } from '../view/message';
import { Failure, Skeleton } from '../view/states';
import { moment, submissionStatusName } from '../view/wording';
import { useClass } from './context';
import type { InboxState } from './inbox';
import { Chat, CodeAndVerdict } from './student';
import type { IListedQuestion, IQuestionInFull } from './wire';

/** What students have passed on, and the box to answer in. */
export function InboxPage(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const { inbox } = model;
  const { open, answered } = inbox.counts;
  const states: [InboxState, string][] = [
    ['open', trans.__('Open (%1)', open)],
    ['answered', trans.__('Answered (%1)', answered)]
  ];
  return (
    <div className="jp-CodifyClass-inbox">
      <div className="jp-CodifyClass-toolbar">
        {states.map(([state, name]) => (
          <button
            key={state}
            className="jp-CodifyButton"
            aria-pressed={inbox.state === state}
            data-state={state}
            onClick={() => inbox.show(state)}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="jp-CodifyClass-columns">
        <List />
        {inbox.chosen === null ? (
          <p className="jp-CodifyEmpty">{trans.__('Choose a question.')}</p>
        ) : (
          <Question key={inbox.chosen} id={inbox.chosen} />
        )}
      </div>
    </div>
  );
}

function List(): React.ReactElement {
  const { trans } = useView();
  const { inbox } = useClass();
  const { list } = inbox;
  if (!list.value) {
    return list.error ? (
      <Failure error={list.error} onRetry={() => void list.load()} />
    ) : (
      <Skeleton lines={3} />
    );
  }
  if (list.value.questions.length === 0) {
    return (
      <p className="jp-CodifyEmpty">
        {inbox.state === 'open'
          ? trans.__('No question waits.')
          : trans.__('No question was answered yet.')}
      </p>
    );
  }
  return (
    <ul className="jp-CodifyClass-questions">
      {list.value.questions.map(one => (
        <li key={one.id}>
          <Entry question={one} />
        </li>
      ))}
    </ul>
  );
}

function Entry(props: { question: IListedQuestion }): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const { question } = props;
  return (
    <button
      aria-current={model.inbox.chosen === question.id || undefined}
      data-question={question.id}
      onClick={() => model.inbox.choose(question.id)}
    >
      <strong>
        {model.nameOf(question.user_id, named(question.user))}
        <time dateTime={question.asked_at}>{moment(question.asked_at)}</time>
      </strong>
      <span className="jp-CodifyClass-quiet">
        {question.title}
        {question.status &&
          ` · ${submissionStatusName(question.status, trans)}`}
      </span>
      <span className="jp-CodifyClass-excerpt">{question.text}</span>
    </button>
  );
}

function named(name: string) {
  return { name, display_name: name };
}

function Question(props: { id: number }): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const question = model.inbox.question(props.id);
  if (!question.value) {
    return question.error ? (
      <Failure error={question.error} onRetry={() => void question.load()} />
    ) : (
      <Skeleton />
    );
  }
  const { value } = question;
  const asker = model.nameOf(
    value.question.student,
    named(value.question.user)
  );
  return (
    <section className="jp-CodifyClass-question" data-question={props.id}>
      <h3>{trans.__('%1 asks about %2', asker, value.question.title)}</h3>
      <div className="jp-CodifyTutor-messages">
        {value.thread.map(message => (
          <Message key={message.id} message={message} asker={asker} />
        ))}
      </div>
      <Answer id={props.id} value={value} />
      <Behind value={value} asker={asker} />
    </section>
  );
}

function Answer(props: {
  id: number;
  value: IQuestionInFull;
}): React.ReactElement {
  const { trans } = useView();
  const { inbox } = useClass();
  const { id } = props;
  const text = inbox.draft(id);
  const again = props.value.question.answered_at !== null;
  return (
    <form
      className="jp-CodifyClass-answer"
      onSubmit={event => {
        event.preventDefault();
        void inbox.answer(id);
      }}
    >
      <textarea
        rows={Math.min(12, Math.max(3, text.split('\n').length))}
        value={text}
        maxLength={10000}
        placeholder={trans.__('Your answer, in Markdown…')}
        aria-label={trans.__('Your answer')}
        onChange={event => inbox.write(id, event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void inbox.answer(id);
          }
        }}
      />
      {inbox.failure && <Failure error={inbox.failure} />}
      <div>
        <button
          type="submit"
          className="jp-CodifyButton jp-mod-primary"
          disabled={!text.trim() || inbox.sending}
        >
          {again ? trans.__('Answer again') : trans.__('Answer')}
        </button>
        <span className="jp-CodifyClass-quiet">
          {trans.__(
            'It appears in the student’s chat at once, with your name.'
          )}
        </span>
      </div>
    </form>
  );
}

/** The attempt at hand, its verdict, and what was said before. */
function Behind(props: {
  value: IQuestionInFull;
  asker: string;
}): React.ReactElement {
  const { trans } = useView();
  const { question, submission, before, verdict, messages } = props.value;
  return (
    <>
      {question.code !== null && (
        <>
          <h4>{trans.__('The cell, when the question was asked')}</h4>
          <CodeAndVerdict
            code={question.code}
            before={submission?.code ?? null}
            verdict={null}
          />
        </>
      )}
      {submission ? (
        <>
          <h4>{trans.__('The latest attempt')}</h4>
          <CodeAndVerdict
            code={submission.code ?? ''}
            before={before}
            verdict={verdict}
          />
        </>
      ) : (
        <p className="jp-CodifyClass-quiet">
          {trans.__('Nothing had been submitted yet.')}
        </p>
      )}
      {messages.length > 0 && <Chat messages={messages} asker={props.asker} />}
    </>
  );
}
