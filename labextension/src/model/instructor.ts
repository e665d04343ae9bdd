import { CodifyClient } from '../api';
import { CodifyError } from '../failure';
import { IMessage, IOwnQuestions, IPassedOn } from '../wire';
import { Observable } from './observable';
import { Resource } from './resource';

/**
 * What a student has passed on to the instructors about one problem.
 */
export class InstructorLine extends Observable {
  constructor(client: CodifyClient, slug: string) {
    super();
    this._client = client;
    this._slug = slug;
    this.own = new Resource(() => client.questions(slug));
    this.own.changed.connect(() => this.emitChanged());
  }

  /** The questions, and whether there is somebody to ask. */
  readonly own: Resource<IOwnQuestions>;

  /** Whether there is an instructor to ask about this problem. */
  get reachable(): boolean {
    return !!this.own.value?.to;
  }

  /** Look again whether there is somebody to ask: a teacher may come late. */
  lookAgain(): void {
    if (this.own.value && !this.own.value.to) {
      void this.own.load();
    }
  }

  /** Ids of the questions that wait for an answer. */
  get waiting(): number[] {
    return this._questions
      .filter(one => one.answered_at === null)
      .map(one => one.id);
  }

  /** Whether a question is on its way. */
  get sending(): boolean {
    return this._sending;
  }

  /** Why the last question could not be passed on. */
  get failure(): CodifyError | null {
    return this._failure;
  }

  /** Whether a message waits for an instructor's answer. */
  waitsFor(message: IMessage): boolean {
    return this.waiting.includes(message.question_id ?? -1);
  }

  /**
   * Pass a question on.
   *
   * @param code - the solution cell as it is now.
   * @returns the stored message; null when it could not be passed on.
   */
  async passOn(text: string, code: string | null): Promise<IMessage | null> {
    if (this._sending || !text.trim()) {
      return null;
    }
    this._sending = true;
    this._failure = null;
    this.emitChanged();
    try {
      const { question, message } = await this._client.passOn(
        this._slug,
        code === null ? { text } : { text, code }
      );
      const own = this.own.value;
      if (own) {
        this.own.set({ ...own, questions: [...own.questions, question] });
      }
      return message;
    } catch (error) {
      this._failure = error as CodifyError;
      return null;
    } finally {
      this._sending = false;
      this.emitChanged();
    }
  }

  /** Note that a question was answered. */
  answered(questionId: number | null | undefined, at: string): void {
    const own = this.own.value;
    if (own) {
      const questions = own.questions.map(one =>
        one.id === questionId && one.answered_at === null
          ? { ...one, answered_at: at }
          : one
      );
      this.own.set({ ...own, questions });
    }
  }

  private get _questions(): IPassedOn[] {
    return this.own.value?.questions ?? [];
  }

  private _client: CodifyClient;
  private _slug: string;
  private _sending = false;
  private _failure: CodifyError | null = null;
}
