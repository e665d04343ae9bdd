import { URLExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ITaughtSet } from './wire';

/** A link to a set, and where it leads. */
export interface ILink {
  place: string;
  url: string;
}

/** Where this JupyterLab runs. */
export interface IWhere {
  /** This server's address. */
  baseUrl: string;
  /** The address of the JupyterHub that it belongs to; empty without one. */
  hub: string;
}

const ORDER = ['hub', 'nbgitpuller', 'binder', 'server'];

/**
 * The links to a set, the one that fits best first.
 *
 * Where nobody has told the service of a place, its link to a plain server
 * leads to the service's own machine: then this JupyterLab knows better.
 */
export function linksOf(set: ITaughtSet, where: IWhere): ILink[] {
  const links: { [place: string]: string } = { ...set.links };
  const told = links.server && !/^http:\/\/localhost[:/]/.test(links.server);
  if (!told) {
    delete links.server;
  }
  if (where.hub && !links.hub) {
    links.hub = URLExt.join(where.hub, 'user-redirect', set.path);
  }
  if (Object.keys(links).length === 0) {
    links.server = URLExt.join(where.baseUrl, set.path);
  }
  return ORDER.filter(place => links[place]).map(place => ({
    place,
    url: links[place]
  }));
}

export function placeName(place: string, trans: TranslationBundle): string {
  switch (place) {
    case 'hub':
      return trans.__('for JupyterHub');
    case 'nbgitpuller':
      return trans.__('with nbgitpuller');
    case 'binder':
      return trans.__('for Binder');
    default:
      return trans.__('for a plain server');
  }
}
