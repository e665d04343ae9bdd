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
  waitFor,
  within
} from '@testing-library/react';
import * as React from 'react';

import { CheckContext, SendContext } from '../authoring/context';
import { folderOf, holdsHeader, ITarget } from '../authoring/detect';
import { CheckModel, IDocuments } from '../authoring/model';
import { CheckPanel } from '../authoring/panel';
import { Report } from '../authoring/report';
import { SendModel } from '../authoring/send';
import { slugOf } from '../authoring/slug';
import type {
  CheckEvent,
  IFinding,
  IPlace,
  IProgramVerdict,
  IWritten
} from '../authoring/wire';
import { WorkspaceModel } from '../model/workspace';
import type { INotebookBinding } from '../tokens';
import type { TestStatus } from '../wire';
import { IView, ViewContext } from '../view/context';
import { FakeServer } from './transport';

afterEach(cleanup);

const place = (line: number, file: string | null = null): IPlace => ({
  file,
  cell: file === null ? 4 : null,
  line
});

const view: CheckEvent = {
  event: 'view',
  data: {
    problem: {
      slug: 'tens',
      title: 'Many tens',
      difficulty: 'easy',
      tags: ['lists'],
      points: 3,
      prompt_md: 'Count **them**. <img src="x" onerror="alert(1)">',
      starter: 'def tens(values):\n    ...\n',
      tests: [
        {
          id: 'up',
          name: 'up',
          group: 'g',
          visibility: 'public',
          call: 'tens([12])',
          expected: { returns: '1' }
        }
      ],
      hidden_tests: 1
    },
    tests: ['up', 'edge'].map((id, index) => ({
      id,
      name: id,
      group: 'g',
      kind: 'call',
      visibility: index ? 'hidden' : 'public',
      weight: 1,
      place: place(3 + index)
    })),
    programs: [
      { name: 'reference', fails: [], passes: [], place: place(1) },
      { name: 'starter', fails: [], passes: [], place: place(1) },
      {
        name: 'wrong/counts_ten',
        fails: ['edge'],
        passes: ['up'],
        place: place(2)
      }
    ],
    tutor: true
  }
};

const verdict = (
  name: string,
  up: TestStatus,
  edge: TestStatus
): CheckEvent => ({
  event: 'verdict',
  data: {
    name,
    status: up === 'passed' && edge === 'passed' ? 'accepted' : 'wrong_answer',
    score: 0,
    runtime_ms: 2,
    slowest: { id: 'edge', runtime_ms: 1.5 },
    fault: null,
    tests: [
      { id: 'up', status: up, runtime_ms: 0.1, why: why(up) },
      { id: 'edge', status: edge, runtime_ms: 1.5, why: why(edge) }
    ]
  } as IProgramVerdict
});

const why = (status: TestStatus): string | null =>
  status === 'passed' ? null : 'it gave a wrong answer, returned `7`';

const finding: IFinding = {
  problem: 'tens',
  severity: 'error',
  code: 'reference-fails',
  message: 'the reference fails `edge`',
  place: place(4)
};

const done: CheckEvent = {
  event: 'done',
  data: {
    complete: true,
    seconds: 0.4,
    mutants: { tried: 5, left_out: 0, accepted: 1 }
  }
};

const problems: CheckEvent = {
  event: 'problems',
  data: { problems: [{ slug: 'tens', title: 'Many tens' }], slug: 'tens' }
};

const sound: CheckEvent[] = [
  problems,
  view,
  verdict('reference', 'passed', 'passed'),
  verdict('starter', 'failed', 'passed'),
  verdict('wrong/counts_ten', 'passed', 'failed')
];

function reported(...events: CheckEvent[]): Report {
  const report = new Report();
  events.forEach(event => report.apply(event));
  return report;
}

const wire = (events: CheckEvent[]) =>
  events.map(({ event, data }) => [event, data]);

describe('A report', () => {
  it('knows what is not as it must be', () => {
    const surprises = (...events: CheckEvent[]) =>
      reported(view, ...events).rows.flatMap(row =>
        row.cells
          .filter(cell => cell.surprise)
          .map(cell => `${row.program.name} ${cell.test.id}`)
      );
    expect(surprises(...sound)).toEqual([]);
    expect(
      surprises(
        verdict('reference', 'passed', 'timeout'),
        verdict('starter', 'passed', 'passed'),
        verdict('wrong/counts_ten', 'error', 'passed')
      )
    ).toEqual([
      'reference edge',
      'wrong/counts_ten up',
      'wrong/counts_ten edge'
    ]);
  });

  it('names the tests that nothing fails, once all is judged', () => {
    const begun = reported(view, verdict('reference', 'passed', 'passed'));
    expect([...begun.unfailed]).toEqual([]);
    const all = reported(
      view,
      verdict('reference', 'passed', 'passed'),
      verdict('starter', 'failed', 'passed'),
      verdict('wrong/counts_ten', 'passed', 'passed')
    );
    expect([...all.unfailed]).toEqual(['edge']);
    expect(all.slowest).toEqual({ id: 'edge', runtime_ms: 1.5 });
  });

  it('puts errors first and is sound only without a word', () => {
    const warning: IFinding = { ...finding, severity: 'warning', code: 'w' };
    const report = reported(
      { event: 'finding', data: warning },
      { event: 'finding', data: finding }
    );
    expect(report.sorted).toEqual([finding, warning]);
    expect(report.grade).toBe('errors');
    expect(reported({ event: 'finding', data: warning }).grade).toBe(
      'warnings'
    );
    const mutant = { was: '<', now: '<=', place: place(4) };
    expect(reported({ event: 'mutant', data: mutant }).grade).toBe('warnings');
    expect(reported(...sound).grade).toBe('sound');
  });

  it('shows a program that does not load as failing everywhere', () => {
    const broken = verdict('reference', 'passed', 'passed');
    Object.assign(broken.data, { tests: [], fault: 'SyntaxError: no' });
    const [row] = reported(view, broken).rows;
    expect(row.cells.map(cell => [cell.status, cell.why])).toEqual([
      ['skipped', 'SyntaxError: no'],
      ['skipped', 'SyntaxError: no']
    ]);
  });
});

describe('What is a problem', () => {
  it.each([
    [{ type: 'raw', source: '---\ncodify: 1\nslug: x\n---' }, true],
    [{ type: 'raw', source: 'codify: 1 # the format' }, true],
    [{ type: 'markdown', source: '---\ncodify: 1\n---' }, true],
    [{ type: 'markdown', source: 'codify: 1' }, false],
    [{ type: 'code', source: '#| codify: running-mean' }, false],
    [{ type: 'code', source: 'codify: 1' }, false]
  ])('%j: %s', (cell, expected) => {
    expect(holdsHeader([cell])).toBe(expected);
  });

  it.each([
    ['a/steps/problem.md', 'a/steps'],
    ['a/steps/wrong/off_by_one.py', 'a/steps'],
    ['tests.yaml', ''],
    ['a/notes.md', null],
    ['a/wrong/data.csv', null]
  ])('%s belongs to %s', (path, folder) => {
    expect(folderOf(path)).toBe(folder);
  });

  it('gets a short name from any title', () => {
    expect(slugOf('  Café: größte Zahl! ')).toBe('cafe-gro-te-zahl');
    expect(slugOf('数')).toBe('');
  });
});

/** A model whose server answers by hand and whose files are at hand. */
function setUp(answer: (body: IWritten) => CheckEvent[] | Promise<any>) {
  const server = new FakeServer(async ({ path, body }) =>
    path === 'authoring/checks'
      ? { events: wire(await answer(body)) }
      : { json: {} }
  );
  const gone: [ITarget, IPlace][] = [];
  const documents: IDocuments = {
    read: async ({ path }) => ({ name: path, files: { [path]: '{}' } }),
    goTo: async (target, place) => void gone.push([target, place])
  };
  const client = server.client();
  return { server, gone, client, model: new CheckModel(client, documents) };
}

const target: ITarget = { kind: 'notebook', path: 'tens.ipynb' };

describe('The model', () => {
  it('ends a check when the next one begins', async () => {
    let release: () => void = () => undefined;
    const first = new Promise<void>(resolve => (release = resolve));
    let count = 0;
    const { model, server } = setUp(async () => {
      if (++count === 1) {
        await first;
        return [problems, { event: 'finding', data: finding }, done];
      }
      return [...sound, done];
    });
    model.open(target);
    await waitFor(() => expect(server.asked).toHaveLength(1));
    await model.check();
    release();
    await Promise.resolve();
    expect(model.checking).toBe(false);
    expect(model.failure).toBeNull();
    expect(model.report?.grade).toBe('sound');
  });

  it('keeps the last view while the text cannot be read', async () => {
    let events: CheckEvent[] = [...sound, done];
    const { model } = setUp(() => events);
    model.open(target);
    await waitFor(() => expect(model.report?.done).toBeTruthy());
    expect(model.outdated).toBe(false);
    events = [problems, { event: 'finding', data: finding }, done];
    await model.check();
    expect(model.report?.view).toBeNull();
    expect(model.view?.problem.title).toBe('Many tens');
    expect(model.outdated).toBe(true);
  });

  it('asks for the chosen one of several problems', async () => {
    const { model, server } = setUp(() => [...sound, done]);
    model.open(target);
    await waitFor(() => expect(model.checking).toBe(false));
    model.choose('two');
    await waitFor(() => expect(server.asked).toHaveLength(2));
    expect(server.asked.map(one => one.body.slug)).toEqual([null, 'two']);
  });

  it('asks again when one that was given up came in between', async () => {
    let count = 0;
    const { model } = setUp(() =>
      ++count === 1
        ? [
            problems,
            { event: 'error', data: { message: '', reason: 'superseded' } }
          ]
        : [...sound, done]
    );
    model.open(target);
    await waitFor(() => expect(model.report?.grade).toBe('sound'));
    expect(model.failure).toBeNull();
  });

  it('says that a check elsewhere took its place, and lets it', async () => {
    const { model, server } = setUp(() => [
      problems,
      { event: 'error', data: { message: 'Stopped.', reason: 'superseded' } }
    ]);
    model.open(target);
    await waitFor(() => expect(model.failure?.reason).toBe('superseded'));
    expect(server.asked).toHaveLength(2);
  });
});

describe('The panel', () => {
  function show(answer: (body: IWritten) => CheckEvent[] | Promise<any>) {
    const parts = setUp(answer);
    const shown: IView = {
      model: new WorkspaceModel(parts.client),
      binding: {} as INotebookBinding,
      commands: new CommandRegistry(),
      rendermime: new RenderMimeRegistry({
        initialFactories: [markdownRendererFactory]
      }),
      trans: nullTranslator.load('codify'),
      languages: null
    };
    const drawn = render(
      <ViewContext.Provider value={shown}>
        <CheckContext.Provider value={parts.model}>
          <SendContext.Provider
            value={new SendModel(parts.client, parts.model)}
          >
            <CheckPanel />
          </SendContext.Provider>
        </CheckContext.Provider>
      </ViewContext.Provider>
    );
    return { ...parts, ...drawn };
  }

  it('says what to open while there is nothing', () => {
    show(() => []);
    expect(screen.getByText('No problem to check')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'New problem…' })).toBeTruthy();
  });

  it('shows findings, table, changes and hints, and jumps', async () => {
    const mutant = { was: '>', now: '>=', place: place(5) };
    const hint = {
      program: 'wrong/counts_ten',
      text: 'Look at **10**.',
      rule: 'x',
      specific: true
    };
    const { model, gone, container } = show(() => [
      ...sound,
      { event: 'hint', data: hint },
      { event: 'finding', data: finding },
      { event: 'mutant', data: mutant },
      done
    ]);
    await act(async () => {
      model.open(target);
      await waitFor(() => expect(model.checking).toBe(false));
    });
    expect(screen.getByText('1 error, 1 accepted change')).toBeTruthy();
    const found = screen.getByText('cell 4, line 4').closest('button')!;
    fireEvent.click(found);
    fireEvent.click(container.querySelector('[data-code="mutant"]')!);
    expect(gone.map(([, { line }]) => line)).toEqual([4, 5]);
    const table = screen.getByRole('table');
    const row = within(table).getByRole('row', { name: /counts_ten/ });
    fireEvent.click(within(row).getByRole('button', { name: /failed/ }));
    const detail = container.querySelector('.jp-CodifyMatrix-detail')!;
    expect(detail.textContent).toContain('returned 7');
    await waitFor(() =>
      expect(container.querySelector('dd')?.textContent).toContain('10')
    );
    // What the author wrote is shown, never run.
    await waitFor(() => expect(container.querySelector('img')).toBeTruthy());
    expect(container.querySelector('[onerror]')).toBeNull();
  });

  it('shows a refusal in the server’s words and tries again', async () => {
    let refused = true;
    const { model, server } = show(() => [...sound, done]);
    const answer = server.handler;
    server.handler = async (asked, signal) =>
      refused
        ? {
            status: 403,
            json: { message: 'Only instructors.', reason: 'not_instructor' }
          }
        : answer(asked, signal);
    await act(async () => {
      model.open(target);
      await waitFor(() => expect(model.checking).toBe(false));
    });
    expect(screen.getByRole('alert').textContent).toContain(
      'Only instructors.'
    );
    refused = false;
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
      await waitFor(() => expect(model.checking).toBe(false));
    });
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
