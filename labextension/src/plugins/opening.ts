import {
  ILabShell,
  IRouter,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  InputDialog,
  showErrorMessage
} from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';

import { CodifyError } from '../failure';
import { codifyIcon } from '../icons';
import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { explain } from '../view/wording';
import { WORKSPACE_ID } from '../view/workspace';
import { ICodifyView } from './services';

/** Opens problems: their notebook, and the panels beside it. */
export const opening: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:opening',
  description: 'Opens a problem by command, palette and launcher.',
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
    const { commands } = app;
    const { model, binding, trans } = view;

    /** Among the notebooks, never over the panels. */
    const where = () => {
      const main = [...app.shell.widgets('main')];
      const panels = main.find(widget => widget.id === WORKSPACE_ID);
      const beside = notebooks.currentWidget?.isAttached
        ? notebooks.currentWidget
        : main.find(widget => widget !== panels);
      return beside
        ? { mode: 'tab-after', ref: beside.id }
        : panels && { mode: 'split-left', ref: panels.id };
    };

    const open = async (slug: string) => {
      const { path } = await model.client.notebook(slug);
      if (!labShell) {
        const base = PageConfig.getBaseUrl();
        const page = URLExt.join('notebooks', URLExt.encodeParts(path));
        window.location.assign(URLExt.join(base, page));
        return;
      }
      model.session(slug).ensure();
      const opened = await commands.execute('docmanager:open', {
        path,
        factory: 'Notebook',
        options: where()
      });
      await opened?.context?.ready;
      binding.choose(slug);
      await commands.execute(CommandIDs.openPanel, {
        part: 'problem',
        quietly: true
      });
      return opened;
    };

    const carefully = async <T>(act: () => Promise<T>) => {
      try {
        return await act();
      } catch (error) {
        const text =
          error instanceof CodifyError
            ? explain(error, trans)
            : String(error instanceof Error ? error.message : error);
        await showErrorMessage(trans.__('The problem cannot be opened'), text);
      }
    };

    commands.addCommand(CommandIDs.openProblem, {
      label: args =>
        args.title ? String(args.title) : trans.__('Open the Problem'),
      icon: codifyIcon,
      execute: args =>
        typeof args.slug === 'string'
          ? carefully(() => open(args.slug as string))
          : commands.execute(CommandIDs.chooseProblem),
      describedBy: {
        args: { type: 'object', properties: { slug: { type: 'string' } } }
      }
    });
    commands.addCommand(CommandIDs.openNext, {
      label: args =>
        args.launcher
          ? trans.__('Next problem')
          : trans.__('Open the Next Problem'),
      caption: trans.__('Open the problem that suits you best now'),
      icon: codifyIcon,
      execute: () =>
        carefully(async () => {
          const { problem, reason } = await model.client.next();
          if (!problem) {
            throw new Error(reason);
          }
          return open(problem.slug);
        })
    });
    commands.addCommand(CommandIDs.chooseProblem, {
      label: args =>
        args.launcher ? trans.__('All problems') : trans.__('Open a Problem…'),
      caption: trans.__('Choose a problem from a list'),
      icon: codifyIcon,
      execute: () =>
        carefully(async () => {
          const problems = await model.client.problems();
          const answer = await InputDialog.getItem({
            title: trans.__('Open a problem'),
            label: trans.__('Problem'),
            items: problems.map(problem => problem.title),
            okLabel: trans.__('Open')
          });
          const chosen = problems.find(one => one.title === answer.value);
          return answer.button.accept && chosen ? open(chosen.slug) : undefined;
        })
    });

    const category = trans.__('Codify');
    palette?.addItem({ command: CommandIDs.openNext, category });
    palette?.addItem({ command: CommandIDs.chooseProblem, category });
    launcher?.add({
      command: CommandIDs.openNext,
      args: { launcher: true },
      category,
      rank: 0
    });
    launcher?.add({
      command: CommandIDs.chooseProblem,
      args: { launcher: true },
      category,
      rank: 1
    });
  }
};

/** In narrower windows notebook and panels need the file browser's room, px. */
const ROOMY = 1100;

/** Opens the problem of a link that ends with `?codify=<slug>`. */
export const deepLink: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:deep-link',
  description: 'Opens the problem that a link names.',
  autoStart: true,
  requires: [IRouter],
  optional: [ILabShell],
  activate: (
    app: JupyterFrontEnd,
    router: IRouter,
    labShell: ILabShell | null
  ): void => {
    const { commands } = app;
    const command = 'codify:follow-link';
    const pattern = /[?&]codify=([a-z0-9][a-z0-9-]{0,79})(?=&|#|$)/;
    commands.addCommand(command, {
      label: 'Follow a link to a problem',
      execute: () => {
        const { path, search, hash } = router.current;
        const slug = pattern.exec(search ?? '')?.[1];
        if (!slug) {
          return;
        }
        const rest = new URLSearchParams(search ?? '');
        rest.delete('codify');
        const query = rest.toString();
        router.navigate(`${path}${query ? `?${query}` : ''}${hash ?? ''}`, {
          skipRouting: true
        });
        // Not awaited: the application is restored only after routing is over.
        void app.restored.then(async () => {
          await commands.execute(CommandIDs.openProblem, { slug });
          if (window.innerWidth < ROOMY) {
            labShell?.collapseLeft();
          }
        });
      }
    });
    router.register({ command, pattern, rank: 30 });
  }
};
