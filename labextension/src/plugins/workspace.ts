import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { JSONObject } from '@lumino/coreutils';
import { SplitPanel, Widget } from '@lumino/widgets';

import { codifyIcon } from '../icons';
import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import type { ILayoutStore } from '../view/layout';
import { CodifyWorkspace } from '../view/workspace';
import { ICodifyView } from './services';

const LAYOUT = 'codify-jupyter:panel-layout';

/** Shows the panels beside the notebook and brings them back on reload. */
export const workspace: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:workspace',
  description: 'The panels beside the notebook: problem, tests, tutor.',
  autoStart: true,
  requires: [ICodifyView, INotebookTracker],
  optional: [ILabShell, ILayoutRestorer, IStateDB],
  activate: (
    app: JupyterFrontEnd,
    view: IView,
    notebooks: INotebookTracker,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null
  ): void => {
    const { commands, shell } = app;
    const { model, trans } = view;
    const store: ILayoutStore = {
      fetch: async () => (await state?.fetch(LAYOUT)) as JSONObject | undefined,
      save: async layouts => state?.save(LAYOUT, layouts)
    };
    const tracker = new WidgetTracker<CodifyWorkspace>({
      namespace: 'codify-workspace'
    });
    let widget: CodifyWorkspace | null = null;
    let widened = false;

    const show = (): CodifyWorkspace => {
      if (!widget || widget.isDisposed) {
        widget = new CodifyWorkspace(view, store);
        void tracker.add(widget);
      }
      if (!widget.isAttached) {
        if (labShell) {
          const ref = notebooks.currentWidget?.id;
          shell.add(widget, 'main', { mode: 'split-right', ref });
        } else {
          shell.add(widget, 'right', { rank: 1 });
        }
      }
      if (!labShell && 'expandRight' in shell) {
        (shell as { expandRight(id: string): void }).expandRight(widget.id);
        if (!widened) {
          widened = true;
          const shown = widget;
          requestAnimationFrame(() => Private.widen(shown));
        }
      }
      return widget;
    };

    commands.addCommand(CommandIDs.openPanel, {
      label: trans.__('Show the Problem'),
      caption: trans.__('Show problem, tests and tutor beside the notebook'),
      icon: codifyIcon,
      execute: args => {
        const shown = show();
        const part = args.part as CodifyWorkspace.Part | undefined;
        if (args.restoring) {
          return shown;
        }
        if (args.quietly) {
          shown.bringForward(part ?? 'problem');
        } else {
          shell.activateById(shown.id);
          shown.reveal(part ?? 'problem');
        }
        return shown;
      },
      describedBy: {
        args: {
          type: 'object',
          properties: {
            part: { enum: ['problem', 'attempts', 'tests', 'tutor'] },
            quietly: { type: 'boolean' },
            restoring: { type: 'boolean' }
          }
        }
      }
    });

    if (labShell && restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.openPanel,
        args: () => ({ restoring: true }),
        name: () => 'codify-workspace'
      });
    }
    if (!labShell) {
      // Notebook 7: the panels stand there from the start, where they are of use.
      const open = () => {
        if (model.current || model.choices.length > 0) {
          model.changed.disconnect(open);
          void app.restored.then(() => show());
        }
      };
      model.changed.connect(open);
      open();
    }
  }
};

namespace Private {
  /** The share of the page that the panels begin with in Notebook 7. */
  const SHARE = 0.4;

  /** The side area begins too narrow to read a problem in. */
  export function widen(widget: Widget): void {
    for (let child = widget; child.parent; child = child.parent) {
      const split = child.parent;
      if (split instanceof SplitPanel && split.orientation === 'horizontal') {
        const sizes = split.relativeSizes();
        const at = split.widgets.indexOf(child);
        const others = 1 - sizes[at];
        if (sizes[at] < SHARE && others > 0) {
          split.setRelativeSizes(
            sizes.map((size, index) =>
              index === at ? SHARE : (size / others) * (1 - SHARE)
            )
          );
        }
      }
    }
  }
}
