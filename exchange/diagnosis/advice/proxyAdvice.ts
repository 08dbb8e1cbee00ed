import type { Endpoint } from '../endpoint';
import type { Finding } from '../finding';

/** What was found on the way to the proxy: it is no fault of Exchange, nor one that the credential mends. */
export function onTheWay(finding: Finding, { host, proxy }: Endpoint): Finding {
	if (!proxy || finding.remedy === undefined) return finding;
	const { status, details, facts } = finding;
	const { url, variable, exceptions } = proxy;
	const advice = {
		cause: `n8n takes the proxy ${url.host} of its environment (${variable}) to ${host}, and that one is not reached as it should be.`,
		remedy: `Check the proxy and ${variable} in the environment of n8n, or add ${host} to ${exceptions} there, so that n8n goes to Exchange directly.`,
		remedyBy: 'networkAdmin',
	} as const;
	return { status, details, facts, ...advice };
}
