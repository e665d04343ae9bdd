import * as React from 'react';

import { codifyIcon } from '../icons';
import type { IView } from '../view/context';
import { CodifyPanel } from '../view/panel';
import { CheckContext, SendContext } from './context';
import type { CheckModel } from './model';
import { CheckPanel } from './panel';
import { SendModel } from './send';

/** The id of the panel. */
export const CHECK_ID = 'codify-problem-check';

/** The panel that shows the check of the problem at hand. */
export class CheckWidget extends CodifyPanel {
  constructor(view: IView, model: CheckModel) {
    const send = new SendModel(view.model.client, model);
    super(view, () => (
      <CheckContext.Provider value={model}>
        <SendContext.Provider value={send}>
          <CheckPanel />
        </SendContext.Provider>
      </CheckContext.Provider>
    ));
    this._model = model;
    this.id = CHECK_ID;
    this.title.label = view.trans.__('Problem check');
    this.title.caption = view.trans.__('What your problem is worth');
    this.title.icon = codifyIcon;
    this.title.closable = true;
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', view.trans.__('Problem check'));
  }

  dispose(): void {
    this._model.stop();
    super.dispose();
  }

  private _model: CheckModel;
}
