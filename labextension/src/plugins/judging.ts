import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';

import { runTestsIcon, submitIcon } from '../icons';
import { failingTests } from '../model/judgement';
import type { ProblemSession } from '../model/session';
import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { ICodifyView } from './services';

/** Run tests, submit, look at what failed, ask. */
export const judging: JupyterFrontEndPlugin<void> = {
  // The id of the settings schema, which holds toolbars, menu and shortcuts.
  id: 'codify-jupyter:plugin',
  description: 'The commands of working on a problem.',
  autoStart: true,
  requires: [ICodifyView],
  optional: [ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    view: IView,
    palette: ICommandPalette | null
  ): void => {
    const { commands } = app;
    const { model, binding, trans } = view;
    const current = (): ProblemSession | null => model.current;
    const free = (): boolean =>
      ['idle', 'running'].includes(current()?.activity ?? '');
    const isVisible = (args: { toolbar?: any; cell?: any }): boolean =>
      args.cell
        ? binding.activeCellBelongs
        : args.toolbar
          ? binding.hasProblem
          : true;
    const show = (part: string, quietly: boolean) =>
      commands.execute(CommandIDs.openPanel, { part, quietly });

    const judge = async (
      act: (session: ProblemSession, code: string) => Promise<void>
    ): Promise<void> => {
      const session = current();
      const code = session && (await binding.solution(session.slug));
      if (session && code !== null) {
        // The request leaves first: opening the panel must not delay it.
        const acting = act(session, code);
        void show('tests', true);
        await acting;
        // A reload finds the code that was judged. Not while the server is
        // away: JupyterLab would put a dialog in the student's way.
        if (session.failure === null && session.activity === 'idle') {
          await binding.save();
        }
      }
    };

    commands.addCommand(CommandIDs.runTests, {
      label: trans.__('Run Tests'),
      caption: trans.__('Run the public tests; nothing is stored'),
      icon: args => (args.toolbar ? undefined : runTestsIcon),
      isEnabled: free,
      isVisible,
      execute: () => judge((session, code) => session.run(code))
    });
    commands.addCommand(CommandIDs.submit, {
      label: trans.__('Submit'),
      caption: trans.__('Judge all tests, keep the attempt, and get a hint'),
      icon: args => (args.toolbar ? undefined : submitIcon),
      isEnabled: free,
      isVisible,
      execute: () => judge((session, code) => session.submit(code))
    });
    commands.addCommand(CommandIDs.stop, {
      label: trans.__('Stop Judging'),
      isEnabled: () => current() !== null && current()!.activity !== 'idle',
      execute: () => current()?.cancel()
    });
    commands.addCommand(CommandIDs.nextFailing, {
      label: trans.__('Next Failing Test'),
      isEnabled: () => failingTests(current()?.judgement ?? null).length > 0,
      execute: async () => {
        await show('tests', true);
        current()?.focusNextFailing();
      }
    });
    commands.addCommand(CommandIDs.askHint, {
      label: trans.__('Ask for a Hint'),
      isEnabled: () => current() !== null && !current()!.conversation.busy,
      execute: async () => {
        const session = current();
        if (session) {
          await show('tutor', true);
          const { conversation } = session;
          if (conversation.ladder.value?.next && !conversation.opensIn) {
            await conversation.climb();
          } else {
            const question = trans.__('Can you give me a hint?');
            await conversation.ask(question, session.code);
          }
        }
      }
    });

    const ids = [
      CommandIDs.runTests,
      CommandIDs.submit,
      CommandIDs.stop,
      CommandIDs.nextFailing,
      CommandIDs.askHint
    ];
    const notify = () => ids.forEach(id => commands.notifyCommandChanged(id));
    let watched: ProblemSession | null = null;
    model.changed.connect(() => {
      for (const signal of [watched?.changed, watched?.conversation.changed]) {
        signal?.disconnect(notify);
      }
      watched = model.current;
      watched?.changed.connect(notify);
      watched?.conversation.changed.connect(notify);
      notify();
    });
    let before = '';
    binding.changed.connect(() => {
      const now = `${binding.hasProblem} ${binding.activeCellBelongs}`;
      if (now !== before) {
        before = now;
        notify();
      }
    });

    for (const command of [...ids, CommandIDs.openPanel]) {
      palette?.addItem({ command, category: trans.__('Codify') });
    }
  }
};
