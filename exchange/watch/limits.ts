/** Times of a watch, in milliseconds. */
export interface Limits {
	/** Between two readings of a calendar whose changes are heard of. */
	safetyMs: number;
	/** Between two readings of a calendar whose changes are not heard of. */
	pollMs: number;
	/** First wait after a failure; doubles with each one in a row. */
	firstWaitMs: number;
	/** Longest wait after failures. */
	longestWaitMs: number;
	/** Time after which streaming is tried again where the server refused it. */
	streamingAgainMs: number;
}

export const defaultLimits: Limits = {
	safetyMs: 15 * 60_000,
	pollMs: 60_000,
	firstWaitMs: 1_000,
	longestWaitMs: 5 * 60_000,
	// By then Exchange has forgotten the subscriptions of a process that died.
	streamingAgainMs: 30 * 60_000,
};

/** The wait after so many failures in a row; none after none. */
export function backOff(failures: number, { firstWaitMs, longestWaitMs }: Limits): number {
	if (failures <= 0) return 0;
	return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - 1, 30));
}
