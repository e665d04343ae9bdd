import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { IObservable } from '../model/observable';
import type { INotebookBinding, IWorkspaceModel } from '../tokens';

/** What every part of the screen may need. */
export interface IView {
  model: IWorkspaceModel;
  binding: INotebookBinding;
  commands: CommandRegistry;
  rendermime: IRenderMimeRegistry;
  trans: TranslationBundle;
  languages: IEditorLanguageRegistry | null;
}

export const ViewContext = React.createContext<IView | null>(null);

export function useView(): IView {
  return React.useContext(ViewContext)!;
}

/** Render again whenever one of these models changes. */
export function useChanges(...models: (IObservable | null)[]): void {
  const [, again] = React.useReducer((count: number) => count + 1, 0);
  React.useLayoutEffect(() => {
    const watched = models.filter(model => model !== null);
    watched.forEach(model => model.changed.connect(again));
    return () => {
      watched.forEach(model => model.changed.disconnect(again));
    };
  }, models);
}
