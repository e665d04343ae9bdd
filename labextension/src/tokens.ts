import { Token } from '@lumino/coreutils';
import { ISignal } from '@lumino/signaling';

import type { CodifyClient } from './api';
import type { Answers } from './model/answers';
import type { Catalogue } from './model/catalogue';
import type { Connection } from './model/connection';
import type { Resource } from './model/resource';
import type { ProblemSession } from './model/session';
import type { ITutorState } from './wire';

/**
 * The state behind Codify's panels.
 */
export const IWorkspaceModel = new Token<IWorkspaceModel>(
  'codify-jupyter:IWorkspaceModel',
  'The problem at hand, its runs, verdicts, attempts and conversation.'
);

/**
 * The state behind Codify's panels.
 */
export interface IWorkspaceModel {
  readonly client: CodifyClient;
  readonly connection: Connection;
  readonly catalogue: Catalogue;
  readonly tutor: Resource<ITutorState>;
  readonly answers: Answers;

  /** The problem that the panels show; null when there is none. */
  readonly current: ProblemSession | null;

  /** Slugs to ask about, when it is unclear which problem is meant. */
  readonly choices: readonly string[];

  /** Emits when another problem is shown, or the choices change. */
  readonly changed: ISignal<IWorkspaceModel, void>;

  show(slug: string | null, choices?: readonly string[]): void;

  /** The student's work on a problem, whether it is shown or not. */
  session(slug: string): ProblemSession;
}

/**
 * The way from the panels to the notebook.
 */
export const INotebookBinding = new Token<INotebookBinding>(
  'codify-jupyter:INotebookBinding',
  'Which cell belongs to which problem in the current notebook.'
);

/**
 * The way from the panels to the notebook.
 */
export interface INotebookBinding {
  /** Whether the current notebook holds a problem. */
  readonly hasProblem: boolean;

  /** Whether the active cell belongs to the problem that is shown. */
  readonly activeCellBelongs: boolean;

  /** Emits when the answer of any of these members may have changed. */
  readonly changed: ISignal<INotebookBinding, void>;

  /**
   * The code to judge, asking the student which cell is meant where that is
   * unclear. Null when the student gave no answer.
   */
  solution(slug: string): Promise<string | null>;

  /** Show a problem of the current notebook and go to its cell. */
  choose(slug: string): void;

  /** Put the cursor on a line (from 1) of the solution cell and mark it. */
  goToLine(slug: string, line: number): Promise<void>;

  /** Save the notebook that is in front, if it holds a problem and has changed. */
  save(): Promise<void>;

  /** Replace the solution cell's text. It can be undone there. */
  restore(slug: string, code: string): Promise<void>;
}

/**
 * The ids of Codify's commands.
 */
export namespace CommandIDs {
  /** Args: `slug`. Opens the notebook and the panels. */
  export const openProblem = 'codify:open-problem';
  export const chooseProblem = 'codify:choose-problem';
  export const openNext = 'codify:open-next';
  /** Args: `part` (a panel's name) and `quietly` (the focus stays). */
  export const openPanel = 'codify:open-panel';
  export const openSidePanel = 'codify:open-side-panel';
  export const runTests = 'codify:run-tests';
  export const submit = 'codify:submit';
  export const stop = 'codify:stop';
  export const nextFailing = 'codify:next-failing-test';
  export const askHint = 'codify:ask-hint';
  /** For authors: checks the problem that is in front, or the one in the panel. */
  export const checkProblem = 'codify:check-problem';
  /** For authors. Args: `cwd`. */
  export const newProblem = 'codify:new-problem';
  export const toggleLive = 'codify:toggle-live-tests';
  /** Args: `course` (a slug). */
  export const openClass = 'codify:open-class';
}
