import { Clipboard } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import * as React from 'react';

import { useView } from '../view/context';
import { ILink, linksOf, placeName } from './links';
import type { ITaughtSet } from './wire';

/** Copies the link to a set; where several lead to it, any of them. */
export function CopyLink(props: { set: ITaughtSet }): React.ReactElement {
  const { trans } = useView();
  const links = useLinks(props.set);
  const [copied, setCopied] = React.useState<ILink | null>(null);
  const more = React.useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (more.current?.open) {
      more.current.open = false;
      more.current.querySelector('summary')!.focus();
    }
  };
  const copy = (link: ILink) => {
    Clipboard.copyToSystem(link.url);
    setCopied(link);
    close();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') {
      close();
    }
  };
  return (
    <span className="jp-CodifyCopy">
      <button className="jp-CodifyButton" onClick={() => copy(links[0])}>
        {trans.__('Copy link')}
      </button>
      {links.length > 1 && (
        <details ref={more}>
          <summary aria-label={trans.__('Other links')} onKeyDown={onKeyDown}>
            ▾
          </summary>
          <ul>
            {links.map(link => (
              <li key={link.place}>
                <button
                  data-place={link.place}
                  onClick={() => copy(link)}
                  onKeyDown={onKeyDown}
                >
                  {trans.__('Copy link')} {placeName(link.place, trans)}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <span role="status" className="jp-CodifyCopy-done">
        {copied && trans.__('Copied: %1', copied.url)}
      </span>
    </span>
  );
}

/** The links to a set from here. */
export function useLinks(set: ITaughtSet): ILink[] {
  const { model } = useView();
  const prefix = PageConfig.getOption('hubPrefix');
  const host = PageConfig.getOption('hubHost') || window.location.origin;
  return linksOf(set, {
    baseUrl: model.client.serverSettings.baseUrl,
    hub: prefix && host + prefix
  });
}
