import type { TranslationBundle } from '@jupyterlab/translation';

import type { Report } from './report';
import type { IPlace } from './wire';

/** Where something is, as its button says it. */
export function placeName(place: IPlace, trans: TranslationBundle): string {
  if (place.cell !== null) {
    return trans.__('cell %1, line %2', place.cell, place.line);
  }
  return place.file === null
    ? trans.__('line %1', place.line)
    : trans.__('%1, line %2', place.file, place.line);
}

/** What the programs of an author are called. */
export function programName(name: string, trans: TranslationBundle): string {
  switch (name) {
    case 'reference':
      return trans.__('reference');
    case 'starter':
      return trans.__('starter');
    default:
      return name.replace(/^wrong\//, '');
  }
}

/** What the check has come to, in a sentence. */
export function summary(report: Report, trans: TranslationBundle): string {
  const { done, errors, findings, mutants } = report;
  const warnings = findings.length - errors;
  const parts: string[] = [];
  if (errors > 0) {
    parts.push(trans._n('%1 error', '%1 errors', errors));
  }
  if (warnings > 0) {
    parts.push(trans._n('%1 warning', '%1 warnings', warnings));
  }
  if (mutants.length > 0) {
    parts.push(
      trans._n('%1 accepted change', '%1 accepted changes', mutants.length)
    );
  }
  if (done && !done.complete) {
    parts.push(trans.__('not all of it could be checked in time'));
  }
  if (parts.length === 0) {
    return trans.__('All is as it should be');
  }
  const text = parts.join(', ');
  return text[0].toUpperCase() + text.slice(1);
}

/** How many of the author's programs are judged. */
export function progress(report: Report, trans: TranslationBundle): string {
  const total = report.view?.programs.length ?? 0;
  const judged = report.verdicts.size;
  if (total === 0) {
    return trans.__('Checking…');
  }
  return judged < total
    ? trans.__('Checking: %1 of %2 programs judged', judged, total)
    : trans.__('Checking: trying small changes of the reference');
}
