import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';

import { SendContext } from '../authoring/context';
import { CheckModel } from '../authoring/model';
import { NEW, SendModel } from '../authoring/send';
import { SendBar } from '../authoring/sendbar';
import { ClassClient } from '../class/client';
import { linksOf } from '../class/links';
import { Mending } from '../class/mending';
import { SetsModel } from '../class/sets';
import { sentWords, stateWords, versionWords, waits } from '../class/setwords';
import type { IRejudgement, ITaughtProblem, ITaughtSet } from '../class/wire';
import { WorkspaceModel } from '../model/workspace';
import { IView, ViewContext } from '../view/context';
import { FakeServer, IAsked } from './transport';

afterEach(cleanup);

const trans = nullTranslator.load('codify');

const problem = (more: Partial<ITaughtProblem> = {}): ITaughtProblem => ({
  slug: 'tens',
  title: 'Many tens',
  points: 3,
  version: 1,
  newest: 1,
  outdated: 0,
  ...more
});

const taught = (more: Partial<ITaughtSet> = {}): ITaughtSet => ({
  slug: 'week-1',
  title: 'Week 1',
  state: 'withdrawn',
  published_at: null,
  changed: false,
  words: [],
  problems: [],
  path: 'codify/open/sets/week-1',
  links: { server: 'http://localhost:8888/codify/open/sets/week-1' },
  ...more
});

const WHEN = '2026-03-02T10:00:00Z';
const published = (...problems: ITaughtProblem[]) =>
  taught({ state: 'published', published_at: WHEN, problems });
const sent = { slug: 'tens', title: 'Many tens', version: 3, changed: true };

describe('words about sets', () => {
  it('say who sees a set, and what waits', () => {
    const words = (set: ITaughtSet) => stateWords(set, trans).split(':')[0];
    expect(words(taught())).toBe('Draft');
    expect(words(taught({ published_at: WHEN }))).toBe('Withdrawn');
    expect(words(taught({ state: 'live' }))).toBe('Open');
    expect(waits(published(problem()))).toBe(false);
    const older = published(problem({ newest: 2 }));
    expect(waits(older)).toBe(true);
    expect(stateWords(older, trans)).toContain('newer versions wait');
    expect(waits({ ...published(problem()), changed: true })).toBe(true);
    expect(waits(taught({ problems: [problem({ newest: 2 })] }))).toBe(false);
  });

  it.each([
    [taught(), 'is in Week 1. Students get it when you publish'],
    [taught({ state: 'live' }), 'is in Week 1. Students have it now'],
    [published(problem({ version: 3, newest: 3 })), 'students have it'],
    [published(problem({ newest: 3 })), 'Students keep version 1 until'],
    [published(), 'waits in Week 1. Students get it when you publish']
  ])('say what has become of a problem: %#', (set, expected) => {
    expect(sentWords(sent, set, trans)).toContain(expected);
    expect(sentWords(sent, set, trans)).toContain('Version 3 of tens');
  });

  it('say so when nothing new was sent', () => {
    expect(sentWords({ ...sent, changed: false }, taught(), trans)).toContain(
      'Nothing has changed in what is saved. Version 3 of tens is in'
    );
  });

  it('say how a problem stands in its set', () => {
    expect(versionWords(problem(), trans)).toBe('');
    expect(versionWords(problem({ newest: 2, outdated: 1 }), trans)).toBe(
      'students have version 1, version 2 waits; ' +
        '1 submission was judged by other tests'
    );
  });
});

describe('links to a set', () => {
  const here = { baseUrl: 'http://lab.test/', hub: '' };

  it('lead here where nobody has told of another place', () => {
    expect(linksOf(taught(), here)).toEqual([
      { place: 'server', url: 'http://lab.test/codify/open/sets/week-1' }
    ]);
  });

  it('lead to the Hub that this server belongs to', () => {
    const hub = 'https://hub.test/hub/';
    expect(linksOf(taught(), { ...here, hub })).toEqual([
      {
        place: 'hub',
        url: 'https://hub.test/hub/user-redirect/codify/open/sets/week-1'
      }
    ]);
  });

  it('are those of the service first, in an order', () => {
    const links = { server: 'https://s.test/x', binder: 'b', hub: 'h' };
    expect(
      linksOf(taught({ links }), { ...here, hub: 'https://other.test/' })
    ).toEqual([
      { place: 'hub', url: 'h' },
      { place: 'binder', url: 'b' },
      { place: 'server', url: 'https://s.test/x' }
    ]);
  });
});

const DONE = { complete: true, seconds: 0.1, mutants: null };
const found = (severity: 'error' | 'warning') => ({
  problem: 'tens',
  severity,
  code: 'c',
  message: 'm',
  place: { file: null, cell: 1, line: 1 }
});

/** An author's desk, before a course with these sets. */
async function desk(
  sets: ITaughtSet[],
  finding: object | null = null,
  answer: (asked: IAsked) => object | undefined = () => undefined
) {
  const server = new FakeServer(asked => {
    const { path, method } = asked;
    const own = answer(asked);
    if (own) {
      return own;
    }
    if (path === 'authoring/checks') {
      const problems = [{ slug: 'tens', title: 'Many tens' }];
      const told = finding ? [['finding', finding]] : [];
      return {
        events: [
          ['problems', { problems, slug: 'tens' }],
          ...told,
          ['done', DONE]
        ]
      };
    }
    if (path === 'me') {
      const courses = [
        { course: 'optics', role: 'instructor' },
        { course: 'waves', role: 'student' }
      ];
      return { json: { courses } };
    }
    if (method === 'GET') {
      return { json: { sets } };
    }
    return path.startsWith('courses/optics/problems/')
      ? { json: { problem: sent } }
      : { json: { set: taught({ slug: path.split('/')[3] }) } };
  });
  const client = server.client();
  const check = new CheckModel(client, {
    read: async () => ({ name: 'tens.ipynb', files: { 'tens.ipynb': '{}' } }),
    goTo: async () => undefined
  });
  check.open({ kind: 'notebook', path: 'tens.ipynb' });
  const send = new SendModel(client, check);
  send.turnTo('optics');
  await until(() => !check.checking && !send.sets!.loading);
  return { server, client, check, send };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  expect(holds()).toBe(true);
}

const puts = (server: FakeServer) =>
  server.asked
    .filter(one => one.method === 'PUT')
    .map(({ path, body }) => [path.replace('courses/optics/', ''), body]);

describe('sending a problem', () => {
  it('puts it into the set that holds it, as it is saved', async () => {
    const holding = taught({ slug: 'week-2', problems: [problem()] });
    const { server, send } = await desk([taught(), holding]);
    expect(send.set).toBe('week-2');
    await send.send();
    expect(puts(server)).toEqual([
      ['problems/tens', { name: 'tens.ipynb', files: { 'tens.ipynb': '{}' } }],
      ['sets/week-2/problems/tens', {}]
    ]);
    expect(send.sent?.problem.version).toBe(3);
    await send.publish();
    expect(puts(server)[2]).toEqual(['sets/week-2/publication', {}]);
  });

  it('makes a new set, but none in place of another', async () => {
    const { server, send } = await desk([taught()]);
    expect(send.set).toBe('week-1');
    send.choose(NEW);
    expect(send.obstacle).toBe('no-name');
    send.title = 'Week 1';
    expect(send.obstacle).toBe('name-taken');
    await send.send();
    expect(puts(server)).toEqual([]);
    send.title = ' Week 2 ';
    await send.send();
    expect(puts(server)[1]).toEqual([
      'sets/week-2',
      { title: 'Week 2', items: ['tens'] }
    ]);
  });

  it('waits until the check found no errors; warnings do not matter', async () => {
    const wrong = await desk([taught()], found('error'));
    expect(wrong.send.obstacle).toBe('errors');
    await wrong.send.send();
    expect(puts(wrong.server)).toEqual([]);
    const warned = await desk([taught()], found('warning'));
    expect(warned.send.obstacle).toBeNull();
    void warned.check.check();
    expect(warned.send.obstacle).toBe('checking');
  });

  it('keeps what the server says against it, and the title', async () => {
    const message = 'A problem called so is there already.';
    const refused = { status: 409, json: { message, reason: 'slug_taken' } };
    const { send } = await desk([], null, ({ method }) =>
      method === 'PUT' ? refused : undefined
    );
    expect(send.set).toBe(NEW);
    send.title = 'Week 1';
    await send.send();
    expect(send.failure?.message).toBe(message);
    expect([send.title, send.sent, send.busy]).toEqual(['Week 1', null, null]);
  });

  it('is offered to those who teach, with the words and the link', async () => {
    const open = published(problem({ version: 3, newest: 3 }));
    const { server, client, send } = await desk([taught()], null, asked =>
      asked.path.endsWith('/publication') ? { json: { set: open } } : undefined
    );
    const model = new WorkspaceModel(client);
    const view = {
      model,
      trans,
      commands: new CommandRegistry()
    } as unknown as IView;
    const { container } = render(
      <ViewContext.Provider value={view}>
        <SendContext.Provider value={send}>
          <SendBar />
        </SendContext.Provider>
      </ViewContext.Provider>
    );
    expect(container.textContent).toBe('');
    await React.act(() => model.connection.probe());
    // What somebody only takes part in is not offered.
    expect(screen.queryByLabelText('Course')).toBeNull();
    expect(container.textContent).toContain('optics');
    expect(container.textContent).not.toContain('waves');
    await React.act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Send' }));
      await until(() => send.sent !== null && send.busy === null);
    });
    expect(container.textContent).toContain('Version 3 of tens is in Week 1.');
    await React.act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Publish Week 1' }));
      await until(() => send.sent?.set === open && send.busy === null);
    });
    expect(
      screen.getByLabelText<HTMLInputElement>('The link for students').value
    ).toBe('http://server.test/codify/open/sets/week-1');
    expect(puts(server)).toHaveLength(3);
  });
});

const rejudgement = (more: Partial<IRejudgement> = {}): IRejudgement => ({
  state: 'judging',
  judged: 0,
  outdated: 2,
  complete: false,
  rise: [],
  fall: [],
  now_passed: {},
  now_failed: {},
  ...more
});

function mender(states: IRejudgement[]) {
  const server = new FakeServer(({ method, path }) =>
    path.endsWith('/results')
      ? { json: { applied: { changed: 2, kept: 0, told: 1, sets: 1 } } }
      : method === 'DELETE'
        ? { status: 204 }
        : {
            json: {
              rejudgement: states.length > 1 ? states.shift() : states[0]
            }
          }
  );
  const client = new ClassClient(server.client(), 'optics');
  return { server, mending: new Mending(client, 'tens', 1) };
}

describe('judging again', () => {
  const difference = (submission: number, before: number, after: number) => ({
    submission,
    student: 'ada',
    before,
    after
  });

  it('follows until all is judged, and counts when told so', async () => {
    const complete = rejudgement({
      state: 'idle',
      judged: 2,
      complete: true,
      rise: [difference(1, 0, 0.5), difference(2, 0.5, 1)]
    });
    const { server, mending } = mender([
      rejudgement(),
      rejudgement({ judged: 1 }),
      complete
    ]);
    const seen = new Set<number | undefined>();
    mending.changed.connect(() => void seen.add(mending.value?.judged));
    await mending.begin();
    expect([...seen]).toEqual([0, 1, 2]);
    expect(mending.rise).toEqual([
      { student: 'ada', submissions: 2, before: 0.5, after: 1 }
    ]);
    expect(mending.ready).toBe(true);
    await mending.letCount();
    expect(server.asked.at(-1)?.body).toEqual({ keep: 'better' });
    expect(mending.applied?.changed).toBe(2);
    expect(mending.ready).toBe(false);
  });

  it('can be stopped; then nothing is let count', async () => {
    const states = [rejudgement({ judged: 1 })];
    const { server, mending } = mender(states);
    const following = mending.begin();
    await until(() => mending.judging);
    states[0] = rejudgement({ state: 'stopped', judged: 1 });
    await mending.stop();
    await following;
    expect(mending.value?.state).toBe('stopped');
    await mending.letCount();
    expect(server.asked.some(one => one.method === 'PUT')).toBe(false);
  });

  it('asks no more once it is left', async () => {
    const { server, mending } = mender([rejudgement()]);
    const following = mending.begin();
    await until(() => server.asked.length > 1);
    mending.leave();
    await following;
    const asked = server.asked.length;
    await new Promise(resolve => setTimeout(resolve, 20));
    expect(server.asked.length).toBe(asked);
  });
});

describe('the sets of a course', () => {
  it('are read again after each act, and keep what went wrong', async () => {
    let status = 200;
    const server = new FakeServer(({ method }) =>
      method === 'GET'
        ? { json: { sets: [taught()] } }
        : { status, json: { message: 'No.', reason: 'unknown_problem' } }
    );
    let moved = 0;
    const client = new ClassClient(server.client(), 'optics');
    const sets = new SetsModel(client, () => moved++);
    await sets.publish('week-1');
    expect(sets.list.value).toHaveLength(1);
    expect([moved, sets.failure, sets.busy]).toEqual([1, null, null]);
    status = 404;
    await sets.withdraw('week-1');
    expect(sets.failure?.set).toBe('week-1');
    expect(sets.failure?.error.message).toBe('No.');
    expect([moved, sets.busy]).toEqual([1, null]);
  });
});
