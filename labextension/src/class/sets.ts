import { CodifyError } from '../failure';
import { Observable } from '../model/observable';
import { Resource } from '../model/resource';
import type { ClassClient } from './client';
import { Mending } from './mending';
import type { ITaughtSet } from './wire';

/**
 * The sets of a course, as its instructors handle them.
 */
export class SetsModel extends Observable {
  /**
   * @param moved - called when students may see other problems than before.
   */
  constructor(
    private readonly _client: ClassClient,
    private readonly _moved: () => void = () => undefined
  ) {
    super();
    this.list = new Resource(() => this._client.sets());
    this.list.changed.connect(() => this.emitChanged());
  }

  readonly list: Resource<ITaughtSet[]>;

  /** The slug of the set that something is done with. */
  get busy(): string | null {
    return this._busy;
  }

  /** What went wrong last, and with which set. */
  get failure(): { set: string; error: CodifyError } | null {
    return this._failure;
  }

  /** The problem whose submissions are judged again, on the screen. */
  get mending(): Mending | null {
    return this._mending;
  }

  /** Read the sets again; what went wrong before is over. */
  refresh(): void {
    this._failure = null;
    void this.list.load();
  }

  publish(set: string): Promise<void> {
    return this._act(set, async () => {
      await this._client.publish(set);
      this._moved();
    });
  }

  withdraw(set: string): Promise<void> {
    return this._act(set, async () => {
      await this._client.withdraw(set);
      this._moved();
    });
  }

  /** The grades as CSV; null where they cannot be had. */
  async grades(set: string): Promise<string | null> {
    let text: string | null = null;
    await this._act(set, async () => {
      text = await this._client.grades(set);
    });
    return text;
  }

  /** Judge a problem's submissions again, to see what that would change. */
  mend(problem: string): void {
    this.leave();
    const mending = new Mending(this._client, problem);
    this._mending = mending;
    mending.changed.connect(() => this.emitChanged());
    void mending.begin();
    this.emitChanged();
  }

  /** Let the results of judging again count. */
  async letCount(): Promise<void> {
    await this._mending?.letCount();
    await this.list.load();
  }

  /** Look no more at what is judged again. */
  leave(): void {
    this._mending?.leave();
    this._mending = null;
    this.emitChanged();
  }

  /** Ask the server nothing more. */
  stop(): void {
    this._mending?.leave();
  }

  private async _act(set: string, act: () => Promise<void>): Promise<void> {
    if (this._busy !== null) {
      return;
    }
    this._busy = set;
    this._failure = null;
    this.emitChanged();
    try {
      await act();
      await this.list.load();
    } catch (error) {
      this._failure = {
        set,
        error:
          error instanceof CodifyError
            ? error
            : new CodifyError(String(error), 'unexpected')
      };
    } finally {
      this._busy = null;
      this.emitChanged();
    }
  }

  private _busy: string | null = null;
  private _failure: { set: string; error: CodifyError } | null = null;
  private _mending: Mending | null = null;
}
