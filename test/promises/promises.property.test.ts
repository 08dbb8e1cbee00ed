import type { Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import type { Transport } from '../../exchange/transport/transport';
import { createCertificateAuthority } from '../exchangeServer/certificates';
import { seed } from '../support/seed';
import { drawHistory, follow, type History, type Outcome, type Stage } from './history';
import { shrink } from './shrink';
import { Wire, type Run } from './wire';

/** What a world adds to its credential. */
interface SettingsOfRun extends ConnectionSettings {
	run: Run;
	/** In place of HTTP. */
	memory?: Transport;
}

/** Set for each history; connections that the nodes make go through it. */
let mockWire: Wire;

jest.mock('../../exchange/connection', () => {
	const actual = jest.requireActual<typeof import('../../exchange/connection')>(
		'../../exchange/connection',
	);
	const connect = ({ run, memory, ...settings }: SettingsOfRun): Exchange =>
		mockWire.decorate(actual.connect(settings), run, memory);
	return { ...actual, connect };
});

jest.setTimeout(3_600_000);

const histories = Number(process.env.HISTORIES ?? 3000);
/** Of them over HTTP and in n8n's own engine, with all kinds of runs in each. */
const real = Number(process.env.REAL ?? 20);
const start = new Date('2026-09-28T10:00:00Z');

let server: Stage['server'];

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

async function outcomeOf(history: History, isReal: boolean): Promise<Outcome> {
	jest.setSystemTime(start);
	mockWire = new Wire();
	return await follow(history, { wire: mockWire, server, isReal });
}

it.each([
	['in memory', false, histories],
	['over HTTP in n8n', true, real],
])(`keeps every promise %s (SEED=${seed})`, async (_, isReal, count) => {
	const given = process.env.HISTORY;
	const all = given
		? [JSON.parse(given) as History]
		: Array.from({ length: count }, (_, number) => drawHistory(seed + number, isReal));
	const failures: string[] = [];
	for (const history of all) {
		if ((await outcomeOf(history, isReal)).broken.length === 0) continue;
		const shortest = await shrink(
			history,
			async (fewer) => (await outcomeOf(fewer, isReal)).broken.length > 0,
		);
		const { log, broken } = await outcomeOf(shortest, isReal);
		const lines = [...log, ...broken.map((line) => `=> ${line}`)];
		lines.push(`on a server with ${shortest.behaviours || 'standard behaviours'}`);
		failures.push([...lines, `HISTORY='${JSON.stringify(shortest)}'`].join('\n'));
		if (failures.length >= Number(process.env.FAILURES ?? 5)) break;
	}
	expect(failures.join('\n\n')).toBe('');
});
