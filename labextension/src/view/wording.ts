import type { TranslationBundle } from '@jupyterlab/translation';

import type { CodifyError } from '../failure';
import type {
  Difficulty,
  IMessage,
  ProblemState,
  SubmissionStatus,
  TestStatus
} from '../wire';

/** The words for the words of the API. */

export function difficultyName(
  difficulty: Difficulty,
  trans: TranslationBundle
): string {
  return {
    intro: trans.__('intro'),
    easy: trans.__('easy'),
    medium: trans.__('medium'),
    hard: trans.__('hard')
  }[difficulty];
}

export function stateName(
  state: ProblemState,
  trans: TranslationBundle
): string {
  return {
    new: trans.__('not started'),
    tried: trans.__('in progress'),
    solved: trans.__('solved')
  }[state];
}

export function testStatusName(
  status: TestStatus,
  trans: TranslationBundle
): string {
  return {
    passed: trans.__('passed'),
    failed: trans.__('failed'),
    error: trans.__('stopped with an error'),
    timeout: trans.__('took too long'),
    memory: trans.__('used too much memory'),
    output: trans.__('printed too much'),
    skipped: trans.__('not run')
  }[status];
}

export function submissionStatusName(
  status: SubmissionStatus,
  trans: TranslationBundle
): string {
  return {
    accepted: trans.__('Accepted'),
    wrong_answer: trans.__('Wrong answer'),
    runtime_error: trans.__('Stopped with an error'),
    time_limit_exceeded: trans.__('Took too long'),
    memory_limit_exceeded: trans.__('Used too much memory'),
    output_limit_exceeded: trans.__('Printed too much'),
    compile_error: trans.__('Not valid Python'),
    internal_error: trans.__('Could not be judged'),
    pending: trans.__('Waiting'),
    running: trans.__('Being judged'),
    cancelled: trans.__('Cancelled'),
    withheld: trans.__('Handed in')
  }[status];
}

/** The four rungs of the hint ladder. */
export function rungNames(trans: TranslationBundle): string[] {
  return [
    trans.__('what happened'),
    trans.__('the concept'),
    trans.__('where'),
    trans.__('a similar example')
  ];
}

/** Who wrote a message, as its label says it. */
export function authorName(
  message: IMessage,
  trans: TranslationBundle
): string {
  if (message.role === 'user') {
    return trans.__('You');
  }
  if (message.source === 'instructor') {
    return message.author
      ? trans.__('%1 · your instructor', message.author)
      : trans.__('Your instructor');
  }
  const author =
    message.source === 'llm'
      ? trans.__('Tutor · %1', message.model ?? trans.__('language model'))
      : trans.__('Built-in tutor');
  const rung = rungNames(trans)[(message.rung ?? 0) - 1];
  return rung ? `${author} · ${rung}` : author;
}

/** What went wrong, in a sentence. */
export function explain(error: CodifyError, trans: TranslationBundle): string {
  switch (error.reason) {
    case 'unreachable':
    case 'broken_stream':
      return trans.__('The server cannot be reached at the moment.');
    case 'timeout':
      return trans.__('The server took too long to answer.');
    default:
      return error.message;
  }
}

export function milliseconds(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** A point in time, short: today's without the day. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const today = new Date().toDateString() === date.toDateString();
  return date.toLocaleString(document.documentElement.lang || undefined, {
    ...(today ? {} : { month: 'short', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit'
  });
}
