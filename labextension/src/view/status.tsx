import * as React from 'react';

import { CommandIDs } from '../tokens';
import { useChanges, useView } from './context';

/** Problem, public tests and attempts, in the status bar. */
export function StatusItem(): React.ReactElement | null {
  const { model, commands, trans } = useView();
  const session = model.current;
  useChanges(model, session, session?.attempts ?? null);
  const problem = session?.problem.value;
  if (!session || !problem) {
    return null;
  }
  const passed = session.judgement?.verdict?.public;
  const attempts = session.attempts.list.value?.length ?? problem.attempts;
  return (
    <button
      className="jp-CodifyStatus"
      title={trans.__('Show the problem')}
      onClick={() => void commands.execute(CommandIDs.openPanel)}
    >
      <span>
        <span aria-hidden="true">◈ </span>
        {problem.title}
        {passed && ` · ${passed.passed}/${passed.total}`}
      </span>
      <span>{trans._n('%1 attempt', '%1 attempts', attempts)}</span>
    </button>
  );
}
