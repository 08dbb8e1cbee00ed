import { keptGenerations } from '../../exchange/changes/position/generations';
import type { Sample } from './soak';

/** Part of the samples that belong to the warm-up. */
const warmUp = 0.3;

/** What may be more at the end than after the warm-up: a part, and so much besides. */
const allowed: Record<'heapMb' | 'sockets' | 'descriptors' | 'timers', [number, number]> = {
	heapMb: [0.1, 3],
	sockets: [0, 3],
	descriptors: [0, 5],
	timers: [0.25, 10],
};

/**
 * What grows after the warm-up, in words. The thirds after it are compared: of memory the least, as work under
 * way, of which a busy machine has more, comes on top of what stays; of all else the median.
 */
export function growth(samples: readonly Sample[]): string[] {
	const warm = samples.slice(Math.floor(samples.length * warmUp));
	const part = Math.max(1, Math.floor(warm.length / 3));
	return Object.entries(allowed).flatMap(([name, [share, more]]) => {
		const typical = name === 'heapMb' ? least : median;
		const of = (some: readonly Sample[]) => typical(some.map((one) => one[name as 'heapMb']));
		const [first, last] = [of(warm.slice(0, part)), of(warm.slice(-part))];
		if (last <= first * (1 + share) + more) return [];
		return `${name} grows from ${first.toFixed(1)} to ${last.toFixed(1)}`;
	});
}

/** In a calendar there are a position of the trigger and one of the sync: generations, and a pointer each. */
const mostHidden = 2 * (keptGenerations + 1);
/** One for 200 mailboxes, and four more for those that Exchange doesn't take together. */
const mostStreams = 5;
/** Connections of one process, as the credential says, both ends of them where both sides are in it. */
const mostSockets = 40;

/** What is more than it may ever be, in words. */
export function excess(samples: readonly Sample[]): string[] {
	const limits = { streams: mostStreams, hiddenMost: mostHidden, sockets: mostSockets } as const;
	return Object.entries(limits).flatMap(([name, limit]) => {
		const most = Math.max(...samples.map((one) => one[name as keyof typeof limits]));
		return most > limit ? `${name} reaches ${most}, more than ${limit}` : [];
	});
}

function least(values: number[]): number {
	return Math.min(...values);
}

function median(values: number[]): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[sorted.length >> 1];
}
