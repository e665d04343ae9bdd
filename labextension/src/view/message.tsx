import { Clipboard } from '@jupyterlab/apputils';
import * as React from 'react';

import type { Conversation } from '../model/conversation';
import type { IMessage } from '../wire';
import { useView } from './context';
import { Markdown } from './markdown';
import { Thumb } from './thumb';
import { authorName } from './wording';

/**
 * One message of a conversation; without a `conversation` of one's own it is
 * only looked at.
 */
export function Message(props: {
  message: IMessage;
  conversation?: Conversation;
  /** Whether it waits for an instructor's answer. */
  waiting?: boolean;
  /** Who asked, where that is not the reader. */
  asker?: string;
}): React.ReactElement {
  const { trans } = useView();
  const { message, conversation, waiting, asker } = props;
  const streaming = message.state === 'streaming';
  return (
    <div
      className="jp-CodifyMessage"
      data-role={message.role}
      data-source={message.source ?? undefined}
      data-state={message.state}
      aria-busy={streaming}
    >
      <div className="jp-CodifyMessage-author">
        {message.role === 'assistant' && message.source !== 'instructor' && (
          <span aria-hidden="true">◈ </span>
        )}
        {message.role === 'user' && asker ? asker : authorName(message, trans)}
      </div>
      {message.role === 'user' ? (
        <div className="jp-CodifyMessage-text">{message.text}</div>
      ) : (
        <Markdown className="jp-CodifyMessage-text" source={message.text} />
      )}
      {message.state === 'stopped' && (
        <div className="jp-CodifyMessage-note">{trans.__('Stopped')}</div>
      )}
      {message.state === 'failed' && (
        <div className="jp-CodifyMessage-note">
          {trans.__('The answer broke off.')}
        </div>
      )}
      {message.role === 'user' && message.question_id && (
        <div className="jp-CodifyMessage-note" data-waiting={waiting}>
          {asker
            ? trans.__('To the instructors')
            : waiting
              ? trans.__('To your instructor · waiting for an answer')
              : trans.__('To your instructor')}
        </div>
      )}
      {message.role === 'assistant' &&
        !streaming &&
        message.text &&
        conversation && (
          <MessageActions message={message} conversation={conversation} />
        )}
    </div>
  );
}

function MessageActions(props: {
  message: IMessage;
  conversation: Conversation;
}): React.ReactElement {
  const { trans } = useView();
  const { message, conversation } = props;
  const [copied, setCopied] = React.useState(false);
  const thumb = (rating: 1 | -1, name: string) => (
    <button
      className="jp-CodifyIconButton"
      aria-pressed={message.rating === rating}
      aria-label={name}
      title={name}
      onClick={() => void conversation.rate(message, rating)}
    >
      <Thumb down={rating < 0} />
    </button>
  );
  return (
    <div className="jp-CodifyMessage-actions">
      {message.source !== 'instructor' && (
        <>
          {thumb(1, trans.__('This helped'))}
          {thumb(-1, trans.__('This did not help'))}
        </>
      )}
      <button
        className="jp-CodifyLink"
        onClick={() => {
          Clipboard.copyToSystem(message.text);
          setCopied(true);
        }}
        onBlur={() => setCopied(false)}
      >
        {copied ? trans.__('Copied') : trans.__('Copy')}
      </button>
    </div>
  );
}
