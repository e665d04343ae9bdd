import { UUID } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';

import { CodifyClient } from '../api';
import { CodifyError } from '../failure';
import { CodifyEvent, IProblem, ITestResult, IVerdict } from '../wire';
import { Attempts } from './attempts';
import { Conversation } from './conversation';
import { InstructorLine } from './instructor';
import {
  Activity,
  begun,
  concluded,
  failingTests,
  IJudgement,
  withEvent
} from './judgement';
import { Observable } from './observable';
import { Resource } from './resource';

/**
 * A student's work on one problem.
 */
export class ProblemSession extends Observable {
  constructor(client: CodifyClient, slug: string) {
    super();
    this._client = client;
    this.slug = slug;
    this.problem = new Resource(() => client.problem(slug));
    this.problem.changed.connect(() => this.emitChanged());
    this.conversation = new Conversation(client, slug);
    this.instructor = new InstructorLine(client, slug);
    this.attempts = new Attempts(client, slug);
    this.attempts.list.changed.connect(this._recallLast, this);
  }

  readonly slug: string;
  readonly problem: Resource<IProblem>;
  readonly conversation: Conversation;
  readonly instructor: InstructorLine;
  readonly attempts: Attempts;

  get activity(): Activity {
    return this._activity;
  }

  /** The newest judgement; kept until another one begins to arrive. */
  get judgement(): IJudgement | null {
    return this._judgement;
  }

  /** Why the last run or submission failed. */
  get failure(): CodifyError | null {
    return this._failure;
  }

  /** Whether the code changed since it was judged. */
  get stale(): boolean {
    return (
      this._judgement !== null &&
      this._code !== null &&
      this._judgement.code !== this._code
    );
  }

  /** The solution cell's text; null when it is unknown which cell it is. */
  get code(): string | null {
    return this._code;
  }
  set code(code: string | null) {
    if (code !== this._code) {
      const stale = this.stale;
      this._code = code;
      if (stale !== this.stale) {
        this.emitChanged();
      }
    }
  }

  /** The test that the student looks at, by "next failing test". */
  get focusedTest(): string | null {
    return this._focusedTest;
  }

  /** Emits when a submission has been judged. */
  get judged(): ISignal<this, IVerdict> {
    return this._judged;
  }

  /** Load what is not there yet, or failed to come. */
  ensure(retry = false): void {
    if (retry && this.problem.error) {
      void this.problem.load();
    }
    if (retry && this.conversation.loadError) {
      void this.conversation.reload();
    }
    if (retry && this.attempts.list.error) {
      void this.attempts.list.load();
    }
    this.problem.ensure();
    this.conversation.ensure();
    this.attempts.list.ensure();
  }

  /**
   * Pass a question on to the instructors.
   *
   * @returns whether it was passed on.
   */
  async passOn(text: string): Promise<boolean> {
    const message = await this.instructor.passOn(text, this._code);
    if (message) {
      this.conversation.take({ message });
    }
    return message !== null;
  }

  /** Judge the public tests. A run that is under way gives way to the new. */
  async run(code: string): Promise<void> {
    if (this._activity === 'submitting' || this._activity === 'interrupted') {
      return;
    }
    this._giveUpRun();
    const run = { id: UUID.uuid4(), abort: new AbortController() };
    this._run = run;
    this._begin('running');
    try {
      const verdict = await this._client.run(
        { problem: this.slug, code, run_id: run.id },
        run.abort.signal
      );
      if (this._run === run) {
        this._judgement = concluded(begun('run', code), verdict);
      }
    } catch (error) {
      if (this._run === run) {
        this._fail(error as CodifyError);
      }
    } finally {
      if (this._run === run) {
        this._run = null;
        this._end();
      }
    }
  }

  /**
   * Judge all tests and keep the attempt.
   *
   * While one is under way a second is not begun. After a lost connection
   * the same code goes under the same key, so that it counts once.
   */
  async submit(code: string): Promise<void> {
    if (this._activity === 'submitting') {
      return;
    }
    this._giveUpRun();
    if (this._pending?.code !== code) {
      this._pending = { code, key: UUID.uuid4() };
    }
    const pending = this._pending;
    const abort = new AbortController();
    this._submitting = abort;
    this._begin('submitting');
    let answered = false;
    try {
      const request = {
        problem: this.slug,
        code,
        idempotency_key: pending.key
      };
      for await (const event of this._client.submit(request, abort.signal)) {
        if (!answered && this._submitting === abort) {
          answered = true;
          this._judgement = begun('submission', code);
        }
        this._take(event, this._submitting === abort);
        if (event.event === 'verdict' && this._submitting === abort) {
          // The hint may take its time: the next attempt need not wait for it.
          this._settle(pending);
        }
      }
      this._settle(pending);
    } catch (error) {
      this._lose(error as CodifyError, pending, abort);
    } finally {
      if (this._submitting === abort) {
        this._submitting = null;
      }
      this.emitChanged();
    }
  }

  /** Ask again for a submission whose answer was lost. */
  resume(): void {
    if (this._activity === 'interrupted' && this._pending) {
      void this.submit(this._pending.code);
    }
  }

  /** Stop what is under way, here and on the server. */
  async cancel(): Promise<void> {
    if (this._activity === 'running') {
      this._giveUpRun();
      this._end();
    } else if (this._activity === 'interrupted') {
      this._pending = null;
      this._end();
    } else if (this._activity === 'submitting') {
      const id = this._judgement?.submission?.id;
      if (id !== undefined && this._judgement?.kind === 'submission') {
        await this._client.cancelSubmission(id);
      } else {
        this._submitting?.abort();
      }
    }
  }

  /** Look at the failing test after the one that was looked at. */
  focusNextFailing(): ITestResult | null {
    const failing = failingTests(this._judgement);
    const at = failing.findIndex(test => test.id === this._focusedTest);
    const next = failing.length ? failing[(at + 1) % failing.length] : null;
    this._focusedTest = next?.id ?? null;
    this.emitChanged();
    return next;
  }

  /** After a reload of the page the last attempt's verdict stands again. */
  private async _recallLast(): Promise<void> {
    const last = this.attempts.list.value?.[0];
    if (!last) {
      return;
    }
    this.attempts.list.changed.disconnect(this._recallLast, this);
    try {
      const { submission, verdict } = await this._client.submission(last.id);
      const code = submission.code;
      if (verdict && code !== undefined && this._untouched) {
        const judgement = begun('submission', code);
        this._judgement = concluded({ ...judgement, submission }, verdict);
        this.emitChanged();
      }
    } catch {
      // The list of attempts still offers it.
    }
  }

  private get _untouched(): boolean {
    return this._judgement === null && this._activity === 'idle';
  }

  private _take(event: CodifyEvent, current: boolean): void {
    const judgement = this._judgement;
    if (event.event === 'hint') {
      this.conversation.take(event.data);
    } else if (event.event === 'error') {
      throw new CodifyError(event.data.message, event.data.reason, 200);
    } else if (current && judgement) {
      this._judgement = withEvent(judgement, event);
      if (event.event === 'skills') {
        // Stored with the hint: only now does the ladder know of both.
        void this.conversation.ladder.load();
      }
      if (event.event === 'verdict') {
        this._judged.emit(event.data.verdict);
        this.instructor.lookAgain();
      }
    }
    this.emitChanged();
  }

  private _begin(activity: Activity): void {
    this._activity = activity;
    this._failure = null;
    this._focusedTest = null;
    this.emitChanged();
  }

  private _end(): void {
    this._activity = 'idle';
    this.emitChanged();
  }

  private _settle(pending: { key: string }): void {
    if (this._pending === pending) {
      this._pending = null;
      this._activity = 'idle';
      void this.attempts.list.load();
    }
  }

  private _fail(error: CodifyError): void {
    if (!error.aborted) {
      this._failure = error;
    }
  }

  private _lose(
    error: CodifyError,
    pending: { key: string },
    abort: AbortController
  ): void {
    if (this._pending !== pending) {
      // The verdict was there: only the hint was lost, and it is stored.
      void this.conversation.reload();
    } else if (error.away) {
      this._activity = 'interrupted';
    } else if (this._submitting === abort) {
      this._pending = null;
      this._activity = 'idle';
      this._fail(error);
    }
  }

  private _giveUpRun(): void {
    const run = this._run;
    if (run) {
      this._run = null;
      run.abort.abort();
      // An abort need not reach the server through a proxy: say it as well.
      this._client.cancelRun(run.id).catch(() => undefined);
    }
  }

  private _client: CodifyClient;
  private _activity: Activity = 'idle';
  private _judgement: IJudgement | null = null;
  private _failure: CodifyError | null = null;
  private _code: string | null = null;
  private _focusedTest: string | null = null;
  private _run: { id: string; abort: AbortController } | null = null;
  private _submitting: AbortController | null = null;
  private _pending: { code: string; key: string } | null = null;
  private _judged = new Signal<this, IVerdict>(this);
}
