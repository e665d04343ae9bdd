import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import type { CheckEvent, IWritten } from './authoring/wire';
import { asCodifyError, CodifyError, Patience, refusal } from './failure';
import { IServerEvent, readEvents } from './sse';
import * as Wire from './wire';

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
    return this.json('GET', 'me');
  }

  async problemSets(): Promise<Wire.IProblemSet[]> {
    return (await this.json('GET', 'problem-sets')).sets;
  }

  async problems(): Promise<Wire.IProblemSummary[]> {
    return (await this.json('GET', 'problems')).problems;
  }

  problem(slug: string): Promise<Wire.IProblem> {
    return this.json('GET', `problems/${encodeURIComponent(slug)}`);
  }

  /** The caller's notebook for a problem, made by the server when missing. */
  notebook(slug: string): Promise<Wire.INotebookPlace> {
    return this.json('POST', `problems/${encodeURIComponent(slug)}/notebook`);
  }

  async skills(): Promise<Wire.ISkill[]> {
    return (await this.json('GET', 'skills')).skills;
  }

  next(): Promise<Wire.ISuggestion> {
    return this.json('GET', 'next');
  }

  /** Judge the public tests; nothing is stored. */
  async run(
    request: { problem: string; code: string; run_id: string },
    signal?: AbortSignal
  ): Promise<Wire.IVerdict> {
    return (await this.json('POST', 'runs', request, signal)).verdict;
  }

  cancelRun(runId: string): Promise<void> {
    return this.json('DELETE', `runs/${runId}`);
  }

  /** Judge all tests, store the attempt, give a hint: event by event. */
  submit(
    request: { problem: string; code: string; idempotency_key: string },
    signal?: AbortSignal
  ): AsyncGenerator<Wire.CodifyEvent> {
    return this._events('submissions', request, signal);
  }

  submission(id: number): Promise<Wire.ISubmissionResult> {
    return this.json('GET', `submissions/${id}`);
  }

  cancelSubmission(id: number): Promise<void> {
    return this.json('DELETE', `submissions/${id}`);
  }

  /** The caller's submissions, newest first. */
  async submissions(
    slug: string,
    before?: number
  ): Promise<Wire.ISubmission[]> {
    return (
      await this.json(
        'GET',
        `problems/${encodeURIComponent(slug)}/submissions${Private.page(before)}`
      )
    ).submissions;
  }

  /** The caller's conversation about a problem, oldest first. */
  async messages(slug: string, before?: number): Promise<Wire.IMessage[]> {
    return (
      await this.json(
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

  async ladder(slug: string): Promise<Wire.ILadder> {
    const path = `problems/${encodeURIComponent(slug)}/hints`;
    return (await this.json('GET', path)).ladder;
  }

  /** Ask for the next hint. */
  climb(slug: string, signal?: AbortSignal): AsyncGenerator<Wire.CodifyEvent> {
    const path = `problems/${encodeURIComponent(slug)}/hints`;
    return this._events(path, {}, signal);
  }

  /** What a question would send to the language model. */
  preview(
    slug: string,
    question: { text: string; code?: string }
  ): Promise<Wire.IPreview> {
    const path = `problems/${encodeURIComponent(slug)}/messages/preview`;
    return this.json('POST', path, question);
  }

  tutor(): Promise<Wire.ITutorState> {
    return this.json('GET', 'tutor');
  }

  agree(agreed: boolean): Promise<Wire.ITutorState> {
    return this.json('PUT', 'tutor/consent', { agreed });
  }

  async rate(id: number, rating: -1 | 1 | null): Promise<Wire.IMessage> {
    const path = `messages/${id}/rating`;
    return (await this.json('PUT', path, { rating })).message;
  }

  /** Stop an answer that is being written; what was written stays. */
  stopMessage(id: number): Promise<void> {
    return this.json('DELETE', `messages/${id}/stream`);
  }

  /** What the caller has passed on about a problem, and who would be asked. */
  questions(slug: string): Promise<Wire.IOwnQuestions> {
    return this.json('GET', `problems/${encodeURIComponent(slug)}/questions`);
  }

  /** Pass a question on to the instructors. */
  passOn(
    slug: string,
    question: { text: string; code?: string }
  ): Promise<{ question: Wire.IPassedOn; message: Wire.IMessage }> {
    const path = `problems/${encodeURIComponent(slug)}/questions`;
    return this.json('POST', path, question);
  }

  /** Check a problem that is being written: event by event. */
  check(
    written: IWritten,
    signal?: AbortSignal
  ): AsyncGenerator<CheckEvent, void> {
    return this._events<CheckEvent>('authoring/checks', written, signal);
  }

  /** The files of a small problem to begin with, by name. */
  async draft(request: {
    slug: string;
    form: 'folder' | 'notebook';
    title?: string;
    entry?: string;
  }): Promise<{ [name: string]: string }> {
    return (await this.json('POST', 'authoring/problems', request)).files;
  }

  /** One request and its JSON answer. */
  json(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
    timeoutMs?: number
  ): Promise<any> {
    const read = async (response: Response) =>
      response.status === 204 ? undefined : await response.json();
    return this._ask(method, path, read, body, signal, timeoutMs);
  }

  /** The text of a file that the server makes. */
  text(path: string): Promise<string> {
    return this._ask('GET', path, response => response.text());
  }

  private async _ask<T>(
    method: string,
    path: string,
    read: (response: Response) => Promise<T>,
    body?: unknown,
    signal?: AbortSignal,
    timeoutMs = this._timeoutMs
  ): Promise<T> {
    const patience = new Patience(timeoutMs, signal);
    try {
      const response = await this._request(path, {
        method,
        ...(body === undefined ? {} : Private.json(body)),
        signal: patience.signal
      });
      return await read(response);
    } catch (error) {
      throw this._failure(error, patience, signal);
    } finally {
      patience.end();
    }
  }

  /**
   * Listen to a stream that has no last event; it ends when the server ends it.
   *
   * That it broke off does not mean that the server is away: a proxy may have
   * cut a long one. Whether it is away shows when it is opened anew.
   */
  async *listen(
    path: string,
    signal: AbortSignal
  ): AsyncGenerator<IServerEvent> {
    const patience = new Patience(this._timeoutMs, signal);
    try {
      const response = await this._request(path, {
        headers: { Accept: 'text/event-stream' },
        signal: patience.signal
      }).catch(error => {
        throw this._failure(error, patience, signal);
      });
      patience.answered();
      yield* readEvents(response.body!, this._silenceMs);
    } finally {
      patience.end();
    }
  }

  private async *_events<T = Wire.CodifyEvent>(
    path: string,
    body: unknown,
    signal?: AbortSignal
  ): AsyncGenerator<T, void> {
    const patience = new Patience(this._timeoutMs, signal);
    try {
      const response = await this._request(path, {
        method: 'POST',
        ...Private.json(body, { Accept: 'text/event-stream' }),
        signal: patience.signal
      });
      // From here on the silence between two bytes is what counts.
      patience.answered();
      for await (const { event, data } of readEvents(
        response.body!,
        this._silenceMs
      )) {
        yield { event, data } as T;
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
      throw await refusal(response);
    }
    this._reached.emit(null);
    return response;
  }

  private _failure(
    error: unknown,
    patience: Patience,
    signal?: AbortSignal
  ): CodifyError {
    const failure = asCodifyError(error, patience, signal);
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
  export function json(body: unknown, headers = {}): RequestInit {
    return {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers }
    };
  }

  export function page(before?: number): string {
    return before === undefined ? '' : `?before=${before}`;
  }
}
