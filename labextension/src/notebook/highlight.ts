import { CodeMirrorEditor } from '@jupyterlab/codemirror';
import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, DecorationSet, EditorView } from '@codemirror/view';

/** Mark one line (from 1); null takes the mark away. */
const mark = StateEffect.define<number | null>();

const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (decorations, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(mark)) {
        if (effect.value === null) {
          return Decoration.none;
        }
        const line = transaction.state.doc.line(effect.value);
        return Decoration.set([
          Decoration.line({ class: 'jp-CodifyMarkedLine' }).range(line.from)
        ]);
      }
    }
    // Once the student changes the code, the mark has done its work.
    return transaction.docChanged ? Decoration.none : decorations;
  },
  provide: field => EditorView.decorations.from(field)
});

/** Put the cursor on a line (from 1) and mark it. */
export function markLine(editor: CodeMirrorEditor, line: number): void {
  const view = editor.editor;
  const wanted = Math.max(1, Math.min(line, view.state.doc.lines));
  if (view.state.field(marked, false) === undefined) {
    editor.injectExtension(marked);
  }
  const { from, text } = view.state.doc.line(wanted);
  const indent = text.length - text.trimStart().length;
  view.dispatch({
    effects: mark.of(wanted),
    selection: { anchor: from + indent },
    scrollIntoView: true
  });
  view.focus();
}
