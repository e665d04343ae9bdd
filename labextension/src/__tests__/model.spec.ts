import { Conversation } from '../model/conversation';
import { ProblemSession } from '../model/session';
import { WorkspaceModel } from '../model/workspace';
import {
  hiddenVerdict,
  message,
  problem,
  runVerdict,
  submission
} from './samples';
import { FakeServer, IAsked } from './transport';

/** Wait until a condition holds. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (holds()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error('It never came to hold');
}

const judged = [
  ['submission', { submission }],
  ...hiddenVerdict.tests.map(test => ['test', test]),
  ['verdict', { verdict: hiddenVerdict }],
  ['hint', { message: message({ id: 9, text: 'Look at the end.' }) }],
  ['skills', { skills: [] }],
  ['done', {}]
];

function answer(asked: IAsked): any {
  if (asked.path === 'submissions') {
    return { events: judged };
  }
  if (asked.path === 'runs') {
    return { json: { verdict: runVerdict } };
  }
  if (asked.path.endsWith('/submissions')) {
    return { json: { submissions: [] } };
  }
  return { json: { messages: [] } };
}

function setUp(handler = answer) {
  const server = new FakeServer(handler);
  const session = new ProblemSession(server.client(), 'running-mean');
  return { server, session };
}

describe('a run', () => {
  it('gives the verdict and goes stale when the code changes', async () => {
    const { session } = setUp();
    session.code = 'a';
    await session.run('a');
    expect(session.judgement?.verdict).toEqual(runVerdict);
    expect(session.activity).toBe('idle');
    expect(session.stale).toBe(false);
    session.code = 'b';
    expect(session.stale).toBe(true);
  });

  it('gives way to a newer one, which it tells the server', async () => {
    const { server, session } = setUp(asked =>
      asked.body?.code === 'slow' ? new Promise(() => undefined) : answer(asked)
    );
    const slow = session.run('slow');
    await until(() => server.to('runs').length === 1);
    await session.run('quick');
    await slow;
    expect(session.judgement?.code).toBe('quick');
    const id = server.to('runs')[0].body.run_id;
    expect(server.to(`runs/${id}`)[0].method).toBe('DELETE');
  });

  it('keeps the refusal for the screen', async () => {
    const { session } = setUp(() => ({
      status: 413,
      json: { message: 'The code is too long.', reason: 'code_too_large' }
    }));
    await session.run('x');
    expect(session.failure?.message).toBe('The code is too long.');
    expect(session.activity).toBe('idle');
  });
});

describe('a submission', () => {
  it('takes tests, verdict and hint as they come', async () => {
    const { session } = setUp();
    const seen: number[] = [];
    session.changed.connect(() =>
      seen.push(session.judgement?.tests.length ?? 0)
    );
    await session.submit('code');
    expect(session.judgement?.verdict?.summary).toContain('hidden test failed');
    expect(session.judgement?.submission?.id).toBe(5);
    expect(seen).toEqual(expect.arrayContaining([0, 1, 2, 3, 4]));
    expect(session.conversation.lastHint?.text).toBe('Look at the end.');
  });

  it('is not begun twice at once', async () => {
    const { server, session } = setUp();
    await Promise.all([session.submit('code'), session.submit('code')]);
    expect(server.to('submissions')).toHaveLength(1);
  });

  it('is asked for again under the same key after a lost connection', async () => {
    const { server, session } = setUp();
    server.away = true;
    await session.submit('code');
    expect(session.activity).toBe('interrupted');
    expect(session.failure).toBeNull();
    server.away = false;
    session.resume();
    await until(
      () =>
        session.judgement?.verdict !== undefined && session.activity === 'idle'
    );
    const keys = server.to('submissions').map(one => one.body.idempotency_key);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it('goes under a new key once it was answered', async () => {
    const { server, session } = setUp();
    await session.submit('code');
    await session.submit('code');
    const keys = server.to('submissions').map(one => one.body.idempotency_key);
    expect(new Set(keys).size).toBe(2);
  });

  it('whose stream breaks off before the verdict is asked for again', async () => {
    let times = 0;
    const { session } = setUp(asked =>
      asked.path === 'submissions' && times++ === 0
        ? { events: judged.slice(0, 2) }
        : answer(asked)
    );
    await session.submit('code');
    expect(session.activity).toBe('interrupted');
    session.resume();
    await until(() => session.activity === 'idle');
    expect(session.judgement?.verdict).toEqual(hiddenVerdict);
    expect(session.judgement?.tests).toHaveLength(4);
  });
});

describe('failing tests', () => {
  it('are gone through one after the other, round and round', async () => {
    const { session } = setUp();
    await session.run('code');
    expect(session.focusNextFailing()?.id).toBe('short');
    expect(session.focusNextFailing()?.id).toBe('short');
    expect(session.focusedTest).toBe('short');
  });
});

describe('after a reload', () => {
  it('the last attempt’s verdict stands again', async () => {
    const { session } = setUp(asked => {
      if (asked.path.endsWith('/submissions')) {
        return { json: { submissions: [submission] } };
      }
      if (asked.path === 'submissions/5') {
        const whole = { ...submission, code: 'old' };
        return {
          json: { submission: whole, verdict: hiddenVerdict, hint: null }
        };
      }
      return asked.path === 'problems/running-mean'
        ? { json: problem }
        : answer(asked);
    });
    session.ensure();
    await until(() => session.judgement !== null);
    expect(session.judgement?.code).toBe('old');
    expect(session.judgement?.kind).toBe('submission');
  });
});

describe('the conversation', () => {
  const streamed = [
    ['message', { message: message({ id: 1, role: 'user', text: 'Why?' }) }],
    ['message', { message: message({ id: 2, state: 'streaming' }) }],
    ['delta', { message_id: 2, delta: 'Be' }],
    ['delta', { message_id: 2, delta: 'cause' }]
  ];

  it('grows with the answer and sends the code along', async () => {
    const whole = message({ id: 2, text: 'Because.' });
    const server = new FakeServer(() => ({
      events: [...streamed, ['message', { message: whole }], ['done', {}]]
    }));
    const conversation = new Conversation(server.client(), 'running-mean');
    const texts = new Set<string>();
    conversation.changed.connect(() =>
      texts.add(conversation.messages[1]?.text ?? '')
    );
    await conversation.ask('Why?', 'x = 1');
    expect(texts).toEqual(new Set(['', 'Be', 'Because', 'Because.']));
    expect(conversation.busy).toBe(false);
    expect(server.asked[0].body).toEqual({ text: 'Why?', code: 'x = 1' });
  });

  it('keeps what was written when it is stopped', async () => {
    const server = new FakeServer(() => ({ status: 204 }));
    const conversation = new Conversation(server.client(), 'running-mean');
    conversation.take({
      message: message({ id: 7, text: 'So far', state: 'streaming' })
    });
    expect(conversation.busy).toBe(true);
    await conversation.stop();
    expect(server.asked[0]).toMatchObject({
      method: 'DELETE',
      path: 'messages/7/stream'
    });
    // What was on its way still arrives, and changes nothing.
    conversation.take({ message_id: 7, delta: ' and more' });
    expect(conversation.messages[0]).toMatchObject({
      text: 'So far',
      state: 'stopped'
    });
  });

  it('keeps a question that could not be asked', async () => {
    const server = new FakeServer(() => ({}));
    server.away = true;
    const conversation = new Conversation(server.client(), 'running-mean');
    await conversation.ask('Why?', null);
    expect(conversation.unasked?.text).toBe('Why?');
  });

  it('says what the server could not do', async () => {
    const server = new FakeServer(() => ({
      events: [
        ['error', { message: 'The tutor is tired.', reason: 'tutor_failed' }],
        ['done', {}]
      ]
    }));
    const conversation = new Conversation(server.client(), 'running-mean');
    await conversation.ask('Why?', null);
    expect(conversation.unasked?.error.message).toBe('The tutor is tired.');
  });
});

describe('the workspace', () => {
  it('resumes by itself when the server is back', async () => {
    jest.useFakeTimers();
    try {
      const server = new FakeServer(asked =>
        asked.path === 'me'
          ? { json: { user: { name: 'a', display_name: 'A' } } }
          : asked.path === 'problems/running-mean'
            ? { json: problem }
            : answer(asked)
      );
      const model = new WorkspaceModel(server.client());
      server.away = true;
      model.show('running-mean');
      await jest.advanceTimersByTimeAsync(100);
      expect(model.connection.online).toBe(false);
      expect(model.current?.problem.error).not.toBeNull();
      server.away = false;
      await jest.advanceTimersByTimeAsync(20000);
      expect(model.connection.online).toBe(true);
      expect(model.current?.problem.value?.title).toBe('Running mean');
    } finally {
      jest.useRealTimers();
    }
  });
});
