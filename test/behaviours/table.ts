import type { Drawn } from './meet';

/** Runs and failures of a value, on servers that have nothing else of their own, and on drawn ones. */
interface Row {
	alone?: [runs: number, failures: number];
	drawn?: [runs: number, failures: number];
}

/** What was met, by name and value of a behaviour, as a table in Markdown. */
export class BehaviourTable {
	private readonly rows = new Map<string, Row>();
	private readonly all: Required<Row>;

	/** @param runs of the scenarios on a server of defaults */
	constructor(runs: number, failures: number) {
		this.all = { alone: [runs, failures], drawn: [0, 0] };
		this.rows.set('as by default', { alone: [runs, failures] });
	}

	addAlone(value: string, runs: number, failures: number): void {
		this.rows.set(value, { alone: [runs, failures] });
		this.all.alone[0] += runs;
		this.all.alone[1] += failures;
	}

	addDrawn(servers: number, { failures, counts }: Drawn): void {
		this.all.drawn = [servers, failures.length];
		for (const [value, drawn] of counts) this.rows.set(value, { ...this.rows.get(value), drawn });
	}

	toString(): string {
		const [standard, ...rest] = this.rows;
		const rows: Array<[string, Row]> = [standard, ['all', this.all], ...rest.sort(byName)];
		return [
			'| behaviour | runs alone | failures | drawn servers with it | failures |',
			'| --- | ---: | ---: | ---: | ---: |',
			...rows.map(
				([name, { alone = unknown, drawn = unknown }]) =>
					`| ${[name, ...alone, ...drawn].join(' | ')} |`,
			),
		].join('\n');
	}
}

const unknown = ['–', '–'];

function byName([one]: [string, Row], [other]: [string, Row]): number {
	return one < other ? -1 : 1;
}
