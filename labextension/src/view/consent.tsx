import * as React from 'react';

import type { ProblemSession } from '../model/session';
import type { IPreview } from '../wire';
import { useChanges, useView } from './context';

/**
 * Asks before anything is sent to a language model, and shows what would be.
 */
export function Consent(props: {
  session: ProblemSession;
}): React.ReactElement | null {
  const { model, trans } = useView();
  const { tutor, client } = model;
  useChanges(tutor);
  const [preview, setPreview] = React.useState<IPreview | null>(null);
  const [later, setLater] = React.useState(false);
  React.useEffect(() => tutor.ensure(), [tutor]);
  const state = tutor.value;
  if (state?.consent !== 'needed' || later) {
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
          'The built-in tutor answers on this server. %1 at %2 can add its own words: then the task, your code, the results of the public tests and your questions are sent there. Your name is not.',
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
        <button className="jp-CodifyButton" onClick={() => setLater(true)}>
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
