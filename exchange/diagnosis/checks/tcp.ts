import { testPort } from '../../adminCommands';
import { Blank, powershell } from '../../powershell';
import { defineCheck } from '../check';
import { failed, passed, skipped, warning, type Finding } from '../finding';
import { connectOnce, type TcpAttempt } from '../probes/tcp';
import { onTheWay } from '../advice/proxyAdvice';
import { endpointOf, probeTimeoutMs, type Endpoint } from '../endpoint';
import { originOf } from '../../transport/origin';

/** Number of addresses that are tried; more come only from content networks, which Exchange isn't behind. */
const addressesTried = 8;

export const tcp = defineCheck({
	id: 'tcp',
	title: 'The server accepts connections',
	needs: ['dns'],
	testButton: 'runs',
	async run({ facts, signal }) {
		if (!facts.url) return skipped('There is no server to connect to.');
		const endpoint = endpointOf(facts.url);
		const { host, port } = endpoint.proxy ? originOf(endpoint.proxy.url) : endpoint;
		const known = facts.resolution && 'addresses' in facts.resolution;
		const addresses = known ? (facts.resolution as { addresses: string[] }).addresses : [host];
		const timeoutMs = probeTimeoutMs(facts.settings);
		const attempts = await Promise.all(
			addresses
				.slice(0, addressesTried)
				.map((address) => connectOnce(address, port, timeoutMs, signal)),
		);
		return onTheWay(judged({ host, port, proxy: endpoint.proxy }, attempts, timeoutMs), endpoint);
	},
});

function judged(
	{ host, port, proxy }: Pick<Endpoint, 'host' | 'port' | 'proxy'>,
	attempts: TcpAttempt[],
	timeoutMs: number,
): Finding {
	const connected = attempts.filter(
		(attempt): attempt is Extract<TcpAttempt, { outcome: 'connected' }> =>
			attempt.outcome === 'connected',
	);
	if (connected.length === 0) return nothingConnected({ host, port }, attempts, timeoutMs);
	const [first] = connected;
	const through = proxy ? 'the proxy ' : '';
	const details = `${through}${first.address}:${port} in ${first.ms} ms from ${first.localAddress}`;
	const found = { localAddress: first.localAddress };
	const reached = new Set(
		attempts
			.filter(({ outcome }) => outcome !== 'unreachable')
			.map(({ address }) => isIPv6(address)),
	);
	const silent = attempts.filter(
		({ address, outcome }) => outcome !== 'connected' && reached.has(isIPv6(address)),
	);
	if (silent.length === 0) {
		// A network without IPv6 is no fault of the server: connections take the other address.
		const others = attempts.filter(({ address }) => !reached.has(isIPv6(address)));
		const without = others.map(({ address }) => address).join(', ');
		return passed(without ? `${details}; n8n has no way to ${without}.` : `${details}.`, found);
	}
	const names = silent.map(({ address }) => address).join(', ');
	return warning(
		{
			details: `${details}; no connection to ${names}.`,
			cause: `${host} has several addresses and not all of them answer.`,
			remedy: `Repair the server at ${names}, or remove its address from the DNS record of ${host}.`,
			remedyBy: 'exchangeAdmin',
			command: testPort({ host: silent[0].address, port }),
		},
		found,
	);
}

function nothingConnected(
	{ host, port }: Pick<Endpoint, 'host' | 'port'>,
	attempts: TcpAttempt[],
	timeoutMs: number,
): Finding {
	const outcomes = new Set(attempts.map(({ outcome }) => outcome));
	const addresses = attempts.map(({ address }) => address).join(', ');
	const command = testPort({ host, port });
	if (outcomes.has('timedOut')) {
		return failed({
			details: `${addresses} gave no answer on port ${port} within ${timeoutMs / 1000} s.`,
			cause: 'A firewall drops the packets, or the server is off.',
			remedy: `Allow TCP port ${port} from the machine on which n8n runs to ${addresses}.`,
			remedyBy: 'networkAdmin',
			command: powershell`New-NetFirewallRule -DisplayName "n8n to EWS" -Direction Inbound -Protocol TCP -LocalPort ${port} -RemoteAddress ${new Blank('address of n8n')} -Action Allow`,
		});
	}
	if (outcomes.has('refused')) {
		return failed({
			details: `${addresses} refused the connection on port ${port}.`,
			cause: 'Nothing listens there, or a firewall answers in its place.',
			remedy: `Check the port, and that the web site of Exchange runs on ${host}.`,
			remedyBy: 'exchangeAdmin',
			command,
		});
	}
	const codes = attempts.map((attempt) => ('code' in attempt ? attempt.code : '')).filter(Boolean);
	return failed({
		details: `There is no way to ${addresses} (${codes.join(', ')}).`,
		cause: 'The network of n8n has no route to the server, or a local firewall forbids it.',
		remedy: `Check the route (VPN, container network) from the machine of n8n to ${host}.`,
		remedyBy: 'networkAdmin',
		command,
	});
}

function isIPv6(address: string): boolean {
	return address.includes(':');
}
