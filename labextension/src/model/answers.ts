import { ISignal, Signal } from '@lumino/signaling';

import { CodifyClient } from '../api';
import { IServerEvent } from '../sse';
import { follow } from './follow';
import type { ProblemSession } from './session';

/**
 * Brings instructors' answers into the conversations, while any question
 * waits for one. One stream for all problems.
 */
export class Answers {
  constructor(
    client: CodifyClient,
    sessions: () => Iterable<ProblemSession>,
    find: (slug: string) => ProblemSession
  ) {
    this._client = client;
    this._sessions = sessions;
    this._find = find;
  }

  /** Emits the session when an answer has come. */
  get arrived(): ISignal<this, ProblemSession> {
    return this._arrived;
  }

  /** Listen while there is something to listen for. */
  update(): void {
    const waiting = [...this._sessions()].some(
      session => session.instructor.waiting.length > 0
    );
    if (waiting && !this._listening) {
      this._listening = new AbortController();
      const { signal } = this._listening;
      void follow(this._client, 'questions/events', signal, event =>
        this._take(event)
      );
    } else if (!waiting && this._listening) {
      this._listening.abort();
      this._listening = null;
    }
  }

  private _take({ event, data }: IServerEvent): void {
    if (event === 'answer') {
      const session = this._find(data.problem);
      session.conversation.take({ message: data.message });
      const { question_id, created_at } = data.message;
      session.instructor.answered(question_id, created_at);
      this._arrived.emit(session);
    } else if (event === 'questions') {
      // What was answered while nobody listened stands in the conversation.
      for (const session of this._sessions()) {
        const { waiting } = session.instructor;
        if (waiting.some(id => !data.open.includes(id))) {
          void session.instructor.own.load();
          void session.conversation.reload();
          this._arrived.emit(session);
        }
      }
    }
  }

  private _client: CodifyClient;
  private _sessions: () => Iterable<ProblemSession>;
  private _find: (slug: string) => ProblemSession;
  private _listening: AbortController | null = null;
  private _arrived = new Signal<this, ProblemSession>(this);
}
