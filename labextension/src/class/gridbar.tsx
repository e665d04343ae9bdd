import * as React from 'react';

import { useView } from '../view/context';
import { Order, sections } from './arranging';
import { useClass } from './context';

/** Which rows are shown, and in which order. */
export function Toolbar(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const grid = model.grid.value!;
  const { arrangement: how, rows } = model;
  const orders: [Order, string][] = [
    ['name', trans.__('by name')],
    ['stuck', trans.__('who needs help first')],
    ['solved', trans.__('most solved first')],
    ['activity', trans.__('last active first')]
  ];
  const known = sections(grid);
  return (
    <div className="jp-CodifyClass-toolbar">
      <input
        type="search"
        value={how.text}
        placeholder={trans.__('Find a student…')}
        aria-label={trans.__('Find a student')}
        onChange={event => model.arrangeBy({ text: event.target.value })}
      />
      {known.length > 1 && (
        <select
          value={how.section ?? ''}
          aria-label={trans.__('Section')}
          onChange={event =>
            model.arrangeBy({ section: event.target.value || null })
          }
        >
          <option value="">{trans.__('All sections')}</option>
          {known.map(section => (
            <option key={section} value={section}>
              {section}
            </option>
          ))}
        </select>
      )}
      <select
        value={how.order}
        aria-label={trans.__('Order')}
        onChange={event =>
          model.arrangeBy({ order: event.target.value as Order })
        }
      >
        {orders.map(([order, name]) => (
          <option key={order} value={order}>
            {name}
          </option>
        ))}
      </select>
      <button
        className="jp-CodifyButton"
        aria-pressed={how.needy}
        onClick={() => model.arrangeBy({ needy: !how.needy })}
      >
        {trans.__('Stuck or asking')}
      </button>
      <span role="status">
        {rows.length === grid.students.length
          ? trans._n('%1 student', '%1 students', rows.length)
          : trans.__('%1 of %2 students', rows.length, grid.students.length)}
      </span>
    </div>
  );
}

/** What the signs in the cells mean. */
export function Legend(): React.ReactElement {
  const { trans } = useView();
  const model = useClass();
  const entries: [string, string, string][] = [
    ['opened', '○', trans.__('opened')],
    ['trying', '◐', trans.__('trying, with the number of tries')],
    ['solved', '✓', trans.__('solved, with the number of tries')]
  ];
  return (
    <footer className="jp-CodifyClass-legend">
      {entries.map(([state, sign, words]) => (
        <span key={state}>
          <span
            className="jp-CodifyClass-key"
            data-state={state}
            aria-hidden="true"
          >
            {sign}
          </span>{' '}
          {words}
        </span>
      ))}
      <span>
        <span className="jp-CodifyClass-mark" aria-hidden="true">
          !
        </span>{' '}
        {model.grid.value!.stuck_rule}
      </span>
      <span>
        <span className="jp-CodifyClass-mark" aria-hidden="true">
          ?
        </span>{' '}
        {trans.__('has asked you')}
      </span>
    </footer>
  );
}
