import type {
	Transport,
	TransportRequest,
	TransportResponse,
} from '../../exchange/transport/transport';
import type { ExchangeServer } from '../exchangeServer';

/** A transport to a test Exchange in the same process: no sockets, no HTTP. */
export function inMemoryTransport(
	server: ExchangeServer,
	{ user, password }: { user: string; password: string },
): Transport {
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	return {
		async send(request) {
			const { status, headers, body } = await server.answer({
				method: request.method ?? 'POST',
				path: new URL(request.url).pathname,
				headers: { ...lowerCased(request.headers), authorization },
				body: Buffer.from((request.body ?? '') as string),
			});
			if (status === 401) throw new Error('The test Exchange refused the sign-in');
			return plainResponse(status, headers, body);
		},
		close: async () => undefined,
	};
}

/** An answer that is there as a whole. */
export function plainResponse(
	status: number,
	headers: Record<string, string>,
	body: Buffer,
): TransportResponse {
	return {
		status,
		headers,
		conceal: (text) => text,
		body: (async function* () {
			yield body;
		})(),
		discard: () => undefined,
	};
}

/** Without gzip, which would only cost time here. */
function lowerCased(headers: TransportRequest['headers'] = {}): Record<string, string> {
	const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
	return Object.fromEntries(named.filter(([name]) => name !== 'accept-encoding'));
}
