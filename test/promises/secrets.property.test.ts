import { promises as dns } from 'node:dns';
import type { INode } from 'n8n-workflow';
import { connect, type Exchange } from '../../exchange/connection';
import { getServerTimeZones } from '../../exchange/ews/operations/getServerTimeZones';
import { call } from '../../exchange/ews/request';
import type { ConnectionSettings } from '../../exchange/settings';
import { createRetryPolicy } from '../../exchange/transport/createRetryPolicy';
import { toErrorItem, toNodeError } from '../../nodes/shared/errors';
import { everythingOf, formsOf } from '../integration/secrets/searching';
import { seed, seeded, type Random } from '../support/seed';
import { allowedHost, hostFor, mailboxes, otherHosts, ownHosts, strangers } from './hostileHosts';
import { HostileNetwork, type Received } from './hostileNetwork';

/** Set for each journey; all sockets lead into it. */
let mockNetwork: HostileNetwork;

jest.mock('../../exchange/transport/openSocket', () => ({
	openSocket: async (origin: { host: string; protocol: string }) => mockNetwork.open(origin),
}));

jest.setTimeout(600_000);

const journeys = Number(process.env.JOURNEYS ?? 2000);

const node: INode = {
	id: 'node-1',
	name: 'Exchange',
	type: 'test',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

interface Journey {
	settings: ConnectionSettings;
	mailbox: string;
	/** Hosts that may get the sign-in. */
	trusted: Set<string>;
	secrets: string[];
}

function drawJourney(number: number, random: Random): Journey {
	// Accounts whose sign-in was refused have to wait, so each journey has its own.
	const user = `svc-marker-${number}@enyoi.example`;
	const password = `Pässwort-${number}-<7Qz&>"`;
	const token = `header.token-marker-${number}-4Xv.signature`;
	const isSearched = random.chance(0.7);
	const knowsSales = random.chance(0.4);
	const allows = random.chance(0.3);
	const hasToken = random.chance(0.2);
	return {
		settings: {
			...(isSearched ? { autodiscover: true } : { server: 'mail.enyoi.example' }),
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			...(knowsSales && { otherEmailDomains: 'sales.example' }),
			...(allows && { allowedRedirectHosts: allowedHost }),
			...(hasToken
				? { accessToken: async () => token }
				: { user, password, authScheme: random.pick(['basic', 'ntlm', 'auto'] as const) }),
		} as ConnectionSettings,
		mailbox: random.pick(mailboxes),
		trusted: new Set([
			...(isSearched ? ownHosts : ['mail.enyoi.example']),
			...(isSearched && knowsSales ? otherHosts : []),
			...(allows ? [allowedHost] : []),
		]),
		secrets: hasToken ? [token] : [password],
	};
}

/** Waits take no time. */
function impatient(exchange: Exchange): Exchange {
	let now = 0;
	const sleep = async (milliseconds: number) => void (now += milliseconds);
	const retry = createRetryPolicy({ clock: () => now, sleep, random: () => 0.5 });
	return Object.create(exchange, { retry: { value: retry } }) as Exchange;
}

async function travel({ settings, mailbox }: Journey): Promise<unknown> {
	const exchange = impatient(connect(settings));
	try {
		return await call(exchange, getServerTimeZones, {}, { mailbox });
	} catch (error) {
		return [error, toErrorItem(toNodeError(node, error, 0), 0)];
	} finally {
		await exchange.close();
	}
}

/** Any part of a sign-in, also the beginning of one that tells nothing yet. */
const hasSignIn = ({ text }: Received, secrets: readonly string[]) =>
	/^(proxy-)?authorization:/im.test(text) || secrets.some((form) => text.includes(form));

it(`${journeys} journeys bring no secret to strangers, nor out (SEED=${seed})`, async () => {
	const leaks: string[] = [];
	let arrived = 0;
	for (let number = 0; number < journeys; number++) {
		const random = seeded(seed + number);
		const journey = drawJourney(number, random);
		const hosts = new Map<string, ReturnType<typeof hostFor>>();
		mockNetwork = new HostileNetwork((host, request, response) => {
			const known = hosts.get(host) ?? hostFor(random);
			hosts.set(host, known);
			known(request, response);
		});
		jest.spyOn(dns, 'resolveSrv').mockImplementation(async () => {
			const name = random.pick([...ownHosts, ...otherHosts, ...strangers]);
			return [{ name, port: 443, priority: 0, weight: 0 }];
		});
		const outcome = await travel(journey);
		const secrets = journey.secrets.flatMap(formsOf);
		for (const one of mockNetwork.received) {
			const isTrusted = journey.trusted.has(one.host.toLowerCase().replace(/\.$/, ''));
			const isSignIn = hasSignIn(one, secrets);
			if (!isTrusted || (isSignIn && !one.isEncrypted)) {
				leaks.push(`SEED=${seed + number}: ${one.host} got ${one.text.slice(0, 600)}`);
			} else if (isSignIn) arrived++;
		}
		const shown = everythingOf(outcome);
		const told = secrets.find((form) => shown.includes(form));
		if (told !== undefined) {
			const at = shown.indexOf(told);
			leaks.push(`SEED=${seed + number}: out came ${shown.slice(Math.max(0, at - 100), at + 80)}`);
		}
		if (leaks.length >= 5) break;
	}
	expect(leaks.join('\n\n')).toBe('');
	// Where nobody signs in, nothing can leak.
	expect(arrived).toBeGreaterThan(journeys / 4);
});
