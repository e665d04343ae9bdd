import * as React from 'react';

import { CommandIDs } from '../tokens';
import { useView } from './context';

/** What stands where a problem is missing: why, and a way to write one. */
export function FirstProblem(props: {
  title: string;
  text: string;
}): React.ReactElement {
  const { commands, trans } = useView();
  return (
    <div className="jp-CodifyEmpty">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <div className="jp-CodifyEmpty-actions">
        <button
          className="jp-CodifyButton jp-mod-primary"
          onClick={() => void commands.execute(CommandIDs.newProblem)}
        >
          {trans.__('New problem…')}
        </button>
      </div>
    </div>
  );
}
