import { CodifyError } from '../failure';
import { message, runVerdict } from './samples';
import { FakeServer } from './transport';

async function failure(promise: Promise<unknown>): Promise<CodifyError> {
  try {
    await promise;
  } catch (error) {
    return error as CodifyError;
  }
  throw new Error('It should have failed');
}

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) {
    all.push(event);
  }
  return all;
}

describe('CodifyClient', () => {
  it('sends a run under the base URL and gives its verdict', async () => {
    const server = new FakeServer(() => ({ json: { verdict: runVerdict } }));
    const request = { problem: 'running-mean', code: 'x = 1', run_id: 'r' };
    expect(await server.client().run(request)).toEqual(runVerdict);
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      path: 'runs',
      body: request,
      contentType: 'application/json'
    });
  });

  it('gives the server’s own sentence and reason of a refusal', async () => {
    const server = new FakeServer(() => ({
      status: 404,
      json: { message: 'No such problem. Open one.', reason: 'unknown_problem' }
    }));
    const error = await failure(server.client().problem('nope'));
    expect(error).toBeInstanceOf(CodifyError);
    expect(error.message).toBe('No such problem. Open one.');
    expect(error.reason).toBe('unknown_problem');
    expect(error.away).toBe(false);
  });

  it('says that a server is away, and that it is back', async () => {
    const server = new FakeServer(() => ({ json: {} }));
    const client = server.client();
    const reached: boolean[] = [];
    client.reached.connect((_, away) => reached.push(away === null));
    server.away = true;
    const error = await failure(client.me());
    expect(error.reason).toBe('unreachable');
    expect(error.away).toBe(true);
    server.away = false;
    await client.me();
    expect(reached).toEqual([false, true]);
  });

  it('gives up on a server that never answers', async () => {
    const server = new FakeServer(() => new Promise(() => undefined));
    const error = await failure(server.client({ timeoutMs: 20 }).me());
    expect(error.reason).toBe('timeout');
    expect(error.away).toBe(true);
  });

  it('tells the caller’s own abort from a server that is away', async () => {
    const server = new FakeServer(() => new Promise(() => undefined));
    const abort = new AbortController();
    const request = { problem: 'p', code: '', run_id: 'r' };
    const asking = failure(server.client().run(request, abort.signal));
    abort.abort();
    const error = await asking;
    expect(error.aborted).toBe(true);
    expect(error.away).toBe(false);
  });

  it('reads a stream event by event, in pieces', async () => {
    const server = new FakeServer(() => ({
      events: [
        ['message', { message: message({ role: 'user', text: 'Why — π?' }) }],
        ['delta', { message_id: 2, delta: 'Because' }],
        ['done', {}]
      ]
    }));
    const events = await collect(server.client().ask('p', { text: 'Why?' }));
    expect(events.map(one => one.event)).toEqual(['message', 'delta', 'done']);
    expect((events[0].data as any).message.text).toBe('Why — π?');
    expect(server.asked[0].accept).toBe('text/event-stream');
  });

  it('reports a stream that ends before it is done', async () => {
    const server = new FakeServer(() => ({
      events: [['delta', { message_id: 2, delta: 'Beca' }]]
    }));
    const asking = collect(server.client().ask('p', { text: 'Why?' }));
    const error = await failure(asking);
    expect(error.reason).toBe('broken_stream');
    expect(error.away).toBe(true);
  });
});
