import type { TranslationBundle } from '@jupyterlab/translation';

import { moment } from '../view/wording';
import { isStuck } from './arranging';
import type { ICell } from './wire';

/**
 * What a cell says to those who cannot see it.
 *
 * @param given - whether the student has the problem at all.
 */
export function cellWords(
  cell: ICell | null,
  given: boolean,
  now: number,
  trans: TranslationBundle
): string {
  if (!cell) {
    return given
      ? trans.__('not opened')
      : trans.__('not drawn for this student');
  }
  const words = [
    {
      opened: trans.__('opened'),
      trying: trans.__('trying'),
      solved: trans.__('solved')
    }[cell.state]
  ];
  if (cell.tries > 0) {
    words.push(trans._n('%1 try', '%1 tries', cell.tries));
  }
  if (isStuck(cell, now)) {
    words.push(trans.__('stuck now'));
  }
  if (cell.open_questions > 0) {
    words.push(trans.__('has asked you'));
  }
  if (cell.last_at) {
    words.push(trans.__('last seen %1', moment(cell.last_at)));
  }
  return words.join(', ');
}

/** What a cell shows: a sign by shape, besides its colour. */
export function cellSign(cell: ICell | null): string {
  switch (cell?.state) {
    case 'solved':
      return '✓';
    case 'trying':
      return '◐';
    case 'opened':
      return '○';
    default:
      return '';
  }
}

/** Seconds, as people say them. */
export function duration(
  seconds: number | null,
  trans: TranslationBundle
): string {
  if (seconds === null) {
    return '–';
  }
  if (seconds < 90) {
    return trans.__('%1 s', Math.round(seconds));
  }
  if (seconds < 5400) {
    return trans.__('%1 min', Math.round(seconds / 60));
  }
  if (seconds < 172800) {
    return trans.__('%1 h', Math.round(seconds / 3600));
  }
  return trans.__('%1 days', Math.round(seconds / 86400));
}

export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(100 * share)} %`;
}
