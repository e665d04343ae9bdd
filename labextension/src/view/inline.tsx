import * as React from 'react';

/** A sentence of the server's, with what stands in backticks set as code. */
export function Inline(props: { text: string }): React.ReactElement {
  return (
    <>
      {props.text
        .split(/`([^`\n]+)`/)
        .map((part, index) =>
          index % 2 ? <code key={index}>{part}</code> : part
        )}
    </>
  );
}
