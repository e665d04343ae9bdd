import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { IEditorLanguageRegistry, jupyterTheme } from '@jupyterlab/codemirror';

/**
 * A read-only view of Python code; with `before`, the changes since.
 */
export async function showCode(options: {
  code: string;
  before: string | null;
  label: string;
  languages: IEditorLanguageRegistry | null;
}): Promise<EditorView> {
  const { code, before, label, languages } = options;
  const python = await languages?.getLanguage('python');
  const extensions: Extension[] = [
    jupyterTheme,
    lineNumbers(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' })
  ];
  if (python?.support) {
    extensions.push(python.support);
  }
  if (before !== null) {
    extensions.push(
      unifiedMergeView({ original: before, mergeControls: false })
    );
  }
  return new EditorView({ doc: code, extensions });
}
