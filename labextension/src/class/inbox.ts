import type { CodifyError } from '../failure';
import { Observable } from '../model/observable';
import { Resource } from '../model/resource';
import { ClassClient } from './client';
import { ICounts, IInbox, IQuestionInFull } from './wire';

export type InboxState = 'open' | 'answered';

/**
 * The questions that students have passed on.
 */
export class Inbox extends Observable {
  constructor(client: ClassClient) {
    super();
    this._client = client;
    this._lists = {
      open: new Resource(() => client.inbox('open')),
      answered: new Resource(() => client.inbox('answered'))
    };
    for (const list of Object.values(this._lists)) {
      list.changed.connect(() => {
        if (list.value) {
          this._counts = list.value;
        }
        this.emitChanged();
      });
    }
  }

  get counts(): ICounts {
    return this._counts;
  }

  /** Which of the two lists is shown. */
  get state(): InboxState {
    return this._state;
  }

  get list(): Resource<IInbox> {
    return this._lists[this._state];
  }

  /** The question that is looked at. */
  get chosen(): number | null {
    return this._chosen;
  }

  get sending(): boolean {
    return this._sending;
  }

  /** Why the last answer was not taken. */
  get failure(): CodifyError | null {
    return this._failure;
  }

  /** What is written so far, kept for each question. */
  draft(id: number): string {
    return this._drafts.get(id) ?? '';
  }

  write(id: number, text: string): void {
    this._drafts.set(id, text);
    this.emitChanged();
  }

  count(counts: ICounts): void {
    this._counts = { open: counts.open, answered: counts.answered };
    this.emitChanged();
  }

  load(): void {
    void this.list.load();
    if (this._chosen !== null) {
      void this.question(this._chosen).load();
    }
  }

  /** Read again what was read before. */
  refresh(): void {
    for (const list of Object.values(this._lists)) {
      if (list.value !== null || list.error !== null) {
        void list.load();
      }
    }
    if (this._chosen !== null) {
      void this.question(this._chosen).load();
    }
  }

  show(state: InboxState): void {
    this._state = state;
    this._chosen = null;
    this._failure = null;
    void this.list.load();
    this.emitChanged();
  }

  choose(id: number | null): void {
    this._chosen = id;
    this._failure = null;
    this.emitChanged();
  }

  question(id: number): Resource<IQuestionInFull> {
    let question = this._questions.get(id);
    if (!question) {
      question = new Resource(() => this._client.question(id));
      question.changed.connect(() => this.emitChanged());
      this._questions.set(id, question);
    }
    question.ensure();
    return question;
  }

  /** Send what is written; it stays in the box when it is not taken. */
  async answer(id: number): Promise<void> {
    const question = this.question(id);
    const text = this.draft(id).trim();
    if (!question.value || !text || this._sending) {
      return;
    }
    const seen = question.value.thread.filter(
      one => one.source === 'instructor'
    ).length;
    this._sending = true;
    this._failure = null;
    this.emitChanged();
    try {
      const { message } = await this._client.answer(id, text, seen);
      this._drafts.delete(id);
      const { thread } = question.value;
      question.set({ ...question.value, thread: [...thread, message] });
    } catch (error) {
      this._failure = error as CodifyError;
    } finally {
      this._sending = false;
      this.refresh();
      this.emitChanged();
    }
  }

  private _client: ClassClient;
  private _lists: { [state in InboxState]: Resource<IInbox> };
  private _questions = new Map<number, Resource<IQuestionInFull>>();
  private _drafts = new Map<number, string>();
  private _counts: ICounts = { open: 0, answered: 0 };
  private _state: InboxState = 'open';
  private _chosen: number | null = null;
  private _sending = false;
  private _failure: CodifyError | null = null;
}
