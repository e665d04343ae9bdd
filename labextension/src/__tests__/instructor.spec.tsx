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
  screen
} from '@testing-library/react';
import * as React from 'react';

import { WorkspaceModel } from '../model/workspace';
import { INotebookBinding } from '../tokens';
import { IView, ViewContext } from '../view/context';
import { TutorPanel } from '../view/tutor';
import { message, problem } from './samples';
import { FakeServer, IAsked } from './transport';

const PATH = 'problems/running-mean/questions';
const passedOn = {
  id: 7,
  submission_id: null,
  asked_at: '2026-03-01T10:00:00Z',
  answered_at: null
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
  text: 'Because.',
  question_id: 7,
  author: 'Tess'
});

function setUp(options: {
  to?: object | null;
  open?: object[];
  stream?: () => any;
  refuse?: object;
}) {
  const { to = { course: 'optics', title: 'Optics' }, open = [] } = options;
  const server = new FakeServer((one: IAsked) => {
    if (one.path === 'me') {
      return {
        json: {
          courses: [{ course: 'optics', role: 'student' }],
          limits: { code_bytes: 1, question_characters: 4000 }
        }
      };
    }
    if (one.path === PATH && one.method === 'POST') {
      return options.refuse
        ? { status: 409, json: options.refuse }
        : { status: 201, json: { question: passedOn, message: asked } };
    }
    if (one.path === PATH) {
      return { json: { to, questions: open } };
    }
    if (one.path === 'questions/events') {
      return options.stream?.() ?? new Promise(() => undefined);
    }
    return {
      json: one.path === 'problems/running-mean' ? problem : { messages: [] }
    };
  });
  const model = new WorkspaceModel(server.client());
  return { server, model };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (holds()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error('It never came to hold');
}

describe('a question to the instructor', () => {
  it('waits, and gets its answer while one looks', async () => {
    let streams = 0;
    const { server, model } = setUp({
      stream: () =>
        streams++ === 0
          ? {
              events: [
                ['questions', { open: [7] }],
                ['answer', { problem: 'running-mean', message: reply }],
                ['questions', { open: [] }]
              ]
            }
          : new Promise(() => undefined)
    });
    const arrived: string[] = [];
    model.answers.arrived.connect((_, one) => void arrived.push(one.slug));
    await model.connection.probe();
    const session = model.session('running-mean');
    await until(() => session.instructor.reachable);
    expect(server.to('questions/events')).toHaveLength(0);

    session.code = 'x = 1';
    expect(await session.passOn('Why?')).toBe(true);
    expect(server.to(PATH)[1].body).toEqual({ text: 'Why?', code: 'x = 1' });
    await until(() => arrived.length > 0);
    expect(arrived).toEqual(['running-mean']);
    expect(session.conversation.messages).toEqual([asked, reply]);
    expect(session.instructor.waiting).toEqual([]);
    expect(streams).toBe(1); // nothing to listen for any more
  });

  it('that was answered while nobody listened is read again', async () => {
    const { server, model } = setUp({
      open: [passedOn],
      stream: () => ({ events: [['questions', { open: [] }]] })
    });
    await model.connection.probe();
    model.session('running-mean');
    await until(() => server.to('problems/running-mean/messages').length > 0);
    await until(() => server.to(PATH).length > 1);
  });

  it('is not asked for where there is no course', async () => {
    const { server, model } = setUp({});
    model.session('running-mean');
    await model.connection.probe();
    await until(() => server.to(PATH).length === 1);
    const laptop = new FakeServer(() => ({ json: { courses: [] } }));
    const other = new WorkspaceModel(laptop.client());
    await other.connection.probe();
    other.session('running-mean');
    expect(laptop.to(PATH)).toHaveLength(0);
  });
});

describe('in the chat panel', () => {
  afterEach(cleanup);

  const show = async (set: ReturnType<typeof setUp>) => {
    const view: IView = {
      model: set.model,
      binding: {} as INotebookBinding,
      commands: new CommandRegistry(),
      rendermime: new RenderMimeRegistry({
        initialFactories: [markdownRendererFactory]
      }),
      trans: nullTranslator.load('codify'),
      languages: null
    };
    await set.model.connection.probe();
    set.model.show('running-mean');
    render(
      <ViewContext.Provider value={view}>
        <TutorPanel />
      </ViewContext.Provider>
    );
    await settle();
  };
  const type = (text: string) =>
    fireEvent.change(screen.getByLabelText('Your question to the tutor'), {
      target: { value: text }
    });

  it('the draft goes to the instructor and waits there', async () => {
    await show(setUp({}));
    const button = screen.getByText<HTMLButtonElement>('Ask your instructor');
    expect(button.disabled).toBe(true);
    type('Why?');
    fireEvent.click(button);
    await settle();
    expect(
      screen.getByText('To your instructor · waiting for an answer')
    ).toBeTruthy();
    expect(screen.getByText('1 question waits for an answer.')).toBeTruthy();
    expect(
      screen.getByLabelText<HTMLTextAreaElement>('Your question to the tutor')
        .value
    ).toBe('');
  });

  it('what could not be passed on stays in the box', async () => {
    await show(
      setUp({
        refuse: { message: 'Please wait.', reason: 'too_many_open' }
      })
    );
    type('Why?');
    fireEvent.click(screen.getByText('Ask your instructor'));
    await settle();
    expect(screen.getByText('Please wait.')).toBeTruthy();
    expect(
      screen.getByLabelText<HTMLTextAreaElement>('Your question to the tutor')
        .value
    ).toBe('Why?');
  });

  it('nobody is offered where nobody teaches', async () => {
    await show(setUp({ to: null }));
    expect(screen.queryByText('Ask your instructor')).toBeNull();
  });

  it('an answer carries the instructor’s name and no thumbs', async () => {
    const set = setUp({});
    await show(set);
    act(() => set.model.current!.conversation.take({ message: reply }));
    await settle();
    expect(screen.getByText('Tess · your instructor')).toBeTruthy();
    expect(screen.queryByLabelText('This helped')).toBeNull();
    expect(screen.getByText('Copy')).toBeTruthy();
  });
});

async function settle(): Promise<void> {
  for (let i = 0; i < 6; i++) {
    await act(() => new Promise(resolve => setTimeout(resolve, 4)));
  }
}
