import type { Endpoint } from '../endpoint';
import type { Finding } from '../finding';

/** What was found on the way to the proxy: it is no fault of Exchange, nor one that the credential mends. */
export function onTheWay(finding: Finding, { host, proxy }: Endpoint): Finding {
	if (!proxy || finding.remedy === undefined) return finding;
	const { status, details, facts } = finding;
	const advice = {
		cause: `n8n takes the proxy ${proxy.host} of its environment (HTTPS_PROXY) to ${host}, and that one is not reached as it should be.`,
		remedy: `Check the proxy and HTTPS_PROXY in the environment of n8n, or add ${host} to NO_PROXY there, so that n8n goes to Exchange directly.`,
		remedyBy: 'networkAdmin',
	} as const;
	return { status, details, facts, ...advice };
}
