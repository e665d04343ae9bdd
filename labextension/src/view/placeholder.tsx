import * as React from 'react';

import { CommandIDs } from '../tokens';
import { useChanges, useView } from './context';

/**
 * What stands in the workspace while no problem is shown: what to do, or the
 * question which of the notebook's problems is meant.
 */
export function Placeholder(): React.ReactElement | null {
  const { model, binding, commands, trans } = useView();
  useChanges(model, model.catalogue);
  if (model.current) {
    return null;
  }
  if (model.choices.length > 0) {
    const known = model.catalogue.problems.value ?? [];
    model.catalogue.problems.ensure();
    return (
      <div className="jp-CodifyEmpty jp-CodifyChooser">
        <h2>{trans.__('Which problem do you want to work on?')}</h2>
        <p>{trans.__('This notebook holds several.')}</p>
        <ul>
          {model.choices.map(slug => (
            <li key={slug}>
              <button
                className="jp-CodifyButton"
                data-slug={slug}
                onClick={() => binding.choose(slug)}
              >
                {known.find(one => one.slug === slug)?.title ?? slug}
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <div className="jp-CodifyEmpty">
      <h2>{trans.__('No problem here yet')}</h2>
      <p>
        {trans.__(
          'Open a problem: it comes with a notebook to write in, tests, and a tutor.'
        )}
      </p>
      <div className="jp-CodifyEmpty-actions">
        <button
          className="jp-CodifyButton jp-mod-primary"
          onClick={() => void commands.execute(CommandIDs.openNext)}
        >
          {trans.__('Suggest one')}
        </button>
        <button
          className="jp-CodifyButton"
          onClick={() => void commands.execute(CommandIDs.openSidePanel)}
        >
          {trans.__('Show all problems')}
        </button>
      </div>
    </div>
  );
}
