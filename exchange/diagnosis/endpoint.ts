import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { ResolvedSettings } from '../settings';
import { originOf, type Origin } from '../transport/origin';
import { proxyFor, type ChosenProxy } from '../transport/proxySettings';
import { createTlsContext, type TlsSettings } from '../transport/tlsContext';

/** Longest time for one step of a probe; a person waits for the answer. */
const maxProbeMs = 10_000;

/** The server of the EWS URL, with the proxy that the transport takes to it. */
export interface Endpoint extends Origin {
	proxy?: ChosenProxy;
}

export function endpointOf(url: string): Endpoint {
	const origin = originOf(new URL(url));
	const secure = origin.protocol === 'https:';
	return { ...origin, proxy: secure ? proxyFor(origin, process.env) : undefined };
}

export function probeTimeoutMs(settings: ResolvedSettings | undefined): number {
	return Math.min(settings?.timeoutMs ?? maxProbeMs, maxProbeMs);
}

/**
 * For a probe's own TLS connection: trusts what the transport trusts, but completes in any case, so that
 * the certificate can be looked at.
 * @throws InvalidSettings naming the certificate or key that can't be used
 */
export function probeTlsOptions({ host }: Origin, settings: TlsSettings): ConnectionOptions {
	return {
		servername: isIP(host) ? '' : host,
		secureContext: createTlsContext(settings),
		ALPNProtocols: ['http/1.1'],
		minVersion: 'TLSv1.2',
		rejectUnauthorized: false,
	};
}
