import {
  RenderMimeRegistry,
  markdownRendererFactory
} from '@jupyterlab/rendermime';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import {
  act,
  cleanup,
  fireEvent,
  render,
  screen,
  within
} from '@testing-library/react';
import * as React from 'react';

import {
  arrange,
  columns,
  isStuck,
  PLAIN,
  withCells
} from '../class/arranging';
import {
  afterHints,
  funnel,
  IColours,
  itemChart,
  tries
} from '../class/charts';
import { moveTo } from '../class/gridkeys';
import { ClassModel } from '../class/model';
import { nicknames } from '../class/nicknames';
import { ClassPanel } from '../class/panel';
import type { ICell, IClassGrid, IClassStudent, IReport } from '../class/wire';
import { WorkspaceModel } from '../model/workspace';
import { INotebookBinding } from '../tokens';
import { IView, ViewContext } from '../view/context';
import { hiddenVerdict, message, submission } from './samples';
import { FakeServer, IAsked } from './transport';

const trans = nullTranslator.load('codify');
const NOW = Date.parse('2026-03-02T10:00:00Z');
const LATER = '2026-03-02T10:10:00Z';
const EARLIER = '2026-03-02T09:50:00Z';

function cell(more: Partial<ICell> = {}): ICell {
  return {
    state: 'trying',
    tries: 2,
    best: 0.5,
    last_at: EARLIER,
    stuck_until: null,
    open_questions: 0,
    ...more
  };
}

function student(
  id: number,
  name: string,
  cells: (ICell | null)[],
  section: string | null = null
): IClassStudent {
  return {
    id,
    name: `login-${id}`,
    display_name: name,
    section,
    cells,
    not_given: []
  };
}

const ada = student(1, 'Ada 10', [cell({ state: 'solved' }), null], 'A');
const bob = student(
  2,
  'Bob',
  [cell({ stuck_until: LATER }), cell({ last_at: LATER })],
  'B'
);
const cy = student(3, 'Ada 9', [null, cell({ open_questions: 1 })], 'B');

const grid: IClassGrid = {
  course: { slug: 'optics', title: 'Optics' },
  sets: [{ slug: 'week-1', title: 'Week 1' }],
  set: 'week-1',
  problems: [
    { id: 11, slug: 'one', title: 'First one', difficulty: 'easy' },
    { id: 12, slug: 'two', title: 'Second one', difficulty: 'hard' }
  ],
  students: [ada, bob, cy],
  questions: { open: 1, answered: 4 },
  stuck_rule: 'Stuck now: three tries in vain.'
};

const report: IReport = {
  problem: grid.problems[0],
  students: 3,
  opened: 3,
  tried: 2,
  solved: 1,
  solved_first: 1,
  first_try_rate: 0.5,
  median_solve_s: 300,
  tries: [
    { tries: '1', solved: 1, unsolved: 0 },
    { tries: '2', solved: 0, unsolved: 1 }
  ],
  tests: [
    {
      id: 't1',
      name: 'one([])',
      visibility: 'hidden',
      students: 2,
      now: 1,
      submissions: 3,
      clusters: [
        {
          students: 2,
          readable: true,
          code: 'def one(xs): pass',
          examples: [{ student: 2, submission: 5 }]
        }
      ]
    }
  ],
  not_loaded: { students: 0, now: 0, submissions: 0 },
  after_hints: [
    { rung: 2, hints: 4, solved: 1, further: 1, same: 1, back: 0, none: 1 }
  ],
  chat: { students: 1, questions: 2, thumbs_up: 1, thumbs_down: 0 }
};

const names = (students: IClassStudent[]) =>
  students.map(one => one.display_name);
const nameOf = (one: IClassStudent) => one.display_name!;

describe('the rows', () => {
  it('come by name, with numbers as numbers', () => {
    const rows = arrange(grid.students, PLAIN, nameOf, NOW);
    expect(names(rows)).toEqual(['Ada 9', 'Ada 10', 'Bob']);
  });

  it('are found by name, section, and need', () => {
    const find = (more: object) =>
      names(arrange(grid.students, { ...PLAIN, ...more }, nameOf, NOW));
    expect(find({ text: ' aDa ' })).toEqual(['Ada 9', 'Ada 10']);
    expect(find({ section: 'B' })).toEqual(['Ada 9', 'Bob']);
    expect(find({ needy: true })).toEqual(['Ada 9', 'Bob']);
    expect(find({ text: 'eve' })).toEqual([]);
  });

  it('are ordered by need, by what is solved, and by time', () => {
    const order = (by: 'stuck' | 'solved' | 'activity') =>
      names(arrange(grid.students, { ...PLAIN, order: by }, nameOf, NOW));
    expect(order('stuck')).toEqual(['Ada 9', 'Bob', 'Ada 10']);
    expect(order('solved')).toEqual(['Ada 10', 'Ada 9', 'Bob']);
    expect(order('activity')).toEqual(['Bob', 'Ada 9', 'Ada 10']);
  });

  it('sum up to columns, and nobody is stuck for ever', () => {
    expect(columns(grid, NOW)).toEqual([
      { opened: 0, trying: 1, solved: 1, stuck: 1 },
      { opened: 0, trying: 2, solved: 0, stuck: 0 }
    ]);
    expect(columns(grid, Date.parse(LATER))[0].stuck).toBe(0);
    expect(isStuck(null, NOW)).toBe(false);
  });
});

describe('changes', () => {
  const solved = cell({ state: 'solved', tries: 3 });

  it('touch the rows they are about, and no others', () => {
    const after = withCells(grid, [{ student: 2, problem: 12, ...solved }])!;
    expect(after.students[1].cells).toEqual([bob.cells[0], solved]);
    expect(after.students[0]).toBe(ada);
    expect(after.students[2]).toBe(cy);
    expect(grid.students[1].cells[1]).not.toEqual(solved);
  });

  it('about a problem of another set change nothing', () => {
    const after = withCells(grid, [{ student: 2, problem: 99, ...solved }])!;
    expect(after.students).toEqual(grid.students);
  });

  it('about somebody new have the whole read again', () => {
    expect(
      withCells(grid, [{ student: 99, problem: 11, ...solved }])
    ).toBeNull();
  });
});

describe('nicknames', () => {
  const ids = Array.from({ length: 300 }, (_, at) => at + 1);

  it('are each somebody’s own, and stay when others join', () => {
    const some = nicknames('optics', ids.slice(0, 200));
    const all = nicknames('optics', [...ids].reverse());
    expect(new Set(all.values()).size).toBe(300);
    for (const [id, name] of some) {
      expect(all.get(id)).toBe(name);
    }
  });

  it('are others in another course', () => {
    const here = nicknames('optics', ids);
    const there = nicknames('acoustics', ids);
    const same = ids.filter(id => here.get(id) === there.get(id));
    expect(same.length).toBeLessThan(10);
  });
});

describe('keys in the grid', () => {
  const table = document.createElement('table');
  for (let row = 0; row < 30; row++) {
    const made = table.insertRow();
    for (let column = 0; column < 4; column++) {
      made.insertCell();
    }
  }
  const go = (row: number, column: number, key: string, ctrl = false) => {
    const to = moveTo(table, table.rows[row].cells[column], key, ctrl);
    return (
      to && [(to.parentElement as HTMLTableRowElement).rowIndex, to.cellIndex]
    );
  };

  it.each([
    [[5, 1], 'ArrowUp', false, [4, 1]],
    [[5, 1], 'ArrowRight', false, [5, 2]],
    [[0, 0], 'ArrowUp', false, [0, 0]],
    [[29, 3], 'ArrowRight', false, [29, 3]],
    [[5, 2], 'Home', false, [5, 0]],
    [[5, 2], 'End', false, [5, 3]],
    [[5, 2], 'Home', true, [0, 0]],
    [[5, 2], 'End', true, [29, 3]],
    [[5, 2], 'PageDown', false, [15, 2]],
    [[5, 2], 'PageUp', false, [0, 2]]
  ])('%j %s (ctrl %s) leads to %j', ([row, column], key, ctrl, to) => {
    expect(go(row, column, key as string, ctrl as boolean)).toEqual(to);
  });

  it('that mean nothing lead nowhere', () => {
    expect(go(1, 1, 'a')).toBeNull();
  });
});

describe('charts', () => {
  const colours: IColours = {
    text: '#000',
    quiet: '#111',
    line: '#222',
    brand: '#333',
    ok: '#444',
    warn: '#555',
    bad: '#666'
  };

  it.each([funnel, tries, afterHints])(
    'are Vega-Lite 5 and say what the table beside them says',
    figures => {
      const { chart, rows, columns } = figures(report, trans);
      const spec = chart!(colours) as any;
      expect(spec.$schema).toContain('vega-lite/v5');
      const drawn = spec.data.values
        .flatMap((value: object) => Object.entries(value))
        .filter(([key, value]: [string, unknown]) => {
          return key !== 'at' && typeof value === 'number';
        })
        .map(([, value]: [string, number]) => value);
      const told = rows.flatMap(([, ...values]) => values);
      expect(drawn).toEqual(told);
      expect(rows.every(row => row.length === columns.length)).toBe(true);
    }
  );

  it('leave out problems of which too little is known', () => {
    const item = {
      problem: 'one',
      title: 'First one',
      tried: 3,
      solved: 1,
      solved_first: 1,
      facility: 0.5,
      discrimination: 0.4
    };
    const spec = itemChart(
      [item, { ...item, title: 'Second one', discrimination: null }],
      colours,
      trans
    ) as any;
    expect(spec.data.values.map((one: any) => one.title)).toEqual([
      'First one'
    ]);
  });
});

/** A server whose stream says what it is told, and then stays open. */
function classServer(events: unknown[][], more: (asked: IAsked) => any = none) {
  let opened = 0;
  return new FakeServer(asked => {
    const answer = more(asked);
    if (answer) {
      return answer;
    }
    switch (asked.path) {
      case 'courses/optics/class/events':
        return opened++ === 0 ? { events } : new Promise(() => undefined);
      case 'courses/optics/class':
        return { json: grid };
      case 'courses/optics/problems/one/report':
        return { json: report };
      case 'courses/optics/questions?state=open':
        return { json: { questions: [listed], open: 1, answered: 4 } };
      case 'courses/optics/questions/7':
        return { json: question };
      case 'courses/optics/students/2/problems/one/attempts':
        return {
          json: {
            student: bob,
            problem: grid.problems[0],
            attempts: [submission]
          }
        };
      case 'courses/optics/students/2/problems/one/attempts/5':
        return {
          json: {
            submission: { ...submission, code: 'def one(): pass' },
            before: null,
            verdict: {
              ...hiddenVerdict,
              tests: [
                {
                  id: 't3',
                  name: 'the secret one',
                  group: 'hidden',
                  visibility: 'hidden',
                  status: 'failed',
                  call: 'one([1, 2])',
                  expected: { returns: '3' },
                  got: { returns: '4' }
                }
              ]
            },
            messages: [message({ text: 'Look again.' })]
          }
        };
      default:
        return { json: {} };
    }
  });
}

const none = () => undefined;

const listed = {
  id: 7,
  user_id: 2,
  user: 'Bob',
  problem: 'one',
  title: 'First one',
  text: 'Why?',
  asked_at: EARLIER,
  answered_at: null,
  status: 'wrong_answer'
};

const asked = message({
  id: 30,
  role: 'user',
  source: null,
  rung: null,
  text: 'Why?',
  question_id: 7
});
const reply = message({
  id: 31,
  source: 'instructor',
  rung: null,
  text: 'So.',
  question_id: 7,
  author: 'Tess'
});

const question = {
  question: {
    id: 7,
    submission_id: 5,
    asked_at: EARLIER,
    answered_at: null,
    student: 2,
    user: 'Bob',
    problem: 'one',
    title: 'First one',
    code: 'x = 2'
  },
  thread: [asked],
  submission: { ...submission, code: 'x = 1' },
  before: 'x = 0',
  verdict: null,
  messages: []
};

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (holds()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error('It never came to hold');
}

describe('the class', () => {
  beforeEach(() => window.localStorage.clear());

  it('is read, and then changes by what the stream says', async () => {
    const solved = cell({ state: 'solved', tries: 3 });
    const server = classServer([
      ['resync', {}],
      ['questions', { open: 2, answered: 5 }],
      ['cells', { cells: [{ student: 2, problem: 12, ...solved }] }]
    ]);
    const model = new ClassModel(server.client(), 'optics');
    await model.grid.load();
    const live = new Set<boolean | null>();
    model.changed.connect(() => void live.add(model.live));
    model.start();
    await until(() => model.student(2)?.cells[1]?.state === 'solved');
    expect(live).toContain(true);
    // What the grid came with is older than what the stream has said since.
    expect(model.inbox.counts).toEqual({ open: 2, answered: 5 });
    await until(() => model.live === false);
    model.stop();
  });

  it('does not go back to what was read before a change', async () => {
    const solved = cell({ state: 'solved', tries: 3 });
    const reads: ((answer: object) => void)[] = [];
    const server = classServer(
      [
        ['resync', {}],
        ['cells', { cells: [{ student: 2, problem: 12, ...solved }] }]
      ],
      asked =>
        asked.path === 'courses/optics/class'
          ? new Promise(resolve => reads.push(resolve))
          : undefined
    );
    const model = new ClassModel(server.client(), 'optics');
    model.start();
    await until(() => reads.length === 1);
    await until(() => model.live === false); // all was said
    reads[0]({ json: grid });
    // That one had begun before the stream: it is read once more.
    await until(() => reads.length === 2);
    expect(model.student(2)?.cells[1]?.state).toBe('solved');
    reads[1]({ json: grid });
    await until(() => !model.grid.loading);
    model.stop();
  });

  it('is read again when somebody new appears', async () => {
    const server = classServer([
      ['cells', { cells: [{ student: 99, problem: 11, ...cell() }] }]
    ]);
    const model = new ClassModel(server.client(), 'optics');
    await model.grid.load();
    model.start();
    await until(() => server.to('courses/optics/class').length === 2);
    model.stop();
  });

  it('hides names everywhere, from the first moment on', async () => {
    const server = classServer([]);
    const model = new ClassModel(server.client(), 'optics');
    await model.grid.load();
    expect(model.nameOf(2)).toBe('Bob');
    model.anonymous = true;
    const nick = model.nameOf(2, bob);
    expect(nick).not.toContain('Bob');
    const again = new ClassModel(server.client(), 'optics');
    expect(again.nameOf(2, bob)).toBe('…');
    await again.grid.load();
    expect(again.nameOf(2, bob)).toBe(nick);
  });

  it('finds its way back from a page', async () => {
    const model = new ClassModel(classServer([]).client(), 'optics');
    model.open({ kind: 'problems' });
    model.open({ kind: 'report', problem: 'one' });
    model.open({ kind: 'student', student: 2, problem: 'one' });
    model.replace({ kind: 'student', student: 2, problem: 'two' });
    expect(model.root.kind).toBe('problems');
    model.back();
    expect(model.page).toEqual({ kind: 'report', problem: 'one' });
    model.back();
    model.back();
    expect(model.page.kind).toBe('problems');
  });
});

describe('the inbox', () => {
  const setUp = (more?: (asked: IAsked) => any) => {
    const server = classServer([], more);
    const model = new ClassModel(server.client(), 'optics');
    return { server, inbox: model.inbox };
  };

  it('sends an answer with how many were seen', async () => {
    const { server, inbox } = setUp(asked =>
      asked.path.endsWith('/answers')
        ? { status: 201, json: { question: {}, message: reply } }
        : undefined
    );
    await inbox.question(7).load();
    inbox.write(7, ' So. ');
    await inbox.answer(7);
    const [sent] = server.to('courses/optics/questions/7/answers');
    expect(sent.body).toEqual({ text: 'So.', seen: 0 });
    expect(inbox.draft(7)).toBe('');
    expect(inbox.question(7).value?.thread).toEqual([asked, reply]);
  });

  it('keeps what is written when somebody else was quicker', async () => {
    const { inbox } = setUp(asked =>
      asked.path.endsWith('/answers')
        ? {
            status: 409,
            json: {
              message: 'Somebody else has answered.',
              reason: 'answered_meanwhile'
            }
          }
        : undefined
    );
    await inbox.question(7).load();
    inbox.write(7, 'Mine.');
    await inbox.answer(7);
    expect(inbox.failure?.reason).toBe('answered_meanwhile');
    expect(inbox.draft(7)).toBe('Mine.');
  });
});

describe('on the screen', () => {
  beforeEach(() => window.localStorage.clear());
  afterEach(cleanup);

  const show = async (server = classServer([['resync', {}]])) => {
    const view: IView = {
      model: new WorkspaceModel(server.client()),
      binding: {} as INotebookBinding,
      commands: new CommandRegistry(),
      rendermime: new RenderMimeRegistry({
        initialFactories: [markdownRendererFactory]
      }),
      trans,
      languages: null
    };
    render(
      <ViewContext.Provider value={view}>
        <ClassPanel course="optics" />
      </ViewContext.Provider>
    );
    await settle();
  };

  it('each cell says in words what it shows', async () => {
    await show();
    const table = screen.getByRole('grid');
    expect(table.getAttribute('aria-rowcount')).toBe('4');
    const row = within(table).getByText('Ada 10').closest('tr')!;
    const [first, second] = within(row).getAllByRole('gridcell');
    expect(first.getAttribute('aria-label')).toMatch(/^solved, 2 tries/);
    expect(second.getAttribute('aria-label')).toBe('not opened');
    expect(
      screen.getByRole('columnheader', { name: /First one: solved by 1 of 3/ })
    ).toBeTruthy();
    expect(table.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  });

  it('what was not drawn for a student is no gap', async () => {
    const drawn = { ...ada, not_given: [12] };
    await show(
      classServer([], asked =>
        asked.path === 'courses/optics/class'
          ? { json: { ...grid, students: [drawn, bob] } }
          : undefined
      )
    );
    const row = screen.getByText('Ada 10').closest('tr')!;
    const [, second] = within(row).getAllByRole('gridcell');
    expect(second.getAttribute('aria-label')).toBe(
      'not drawn for this student'
    );
    expect(within(row).getByText('1/1')).toBeTruthy();
  });

  it('a problem leads to its report, with a table for each chart', async () => {
    await show();
    fireEvent.click(screen.getByText('First one'));
    await settle();
    expect(screen.getByText('5 min')).toBeTruthy();
    const table = screen.getByRole('table', { name: 'Tries' });
    expect(within(table).getAllByRole('row')).toHaveLength(3);
    expect(screen.getByText('one([])')).toBeTruthy();
    expect(screen.getByText('2 students have written this')).toBeTruthy();
  });

  it('a cell leads to the attempts, hidden tests included', async () => {
    await show();
    const row = screen.getByText('Bob').closest('tr')!;
    fireEvent.click(within(row).getAllByRole('gridcell')[0]);
    await settle();
    expect(screen.getByRole('heading', { name: 'Bob' })).toBeTruthy();
    expect(screen.getByText('the secret one')).toBeTruthy();
    expect(screen.getByText('one([1, 2])')).toBeTruthy();
    expect(screen.getByText(/Conversation about the problem/)).toBeTruthy();
  });

  it('a question stands there with its attempt, and a box to answer', async () => {
    await show();
    fireEvent.click(screen.getByRole('tab', { name: /Questions/ }));
    await settle();
    fireEvent.click(screen.getByText('Why?'));
    await settle();
    expect(screen.getByText('Bob asks about First one')).toBeTruthy();
    expect(screen.getByLabelText('Your answer')).toBeTruthy();
    expect(screen.getByText('The latest attempt')).toBeTruthy();
  });

  it('says so where there is no set, and where it may not look', async () => {
    await show(
      classServer([], asked =>
        asked.path === 'courses/optics/class'
          ? { json: { ...grid, problems: [], sets: [] } }
          : undefined
      )
    );
    expect(screen.getByText(/send it to the course/)).toBeTruthy();
    cleanup();
    await show(
      classServer([], asked =>
        asked.path.startsWith('courses/')
          ? {
              status: 403,
              json: {
                message: 'Only the instructors of this course see this.',
                reason: 'not_instructor'
              }
            }
          : undefined
      )
    );
    expect(
      screen.getByText('Only the instructors of this course see this.')
    ).toBeTruthy();
  });
});

async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) {
    await act(() => new Promise(resolve => setTimeout(resolve, 4)));
  }
}
