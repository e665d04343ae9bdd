import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';

import { codifyIcon } from '../icons';
import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { CodifyPanel } from '../view/panel';
import { SidePanel } from '../view/sidepanel';
import { ICodifyView } from './services';

/** The problems and the student's path, at the left. */
export const sidePanel: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:side-panel',
  description: 'Lists the problems, the progress and what to try next.',
  autoStart: true,
  requires: [ICodifyView],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    view: IView,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): void => {
    const { trans, model } = view;
    const panel = new CodifyPanel(view, SidePanel, () =>
      model.catalogue.ensure()
    );
    panel.id = 'codify-side-panel';
    panel.title.caption = trans.__('Codify: problems and progress');
    panel.title.icon = codifyIcon;
    panel.node.setAttribute('role', 'region');
    panel.node.setAttribute('aria-label', trans.__('Problems and progress'));

    // Notebook 7 has a left area beside notebooks only.
    if (labShell || PageConfig.getOption('notebookPage') === 'notebooks') {
      app.shell.add(panel, 'left', { rank: 150 });
      restorer?.add(panel, panel.id);
    }

    app.commands.addCommand(CommandIDs.openSidePanel, {
      label: trans.__('Show All Problems'),
      caption: trans.__(
        'Show the problems, your progress and what to try next'
      ),
      icon: codifyIcon,
      isEnabled: () => panel.isAttached,
      execute: () => {
        if (!labShell && 'expandLeft' in app.shell) {
          (app.shell as { expandLeft(id: string): void }).expandLeft(panel.id);
        }
        app.shell.activateById(panel.id);
      }
    });
    palette?.addItem({
      command: CommandIDs.openSidePanel,
      category: trans.__('Codify')
    });
  }
};
