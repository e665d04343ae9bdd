import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';

import type { IView } from '../view/context';
import { CodifyPanel } from '../view/panel';
import { StatusItem } from '../view/status';
import { ICodifyView } from './services';

/** The problem at hand, in the status bar. */
export const status: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:status',
  description: 'Shows the problem, its tests and attempts in the status bar.',
  autoStart: true,
  requires: [ICodifyView],
  optional: [IStatusBar],
  activate: (
    _: JupyterFrontEnd,
    view: IView,
    statusBar: IStatusBar | null
  ): void => {
    statusBar?.registerStatusItem('codify-jupyter:status', {
      item: new CodifyPanel(view, StatusItem),
      align: 'left',
      rank: 90,
      isActive: () => view.model.current !== null,
      activeStateChanged: view.model.changed as any
    });
  }
};
