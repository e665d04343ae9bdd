import * as React from 'react';

import type { ProblemSession } from '../model/session';
import type { IPreview } from '../wire';
import { useChanges, useView } from './context';

/**
 * Asks before anything is sent to a language model, and shows what would be.
 */
export function Consent(props: {
  session: ProblemSession;
  /** Whether the student has said "not now". */
  later: boolean;
  onLater: () => void;
}): React.ReactElement | null {
  const { model, trans } = useView();
  const { tutor, client } = model;
  useChanges(tutor);
  const [preview, setPreview] = React.useState<IPreview | null>(null);
  React.useEffect(() => tutor.ensure(), [tutor]);
  const state = tutor.value;
  if (state?.consent !== 'needed' || props.later) {
    return null;
  }
  const { session } = props;
  const show = async () => {
    const text =
      session.conversation.draft || trans.__('Can you give me a hint?');
    const code = session.code ?? undefined;
    setPreview(
      await client
        .preview(session.slug, { text, ...(code && { code }) })
        .catch(() => null)
    );
  };
  return (
    <section
      className="jp-CodifyConsent"
      aria-label={trans.__('Language model')}
    >
      <p>
        {trans.__(
          'The built-in tutor answers on this server. %1 at %2 can add its own words: then the task, your code, the results of the public tests, how far you are with its topics and this conversation are sent there. Your name is not.',
          state.label,
          state.host ?? ''
        )}
      </p>
      <div className="jp-CodifyConsent-actions">
        <button
          className="jp-CodifyButton jp-mod-primary"
          onClick={() =>
            void client
              .agree(true)
              .then(answer => tutor.set(answer))
              .catch(() => undefined)
          }
        >
          {trans.__('Allow')}
        </button>
        <button className="jp-CodifyButton" onClick={props.onLater}>
          {trans.__('Not now')}
        </button>
        <button className="jp-CodifyLink" onClick={() => void show()}>
          {trans.__('Show exactly what is sent')}
        </button>
      </div>
      {preview && (
        <div
          className="jp-CodifyConsent-preview"
          // It scrolls, and so must be reachable by keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label={trans.__('What is sent')}
        >
          {preview.messages.map((message, index) => (
            <pre key={index}>{`${message.role}: ${message.content}`}</pre>
          ))}
        </div>
      )}
    </section>
  );
}

/**
 * Says which language model adds its words, and lets a student change the answer.
 */
export function ModelLine(props: {
  later: boolean;
  onLater: (later: boolean) => void;
}): React.ReactElement | null {
  const { model, trans } = useView();
  const { tutor, client } = model;
  useChanges(tutor);
  const state = tutor.value;
  if (state?.provider !== 'llm') {
    return null;
  }
  if (state.consent === 'needed') {
    return props.later ? (
      <p className="jp-CodifyModel">
        {trans.__('The built-in tutor answers alone.')}{' '}
        <button className="jp-CodifyLink" onClick={() => props.onLater(false)}>
          {trans.__('Ask me about %1 again', state.label)}
        </button>
      </p>
    ) : null;
  }
  return (
    <p className="jp-CodifyModel">
      {trans.__('%1 at %2 adds its own words.', state.label, state.host ?? '')}{' '}
      {state.consent === 'given' && (
        <button
          className="jp-CodifyLink"
          onClick={() =>
            void client
              .agree(false)
              .then(answer => {
                props.onLater(true);
                tutor.set(answer);
              })
              .catch(() => undefined)
          }
        >
          {trans.__('Send nothing more')}
        </button>
      )}
    </p>
  );
}
