import * as React from 'react';

import type { ProblemSession } from '../model/session';
import { CommandIDs } from '../tokens';
import { useChanges, useView } from './context';
import { Message } from './message';
import { Consent, ModelLine } from './consent';
import { Ladder } from './ladder';
import { Failure, Skeleton } from './states';

/**
 * The conversation with the tutor, and where it stands on the hint ladder.
 */
export function TutorPanel(): React.ReactElement | null {
  const { model } = useView();
  const session = model.current;
  useChanges(model, session?.conversation ?? null, session?.instructor ?? null);
  const [later, setLater] = React.useState(false);
  if (!session) {
    return null;
  }
  const ladder = session.conversation.ladder.value;
  if (ladder && !ladder.enabled) {
    return (
      <div className="jp-CodifyTutor">
        <div className="jp-CodifyEmpty">
          <p>{ladder.note}</p>
        </div>
        {session.instructor.reachable && (
          <>
            <Question session={session} silent={true} />
            <ToInstructor session={session} />
          </>
        )}
      </div>
    );
  }
  return (
    <div className="jp-CodifyTutor">
      <Consent session={session} later={later} onLater={() => setLater(true)} />
      <Log key={session.slug} session={session} />
      <Ladder conversation={session.conversation} />
      <Question session={session} />
      <ModelLine later={later} onLater={setLater} />
      {session.instructor.reachable && <ToInstructor session={session} />}
    </div>
  );
}

/** What stands in the input, passed on to a human. */
function ToInstructor(props: { session: ProblemSession }): React.ReactElement {
  const { trans } = useView();
  const { conversation, instructor } = props.session;
  const waiting = instructor.waiting.length;
  const passOn = async () => {
    const text = conversation.draft.trim();
    if (await props.session.passOn(text)) {
      conversation.draft = '';
    }
  };
  return (
    <div className="jp-CodifyToInstructor">
      <button
        className="jp-CodifyButton"
        disabled={!conversation.draft.trim() || instructor.sending}
        onClick={() => void passOn()}
      >
        {trans.__('Ask your instructor')}
      </button>
      <span role="status">
        {waiting > 0
          ? trans._n(
              '%1 question waits for an answer.',
              '%1 questions wait for an answer.',
              waiting
            )
          : trans.__(
              'Your latest attempt and this conversation go along with the question.'
            )}
      </span>
      {instructor.failure && <Failure error={instructor.failure} />}
    </div>
  );
}

function Log(props: { session: ProblemSession }): React.ReactElement {
  const { trans } = useView();
  const { conversation } = props.session;
  const { messages, unasked, loadError } = conversation;
  const log = React.useRef<HTMLDivElement>(null);
  const follow = React.useRef(true);
  const top = React.useRef(0);
  const stayAtEnd = () => {
    if (log.current && follow.current) {
      log.current.scrollTop = log.current.scrollHeight;
    }
  };
  // Markdown is drawn after React has finished: follow what grows.
  React.useEffect(() => {
    if (!log.current || typeof ResizeObserver === 'undefined') {
      return;
    }
    const grown = new ResizeObserver(stayAtEnd);
    grown.observe(log.current.firstElementChild!);
    grown.observe(log.current);
    return () => grown.disconnect();
  }, []);
  const asked = messages.filter(message => message.role === 'user').length;
  // Who asks wants to see the answer.
  React.useEffect(() => {
    follow.current = true;
    stayAtEnd();
  }, [asked]);
  return (
    <div
      ref={log}
      className="jp-CodifyTutor-scroller"
      // A scrollable region must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-live="polite"
      aria-label={trans.__('Conversation with the tutor')}
      onScroll={() => {
        const { scrollTop, scrollHeight, clientHeight } = log.current!;
        // Only who scrolls up stops following. That the end is further away may also
        // mean that the conversation has grown since it was scrolled to.
        if (scrollHeight - scrollTop - clientHeight < 40) {
          follow.current = true;
        } else if (scrollTop < top.current) {
          follow.current = false;
        }
        top.current = scrollTop;
      }}
    >
      <div className="jp-CodifyTutor-messages">
        {conversation.hasEarlier && (
          <button
            className="jp-CodifyLink"
            onClick={() => void conversation.loadEarlier()}
          >
            {trans.__('Show earlier messages')}
          </button>
        )}
        {messages.map(message => (
          <Message
            key={message.id}
            message={message}
            conversation={conversation}
            waiting={props.session.instructor.waitsFor(message)}
          />
        ))}
        {messages.length === 0 && !loadError && (
          <Beginning loaded={conversation.loaded} />
        )}
        {loadError && (
          <Failure
            error={loadError}
            onRetry={() => void conversation.reload()}
          />
        )}
        {conversation.busy && !conversation.streaming?.text && (
          <p className="jp-CodifyReflection" role="status">
            {conversation.reflection ?? trans.__('The tutor is thinking…')}
          </p>
        )}
        {unasked && (
          <Failure
            error={unasked.error}
            onRetry={
              unasked.text
                ? () => void conversation.ask(unasked.text, props.session.code)
                : undefined
            }
          />
        )}
      </div>
    </div>
  );
}

function Beginning(props: { loaded: boolean }): React.ReactElement {
  const { commands, trans } = useView();
  return props.loaded ? (
    <div className="jp-CodifyEmpty">
      <p>
        {trans.__(
          'After you submit, a first hint appears here. You can also ask anything about this problem.'
        )}
      </p>
      <button
        className="jp-CodifyButton"
        onClick={() => void commands.execute(CommandIDs.askHint)}
      >
        {trans.__('Ask for a hint')}
      </button>
    </div>
  ) : (
    <Skeleton lines={3} />
  );
}

function Question(props: {
  session: ProblemSession;
  /** Whether there is no tutor to answer: then what is written is for an instructor. */
  silent?: boolean;
}): React.ReactElement {
  const { model, trans } = useView();
  const { session, silent } = props;
  const { conversation } = session;
  const limit = model.connection.me?.limits.question_characters ?? 4000;
  const send = () => {
    const text = conversation.draft.trim();
    if (text && !conversation.busy && !silent) {
      conversation.draft = '';
      void conversation.ask(text, session.code);
    }
  };
  return (
    <form
      className="jp-CodifyQuestion"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        className="jp-CodifyQuestion-text"
        rows={Math.min(6, conversation.draft.split('\n').length)}
        maxLength={limit}
        value={conversation.draft}
        placeholder={trans.__('Ask about this problem…')}
        aria-label={
          silent
            ? trans.__('Your question to an instructor')
            : trans.__('Your question to the tutor')
        }
        onChange={event => {
          conversation.draft = event.target.value;
        }}
        onKeyDown={event => {
          const composing = event.nativeEvent.isComposing;
          if (
            event.key === 'Enter' &&
            !event.shiftKey &&
            !composing &&
            !silent
          ) {
            event.preventDefault();
            send();
          }
        }}
      />
      {silent ? null : conversation.busy ? (
        <button
          type="button"
          className="jp-CodifyButton"
          onClick={() => void conversation.stop().catch(() => undefined)}
        >
          <span aria-hidden="true">■ </span>
          {trans.__('Stop')}
        </button>
      ) : (
        <button
          type="submit"
          className="jp-CodifyButton jp-mod-primary"
          disabled={!conversation.draft.trim()}
        >
          {trans.__('Ask')}
        </button>
      )}
    </form>
  );
}
