import type { TranslationBundle } from '@jupyterlab/translation';
import type { JSONObject } from '@lumino/coreutils';

import { rungNames } from '../view/wording';
import type { IItem, IReport } from './wire';

/** The colours of a chart, taken from the theme. */
export interface IColours {
  text: string;
  quiet: string;
  line: string;
  brand: string;
  ok: string;
  warn: string;
  bad: string;
}

/** Numbers in rows, drawn as a chart and written as a table beside it. */
export interface IFigures {
  title: string;
  /** The first column names the rows. */
  columns: string[];
  rows: (string | number)[][];
  /** The Vega-Lite (version 5) chart; null where a chart would say nothing. */
  chart: ((colours: IColours) => JSONObject) | null;
}

const WIDTH = 240;
/** Of one bar, px. */
const STEP = 26;

/** How many have come how far. */
export function funnel(report: IReport, trans: TranslationBundle): IFigures {
  const rows: [string, number][] = [
    [trans.__('in the course'), report.students],
    [trans.__('opened it'), report.opened],
    [trans.__('tried it'), report.tried],
    [trans.__('solved it'), report.solved]
  ];
  return {
    title: trans.__('How far they have come'),
    columns: ['', trans.__('students')],
    rows,
    chart: colours =>
      chart(colours, {
        data: {
          values: rows.map(([stage, students]) => ({ stage, students }))
        },
        height: { step: STEP },
        mark: { type: 'bar', color: colours.brand },
        encoding: {
          y: { field: 'stage', type: 'nominal', sort: null, title: null },
          x: count('students', trans.__('students'))
        }
      })
  };
}

/** Who needed how many tries. */
export function tries(report: IReport, trans: TranslationBundle): IFigures {
  const solved = trans.__('solved');
  const unsolved = trans.__('not solved');
  return {
    title: trans.__('Tries'),
    columns: [trans.__('tries'), solved, unsolved],
    rows: report.tries.map(one => [one.tries, one.solved, one.unsolved]),
    chart: colours =>
      chart(colours, {
        data: {
          values: report.tries.flatMap(one => [
            { tries: one.tries, students: one.solved, how: solved, at: 0 },
            { tries: one.tries, students: one.unsolved, how: unsolved, at: 1 }
          ])
        },
        height: 130,
        mark: 'bar',
        encoding: {
          x: {
            field: 'tries',
            type: 'ordinal',
            sort: null,
            title: trans.__('tries'),
            axis: { labelAngle: 0 }
          },
          y: count('students', trans.__('students')),
          color: colour('how', [solved, unsolved], [colours.ok, colours.warn]),
          order: { field: 'at' }
        }
      })
  };
}

/** What the next try was like after hints of each rung. */
export function afterHints(
  report: IReport,
  trans: TranslationBundle
): IFigures {
  const names = rungNames(trans);
  const outcomes = [
    trans.__('solved'),
    trans.__('further'),
    trans.__('the same'),
    trans.__('worse'),
    trans.__('no try')
  ];
  const rows = report.after_hints.map(one => [
    names[one.rung - 1] ?? String(one.rung),
    one.solved,
    one.further,
    one.same,
    one.back,
    one.none
  ]);
  return {
    title: trans.__('The next try after a hint'),
    columns: [trans.__('hint'), ...outcomes],
    rows,
    chart: rows.length
      ? colours =>
          chart(colours, {
            data: {
              values: rows.flatMap(([hint, ...counts]) =>
                outcomes.map((outcome, at) => ({
                  hint,
                  outcome,
                  at,
                  tries: counts[at]
                }))
              )
            },
            height: { step: STEP },
            mark: 'bar',
            encoding: {
              y: { field: 'hint', type: 'nominal', sort: null, title: null },
              x: count('tries', trans.__('next tries')),
              color: colour('outcome', outcomes, [
                colours.ok,
                colours.brand,
                colours.quiet,
                colours.bad,
                colours.line
              ]),
              order: { field: 'at' }
            }
          })
      : null
  };
}

/** Below this a problem hardly tells who can do what. */
export const WEAK = 0.2;

/** How easy the problems are, and how well they tell students apart. */
export function itemChart(
  items: readonly IItem[],
  colours: IColours,
  trans: TranslationBundle
): JSONObject {
  const values = items
    .filter(one => one.facility !== null && one.discrimination !== null)
    .map(({ title, facility, discrimination }) => ({
      title,
      facility,
      discrimination
    }));
  const y = {
    field: 'title',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: 180 }
  };
  const scale = { domain: [-0.2, 1], clamp: true };
  return chart(colours, {
    data: { values },
    height: { step: STEP },
    layer: [
      {
        mark: { type: 'bar', color: colours.brand, opacity: 0.35, height: 14 },
        encoding: {
          y,
          x: {
            field: 'facility',
            type: 'quantitative',
            scale,
            title: trans.__('bar: mean first score · dot: discrimination')
          }
        }
      },
      {
        mark: { type: 'rule', strokeDash: [4, 4], color: colours.bad },
        encoding: { x: { datum: WEAK, type: 'quantitative', scale } }
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          y,
          x: { field: 'discrimination', type: 'quantitative', scale },
          color: {
            condition: {
              test: `datum.discrimination < ${WEAK}`,
              value: colours.bad
            },
            value: colours.ok
          }
        }
      }
    ]
  });
}

function count(field: string, title: string): JSONObject {
  return { field, type: 'quantitative', title, axis: { tickMinStep: 1 } };
}

function colour(field: string, domain: string[], range: string[]): JSONObject {
  return {
    field,
    type: 'nominal',
    scale: { domain, range },
    legend: { title: null, orient: 'top', columns: 3 }
  };
}

function chart(colours: IColours, parts: JSONObject): JSONObject {
  const { text, quiet, line } = colours;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    background: 'transparent',
    width: WIDTH,
    config: {
      view: { stroke: null },
      axis: {
        labelColor: text,
        titleColor: quiet,
        titleFontWeight: 'normal',
        gridColor: line,
        domainColor: line,
        tickColor: line,
        labelLimit: 160
      },
      legend: { labelColor: text }
    },
    ...parts
  };
}
