/** The package's own declarations are out of reach: it names them in `exports` only. */
declare module 'https-proxy-agent' {
	import type { Agent, ClientRequest } from 'node:http';
	import type { Socket } from 'node:net';
	import type { ConnectionOptions } from 'node:tls';

	export class HttpsProxyAgent extends Agent {
		constructor(proxy: string | URL, connect?: { signal?: AbortSignal });
		connect(
			request: ClientRequest,
			options: ConnectionOptions & { host: string; port: number; secureEndpoint: boolean },
		): Promise<Socket>;
	}
}
