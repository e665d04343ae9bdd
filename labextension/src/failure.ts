import { SilentStreamError } from './sse';

/**
 * The one error of the API: what the server (or its absence) said.
 */
export class CodifyError extends Error {
  /**
   * @param message - a sentence for the person at the screen.
   * @param reason - the server's stable word, or `unreachable`, `timeout`,
   *   `aborted`, `broken_stream`.
   * @param status - the HTTP status; 0 when there was no answer.
   */
  constructor(
    message: string,
    readonly reason: string,
    readonly status = 0
  ) {
    super(message);
    this.name = 'CodifyError';
  }

  /** Whether the server could not be reached, so that trying again may help. */
  get away(): boolean {
    return (
      ['unreachable', 'timeout', 'broken_stream'].includes(this.reason) ||
      [502, 503, 504].includes(this.status)
    );
  }

  /** Whether the request was given up on purpose. */
  get aborted(): boolean {
    return this.reason === 'aborted';
  }
}

/** Gives up after a while, or when the caller does. */
export class Patience {
  constructor(ms: number, caller?: AbortSignal) {
    this._timer = setTimeout(this._giveUp, ms);
    this._caller = caller;
    if (caller?.aborted) {
      this._giveUp();
    }
    caller?.addEventListener('abort', this._giveUp);
  }

  get signal(): AbortSignal {
    return this._controller.signal;
  }

  /** The time limit is met; the caller may still give up. */
  answered(): void {
    clearTimeout(this._timer);
  }

  end(): void {
    this.answered();
    this._caller?.removeEventListener('abort', this._giveUp);
  }

  private _controller = new AbortController();
  private _giveUp = () => this._controller.abort();
  private _timer: ReturnType<typeof setTimeout>;
  private _caller?: AbortSignal;
}

export function asCodifyError(
  error: unknown,
  patience: Patience,
  signal?: AbortSignal
): CodifyError {
  if (error instanceof CodifyError) {
    return error;
  }
  if (signal?.aborted) {
    return new CodifyError('Stopped.', 'aborted');
  }
  // JupyterLab's NetworkError hides that the request was aborted.
  if (patience.signal.aborted || error instanceof SilentStreamError) {
    return new CodifyError('The server took too long to answer.', 'timeout');
  }
  if (error instanceof SyntaxError) {
    return new CodifyError(
      'The server’s answer could not be read.',
      'broken_stream'
    );
  }
  return new CodifyError('The server cannot be reached.', 'unreachable');
}

export async function refusal(response: Response): Promise<CodifyError> {
  let body: { message?: unknown; reason?: unknown } = {};
  try {
    body = await response.json();
  } catch {
    // A proxy's HTML page, say: the status has to do.
  }
  const { message, reason } = body;
  return new CodifyError(
    typeof message === 'string' && message
      ? message
      : `The server answered ${response.status} ${response.statusText}.`,
    typeof reason === 'string' && reason ? reason : `http_${response.status}`,
    response.status
  );
}
