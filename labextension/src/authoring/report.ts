import type { TestStatus } from '../wire';
import type {
  CheckEvent,
  IAuthorTest,
  IAuthorView,
  IDone,
  IFinding,
  IHint,
  IMutant,
  IProgram,
  IProgramVerdict
} from './wire';

/** How a program fared in a test. */
export interface ICell {
  test: IAuthorTest;
  /** Null until it is known. */
  status: TestStatus | null;
  /** In words, where it did not pass. */
  why: string | null;
  /** It is not as it must be. */
  surprise: boolean;
}

/** A program with all its tests. */
export interface IRow {
  program: IProgram;
  verdict: IProgramVerdict | null;
  cells: ICell[];
}

/** What the whole comes to. */
export type Grade = 'errors' | 'warnings' | 'sound';

/** What a check has found so far. */
export class Report {
  problems: { slug: string; title: string }[] = [];
  slug: string | null = null;
  findings: IFinding[] = [];
  view: IAuthorView | null = null;
  verdicts = new Map<string, IProgramVerdict>();
  hints = new Map<string, IHint>();
  mutants: IMutant[] = [];
  done: IDone | null = null;

  apply(event: CheckEvent): void {
    switch (event.event) {
      case 'problems':
        this.problems = event.data.problems;
        this.slug = event.data.slug;
        break;
      case 'finding':
        this.findings.push(event.data);
        break;
      case 'view':
        this.view = event.data;
        break;
      case 'verdict':
        this.verdicts.set(event.data.name, event.data);
        break;
      case 'hint':
        this.hints.set(event.data.program, event.data);
        break;
      case 'mutant':
        this.mutants.push(event.data);
        break;
      case 'done':
        this.done = event.data;
        break;
    }
  }

  /** The errors first, otherwise as they were found. */
  get sorted(): IFinding[] {
    const errors = this.findings.filter(one => one.severity === 'error');
    return [
      ...errors,
      ...this.findings.filter(one => one.severity !== 'error')
    ];
  }

  get errors(): number {
    return this.findings.filter(one => one.severity === 'error').length;
  }

  get grade(): Grade {
    if (this.errors > 0) {
      return 'errors';
    }
    return this.findings.length + this.mutants.length > 0
      ? 'warnings'
      : 'sound';
  }

  get rows(): IRow[] {
    return (this.view?.programs ?? []).map(program => {
      const verdict = this.verdicts.get(program.name) ?? null;
      const results = new Map(verdict?.tests.map(one => [one.id, one]));
      // What does not load has no tests: it fails all of them.
      const stopped = verdict !== null && verdict.tests.length === 0;
      const cells = this.view!.tests.map(test => {
        const result = results.get(test.id);
        const status = result?.status ?? (stopped ? 'skipped' : null);
        return {
          test,
          status,
          why: result?.why ?? (stopped ? verdict.fault : null),
          surprise: status !== null && isSurprise(program, test.id, status)
        };
      });
      return { program, verdict, cells };
    });
  }

  /** Of the reference's tests the one that took longest. */
  get slowest(): { id: string; runtime_ms: number } | null {
    return this.verdicts.get('reference')?.slowest ?? null;
  }

  /** Ids of the tests that no program fails, once all are judged. */
  get unfailed(): Set<string> {
    const { rows } = this;
    if (rows.length === 0 || rows.some(row => row.verdict === null)) {
      return new Set();
    }
    const failed = new Set(
      rows.flatMap(row =>
        row.cells
          .filter(({ status }) => status !== 'passed' && status !== 'skipped')
          .map(({ test }) => test.id)
      )
    );
    return new Set(
      this.view!.tests.filter(test => !failed.has(test.id)).map(({ id }) => id)
    );
  }
}

function isSurprise(
  program: IProgram,
  test: string,
  status: TestStatus
): boolean {
  const passed = status === 'passed';
  if (program.name === 'reference') {
    return !passed;
  }
  return (
    (passed && program.fails.includes(test)) ||
    (!passed && program.passes.includes(test))
  );
}
