import { ReactWidget } from '@jupyterlab/apputils';
import { Message } from '@lumino/messaging';
import * as React from 'react';

import { Boundary } from './boundary';
import { IView, ViewContext } from './context';

/**
 * A widget that shows one of Codify's React components.
 */
export class CodifyPanel extends ReactWidget {
  /**
   * @param onShown - called each time the panel comes into sight.
   */
  constructor(view: IView, content: React.ComponentType, onShown?: () => void) {
    super();
    this._view = view;
    this._onShown = onShown;
    this._content = content;
    this.addClass('jp-Codify');
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._onShown?.();
    }
  }

  protected onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._onShown?.();
  }

  protected render(): React.ReactElement {
    return (
      <ViewContext.Provider value={this._view}>
        <Boundary>
          <this._content />
        </Boundary>
      </ViewContext.Provider>
    );
  }

  private _view: IView;
  private _onShown?: () => void;
  private _content: React.ComponentType;
}
