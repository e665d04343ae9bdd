import { ServerConnection } from '@jupyterlab/services';
import { ReadableStream } from 'stream/web';

import { CodifyClient } from '../api';

/** What the fake server was asked. */
export interface IAsked {
  method: string;
  path: string;
  body: any;
  accept: string | null;
  contentType: string | null;
}

type Answer = { status?: number; json?: unknown; events?: unknown[][] };
type Handler = (asked: IAsked, signal: AbortSignal) => Answer | Promise<Answer>;

/** jsdom and Node each have an AbortSignal; Node's Request takes its own only. */
class FakeRequest {
  constructor(
    readonly url: string,
    init: RequestInit
  ) {
    this.method = init.method ?? 'GET';
    this.headers = new Headers(init.headers);
    this.body = init.body as string | undefined;
    this.signal = init.signal ?? new AbortController().signal;
  }
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

/** A stand-in for the network: the client above it is the real one. */
export class FakeServer {
  asked: IAsked[] = [];
  away = false;

  constructor(public handler: Handler) {}

  client(options: Partial<CodifyClient.IOptions> = {}): CodifyClient {
    const serverSettings = ServerConnection.makeSettings({
      baseUrl: 'http://server.test/',
      Request: FakeRequest as unknown as typeof Request,
      fetch: ((request: FakeRequest) =>
        this._fetch(request)) as unknown as typeof fetch
    });
    return new CodifyClient({ serverSettings, ...options });
  }

  /** The requests to one path. */
  to(path: string): IAsked[] {
    return this.asked.filter(one => one.path === path);
  }

  private async _fetch(request: FakeRequest): Promise<Response> {
    const url = new URL(request.url);
    const asked = {
      method: request.method,
      path: url.pathname.replace('/codify/api/', '') + withoutCacheKey(url),
      body: request.body ? JSON.parse(request.body) : undefined,
      accept: request.headers.get('Accept'),
      contentType: request.headers.get('Content-Type')
    };
    this.asked.push(asked);
    if (this.away) {
      throw new TypeError('Failed to fetch');
    }
    const aborted = new Promise<never>((_, reject) => {
      request.signal.addEventListener('abort', () =>
        reject(new DOMException('aborted', 'AbortError'))
      );
    });
    const answer = await Promise.race([
      this.handler(asked, request.signal),
      aborted
    ]);
    const status = answer.status ?? 200;
    return {
      ok: status < 400,
      status,
      statusText: 'Fake',
      json: async () => answer.json,
      body: answer.events && stream(answer.events)
    } as unknown as Response;
  }
}

/** The text of an event, as the server writes it. */
export function eventText(name: string, data: unknown): string {
  return `id: 1\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function stream(events: unknown[][]): unknown {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: controller => {
      for (const [name, data] of events) {
        const text = eventText(name as string, data);
        // In two pieces: an event need not arrive in one.
        controller.enqueue(encoder.encode(text.slice(0, 12)));
        controller.enqueue(encoder.encode(text.slice(12)));
      }
      controller.close();
    }
  });
}

function withoutCacheKey(url: URL): string {
  const query = url.search.replace(/[?&]?\d{10,}$/, '');
  return query === '?' ? '' : query;
}
