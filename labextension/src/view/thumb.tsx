import * as React from 'react';

/** A thumb, up or down; drawn here because not every machine has the emoji. */
export function Thumb(props: { down?: boolean }): React.ReactElement {
  return (
    <svg
      className="jp-CodifyThumb"
      viewBox="0 0 24 24"
      width="14"
      height="14"
      fill="currentColor"
      aria-hidden="true"
      transform={props.down ? 'rotate(180)' : undefined}
    >
      <path d="M2 10h4v11H2V10Zm20 1a2 2 0 0 0-2-2h-5.7l.9-4.3.03-.32c0-.41-.17-.79-.44-1.06L13.7 2.3 7.6 8.4C7.2 8.8 7 9.3 7 9.9V19c0 1.1.9 2 2 2h8c.83 0 1.54-.5 1.84-1.22l3.02-7.05c.09-.23.14-.47.14-.73V11Z" />
    </svg>
  );
}
