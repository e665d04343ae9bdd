import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

import { CodifyError } from '../failure';
import { Failure, Skeleton } from './states';

type Panel = typeof import('../class/panel').ClassPanel;

/** The class view, whose code comes only to those who open it. */
export function LazyClass(props: {
  course: string;
  shown: ISignal<object, void>;
}): React.ReactElement {
  const [panel, setPanel] = React.useState<{ Panel: Panel } | null>(null);
  const [failed, setFailed] = React.useState(false);
  const load = React.useCallback(() => {
    setFailed(false);
    import('../class/panel').then(
      ({ ClassPanel }) => setPanel({ Panel: ClassPanel }),
      () => setFailed(true)
    );
  }, []);
  React.useEffect(load, [load]);
  if (failed) {
    const error = new CodifyError('', 'unreachable');
    return <Failure error={error} onRetry={load} />;
  }
  return panel ? <panel.Panel {...props} /> : <Skeleton lines={6} />;
}
