import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { CopyLink, useLinks } from '../class/copylink';
import { sentWords, waits } from '../class/setwords';
import type { ITaughtSet } from '../class/wire';
import { useChanges, useView } from '../view/context';
import { Failure } from '../view/states';
import { useSend } from './context';
import { ISent, NEW, Obstacle } from './send';

/** Sends the problem to a course; nothing for those who teach none. */
export function SendBar(): React.ReactElement | null {
  const { model, trans } = useView();
  const send = useSend();
  useChanges(send, model.connection);
  const courses = (model.connection.me?.courses ?? [])
    .filter(one => one.role === 'instructor')
    .map(one => one.course);
  const first = courses.includes(send.course) ? send.course : courses[0];
  React.useEffect(() => {
    if (first) {
      send.turnTo(first);
    }
  }, [send, first]);
  if (!first || !send.sets) {
    return null;
  }
  const { obstacle, failure, sent } = send;
  const label = trans.__('Send to the course');
  return (
    <section className="jp-CodifySend" aria-label={label}>
      <form
        onSubmit={event => {
          event.preventDefault();
          void send.send();
        }}
      >
        {courses.length > 1 ? (
          <label>
            {trans.__('Course')}
            <select
              value={send.course}
              onChange={event => send.turnTo(event.target.value)}
            >
              {courses.map(course => (
                <option key={course}>{course}</option>
              ))}
            </select>
          </label>
        ) : (
          <p className="jp-CodifySend-course">
            {trans.__('Course')}
            <span>{send.course}</span>
          </p>
        )}
        <Choice />
        <button
          type="submit"
          className="jp-CodifyButton jp-mod-primary"
          disabled={obstacle !== null}
        >
          {send.busy === 'sending' ? trans.__('Sending…') : trans.__('Send')}
        </button>
        {obstacle && obstacle !== 'busy' && (
          <span className="jp-CodifySend-why">
            {obstacleWords(obstacle, trans)}
          </span>
        )}
      </form>
      {send.sets.error && (
        <Failure
          error={send.sets.error}
          onRetry={() => void send.sets?.load()}
        />
      )}
      {failure && <Failure error={failure} />}
      <div role="status">
        {sent && <p>{sentWords(sent.problem, sent.set, trans)}</p>}
      </div>
      {sent && <After sent={sent} />}
    </section>
  );
}

/** Which set it goes into, or what a new one is called. */
function Choice(): React.ReactElement {
  const { trans } = useView();
  const send = useSend();
  const sets = send.sets?.value ?? [];
  return (
    <>
      {sets.length > 0 && (
        <label>
          {trans.__('Set')}
          <select
            value={send.set}
            onChange={event => send.choose(event.target.value)}
          >
            {sets.map(set => (
              <option key={set.slug} value={set.slug}>
                {set.title}
              </option>
            ))}
            <option value={NEW}>{trans.__('New set…')}</option>
          </select>
        </label>
      )}
      {send.set === NEW && (
        <label>
          {trans.__('Title of the new set')}
          <input
            type="text"
            maxLength={120}
            value={send.title}
            placeholder={trans.__('Week 1')}
            onChange={event => {
              send.title = event.target.value;
            }}
          />
        </label>
      )}
    </>
  );
}

/** What comes after sending: publishing, then the link. */
function After(props: { sent: ISent }): React.ReactElement {
  const { trans } = useView();
  const send = useSend();
  const { set } = props.sent;
  const open = set.state === 'published' && !waits(set);
  return (
    <div className="jp-CodifySend-after">
      {open ? (
        <Link set={set} />
      ) : (
        <button
          className="jp-CodifyButton jp-mod-primary"
          disabled={send.busy !== null}
          onClick={() => void send.publish()}
        >
          {trans.__('Publish %1', set.title)}
        </button>
      )}
    </div>
  );
}

function Link(props: { set: ITaughtSet }): React.ReactElement {
  const { trans } = useView();
  const [{ url }] = useLinks(props.set);
  return (
    <>
      <input
        type="text"
        readOnly
        aria-label={trans.__('The link for students')}
        value={url}
        onFocus={event => event.target.select()}
      />
      <CopyLink set={props.set} />
    </>
  );
}

function obstacleWords(obstacle: Obstacle, trans: TranslationBundle): string {
  switch (obstacle) {
    case 'errors':
      return trans.__('Mend the errors first.');
    case 'unread':
      return trans.__('The problem could not be checked.');
    case 'no-name':
      return trans.__(
        'Give the new set a title, with Latin letters or digits.'
      );
    case 'name-taken':
      return trans.__('There is a set called so: choose it, or another title.');
    default:
      return trans.__('Wait for the check.');
  }
}
