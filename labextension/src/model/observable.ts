import { ISignal, Signal } from '@lumino/signaling';

/** Something that says when it has changed. */
export interface IObservable {
  readonly changed: ISignal<any, void>;
}

/**
 * The base of the models: one signal, emitted after any change.
 */
export class Observable implements IObservable {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  protected emitChanged(): void {
    this._changed.emit(undefined);
  }

  private _changed = new Signal<this, void>(this);
}
