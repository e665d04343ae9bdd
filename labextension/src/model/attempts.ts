import { CodifyClient } from '../api';
import { ISubmission, ISubmissionResult } from '../wire';
import { Observable } from './observable';
import { Resource } from './resource';

/**
 * The student's submissions to one problem, and the one that is looked at.
 */
export class Attempts extends Observable {
  constructor(client: CodifyClient, slug: string) {
    super();
    this._client = client;
    this.list = new Resource(() => client.submissions(slug));
    this.list.changed.connect(() => this.emitChanged());
  }

  /** Newest first. */
  readonly list: Resource<ISubmission[]>;

  /** The attempt that is open; null while the list is shown. */
  get open(): Resource<ISubmissionResult> | null {
    return this._open === null ? null : this.result(this._open);
  }

  get openId(): number | null {
    return this._open;
  }

  /** The id of the attempt before a given one. */
  previous(id: number): number | null {
    const list = this.list.value ?? [];
    const at = list.findIndex(one => one.id === id);
    return at < 0 ? null : (list[at + 1]?.id ?? null);
  }

  /** An attempt whole, with code and verdict. */
  result(id: number): Resource<ISubmissionResult> {
    let result = this._results.get(id);
    if (!result) {
      result = new Resource(() => this._client.submission(id));
      result.changed.connect(() => this.emitChanged());
      this._results.set(id, result);
    }
    result.ensure();
    return result;
  }

  show(id: number | null): void {
    this._open = id;
    this.emitChanged();
  }

  private _client: CodifyClient;
  private _open: number | null = null;
  private _results = new Map<number, Resource<ISubmissionResult>>();
}
