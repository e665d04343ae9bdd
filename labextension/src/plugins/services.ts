import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';

import { CodifyClient } from '../api';
import { WorkspaceModel } from '../model/workspace';
import { NotebookBinding } from '../notebook/binding';
import { INotebookBinding, IWorkspaceModel } from '../tokens';
import type { IView } from '../view/context';

/** What Codify's own widgets are made with. */
export const ICodifyView = new Token<IView>('codify-jupyter:ICodifyView');

/** The state behind the panels. */
export const model: JupyterFrontEndPlugin<IWorkspaceModel> = {
  id: 'codify-jupyter:model',
  description: 'Provides the state behind the panels of Codify.',
  provides: IWorkspaceModel,
  autoStart: true,
  activate: (app: JupyterFrontEnd): IWorkspaceModel => {
    const { serverSettings } = app.serviceManager;
    const model = new WorkspaceModel(new CodifyClient({ serverSettings }));
    void app.restored.then(() => model.connection.probe());
    window.addEventListener('online', () => void model.connection.probe());
    return model;
  }
};

/** The way between panels and notebooks. */
export const binding: JupyterFrontEndPlugin<INotebookBinding> = {
  id: 'codify-jupyter:binding',
  description: 'Follows the active cell to the problem it belongs to.',
  provides: INotebookBinding,
  requires: [INotebookTracker, IWorkspaceModel],
  optional: [ITranslator],
  activate: (
    _: JupyterFrontEnd,
    tracker: INotebookTracker,
    model: IWorkspaceModel,
    translator: ITranslator | null
  ): INotebookBinding =>
    new NotebookBinding(tracker, model, translator ?? nullTranslator)
};

/** What the widgets are made with. */
export const view: JupyterFrontEndPlugin<IView> = {
  id: 'codify-jupyter:view',
  description: 'Provides what the widgets of Codify are made with.',
  provides: ICodifyView,
  requires: [IWorkspaceModel, INotebookBinding, IRenderMimeRegistry],
  optional: [ITranslator, IEditorLanguageRegistry],
  activate: (
    app: JupyterFrontEnd,
    model: IWorkspaceModel,
    binding: INotebookBinding,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null,
    languages: IEditorLanguageRegistry | null
  ): IView => ({
    model,
    binding,
    rendermime,
    languages,
    commands: app.commands,
    trans: (translator ?? nullTranslator).load('codify')
  })
};
