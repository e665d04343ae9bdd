import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { CodifyClient } from '../api';
import { slugOf } from './slug';

/** What the author wants. */
interface IWanted {
  title: string;
  slug: string;
  entry: string;
  form: 'notebook' | 'folder';
}

/**
 * Ask for a name, write a small whole problem to begin with, and give the
 * path of what to open; null when the author has thought better of it.
 */
export async function newProblem(options: {
  client: CodifyClient;
  contents: Contents.IManager;
  trans: TranslationBundle;
  folder: string;
}): Promise<string | null> {
  const { client, contents, trans, folder } = options;
  const answer = await showDialog({
    title: trans.__('New problem'),
    body: new Form(trans),
    focusNodeSelector: 'input',
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Create') })
    ]
  });
  const wanted = answer.value;
  if (!answer.button.accept || !wanted) {
    return null;
  }
  const name =
    wanted.form === 'notebook' ? `${wanted.slug}.ipynb` : wanted.slug;
  const files = await client.draft({
    slug: wanted.slug,
    form: wanted.form,
    title: wanted.title || undefined,
    entry: wanted.entry || undefined
  });
  const path = PathExt.join(folder, name);
  const listed = (await contents.get(folder)).content as Contents.IModel[];
  if (listed.some(one => one.name === name)) {
    throw new Error(
      trans.__('There is a %1 already. Give the problem another name.', name)
    );
  }
  if (wanted.form === 'notebook') {
    const content = JSON.parse(files[name]);
    await contents.save(path, { type: 'notebook', format: 'json', content });
    return path;
  }
  await contents.save(path, { type: 'directory' });
  if (Object.keys(files).some(file => file.startsWith('wrong/'))) {
    await contents.save(PathExt.join(path, 'wrong'), { type: 'directory' });
  }
  for (const [file, content] of Object.entries(files)) {
    const place = PathExt.join(path, file);
    await contents.save(place, { type: 'file', format: 'text', content });
  }
  return PathExt.join(path, 'problem.md');
}

class Form extends Widget implements Dialog.IBodyWidget<IWanted> {
  constructor(trans: TranslationBundle) {
    super();
    this.addClass('jp-CodifyForm');
    this._title = this._text(trans.__('Title'), trans.__('Running mean'));
    this._slug = this._text(trans.__('Short name'), 'running-mean');
    this._entry = this._text(
      trans.__('Function that students write'),
      'running_mean'
    );
    const group = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = trans.__('Form');
    group.append(legend);
    this._notebook = this._radio(group, trans.__('A notebook'), true);
    this._radio(group, trans.__('A folder of text files'), false);
    this.node.append(group);
    // The short name follows the title until it is written by hand.
    let own = false;
    this._slug.addEventListener('input', () => (own = true));
    this._title.addEventListener('input', () => {
      if (!own) {
        this._slug.value = slugOf(this._title.value);
      }
    });
  }

  getValue(): IWanted {
    const slug = this._slug.value.trim() || slugOf(this._title.value);
    return {
      title: this._title.value.trim(),
      slug: slug || 'new-problem',
      entry: this._entry.value.trim(),
      form: this._notebook.checked ? 'notebook' : 'folder'
    };
  }

  private _text(name: string, example: string): HTMLInputElement {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'text';
    input.placeholder = example;
    input.className = 'jp-mod-styled';
    input.maxLength = 100;
    label.append(name, input);
    this.node.append(label);
    return input;
  }

  private _radio(
    group: HTMLElement,
    name: string,
    checked: boolean
  ): HTMLInputElement {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'radio';
    input.name = 'codify-form';
    input.checked = checked;
    label.append(input, name);
    group.append(label);
    return input;
  }

  private _title: HTMLInputElement;
  private _slug: HTMLInputElement;
  private _entry: HTMLInputElement;
  private _notebook: HTMLInputElement;
}
