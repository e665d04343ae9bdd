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

import { WorkspaceModel } from '../model/workspace';
import { INotebookBinding } from '../tokens';
import { AttemptsPanel } from '../view/attempts';
import { IView, ViewContext } from '../view/context';
import { Room } from '../view/layout';
import { Placeholder } from '../view/placeholder';
import { ProblemPanel } from '../view/problem';
import { SidePanel } from '../view/sidepanel';
import { AwayBanner } from '../view/states';
import { TestsPanel } from '../view/tests';
import { TutorPanel } from '../view/tutor';
import {
  hiddenVerdict,
  message,
  problem,
  runVerdict,
  submission
} from './samples';
import { FakeServer, IAsked } from './transport';

afterEach(cleanup);

function answer(asked: IAsked): any {
  const answers: { [path: string]: unknown } = {
    'problems/running-mean': problem,
    'problems/running-mean/messages': { messages: [] },
    'problems/running-mean/submissions': { submissions: [] },
    'problem-sets': {
      sets: [
        {
          slug: 'first-steps',
          title: 'First steps',
          description: '',
          items: [{ ...problem, state: 'solved' }],
          solved: 1,
          total: 1
        }
      ]
    },
    problems: { problems: [problem] },
    skills: {
      skills: [
        {
          tag: 'lists',
          solved: 1,
          attempts: 2,
          hints_used: 0,
          mastery: 0.64,
          problems: 4
        }
      ]
    },
    next: { problem, reason: 'Slicing is your weakest tag.' }
  };
  if (asked.path === 'runs') {
    return { json: { verdict: runVerdict } };
  }
  if (asked.path === 'submissions') {
    return {
      events: [
        ['submission', { submission }],
        ['verdict', { verdict: hiddenVerdict }],
        ['done', {}]
      ]
    };
  }
  return { json: answers[asked.path] ?? {} };
}

function setUp(handler = answer) {
  const server = new FakeServer(handler);
  const model = new WorkspaceModel(server.client());
  const went: number[] = [];
  const binding = {
    save: async () => undefined,
    goToLine: async (_: string, line: number) => void went.push(line),
    choose: (slug: string) => model.show(slug)
  } as unknown as INotebookBinding;
  const view: IView = {
    model,
    binding,
    commands: new CommandRegistry(),
    rendermime: new RenderMimeRegistry({
      initialFactories: [markdownRendererFactory]
    }),
    trans: nullTranslator.load('codify'),
    languages: null
  };
  const show = async (element: React.ReactElement) => {
    render(<ViewContext.Provider value={view}>{element}</ViewContext.Provider>);
    await settle();
  };
  return { server, model, show, went };
}

/** Let requests be answered and React draw. */
async function settle(): Promise<void> {
  await act(() => new Promise(resolve => setTimeout(resolve, 30)));
}

describe('the tests panel', () => {
  it('says before a run what is tested and what runs later', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    expect(screen.getByText('2 public tests')).toBeTruthy();
    expect(screen.getByText('[1.5, 2.5, 3.5]')).toBeTruthy();
    expect(screen.getByText('2 hidden tests run when you submit')).toBeTruthy();
  });

  it('opens what failed, with expected beside got, and closes what passed', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    await act(() => model.current!.run('code'));
    const [passed, failed] = screen.getAllByRole('listitem');
    expect(
      within(passed).getByRole('button').getAttribute('aria-expanded')
    ).toBe('false');
    const header = within(failed).getByRole('button', {
      name: /list shorter than k/
    });
    expect(header.getAttribute('aria-expanded')).toBe('true');
    expect(header.textContent).toContain('failed');
    expect(within(failed).getByText('0.5').tagName).toBe('MARK');
    expect(within(failed).getByText(/looking at/)).toBeTruthy();
    fireEvent.click(header);
    expect(within(failed).queryByText('0.5')).toBeNull();
  });

  it('speaks with the server’s words about hidden tests', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    await act(() => model.current!.submit('code'));
    const summary = screen.getByText(hiddenVerdict.summary);
    expect(summary).toBeTruthy();
    expect(document.body.textContent).not.toMatch(/all passed/i);
    expect(screen.queryByText(/run when you submit/)).toBeNull();
  });

  it('goes to the line of an error', async () => {
    const error = {
      type: 'NameError',
      message: 'name x is not defined',
      line: 3,
      frames: [{ line: 3, function: 'running_mean', source: 'return x' }]
    };
    const tests = [{ ...runVerdict.tests[1], status: 'error' as const, error }];
    const { model, show, went } = setUp(asked =>
      asked.path === 'runs'
        ? { json: { verdict: { ...runVerdict, tests } } }
        : answer(asked)
    );
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    await act(() => model.current!.run('code'));
    expect(screen.getByText('NameError')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Go to line 3' }));
    expect(went).toEqual([3]);
  });

  it('says once what stopped the code before any test', async () => {
    const error = {
      type: 'SyntaxError',
      message: 'this is no `Python`',
      line: 1
    };
    const tests = runVerdict.tests.map(test => ({
      ...test,
      status: 'error' as const,
      error
    }));
    const { model, show } = setUp(asked =>
      asked.path === 'runs'
        ? { json: { verdict: { ...runVerdict, tests, error } } }
        : answer(asked)
    );
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    await act(() => model.current!.run('code'));
    expect(screen.getAllByText('SyntaxError')).toHaveLength(1);
    expect(screen.getByText('Python').tagName).toBe('CODE');
  });

  it('leads on after an accepted attempt', async () => {
    const verdict = { ...hiddenVerdict, status: 'accepted' as const };
    const { model, show } = setUp(asked =>
      asked.path === 'submissions'
        ? {
            events: [
              ['verdict', { verdict }],
              ['done', {}]
            ]
          }
        : asked.path === 'next'
          ? {
              json: {
                problem: { ...problem, slug: 'stack', title: 'A stack' },
                reason: ''
              }
            }
          : answer(asked)
    );
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    await act(() => model.current!.submit('code'));
    await settle();
    expect(screen.getByRole('button', { name: 'Next: A stack' })).toBeTruthy();
  });

  it('says that the code has changed', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<TestsPanel room={new Room()} />);
    await act(() => model.current!.run('code'));
    expect(screen.queryByText('The code has changed since.')).toBeNull();
    act(() => {
      model.current!.code = 'other code';
    });
    expect(screen.getByText('The code has changed since.')).toBeTruthy();
  });

  it('shows the hint’s first line in a narrow column only', async () => {
    const { model, show } = setUp();
    const room = new Room();
    model.show('running-mean');
    await show(<TestsPanel room={room} />);
    await act(() => model.current!.submit('code'));
    act(() =>
      model.current!.conversation.take({
        message: message({ text: 'Look.\n\nMore.' })
      })
    );
    expect(screen.getByText('Read on in the tutor')).toBeTruthy();
    act(() => {
      room.narrow = false;
    });
    expect(screen.queryByText('Read on in the tutor')).toBeNull();
  });
});

describe('the problem panel', () => {
  it('shows the statement and its place in the set', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<ProblemPanel />);
    expect(screen.getByRole('heading', { name: 'Running mean' })).toBeTruthy();
    expect(screen.getByText('2 of 3')).toBeTruthy();
    const next = screen.getByRole('button', { name: 'Next problem' });
    expect((next as HTMLButtonElement).disabled).toBe(true);
  });

  it('says what failed and tries again', async () => {
    let broken = true;
    const { model, show } = setUp(asked =>
      broken && asked.path === 'problems/running-mean'
        ? {
            status: 404,
            json: {
              message: 'There is no such problem.',
              reason: 'unknown_problem'
            }
          }
        : answer(asked)
    );
    model.show('running-mean');
    await show(<ProblemPanel />);
    expect(screen.getByRole('alert').textContent).toContain(
      'There is no such problem.'
    );
    broken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await settle();
    expect(screen.getByRole('heading', { name: 'Running mean' })).toBeTruthy();
  });
});

describe('the tutor panel', () => {
  it('labels hints, marks the rung, and offers to stop', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<TutorPanel />);
    act(() => {
      const { conversation } = model.current!;
      conversation.take({
        message: message({ id: 1, rung: 1, text: 'One too many.' })
      });
      conversation.take({
        message: message({
          id: 2,
          rung: 2,
          source: 'llm',
          model: 'small',
          state: 'streaming'
        })
      });
    });
    const log = screen.getByRole('log');
    expect(log.getAttribute('aria-live')).toBe('polite');
    expect(
      within(log).getByText('Built-in tutor · what happened')
    ).toBeTruthy();
    expect(within(log).getByText('Tutor · small · the concept')).toBeTruthy();
    expect(document.querySelector('[aria-current=step]')?.textContent).toBe(
      'the concept'
    );
    expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();
    expect(
      within(log).getAllByRole('button', { name: 'This helped' })
    ).toHaveLength(1);
  });

  it('sends with Enter, not with Shift+Enter', async () => {
    const { server, model, show } = setUp();
    model.show('running-mean');
    await show(<TutorPanel />);
    const input = screen.getByRole('textbox');
    fireEvent.change(input, { target: { value: 'Why?' } });
    fireEvent.keyDown(input, { key: 'Enter', shiftKey: true });
    expect(server.to('problems/running-mean/messages')).toHaveLength(1);
    fireEvent.keyDown(input, { key: 'Enter' });
    await settle();
    const posted = server.asked.filter(one => one.method === 'POST');
    expect(posted[0].body.text).toBe('Why?');
  });

  const ladder = {
    enabled: true,
    rung: 1,
    top: 3,
    next: 2,
    wait_s: 0,
    note: ''
  };
  const at = (asked: IAsked, more: object = {}): any =>
    asked.path === 'problems/running-mean/hints'
      ? asked.method === 'GET'
        ? { json: { ladder: { ...ladder, ...more } } }
        : {
            events: [
              ['reflection', { text: 'What did you expect?' }],
              ['hint', { message: message({ id: 9, rung: 2, text: 'Two.' }) }],
              ['done', {}]
            ]
          }
      : answer(asked);

  it('gives the next hint when it is open', async () => {
    const { server, model, show } = setUp(at);
    model.show('running-mean');
    await show(<TutorPanel />);
    const closed = document.querySelectorAll('[data-state=closed]');
    expect([...closed].map(one => one.textContent)).toEqual([
      'a similar example'
    ]);
    fireEvent.click(
      screen.getByRole('button', { name: 'Next hint: the concept' })
    );
    await settle();
    expect(screen.getByText('Built-in tutor · the concept')).toBeTruthy();
    const asked = server.to('problems/running-mean/hints');
    expect(asked.map(one => one.method)).toEqual(['GET', 'POST', 'GET']);
  });

  it('says when the next hint opens, and opens it by itself', async () => {
    const { model, show } = setUp(asked => at(asked, { wait_s: 0.4 }));
    model.show('running-mean');
    await show(<TutorPanel />);
    const button = screen.getByRole('button', { name: /^Next hint/ });
    expect(button.hasAttribute('disabled')).toBe(true);
    expect(screen.getByText(/or when you submit changed code/)).toBeTruthy();
    await act(() => new Promise(resolve => setTimeout(resolve, 1100)));
    expect(button.hasAttribute('disabled')).toBe(false);
  });

  it('offers no hint where the tutor is switched off', async () => {
    const note = 'The tutor is switched off for this problem.';
    const { model, show } = setUp(asked =>
      at(asked, { enabled: false, next: null, note })
    );
    model.show('running-mean');
    await show(<TutorPanel />);
    expect(screen.getByText(note)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Next hint/ })).toBeNull();
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('asks before anything goes to a language model, and shows it', async () => {
    const state = { provider: 'llm', label: 'm-1', host: 'llm.example' };
    const { server, model, show } = setUp(asked => {
      switch (asked.path) {
        case 'tutor':
          return { json: { ...state, consent: 'needed' } };
        case 'tutor/consent':
          return {
            json: {
              ...state,
              consent: (asked.body as any).agreed ? 'given' : 'needed'
            }
          };
        case 'problems/running-mean/messages/preview':
          return { json: { messages: [{ role: 'user', content: 'My code' }] } };
        default:
          return answer(asked);
      }
    });
    model.show('running-mean');
    await show(<TutorPanel />);
    expect(screen.getByText(/m-1 at llm.example/)).toBeTruthy();
    fireEvent.click(screen.getByText('Show exactly what is sent'));
    await settle();
    expect(screen.getByText('user: My code')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Allow' }));
    await settle();
    expect(screen.queryByRole('button', { name: 'Allow' })).toBeNull();
    expect(screen.getByText(/m-1 at llm.example adds its own/)).toBeTruthy();
    fireEvent.click(screen.getByText('Send nothing more'));
    await settle();
    expect(screen.getByText(/The built-in tutor answers alone/)).toBeTruthy();
    expect(server.to('tutor/consent').map(one => one.body)).toEqual([
      { agreed: true },
      { agreed: false }
    ]);
    fireEvent.click(screen.getByText('Ask me about m-1 again'));
    expect(screen.getByRole('button', { name: 'Allow' })).toBeTruthy();
  });

  it('never runs what a message contains', async () => {
    const { model, show } = setUp();
    model.show('running-mean');
    await show(<TutorPanel />);
    const text =
      'Hi <img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    act(() => model.current!.conversation.take({ message: message({ text }) }));
    await settle();
    expect(document.querySelector('script')).toBeNull();
    expect(document.querySelector('[onerror]')).toBeNull();
  });
});

describe('the attempts panel', () => {
  it('lists attempts with verdict and counts', async () => {
    const { model, show } = setUp(asked =>
      asked.path.endsWith('/submissions')
        ? { json: { submissions: [submission] } }
        : answer(asked)
    );
    model.show('running-mean');
    await show(<AttemptsPanel />);
    const item = screen.getByRole('button', { name: /Wrong answer/ });
    expect(item.textContent).toContain('2 of 2 public · 1 of 2 hidden');
  });

  it('says of an attempt in an exam no more than that it was handed in', async () => {
    const withheld = {
      ...submission,
      status: 'withheld' as const,
      score: null,
      hidden: null
    };
    const { model, show } = setUp(asked =>
      asked.path.endsWith('/submissions')
        ? { json: { submissions: [withheld] } }
        : answer(asked)
    );
    model.show('running-mean');
    await show(<AttemptsPanel />);
    const item = screen.getByRole('button', { name: /Handed in/ });
    expect(item.textContent).toContain('•');
    expect(item.textContent).not.toMatch(/[✓✗]|hidden/);
  });
});

describe('the side panel', () => {
  it('shows what a set allows, and its zones with what the student got', async () => {
    const other = { ...problem, slug: 'other', title: 'Other' };
    const set = {
      slug: 'exam',
      title: 'Exam',
      description: '',
      policy: { words: ['Due Thu 2026-10-08, 23:59 (Europe/Berlin).'] },
      items: [problem, other],
      zones: [
        { title: 'Everybody', items: ['running-mean'] },
        { title: 'One of two', items: ['other'] },
        { title: 'Nothing drawn', items: [] }
      ],
      solved: 0,
      total: 2
    };
    const { model, show } = setUp(asked =>
      asked.path === 'problem-sets' ? { json: { sets: [set] } } : answer(asked)
    );
    model.catalogue.ensure();
    await show(<SidePanel />);
    expect(screen.getByText(set.policy.words[0])).toBeTruthy();
    const titles = screen.getAllByRole('heading', { level: 4 });
    expect(titles.map(one => one.textContent)).toEqual([
      'Everybody',
      'One of two'
    ]);
    const zone = titles[1].nextElementSibling!;
    expect(zone.querySelectorAll('[data-slug]')).toHaveLength(1);
    expect(zone.querySelector('[data-slug="other"]')).not.toBeNull();
  });

  it('shows sets, states, skills and the suggestion', async () => {
    const { model, show } = setUp();
    model.catalogue.ensure();
    await show(<SidePanel />);
    expect(screen.getByText('1 of 1 solved')).toBeTruthy();
    const row = screen.getByRole('button', { name: 'Running mean solved' });
    expect(row.getAttribute('data-state')).toBe('solved');
    const path = screen.getByText('lists').closest('li')!;
    expect(path.textContent).toBe('lists1 of 4 solved 64 %');
    expect(screen.getByText('Slicing is your weakest tag.')).toBeTruthy();
  });
});

describe('with nothing to show', () => {
  it('says what to do', async () => {
    const { show } = setUp();
    await show(<Placeholder />);
    expect(
      screen.getByRole('button', { name: 'Show all problems' })
    ).toBeTruthy();
  });

  it('asks which of several problems is meant', async () => {
    const { model, show } = setUp();
    model.show(null, ['running-mean', 'stack']);
    await show(<Placeholder />);
    fireEvent.click(screen.getByRole('button', { name: 'Running mean' }));
    expect(model.current?.slug).toBe('running-mean');
  });
});

describe('a server that is away', () => {
  it('is told of, and the code is said to be safe', async () => {
    const { server, model, show } = setUp();
    await show(<AwayBanner />);
    server.away = true;
    await act(() => model.connection.probe());
    expect(screen.getByText(/Your code is safe in the notebook/)).toBeTruthy();
    server.away = false;
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
    await settle();
    expect(screen.queryByText(/Your code is safe/)).toBeNull();
  });
});
