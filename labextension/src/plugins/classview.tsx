import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import { classIcon } from '../icons';
import { CommandIDs } from '../tokens';
import type { IView } from '../view/context';
import { LazyClass } from '../view/lazyclass';
import { CodifyPanel } from '../view/panel';
import { ICodifyView } from './services';

/** Shows instructors their class. What is in it is loaded when it is opened. */
export const classView: JupyterFrontEndPlugin<void> = {
  id: 'codify-jupyter:class-view',
  description: 'The class view of those who teach a course.',
  autoStart: true,
  requires: [ICodifyView],
  optional: [ILabShell, ILayoutRestorer, ICommandPalette, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    view: IView,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ): void => {
    if (!labShell) {
      return; // Notebook 7 has no room for it
    }
    const { commands, shell } = app;
    const { model, trans } = view;
    const tracker = new WidgetTracker<CodifyPanel>({
      namespace: 'codify-class'
    });
    const taught = () =>
      (model.connection.me?.courses ?? [])
        .filter(one => one.role === 'instructor')
        .map(one => one.course);
    const id = (course: string) => `codify-class-${course}`;

    commands.addCommand(CommandIDs.openClass, {
      label: args =>
        args.course
          ? trans.__('Class: %1', String(args.course))
          : trans.__('Open the Class View'),
      caption: trans.__('See where the students of a course stand, live'),
      icon: classIcon,
      isVisible: () => taught().length > 0,
      execute: args => {
        const course = String(args.course ?? taught()[0] ?? '');
        if (!course) {
          return;
        }
        let widget = tracker.find(one => one.id === id(course));
        if (!widget) {
          const shown = new Signal<object, void>({});
          widget = new CodifyPanel(
            view,
            () => <LazyClass course={course} shown={shown} />,
            () => shown.emit()
          );
          widget.id = id(course);
          widget.title.label = trans.__('Class: %1', course);
          widget.title.icon = classIcon;
          widget.title.closable = true;
          void tracker.add(widget);
        }
        if (!widget.isAttached) {
          shell.add(widget, 'main');
        }
        shell.activateById(widget.id);
        return widget;
      },
      describedBy: {
        args: { type: 'object', properties: { course: { type: 'string' } } }
      }
    });
    void restorer?.restore(tracker, {
      command: CommandIDs.openClass,
      args: widget => ({ course: widget.id.slice(id('').length) }),
      name: widget => widget.id
    });

    const offered = new Set<string>();
    const offer = () => {
      for (const course of taught()) {
        if (!offered.has(course)) {
          offered.add(course);
          const command = CommandIDs.openClass;
          const args = { course };
          const category = trans.__('Codify');
          palette?.addItem({ command, args, category });
          launcher?.add({ command, args, category, rank: 2 });
        }
      }
      commands.notifyCommandChanged(CommandIDs.openClass);
    };
    model.connection.changed.connect(offer);
    offer();
  }
};
