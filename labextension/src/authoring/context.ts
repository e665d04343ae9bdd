import * as React from 'react';

import type { CheckModel } from './model';
import type { SendModel } from './send';

/** The check that the panel shows. */
export const CheckContext = React.createContext<CheckModel | null>(null);

export function useCheck(): CheckModel {
  return React.useContext(CheckContext)!;
}

/** The way of the problem into a course. */
export const SendContext = React.createContext<SendModel | null>(null);

export function useSend(): SendModel {
  return React.useContext(SendContext)!;
}
