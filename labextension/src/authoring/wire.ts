import type { ITest, SubmissionStatus, TestStatus, Visibility } from '../wire';

/**
 * The values of `POST authoring/checks`, see
 * `server_ext/codify_server/openapi.yaml`.
 */

/** What is sent: a notebook, or the files of a problem's folder. */
export interface IWritten {
  name: string;
  files: { [name: string]: string };
  slug?: string | null;
}

export interface IPlace {
  /** Within the folder; null in a notebook. */
  file: string | null;
  /** From 1; null where all of the notebook is meant. */
  cell: number | null;
  /** From 1. */
  line: number;
}

export interface IFinding {
  problem: string;
  severity: 'error' | 'warning';
  code: string;
  message: string;
  place: IPlace;
}

export interface IAuthorTest {
  id: string;
  name: string;
  group: string;
  kind: string;
  visibility: Visibility;
  weight: number;
  place: IPlace;
}

export interface IProgram {
  /** `reference`, `starter` or `wrong/NAME`. */
  name: string;
  /** Ids of the tests that it must fail. */
  fails: string[];
  passes: string[];
  place: IPlace;
}

export interface IStudentProblem {
  slug: string;
  title: string;
  difficulty: 'intro' | 'easy' | 'medium' | 'hard';
  tags: string[];
  points: number;
  prompt_md: string;
  starter: string;
  tests: ITest[];
  hidden_tests: number;
}

export interface IAuthorView {
  problem: IStudentProblem;
  tests: IAuthorTest[];
  programs: IProgram[];
  tutor: boolean;
}

export interface IProgramVerdict {
  name: string;
  status: SubmissionStatus;
  score: number;
  runtime_ms: number;
  slowest: { id: string; runtime_ms: number } | null;
  fault: string | null;
  tests: {
    id: string;
    status: TestStatus;
    runtime_ms: number;
    why: string | null;
  }[];
}

export interface IHint {
  program: string;
  /** Markdown; never trusted. */
  text: string;
  rule: string;
  specific: boolean;
}

export interface IMutant {
  was: string;
  now: string;
  place: IPlace;
}

export interface IDone {
  complete: boolean;
  seconds: number;
  mutants: { tried: number; left_out: number; accepted: number } | null;
}

export type CheckEvent =
  | {
      event: 'problems';
      data: {
        problems: { slug: string; title: string }[];
        slug: string | null;
      };
    }
  | { event: 'finding'; data: IFinding }
  | { event: 'view'; data: IAuthorView }
  | { event: 'verdict'; data: IProgramVerdict }
  | { event: 'hint'; data: IHint }
  | { event: 'mutant'; data: IMutant }
  | { event: 'error'; data: { message: string; reason: string } }
  | { event: 'done'; data: IDone };
