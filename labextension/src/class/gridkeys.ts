/** Rows that a page key skips. */
const PAGE = 10;

/**
 * The cell to which a key leads from another, as in any grid of the ARIA
 * practices; null for a key that leads nowhere.
 */
export function moveTo(
  table: HTMLTableElement,
  cell: HTMLTableCellElement,
  key: string,
  ctrl: boolean
): HTMLTableCellElement | null {
  const { rows } = table;
  const row = (cell.parentElement as HTMLTableRowElement).rowIndex;
  const column = cell.cellIndex;
  const last = { row: rows.length - 1, column: rows[row].cells.length - 1 };
  const to = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    Home: [ctrl ? 0 : row, 0],
    End: [ctrl ? last.row : row, last.column],
    PageUp: [row - PAGE, column],
    PageDown: [row + PAGE, column]
  }[key];
  if (!to) {
    return null;
  }
  const [toRow, toColumn] = [
    Math.min(last.row, Math.max(0, to[0])),
    Math.min(last.column, Math.max(0, to[1]))
  ];
  return rows[toRow].cells[toColumn];
}
