import { CodifyError } from '../failure';
import { Observable } from '../model/observable';
import type { ClassClient } from './client';
import type { IApplied, IDifference, IRejudgement } from './wire';

/** How often (ms) it is asked how far judging is. */
const POLL = 700;

/** What judging again changes for one student. */
export interface IChange {
  /** The login name. */
  student: string;
  submissions: number;
  /** Of the submission that comes out best. */
  before: number;
  after: number;
}

/**
 * A problem's submissions, judged again by its newest tests: first to see, then
 * to let it count.
 */
export class Mending extends Observable {
  constructor(
    client: ClassClient,
    readonly problem: string,
    private readonly _pollMs = POLL
  ) {
    super();
    this._client = client;
  }

  /** How far it is; null until that is known. */
  get value(): IRejudgement | null {
    return this._value;
  }

  /** What counts now; null until the results were let count. */
  get applied(): IApplied | null {
    return this._applied;
  }

  get failure(): CodifyError | null {
    return this._failure;
  }

  get judging(): boolean {
    return this._value?.state === 'judging';
  }

  /** Whether the results may be let count. */
  get ready(): boolean {
    return (
      this._value !== null &&
      this._value.complete &&
      !this.judging &&
      !this._busy &&
      this._applied === null
    );
  }

  get rise(): IChange[] {
    return byStudent(this._value?.rise ?? []);
  }

  get fall(): IChange[] {
    return byStudent(this._value?.fall ?? []);
  }

  /** Begin, or go on; follows until all is judged. Nothing counts yet. */
  async begin(): Promise<void> {
    this._applied = null;
    const round = ++this._round;
    await this._carefully(async () => {
      this._take(await this._client.rejudge(this.problem), round);
      while (this.judging && round === this._round) {
        await new Promise(resolve => setTimeout(resolve, this._pollMs));
        if (round === this._round) {
          this._take(await this._client.rejudgement(this.problem), round);
        }
      }
    });
  }

  /** Stop judging; what was judged stays. */
  async stop(): Promise<void> {
    const round = ++this._round;
    await this._carefully(async () => {
      await this._client.stopRejudging(this.problem);
      this._take(await this._client.rejudgement(this.problem), round);
    });
  }

  /** Let the new results count. */
  async letCount(): Promise<void> {
    if (!this.ready) {
      return;
    }
    this._busy = true;
    this.emitChanged();
    await this._carefully(async () => {
      this._applied = await this._client.letCount(this.problem);
    });
    this._busy = false;
    this.emitChanged();
  }

  /** Follow no more; judging goes on at the server. */
  leave(): void {
    this._round++;
  }

  private _take(value: IRejudgement, round: number): void {
    if (round === this._round) {
      this._value = value;
      this.emitChanged();
    }
  }

  private async _carefully(act: () => Promise<void>): Promise<void> {
    this._failure = null;
    try {
      await act();
    } catch (error) {
      this._failure =
        error instanceof CodifyError
          ? error
          : new CodifyError(String(error), 'unexpected');
    }
    this.emitChanged();
  }

  private _client: ClassClient;
  private _value: IRejudgement | null = null;
  private _applied: IApplied | null = null;
  private _failure: CodifyError | null = null;
  private _busy = false;
  private _round = 0;
}

function byStudent(differences: IDifference[]): IChange[] {
  const changes = new Map<string, IChange>();
  for (const { student, before, after } of differences) {
    const known = changes.get(student);
    if (!known) {
      changes.set(student, { student, before, after, submissions: 1 });
    } else {
      known.submissions++;
      if (after > known.after) {
        Object.assign(known, { before, after });
      }
    }
  }
  return [...changes.values()];
}
