/** Measures a client inside its own process, after it has been loaded. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';

export interface Measurement {
	items: number;
	cpuMs: number;
	/** Peak resident memory over what the loaded, idle process used, MB. */
	peakMb: number;
	/** By how much V8's space for young objects has grown, MB: it decides that by itself, up to a limit of its own. */
	youngMb: number;
	/** Longest time that the event loop did nothing else, ms. */
	longestBlockMs: number;
}

/**
 * Runs `work`, which returns how many items it read.
 * @param before runs that are not measured: what is compiled is compiled then
 */
export async function measure(work: () => Promise<number>, before = 0): Promise<Measurement> {
	for (let run = 0; run < before; run++) await work();
	globalThis.gc?.();
	const idle = process.memoryUsage.rss();
	const young = youngBytes();
	// Coarse enough to cost nothing beside what is measured.
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	await new Promise((resolve) => setTimeout(resolve, 50));
	delay.reset();
	const cpu = process.cpuUsage();
	const items = await work();
	const { user, system } = process.cpuUsage(cpu);
	delay.disable();
	const peak = process.resourceUsage().maxRSS * 1024;
	return {
		items,
		cpuMs: (user + system) / 1000,
		peakMb: (peak - idle) / 1e6,
		youngMb: (youngBytes() - young) / 1e6,
		longestBlockMs: delay.max / 1e6,
	};
}

function youngBytes(): number {
	const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
	return space!.physical_space_size;
}

/** Prints the measurement as the last line, for the process that compares. */
export function report(measurement: Measurement): void {
	process.stdout.write(`${JSON.stringify(measurement)}\n`);
}
