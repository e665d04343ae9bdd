import { IRenderMime, MimeModel } from '@jupyterlab/rendermime';
import type { JSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { useView } from '../view/context';
import { IColours, IFigures } from './charts';

const MIME = 'application/vnd.vegalite.v5+json';

/**
 * A chart by JupyterLab's own renderer. The figures stand beside it as a
 * table: to those who read with their ears a chart is nothing.
 */
export function Chart(props: {
  spec: (colours: IColours) => JSONObject;
}): React.ReactElement | null {
  const { rendermime } = useView();
  const host = React.useRef<HTMLDivElement>(null);
  const renderer = React.useRef<IRenderMime.IRenderer | null>(null);
  const theme = useTheme();
  const known = rendermime.mimeTypes.includes(MIME);

  React.useLayoutEffect(() => {
    if (!known) {
      return;
    }
    const made = rendermime.createRenderer(MIME);
    renderer.current = made;
    if (host.current?.isConnected) {
      Widget.attach(made, host.current);
    }
    return () => {
      renderer.current = null;
      made.dispose();
    };
  }, [rendermime, known]);

  const data = JSON.stringify(props.spec(NONE));
  const drawing = React.useRef(Promise.resolve());
  React.useEffect(() => {
    // One drawing after the other: two at once would take each other's nodes.
    drawing.current = drawing.current
      .then(() => {
        if (host.current && renderer.current) {
          const spec = props.spec(coloursOf(host.current));
          const metadata = {
            [MIME]: { embed_options: { actions: false, renderer: 'svg' } }
          };
          return renderer.current.renderModel(
            new MimeModel({ data: { [MIME]: spec }, metadata, trusted: false })
          );
        }
      })
      .catch(reason => console.warn('A chart could not be drawn', reason));
  }, [rendermime, data, theme]);

  return known ? (
    <div ref={host} className="jp-CodifyClass-chart" aria-hidden="true" />
  ) : null;
}

/** A chart, and its figures in a table. */
export function Figures(props: { figures: IFigures }): React.ReactElement {
  const { title, columns, rows, chart } = props.figures;
  return (
    <section className="jp-CodifyClass-figures">
      <h3>{title}</h3>
      <div>
        {chart && <Chart spec={chart} />}
        <Table caption={title} columns={columns} rows={rows} />
      </div>
    </section>
  );
}

/** Figures in rows; the first column names them. */
export function Table(props: {
  caption: string;
  columns: string[];
  rows: (string | number)[][];
}): React.ReactElement {
  return (
    <table className="jp-CodifyClass-table">
      <caption className="jp-CodifyHiddenText">{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map(name => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map(([name, ...values]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {values.map((value, at) => (
              <td key={at}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const NONE: IColours = {
  text: '',
  quiet: '',
  line: '',
  brand: '',
  ok: '',
  warn: '',
  bad: ''
};

/** The theme's colours as a chart can take them: it knows no variables. */
function coloursOf(node: HTMLElement): IColours {
  const probe = document.createElement('span');
  node.append(probe);
  const colour = (variable: string) => {
    probe.style.color = `var(${variable})`;
    return hex(getComputedStyle(probe).color);
  };
  const colours = {
    text: colour('--jp-ui-font-color1'),
    quiet: colour('--jp-codify-quiet'),
    line: colour('--jp-border-color2'),
    brand: colour('--jp-codify-brand'),
    ok: colour('--jp-codify-ok'),
    warn: colour('--jp-codify-warn'),
    bad: colour('--jp-codify-bad')
  };
  probe.remove();
  return colours;
}

/** Mixed colours come as `color(srgb …)`, which Vega does not read. */
function hex(colour: string): string {
  const mixed = /^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)/.exec(colour);
  return mixed
    ? `rgb(${mixed
        .slice(1)
        .map(part => Math.round(255 * Number(part)))
        .join(', ')})`
    : colour;
}

/** The name of JupyterLab's theme; drawn anew when it changes. */
function useTheme(): string {
  const current = () => document.body.dataset.jpThemeName ?? '';
  const [theme, setTheme] = React.useState(current);
  React.useEffect(() => {
    const observer = new MutationObserver(() => setTheme(current()));
    observer.observe(document.body, {
      attributes: true,
      attributeFilter: ['data-jp-theme-name']
    });
    return () => observer.disconnect();
  }, []);
  return theme;
}
