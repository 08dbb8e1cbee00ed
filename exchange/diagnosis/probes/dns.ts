import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';

/** The addresses of a host, or the reason why there are none. */
export type NameResolution =
	| { outcome: 'resolved'; addresses: string[]; ms: number }
	/** The host is written as an address. */
	| { outcome: 'literal'; addresses: string[]; ms: number }
	/** A name server says that there is no such name. */
	| { outcome: 'noSuchName'; code: string; ms: number }
	/** The name is there, but has no address. */
	| { outcome: 'noAddress'; code: string; ms: number }
	/** No name server gave an answer. */
	| { outcome: 'noAnswer'; code: string; ms: number }
	/** The system finds nothing where a name server has addresses: its own cache, hosts file or search order. */
	| { outcome: 'onlyByNameServer'; addresses: string[]; code: string; ms: number };

interface ResolutionOptions {
	/** Name servers to ask when the system finds nothing (`10.0.0.53` or `10.0.0.53:5353`). */
	nameServers?: readonly string[];
	timeoutMs?: number;
}

/**
 * Resolves a host as connections do (hosts file and search domains included). When that fails, asks the
 * name servers themselves, since only they tell "no such name" from "no answer".
 */
export async function resolveHost(
	host: string,
	{ nameServers, timeoutMs = 3000 }: ResolutionOptions = {},
): Promise<NameResolution> {
	const name = host.replace(/^\[|\]$/g, '');
	if (isIP(name)) return { outcome: 'literal', addresses: [name], ms: 0 };
	const start = performance.now();
	const ms = () => Math.round(performance.now() - start);
	try {
		const found = await dns.lookup(name, { all: true });
		const addresses = [...new Set(found.map(({ address }) => address))];
		return { outcome: 'resolved', addresses, ms: ms() };
	} catch (error) {
		const code = codeOf(error);
		const resolver = new dns.Resolver({ timeout: timeoutMs, tries: 2 });
		if (nameServers) resolver.setServers(nameServers);
		const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
		const addresses = answers.flatMap((answer) =>
			answer.status === 'fulfilled' ? answer.value : [],
		);
		if (addresses.length > 0) {
			return { outcome: 'onlyByNameServer', addresses, code, ms: ms() };
		}
		const codes = answers.map((answer) =>
			answer.status === 'rejected' ? codeOf(answer.reason) : '',
		);
		if (codes.includes('ENOTFOUND')) {
			return { outcome: 'noSuchName', code: 'ENOTFOUND', ms: ms() };
		}
		if (codes.includes('ENODATA')) return { outcome: 'noAddress', code: 'ENODATA', ms: ms() };
		return { outcome: 'noAnswer', code: codes.find(Boolean) ?? code, ms: ms() };
	}
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN';
}
