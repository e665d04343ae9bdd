import * as React from 'react';

import type { ClassModel } from './model';

export const ClassContext = React.createContext<ClassModel | null>(null);

/** The class that is shown. */
export function useClass(): ClassModel {
  return React.useContext(ClassContext)!;
}
