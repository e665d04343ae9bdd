import { CodifyEvent, ISubmission, ITestResult, IVerdict } from '../wire';

/**
 * What is going on: nothing, a run, a submission, or a submission whose
 * answer was lost with the connection and is asked for again.
 */
export type Activity = 'idle' | 'running' | 'submitting' | 'interrupted';

/** What the judge has said of a piece of code so far. */
export interface IJudgement {
  kind: 'run' | 'submission';
  /** The code that was judged. */
  code: string;
  /** In the order of their arrival. */
  tests: ITestResult[];
  /** Null while tests arrive. */
  verdict: IVerdict | null;
  submission: ISubmission | null;
}

/** A judgement of which nothing has arrived yet. */
export function begun(kind: IJudgement['kind'], code: string): IJudgement {
  return { kind, code, tests: [], verdict: null, submission: null };
}

/** The judgement with its verdict, which names all tests again. */
export function concluded(
  judgement: IJudgement,
  verdict: IVerdict
): IJudgement {
  return { ...judgement, tests: verdict.tests, verdict };
}

/** The judgement after a further event of its stream. */
export function withEvent(
  judgement: IJudgement,
  { event, data }: CodifyEvent
): IJudgement {
  switch (event) {
    case 'submission':
      return { ...judgement, submission: data.submission };
    case 'test':
      return { ...judgement, tests: [...judgement.tests, data] };
    case 'verdict':
      return concluded(judgement, data.verdict);
    default:
      return judgement;
  }
}

/** The tests that say what is wrong. */
export function failingTests(judgement: IJudgement | null): ITestResult[] {
  return (judgement?.tests ?? []).filter(
    test => test.status !== 'passed' && test.status !== 'skipped'
  );
}
