import { isLoopback } from './hostNames';
import type { Origin } from './origin';

/**
 * The proxy for a server, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as n8n reads them
 * (lower case wins, unless it is empty). This machine itself is never reached through a proxy.
 * @see https://docs.n8n.io/hosting/configuration/environment-variables/deployment/
 */
export function proxyFor(
	origin: Origin,
	environment: Readonly<Record<string, string | undefined>>,
): URL | undefined {
	if (isLoopback(origin.host)) return undefined;
	const variable = (name: string) =>
		environment[name.toLowerCase()] || environment[name.toUpperCase()] || '';
	if (excluded(origin, variable('no_proxy'))) return undefined;
	const value = (
		variable(origin.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || variable('all_proxy')
	).trim();
	if (value === '') return undefined;
	try {
		const proxy = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
		return proxy.protocol === 'http:' || proxy.protocol === 'https:' ? proxy : undefined;
	} catch {
		return undefined;
	}
}

/** Entries are `host`, `.domain`, `*.domain` or `*`, each with an optional `:port`. */
function excluded({ host, port }: Origin, list: string): boolean {
	return list
		.toLowerCase()
		.split(/[\s,]+/)
		.filter((entry) => entry !== '')
		.some((entry) => {
			const [, name, onlyPort] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
			if (onlyPort && Number(onlyPort) !== port) return false;
			if (!/^[.*]/.test(name)) return host.toLowerCase() === name;
			return host.toLowerCase().endsWith(name.replace(/^\*/, ''));
		});
}
