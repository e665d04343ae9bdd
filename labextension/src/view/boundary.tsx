import * as React from 'react';

import { ViewContext } from './context';

/**
 * Keeps a fault of one panel within that panel, and offers to draw it anew.
 */
export class Boundary extends React.Component<
  { children: React.ReactNode },
  { broken: boolean }
> {
  static contextType = ViewContext;
  declare context: React.ContextType<typeof ViewContext>;

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  state = { broken: false };

  componentDidCatch(error: Error): void {
    console.error('A panel of Codify could not be drawn', error);
  }

  render(): React.ReactNode {
    const { trans } = this.context!;
    return this.state.broken ? (
      <div className="jp-CodifyFailure" role="alert">
        <p>{trans.__('This panel could not be drawn.')}</p>
        <button
          className="jp-CodifyButton"
          onClick={() => this.setState({ broken: false })}
        >
          {trans.__('Try again')}
        </button>
      </div>
    ) : (
      this.props.children
    );
  }
}
