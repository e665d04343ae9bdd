import * as React from 'react';

import { Code } from '../view/code';
import { useChanges, useView } from '../view/context';
import { Failure, Skeleton } from '../view/states';
import { Figures } from './chart';
import { afterHints, funnel, tries } from './charts';
import { useClass } from './context';
import type { ICluster, IFailedTest, IReport } from './wire';
import { duration, percent } from './wording';

/** What the class has done with one problem. */
export function ReportPage(props: { problem: string }): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  useChanges(model);
  const report = model.report(props.problem);
  if (!report.value) {
    return report.error ? (
      <Failure error={report.error} onRetry={() => void report.load()} />
    ) : (
      <Skeleton lines={6} />
    );
  }
  const value = report.value;
  return (
    <article className="jp-CodifyClass-report">
      <h2>{value.problem.title}</h2>
      {report.error && (
        <Failure error={report.error} onRetry={() => void report.load()} />
      )}
      <Tiles report={value} />
      {value.tried === 0 ? (
        <p className="jp-CodifyEmpty">
          {trans.__('Nobody has submitted anything to it yet.')}
        </p>
      ) : (
        <>
          <div className="jp-CodifyClass-charts">
            <Figures figures={funnel(value, trans)} />
            <Figures figures={tries(value, trans)} />
            <Figures figures={afterHints(value, trans)} />
          </div>
          <p className="jp-CodifyClass-note">
            {trans.__(
              'In the chat %1 students have asked %2 questions; %3 answers were rated helpful, %4 not.',
              value.chat.students,
              value.chat.questions,
              value.chat.thumbs_up,
              value.chat.thumbs_down
            )}
          </p>
          <FailedTests report={value} />
        </>
      )}
    </article>
  );
}

function Tiles(props: { report: IReport }): React.ReactElement {
  const { trans } = useView();
  const { report } = props;
  const tiles = [
    [trans.__('opened'), report.opened],
    [trans.__('tried'), report.tried],
    [trans.__('solved'), report.solved],
    [trans.__('solved at the first try'), percent(report.first_try_rate)],
    [trans.__('median time to solve'), duration(report.median_solve_s, trans)]
  ];
  return (
    <dl className="jp-CodifyClass-tiles">
      {tiles.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function FailedTests(props: { report: IReport }): React.ReactElement {
  const { trans } = useView();
  const { tests, not_loaded, tried } = props.report;
  return (
    <section>
      <h3>{trans.__('Most failed tests')}</h3>
      {tests.length === 0 && (
        <p className="jp-CodifyClass-note">{trans.__('No test was failed.')}</p>
      )}
      <ul className="jp-CodifyClass-tests">
        {tests.map(test => (
          <FailedTest
            key={test.id}
            test={test}
            tried={tried}
            problem={props.report.problem.slug}
          />
        ))}
      </ul>
      {not_loaded.students > 0 && (
        <p className="jp-CodifyClass-note">
          {trans.__(
            'Of %1 students some code stopped before any test (not valid Python, or without what the tests call); of %2 it is the latest.',
            not_loaded.students,
            not_loaded.now
          )}
        </p>
      )}
      <p className="jp-CodifyClass-note">
        {trans.__(
          'Code is put together where it differs in names, comments and layout only. Of each student the latest code that fails the test counts.'
        )}
      </p>
    </section>
  );
}

function FailedTest(props: {
  test: IFailedTest;
  tried: number;
  problem: string;
}): React.ReactElement {
  const { trans } = useView();
  const { test, tried } = props;
  return (
    <li data-test={test.id}>
      <details>
        <summary>
          <span className="jp-CodifyClass-testname">{test.name}</span>
          <span className="jp-CodifyBar" aria-hidden="true">
            <div style={{ width: percent(test.students / (tried || 1)) }} />
          </span>
          <span>
            {trans.__(
              '%1 students have failed it, %2 still do',
              test.students,
              test.now
            )}
          </span>
        </summary>
        {test.clusters.map((cluster, at) => (
          <Cluster key={at} cluster={cluster} problem={props.problem} />
        ))}
        {test.clusters.length === 0 && (
          <p className="jp-CodifyClass-note">
            {trans.__('Only the five most failed tests are looked into.')}
          </p>
        )}
      </details>
    </li>
  );
}

function Cluster(props: {
  cluster: ICluster;
  problem: string;
}): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const { cluster, problem } = props;
  return (
    <div className="jp-CodifyClass-cluster">
      <h4>
        {trans._n(
          '%1 student has written this',
          '%1 students have written this',
          cluster.students
        )}
      </h4>
      <Code
        code={cluster.code}
        before={null}
        label={trans.__('Code that fails the test')}
      />
      <p>
        {cluster.examples.map(one => (
          <button
            key={one.submission}
            className="jp-CodifyLink"
            onClick={() =>
              model.open({
                kind: 'student',
                student: one.student,
                problem,
                attempt: one.submission
              })
            }
          >
            {model.nameOf(one.student)}
          </button>
        ))}
      </p>
    </div>
  );
}
