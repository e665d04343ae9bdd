import * as React from 'react';

import { useView } from './context';

/**
 * Code to read, with what changed since an earlier text marked.
 *
 * The viewer is loaded when it is first needed; until then the plain text
 * stands in its place.
 */
export function Code(props: {
  code: string;
  before: string | null;
  label: string;
}): React.ReactElement {
  const { languages } = useView();
  const { code, before, label } = props;
  const host = React.useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = React.useState(false);
  React.useEffect(() => {
    let dispose = () => {};
    let gone = false;
    void import('./codeviewer').then(async ({ showCode }) => {
      const shown = await showCode({ code, before, label, languages });
      if (gone || !host.current) {
        shown.destroy();
        return;
      }
      host.current.replaceChildren(shown.dom);
      setDrawn(true);
      dispose = () => shown.destroy();
    });
    return () => {
      gone = true;
      dispose();
    };
  }, [code, before, label, languages]);
  return (
    <div className="jp-CodifyCode">
      <div ref={host} />
      {!drawn && <pre>{code}</pre>}
    </div>
  );
}
