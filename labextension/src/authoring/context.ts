import * as React from 'react';

import type { CheckModel } from './model';

/** The check that the panel shows. */
export const CheckContext = React.createContext<CheckModel | null>(null);

export function useCheck(): CheckModel {
  return React.useContext(CheckContext)!;
}
