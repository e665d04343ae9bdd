import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { readEvents, SilentStreamError } from './sse';
import * as Wire from './wire';

/**
 * The one error of the API: what the server (or its absence) said.
 */
export class CodifyError extends Error {
  /**
   * @param message - a sentence for the person at the screen.
   * @param reason - the server's stable word, or `unreachable`, `timeout`,
   *   `aborted`, `broken_stream`.
   * @param status - the HTTP status; 0 when there was no answer.
   */
  constructor(
    message: string,
    readonly reason: string,
    readonly status = 0
  ) {
    super(message);
    this.name = 'CodifyError';
  }

  /** Whether the server could not be reached, so that trying again may help. */
  get away(): boolean {
    return (
      ['unreachable', 'timeout', 'broken_stream'].includes(this.reason) ||
      [502, 503, 504].includes(this.status)
    );
  }

  /** Whether the request was given up on purpose. */
  get aborted(): boolean {
    return this.reason === 'aborted';
  }
}

/**
 * The client of Codify's HTTP API.
 */
export class CodifyClient {
  constructor(options: CodifyClient.IOptions = {}) {
    this.serverSettings =
      options.serverSettings ?? ServerConnection.makeSettings();
    this._timeoutMs = options.timeoutMs ?? 20000;
    this._silenceMs = options.silenceMs ?? 45000;
  }

  readonly serverSettings: ServerConnection.ISettings;

  /** Emits after each request: null when the server answered, else why not. */
  get reached(): ISignal<this, CodifyError | null> {
    return this._reached;
  }

  me(): Promise<Wire.IMe> {
    return this._json('GET', 'me');
  }

  async problemSets(): Promise<Wire.IProblemSet[]> {
    return (await this._json('GET', 'problem-sets')).sets;
  }

  async problems(): Promise<Wire.IProblemSummary[]> {
    return (await this._json('GET', 'problems')).problems;
  }

  problem(slug: string): Promise<Wire.IProblem> {
    return this._json('GET', `problems/${encodeURIComponent(slug)}`);
  }

  /** The caller's notebook for a problem, made by the server when missing. */
  notebook(slug: string): Promise<Wire.INotebookPlace> {
    return this._json('POST', `problems/${encodeURIComponent(slug)}/notebook`);
  }

  async skills(): Promise<Wire.ISkill[]> {
    return (await this._json('GET', 'skills')).skills;
  }

  next(): Promise<Wire.ISuggestion> {
    return this._json('GET', 'next');
  }

  /** Judge the public tests; nothing is stored. */
  async run(
    request: { problem: string; code: string; run_id: string },
    signal?: AbortSignal
  ): Promise<Wire.IVerdict> {
    return (await this._json('POST', 'runs', request, signal)).verdict;
  }

  cancelRun(runId: string): Promise<void> {
    return this._json('DELETE', `runs/${runId}`);
  }

  /** Judge all tests, store the attempt, give a hint: event by event. */
  submit(
    request: { problem: string; code: string; idempotency_key: string },
    signal?: AbortSignal
  ): AsyncGenerator<Wire.CodifyEvent> {
    return this._events('submissions', request, signal);
  }

  submission(id: number): Promise<Wire.ISubmissionResult> {
    return this._json('GET', `submissions/${id}`);
  }

  cancelSubmission(id: number): Promise<void> {
    return this._json('DELETE', `submissions/${id}`);
  }

  /** The caller's submissions, newest first. */
  async submissions(
    slug: string,
    before?: number
  ): Promise<Wire.ISubmission[]> {
    return (
      await this._json(
        'GET',
        `problems/${encodeURIComponent(slug)}/submissions${Private.page(before)}`
      )
    ).submissions;
  }

  /** The caller's conversation about a problem, oldest first. */
  async messages(slug: string, before?: number): Promise<Wire.IMessage[]> {
    return (
      await this._json(
        'GET',
        `problems/${encodeURIComponent(slug)}/messages${Private.page(before)}`
      )
    ).messages;
  }

  /** Ask the tutor. */
  ask(
    slug: string,
    question: { text: string; code?: string },
    signal?: AbortSignal
  ): AsyncGenerator<Wire.CodifyEvent> {
    const path = `problems/${encodeURIComponent(slug)}/messages`;
    return this._events(path, question, signal);
  }

  async rate(id: number, rating: -1 | 1 | null): Promise<Wire.IMessage> {
    const path = `messages/${id}/rating`;
    return (await this._json('PUT', path, { rating })).message;
  }

  /** Stop an answer that is being written; what was written stays. */
  stopMessage(id: number): Promise<void> {
    return this._json('DELETE', `messages/${id}/stream`);
  }

  private async _json(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal
  ): Promise<any> {
    const patience = new Private.Patience(this._timeoutMs, signal);
    try {
      const response = await this._request(path, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: patience.signal
      });
      return response.status === 204 ? undefined : await response.json();
    } catch (error) {
      throw this._failure(error, patience, signal);
    } finally {
      patience.end();
    }
  }

  private async *_events(
    path: string,
    body: unknown,
    signal?: AbortSignal
  ): AsyncGenerator<Wire.CodifyEvent> {
    const patience = new Private.Patience(this._timeoutMs, signal);
    try {
      const response = await this._request(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { Accept: 'text/event-stream' },
        signal: patience.signal
      });
      // From here on the silence between two bytes is what counts.
      patience.answered();
      for await (const { event, data } of readEvents(
        response.body!,
        this._silenceMs
      )) {
        yield { event, data } as Wire.CodifyEvent;
        if (event === 'done') {
          return;
        }
      }
      throw new CodifyError(
        'The connection ended before the answer was complete.',
        'broken_stream'
      );
    } catch (error) {
      throw this._failure(error, patience, signal);
    } finally {
      patience.end();
    }
  }

  private async _request(path: string, init: RequestInit): Promise<Response> {
    const response = await ServerConnection.makeRequest(
      URLExt.join(this.serverSettings.baseUrl, 'codify/api', path),
      init,
      this.serverSettings
    );
    if (!response.ok) {
      throw await Private.refusal(response);
    }
    this._reached.emit(null);
    return response;
  }

  private _failure(
    error: unknown,
    patience: Private.Patience,
    signal?: AbortSignal
  ): CodifyError {
    const failure = Private.asCodifyError(error, patience, signal);
    if (!failure.aborted) {
      this._reached.emit(failure.away ? failure : null);
    }
    return failure;
  }

  private _timeoutMs: number;
  private _silenceMs: number;
  private _reached = new Signal<this, CodifyError | null>(this);
}

/**
 * A namespace for CodifyClient statics.
 */
export namespace CodifyClient {
  /**
   * The options of a client.
   */
  export interface IOptions {
    serverSettings?: ServerConnection.ISettings;
    /** How long to wait for an answer to begin. */
    timeoutMs?: number;
    /** How long a stream may be silent; above the server's keep-alive. */
    silenceMs?: number;
  }
}

namespace Private {
  export function page(before?: number): string {
    return before === undefined ? '' : `?before=${before}`;
  }

  /** Gives up after a while, or when the caller does. */
  export class Patience {
    constructor(ms: number, caller?: AbortSignal) {
      this._timer = setTimeout(this._giveUp, ms);
      this._caller = caller;
      if (caller?.aborted) {
        this._giveUp();
      }
      caller?.addEventListener('abort', this._giveUp);
    }

    get signal(): AbortSignal {
      return this._controller.signal;
    }

    /** The time limit is met; the caller may still give up. */
    answered(): void {
      clearTimeout(this._timer);
    }

    end(): void {
      this.answered();
      this._caller?.removeEventListener('abort', this._giveUp);
    }

    private _controller = new AbortController();
    private _giveUp = () => this._controller.abort();
    private _timer: ReturnType<typeof setTimeout>;
    private _caller?: AbortSignal;
  }

  export function asCodifyError(
    error: unknown,
    patience: Patience,
    signal?: AbortSignal
  ): CodifyError {
    if (error instanceof CodifyError) {
      return error;
    }
    if (signal?.aborted) {
      return new CodifyError('Stopped.', 'aborted');
    }
    // JupyterLab's NetworkError hides that the request was aborted.
    if (patience.signal.aborted || error instanceof SilentStreamError) {
      return new CodifyError('The server took too long to answer.', 'timeout');
    }
    if (error instanceof SyntaxError) {
      return new CodifyError(
        'The server’s answer could not be read.',
        'broken_stream'
      );
    }
    return new CodifyError('The server cannot be reached.', 'unreachable');
  }

  export async function refusal(response: Response): Promise<CodifyError> {
    let body: { message?: unknown; reason?: unknown } = {};
    try {
      body = await response.json();
    } catch {
      // A proxy's HTML page, say: the status has to do.
    }
    const { message, reason } = body;
    return new CodifyError(
      typeof message === 'string' && message
        ? message
        : `The server answered ${response.status} ${response.statusText}.`,
      typeof reason === 'string' && reason ? reason : `http_${response.status}`,
      response.status
    );
  }
}
