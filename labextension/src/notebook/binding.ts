import { InputDialog, showDialog, Dialog } from '@jupyterlab/apputils';
import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { ICellModel } from '@jupyterlab/cells';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { Debouncer } from '@lumino/polling';

import { Observable } from '../model/observable';
import { INotebookBinding, IWorkspaceModel } from '../tokens';
import { holdsHeader } from '../authoring/detect';
import {
  belongsTo,
  ICell,
  INotebookProblem,
  problemsOf,
  solutionCells,
  targetOf
} from './cells';
import { markLine } from './highlight';

/**
 * Follows the current notebook and its active cell, and tells the model which
 * problem that means. It reads cell models, never editors: in a windowed
 * notebook a cell out of view has none.
 */
export class NotebookBinding extends Observable implements INotebookBinding {
  constructor(
    tracker: INotebookTracker,
    model: IWorkspaceModel,
    translator: ITranslator
  ) {
    super();
    this._tracker = tracker;
    this._model = model;
    this._trans = translator.load('codify');
    this._later = new Debouncer(() => this._follow(), 120);
    tracker.currentChanged.connect(() => this._onCurrentChanged());
    tracker.activeCellChanged.connect(() => this._follow());
    this._onCurrentChanged();
  }

  get hasProblem(): boolean {
    return this._problems.length > 0;
  }

  get activeCellBelongs(): boolean {
    return this._activeCellBelongs;
  }

  async solution(slug: string): Promise<string | null> {
    const cell = await this._solutionCell(slug);
    return cell?.sharedModel.getSource() ?? null;
  }

  choose(slug: string): void {
    this._model.show(slug);
    const { cell } = this._find(slug);
    if (cell) {
      void this._goTo(cell.id);
    }
    this._follow();
  }

  async goToLine(slug: string, line: number): Promise<void> {
    const cell = await this._solutionCell(slug);
    const widget = cell && (await this._goTo(cell.id));
    const panel = this._panel;
    if (widget && panel) {
      panel.content.mode = 'edit';
      if (widget.editor instanceof CodeMirrorEditor) {
        markLine(widget.editor, line);
      }
    }
  }

  async save(): Promise<void> {
    const context = this._panel?.context;
    if (this.hasProblem && context?.model.dirty && !context.model.readOnly) {
      await context.save();
    }
  }

  async restore(slug: string, code: string): Promise<void> {
    const cell = await this._solutionCell(slug);
    if (!cell) {
      return;
    }
    const present = cell.sharedModel.getSource();
    if (present === code) {
      await this._goTo(cell.id);
      return;
    }
    const answer = await showDialog({
      title: this._trans.__('Restore this attempt?'),
      body: this._trans.__(
        'The cell holds other code now. It will be replaced; undo in the cell brings it back.'
      ),
      buttons: [
        Dialog.cancelButton(),
        Dialog.okButton({ label: this._trans.__('Restore') })
      ]
    });
    if (answer.button.accept) {
      cell.sharedModel.transact(() => cell.sharedModel.setSource(code));
      await this._goTo(cell.id);
    }
  }

  private get _panel(): NotebookPanel | null {
    const panel = this._tracker.currentWidget;
    return panel && !panel.isDisposed ? panel : null;
  }

  private get _declared(): INotebookProblem[] {
    const metadata = this._panel?.model?.getMetadata('codify');
    const problems = metadata?.problems;
    return Array.isArray(problems)
      ? problems.filter(one => typeof one?.slug === 'string')
      : [];
  }

  private get _cells(): ICell[] {
    const cells = [...(this._panel?.model?.cells ?? [])].map(Private.cell);
    // In an author's notebook the directives say what a cell is for.
    return holdsHeader(cells) ? [] : cells;
  }

  private get _active(): ICell | null {
    const id = this._panel?.content.activeCell?.model.id;
    return this._cells.find(cell => cell.id === id) ?? null;
  }

  private _onCurrentChanged(): void {
    const panel = this._panel;
    if (panel && !this._followed.has(panel)) {
      this._followed.add(panel);
      panel.content.modelContentChanged.connect(
        () => void this._later.invoke()
      );
      panel.disposed.connect(() => this._follow());
      void panel.context.ready.then(() => this._follow());
    }
    this._follow();
  }

  private _follow(): void {
    const cells = this._cells;
    const declared = this._declared;
    const active = this._active;
    this._problems = problemsOf(cells, declared);
    const shown = this._model.current?.slug ?? null;
    const { slug, choices } = targetOf(active, cells, declared, shown);
    this._activeCellBelongs =
      slug !== null && active !== null && belongsTo(active, declared) === slug;
    this._model.show(slug, choices);
    if (slug !== null) {
      const { cell } = this._find(slug);
      this._model.session(slug).code = cell?.source ?? null;
    }
    this.emitChanged();
  }

  private _find(slug: string): ReturnType<typeof solutionCells> {
    return solutionCells(slug, this._active, this._cells, this._declared);
  }

  private async _solutionCell(slug: string): Promise<ICellModel | null> {
    const found = this._find(slug);
    const cell = found.cell ?? (await this._ask(slug, found.candidates));
    const models = [...(this._panel?.model?.cells ?? [])];
    return models.find(model => model.id === cell?.id) ?? null;
  }

  /** Which of several cells is the solution? The answer is remembered. */
  private async _ask(slug: string, candidates: ICell[]): Promise<ICell | null> {
    const trans = this._trans;
    if (candidates.length === 0) {
      await showDialog({
        title: trans.__('Where is your solution?'),
        body: trans.__(
          'This notebook has no cell with code for this problem. Write it in a cell that begins with the line "#| codify: %1".',
          slug
        ),
        buttons: [Dialog.okButton()]
      });
      return null;
    }
    const ids = this._cells.map(cell => cell.id);
    const labels = candidates.map(cell =>
      trans.__(
        'Cell %1: %2',
        ids.indexOf(cell.id) + 1,
        Private.firstLine(cell.source)
      )
    );
    const answer = await InputDialog.getItem({
      title: trans.__('Which cell is your solution?'),
      label: trans.__('Solution cell'),
      items: labels,
      okLabel: trans.__('Use this cell')
    });
    const at = labels.indexOf(answer.value ?? '');
    if (!answer.button.accept || at < 0) {
      return null;
    }
    const chosen = candidates[at];
    for (const model of this._panel?.model?.cells ?? []) {
      if (
        model.id === chosen.id &&
        belongsTo(chosen, this._declared) === null
      ) {
        const known = model.getMetadata('codify');
        model.setMetadata('codify', { ...known, slug });
      }
    }
    await this._goTo(chosen.id);
    return chosen;
  }

  private async _goTo(id: string) {
    const notebook = this._panel?.content;
    const at = notebook?.widgets.findIndex(cell => cell.model.id === id) ?? -1;
    if (!notebook || at < 0) {
      return null;
    }
    notebook.activeCellIndex = at;
    const widget = notebook.widgets[at];
    await notebook.scrollToCell(widget);
    await widget.ready;
    return widget;
  }

  private _tracker: INotebookTracker;
  private _model: IWorkspaceModel;
  private _trans: TranslationBundle;
  private _later: Debouncer;
  private _followed = new WeakSet<NotebookPanel>();
  private _problems: string[] = [];
  private _activeCellBelongs = false;
}

namespace Private {
  export function cell(model: ICellModel): ICell {
    const slug = model.getMetadata('codify')?.slug;
    return {
      id: model.id,
      type: model.type,
      source: model.sharedModel.getSource(),
      slug: typeof slug === 'string' ? slug : undefined
    };
  }

  export function firstLine(source: string): string {
    const lines = source.split('\n').map(line => line.trim());
    const telling = lines.find(line => line && !line.startsWith('#'));
    return (telling ?? lines[0]).slice(0, 60);
  }
}
