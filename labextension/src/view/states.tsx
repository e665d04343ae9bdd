import * as React from 'react';

import type { CodifyError } from '../failure';
import { useChanges, useView } from './context';
import { explain } from './wording';

/** Grey lines where text will be. */
export function Skeleton(props: { lines?: number }): React.ReactElement {
  const { trans } = useView();
  const widths = ['60%', '92%', '85%', '40%', '88%', '72%'];
  return (
    <div
      className="jp-CodifySkeleton"
      role="status"
      aria-label={trans.__('Loading')}
    >
      {widths.slice(0, props.lines ?? 4).map(width => (
        <span key={width} style={{ width }} />
      ))}
    </div>
  );
}

/** What failed, and a way to try it again. */
export function Failure(props: {
  error: CodifyError;
  onRetry?: () => void;
}): React.ReactElement {
  const { trans } = useView();
  return (
    <div className="jp-CodifyFailure" role="alert">
      <p>{explain(props.error, trans)}</p>
      {props.onRetry && (
        <button className="jp-CodifyButton" onClick={props.onRetry}>
          {trans.__('Try again')}
        </button>
      )}
    </div>
  );
}

/** The strip that says that the server is away. */
export function AwayBanner(): React.ReactElement | null {
  const { model, trans } = useView();
  useChanges(model.connection);
  const failure = model.connection.failure;
  return (
    <div role="status">
      {failure && (
        <div className="jp-CodifyAway">
          <span>
            {failure.status === 503
              ? failure.message
              : trans.__(
                  'The server is away. Your code is safe in the notebook.'
                )}
          </span>
          <button
            className="jp-CodifyButton"
            onClick={() => void model.connection.probe()}
          >
            {trans.__('Try now')}
          </button>
        </div>
      )}
    </div>
  );
}
