import type { Exchange } from '../../../exchange/connection';
import { resolveSettings } from '../../../exchange/settings';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';

interface PageAnswer {
	status: number;
	headers?: Record<string, string>;
}

/**
 * An Exchange found by autodiscover, in whose place a web page is answered; waits take no time.
 * `forgotten` has what autodiscover was told to forget.
 */
export function foundExchange(answer: () => PageAnswer | Promise<PageAnswer>): {
	exchange: Exchange;
	forgotten: unknown[][];
} {
	const forgotten: unknown[][] = [];
	let now = 0;
	const exchange: Exchange = {
		settings: resolveSettings({
			autodiscover: true,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'svc',
			password: 'secret',
		}),
		transport: {
			async send() {
				const { status, headers } = await answer();
				return {
					status,
					headers: { 'content-type': 'text/html', ...headers },
					conceal: (text) => text,
					body: (async function* () {
						yield Buffer.from('<html></html>');
					})(),
					discard: () => undefined,
				};
			},
			close: async () => undefined,
		},
		retry: createRetryPolicy({
			clock: () => now,
			sleep: async (milliseconds) => void (now += milliseconds),
		}),
		ewsUrl: Object.assign(async () => 'https://ex1.enyoi.example/EWS/Exchange.asmx', {
			forget: (...what: unknown[]) => void forgotten.push(what),
		}),
		close: async () => undefined,
	};
	return { exchange, forgotten };
}
