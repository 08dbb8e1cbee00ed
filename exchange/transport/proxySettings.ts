import { urlOf } from '../urlOf';
import { isLoopback } from './hostNames';
import type { Origin } from './origin';

/** A proxy, and the variables of the environment that decide on it. */
export interface ChosenProxy {
	url: URL;
	/** The variable that names it, such as `HTTPS_PROXY`. */
	variable: string;
	/** The variable that names servers to reach without it. */
	exceptions: string;
}

/**
 * The proxy for a server, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as n8n reads them
 * (lower case wins, unless it is empty). This machine itself is never reached through a proxy.
 * @see https://docs.n8n.io/hosting/configuration/environment-variables/deployment/
 */
export function proxyFor(
	origin: Origin,
	environment: Readonly<Record<string, string | undefined>>,
): ChosenProxy | undefined {
	if (isLoopback(origin.host)) return undefined;
	const nameOf = (variable: string) =>
		environment[variable.toLowerCase()] ? variable.toLowerCase() : variable;
	const exceptions = nameOf('NO_PROXY');
	if (excluded(origin, environment[exceptions] ?? '')) return undefined;
	const own = nameOf(origin.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
	const variable = environment[own] ? own : nameOf('ALL_PROXY');
	const value = environment[variable]?.trim() ?? '';
	if (value === '') return undefined;
	const url = urlOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
	const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
	return url && isHttp ? { url, variable, exceptions } : undefined;
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
