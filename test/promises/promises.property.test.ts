import type { Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import { seed } from '../support/seed';
import { drawHistory, follow, shrink, type History, type Outcome } from './history';
import { Wire } from './wire';

/** Set for each history; connections that the nodes make go through it. */
let mockWire: Wire;

jest.mock('../../exchange/connection', () => {
	const actual = jest.requireActual<typeof import('../../exchange/connection')>(
		'../../exchange/connection',
	);
	const connect = (settings: ConnectionSettings): Exchange =>
		mockWire.decorate(actual.connect(settings));
	return { ...actual, connect };
});

jest.setTimeout(3_600_000);

const histories = Number(process.env.HISTORIES ?? 30);
const start = new Date('2026-09-28T10:00:00Z');

let server: Parameters<typeof follow>[2];

beforeAll(async () => {
	const authority = await createCertificateAuthority();
	const { certificate, key } = await authority.issue();
	server = {
		authentication: ['basic'],
		certificate: { certificate, privateKey: key, caCertificate: authority.certificate },
	};
	jest.useFakeTimers({
		now: start,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
});

afterAll(() => jest.useRealTimers());

async function outcomeOf(history: History): Promise<Outcome> {
	jest.setSystemTime(start);
	mockWire = new Wire();
	return await follow(history, mockWire, server);
}

it(`keeps every promise in ${histories} histories (SEED=${seed})`, async () => {
	const given = process.env.HISTORY;
	const all = given
		? [JSON.parse(given) as History]
		: Array.from({ length: histories }, (_, number) => drawHistory(seed + number));
	const failures: string[] = [];
	for (const history of all) {
		if ((await outcomeOf(history)).broken.length === 0) continue;
		const shortest = await shrink(
			history,
			async (fewer) => (await outcomeOf(fewer)).broken.length > 0,
		);
		const { log, broken } = await outcomeOf(shortest);
		const lines = [...log, ...broken.map((line) => `=> ${line}`)];
		lines.push(`on a server with ${shortest.behaviours || 'standard behaviours'}`);
		failures.push([...lines, `HISTORY='${JSON.stringify(shortest)}'`].join('\n'));
		if (failures.length >= Number(process.env.FAILURES ?? 5)) break;
	}
	expect(failures.join('\n\n')).toBe('');
});
