/**
 * Lays rows out in columns for a terminal.
 * @param {Array<Record<string, unknown>>} rows
 * @param {string[]} [columns] default: the keys of the first row
 * @returns {string} numbers right, everything else left; no trailing spaces
 */
export function table(rows, columns = Object.keys(rows[0] ?? {})) {
	const text = (value) => (value === undefined || value === null ? '' : String(value));
	const widths = columns.map((column) =>
		Math.max(column.length, ...rows.map((row) => text(row[column]).length)),
	);
	const isNumeric = columns.map((column) => rows.every((row) => typeof row[column] === 'number'));
	const line = (cells) =>
		`  ${cells
			.map((cell, index) =>
				isNumeric[index] ? cell.padStart(widths[index]) : cell.padEnd(widths[index]),
			)
			.join('  ')}`.trimEnd();
	return [
		line(columns),
		line(widths.map((width) => '-'.repeat(width))),
		...rows.map((row) => line(columns.map((column) => text(row[column])))),
	].join('\n');
}
