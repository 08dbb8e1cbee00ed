import { EventLoopTurns } from './eventLoop';
import { type ConnectionSettings, type ResolvedSettings, resolveSettings } from './settings';
import { createTransport } from './transport/createTransport';
import { createRetryPolicy, type RetryPolicyOptions } from './transport/createRetryPolicy';
import type { RetryPolicy } from './transport/retryPolicy';
import type { Transport } from './transport/transport';
import { EchoedIds } from './ews/echoedIds';
import type { ServerVersionInfo } from './ews/versions';
import { createEwsUrlFinder, type EwsUrlFinder } from './autodiscover/ewsUrl';

/** A connection to one Exchange organization under one set of settings. Sockets open on first use. */
export interface Exchange {
	readonly settings: ResolvedSettings;
	readonly transport: Transport;
	readonly retry: RetryPolicy;
	/** The EWS URL: from the settings, or found by autodiscover for that mailbox and remembered. */
	readonly ewsUrl: EwsUrlFinder;
	/** Answers are known by the ids that were sent. Absent: each request for itself. */
	readonly echoes?: EchoedIds;
	/** How long work shares the event loop. Absent: each call and run takes turns by itself. */
	readonly turns?: EventLoopTurns;
	/** Bytes that a request of several items may have, since the server refused a larger one. */
	largestRequest?: number;
	/** The version that the server named in its latest answer. */
	serverVersion?: ServerVersionInfo;
	/** Closes all sockets; calls under way end with an error of code `cancelled`. */
	close(): Promise<void>;
}

/**
 * Checks the settings and prepares a connection. No I/O.
 * @param retrying for tests
 * @throws InvalidSettings naming the field
 */
export function connect(
	settings: ConnectionSettings,
	retrying: Pick<RetryPolicyOptions, 'firstWaitMs'> = {},
): Exchange {
	const resolved = resolveSettings(settings);
	const transport = createTransport(resolved);
	return {
		settings: resolved,
		transport,
		retry: createRetryPolicy({
			...retrying,
			deadlineMs: 2 * resolved.timeoutMs,
			onTooManyConnections: () => transport.useFewerConnections(),
		}),
		ewsUrl: createEwsUrlFinder(resolved),
		echoes: new EchoedIds(),
		turns: new EventLoopTurns(),
		close: async () => await transport.close(),
	};
}
