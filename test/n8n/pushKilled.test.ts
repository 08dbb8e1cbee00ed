import { owner as account } from '../../scripts/lib/demoSetup.mjs';
import type { AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import { ensureN8n } from '../../scripts/lib/ensureN8n.mjs';
import { startN8n } from '../../scripts/lib/n8n.mjs';
import type { N8n } from '../../scripts/lib/n8n.mjs';
import { exchangelib, runExchangelib } from '../conformance/exchangelib/client';
import { Company } from '../exchangeServer/company';
import { Dice } from '../exchangeServer/seedRandom';
import { describeWith } from '../requirements';
import { seed } from '../support/seed';
import { startSession, startTimeoutMs, type Session } from './session';
import { standStillAt, until } from './standstill';
import { items, pushStep, saveWorkflow, shifts, type Step } from './workflow';

/**
 * n8n pushes 500 events into a calendar and is killed on the way, at random points; it is started again and
 * pushes again. In the end the calendar holds each event once.
 */
const eventCount = 500;
/** Events that one request creates. */
const batchSize = 50;
const kills = 4;

let session: Session;
let n8n: N8n;
let pushing: AddedWorkflow;
const killedAt: string[] = [];

beforeAll(async () => {
	const company = new Company();
	company.addServiceAccount();
	company.addPerson({ accountName: 'alice' });
	session = await startSession(company);
	({ n8n } = session);
	pushing = await saveWorkflow(session.client, session.credential, steps());
}, startTimeoutMs);

afterAll(async () => {
	await n8n?.stop();
	await session?.stop();
});

const calendar = () => session.exchange.company.user('alice').calendar;

function steps(): Step[] {
	return [...items(shifts(eventCount), 'Push'), pushStep('alice@enyoi.example')];
}

/** The same n8n again: its folder, its key and its address. */
async function startAgain({ userFolder, encryptionKey, port }: N8n): Promise<N8n> {
	const installation = await ensureN8n();
	const again = await startN8n({ installation, userFolder, encryptionKey, port });
	await session.client.login(account);
	return again;
}

it(
	'holds each event once, however often n8n was killed while it pushed',
	async () => {
		const dice = new Dice(seed);
		for (let kill = 0; kill < kills; kill++) {
			const carriedOut = dice.chance(0.5);
			const batchesLeft = Math.ceil((eventCount - calendar().items().length) / batchSize);
			const after = dice.between(0, Math.max(0, Math.min(2, batchesLeft - 1)));
			const point = standStillAt(session.exchange, {
				mailbox: 'alice@enyoi.example',
				operation: 'CreateItem',
				after,
				carriedOut,
			});
			let outcome: 'ended' | 'cut off' | undefined;
			const run = pushing.run().then(
				() => (outcome = 'ended'),
				() => (outcome = 'cut off'),
			);
			await until(() => point.reached || outcome !== undefined);
			expect(outcome).toBeUndefined();
			await n8n.kill();
			expect(await run).toBe('cut off');
			point.release();
			session.exchange.faults.clear();
			killedAt.push(
				`${carriedOut ? 'after' : 'before'} CreateItem ${after + 1}: ${calendar().items().length}`,
			);
			n8n = await startAgain(n8n);
		}

		const execution = await pushing.run();
		expect(execution.status).toBe('success');
		expect(execution.items('Push')).toHaveLength(eventCount);
		const subjects = calendar()
			.items()
			.map(({ subject }) => subject);
		const expected = Array.from({ length: eventCount }, (_, n) => `Shift ${n}`);
		expect({ seed, killedAt, subjects: subjects.sort() }).toEqual({
			seed,
			killedAt,
			subjects: expected.sort(),
		});

		const again = await pushing.run();
		const actions = new Set(again.items('Push').map(({ json }) => json.action));
		expect([...actions]).toEqual(['unchanged']);
		expect(session.exchange.outbox).toEqual([]);
		expect(session.exchange.schemaViolations).toEqual([]);
	},
	startTimeoutMs,
);

describeWith(exchangelib, 'read by exchangelib', () => {
	it('holds each event once, too', async () => {
		const { company, url } = session.exchange;
		const found = await runExchangelib<Array<{ subject: string }>>('items', {
			endpoint: url,
			user: company.serviceAccount.userPrincipalName,
			password: company.serviceAccount.password,
			address: 'alice@enyoi.example',
		});
		expect(new Set(found.map(({ subject }) => subject)).size).toBe(eventCount);
		expect(found).toHaveLength(eventCount);
	});
});
