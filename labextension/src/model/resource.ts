import { CodifyError } from '../failure';
import { Observable } from './observable';

/**
 * A value that lives on the server: loaded on demand, kept while it is
 * loaded again, with the error where the last loading failed.
 */
export class Resource<T> extends Observable {
  constructor(fetch: () => Promise<T>) {
    super();
    this._fetch = fetch;
  }

  get value(): T | null {
    return this._value;
  }

  get error(): CodifyError | null {
    return this._error;
  }

  get loading(): boolean {
    return this._loading !== null;
  }

  /** Load unless it is there or on its way. */
  ensure(): void {
    if (this._value === null && this._error === null) {
      void this.load();
    }
  }

  /** Load (again). Never rejects: the error is kept for the screen. */
  load(): Promise<void> {
    this._loading ??= this._load();
    return this._loading;
  }

  /** Replace the value by one that came by another way. */
  set(value: T): void {
    this._value = value;
    this._error = null;
    this.emitChanged();
  }

  private async _load(): Promise<void> {
    // Off the caller's stack, so that `_loading` is set before it is cleared.
    await Promise.resolve();
    this.emitChanged();
    try {
      this._value = await this._fetch();
      this._error = null;
    } catch (error) {
      this._error =
        error instanceof CodifyError
          ? error
          : new CodifyError(String(error), 'unexpected');
    } finally {
      this._loading = null;
      this.emitChanged();
    }
  }

  private _fetch: () => Promise<T>;
  private _value: T | null = null;
  private _error: CodifyError | null = null;
  private _loading: Promise<void> | null = null;
}
