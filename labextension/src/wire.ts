/**
 * The values of the HTTP contract (`server_ext/codify_server/openapi.yaml`),
 * as far as the screen reads them.
 */

export type Difficulty = 'intro' | 'easy' | 'medium' | 'hard';
export type ProblemState = 'new' | 'tried' | 'solved';
export type Visibility = 'public' | 'name-only' | 'hidden';

export type SubmissionStatus =
  | 'accepted'
  | 'wrong_answer'
  | 'runtime_error'
  | 'time_limit_exceeded'
  | 'memory_limit_exceeded'
  | 'output_limit_exceeded'
  | 'compile_error'
  | 'internal_error'
  | 'pending'
  | 'running'
  | 'cancelled'
  /** In an exam the public tests passed, and the rest is told later. */
  | 'withheld';

export type TestStatus =
  'passed' | 'failed' | 'error' | 'timeout' | 'memory' | 'output' | 'skipped';

/** The caller's part in a course. */
export interface IEnrolment {
  course: string;
  role: 'student' | 'instructor';
}

export interface IMe {
  user: { name: string; display_name: string };
  roles: string[];
  courses?: IEnrolment[];
  /** Whether the caller may check problems. */
  authoring?: boolean;
  tutor: { provider: 'builtin' | 'llm'; label: string };
  runner: { state: 'starting' | 'ready' | 'failed'; sealed?: boolean };
  database: { state: 'starting' | 'ready' | 'failed' };
  limits: { code_bytes: number; question_characters: number };
  version: string;
}

export interface IProblemSummary {
  slug: string;
  title: string;
  difficulty: Difficulty;
  tags: string[];
  points: number;
  state: ProblemState;
  attempts: number;
}

export interface IProblemSet {
  slug: string;
  title: string;
  description: string;
  /** What the set allows and when; `words` are sentences for the student. */
  policy?: { words?: string[] };
  /** Empty until the set is released. */
  items: IProblemSummary[];
  /** Its parts, with slugs of the items; none for a plain list. */
  zones?: { title: string; items: string[] }[];
  solved: number;
  total: number;
}

export interface IPlace {
  set: string;
  title: string;
  /** From 1. */
  index: number;
  total: number;
  previous: string | null;
  next: string | null;
}

/** What a test wants, or what happened instead: texts of Python literals. */
export interface IOutcome {
  returns?: string;
  raises?: string;
  match?: string;
  stdout?: string;
  after?: { [name: string]: string };
}

export interface ITest {
  id: string;
  name: string;
  kind?: string;
  group: string;
  visibility: Visibility;
  call?: string;
  given?: string;
  stdin?: string;
  code?: string;
  expected?: IOutcome;
}

export interface IProblem extends IProblemSummary {
  id: string;
  entry: string;
  entry_names?: string[];
  prompt_md: string;
  starter: string;
  requires?: string[];
  tests: ITest[];
  hidden_tests: number;
  place: IPlace | null;
}

export interface IFault {
  type: string;
  message: string;
  /** In the submitted code, from 1. */
  line?: number | null;
  frames?: { line: number; function: string; source: string }[];
}

export interface ITestResult extends ITest {
  status: TestStatus;
  runtime_ms?: number;
  got?: IOutcome;
  /** What the code printed during this test. */
  stdout?: string;
  message?: string;
  error?: IFault | null;
}

export interface ICount {
  passed: number;
  total: number;
}

export interface IVerdict {
  status: SubmissionStatus;
  score: number | null;
  points: number | null;
  possible: number;
  runtime_ms: number;
  summary: string;
  public: ICount;
  hidden: ICount;
  error?: IFault | null;
  stdout?: string;
  tests: ITestResult[];
}

export interface ISubmission {
  id: number;
  problem: string;
  status: SubmissionStatus;
  score: number | null;
  runtime_ms: number | null;
  public?: ICount | null;
  hidden?: ICount | null;
  code?: string;
  created_at: string;
}

export interface IMessage {
  id: number;
  submission_id: number | null;
  role: 'user' | 'assistant';
  /** Markdown; never trusted. */
  text: string;
  source: 'builtin' | 'llm' | 'instructor' | null;
  model: string | null;
  rung: number | null;
  state: 'complete' | 'streaming' | 'stopped' | 'failed';
  rating: number | null;
  created_at: string;
  /** Set on what student and instructor say to each other. */
  question_id?: number | null;
  /** The instructor who wrote it. */
  author?: string | null;
}

/** A question that was passed on to the instructors. */
export interface IPassedOn {
  id: number;
  submission_id: number | null;
  asked_at: string;
  answered_at: string | null;
}

/** The student's questions about a problem, and who would be asked. */
export interface IOwnQuestions {
  /** Null where there is nobody to ask. */
  to: { course: string; title: string } | null;
  questions: IPassedOn[];
}

export interface ISubmissionResult {
  submission: ISubmission;
  verdict: IVerdict | null;
  hint: IMessage | null;
}

export interface ISkill {
  tag: string;
  solved: number;
  attempts: number;
  hints_used: number;
  /** The chance to solve a middling problem about it, 0 to 1. */
  mastery?: number;
  /** How many problems there are with this tag. */
  problems?: number;
}

/** Where the student stands on a problem's hint ladder. */
export interface ILadder {
  /** False where the tutor is switched off, as in an exam. */
  enabled: boolean;
  rung: number;
  top: number;
  next: number | null;
  /** Seconds until the next rung opens. */
  wait_s: number;
  note: string;
}

/** Who answers, and whether the student has agreed to it. */
export interface ITutorState {
  provider: 'builtin' | 'llm';
  label: string;
  host: string | null;
  consent: 'not_needed' | 'needed' | 'given';
}

/** What would be sent to the language model. */
export interface IPreview {
  model: string;
  host: string | null;
  messages: { role: string; content: string }[];
}

export interface ISuggestion {
  problem: IProblemSummary | null;
  reason: string;
}

export interface INotebookPlace {
  /** For the contents API. */
  path: string;
  created: boolean;
}

/** The events of a run, a submission or a question. */
export type CodifyEvent =
  | { event: 'submission'; data: { submission: ISubmission } }
  | { event: 'test'; data: ITestResult }
  | { event: 'verdict'; data: { verdict: IVerdict } }
  | { event: 'hint'; data: HintPart }
  | { event: 'message'; data: { message: IMessage } }
  | { event: 'delta'; data: { message_id: number; delta: string } }
  | { event: 'reflection'; data: { text: string } }
  | { event: 'skills'; data: { skills: ISkill[] } }
  | { event: 'error'; data: { message: string; reason: string } }
  | { event: 'done'; data: unknown };

export type HintPart =
  { message: IMessage } | { message_id: number; delta: string };
