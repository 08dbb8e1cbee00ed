import type { ScaleOutMeasurement } from './scaleOut';
import { child } from './parts';
import { number, table } from './tables';

/** The table of the example for thousands of mailboxes, one row for each number of workers. */
export async function workersOfN8n(counts: number[], mailboxes: string): Promise<string> {
	const rows = [];
	for (const workers of counts) {
		const one = await child<ScaleOutMeasurement>('scaleOut.ts', String(workers), mailboxes);
		rows.push([
			number(workers),
			number(one.wallMs / 1000),
			number((Number(mailboxes) * 1000) / one.wallMs),
			number((one.changes * 1000) / one.wallMs),
		]);
	}
	return table(['workers', 'seconds', 'mailboxes a second', 'changes a second'], rows);
}
