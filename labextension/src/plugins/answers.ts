import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';

import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { ICodifyView } from './services';

/** Says that an instructor has answered, where the student does not see it. */
export const answers: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:answers',
  description: 'Tells students that an instructor has answered them.',
  autoStart: true,
  requires: [ICodifyView],
  activate: ({ commands }: JupyterFrontEnd, view: IView): void => {
    const { model, trans } = view;
    model.answers.arrived.connect((_, session) => {
      const panel = document.getElementById('codify-tutor');
      if (model.current === session && panel?.checkVisibility?.()) {
        return;
      }
      const title = session.problem.value?.title ?? session.slug;
      Notification.info(
        trans.__('Your instructor has answered your question: %1', title),
        {
          autoClose: false,
          actions: [
            {
              label: trans.__('Read it'),
              callback: () => {
                model.show(session.slug);
                void commands.execute(CommandIDs.openPanel, { part: 'tutor' });
              }
            }
          ]
        }
      );
    });
  }
};
