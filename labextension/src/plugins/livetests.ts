import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Debouncer } from '@lumino/polling';

import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { judging } from './judging';
import { ICodifyView } from './services';

/** How long a pause in typing is (ms). */
const PAUSE = 600;

/** Runs the public tests on a pause in typing, when the student wants it. */
export const liveTests: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:live-tests',
  description: 'Runs the public tests while the student types.',
  autoStart: true,
  requires: [ICodifyView],
  optional: [ISettingRegistry],
  activate: async (
    app: JupyterFrontEnd,
    view: IView,
    registry: ISettingRegistry | null
  ): Promise<void> => {
    const { model, binding, trans } = view;
    if (!registry) {
      return;
    }
    const settings = await registry.load(judging.id);
    const live = () => settings.get('liveTests').composite === true;
    let seen: string | null = null;
    const run = new Debouncer(() => {
      const session = model.current;
      if (live() && session?.code?.trim() && model.connection.online) {
        void session.run(session.code);
      }
    }, PAUSE);
    binding.changed.connect(() => {
      const session = model.current;
      const code = session ? `${session.slug}\n${session.code}` : null;
      const typed =
        seen !== null && code?.split('\n', 1)[0] === seen.split('\n', 1)[0];
      if (live() && typed && code !== seen) {
        void run.invoke();
      }
      seen = code;
    });
    app.commands.addCommand(CommandIDs.toggleLive, {
      label: trans.__('Live Tests'),
      caption: trans.__('Run the public tests on a pause in typing'),
      isToggled: live,
      execute: () => settings.set('liveTests', !live())
    });
    settings.changed.connect(() =>
      app.commands.notifyCommandChanged(CommandIDs.toggleLive)
    );
  }
};
