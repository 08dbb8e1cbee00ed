import { EventEmitter } from 'node:events';
import type * as http from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { connectionFailure } from './connectionFailure';
import { Unreachable } from './errors';
import type { Origin } from './origin';
import type { ChosenProxy } from './proxySettings';

/**
 * Opens a TLS socket to `origin` through a CONNECT proxy; the handshake is not awaited.
 * @param signal closes the socket to a proxy that does not answer in time
 * @throws Unreachable naming the proxy (never its password) and what it answered
 */
export async function tunnel(
	{ url, variable, exceptions }: ChosenProxy,
	origin: Origin,
	tlsOptions: ConnectionOptions,
	signal: AbortSignal,
): Promise<Socket> {
	const agent = new HttpsProxyAgent(url, { signal });
	let status = 0;
	agent.once('proxyConnect', (answer: { statusCode: number }) => {
		status = answer.statusCode;
	});
	const socket = await agent
		.connect(new EventEmitter() as http.ClientRequest, {
			...tlsOptions,
			host: origin.host,
			port: origin.port,
			secureEndpoint: true,
		})
		.catch((error: unknown) => {
			const failure = connectionFailure(error, proxyOrigin(url), 'connecting');
			throw new Unreachable(
				`The proxy could not be reached: ${failure.message}`,
				url.host,
				'connecting',
				{
					cause: failure.cause,
					remedy: `Check ${variable} in the environment of n8n, or add ${origin.host} to ${exceptions}.`,
					remedyBy: 'networkAdmin',
				},
			);
		});
	if (status === 200) return socket;
	// What it gives then is no connection: that is closed.
	throw new Unreachable(
		`The proxy ${url.host} refused to connect to ${origin.host}:${origin.port} (HTTP ${status})`,
		url.host,
		'connecting',
		{
			remedy:
				status === 407
					? `The proxy wants a sign-in. Put user and password in ${variable} in the environment of n8n.`
					: `Have the proxy allow ${origin.host}:${origin.port}, or add ${origin.host} to ${exceptions} in the environment of n8n.`,
			remedyBy: 'networkAdmin',
			details: { httpStatus: status },
		},
	);
}

function proxyOrigin(proxy: URL): Origin {
	const secure = proxy.protocol === 'https:';
	return {
		protocol: secure ? 'https:' : 'http:',
		host: proxy.hostname.replace(/^\[|\]$/g, ''),
		port: Number(proxy.port || (secure ? 443 : 80)),
	};
}
