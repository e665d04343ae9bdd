import { CodifyClient } from '../api';
import { IServerEvent } from '../sse';

/** Between two tries, ms: at first, and at the most. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30000;

/**
 * Listen to a stream until the signal says to stop: when it ends or breaks it
 * is opened anew, after a pause that grows while nothing comes.
 *
 * @param take - gets each event.
 * @param changed - told whether the stream is open.
 */
export async function follow(
  client: CodifyClient,
  path: string,
  signal: AbortSignal,
  take: (event: IServerEvent) => void,
  changed: (open: boolean) => void = () => undefined
): Promise<void> {
  let pause = FIRST_PAUSE;
  while (!signal.aborted) {
    try {
      for await (const event of client.listen(path, signal)) {
        pause = FIRST_PAUSE;
        changed(true);
        take(event);
      }
    } catch {
      // Opened anew below; the connection's own banner says what is wrong.
    }
    if (!signal.aborted) {
      changed(false);
      await resting(pause, signal);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }
}

function resting(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake);
  });
}
