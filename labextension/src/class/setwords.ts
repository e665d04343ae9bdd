import type { TranslationBundle } from '@jupyterlab/translation';

import { moment } from '../view/wording';
import type { ISentProblem, ITaughtProblem, ITaughtSet } from './wire';

/** Whether a problem of the set was stored anew since it was published. */
export function isOlder(problem: ITaughtProblem): boolean {
  return problem.version !== problem.newest;
}

/** Whether the next publication would bring students something else. */
export function waits(set: ITaughtSet): boolean {
  return (
    set.state === 'published' && (set.changed || set.problems.some(isOlder))
  );
}

/** Who sees a set, in words. */
export function stateWords(set: ITaughtSet, trans: TranslationBundle): string {
  switch (set.state) {
    case 'live':
      return trans.__('Open: what you change counts at once');
    case 'withdrawn':
      return set.published_at === null
        ? trans.__('Draft: students do not see it')
        : trans.__('Withdrawn: students see it no more');
    case 'published':
      return waits(set)
        ? trans.__(
            'Published %1; newer versions wait',
            moment(set.published_at!)
          )
        : trans.__('Published %1', moment(set.published_at!));
  }
}

/** What has become of a problem that was sent into a set. */
export function sentWords(
  sent: ISentProblem,
  set: ITaughtSet,
  trans: TranslationBundle
): string {
  const placed = `${unchangedWords(sent, trans)}${trans.__(
    'Version %1 of %2 is in %3.',
    sent.version,
    sent.slug,
    set.title
  )}`;
  const item = set.problems.find(one => one.slug === sent.slug);
  if (set.state === 'withdrawn') {
    return `${placed} ${trans.__('Students get it when you publish the set.')}`;
  }
  if (set.state === 'live') {
    return `${placed} ${trans.__('Students have it now.')}`;
  }
  if (item && !isOlder(item)) {
    return `${placed} ${trans.__('The set is published: students have it.')}`;
  }
  const waiting = `${unchangedWords(sent, trans)}${trans.__(
    'Version %1 of %2 waits in %3.',
    sent.version,
    sent.slug,
    set.title
  )}`;
  return `${waiting} ${
    item
      ? trans.__(
          'Students keep version %1 until you publish the set again, or let new results count.',
          item.version
        )
      : trans.__('Students get it when you publish the set again.')
  }`;
}

/** What is sent is what was saved: who has forgotten to save should learn it. */
function unchangedWords(sent: ISentProblem, trans: TranslationBundle): string {
  return sent.changed
    ? ''
    : `${trans.__('Nothing has changed in what is saved.')} `;
}

/** How a problem of a set stands, in words; empty where there is nothing to say. */
export function versionWords(
  problem: ITaughtProblem,
  trans: TranslationBundle
): string {
  const words = [];
  if (isOlder(problem)) {
    words.push(
      trans.__(
        'students have version %1, version %2 waits',
        problem.version,
        problem.newest
      )
    );
  }
  if (problem.outdated > 0) {
    words.push(
      trans._n(
        '%1 submission was judged by other tests',
        '%1 submissions were judged by other tests',
        problem.outdated
      )
    );
  }
  return words.join('; ');
}
