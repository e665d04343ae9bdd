import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';
import type { Widget } from '@lumino/widgets';

import { folderOf, holdsHeader, ITarget } from '../authoring/detect';
import type { CheckModel } from '../authoring/model';
import type { CheckWidget } from '../authoring/widget';
import { CodifyError } from '../failure';
import { codifyIcon } from '../icons';
import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { explain } from '../view/wording';
import { WORKSPACE_ID } from '../view/workspace';
import { ICodifyView } from './services';

/** A save of several files is one occasion to check (ms). */
const PAUSE = 120;

/** Checks problems while they are written. */
export const authoring: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:authoring',
  description: 'Shows authors on each save what their problem is worth.',
  autoStart: true,
  requires: [ICodifyView, INotebookTracker],
  optional: [ILabShell, ICommandPalette, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    view: IView,
    notebooks: INotebookTracker,
    labShell: ILabShell | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ): void => {
    const { commands, shell } = app;
    const { contents } = app.serviceManager;
    const { model, trans } = view;
    const folders = new Map<string, boolean>();
    let widget: CheckWidget | null = null;
    let check: CheckModel | null = null;
    let front: ITarget | null = null;
    let last: Widget | null = null;

    const may = () => model.connection.me?.authoring === true;
    const isOurs = (one: Widget) => one === widget || one.id === WORKSPACE_ID;

    const contextOf = (one: Widget | null) =>
      (one as { context?: DocumentRegistry.Context } | null)?.context ?? null;

    /** What problem a document belongs to. */
    const targetOf = async (one: Widget | null): Promise<ITarget | null> => {
      const context = contextOf(one);
      if (!context) {
        return null;
      }
      await context.ready;
      const path = contents.localPath(context.path);
      if (one instanceof NotebookPanel) {
        const cells = [...(one.model?.cells ?? [])].map(cell => ({
          type: cell.type,
          source: cell.sharedModel.getSource()
        }));
        return holdsHeader(cells) ? { kind: 'notebook', path } : null;
      }
      const folder = folderOf(path);
      if (folder === null) {
        return null;
      }
      if (PathExt.basename(path) !== 'problem.md' && !folders.get(folder)) {
        const listed = await contents.get(folder).catch(() => null);
        const names = (listed?.content ?? []) as { name: string }[];
        folders.set(
          folder,
          names.some(({ name }) => name === 'problem.md')
        );
        if (!folders.get(folder)) {
          return null;
        }
      }
      return { kind: 'folder', path: folder };
    };

    /** The document in front; the panels are none. */
    const document = (): Widget | null => {
      const current = shell.currentWidget;
      return current && !isOurs(current)
        ? current
        : last?.isAttached
          ? last
          : null;
    };

    const follow = async (): Promise<void> => {
      const current = shell.currentWidget;
      if (!current || isOurs(current)) {
        return;
      }
      last = current;
      const found = await targetOf(current).catch(() => null);
      if (shell.currentWidget !== current) {
        return;
      }
      front = found;
      commands.notifyCommandChanged(CommandIDs.checkProblem);
      if (front && widget?.isAttached) {
        check?.open(front);
      }
    };

    const again = new Debouncer(() => void check?.check(), PAUSE);
    const onSaved = (path: string) => {
      const target = check?.target;
      const local = contents.localPath(path);
      const concerns =
        target?.kind === 'notebook'
          ? target.path === local
          : target && folderOf(local) === target.path;
      if (concerns && widget?.isAttached) {
        void again.invoke();
      }
      void follow();
    };

    /** Beside the document that is in front, among the documents. */
    const where = () => {
      const main = [...shell.widgets('main')].filter(one => !isOurs(one));
      const ref = main.find(one => one === document()) ?? main[0];
      return ref ? { mode: 'tab-after', ref: ref.id } : undefined;
    };

    const show = async (): Promise<CheckWidget> => {
      if (!widget || widget.isDisposed) {
        const [{ CheckModel }, { Documents }, { CheckWidget }] =
          await Promise.all([
            import('../authoring/model'),
            import('../authoring/documents'),
            import('../authoring/widget')
          ]);
        const activate = (id: string) => shell.activateById(id);
        check = new CheckModel(
          model.client,
          new Documents({ contents, commands, notebooks, activate, where })
        );
        widget = new CheckWidget(view, check);
      }
      if (!widget.isAttached) {
        const ref = document()?.id;
        if (labShell) {
          shell.add(widget, 'main', { mode: 'split-right', ref });
        } else {
          shell.add(widget, 'right', { rank: 2 });
        }
      }
      if (!labShell && 'expandRight' in shell) {
        (shell as { expandRight(id: string): void }).expandRight(widget.id);
      }
      return widget;
    };

    const carefully = async <T>(title: string, act: () => Promise<T>) => {
      try {
        return await act();
      } catch (error) {
        const text =
          error instanceof CodifyError
            ? explain(error, trans)
            : String(error instanceof Error ? error.message : error);
        await showErrorMessage(title, text);
      }
    };

    commands.addCommand(CommandIDs.checkProblem, {
      label: trans.__('Check Problem'),
      caption: trans.__(
        'Show what students will see of this problem and what its tests are worth'
      ),
      icon: args => (args.toolbar ? undefined : codifyIcon),
      isVisible: args => may() && (!args.toolbar || front !== null),
      isEnabled: may,
      execute: () =>
        carefully(trans.__('The problem cannot be checked'), async () => {
          const context = contextOf(document());
          const target = await targetOf(document());
          const shown = await show();
          if (target) {
            front = target;
          }
          if (front && check!.target?.path !== front.path) {
            // What is on the screen and what is checked are the same.
            if (context?.model.dirty && !context.model.readOnly) {
              await context.save();
            }
            check!.open(front);
          } else if (context?.model.dirty && !context.model.readOnly) {
            await context.save();
          } else {
            void check!.check();
          }
          shown.update();
          return shown;
        })
    });
    commands.addCommand(CommandIDs.newProblem, {
      label: args =>
        args.isPalette || !args.launcher
          ? trans.__('New Problem…')
          : trans.__('New problem'),
      caption: trans.__('Begin a problem with a small one that works'),
      icon: codifyIcon,
      isVisible: may,
      isEnabled: may,
      execute: args =>
        carefully(trans.__('The problem cannot be made'), async () => {
          const { newProblem } = await import('../authoring/newproblem');
          const context = contextOf(document());
          const beside = context
            ? PathExt.dirname(contents.localPath(context.path))
            : '';
          const folder =
            typeof args.cwd === 'string'
              ? contents.localPath(args.cwd)
              : beside;
          const { client } = model;
          const path = await newProblem({ client, contents, trans, folder });
          if (path === null) {
            return;
          }
          const factory = path.endsWith('.ipynb') ? 'Notebook' : 'Editor';
          const opened = await commands.execute('docmanager:open', {
            path,
            factory,
            options: where()
          });
          await opened?.context?.ready;
          await follow();
          await commands.execute(CommandIDs.checkProblem);
        })
    });

    const category = trans.__('Codify');
    palette?.addItem({ command: CommandIDs.checkProblem, category });
    palette?.addItem({ command: CommandIDs.newProblem, category });

    let told = false;
    model.connection.changed.connect(() => {
      if (may() && !told) {
        told = true;
        commands.notifyCommandChanged(CommandIDs.checkProblem);
        commands.notifyCommandChanged(CommandIDs.newProblem);
        launcher?.add({
          command: CommandIDs.newProblem,
          args: { launcher: true },
          category,
          rank: 2
        });
      }
    });
    contents.fileChanged.connect((_, { type, newValue }) => {
      if (type === 'save' && newValue?.path) {
        onSaved(newValue.path);
      }
    });
    shell.currentChanged?.connect(() => void follow());
    void app.restored.then(() => follow());
  }
};
