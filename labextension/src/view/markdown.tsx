import { IRenderMime, MimeModel } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import * as React from 'react';

import { useView } from './context';

const MIME = 'text/markdown';

/**
 * Markdown with maths and code by JupyterLab's own renderer, never trusted.
 */
export function Markdown(props: {
  source: string;
  className?: string;
}): React.ReactElement {
  const { rendermime } = useView();
  const host = React.useRef<HTMLDivElement>(null);
  const renderer = React.useRef<IRenderMime.IRenderer | null>(null);

  // A layout effect: its end comes while the node is still in the document,
  // which Lumino wants when it detaches a widget.
  React.useLayoutEffect(() => {
    const made = rendermime.createRenderer(MIME);
    renderer.current = made;
    // Attached first, rendered then: maths is typeset in attached nodes only.
    if (host.current?.isConnected) {
      Widget.attach(made, host.current);
    }
    return () => {
      renderer.current = null;
      made.dispose();
    };
  }, [rendermime]);

  React.useEffect(() => {
    const data = { [MIME]: props.source };
    void renderer.current?.renderModel(new MimeModel({ data, trusted: false }));
  }, [rendermime, props.source]);

  return (
    <div
      ref={host}
      className={`jp-CodifyMarkdown ${props.className ?? ''}`.trim()}
    />
  );
}
