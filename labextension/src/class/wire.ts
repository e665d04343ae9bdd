/**
 * The values of the HTTP contract that only instructors get to see.
 */

import type {
  Difficulty,
  IMessage,
  IPassedOn,
  ISubmission,
  IVerdict,
  SubmissionStatus,
  Visibility
} from '../wire';

export type CellState = 'opened' | 'trying' | 'solved';

/** Where a student stands with a problem. */
export interface ICell {
  state: CellState;
  /** Up to the one that solved it, which counts too. */
  tries: number;
  best: number;
  last_at: string | null;
  /** Until then the student counts as stuck unless something happens. */
  stuck_until: string | null;
  open_questions: number;
}

export interface IChangedCell extends ICell {
  student: number;
  problem: number;
}

export interface ICourseProblem {
  id: number;
  slug: string;
  title: string;
  difficulty: Difficulty;
}

export interface INamed {
  name: string;
  display_name: string | null;
}

export interface IClassStudent extends INamed {
  id: number;
  section: string | null;
  /** One for each problem; null for one that was not opened. */
  cells: (ICell | null)[];
  /** Ids of problems that were not drawn for the student. */
  not_given: number[];
}

export interface ICounts {
  open: number;
  answered: number;
}

export interface IClassGrid {
  course: { slug: string; title: string };
  sets: { slug: string; title: string }[];
  /** The slug of the set that is shown, or `*`. */
  set: string;
  problems: ICourseProblem[];
  students: IClassStudent[];
  questions: ICounts;
  stuck_rule: string;
}

export interface IItem {
  problem: string;
  title: string;
  tried: number;
  solved: number;
  solved_first: number;
  facility: number | null;
  discrimination: number | null;
}

export interface IAtRisk {
  students: (INamed & { student: number; reasons: string[] })[];
  rules: string[];
}

export interface ICluster {
  students: number;
  readable: boolean;
  code: string;
  examples: { student: number; submission: number }[];
}

export interface IFailedTest {
  id: string;
  name: string;
  visibility: Visibility;
  students: number;
  now: number;
  submissions: number;
  clusters: ICluster[];
}

export interface IAfterHint {
  rung: number;
  hints: number;
  solved: number;
  further: number;
  same: number;
  back: number;
  none: number;
}

export interface IReport {
  problem: ICourseProblem;
  students: number;
  opened: number;
  tried: number;
  solved: number;
  solved_first: number;
  first_try_rate: number | null;
  median_solve_s: number | null;
  tries: { tries: string; solved: number; unsolved: number }[];
  tests: IFailedTest[];
  not_loaded: { students: number; now: number; submissions: number };
  after_hints: IAfterHint[];
  chat: {
    students: number;
    questions: number;
    thumbs_up: number;
    thumbs_down: number;
  };
}

export interface IAttempts {
  student: INamed & { id: number };
  problem: ICourseProblem;
  attempts: ISubmission[];
}

/** An attempt with all that was tested and said, hidden tests included. */
export interface IAttempt {
  submission: ISubmission;
  before: string | null;
  verdict: IVerdict | null;
  messages: IMessage[];
}

export interface IListedQuestion {
  id: number;
  user_id: number;
  user: string;
  problem: string;
  title: string;
  text: string;
  asked_at: string;
  answered_at: string | null;
  status: SubmissionStatus | null;
}

export interface IInbox extends ICounts {
  questions: IListedQuestion[];
}

export interface IQuestionInFull {
  question: IPassedOn & {
    student: number;
    user: string;
    problem: string;
    title: string;
    code: string | null;
  };
  thread: IMessage[];
  submission: ISubmission | null;
  before: string | null;
  verdict: IVerdict | null;
  messages: IMessage[];
}

export interface ITaughtProblem {
  slug: string;
  title: string;
  points: number;
  /** Which of the problem's versions the set has, from 1. */
  version: number;
  /** Which of them was stored last. */
  newest: number;
  /** Submissions that count with the result of other tests than the newest. */
  outdated: number;
}

export interface ITaughtSet {
  slug: string;
  title: string;
  state: 'live' | 'published' | 'withdrawn';
  published_at: string | null;
  /** Something was stored since the publication, and waits for the next. */
  changed: boolean;
  /** What its policy says. */
  words: string[];
  problems: ITaughtProblem[];
  /** Below a Jupyter server's base URL. */
  path: string;
  /** By place. */
  links: { [place: string]: string };
}

/** What became of a problem that was sent. */
export interface ISentProblem {
  slug: string;
  title: string;
  version: number;
  changed: boolean;
}

/** A submission whose result would be another. */
export interface IDifference {
  submission: number;
  /** The student's login name. */
  student: string;
  before: number;
  after: number;
}

export interface IRejudgement {
  state: 'idle' | 'judging' | 'stopped' | 'failed';
  judged: number;
  outdated: number;
  complete: boolean;
  rise: IDifference[];
  fall: IDifference[];
  /** By test id, how many submissions. */
  now_passed: { [test: string]: number };
  now_failed: { [test: string]: number };
}

export interface IApplied {
  changed: number;
  kept: number;
  told: number;
  sets: number;
}
