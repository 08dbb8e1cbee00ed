/** Numbers and Markdown tables of the benchmark. */

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three significant digits below 100, whole numbers above. */
export function number(value: number): string {
	return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Median of paired ratios with their range. */
export function ratio(values: number[]): string {
	const spread = `${number(Math.min(...values))} – ${number(Math.max(...values))}`;
	return `${number(median(values))} (${spread})`;
}

export function table(head: string[], rows: string[][]): string {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
