import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { CommandRegistry } from '@lumino/commands';

import { markLine } from '../notebook/highlight';
import { ITarget, PARTS } from './detect';
import type { IDocuments } from './model';
import type { IPlace, IWritten } from './wire';

/** The most wrong solutions that are sent; the check says when there are more. */
const MOST_WRONG = 60;

/**
 * An author's files, read through JupyterLab's contents manager and shown in
 * its notebooks and editors.
 */
export class Documents implements IDocuments {
  constructor(options: Documents.IOptions) {
    this._options = options;
  }

  async read(target: ITarget): Promise<IWritten> {
    const name = PathExt.basename(target.path);
    if (target.kind === 'folder') {
      return { name: name || 'problem', files: await this._folder(target) };
    }
    const panel = this._panel(target.path);
    const content: any =
      panel?.context.model.toJSON() ??
      (
        await this._options.contents.get(target.path, {
          type: 'notebook',
          content: true
        })
      ).content;
    const cells: any[] = Array.isArray(content?.cells) ? content.cells : [];
    this._ids.set(
      target.path,
      cells.map(cell => String(cell.id))
    );
    // Outputs may be large, and mean nothing to the check.
    const bare = cells.map(({ cell_type, source }) => ({ cell_type, source }));
    return { name, files: { [name]: JSON.stringify({ cells: bare }) } };
  }

  async goTo(target: ITarget, place: IPlace): Promise<void> {
    if (target.kind === 'folder') {
      const file = place.file ?? 'problem.md';
      const path = PathExt.join(target.path, file.replace(/\/$/, ''));
      // What is meant may be the folder `wrong`, which no editor opens.
      await this._goToLine(
        file.includes('.') ? path : PathExt.join(target.path, 'problem.md'),
        place.line
      );
      return;
    }
    const panel = (this._panel(target.path) ??
      (await this._open(target.path, 'Notebook'))) as NotebookPanel | undefined;
    if (!panel) {
      return;
    }
    this._options.activate(panel.id);
    await panel.context.ready;
    if (place.cell !== null) {
      await this._goToCell(panel, target.path, place.cell, place.line);
    }
  }

  private async _folder(target: ITarget): Promise<{ [name: string]: string }> {
    const { contents } = this._options;
    const listing = (path: string): Promise<Contents.IModel[]> =>
      contents.get(path).then(model => model.content as Contents.IModel[]);
    const here = await listing(target.path);
    const names = here
      .filter(one => one.type !== 'directory' && PARTS.includes(one.name))
      .map(one => one.name);
    if (here.some(one => one.type === 'directory' && one.name === 'wrong')) {
      const wrong = await listing(PathExt.join(target.path, 'wrong'));
      names.push(
        ...wrong
          .filter(one => /^\w[\w.-]*\.py$/.test(one.name))
          .slice(0, MOST_WRONG)
          .map(one => `wrong/${one.name}`)
      );
    }
    const texts = await Promise.all(
      names.map(async name => {
        const path = PathExt.join(target.path, name);
        const model = await contents.get(path, {
          type: 'file',
          format: 'text',
          content: true
        });
        return [name, String(model.content)] as const;
      })
    );
    return Object.fromEntries(texts);
  }

  private async _goToLine(path: string, line: number): Promise<void> {
    const widget = await this._open(path, 'Editor');
    await widget?.context.ready;
    const editor = (widget?.content as { editor?: unknown } | undefined)
      ?.editor;
    if (widget && editor instanceof CodeMirrorEditor) {
      this._options.activate(widget.id);
      markLine(editor, line);
    }
  }

  private async _goToCell(
    panel: NotebookPanel,
    path: string,
    cell: number,
    line: number
  ): Promise<void> {
    const notebook = panel.content;
    // Cells may have come and gone since the check.
    const id = this._ids.get(path)?.[cell - 1];
    const known = notebook.widgets.findIndex(one => one.model.id === id);
    const at = known < 0 ? cell - 1 : known;
    const widget = notebook.widgets[at];
    if (!widget) {
      return;
    }
    notebook.activeCellIndex = at;
    await notebook.scrollToCell(widget);
    await widget.ready;
    notebook.mode = 'edit';
    if (widget.editor instanceof CodeMirrorEditor) {
      markLine(widget.editor, line);
    }
  }

  private async _open(
    path: string,
    factory: string
  ): Promise<IDocumentWidget | undefined> {
    return this._options.commands.execute('docmanager:open', {
      path,
      factory,
      options: this._options.where()
    });
  }

  private _panel(path: string): NotebookPanel | undefined {
    const { notebooks, contents } = this._options;
    return notebooks.find(
      panel => contents.localPath(panel.context.path) === path
    );
  }

  private _options: Documents.IOptions;
  private _ids = new Map<string, string[]>();
}

/**
 * A namespace for Documents statics.
 */
export namespace Documents {
  /**
   * What the documents are reached by.
   */
  export interface IOptions {
    contents: Contents.IManager;
    commands: CommandRegistry;
    notebooks: INotebookTracker;
    /** Bring a document to the front. */
    activate(id: string): void;
    /** Where a document is opened: among the others, never over the panel. */
    where(): { mode: string; ref: string } | undefined;
  }
}
