import * as React from 'react';

import type { Conversation } from '../model/conversation';
import { useView } from './context';
import { rungNames } from './wording';

/** The rungs of the hint ladder, how far the hints have come, and the next one. */
export function Ladder(props: {
  conversation: Conversation;
}): React.ReactElement {
  const { trans } = useView();
  const { conversation } = props;
  const ladder = conversation.ladder.value;
  const rung = ladder?.rung ?? conversation.lastHint?.rung ?? 0;
  return (
    <>
      <ol className="jp-CodifyLadder" aria-label={trans.__('Kinds of hints')}>
        {rungNames(trans).map((name, index) => {
          const number = index + 1;
          const state =
            number < rung
              ? 'done'
              : number === rung
                ? 'now'
                : ladder && number > ladder.top
                  ? 'closed'
                  : 'ahead';
          return (
            <li
              key={name}
              data-state={state}
              aria-current={state === 'now' ? 'step' : undefined}
            >
              <span>
                {state === 'done' && <span aria-hidden="true">✓ </span>}
                {name}
              </span>
            </li>
          );
        })}
      </ol>
      <NextRung conversation={conversation} />
    </>
  );
}

function NextRung(props: {
  conversation: Conversation;
}): React.ReactElement | null {
  const { trans } = useView();
  const { conversation } = props;
  const ladder = conversation.ladder.value;
  const wait = useCountdown(conversation);
  if (!ladder) {
    return null;
  }
  if (ladder.next === null) {
    return ladder.note ? (
      <p className="jp-CodifyNextRung">{ladder.note}</p>
    ) : null;
  }
  const name = rungNames(trans)[ladder.next - 1];
  return (
    <div className="jp-CodifyNextRung">
      <button
        className="jp-CodifyButton"
        disabled={wait > 0 || conversation.busy}
        onClick={() => void conversation.climb()}
      >
        {trans.__('Next hint: %1', name)}
      </button>
      {wait > 0 && (
        // Not read out second by second.
        <span aria-live="off">
          {trans.__('in %1 s, or when you submit changed code', wait)}
        </span>
      )}
    </div>
  );
}

/** The seconds until the next rung opens, counted down on the screen. */
function useCountdown(conversation: Conversation): number {
  const [, tick] = React.useState(0);
  const wait = conversation.opensIn;
  React.useEffect(() => {
    if (wait > 0) {
      const timer = setTimeout(() => tick(count => count + 1), 1000);
      return () => clearTimeout(timer);
    }
  });
  return wait;
}
