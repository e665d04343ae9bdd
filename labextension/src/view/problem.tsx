import * as React from 'react';

import { CommandIDs } from '../tokens';
import type { IPlace } from '../wire';
import { useChanges, useView } from './context';
import { Markdown } from './markdown';
import { Failure, Skeleton } from './states';
import { difficultyName, stateName } from './wording';

/**
 * The statement of the problem, like a page of a book.
 */
export function ProblemPanel(): React.ReactElement | null {
  const { model, trans } = useView();
  const session = model.current;
  useChanges(model, session);
  if (!session) {
    return null;
  }
  const { value: problem, error } = session.problem;
  if (!problem) {
    return error ? (
      <Failure error={error} onRetry={() => void session.problem.load()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  return (
    <article className="jp-CodifyProblem" data-slug={problem.slug}>
      <header>
        <h2 className="jp-CodifyProblem-title">{problem.title}</h2>
        <div className="jp-CodifyProblem-meta">
          <span className="jp-CodifyChip" data-difficulty={problem.difficulty}>
            {difficultyName(problem.difficulty, trans)}
          </span>
          {problem.tags.length > 0 && <span>{problem.tags.join(' · ')}</span>}
          <span>{trans._n('%1 point', '%1 points', problem.points)}</span>
          {problem.state === 'solved' && (
            <span className="jp-CodifyProblem-solved">
              <span aria-hidden="true">✓ </span>
              {stateName('solved', trans)}
            </span>
          )}
          {problem.place && <Place place={problem.place} />}
        </div>
      </header>
      <Markdown source={problem.prompt_md} />
    </article>
  );
}

function Place(props: { place: IPlace }): React.ReactElement {
  const { commands, trans } = useView();
  const { place } = props;
  const step = (slug: string | null, name: string, sign: string) => (
    <button
      className="jp-CodifyIconButton"
      aria-label={name}
      title={name}
      disabled={slug === null}
      onClick={() => void commands.execute(CommandIDs.openProblem, { slug })}
    >
      {sign}
    </button>
  );
  return (
    <nav className="jp-CodifyPlace" aria-label={place.title}>
      {step(place.previous, trans.__('Previous problem'), '‹')}
      <span>{trans.__('%1 of %2', place.index, place.total)}</span>
      {step(place.next, trans.__('Next problem'), '›')}
    </nav>
  );
}
