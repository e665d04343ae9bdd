import { ISignal, Signal } from '@lumino/signaling';

import { CodifyClient } from '../api';
import { CodifyError } from '../failure';
import { IMe } from '../wire';
import { Observable } from './observable';

/**
 * Whether the server is there; while it is not, asks again by itself, less
 * and less often.
 */
export class Connection extends Observable {
  constructor(client: CodifyClient) {
    super();
    this._client = client;
    client.reached.connect((_, failure) => this._report(failure));
  }

  /** Why the server cannot be used now; null while it can. */
  get failure(): CodifyError | null {
    return this._failure;
  }

  get online(): boolean {
    return this._failure === null;
  }

  /** What the installation offers; null until it was first asked. */
  get me(): IMe | null {
    return this._me;
  }

  /** Emits when the server has come back. */
  get recovered(): ISignal<this, void> {
    return this._recovered;
  }

  /** Ask the server now. */
  async probe(): Promise<void> {
    clearTimeout(this._timer);
    this._timer = undefined;
    try {
      this._me = await this._client.me();
      this.emitChanged();
    } catch {
      // The client's `reached` signal has told us already.
      this._schedule();
    }
  }

  private _report(failure: CodifyError | null): void {
    const before = this._failure;
    this._failure = failure;
    if (failure) {
      this._schedule();
    } else {
      clearTimeout(this._timer);
      this._timer = undefined;
      this._tries = 0;
    }
    if ((before === null) !== (failure === null)) {
      this.emitChanged();
      if (!failure) {
        this._recovered.emit(undefined);
      }
    }
  }

  private _schedule(): void {
    if (this._timer === undefined && this._failure) {
      const wait = Math.min(30000, 1000 * 2 ** this._tries++);
      this._timer = setTimeout(() => void this.probe(), wait);
    }
  }

  private _client: CodifyClient;
  private _failure: CodifyError | null = null;
  private _me: IMe | null = null;
  private _recovered = new Signal<this, void>(this);
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _tries = 0;
}
