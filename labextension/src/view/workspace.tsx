import { Panel, Widget } from '@lumino/widgets';
import * as React from 'react';

import { codifyIcon } from '../icons';
import type { IObservable } from '../model/observable';
import type { ProblemSession } from '../model/session';
import { AttemptsPanel } from './attempts';
import { IView } from './context';
import { ILayoutStore, PanelDock, Room } from './layout';
import { CodifyPanel } from './panel';
import { Placeholder } from './placeholder';
import { ProblemPanel } from './problem';
import { AwayBanner } from './states';
import { TestsPanel } from './tests';
import { TutorPanel } from './tutor';

/** The id of the container of all panels. */
export const WORKSPACE_ID = 'codify-workspace';

/**
 * Everything that stands beside the notebook: problem and attempts, tests,
 * tutor.
 */
export class CodifyWorkspace extends Panel {
  constructor(view: IView, store: ILayoutStore) {
    super();
    const { trans, model } = view;
    this._view = view;
    this.id = WORKSPACE_ID;
    this.addClass('jp-CodifyWorkspace');
    this.title.label = 'Codify';
    this.title.icon = codifyIcon;
    this.title.caption = trans.__('Problem, tests and tutor');
    this.title.closable = true;

    const room = new Room();
    const panel = (name: string, label: string, content: React.FC): Widget => {
      const made = new CodifyPanel(view, content);
      made.id = `codify-${name}`;
      made.addClass(`jp-Codify-${name}`);
      made.title.label = label;
      return made;
    };
    this._panels = {
      problem: panel('problem', trans.__('Problem'), ProblemPanel),
      attempts: panel('attempts', trans.__('Attempts'), AttemptsPanel),
      tests: panel('tests', trans.__('Tests'), () => (
        <TestsPanel room={room} />
      )),
      tutor: panel('tutor', trans.__('Tutor'), TutorPanel)
    };
    this._dock = new PanelDock(this._panels, room, store);
    this._banner = new CodifyPanel(view, AwayBanner);
    this._placeholder = new CodifyPanel(view, Placeholder);
    this.addWidget(this._banner);
    this.addWidget(this._placeholder);
    this.addWidget(this._dock);

    model.changed.connect(this._update, this);
    this._update();
  }

  /** Bring a part to the front and put the focus into it. */
  reveal(part: CodifyWorkspace.Part): void {
    this._dock.reveal(part);
    const node = this._panels[part].node;
    const target =
      part === 'tutor'
        ? node.querySelector<HTMLElement>('.jp-CodifyQuestion-text')
        : node;
    node.tabIndex = -1;
    (target ?? node).focus();
  }

  /** Bring a part to the front, the focus staying where it is. */
  bringForward(part: CodifyWorkspace.Part): void {
    this._dock.reveal(part);
  }

  dispose(): void {
    this._view.model.changed.disconnect(this._update, this);
    this._watch(null);
    super.dispose();
  }

  private _update(): void {
    const session = this._view.model.current;
    this._dock.setHidden(session === null);
    this._placeholder.setHidden(session !== null);
    this._watch(session);
    this._label();
  }

  private _watch(session: ProblemSession | null): void {
    this._watched.forEach(one => one.changed.disconnect(this._label, this));
    this._watched = session ? [session.problem, session.attempts] : [];
    this._watched.forEach(one => one.changed.connect(this._label, this));
  }

  /** The tabs say which problem it is and how many attempts there are. */
  private _label(): void {
    const { model, trans } = this._view;
    const session = model.current;
    this.title.label = session?.problem.value?.title ?? 'Codify';
    const count = session?.attempts.list.value?.length ?? 0;
    this._panels.attempts.title.label =
      count > 0 ? trans.__('Attempts %1', count) : trans.__('Attempts');
  }

  private _view: IView;
  private _panels: PanelDock.IPanels;
  private _dock: PanelDock;
  private _banner: CodifyPanel;
  private _placeholder: CodifyPanel;
  private _watched: IObservable[] = [];
}

/**
 * A namespace for CodifyWorkspace statics.
 */
export namespace CodifyWorkspace {
  /**
   * A part of the workspace.
   */
  export type Part = keyof PanelDock.IPanels;
}
