import { child } from './parts';
import { number, table } from './tables';
import type { WatchMeasurement } from './watch';

/** The table of watched calendars, one row for each number of them. */
export async function watchedCalendars(sizes: number[], changes: number): Promise<string> {
	const rows = [];
	for (const size of sizes) {
		const one = await child<WatchMeasurement>('watch.ts', String(size), String(changes));
		rows.push([
			number(one.mailboxes),
			`${number(one.medianMs)} / ${number(one.p99Ms)} / ${number(one.longestMs)}`,
			number(one.requestsPerChange),
			number(one.cpuMsPerChange),
			String(one.streams),
			String(one.sockets),
			number(one.restCpuMsPerMinute),
			number(one.memoryMb),
			number(one.startMs),
			number(one.startRequests),
		]);
	}
	return table(
		[
			'mailboxes',
			'ms from the write to the event: median / 99 % / longest',
			'requests a change',
			'CPU ms a change',
			'connections that stay open',
			'sockets open at rest',
			'CPU ms a minute at rest',
			'memory MB',
			'ms to start',
			'requests to start',
		],
		rows,
	);
}
