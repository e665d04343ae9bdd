import { CodifyClient } from '../api';
import { CodifyError } from '../failure';
import { Observable } from '../model/observable';
import type { ITarget } from './detect';
import { Report } from './report';
import type { IAuthorView, IPlace, IWritten } from './wire';

/** The way to the author's files. */
export interface IDocuments {
  /** The texts as they are saved. */
  read(target: ITarget): Promise<IWritten>;

  /** Open the place and mark its line. */
  goTo(target: ITarget, place: IPlace): Promise<void>;
}

/**
 * The check of the problem at hand. A new one ends the one before; what was
 * found last stays on the screen until the new one has something to show.
 */
export class CheckModel extends Observable {
  constructor(client: CodifyClient, documents: IDocuments) {
    super();
    this._client = client;
    this._documents = documents;
  }

  /** What is checked; null while there is nothing. */
  get target(): ITarget | null {
    return this._target;
  }

  get checking(): boolean {
    return this._abort !== null;
  }

  /** Why the last check came to no end. */
  get failure(): CodifyError | null {
    return this._failure;
  }

  /** What was found, as far as it is known. */
  get report(): Report | null {
    return this._report;
  }

  /** What students see; of an earlier text when the present one cannot be read. */
  get view(): IAuthorView | null {
    return this._report?.view ?? this._view;
  }

  /** Whether the view is of an earlier text. */
  get outdated(): boolean {
    return this.view !== null && this.report?.view === null;
  }

  /** Turn to another problem, unless it is this one, and check it. */
  open(target: ITarget): void {
    if (this._target?.path !== target.path) {
      this._target = target;
      this._report = null;
      this._view = null;
      this._slug = null;
      void this.check();
    }
  }

  /** Of several problems in the notebook, check this one. */
  choose(slug: string): void {
    this._slug = slug;
    void this.check();
  }

  /** Check it (again). Never rejects: what went wrong is kept for the screen. */
  async check(): Promise<void> {
    const target = this._target;
    if (!target) {
      return;
    }
    this.stop();
    const abort = new AbortController();
    this._abort = abort;
    this._failure = null;
    this.emitChanged();
    try {
      const written = await this._documents.read(target);
      if (!abort.signal.aborted) {
        await this._persist({ ...written, slug: this._slug }, abort);
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this._failure =
          error instanceof CodifyError
            ? error
            : new CodifyError(
                String(error instanceof Error ? error.message : error),
                'unreadable'
              );
      }
    } finally {
      if (this._abort === abort) {
        this._abort = null;
        this.emitChanged();
      }
    }
  }

  /** Stop a check that is under way. */
  stop(): void {
    this._abort?.abort();
    this._abort = null;
  }

  /** The texts of the problem as they are saved. */
  async read(): Promise<IWritten> {
    if (!this._target) {
      throw new CodifyError('There is no problem to read.', 'unreadable');
    }
    return this._documents.read(this._target);
  }

  goTo(place: IPlace): void {
    if (this._target) {
      void this._documents.goTo(this._target, place);
    }
  }

  /**
   * A check that was given up may reach the server after the one that follows
   * it, and so end that one: then this asks again, once, lest two windows do
   * so for ever.
   */
  private async _persist(
    written: IWritten,
    abort: AbortController
  ): Promise<void> {
    try {
      await this._follow(written, abort);
    } catch (error) {
      if (
        abort.signal.aborted ||
        !(error instanceof CodifyError && error.reason === 'superseded')
      ) {
        throw error;
      }
      await this._follow(written, abort);
    }
  }

  private async _follow(
    written: IWritten,
    abort: AbortController
  ): Promise<void> {
    const report = new Report();
    for await (const event of this._client.check(written, abort.signal)) {
      if (abort.signal.aborted) {
        return;
      }
      if (event.event === 'error') {
        throw new CodifyError(event.data.message, event.data.reason);
      }
      report.apply(event);
      if (report.view || report.done) {
        this._view = report.view ?? this._view;
        this._report = report;
        this.emitChanged();
      }
    }
  }

  private _client: CodifyClient;
  private _documents: IDocuments;
  private _target: ITarget | null = null;
  private _slug: string | null = null;
  private _report: Report | null = null;
  private _view: IAuthorView | null = null;
  private _failure: CodifyError | null = null;
  private _abort: AbortController | null = null;
}
