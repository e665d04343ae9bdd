import type { CodifyClient } from '../api';
import { ClassClient } from '../class/client';
import type { ISentProblem, ITaughtSet } from '../class/wire';
import { CodifyError } from '../failure';
import { Observable } from '../model/observable';
import { Resource } from '../model/resource';
import type { CheckModel } from './model';
import { slugOf } from './slug';

/** Stands for a set that is to be made; no set is called so. */
export const NEW = '';

/** What was sent last, and where it is. */
export interface ISent {
  course: string;
  problem: ISentProblem;
  set: ITaughtSet;
}

/** Why nothing can be sent just now. */
export type Obstacle =
  'checking' | 'errors' | 'unread' | 'no-name' | 'name-taken' | 'busy';

/**
 * The way of a checked problem into a set of a course that the author teaches.
 */
export class SendModel extends Observable {
  constructor(
    private readonly _client: CodifyClient,
    private readonly _check: CheckModel
  ) {
    super();
    _check.changed.connect(() => this._follow());
  }

  /** The course that is chosen; empty until there is one. */
  get course(): string {
    return this._course;
  }

  /** Its sets. */
  get sets(): Resource<ITaughtSet[]> | null {
    return this._sets;
  }

  /** The slug of the set that is chosen, or `NEW`. */
  get set(): string {
    const sets = this._sets?.value ?? [];
    if (this._chosen !== null && this._knows(this._chosen)) {
      return this._chosen;
    }
    const slug = this._check.report?.slug;
    const holding = sets.find(one =>
      one.problems.some(problem => problem.slug === slug)
    );
    return (holding ?? sets[0])?.slug ?? NEW;
  }

  /** What the new set is to be called. */
  get title(): string {
    return this._title;
  }
  set title(title: string) {
    this._title = title;
    this.emitChanged();
  }

  get busy(): 'sending' | 'publishing' | null {
    return this._busy;
  }

  get failure(): CodifyError | null {
    return this._failure;
  }

  /** What was sent of the problem at hand. */
  get sent(): ISent | null {
    return this._sent;
  }

  /** What stands in the way; null where nothing does. */
  get obstacle(): Obstacle | null {
    const { report, checking, failure } = this._check;
    if (this._busy) {
      return 'busy';
    }
    if (report?.done && report.errors > 0 && !checking) {
      return 'errors';
    }
    if (failure && !checking) {
      return 'unread';
    }
    if (checking || !report?.done || !report.slug || !this._sets?.value) {
      return 'checking';
    }
    if (this.set === NEW) {
      const slug = slugOf(this._title);
      return !slug ? 'no-name' : this._knows(slug) ? 'name-taken' : null;
    }
    return null;
  }

  /** Turn to a course, unless it is this one. */
  turnTo(course: string): void {
    if (course !== this._course) {
      this._course = course;
      this._chosen = null;
      this._sent = null;
      this._failure = null;
      this._sets = new Resource(() => this._class.sets());
      this._sets.changed.connect(() => this.emitChanged());
      this._sets.ensure();
      this.emitChanged();
    }
  }

  /** Choose a set, or `NEW`. */
  choose(set: string): void {
    this._chosen = set;
    this.emitChanged();
  }

  /** Send the problem, as it is saved, into the set. */
  async send(): Promise<void> {
    const slug = this._check.report?.slug;
    if (this.obstacle || !slug) {
      return;
    }
    const { set, title, course } = this;
    await this._act('sending', async () => {
      const written = await this._check.read();
      const problem = await this._class.send(slug, written);
      const made =
        set === NEW
          ? await this._class.makeSet(slugOf(title), title.trim(), [slug])
          : await this._class.addProblem(set, slug);
      this._sent = { course, problem, set: made };
      this._chosen = made.slug;
      this._title = '';
    });
  }

  /** Publish the set that was sent to. */
  async publish(): Promise<void> {
    const sent = this._sent;
    if (sent && !this._busy) {
      await this._act('publishing', async () => {
        const set = await this._class.publish(sent.set.slug);
        this._sent = { ...sent, set };
      });
    }
  }

  private get _class(): ClassClient {
    return new ClassClient(this._client, this._course);
  }

  private _knows(set: string): boolean {
    const sets = this._sets?.value ?? [];
    return set === NEW || sets.some(one => one.slug === set);
  }

  /** What was sent of another problem says nothing of this one. */
  private _follow(): void {
    const { target, report } = this._check;
    const problem = `${target?.path} ${report?.slug ?? ''}`;
    if (report?.slug && problem !== this._problem) {
      this._problem = problem;
      this._sent = null;
      this._failure = null;
    }
    this.emitChanged();
  }

  private async _act(
    busy: 'sending' | 'publishing',
    act: () => Promise<void>
  ): Promise<void> {
    const { _sets: sets } = this;
    this._busy = busy;
    this._failure = null;
    this.emitChanged();
    try {
      await act();
      await sets?.load();
    } catch (error) {
      this._failure =
        error instanceof CodifyError
          ? error
          : new CodifyError(
              String(error instanceof Error ? error.message : error),
              'unexpected'
            );
    } finally {
      this._busy = null;
      this.emitChanged();
    }
  }

  private _course = '';
  private _sets: Resource<ITaughtSet[]> | null = null;
  private _chosen: string | null = null;
  private _title = '';
  private _busy: 'sending' | 'publishing' | null = null;
  private _failure: CodifyError | null = null;
  private _sent: ISent | null = null;
  private _problem = '';
}
