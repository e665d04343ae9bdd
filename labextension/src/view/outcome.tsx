import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IOutcome } from '../wire';
import { useView } from './context';
import { difference } from './difference';

/** One thing that was wanted, beside what came instead. */
interface IComparison {
  wanted: string;
  expected: string;
  happened: string;
  /** Undefined while nothing has happened. */
  got?: string;
}

/** What a test wants, beside what happened, the difference marked. */
export function Outcome(props: {
  expected?: IOutcome;
  got?: IOutcome;
}): React.ReactElement {
  const { trans } = useView();
  const rows = comparisons(props.expected ?? {}, props.got, trans);
  return (
    <>
      {rows.map(({ wanted, expected, happened, got }) => {
        const part = difference(expected, got ?? expected);
        // Where nothing is shared, marking everything would tell nothing.
        const shared = part.before !== '' || part.after !== '';
        return (
          <React.Fragment key={wanted}>
            <Row name={wanted}>
              {part.before}
              <Part className="jp-CodifyExpected" marked={shared}>
                {part.expected}
              </Part>
              {part.after}
            </Row>
            {got !== undefined && (
              <Row name={happened}>
                {part.before}
                <Part className="jp-CodifyGot" marked={shared}>
                  {part.got}
                </Part>
                {part.after}
              </Row>
            )}
          </React.Fragment>
        );
      })}
    </>
  );
}

function Part(props: {
  className: string;
  marked: boolean;
  children: string;
}): React.ReactElement {
  const { className, marked, children } = props;
  return marked && children ? (
    <mark className={className}>{children}</mark>
  ) : (
    <>{children}</>
  );
}

/** A name and a text in the table of a test. */
export function Row(props: {
  name: string;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}

/** The wanted outcome in one line, for the list before any run. */
export function wantedText(
  expected: IOutcome | undefined,
  trans: TranslationBundle
): string {
  return comparisons(expected ?? {}, undefined, trans)
    .map(({ expected }) => expected)
    .join(', ');
}

function comparisons(
  expected: IOutcome,
  got: IOutcome | undefined,
  trans: TranslationBundle
): IComparison[] {
  const rows: IComparison[] = [];
  const instead = got && ending(got, trans);
  if (expected.returns !== undefined) {
    rows.push({
      wanted: trans.__('expected'),
      expected: expected.returns,
      happened: trans.__('got'),
      got: got && (got.returns ?? instead)
    });
  }
  if (expected.raises !== undefined) {
    rows.push({
      wanted: trans.__('expected'),
      expected: ending(expected, trans) ?? '',
      happened: trans.__('got'),
      got: instead
    });
  }
  if (expected.stdout !== undefined) {
    rows.push({
      wanted: trans.__('should print'),
      expected: expected.stdout,
      happened: trans.__('printed'),
      got: got && (got.stdout ?? '')
    });
  }
  for (const [name, value] of Object.entries(expected.after ?? {})) {
    rows.push({
      wanted: trans.__('%1 afterwards should be', name),
      expected: value,
      happened: trans.__('%1 is', name),
      got: got?.after?.[name]
    });
  }
  return rows;
}

/** How a call ended: with a value or an exception. */
function ending(
  outcome: IOutcome,
  trans: TranslationBundle
): string | undefined {
  if (outcome.raises !== undefined) {
    return outcome.match
      ? trans.__('raises %1, message with %2', outcome.raises, outcome.match)
      : trans.__('raises %1', outcome.raises);
  }
  return outcome.returns;
}
