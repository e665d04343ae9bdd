import * as React from 'react';

import { Code } from '../view/code';
import { useChanges, useView } from '../view/context';
import { FirstProblem } from '../view/firstproblem';
import { Inline } from '../view/inline';
import { Markdown } from '../view/markdown';
import { AwayBanner, Failure, Skeleton } from '../view/states';
import { WaitingTest } from '../view/testitem';
import { difficultyName } from '../view/wording';
import { useCheck } from './context';
import { Matrix } from './matrix';
import type { Report } from './report';
import { SendBar } from './sendbar';
import type { IAuthorView } from './wire';
import { placeName, programName, progress, summary } from './words';

/** The check of the problem at hand. */
export function CheckPanel(): React.ReactElement {
  const model = useCheck();
  const { trans } = useView();
  useChanges(model);
  const { report, failure, view } = model;
  if (!model.target) {
    return <Nothing />;
  }
  return (
    <div
      className="jp-CodifyCheck"
      data-state={model.checking ? 'checking' : failure ? 'failed' : 'done'}
      data-grade={report?.done ? report.grade : undefined}
    >
      <AwayBanner />
      <Header />
      <SendBar />
      {failure && (
        <Failure error={failure} onRetry={() => void model.check()} />
      )}
      {report ? (
        <Findings report={report} />
      ) : (
        !failure && <Skeleton lines={6} />
      )}
      {report?.view && (
        <>
          <Section title={trans.__('Programs and tests')}>
            <Matrix report={report} />
          </Section>
          <Mutants report={report} />
          <Hints report={report} />
        </>
      )}
      {view && <StudentView view={view} outdated={model.outdated} />}
    </div>
  );
}

function Nothing(): React.ReactElement {
  const { trans } = useView();
  return (
    <FirstProblem
      title={trans.__('No problem to check')}
      text={trans.__(
        'Open a problem’s notebook or a file of its folder: on each save you see here what students will see and what the tests are worth.'
      )}
    />
  );
}

function Header(): React.ReactElement {
  const { trans } = useView();
  const model = useCheck();
  const { report, checking, failure, target } = model;
  const several = (report?.problems.length ?? 0) > 1;
  const title =
    model.view?.problem.title ?? target!.path.split('/').pop() ?? '';
  let status = '';
  if (checking) {
    status =
      report?.done === null ? progress(report, trans) : trans.__('Checking…');
  } else if (report && !failure) {
    status = summary(report, trans);
  }
  return (
    <header className="jp-CodifyCheck-header">
      <div className="jp-CodifyCheck-titles">
        <h2>{title}</h2>
        <p role="status" className="jp-CodifyCheck-status">
          {status}
        </p>
      </div>
      {several && (
        <select
          className="jp-CodifyCheck-choice"
          aria-label={trans.__('Problem of this notebook')}
          value={report!.slug ?? ''}
          onChange={event => model.choose(event.target.value)}
        >
          {report!.problems.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {title || slug}
            </option>
          ))}
        </select>
      )}
      <button
        className="jp-CodifyButton"
        disabled={checking}
        onClick={() => void model.check()}
      >
        {trans.__('Check again')}
      </button>
    </header>
  );
}

function Section(props: {
  title: string;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <section className="jp-CodifyCheck-section" aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

function Findings(props: { report: Report }): React.ReactElement | null {
  const { trans } = useView();
  const model = useCheck();
  const { sorted, problems } = props.report;
  if (sorted.length === 0) {
    return null;
  }
  return (
    <Section title={trans.__('To look at')}>
      <ul>
        {sorted.map((finding, index) => (
          <li key={index} className="jp-CodifyFinding">
            <button
              data-severity={finding.severity}
              data-code={finding.code}
              onClick={() => model.goTo(finding.place)}
            >
              <span className="jp-CodifyFinding-kind">
                {finding.severity === 'error'
                  ? trans.__('error')
                  : trans.__('warning')}
              </span>
              <span className="jp-CodifyFinding-text">
                <Inline text={finding.message} />
              </span>
              <span className="jp-CodifyFinding-place">
                {problems.length > 1 && finding.problem
                  ? `${finding.problem}: `
                  : ''}
                {placeName(finding.place, trans)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Mutants(props: { report: Report }): React.ReactElement | null {
  const { trans } = useView();
  const model = useCheck();
  const { mutants, done, verdicts } = props.report;
  const sound = verdicts.get('reference')?.status === 'accepted';
  if (!done || !sound || !done.mutants) {
    return null;
  }
  const { tried, left_out } = done.mutants;
  return (
    <Section title={trans.__('Small changes of the reference')}>
      <p className="jp-CodifyCheck-note">
        {mutants.length === 0
          ? trans.__('The tests catch all of the %1 that were tried.', tried)
          : trans.__(
              'The tests accept %1 of the %2 that were tried. Add a test that tells them apart, unless they mean the same.',
              mutants.length,
              tried
            )}
        {left_out > 0 &&
          ` ${trans._n(
            '%1 more was left out.',
            '%1 more were left out.',
            left_out
          )}`}
      </p>
      <ul>
        {mutants.map((mutant, index) => (
          <li key={index} className="jp-CodifyFinding">
            <button
              data-severity="warning"
              data-code="mutant"
              onClick={() => model.goTo(mutant.place)}
            >
              <span className="jp-CodifyFinding-text">
                <Inline
                  text={trans.__(
                    '`%1` for `%2` is accepted',
                    mutant.now,
                    mutant.was
                  )}
                />
              </span>
              <span className="jp-CodifyFinding-place">
                {placeName(mutant.place, trans)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Hints(props: { report: Report }): React.ReactElement | null {
  const { trans } = useView();
  const { hints, view } = props.report;
  if (!view!.tutor) {
    return (
      <Section title={trans.__('The tutor’s first hints')}>
        <p className="jp-CodifyCheck-note">
          {trans.__('This problem switches the tutor’s hints off.')}
        </p>
      </Section>
    );
  }
  if (hints.size === 0) {
    return null;
  }
  return (
    <Section title={trans.__('The tutor’s first hints')}>
      <dl className="jp-CodifyCheck-hints">
        {[...hints.values()].map(hint => (
          <React.Fragment key={hint.program}>
            <dt>
              {programName(hint.program, trans)}
              {!hint.specific && (
                <span className="jp-CodifyCheck-general">
                  {trans.__('general: the mistake was not recognised')}
                </span>
              )}
            </dt>
            <dd>
              <Markdown source={hint.text} />
            </dd>
          </React.Fragment>
        ))}
      </dl>
    </Section>
  );
}

function StudentView(props: {
  view: IAuthorView;
  outdated: boolean;
}): React.ReactElement {
  const { trans } = useView();
  const { problem } = props.view;
  const shown = problem.tests;
  return (
    <Section title={trans.__('What a student sees')}>
      {props.outdated && (
        <p className="jp-CodifyCheck-note">
          {trans.__('As of the last text that could be read.')}
        </p>
      )}
      <article className="jp-CodifyProblem">
        <div className="jp-CodifyProblem-meta">
          <span className="jp-CodifyChip" data-difficulty={problem.difficulty}>
            {difficultyName(problem.difficulty, trans)}
          </span>
          {problem.tags.length > 0 && <span>{problem.tags.join(' · ')}</span>}
          <span>{trans._n('%1 point', '%1 points', problem.points)}</span>
        </div>
        <Markdown source={problem.prompt_md} />
      </article>
      <h4>{trans.__('Starter')}</h4>
      <Code
        code={problem.starter}
        before={null}
        label={trans.__('The starter')}
      />
      <h4>{trans.__('Tests')}</h4>
      <ul>
        {shown.map(test => (
          <WaitingTest key={test.id} test={test} />
        ))}
      </ul>
      <p className="jp-CodifyCheck-note">
        {trans._n(
          '%1 test is hidden or shows its name only.',
          '%1 tests are hidden or show their names only.',
          problem.hidden_tests
        )}
      </p>
    </Section>
  );
}
