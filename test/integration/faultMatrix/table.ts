/** A table for people who read the output of a test. */
export class Table {
	private readonly rows: string[][];

	constructor(headings: string[]) {
		this.rows = [headings];
	}

	add(cells: string[]): void {
		this.rows.push(cells);
	}

	toString(): string {
		const widths = this.rows[0].map((_, column) =>
			Math.max(...this.rows.map((row) => row[column]?.length ?? 0)),
		);
		const line = (cells: string[]) =>
			`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
		const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
		const [headings, ...rest] = this.rows;
		return [line(headings), rule, ...rest.map(line)].join('\n');
	}
}
