import type { ResolvedSettings } from '../resolveSettings';

/** Longest time for one step of a probe; a person waits for the answer. */
const longestProbeMs = 10_000;

export function endpointOf(url: string): { host: string; port: number; secure: boolean } {
	const { hostname, port, protocol } = new URL(url);
	const secure = protocol === 'https:';
	return {
		host: hostname.replace(/^\[|\]$/g, ''),
		port: port === '' ? (secure ? 443 : 80) : Number(port),
		secure,
	};
}

export function probeTimeoutMs(settings: ResolvedSettings | undefined): number {
	return Math.min(settings?.timeoutMs ?? longestProbeMs, longestProbeMs);
}
