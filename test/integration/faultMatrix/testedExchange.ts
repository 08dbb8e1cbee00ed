import { setImmediate as nextTurn } from 'node:timers/promises';
import { createEwsUrlFinder } from '../../../exchange/autodiscover/ewsUrl';
import type { Exchange } from '../../../exchange/connection';
import { type ConnectionSettings, resolveSettings } from '../../../exchange/settings';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { Cancelled } from '../../../exchange/transport/errors';
import { createTransport } from '../../../exchange/transport/createTransport';
import type { ExchangeServer } from '../../exchangeServer';

/** Time that passes only while somebody waits. */
export class VirtualTime {
	elapsed = 0;
	readonly waits: number[] = [];

	readonly clock = () => this.elapsed;
	readonly random = () => 1;
	readonly sleep = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
		const end = this.elapsed + milliseconds;
		this.waits.push(milliseconds);
		await nextTurn();
		if (signal?.aborted) throw new Cancelled();
		this.elapsed = Math.max(this.elapsed, end);
	};
}

export interface TestedExchangeOptions {
	time: Pick<VirtualTime, 'clock' | 'sleep' | 'random'>;
	maxConnections?: number;
	/** What differs from an NTLM sign-in over http. */
	settings?: Partial<ConnectionSettings>;
}

/** Beyond what a busy machine takes for an answer; a test that wants it to pass calls `passIdleLimit`. */
const maxSilenceMs = 600_000;

/** `connect`, with a clock and limits that a test can wait for. */
export function testedExchange(
	{ url, company }: ExchangeServer,
	{ time, maxConnections = 4, settings: changes }: TestedExchangeOptions,
): Exchange {
	const { user, password } = company.serviceAccount;
	const settings = {
		...resolveSettings({
			server: url,
			version: 'Exchange2019',
			emailDns: company.domain,
			user,
			password,
			authScheme: 'ntlm',
			maxConnections,
			...changes,
		}),
		timeoutMs: maxSilenceMs,
	};
	const transport = createTransport(settings, { maxResponseBytes: 2 ** 20 });
	return {
		settings,
		transport,
		retry: createRetryPolicy({
			...time,
			onTooManyConnections: () => transport.useFewerConnections(),
		}),
		ewsUrl: createEwsUrlFinder(settings),
		close: async () => await transport.close(),
	};
}
