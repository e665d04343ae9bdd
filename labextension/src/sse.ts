import { createParser } from 'eventsource-parser';

/** One server-sent event, its data read as JSON. */
export interface IServerEvent {
  event: string;
  id?: string;
  data: any;
}

/** The stream fell silent for longer than the server's keep-alive allows. */
export class SilentStreamError extends Error {
  constructor() {
    super('The stream fell silent');
    this.name = 'SilentStreamError';
  }
}

/**
 * Read the events of a response's body as they arrive.
 *
 * The native EventSource can neither POST nor set headers, hence this reader.
 * Any byte counts as a sign of life, keep-alive comments included.
 *
 * @param silenceMs - after this long without a byte, SilentStreamError.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number
): AsyncGenerator<IServerEvent, void, void> {
  const arrived: IServerEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) => {
      arrived.push({ event: event ?? 'message', id, data: JSON.parse(data) });
    }
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), silenceMs);
      if (value) {
        parser.feed(decoder.decode(value, { stream: true }));
      }
      while (arrived.length > 0) {
        yield arrived.shift()!;
      }
      if (done) {
        return;
      }
    }
  } finally {
    // Leaving early must close the connection, or the server goes on writing.
    void reader.cancel().catch(() => undefined);
  }
}

function withinSilence<T>(reading: Promise<T>, silenceMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SilentStreamError()), silenceMs);
  });
  return Promise.race([reading, silence]).finally(() => clearTimeout(timer));
}
